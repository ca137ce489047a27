#!/usr/bin/env python3
"""The benchmark's standard, scored with pandas: `pandas_score.py POOL.csv OUT.csv THREADS`.

The table is read by Arrow's reader, the fastest that pandas has, on as many threads; whole columns are computed with NumPy, on one. Points
are whole hundredths and quotients are compared by cross-multiplication, so that every result is exact (whole numbers are exact in binary
floating point, where NaN stands for a blank). The rules are written for this pool alone: its columns, no unreadable cell, no 0 below a
fraction line, one notation of yes and no.
"""

import sys

import numpy as np
import pandas as pd
import pyarrow

POOL, OUT, THREADS = sys.argv[1:]
pyarrow.set_cpu_count(int(THREADS))

YES_NO = [f"Y{i}" for i in range(1, 26)]
QUOTIENTS = [(f"n{i}", f"d{i}") for i in range(1, 21)]
LINEAR = [f"L{i}" for i in range(1, 11)]
GATES = [f"G{i}" for i in range(1, 6)]
AVAILABLE, APPLICABLE = 13500, 55  # points in hundredths, and indicators: all apply to everybody

pool = pd.read_csv(POOL, engine="pyarrow")
points = np.zeros(len(pool), np.int32)
met = np.zeros(len(pool), np.int32)
for column in YES_NO:
    yes = pool[column].eq("是").to_numpy(bool)
    points += yes * np.int32(100)
    met += yes
for part, whole in QUOTIENTS:
    n, d = pool[part].to_numpy(float) * 10, pool[whole].to_numpy(float)
    best = n >= d * 9
    # 4 points from 90 %, 3 from 80 %, 1 from 60 %: each step adds to the one below it.
    points += best * np.int32(100) + (n >= d * 8) * np.int32(200) + (n >= d * 6) * np.int32(100)
    met += best
for column in LINEAR:
    # The nearest binary number to a figure with two decimals, times 100, rounded, is always its whole hundredths. A blank earns what 0 does.
    x = np.rint(pool[column].fillna(0).to_numpy(float) * 100).astype(np.int32)
    # 3 points × (x − 20) ÷ 70, clamped, half up; met once that is all 3.
    earned = ((x.clip(2000, 9000) - 2000) * 6 + 70) // 140
    points += earned
    met += earned == 300
passed = np.logical_and.reduce([pool[gate].eq("是").to_numpy(bool) for gate in GATES])
passed &= (met * 100 >= 45 * APPLICABLE) & (points * 100 >= 55 * AVAILABLE)

# The share is cut to two places, never rounded up; with 55 indicators there are 56 of them.
shares = np.array([f"{m * 100 // APPLICABLE}.{m * 10000 // APPLICABLE % 100:02}%" for m in range(APPLICABLE + 1)])
result = pool[["id", "name", "district"]].assign(points=points, met=met, met_share=shares[met], passed=passed)
ranked = result[passed].sort_values(["points", "id"], ascending=[False, True])
ranked.insert(0, "rank", ranked["points"].rank(method="min", ascending=False).astype("Int64"))
failed = result[~passed].sort_values("id")
failed.insert(0, "rank", pd.array([pd.NA] * len(failed), "Int64"))
result = pd.concat([ranked, failed])
result.insert(4, "type", "")
result["points"] /= 100
result.insert(6, "points_available", AVAILABLE / 100)
result.insert(8, "applicable", APPLICABLE)
result["passed"] = np.where(result["passed"], "true", "false")
result.to_csv(OUT, index=False, float_format="%.2f")
