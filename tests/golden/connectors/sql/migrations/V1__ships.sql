-- dialect: postgres
CREATE TABLE fleet.ships (imo bigint, name text, old_flag text, tonnage int);
ALTER TABLE fleet.ships ADD COLUMN owner text NOT NULL, DROP COLUMN old_flag;
ALTER TABLE fleet.ships RENAME COLUMN name TO ship_name;
ALTER TABLE fleet.ships ALTER COLUMN tonnage TYPE bigint;
ALTER TABLE fleet.ships ALTER COLUMN imo SET NOT NULL;
ALTER TABLE fleet.ships ADD CONSTRAINT pk PRIMARY KEY (imo);
CREATE TABLE fleet.names AS SELECT ship_name FROM fleet.ships;
ALTER TABLE fleet.names RENAME COLUMN ship_name TO name;
