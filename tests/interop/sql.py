#!/usr/bin/env python3
"""The SQL of a standard, run by real engines, compared with what the program scores.

    python3 tests/interop/sql.py PROGRAM [--seeds N] [--rows N] [--random N] [--seed S] [--only duckdb|spark]

For every built-in standard, for those in tests/standards and for some that are drawn at random, in every phase, this draws pools: figures
exactly on every limit and the smallest steps to either side, points that end in half a unit, blanks, 不适用, 0 ÷ 0 and n ÷ 0, parts above
their whole, unreadable cells, ids that stand twice or not at all, unknown types, ties. Each pool is scored by the program and by the
statement that `shifan sql` writes, in DuckDB and (the first seed) in Spark with ANSI mode on and off, and every column of every row is
compared: points as they are written, with their decimals. Typed tables are tried, and cells that only `score` reads. At the end it is
checked that the pools reached every limit from both sides and every state; a test that passes by not running is a defect.

The last line is `N values compared, M differ`. Needs the packages duckdb and pyspark, and Java for Spark: tests/interop/java.sh.
"""

import argparse
import csv
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from random_standard import random_standard  # noqa: E402
from reference import ROOT, Standard, best_answer, halves, number, plain, turning_points  # noqa: E402

NOT_APPLICABLE = ["不适用", "无此项", "N/A", "na", "—", "/"]
WORDS = {True: ["是", "有", "Y", "yes", "TRUE", "1", "已", "达标", "符合", "合格", "具备", "通过", "√"],
         False: ["否", "无", "N", "no", "False", "0", "未", "未达标", "不符合", "不合格", "不具备", "未通过", "×"]}  # fmt: skip
# What nobody reads, or what breaks a bound somewhere. `score` says of some more exactly what is wrong with them.
NONSENSE = ["见附件", "1e3", "12%", "--1", "-1", "-0.5", "0.5", "1.5", "100.01", "6.01", "5000000", "999999999999", "√", "差", "2", "1/2",
            ".5", "5.", "通过", "12.5.1", "99.999999", "+", "3 4"]  # fmt: skip
FAULTS = {"wrong-unit": "not-a-number"}
# What `score` reads and SQL does not: such a cell may only be invalid, never another value.
ONLY_SCORE = ["１２", "约12", "12余", "1.2万", "无", "1234567890123", "0.1234567", "12　%", "ＹＥＳ"]


class Log:
    def __init__(self):
        self.compared = self.differ = 0

    def same(self, where, wanted, got):
        self.compared += 1
        if wanted != got:
            self.differ += 1
            if self.differ <= int(os.environ.get('SHOW', 40)):
                print(f"  DIFFERS {where}: SQL {got!r:.200}, score {wanted!r:.200}", flush=True)


# ── Pools ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def places(figure, most):
    return (figure * 10**most).denominator == 1


