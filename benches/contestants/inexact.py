#!/usr/bin/env python3
"""What other arithmetic makes of a pool: `inexact.py SHIFAN POOL.csv SUMMARY.csv > demonstration.md`.

The benchmark's rules are computed over the pool six times: exactly, in four ways that binary floating point is commonly used, and
exactly but for halves, which go to the even neighbour. The exact result is held to SUMMARY, which SHIFAN wrote; then every applicant is
counted whose points, tier, total, verdict or rank is another, and the first of each kind is shown in full. Where a pool cannot show
something, a small table made for it does, and says so.

Figures have two decimals, so there are few of them: each is computed once, in plain Python, from the text of its cell. NumPy divides, adds
and compares whole columns, each operation as Python does. Needs Polars and NumPy.
"""

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl

YES_NO = [f"Y{i}" for i in range(1, 26)]
QUOTIENTS = [f"Q{i}" for i in range(1, 21)]
LINEAR = [f"L{i}" for i in range(1, 11)]
GATES = [f"G{i}" for i in range(1, 6)]
TIERS = (90, 4), (80, 3), (60, 1)  # percent, points
AVAILABLE, APPLICABLE = 135, 55
MET_LINE, POINTS_LINE = 45, 55  # percent

ILLUSTRATION = """
[standard]
id = "illustration"
name = "说明用"
document = "说明用"
edition = "1"
wording = "illustrative"
applicant = "institution"
[pass]
points_share = "60%"
[[input]]
id = "trained"
name = "已培训人数"
whole = true
at_most = "staff"
[[input]]
id = "staff"
name = "职工人数"
whole = true
[[indicator]]
id = "A"
name = "培训率"
kind = "tiers"
points = 5
unit = "%"
value = "trained / staff"
tiers = [{ at_least = "58%", points = 5 }, { at_least = "40%", points = 2 }]
clause = "一"
evidence = ["名册"]
"""


# ── Six arithmetics ─────────────────────────────────────────────────────────────────────────────────────────────────


def exact_line(text: str) -> Fraction:
    """What a figure earns before it is rounded: 3 × (x − 20) ÷ 70, clamped."""
    return 3 * (min(max(Fraction(text), Fraction(20)), Fraction(90)) - 20) / 70


def float_line(text: str) -> float:
    """The same as a program with binary floating point writes it."""
    return 3 * (min(max(float(text), 20.0), 90.0) - 20.0) / (90.0 - 20.0)


@dataclass
class Arithmetic:
    """A way to compute the same rules. `line` gives hundredths if the way is exact, else points; `tidy` rounds totals before they are used."""

    name: str
    line: Callable[[str], float]
    exact: bool = False
    percent: bool = False
    tidy: bool = False


def half_up(text: str) -> int:
    return math.floor(exact_line(text) * 100 + Fraction(1, 2))


def half_even(text: str) -> int:
    return round(exact_line(text) * 100)  # of a fraction, this goes to the even neighbour, exactly


def half_up_of_float(text: str) -> float:
    return math.floor(float_line(text) * 100 + 0.5) / 100


def rounded_by_python(text: str) -> float:
    return round(float_line(text), 2)


EXACT = Arithmetic("exact, half up", half_up, exact=True)
OTHERS = [
    Arithmetic("binary floating point: `n/d >= 0.9`, `floor(x*100 + 0.5)/100`", half_up_of_float),
    Arithmetic("the same, every total rounded once more before it is compared", half_up_of_float, tidy=True),
    Arithmetic("the first, in percent: `n/d*100 >= 90`", half_up_of_float, percent=True),
    Arithmetic("binary floating point with Python's `round(x, 2)`", rounded_by_python),
    Arithmetic("exact, but halves to the even neighbour (banker's rounding)", half_even, exact=True),
]


@dataclass
class Result:
    tiers: np.ndarray  # points of every quotient
    line: np.ndarray  # points of every linear indicator, in hundredths
    totals: np.ndarray  # as compared: hundredths if exact, else points
    shown: np.ndarray  # totals as they are shown, in hundredths
    met: np.ndarray
    passed: np.ndarray
    rank: np.ndarray  # 0: none


