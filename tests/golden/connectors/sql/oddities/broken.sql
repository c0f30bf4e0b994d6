CREATE TABLE good (id int);
CREATE TABLE bad (id int;
INSERT INTO ${schema}.target SELECT id FROM good;
CREATE TABLE also_good (id int);
INSERT INTO also_good SELECT id FROM good;
SELEC nonsense;
