-- The tables of the harbour (PostgreSQL dump).
SET search_path = harbour;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
SELECT pg_catalog.set_config('x', '', false);

CREATE TABLE ships (
    imo         bigint PRIMARY KEY,
    name        text NOT NULL,
    flag        varchar(2) REFERENCES ref.countries (code),
    built       timestamptz DEFAULT now(),
    CONSTRAINT one_name UNIQUE (name)
);

CREATE TABLE IF NOT EXISTS calls (
    id      serial,
    ship    bigint,
    berth   text,
    arrived date NOT NULL,
    PRIMARY KEY (id, ship),
    FOREIGN KEY (ship) REFERENCES ships (imo)
);
CREATE TABLE IF NOT EXISTS calls (other int);
CREATE INDEX on_ship ON calls (ship);
COMMENT ON TABLE calls IS 'Calls of ships; one row a call.';
COMMENT ON COLUMN calls.berth IS 'Where it lay; unknown before 1990.';
GRANT SELECT ON calls TO reader;

COPY calls (id, ship, berth, arrived) FROM stdin;
1	9074729	A; CREATE TABLE never (x int);	2024-01-01
\.

CREATE VIEW arrivals AS
SELECT s.name AS ship, count(c.id) AS calls
FROM ships s JOIN calls c ON c.ship = s.imo
GROUP BY s.name;

CREATE MATERIALIZED VIEW reporting.latest AS SELECT * FROM calls WHERE arrived > current_date - 7;

CREATE FUNCTION touch() RETURNS trigger AS $$
BEGIN
  INSERT INTO audit SELECT * FROM calls;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TABLE calls_2024 PARTITION OF calls FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE calls_old (LIKE calls INCLUDING ALL);
