#!/usr/bin/env python3
"""The benchmark's standard, scored with Polars: `polars_score.py POOL.csv OUT.csv THREADS`.

The whole plan is one lazy query that the streaming engine reads, computes and sorts in parallel; points are whole hundredths and quotients
are compared by cross-multiplication, so that every result is exact. Blanks are nulls: they earn nothing, since sums leave nulls out.
The rules are written for this pool alone: its columns, no unreadable cell, no 0 below a fraction line, one notation of yes and no.
"""

import os
import sys

POOL, OUT, THREADS = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = THREADS  # read once, when Polars is loaded

import polars as pl  # noqa: E402

YES_NO = [f"Y{i}" for i in range(1, 26)]
QUOTIENTS = [(f"n{i}", f"d{i}") for i in range(1, 21)]
LINEAR = [f"L{i}" for i in range(1, 11)]
GATES = [f"G{i}" for i in range(1, 6)]
AVAILABLE, APPLICABLE = 13500, 55  # points in hundredths, and indicators: all apply to everybody

SCHEMA = {
    **dict.fromkeys(["id", "name", "district", *YES_NO], pl.String),
    **dict.fromkeys((column for pair in QUOTIENTS for column in pair), pl.Int32),
    **dict.fromkeys(LINEAR, pl.Float64),
    **dict.fromkeys(GATES, pl.String),
}


def reached(part: str, whole: str, tenths: int) -> pl.Expr:
    """Whether part ÷ whole is at least so many tenths, without dividing."""
    return pl.col(part) * 10 >= pl.col(whole) * tenths


def hundredths(column: str) -> pl.Expr:
    """A figure with two decimals as whole hundredths: the nearest binary number times 100, rounded, is always that whole number."""
    return (pl.col(column) * 100).round().cast(pl.Int32)


points, met = [], []
for column in YES_NO:
    yes = pl.col(column) == "是"
    points.append(yes.cast(pl.Int32) * 100)
    met.append(yes)
for part, whole in QUOTIENTS:
    # 4 points from 90 %, 3 from 80 %, 1 from 60 %: each step adds to the one below it.
    steps = (reached(part, whole, 6), 100), (reached(part, whole, 8), 200), (reached(part, whole, 9), 100)
    points.append(sum(step.cast(pl.Int32) * more for step, more in steps))
    met.append(reached(part, whole, 9))
for column in LINEAR:
    # 3 points × (x − 20) ÷ 70, clamped, half up; met once that is all 3.
    earned = ((hundredths(column).clip(2000, 9000) - 2000) * 6 + 70) // 140
    points.append(earned)
    met.append(earned == 300)


def decimal(whole: pl.Expr) -> pl.Expr:
    """Whole hundredths as a figure with two decimals."""
    return whole.cast(pl.Decimal(18, 2)) / pl.lit(100).cast(pl.Decimal(18, 2))


totals = (
    pl.scan_csv(POOL, schema=SCHEMA)
    .select(
        "id",
        "name",
        "district",
        points=pl.sum_horizontal(points),
        met=pl.sum_horizontal(met).cast(pl.Int32),
        cleared=pl.all_horizontal((pl.col(gate) == "是").fill_null(False) for gate in GATES),
    )
    .with_columns(
        passed=pl.col("cleared") & (pl.col("met") * 100 >= 45 * APPLICABLE) & (pl.col("points") * 100 >= 55 * AVAILABLE),
    )
    .collect(engine="streaming")
)
# The share is cut to two places, never rounded up; with 55 indicators there are 56 of them.
shares = pl.Series([f"{m * 100 // APPLICABLE}.{m * 10000 // APPLICABLE % 100:02}%" for m in range(APPLICABLE + 1)])
passed = totals.filter("passed").sort("points", "id", descending=[True, False])
passed = passed.with_columns(rank=pl.col("points").rank("min", descending=True))
failed = totals.filter(~pl.col("passed")).sort("id").with_columns(rank=pl.lit(None, pl.UInt32))
pl.concat([passed.with_columns(pl.col("rank").cast(pl.UInt32)), failed]).select(
    "rank",
    "id",
    "name",
    "district",
    type=pl.lit(None, pl.String),
    points=decimal(pl.col("points")),
    points_available=pl.lit(f"{AVAILABLE // 100}.{AVAILABLE % 100:02}"),
    met="met",
    applicable=APPLICABLE,
    met_share=pl.lit(shares).gather(pl.col("met")),
    passed="passed",
).write_csv(OUT)