def figure(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


def compute(how: Arithmetic, pool: dict[str, np.ndarray]) -> Result:
    """The whole pool in one arithmetic, added in the order of the columns."""
    rows = len(pool["id"])
    one = 100 if how.exact else 1.0
    totals = np.zeros(rows, np.int64 if how.exact else np.float64)
    met = np.zeros(rows, np.int64)
    for column in YES_NO:
        totals += pool[column] * one
        met += pool[column]
    tiers = np.zeros((len(QUOTIENTS), rows), np.int16)
    for i in range(len(QUOTIENTS)):
        n, d = pool[f"n{i + 1}"], pool[f"d{i + 1}"]
        # Blanks are NaN, and reach nothing.
        for limit, points in reversed(TIERS):
            if how.exact:
                reached = n * 100 >= d * limit  # whole numbers, which doubles hold exactly
            else:
                reached = n / d * 100 >= float(limit) if how.percent else n / d >= limit / 100
            tiers[i][reached] = points
        totals += tiers[i] * one
        met += tiers[i] == 4
    # What each figure that there can be earns; the last place is a blank.
    earns = np.array([how.line(figure(x)) for x in range(10_000)] + [0], totals.dtype)
    line = np.zeros((len(LINEAR), rows), np.int16)
    for i, column in enumerate(LINEAR):
        earned = earns[pool[column]]
        line[i] = earned if how.exact else np.rint(earned * 100)
        totals += earned
        met += earned == 3 * one
    if how.tidy:
        totals = np.floor(totals * 100 + 0.5) / 100
    if how.exact:
        passed = (met * 100 >= MET_LINE * APPLICABLE) & (totals >= POINTS_LINE * AVAILABLE)
    elif how.percent:
        passed = (met / APPLICABLE * 100 >= float(MET_LINE)) & (totals / float(AVAILABLE) * 100 >= float(POINTS_LINE))
    else:
        passed = (met / APPLICABLE >= MET_LINE / 100) & (totals / float(AVAILABLE) >= POINTS_LINE / 100)
    passed &= pool["cleared"]
    # One more than those that passed with more.
    ascending = np.sort(totals[passed])
    rank = np.zeros(rows, np.int64)
    rank[passed] = 1 + len(ascending) - np.searchsorted(ascending, totals[passed], side="right")
    shown = totals if how.exact else np.rint(totals * 100).astype(np.int64)
    return Result(tiers, line, totals, shown, met, passed, rank)


def read(path: str) -> dict[str, np.ndarray]:
    """The columns as numbers: yes as true, counts with NaN for blanks, figures as whole hundredths, the place 10 000 for a blank."""
    counts = [f"{kind}{i}" for i in range(1, 21) for kind in "nd"]
    table = pl.scan_csv(path, infer_schema=False).select(
        pl.col("id"),
        *((pl.col(column) == "是").fill_null(False) for column in YES_NO),
        *(pl.col(column).cast(pl.Float64).fill_null(float("nan")) for column in counts),
        *(pl.col(column).str.replace(".", "", literal=True).cast(pl.Int32).fill_null(10_000) for column in LINEAR),
        cleared=pl.all_horizontal((pl.col(gate) == "是").fill_null(False) for gate in GATES),
    )
    return {column.name: column.to_numpy() for column in table.collect(engine="streaming")}


def hold(ours: Result, pool: dict[str, np.ndarray], summary: str) -> None:
    """Stops unless what is called exact here is what shifan wrote."""
    theirs = pl.read_csv(summary, columns=["id", "rank", "points", "met", "passed"], schema_overrides={"points": pl.String})
    mine = pl.DataFrame({"id": pool["id"], "rank": ours.rank, "points": ours.shown, "met": ours.met, "passed": ours.passed})
    theirs = theirs.with_columns(pl.col("rank").fill_null(0), pl.col("points").str.replace(".", "", literal=True).cast(pl.Int64)).sort("id")
    if not mine.sort("id").equals(theirs.select(mine.columns).cast(mine.schema)):
        sys.exit("inexact.py: the exact computation does not agree with shifan's summary")


# ── What is shown ───────────────────────────────────────────────────────────────────────────────────────────────────


def fraction(value: Fraction) -> str:
    """A fraction, and its beginning as a decimal."""
    rest = f"{float(value):.12g}"
    return f"{value} {'=' if Fraction(rest) == value else '≈'} {rest}"


def cell(pool: dict[str, np.ndarray], column: str, row: int) -> str:
    return figure(int(pool[column][row]))


def show_line(how: Arithmetic, pool: dict[str, np.ndarray], i: int, row: int) -> str:
    """One linear indicator of one applicant, in both arithmetics."""
    text = cell(pool, LINEAR[i], row)
    own = exact_line(text)
    told = f"`{LINEAR[i]}` = {text}: 3 × ({text} − 20) ÷ 70 = {fraction(own)} points exactly, which is {figure(half_up(text))} half up; "
    if how.exact:
        return told + f"here it becomes **{figure(int(how.line(text)))}**"
    return told + f"here it is computed as {float_line(text):.20f} and becomes **{how.line(text)!r}**"


def total(how: Arithmetic, result: Result, row: int) -> str:
    """A total to its last place."""
    return figure(int(result.totals[row])) if how.exact else repr(float(result.totals[row]))


def example(kind: str, how: Arithmetic, pool: dict[str, np.ndarray], exact: Result, other: Result, row: int) -> list[str]:
    """Everything that an applicant's other result comes from."""
    who = str(pool["id"][row])
    told = [f"**{kind}** — {who}:", ""]
    for i in np.flatnonzero(exact.line[:, row] != other.line[:, row]):
        told.append(f"* {show_line(how, pool, int(i), row)}")
    for i in np.flatnonzero(exact.tiers[:, row] != other.tiers[:, row]):
        n, d = (int(pool[f"{kind}{i + 1}"][row]) for kind in "nd")
        told.append(f"* `Q{i + 1}` = {n} / {d}: {fraction(Fraction(n, d))} exactly, {exact.tiers[i][row]} points; here {n / d!r}, {other.tiers[i][row]} points")
    parts = [str(sum(int(pool[column][row]) for column in YES_NO)), str(int(exact.tiers[:, row].sum()))]
    parts += [figure(int(earned)) for earned in exact.line[:, row]]
    told.append(f"* total: {' + '.join(parts)} = {figure(int(exact.totals[row]))} exactly (yes-no, tiers, linear); here {total(how, other, row)}")
    if kind == "verdict":
        told.append(
            f"* line: {POINTS_LINE} % of {AVAILABLE} points is {figure(POINTS_LINE * AVAILABLE)}; {exact.met[row]} of {APPLICABLE} indicators met, every gate held"
        )
        told.append(f"* verdict: {'passes' if exact.passed[row] else 'fails'} exactly; here **{'passes' if other.passed[row] else 'fails'}**")
    if exact.passed[row] and other.passed[row]:
        told.append(f"* rank: {exact.rank[row]} exactly; here {other.rank[row]}")
    return [*told, ""]


def tie(exact: Result, other: Result) -> tuple[int, list[int]]:
    """How many applicants share a rank in a group that falls apart, and two of the first such group: the last and the first of it."""
    both = np.flatnonzero(exact.passed & other.passed)
    order = both[np.lexsort((both, exact.rank[both]))]
    ranks, sums = exact.rank[order], other.totals[order]
    starts = np.flatnonzero(np.r_[True, ranks[1:] != ranks[:-1]])
    sizes = np.diff(np.r_[starts, len(order)])
    split = np.minimum.reduceat(sums, starts) != np.maximum.reduceat(sums, starts)
    if not split.any():
        return 0, []
    start = starts[split][0]
    group = order[start : start + sizes[split][0]]
    return int(sizes[split].sum()), [int(group[np.argmin(other.totals[group])]), int(group[np.argmax(other.totals[group])])]


def illustrate(shifan: str) -> list[str]:
    """A limit of 58 % in a table of one row, made for the purpose, and scored by shifan."""
    n, d = 29, 50
    with tempfile.TemporaryDirectory() as folder:
        standard, table = Path(folder) / "standard.toml", Path(folder) / "pool.csv"
        standard.write_text(ILLUSTRATION)
        table.write_text(f"id,trained,staff\n甲,{n},{d}\n")
        done = subprocess.run([shifan, "-q", "score", standard, table, "--format", "json"], stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout)["applicants"][0]
    line = told["indicators"][0]
    other = n / d * 100
    points = 5 if other >= 58.0 else 2
    bad = [limit for limit in range(1, 100) if limit / 100 * 100 < limit]
    return [
        "**Illustration, made for the purpose:** one indicator, 5 points from 58 %, 2 from 40 %, and a line of 60 % of the points.",
        "",
        f"* cells: {n} of {d} are {fraction(Fraction(n, d))}, so exactly 58 %",
        f"* shifan: {line['answer']} is {line['value']}, {line['state']}, {line['points']:.2f} of {line['of']:.2f} points, {'passes' if told['passed'] else 'fails'}",
        f"* in percent: `{n}/{d}*100` is {other!r}, below 58: **{points}.00 points, {'passes' if points >= 3 else 'fails'}**",
        "",
        f"Of the whole percentages, {', '.join(map(str, bad))} are missed in this way, and of those with one decimal {sum(k / 1000 * 100 < k / 10 for k in range(1, 1000))} of 999.",
    ]


def main() -> None:
    shifan, path, summary = sys.argv[1:]
    pool = read(path)
    rows = len(pool["id"])
    exact = compute(EXACT, pool)
    hold(exact, pool, summary)
    halves = np.array([(exact_line(figure(x)) * 200).denominator == 1 and (exact_line(figure(x)) * 200).numerator % 2 == 1 for x in range(10_000)] + [False])
    on_half = np.zeros(rows, bool)
    for column in LINEAR:
        on_half |= halves[pool[column]]
    on_limit = np.zeros(rows, bool)
    for i in range(1, 21):
        for limit, _ in TIERS:
            on_limit |= pool[f"n{i}"] * 100 == pool[f"d{i}"] * limit
    print("## Exact where others are not\n")
    print(
        f"The same rules over the same pool of {rows:,} applicants, of which {exact.passed.sum():,} pass. {on_half.sum():,} have a figure that earns exactly half a\n"
        f"hundredth of a point, {on_limit.sum():,} a quotient exactly on the limit of a tier. Applicants whose result is another than the exact one, which is shifan's:\n"
    )
    print("| arithmetic | points of an indicator | tier | total | verdict | rank | in a tie that breaks |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    shown: list[str] = []
    seen: list[dict[str, np.ndarray]] = []
    tiers_changed = 0
    for how in OTHERS:
        other = compute(how, pool)
        ties, pair = tie(exact, other)
        tier = (exact.tiers != other.tiers).any(axis=0)
        kinds = {
            "points": (exact.line != other.line).any(axis=0) | tier,
            "tier": tier,
            "total": exact.shown != other.shown,
            "verdict": exact.passed != other.passed,
            "rank": exact.rank != other.rank,
        }
        tiers_changed += int(tier.sum())
        print(f"| {how.name} | " + " | ".join(f"{changed.sum():,}" for changed in kinds.values()) + f" | {ties:,} |")
        shown += [f"### {how.name[0].upper()}{how.name[1:]}", ""]
        if any(all(np.array_equal(before[kind], kinds[kind]) for kind in kinds) for before in seen):
            shown += ["The same applicants as above.", ""]
            continue
        seen.append(kinds)
        # An applicant whose points are another has another total as a rule: one example is enough for both.
        wanted = {"points and total": kinds["points"] & kinds["total"], "tier": kinds["tier"], "verdict": kinds["verdict"]}
        for kind, changed in wanted.items():
            if changed.any():
                shown += example(kind, how, pool, exact, other, int(np.argmax(changed)))
        if pair:
            shown += ["**rank** — two that share a rank:", ""]
            for row in pair:
                own = figure(int(exact.totals[row]))
                shown.append(f"* {pool['id'][row]}: {own} points exactly, rank {exact.rank[row]}; here {total(how, other, row)}, rank {other.rank[row]}")
            shown.append("")
        if not any(changed.any() for changed in kinds.values()):
            shown += ["Nothing changes in this pool.", ""]
    print(
        "\nRanks move for everybody below an applicant whose total moves, and where equal totals differ in their last binary place: sums are compared as they were\n"
        "computed, but in the second line. A tie breaks for everybody in it.\n"
    )
    if tiers_changed == 0:
        print(
            "No tier changes: a quotient divided once and compared with the nearest binary number to 0.9, 0.8 or 0.6 falls on the right side, and 90, 80 and 60 happen to\n"
            "survive the way to percent. Other limits do not:\n"
        )
    print("\n".join([*illustrate(shifan), "", *shown]).rstrip())


if __name__ == "__main__":
    main()
