create table one.users (id int);