class Pool:
    """Rows of cells by id, as texts that SQL reads."""

    def __init__(self, std, phase, size, dice, claims, typed=False):
        self.std, self.phase, self.dice, self.claims, self.typed = std, phase, dice, claims, typed
        self.items = [one for one in std.indicators.values() if self.is_due(one)]
        self.items.sort(key=lambda one: max(map(self.depth, one["top"]), default=0))
        kinds = [one["id"] for one in std.types] or [None]
        self.best = {(one["id"], kind): best_answer(std, one, kind, phase) for one in self.items for kind in kinds}
        self.goals = {one["id"]: self.goals_of(one) for one in self.items}
        self.next = dict.fromkeys(self.goals, 0)
        self.columns = ["id", "name", "district", "type"]
        self.columns += [name for name, one in std.indicators.items() if claims or not one["top"]]
        self.columns += list(std.inputs)
        self.rows = []
        for n in range(size):
            row = dict(dice.choice(self.rows)) if self.rows and self.chance(0.05) else self.row()
            row |= {"name": f"n{n:05}", "district": dice.choice(["", "渝中区", " 南岸区 "]), "id": f"{dice.choice('ABz甲')}{dice.randrange(10**6)}"}
            row["id"] = dice.choice(["", " ", "9.15E+17", "5e+05", "9.1E17", dice.choice(self.rows)["id"]]) if self.rows and self.chance(0.03) else row["id"]
            self.rows.append(row)
        perfect = {kind: self.row(kind) for kind in kinds}
        for kind, ind, cells in self.directed(kinds) if not typed else []:
            at = f"x{len(self.rows):05}"
            self.rows.append(perfect[kind] | dict.fromkeys([*ind["top"], *ind["bottom"], ind["id"]], "") | cells | {"id": at, "name": at})

    def chance(self, probability):
        return self.dice.random() < probability

    def is_due(self, ind):
        due = self.phase is None or ind.get("due", self.phase) <= self.phase <= ind.get("until", self.phase)
        return due and self.std.limit(ind, self.phase) != (None, None)

    def depth(self, name):
        whole = self.std.inputs[name].get("at_most")
        return 1 + self.depth(whole) if whole else 0

    def goals_of(self, ind):
        """Answers to give in turn: all words; figures on every limit, closely beside it, and half a unit of points apart."""
        if ind["asks"] == "yes-no":
            return [text for yes in (True, False) for text in (["true", "false"] if self.typed else WORDS[yes])]
        found = turning_points(self.std, ind, self.phase)
        if ind["asks"] == "level":
            return found
        step = Fraction(1, 10**6)
        marks = {figure for figure in found if places(figure, 6)}
        if not ind.get("whole"):
            low, high = self.std.highest(ind), min((number(self.std.inputs[name].get("min", 0)) for name in ind["top"]), default=0)
            marks |= {mark + by for mark in marks for by in (-step, step) if mark + by >= high and (low is None or mark + by <= low)}
        exact = [figure for figure in halves(self.std, ind, self.phase) if places(figure, 6)]
        marks = sorted(marks) + self.dice.sample(exact, min(len(exact), 12))
        if self.typed:
            marks = [mark for mark in marks if places(mark, 4)]
        return self.dice.sample(marks, len(marks))

    def directed(self, kinds):
        """Rows in which one indicator alone is blank, unreadable, declined, wrong, or on, just below or just above one of its limits."""
        seen = set()
        for ind in self.items:
            for kind in kinds:
                if self.std.set_aside(ind, kind, self.phase):
                    continue
                if ind["id"] not in seen:
                    seen.add(ind["id"])
                    names = [*ind["top"], *ind["bottom"]] or [ind["id"]]
                    yield from ((kind, ind, dict.fromkeys(names, text)) for text in ("", "见附件", "不适用"))
                    yield from ((kind, ind, {ind["id"]: text}) for text in self.goals[ind["id"]] if ind["asks"] != "figure")
                for mark in self.marks(ind, kind) if ind["asks"] == "figure" else ():
                    for side in self.sides(ind, mark) if (ind["id"], mark) not in seen else ():
                        cells = self.exactly(ind, mark + side * (1 if self.whole(ind) else Fraction(1, 100)))
                        yield from [(kind, ind, cells)] if cells else []
                    seen.add((ind["id"], mark))

    def exactly(self, ind, value):
        """Cells that give an indicator exactly this figure."""
        if not ind["top"]:
            return {ind["id"]: plain(value)}
        ratio = value / 100 if ind.get("unit") == "%" else value
        cells = dict.fromkeys([*ind["top"], *ind["bottom"]], "0")
        below = max(ratio.denominator, 100) if ind["bottom"] else 1
        below = below if (ratio * below).denominator == 1 else ratio.denominator * 100
        cells[ind["top"][0]] = plain(ratio * below)
        cells |= {ind["bottom"][0]: plain(Fraction(below))} if ind["bottom"] else {}
        # What it is a part of may be no part of the quotient.
        wholes = {self.std.inputs[name].get("at_most"): cells[name] for name in ind["top"]}
        return cells | {name: figure for name, figure in wholes.items() if name and name not in cells}

    def whole(self, ind):
        whole = ind["top"] and not ind["bottom"] and all(self.std.inputs[name].get("whole") for name in ind["top"])
        return ind.get("whole") or ind["kind"] == "per-case" or whole

    def row(self, perfect=0):
        std, dice, cells, amounts = self.std, self.dice, {}, {}
        kind = perfect if perfect != 0 else dice.choice(std.types)["id"] if std.types else None
        skill = 1 if perfect != 0 else dice.choice([1, 0.97, 0.93, 0.9, 0.86, 0.82, 0.6, 0.2, 0])
        for ind in self.items:
            name = ind["id"]
            good = self.chance(max(skill, 0.97) if name in std.gates else skill)
            answer = self.best[name, kind] if good else None
            if self.typed and answer in ("是", "否"):
                answer = {"是": "true", "否": "false"}[answer]
            if not answer and answer != 0:
                answer = self.goals[name][self.next[name] % len(self.goals[name])]
                self.next[name] += 1
            by_inputs = ind["top"] and (not self.claims or self.chance(0.8))
            if by_inputs:
                self.share_out(ind, Fraction(answer or 0), good, amounts)
            if not ind["top"] or self.claims and (not by_inputs or self.chance(0.3)):
                cells[name] = answer if isinstance(answer, str) else self.spell(answer, ind)
            if not good and not self.typed and std.may_decline(ind, kind) and self.chance(0.3):
                cells[name] = dice.choice(NOT_APPLICABLE)
        for name in std.inputs:
            amounts.setdefault(name, Fraction(dice.randrange(500)))
        self.keep_bounds(amounts, perfect != 0)
        cells |= {name: self.spell(amount, std.inputs[name]) for name, amount in amounts.items()}
        if perfect != 0:
            return cells | ({"type": kind} if kind else {})
        if not self.typed:
            self.blemish(cells, dice.choice([0, 0, 0.01, 0.03, 0.1]))
        elif self.chance(0.3):
            cells |= dict.fromkeys(dice.sample(list(cells), dice.choice([1, 2, 6])), "")
        if std.types:
            one = next(one for one in std.types if one["id"] == kind)
            names = [one["id"], one["id"].upper(), one["name"], one.get("name_en", one["id"]), *one.get("alias", [])]
            cells["type"] = dice.choice(names) if self.chance(0.98) else dice.choice(["", "学校"])
        return cells

    def share_out(self, ind, wanted, good, amounts):
        """Figures that give the one wanted exactly where they can, or as closely as they can."""
        std, dice, bottom = self.std, self.dice, ind["bottom"]
        step = Fraction(1, 1 if all(std.inputs[name].get("whole") for name in ind["top"]) else 10**4 if self.typed else 10**6)
        ratio = wanted / 100 if ind.get("unit") == "%" else wanted
        if bottom:
            most = min(number(std.inputs[name].get("max", 10**11)) for name in bottom)
            times = dice.randint(1, 40)
            left = ratio.denominator * (times if ratio.denominator * times <= most else 1)
            left = left if left <= most else int(most)
            left = 0 if not good and self.chance(0.1) else left
            for name in (name for name in bottom if name not in amounts):
                amounts[name] = Fraction(left if name == bottom[-1] else dice.randint(0, left))
                left -= amounts[name]
            ratio *= sum(amounts[name] for name in bottom)
        exact = ratio / step
        left = (-(-exact.numerator // exact.denominator) if good else exact.numerator // exact.denominator) * step
        left += step * dice.choice([-1, 0, 0, 1]) if bottom and not good else 0
        for name in ind["top"]:
            most = amounts.get(std.inputs[name].get("at_most"), left)
            amounts[name] = left if name == ind["top"][-1] else min(most, Fraction(dice.randint(0, max(0, int(left)))))
            left -= amounts[name]

    def keep_bounds(self, amounts, strictly):
        for name in sorted(amounts, key=self.depth):
            one = self.std.inputs[name]
            least, most = number(one.get("min", 0)), amounts.get(one.get("at_most"), number(one.get("max", 10**12 - 1)))
            amounts[name] = max(min(amounts[name], most, Fraction(10**12 - 1)), least)
            if not strictly and self.chance(0.004) and places(most, 6):
                amounts[name] = self.dice.choice([least - 1, most + 1 if most < 10**11 else least - 1])

    def spell(self, figure, item):
        """A figure as text, in one of the plain ways."""
        text, unit = plain(Fraction(figure)), item.get("unit", "")
        if self.typed:
            return text
        if unit == "%":
            text += self.dice.choice(["%", ""])
        elif self.chance(0.1) and unit.replace("/", "").isalpha():
            return text + self.dice.choice([unit, "个", f" {unit}"])
        elif self.chance(0.1) and "." not in text:
            return f"{int(text):,}"
        if self.chance(0.7) or not text[-1].isdigit():
            return text
        return self.dice.choice([f" {text}\u3000", f"\t{text}", text + ("0" if "." in text else ".00"), "+" + text if text[0] != "-" else text])

    def blemish(self, cells, often):
        dice = self.dice
        for key in list(cells):
            if self.chance(often):
                cells[key] = dice.choice(["", "", " ", *NOT_APPLICABLE])
        for key in dice.sample(list(cells), min(len(cells), dice.choice([1, 1, 2, 5]))) if self.chance(0.15) else []:
            cells[key] = dice.choice(NONSENSE)

    def save(self, path):
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(self.columns)
            table.writerows([row.get(key, "") for key in self.columns] for row in self.rows)
        return path

    def reached(self, seen):
        """Notes which limits the figures of the scored rows met from which side."""
        for row in self.rows:
            kind = self.std.type_of(row.get("type", "")) if self.std.types else None
            if self.std.types and kind is None:
                continue
            for ind in self.items:
                if ind["asks"] != "figure" or self.std.set_aside(ind, kind, self.phase):
                    continue
                value = self.std.answer(ind, row)
                if isinstance(value, Fraction):
                    for mark in self.marks(ind, kind):
                        seen.setdefault((self.std.id, self.phase, ind["id"], mark), set()).add((value > mark) - (value < mark))

    def marks(self, ind, kind):
        limits = [self.std.limit(one, self.phase) for one in (ind, *ind.get("tiers", [])) if kind in one.get("type", [kind])]
        marks = [one[1] for one in limits if one and one[0]]
        return {Fraction(mark) for mark in [*marks, *(number(ind[key]) for key in ("zero_at", "full_at", "met_at") if key in ind)]}

    def sides(self, ind, mark):
        """The sides of a limit that a figure can be on."""
        low = min((number(self.std.inputs[name].get("min", 0)) for name in ind["top"]), default=Fraction(0))
        if not ind["top"] and any(one < 0 for one in self.marks(ind, None)):
            low = Fraction(-(10**9))
        low = Fraction(-(10**9)) if low < 0 else low if not ind["bottom"] else Fraction(0)
        high = self.std.highest(ind)
        part = len(ind["top"]) == len(ind["bottom"]) == 1 and self.std.inputs[ind["top"][0]].get("at_most") == ind["bottom"][0]
        high = min(high or Fraction(10**9), Fraction(100 if ind.get("unit") == "%" else 1)) if part else high
        if not ind["bottom"] and ind["top"] and all("max" in self.std.inputs[name] for name in ind["top"]):
            high = min(high or Fraction(10**9), sum(number(self.std.inputs[name]["max"]) for name in ind["top"]))
        if not low <= mark <= (high if high is not None else mark):
            return set()
        sides = {-1} if mark > low else set()
        sides |= {1} if high is None or mark < high else set()
        return sides | ({0} if not self.whole(ind) or mark.denominator == 1 else set())


# ── Engines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class DuckDb:
    dialect = "duckdb"

    def __init__(self):
        import duckdb

        self.duckdb = duckdb
        self.name = f"DuckDB {duckdb.__version__}"

    def run(self, statement, table, types=None):
        with self.duckdb.connect() as base:
            source = f"read_csv('{table}', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')"
            cast = ", ".join(f'CAST("{name}" AS {types.get(name, "VARCHAR")}) AS "{name}"' for name in types) if types else "*"
            base.execute(f"CREATE TABLE applicants AS SELECT {cast} FROM {source}")
            done = base.execute(statement)
            names = [one[0] for one in done.description]
            return [dict(zip(names, row)) for row in done.fetchall()]


class Spark:
    dialect = "spark"

    def __init__(self, folder):
        from pyspark.sql import SparkSession

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2]").appName("shifan sql").config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "2").config("spark.sql.adaptive.enabled", "false").config("spark.sql.warehouse.dir", str(folder / "spark"))
        self.session = builder.config("spark.driver.memory", "2g").getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")
        self.name = f"Spark {self.session.version}"

    def run(self, statement, table, types=None, ansi=False):
        self.session.conf.set("spark.sql.ansi.enabled", str(ansi).lower())
        frame = self.session.read.options(header=True, quote='"', escape='"', multiLine=True).csv(str(table))
        if types:
            frame = frame.selectExpr(*(f"CAST(`{name}` AS {kind if kind != 'VARCHAR' else 'STRING'}) AS `{name}`" for name, kind in types.items()))
        frame.createOrReplaceTempView("applicants")
        return [row.asDict() for row in self.session.sql(statement).collect()]


# ── Comparing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def shifan(program, *arguments, codes=(0, 1)):
    done = subprocess.run([program, "-q", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}\n{done.stdout[:500]}")
    return done.stdout


def decimal(value):
    return None if value is None else Decimal(value)


def wanted(std, card):
    """The row that SQL has to give for an applicant."""
    scored = card["points"] is not None
    out = {"rank": card["rank"], "id": card["id"] or None, "name": card["name"] or None, "district": card["district"], "type": card["type"]}
    out |= {"passed": card["passed"], "met": card["met"], "applicable": card["applicable"]}
    out |= {key: decimal(card[key]) for key in ("points", "points_available", "bonus")}
    out |= {key: card[key] for key in ("points_share", "met_share")}
    reasons = [FAULTS.get(why["code"], why["code"]) + (f":{why['indicator'] or why['dimension']}" if why["indicator"] or why["dimension"] else "")
               for why in card["reasons"]]  # fmt: skip
    out["reasons"] = "; ".join(reasons) or None
    states = {one["id"]: one["state"] for one in card["indicators"]}
    open_gates = [gate for gate in std.gates if states.get(gate) in ("missing", "unmet")]
    out["gates"] = ", ".join(open_gates) or None if scored else None
    dimensions = {one["id"]: one for one in card["dimensions"]}
    for one in std.dimensions:
        own = dimensions.get(one["id"])
        for key in ("points", "points_available", "met", "applicable"):
            value = own and own[key]
            out[f"{one['id']}_{key}"] = decimal(value) if key.startswith("points") else value
    points = {one["id"]: one["points"] for one in card["indicators"]}
    for name in std.indicators:
        state = states.get(name)
        counts = scored and state not in ("not-applicable", "not-due")
        out[f"{name}_state"] = state
        out[f"{name}_met"] = state == "met" if counts else None
        if name not in std.gates:
            out[f"{name}_points"] = decimal(points[name]) if counts else None
    return out


def typed(value):
    """A value with its type and its places, so that 1 is not 1.00 and not True."""
    return (type(value).__name__, str(value))


class Comparison:
    def __init__(self, program, engines, folder, log):
        self.program, self.engines, self.folder, self.log = program, engines, folder, log
        self.states, self.limits, self.possible = {}, {}, {}
        self.outcomes = {}

    def of_phase(self, phase):
        return [] if phase is None else ["--phase", phase]

    def score(self, std, phase, table):
        cards = json.loads(shifan(self.program, "score", std.path, table, "--format", "json", *self.of_phase(phase)), parse_float=str)["applicants"]
        # Points without decimals are JSON integers; everything else that is whole is a count.
        for card in cards:
            for one in (card, *card["dimensions"], *card["indicators"]):
                one.update({key: str(one[key]) for key in ("points", "points_available", "bonus") if one.get(key) is not None})
        return cards

    def pool(self, pool, engine, seed, types=None, claims=True, **how):
        std, phase = pool.std, pool.phase
        where = f"{std.id} {phase or ''} seed {seed} {engine.name}{' ANSI' if how.get('ansi') else ''}{' typed' if types else ''}"
        table = pool.save(self.folder / "pool.csv")
        statement = shifan(self.program, "sql", std.path, "--dialect", engine.dialect, *(["--claims"] if claims else []), *self.of_phase(phase))
        cards = self.score(std, phase, table)
        rows = engine.run(statement, table, types, **how)
        self.log.same(f"{where} order", [card["id"] or None for card in cards], [row["id"] for row in rows])
        by_name = {row["name"]: row for row in rows}
        self.log.same(f"{where} rows", len(pool.rows), len(by_name))
        for card in cards:
            row, expected = by_name.get(card["name"], {}), wanted(std, card)
            self.log.same(f"{where} columns", sorted(expected), sorted(row))
            for key, value in expected.items():
                cells = {part: next(r for r in pool.rows if r["name"] == card["name"]).get(part) for part in self.parts(std, key)} if typed(row.get(key)) != typed(value) else ""
                self.log.same(f"{where} {card['name']} {key} {cells}", typed(value), typed(row.get(key)))
            for one in card["indicators"]:
                self.states.setdefault((std.id, one["id"]), set()).add(one["state"])
            outcome = "not scored" if card["points"] is None else "ranked" if card["rank"] else "failed"
            self.outcomes.setdefault(std.id, {}).setdefault(outcome, 0)
            self.outcomes[std.id][outcome] += 1
        pool.reached(self.limits)
        for ind in pool.items:
            if ind["asks"] == "figure":
                for kind in [one["id"] for one in std.types] or [None]:
                    for mark in pool.marks(ind, kind) if not std.set_aside(ind, kind, phase) else ():
                        self.possible[std.id, phase, ind["id"], mark] = pool.sides(ind, mark)

    def parts(self, std, key):
        name = key.rsplit("_", 1)[0]
        ind = std.indicators.get(name)
        return [] if ind is None else [name, *ind["top"], *ind["bottom"]]

    def only_score(self, std, phase, engine, dice):
        """Cells that only `score` reads: invalid in SQL, and if not, the same."""
        pool = Pool(std, phase, 120, dice, claims=True)
        for row in pool.rows:
            row[dice.choice([key for key in pool.columns[4:] if key in row])] = dice.choice(ONLY_SCORE)
        table = pool.save(self.folder / "pool.csv")
        cards = {card["name"]: wanted(std, card) for card in self.score(std, phase, table)}
        statement = shifan(self.program, "sql", std.path, "--dialect", engine.dialect, "--claims", *self.of_phase(phase))
        for row in engine.run(statement, table):
            if row["points"] is not None:
                own = {key: typed(value) for key, value in row.items() if key != "rank"}
                self.log.same(f"{std.id} {row['name']} plain or not scored", {key: typed(value) for key, value in cards[row["name"]].items() if key != "rank"}, own)

    def finish(self, standards):
        """What the pools did not reach."""
        missed = []
        for std in standards:
            for name, ind in std.indicators.items():
                states = self.states.get((std.id, name), set())
                wanted_states = {"met", "unmet", "missing", "invalid"} | ({"not-applicable"} if ind.get("not_applicable") else set())
                between = ind["kind"] == "tiers" and len(ind["tiers"]) > 1 or ind["kind"] == "levels" and len(ind["levels"]) > 1
                wanted_states |= {"partly-met"} if between and "met_at" not in ind or ind["kind"] == "linear" else set()
                missed += [f"{std.id} {name}: no {state}" for state in sorted(wanted_states - states)]
            for outcome in ["ranked", "not scored", *(["failed"] if std.decides else [])]:
                if not self.outcomes.get(std.id, {}).get(outcome):
                    missed.append(f"{std.id}: nobody is {outcome}")
        for (std, phase, name, mark), sides in self.possible.items():
            if any(std == one.id for one in standards):
                seen = self.limits.get((std, phase, name, mark), set())
                missed += [f"{std} {phase or ''} {name}: nothing {['on', 'above', 'below'][side]} {float(mark)}" for side in sorted(sides - seen)]
        return missed


def typed_columns(std):
    """Types for a table whose columns have some."""
    types = {"id": "VARCHAR", "name": "VARCHAR", "district": "VARCHAR", "type": "VARCHAR"}
    for name, one in [*std.indicators.items(), *std.inputs.items()]:
        if one.get("asks", "figure") == "yes-no":
            types[name] = "BOOLEAN"
        elif one.get("asks", "figure") == "level":
            types[name] = "VARCHAR"
        else:
            types[name] = "BIGINT" if one.get("whole") and one.get("unit") != "%" or one.get("kind") == "per-case" else "DECIMAL(18, 4)"
    return types


def warehouse(program, engine, folder, log):
    """The example of a partitioned data set, run as it stands, and compared with the program."""
    path = ROOT / "examples/warehouse/ranking.py"
    spec = importlib.util.spec_from_file_location("ranking", path)
    ranking = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ranking)
    rows = ranking.run(engine.session, program, folder / "warehouse")
    cards = json.loads(shifan(program, "score", ranking.STANDARD, ranking.TABLE, "--format", "json"), parse_float=str)["applicants"]
    std = Standard(ROOT / "standards" / f"{ranking.STANDARD}.toml")
    cards = {card["id"]: wanted(std, card) for card in cards}
    log.same("warehouse applicants", sorted(cards), sorted(row["id"] for row in rows))
    scored = 0
    for row in rows:
        if row["points"] is None:
            continue  # a cell that only `score` reads
        scored += 1
        for key in cards[row["id"]].keys() - {"rank"}:
            log.same(f"warehouse {row['id']} {key}", typed(cards[row["id"]][key]), typed(row[key]))
    log.same("warehouse scored", True, scored >= 20)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--random", type=int, default=4)
    parser.add_argument("--only", choices=["duckdb", "spark"])
    options = parser.parse_args()
    program, log, began = str(Path(options.program).resolve()), Log(), time.time()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        engines = [DuckDb()] if options.only != "spark" else []
        engines += [Spark(folder)] if options.only != "duckdb" else []
        comparison = Comparison(program, engines, folder, log)
        fixed = [Standard(path) for path in sorted((ROOT / "standards").glob("*.toml")) + sorted((ROOT / "tests/standards").glob("*.toml"))]
        drawn, dice = [], random.Random(options.seed)
        while len(drawn) < options.random:
            path = folder / f"random-{len(drawn)}.toml"
            path.write_text(random_standard(dice, len(drawn)), "utf-8")
            # What was drawn may contradict itself; such a standard never scores.
            if subprocess.run([program, "-q", "check", path], capture_output=True).returncode == 0:
                drawn.append(Standard(path))
        for at, std in enumerate([*fixed, *drawn]):
            before, started = (log.compared, log.differ), time.time()
            for p, phase in enumerate(std.phases()):
                for engine in engines:
                    spark = engine.dialect == "spark"
                    if spark and phase not in (std.years or [None]):
                        continue  # a statement takes Spark seconds to plan; years between phases differ in nothing new
                    if spark and std in drawn and at % 3:
                        continue
                    for seed in range(options.seed, options.seed + (1 if spark else options.seeds)):
                        claims = bool((seed + p) % 2)
                        pool = Pool(std, phase, options.rows, random.Random(f"{seed} {std.id} {phase}"), claims)
                        comparison.pool(pool, engine, seed, claims=claims, **({"ansi": bool((at + p) % 2)} if spark else {}))
                    if std.id == "all-kinds" and p == 0:
                        dice = random.Random(f"typed {options.seed}")
                        pool = Pool(std, phase, 150, dice, claims=True, typed=True)
                        comparison.pool(pool, engine, "typed", typed_columns(std))
                        comparison.only_score(std, phase, engine, dice)
            print(f"{std.id:24} {log.compared - before[0]:8} compared {log.differ - before[1]:5} differ {time.time() - started:6.1f} s", flush=True)
        for engine in engines:
            if engine.dialect == "spark":
                warehouse(program, engine, folder, log)
        missed = comparison.finish(fixed)
        for line in missed[:40]:
            print(f"  NOT REACHED {line}")
        print(f"{', '.join(engine.name for engine in engines)}: {time.time() - began:.0f} s; {len(comparison.possible)} limits")
        print(f"{log.compared} values compared, {log.differ} differ{f', {len(missed)} not reached' if missed else ''}")
        sys.exit(1 if log.differ or missed or log.compared < 10_000 else 0)


if __name__ == "__main__":
    main()
