CREATE OR REPLACE TABLE `tide-prod.harbour.calls` (
  id INT64 NOT NULL OPTIONS (description = 'The call'),
  lines ARRAY<STRUCT<sku STRING, qty INT64>>
) PARTITION BY DATE(_PARTITIONTIME);
CREATE VIEW `tide-prod.harbour.skus` AS
SELECT id, line.sku FROM `tide-prod.harbour.calls`, UNNEST(lines) AS line;
