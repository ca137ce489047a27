#!/usr/bin/env python3
"""The benchmark's standard, scored with DuckDB: `duckdb_score.py POOL.csv OUT.csv THREADS`.

One statement from file to file; the program writes it down and DuckDB does all of the work. Points are whole hundredths and quotients are
compared by cross-multiplication, so that every result is exact. Blanks are nulls and earn nothing. The rules are written for this pool
alone: its columns, no unreadable cell, no 0 below a fraction line, one notation of yes and no.
"""

import sys

import duckdb

POOL, OUT, THREADS = sys.argv[1:]

YES_NO = [f"Y{i}" for i in range(1, 26)]
QUOTIENTS = [(f"n{i}", f"d{i}") for i in range(1, 21)]
LINEAR = [f"L{i}" for i in range(1, 11)]
GATES = [f"G{i}" for i in range(1, 6)]
AVAILABLE, APPLICABLE = 13500, 55  # points in hundredths, and indicators: all apply to everybody

columns = {
    **dict.fromkeys(["id", "name", "district", *YES_NO], "VARCHAR"),
    **dict.fromkeys((column for pair in QUOTIENTS for column in pair), "INTEGER"),
    **dict.fromkeys(LINEAR, "DECIMAL(5, 2)"),
    **dict.fromkeys(GATES, "VARCHAR"),
}

points, met = [], []
for column in YES_NO:
    points.append(f"CASE WHEN {column} = '是' THEN 100 ELSE 0 END")
    met.append(f"CASE WHEN {column} = '是' THEN 1 ELSE 0 END")
for n, d in QUOTIENTS:
    points.append(f"CASE WHEN {n} * 10 >= {d} * 9 THEN 400 WHEN {n} * 10 >= {d} * 8 THEN 300 WHEN {n} * 10 >= {d} * 6 THEN 100 ELSE 0 END")
    met.append(f"CASE WHEN {n} * 10 >= {d} * 9 THEN 1 ELSE 0 END")
for x in LINEAR:
    # 3 points × (x − 20) ÷ 70, clamped, half up, in hundredths.
    earned = f"CASE WHEN {x} >= 90 THEN 300 WHEN {x} > 20 THEN (CAST({x} * 100 AS INTEGER) * 6 - 12000 + 70) // 140 ELSE 0 END"
    points.append(earned)
    # Met once that is all 3.
    met.append(f"CASE WHEN {earned} = 300 THEN 1 ELSE 0 END")
gates = " AND ".join(f"coalesce({gate} = '是', false)" for gate in GATES)

STATEMENT = f"""
COPY (
    WITH totals AS (
        SELECT id, name, district, {" + ".join(points)} AS points, {" + ".join(met)} AS met, {gates} AS cleared
        FROM read_csv('{POOL}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {columns})
    ), judged AS (
        SELECT *, cleared AND met * 100 >= 45 * {APPLICABLE} AND points * 100 >= 55 * {AVAILABLE} AS passed FROM totals
    ), ranked AS (
        SELECT *, rank() OVER (ORDER BY points DESC) AS rank FROM judged WHERE passed
        UNION ALL
        SELECT *, NULL FROM judged WHERE NOT passed
    )
    SELECT rank, id, name, district, NULL AS type,
        CAST(points * 0.01 AS DECIMAL(9, 2)) AS points, CAST({AVAILABLE} * 0.01 AS DECIMAL(9, 2)) AS points_available,
        met, {APPLICABLE} AS applicable,
        -- Cut to two places, never rounded up.
        CAST(CAST((met * 10000 // {APPLICABLE}) * 0.01 AS DECIMAL(5, 2)) AS VARCHAR) || '%' AS met_share,
        passed
    FROM ranked
    ORDER BY rank NULLS LAST, id
) TO '{OUT}' (FORMAT csv, HEADER)
"""

connection = duckdb.connect()
connection.execute(f"SET threads = {THREADS}")
connection.execute(STATEMENT)
