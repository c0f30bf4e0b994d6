ALTER TABLE fleet.ships ADD COLUMN call_sign varchar(10);
ALTER TABLE fleet.ships DROP COLUMN tonnage;
DROP TABLE fleet.names;
