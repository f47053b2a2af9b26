-- Joins, recursion, windows, JSON, text and floating point; enough to run most of SQLite's virtual machine.
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, value REAL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO t SELECT i, 'name' || (i * 7919 % 1000), i / 3.0 FROM n;
CREATE INDEX by_name ON t(name);
SELECT name, count(*), round(sum(value), 3) FROM t GROUP BY name ORDER BY name LIMIT 20;
SELECT a.id, b.id FROM t a JOIN t b ON a.name = b.name AND a.id < b.id WHERE a.id < 40 ORDER BY 1, 2 LIMIT 30;
SELECT id, sum(value) OVER (ORDER BY id ROWS 3 PRECEDING) FROM t WHERE id <= 12;
SELECT json_extract('{"a": [1, 2.5, {"b": "c"}]}', '$.a[2].b'), json_group_array(id) FROM t WHERE id < 8;
UPDATE t SET value = value * 2 WHERE id % 3 = 0;
DELETE FROM t WHERE id % 5 = 0;
SELECT count(*), round(total(value), 4), max(length(name)), hex(substr(name, 1, 3)) FROM t;
SELECT printf('%08.3f|%-10s|%x', 3.14159, 'left', 255), upper('text'), like('%me1%', 'name1');
PRAGMA integrity_check;
.schema
