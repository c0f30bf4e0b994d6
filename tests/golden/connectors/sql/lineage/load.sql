CREATE TEMP TABLE fresh AS
SELECT id, upper(port) AS port, paid FROM raw.calls WHERE NOT test;

INSERT INTO mart.calls (call_id, port, fee)
SELECT f.id, f.port, sum(f.paid) FROM fresh f GROUP BY f.id, f.port;

MERGE INTO mart.ports t
USING (SELECT port, max(id) AS last FROM fresh GROUP BY port) s ON t.port = s.port
WHEN MATCHED THEN UPDATE SET last_call = s.last
WHEN NOT MATCHED THEN INSERT (port, last_call) VALUES (s.port, s.last);

UPDATE mart.calls SET fee = r.rate FROM raw.rates r WHERE r.port = mart.calls.port;

DROP TABLE fresh;

CREATE TABLE mart.calls_new AS SELECT *, 1 AS batch FROM mart.unlisted;
DROP TABLE IF EXISTS mart.all_calls;
ALTER TABLE mart.calls_new RENAME TO all_calls;

CREATE TABLE scratch.gone AS SELECT 1 AS x FROM raw.calls;
DROP TABLE scratch.gone;

INSERT INTO mart.log VALUES (1, 'done');
DELETE FROM mart.log WHERE id IN (SELECT id FROM raw.calls);
SELECT count(*) FROM mart.calls;
SELECT table_name INTO mart.tables_seen FROM information_schema.tables;
