create table t (x text default 'never closed);
