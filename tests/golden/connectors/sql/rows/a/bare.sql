create table users (id int);
insert into users select id from one.users;
