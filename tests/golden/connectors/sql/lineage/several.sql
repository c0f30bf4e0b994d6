-- dialect: snowflake
INSERT ALL
  WHEN fee > 10 THEN INTO mart.dear (port, fee) VALUES (port, fee * 2)
  ELSE INTO mart.cheap (port)
SELECT port, fee, ship FROM raw.fees;
