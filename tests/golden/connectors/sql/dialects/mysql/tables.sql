USE fleet;
CREATE TABLE `crew` (
  `id` int unsigned NOT NULL AUTO_INCREMENT COMMENT 'Number',
  `ship` bigint NOT NULL,
  PRIMARY KEY (`id`),
  KEY `on_ship` (`ship`)
) ENGINE=InnoDB COMMENT='Who sails';
ALTER TABLE crew MODIFY COLUMN ship varchar(20) NULL, CHANGE COLUMN id crew_id bigint NOT NULL;
REPLACE INTO roster (crew_id) SELECT crew_id FROM crew;
