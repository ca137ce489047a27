#!/usr/bin/env python3
"""A second opinion on the scores.

This script scores applicants on its own, from the written rules alone (standards/README.md is their public part), and
compares every number with what the program prints. It shares no code with the program: where they differ, one is wrong.

    python3 tests/interop/reference.py [PROGRAM] [--rows N] [--seed S] [--seeds K]

For every built-in standard and for tests/standards/all-kinds.toml it

1. works out every [[case]] of the standard and compares each expectation;
2. draws, for every phase, a pool of N applicants from the seed: figures exactly on a limit and the smallest step to
   either side of it, points that end in half a unit, blanks, 不适用, 0/0, n/0, parts above their whole, unreadable
   cells, ties, columns that are missing; headers, columns and rows in any spelling and order;
3. has the program score the pool, twice in different orders, and compares the order of the list and of every applicant
   the rank, points, met and applicable indicators, both shares, the verdict and its reasons, the dimensions, and the
   state and points of every indicator. Points are compared as they are written, with their decimals.

All arithmetic is done with fractions. The K seeds are S, S + 1, …; the same seed always gives the same pools.
The last line is `N passed, M failed`; the exit code is 1 if anything failed. Needs Python 3.11 and nothing else.
"""

import argparse
import csv
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import tomllib
import unicodedata
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATES = ("met", "partly-met", "unmet", "missing", "not-applicable", "not-due", "invalid")
TOTALS = ("points", "points_available", "points_share", "bonus", "met", "applicable", "met_share", "passed")
FAILINGS = ("gate-failed", "gate-unanswered", "floor", "met-share", "points-share", "points")
LIMITS = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt}

# What an answer can be besides a figure, a truth value or the place of a level
BLANK, DECLINED, BAD, OVER_ZERO = "blank", "answered 不适用", "unreadable or out of bounds", "a number over 0"

NOT_APPLICABLE = ("不适用", "无此项", "n/a", "—", "/")
CLEAR_YES, CLEAR_NO = ("是", "有", "y", "yes", "true"), ("否", "无", "n", "no", "false")
ANY_YES = (*CLEAR_YES, "已", "达标", "符合", "合格", "具备", "通过", "√", "1")
ANY_NO = (*CLEAR_NO, "未", "未达标", "不符合", "不合格", "不具备", "未通过", "×", "0")
MULTIPLIERS = {"万": 10**4, "亿": 10**8}


# ── Figures and cells ───────────────────────────────────────────────────────────────────────────────────────────────


def number(written):
    """A figure of a standard: 12, 12.5, "12.5" or "72%". Percentages stay in percent."""
    return Fraction(str(written).removesuffix("%"))


def half_up(value, decimals):
    return Fraction(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def plain(value, least=0):
    """A fraction as digits, with at least so many places; None where it has no end within 18 places."""
    for places in range(least, 19):
        if (value * 10**places).denominator == 1:
            return f"{Decimal(int(value * 10**places)).scaleb(-places):f}"
    return None


def share(part, whole):
    """A share as it is printed: cut to two places, never rounded up."""
    hundredths = math.floor(Fraction(part) * 10000 / whole) if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02}%" if whole else "–"


def fold(text):
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def no_answer(text):
    return BLANK if text == "" else DECLINED if text in NOT_APPLICABLE else None


def read_figure(cell, unit="", whole=False, low=0, high=None):
    text, units = fold(cell), ("", "个", "名", "项", fold(unit))
    if no_answer(text):
        return no_answer(text)
    found = re.fullmatch(r"[约近≈]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?余?(\D*)", "0" if text == "无" else text)
    if not found or (found[4] not in units and (found[4][0] not in MULTIPLIERS or found[4][1:] not in units)):
        return BAD
    digits = found[2].replace(",", "") + (found[3] or "")
    value = Fraction(found[1] + digits) * (1 if found[4] in units else MULTIPLIERS[found[4][0]])
    too_long = len(digits.replace(".", "").lstrip("0")) > 18
    out_of_bounds = value < low or (high is not None and value > high) or (whole and value.denominator != 1)
    return BAD if too_long or out_of_bounds else value


def read_yes_no(cell, strict):
    """`strict` in a veto and where the answer no is expected: there "passed" and the like could mean either."""
    text = fold(cell)
    if no_answer(text):
        return no_answer(text)
    if text in (CLEAR_YES if strict else ANY_YES):
        return True
    if text in (CLEAR_NO if strict else ANY_NO):
        return False
    count = read_figure(text, whole=True) if strict else BAD
    return count if count == BAD else count >= 1


def read_level(cell, levels):
    """The place of the level named, 0 for the best; one more than the last for 0 and 无."""
    text = fold(cell)
    for place, level in enumerate(levels):
        if text in map(fold, (level["level"], *level.get("alias", []))):
            return place
    return no_answer(text) or (len(levels) if text in ("0", "无") else BAD)


# ── A standard ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Standard:
    def __init__(self, path):
        data = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
        self.path, self.id, self.passing = path, data["standard"]["id"], data.get("pass", {})
        self.decimals, self.years = data["standard"].get("decimals", 2), data["standard"].get("phases", [])
        self.types, self.dimensions, self.columns = data.get("type", []), data.get("dimension", []), data.get("columns", {})
        self.inputs, self.cases = {one["id"]: one for one in data.get("input", [])}, data.get("case", [])
        self.indicators = {one["id"]: one for one in data["indicator"]}
        self.gates = [one["id"] for one in data["indicator"] if one["kind"] in ("required", "veto")]
        self.decides = bool(self.gates or self.passing or any("at_least" in one for one in self.dimensions))
        for ind in data["indicator"]:
            ind["top"], ind["bottom"] = (re.findall(r"\w+", part) for part in (ind.get("value", "") + "/").split("/")[:2])
            ind["full"] = half_up(number(ind.get("points", 0)), self.decimals)
            ind["asks"] = "figure"
            if ind["kind"] == "levels":
                ind["asks"] = "level"
            elif ind["kind"] == "yes-no" or (ind["id"] in self.gates and not any(key in ind for key in LIMITS)):
                ind["asks"] = "yes-no"

    def type_of(self, text):
        for one in self.types:
            if fold(text) in map(fold, (one["id"], one["name"], one.get("name_en", one["id"]), *one.get("alias", []))):
                return one["id"]
        return None

    def phases(self):
        """Every phase, a year between two phases, and a year after the last."""
        between = [early + 1 for early, late in zip(self.years, self.years[1:]) if late > early + 1]
        return sorted({*self.years, *between, self.years[-1] + 3}) if self.years else [None]

    def limit(self, table, phase):
        """A comparison and a figure; (None, None) before the first year of a limit by phase; None without a limit."""
        key = next((key for key in LIMITS if key in table), None)
        if key is None:
            return None
        if not isinstance(table[key], dict):
            return LIMITS[key], number(table[key])
        years = [year for year in table[key] if int(year) <= phase]
        return (LIMITS[key], number(table[key][max(years, key=int)])) if years else (None, None)

    def set_aside(self, ind, type_id, phase):
        """Why an indicator is not judged at all, if it is not."""
        if type_id not in ind.get("applies_to", {}).get("type", [type_id]):
            return "not-applicable"
        in_time = phase is None or ind.get("due", phase) <= phase <= ind.get("until", phase)
        return None if in_time and self.limit(ind, phase) != (None, None) else "not-due"

    def may_decline(self, ind, type_id):
        allowed = ind.get("not_applicable", False)
        return type_id in allowed["type"] if isinstance(allowed, dict) else allowed

    # Answers

    def highest(self, ind):
        if ind["kind"] == "judged":
            return ind["full"]
        return 100 if ind.get("unit") == "%" and not ind.get("over_100") else None

    def input_figure(self, name, cells):
        one = self.inputs[name]
        high = number(one["max"]) if "max" in one else None
        value = read_figure(cells.get(name, ""), one.get("unit", ""), one.get("whole", False), number(one.get("min", 0)), high)
        most = self.input_figure(one["at_most"], cells) if "at_most" in one else None
        return BAD if isinstance(value, Fraction) and isinstance(most, Fraction) and value > most else value

    def answer(self, ind, cells):
        own = cells.get(ind["id"], "")
        if ind["asks"] == "level":
            return read_level(own, ind["levels"])
        if ind["asks"] == "yes-no":
            return read_yes_no(own, ind["kind"] == "veto" or ind.get("expect") == "no")
        percent, high = ind.get("unit") == "%", self.highest(ind)
        figures = {name: self.input_figure(name, cells) for name in ind["top"] + ind["bottom"]}
        if BAD in figures.values():
            return BAD
        if not figures or BLANK in figures.values():  # the figures are not there, the indicator's own cell counts
            return read_figure(own, ind.get("unit", ""), ind.get("whole", False), high=high)
        if DECLINED in figures.values():
            return DECLINED
        value = sum(figures[name] for name in ind["top"])
        if ind["bottom"]:
            divisor = sum(figures[name] for name in ind["bottom"])
            if divisor == 0:
                return DECLINED if value == 0 else OVER_ZERO
            value = value / divisor * (100 if percent else 1)
        return BAD if high is not None and value > high else value

    # Points

    def earned(self, ind, answer, type_id, phase):
        """Points before rounding, and whether it is met; None where the rounded points have to say so."""
        kind, full, met = ind["kind"], ind["full"], None
        met_at = number(ind["met_at"]) if "met_at" in ind and kind != "levels" else None
        if kind == "yes-no":
            met = answer == (ind.get("expect", "yes") == "yes")
            return full * met, met
        if kind in ("required", "veto"):
            reached, at = self.limit(ind, phase) or (None, None)
            return 0, (reached(answer, at) if reached else answer) == (kind == "required")
        if kind == "tiers":
            tiers = [(*self.limit(one, phase), one["points"]) for one in ind["tiers"] if type_id in one.get("type", [type_id])]
            if met_at is not None:
                toward = ge if tiers[0][0] in (ge, gt) else le
                met = next((reached for reached, at, _ in tiers if at == met_at), toward)(answer, met_at)
            return next((number(points) for reached, at, points in tiers if reached(answer, at)), 0), met
        if kind == "linear":
            zero, best = number(ind["zero_at"]), number(ind["full_at"])
            if met_at is not None:
                met = answer >= met_at if best > zero else answer <= met_at
            return min(max(full * (answer - zero) / (best - zero), 0), full), met
        if kind == "target":
            reached, at = self.limit(ind, phase)
            if reached(answer, at):
                return full, True
            part = answer / at if reached in (ge, gt) else at / answer
            return (max(full * part, 0) if ind.get("short") == "pro-rata" else 0), False
        if kind == "levels":
            levels, count = ind["levels"], len(ind["levels"])
            if "met_at" in ind:
                met = answer <= [level["level"] for level in levels].index(ind["met_at"])
            even = [full * (count - place) / count for place in range(count)]
            return [*(number(level.get("points", step)) for level, step in zip(levels, even)), 0][answer], met
        if kind == "per-case":
            each = number(ind["each"])
            if met_at is not None:
                met = answer <= met_at if each < 0 else answer >= met_at
            return min(max((full if each < 0 else 0) + each * answer, 0), full), met
        assert kind == "judged", kind
        return min(max(answer, 0), full), None if met_at is None else answer >= met_at

    def judge(self, ind, cells, type_id, phase):
        """State, points, and whether the item was answered at all."""
        aside = self.set_aside(ind, type_id, phase)
        answer = None if aside else self.answer(ind, cells)
        if answer in (BLANK, BAD, OVER_ZERO) or aside:
            return aside or {BLANK: "missing", BAD: "invalid", OVER_ZERO: "unmet"}[answer], Fraction(0), answer != BLANK
        if answer == DECLINED:
            allowed = self.may_decline(ind, type_id)
            return "not-applicable" if allowed else "unmet", Fraction(0), allowed
        exact, met = self.earned(ind, answer, type_id, phase)
        points = half_up(exact, self.decimals)
        met = points == ind["full"] if met is None else met
        return "met" if met else "partly-met" if points > 0 else "unmet", points, True

    def score(self, cells, phase):
        """One applicant. All totals are None where the row cannot be scored."""
        type_id = self.type_of(cells.get("type", "")) if self.types else None
        known = not self.types or type_id is not None
        lines = {name: self.judge(ind, cells, type_id, phase) for name, ind in self.indicators.items()} if known else {}
        if not known or any(state == "invalid" for state, _, _ in lines.values()):
            return {"scored": False, "lines": lines, **dict.fromkeys(TOTALS)}
        counted = [
            ind for name, ind in self.indicators.items()
            if not (name in self.gates or ind.get("bonus") or lines[name][0] in ("not-applicable", "not-due"))
        ]  # fmt: skip

        def tally(some):
            """Points, points available, met, applicable."""
            states, points = [lines[one["id"]][0] for one in some], (lines[one["id"]][1] for one in some)
            return sum(points, Fraction(0)), sum((one["full"] for one in some), Fraction(0)), states.count("met"), len(some)

        own, available, met, applicable = tally(counted)
        bonus = sum((lines[name][1] for name, ind in self.indicators.items() if ind.get("bonus")), Fraction(0))
        points, passing = own + bonus, {key: number(line) for key, line in self.passing.items()}
        groups = {one["id"]: tally([ind for ind in counted if ind.get("dimension") == one["id"]]) for one in self.dimensions}
        open_gates = {gate: lines[gate][2] for gate in self.gates if lines[gate][0] in ("unmet", "missing")}
        reasons = [("gate-failed" if answered else "gate-unanswered", gate) for gate, answered in open_gates.items()]
        for one in self.dimensions:
            reached, of = groups[one["id"]][:2]
            if "at_least" in one and of and reached * 100 < number(one["at_least"]) * of:
                reasons.append(("floor", one["id"]))
        if "met_share" in passing and not (applicable and met * 100 >= passing["met_share"] * applicable):
            reasons.append(("met-share", None))
        if "points_share" in passing and not (available and points * 100 >= passing["points_share"] * available):
            reasons.append(("points-share", None))
        if "points" in passing and points < passing["points"]:
            reasons.append(("points", None))
        return {
            "scored": True, "lines": lines, "dimensions": groups, "gates_failed": list(open_gates), "reasons": reasons,
            "points": points, "points_available": available, "points_share": share(points, available), "bonus": bonus,
            "met": met, "applicable": applicable, "met_share": share(met, applicable),
            "passed": not reasons if self.decides else None,
        }  # fmt: skip


def rank(cards):
    """Ids in the order of the list, and the ranks of those that have one."""
    ranked = {name: card for name, card in cards.items() if card["scored"] and card["passed"] is not False}
    available = {name: card["points_available"] for name, card in ranked.items()}
    parts = {name: card["points"] / available[name] if available[name] else -1 for name, card in ranked.items()}
    ranks = {name: 1 + sum(other > part for other in parts.values()) for name, part in parts.items()}
    return sorted(cards, key=lambda name: (ranks.get(name, math.inf), not cards[name]["scored"], name)), ranks


# ── The cases of a standard ─────────────────────────────────────────────────────────────────────────────────────────


def best_answer(std, ind, type_id, phase):
    """Some answer that earns the full points and is met."""
    for text in turning_points(std, ind, phase):
        text = plain(text) if isinstance(text, Fraction) else text
        if std.judge(ind, {ind["id"]: text}, type_id, phase)[:2] == ("met", ind["full"]):
            return text
    return ""


def check_cases(std, log):
    done = {"empty": {}}
    for case in std.cases:
        phase, origin, change = case.get("phase"), case.get("from", "full"), case.get("set", {})
        change = {key: ("否", "是")[value] if isinstance(value, bool) else str(value) for key, value in change.items()}
        type_id = std.type_of(change.get("type", ""))
        done["full"] = {name: best_answer(std, ind, type_id, phase) for name, ind in std.indicators.items()}
        done[case["name"]] = cells = done[origin] | change
        card = std.score(cells, phase)
        for key, wanted in case["expect"].items():
            if key in card:
                log.compare(wanted if isinstance(wanted, bool | list) else number(wanted), card[key], f"{case['name']}: {key}")
            else:
                state, points, _ = card["lines"][key]
                log.compare(*((wanted, state) if wanted in STATES else (number(wanted), points)), f"{case['name']}: {key}")


# ── Drawing a pool ──────────────────────────────────────────────────────────────────────────────────────────────────


def turning_points(std, ind, phase):
    """The answers that matter: all words, or the figures of every limit and the smallest steps to either side."""
    if ind["asks"] == "level":
        return [name for one in ind["levels"] for name in (one["level"], *one.get("alias", []))] + ["无", "0"]
    if ind["asks"] == "yes-no":
        strict = ind["kind"] == "veto" or ind.get("expect") == "no"
        return [*CLEAR_NO, *CLEAR_YES, "0", "1", "3"] if strict else [*ANY_YES, *ANY_NO]
    limits = [std.limit(one, phase) for one in (ind, *ind.get("tiers", []))]
    marks = [one[1] for one in limits if one and one[0]]
    marks += [number(ind[key]) for key in ("full_at", "zero_at", "met_at") if key in ind]
    if ind["kind"] == "per-case":
        marks += range(math.ceil(ind["full"] / abs(number(ind["each"]))) + 1)
    found = []
    for mark in map(Fraction, [*marks, ind["full"] if ind["kind"] == "judged" else 0, 0]):
        last_of_18_digits = Fraction(10 ** len(str(math.ceil(abs(mark)))), 10**18)
        for step in [Fraction(1)] if ind.get("whole") else [Fraction(1, 100), last_of_18_digits]:
            found += [mark, mark - step, mark + step]
    lowest = min((number(std.inputs[name].get("min", 0)) for name in ind["top"]), default=0)
    highest = std.highest(ind)
    return [figure for figure in found if lowest <= figure and (highest is None or figure <= highest)]


def halves(std, ind, phase):
    """Figures whose points end in exactly half of the last place."""
    found, step = [], Fraction(1, 10**std.decimals)
    if ind["kind"] not in ("linear", "judged") and ind.get("short") != "pro-rata":
        return found
    count = int(ind["full"] / step)
    for k in range(0, count, 1 + count // 2000):
        part = (k + Fraction(1, 2)) * step / ind["full"]
        if ind["kind"] == "linear":
            figure = number(ind["zero_at"]) + (number(ind["full_at"]) - number(ind["zero_at"])) * part
        elif ind["kind"] == "judged":
            figure = part * ind["full"]
        else:
            reached, at = std.limit(ind, phase)
            figure = at * part if reached in (ge, gt) else at / part
        if figure.denominator == 1 or (plain(figure) and not ind.get("whole")):
            found.append(figure)
    return found


NONSENSE = ("一半左右", "见附件", "也许", "差", "√", "无", "1e3", "3公里", "12%", "2", "1.5", "0.5", "-1", "-0.01", "6.01", "100.01",
            "5000", "123456789012345678901", "99.99999999999999999")  # fmt: skip


class Pool:
    def __init__(self, std, phase, size, dice):
        self.std, self.phase, self.dice, self.rows = std, phase, dice, {}
        self.items = [one for one in std.indicators.values() if std.limit(one, phase) != (None, None)]
        self.items.sort(key=lambda one: max(map(self.depth, one["top"]), default=0))
        self.answers = {one["id"]: turning_points(std, one, phase) for one in self.items}
        self.halves = {one["id"]: halves(std, one, phase) for one in self.items}
        kinds = [one["id"] for one in std.types] or [None]
        self.best = {(one["id"], kind): best_answer(std, one, kind, phase) for one in self.items for kind in kinds}
        for place in dice.sample(range(10 * size), size):
            twin = self.rows and self.chance(0.05)  # for ties
            self.rows[f"{dice.choice('AB甲')}{place}"] = dict(dice.choice(list(self.rows.values()))) if twin else self.row()
        self.keys = [*std.indicators, *std.inputs]
        for key in dice.sample(self.keys, dice.choice([0, 0, 1, 2])):  # columns that are missing
            self.keys.remove(key)
            for cells in self.rows.values():
                cells.pop(key, None)

    def chance(self, probability):
        return self.dice.random() < probability

    def depth(self, name):
        """Wholes are drawn before their parts."""
        whole = self.std.inputs[name].get("at_most")
        return 1 + self.depth(whole) if whole else 0

    def row(self):
        std, dice, cells, amounts = self.std, self.dice, {}, {}
        type_id = dice.choice(std.types)["id"] if std.types else None
        skill = dice.choice([1, 0.97, 0.93, 0.9, 0.86, 0.82, 0.6, 0.2])  # how often the best answer is given
        for ind in self.items:
            name, good = ind["id"], self.chance(max(skill, 0.97) if ind["id"] in std.gates else skill)
            answer = dice.choice(self.halves[name] if self.halves[name] and self.chance(0.4) else self.answers[name])
            if good and self.best[name, type_id]:
                answer = self.best[name, type_id]
            by_inputs = ind["top"] and self.chance(0.8)
            if by_inputs:
                self.share_out(ind, Fraction(answer), good, amounts)
            if not by_inputs or self.chance(0.3):
                cells[name] = self.spell(answer if isinstance(answer, str) else plain(max(answer, 0)), ind)
            if not good and std.may_decline(ind, type_id) and self.chance(0.5):
                cells[name] = dice.choice(["不适用", "无此项"])
        self.keep_bounds(amounts)
        cells |= {name: self.spell(plain(amount), std.inputs[name]) for name, amount in amounts.items()}
        cells |= {name: str(dice.randrange(500)) for name, one in std.inputs.items() if "for" in one}
        self.blemish(cells, type_id, dice.choice([0, 0, 0.01, 0.02, 0.08]))
        if std.types:
            one = next(one for one in std.types if one["id"] == type_id)
            cells["type"] = dice.choice([one["id"], one["name"], *one.get("alias", [])] if self.chance(0.98) else ["", "学校"])
        return cells

    def share_out(self, ind, wanted, good, amounts):
        """Inputs that give the figure wanted, or one case more or less."""
        std, dice, bottom = self.std, self.dice, ind["bottom"]
        step = Fraction(1, 1 if all(std.inputs[name].get("whole") for name in ind["top"]) else 100)
        ratio = wanted / 100 if ind.get("unit") == "%" else wanted
        if bottom:
            left = ratio.denominator * dice.randint(1, 40) if ratio.denominator <= 2500 else dice.randint(1, 30000)
            left = 0 if not good and self.chance(0.15) else left
            for name in (name for name in bottom if name not in amounts):
                amounts[name] = Fraction(left if name == bottom[-1] else dice.randint(0, left))
                left -= amounts[name]
            ratio *= sum(amounts[name] for name in bottom)
        left = math.floor(ratio / step) * step if bottom else ratio
        left += step * dice.choice([-1, 0, 0, 1]) if bottom and not good else 0
        for name in ind["top"]:
            most = amounts.get(std.inputs[name].get("at_most"), left)
            amounts[name] = left if name == ind["top"][-1] else min(most, Fraction(dice.randint(0, max(0, int(left)))))
            left -= amounts[name]

    def keep_bounds(self, amounts):
        """Amounts within their bounds; now and then one below or above."""
        for name in sorted(amounts, key=self.depth):
            one = self.std.inputs[name]
            least, most = number(one.get("min", 0)), amounts.get(one.get("at_most"), number(one.get("max", 10**9)))
            amounts[name] = max(min(amounts[name], most), least)
            if self.chance(0.004):
                amounts[name] = self.dice.choice([least - 1, most + 1])

    def spell(self, text, item):
        """The same figure as another hand would write it."""
        if item.get("asks", "figure") != "figure" or not re.fullmatch(r"[\d.]+", text) or self.chance(0.7):
            return text
        wide = text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        spellings = [text + item.get("unit", ""), wide, f"约{text}", f" {text} "]
        return self.dice.choice(spellings if "." in text else [*spellings, f"{text}.0", f"{int(text):,}", f"{text}余"])

    def blemish(self, cells, type_id, often):
        """Blanks, 不适用 and unreadable cells; and words where nothing is judged."""
        std, dice = self.std, self.dice
        for key in list(cells):
            if self.chance(often):
                cells[key] = dice.choice(["", "", "", "不适用", "N/A", "—", "/"])
        for key in dice.sample(list(cells), dice.choice([1, 1, 1, 3]) if self.chance(0.1) else 0):
            cells[key] = dice.choice(NONSENSE)
        judged = [one for one in std.indicators.values() if not std.set_aside(one, type_id, self.phase)]
        used = {name for one in judged for name in (one["id"], *one["top"], *one["bottom"])}
        used |= {std.inputs[name].get("at_most") for name in used if name in std.inputs}
        for key in [*std.indicators, *std.inputs]:
            if key not in used and self.chance(0.2):
                cells[key] = dice.choice(["待统计", "101%", "-3", "7"])

    def header(self, key):
        item = self.std.indicators.get(key) or self.std.inputs[key]
        names = [key, item["name"], item.get("name_en", key), *item.get("alias", [])]
        if key in self.std.inputs:
            names += [f"{item['name']}({item.get('unit', '个')})"]
            users = [name for name, one in self.std.indicators.items() if key in one["top"] + one["bottom"]]
            return self.dice.choice([*names, *(f"{name} {item['name']}" for name in users)])
        return self.dice.choice([*names, f"{key} {item['name']}", f"{key}:{item['name']}"])

    def save(self, path):
        """The pool as a table, headers, columns and rows in any spelling and order."""
        dice, known = self.dice, self.std.columns
        headers = {"": dice.choice(["id", "编号", "代码", *known.get("id", [])])} | {key: self.header(key) for key in self.keys}
        if self.std.types:
            headers["type"] = dice.choice(["type", "机构类型", *known.get("type", [])])
        columns, rows = dice.sample(list(headers), len(headers)), dice.sample(list(self.rows), len(self.rows))
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(headers[key] for key in columns)
            table.writerows([self.rows[name].get(key, "") if key else name for key in columns] for name in rows)
        return path


# ── Comparing with the program ──────────────────────────────────────────────────────────────────────────────────────


class Log:
    def __init__(self):
        self.passed = self.failed = 0

    def compare(self, wanted, got, where):
        self.passed += wanted == got
        self.failed += wanted != got
        if wanted != got and self.failed <= 40:
            print(f"  DIFFERS {where}: {got!r:.200}, should be {wanted!r:.200}")


def without_places(value):
    """A result without the rows and columns that its cells stood in; the text of a reason names them too."""
    if isinstance(value, dict):
        return {key: without_places(inner) for key, inner in value.items() if key not in ("at", "text")}
    return [without_places(inner) for inner in value] if isinstance(value, list) else value


def run(program, std, table, phase):
    command = [str(program), "-q", "score", str(std.path), str(table), "--format", "json"]
    done = subprocess.run(command + (["--phase", str(phase)] if phase else []), capture_output=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{(done.stdout + done.stderr).decode()[:3000]}")
    return without_places(json.loads(done.stdout, parse_float=str)["applicants"])


def check_pool(std, program, phase, size, seed, folder, log):
    """Returns how many were ranked, failed and not scored."""
    pool, where = Pool(std, phase, size, random.Random(f"{seed} {std.id} {phase}")), f"{std.id} {phase or ''} seed {seed}"
    results = run(program, std, pool.save(folder / "pool.csv"), phase)
    log.compare(results, run(program, std, pool.save(folder / "again.csv"), phase), f"{where} in another order")
    cards = {name: std.score(cells, phase) for name, cells in pool.rows.items()}
    order, ranks = rank(cards)
    log.compare(order, [one["id"] for one in results], f"{where} order")
    for one in (one for one in results if one["id"] in cards):
        name, card, cells = one["id"], cards[one["id"]], pool.rows[one["id"]]

        def written(points):
            return None if points is None or not card["scored"] else plain(points, std.decimals)

        log.compare(ranks.get(name), one["rank"], f"{where} {name} rank")
        for key in TOTALS:
            wanted = written(card[key]) if key in ("points", "points_available", "bonus") else card[key]
            log.compare(wanted, one[key], f"{where} {name} {key}")
        if card["passed"] is False:
            reasons = [why for why in one["reasons"] if why["code"] in FAILINGS]
            reasons = [(why["code"], why["indicator"] or why.get("dimension")) for why in reasons]
            log.compare(sorted(card["reasons"], key=str), sorted(reasons, key=str), f"{where} {name} reasons")
        if card["scored"]:
            groups = {group["id"]: tuple(group.values())[1:] for group in one["dimensions"]}
            for key, (points, of, *counts) in card["dimensions"].items():
                log.compare((written(points), written(of), *counts), groups.get(key), f"{where} {name} dimension {key}")
        lines = {line["id"]: (line["state"], line["points"]) for line in one["indicators"]}
        log.compare(list(card["lines"]), list(lines), f"{where} {name} indicators")
        for key, (state, points, _) in card["lines"].items():
            ind = std.indicators[key]
            shown = {part: cells[part] for part in ("type", key, *ind["top"], *ind["bottom"]) if part in cells}
            points = None if key in std.gates else written(points)
            log.compare((state, points), lines.get(key), f"{where} {name} {key} {shown}")
    scored = sum(card["scored"] for card in cards.values())
    return len(ranks), scored - len(ranks), len(cards) - scored


def main():
    parser = argparse.ArgumentParser(description="Scores pools of applicants a second time and compares with the program.")
    parser.add_argument("program", nargs="?", type=Path, help="default: target/release/shifan, else target/debug/shifan")
    parser.add_argument("--rows", type=int, default=100, help="applicants in every pool (default 100)")
    parser.add_argument("--seed", type=int, default=1, help="first seed (default 1)")
    parser.add_argument("--seeds", type=int, default=1, help="number of seeds (default 1)")
    options = parser.parse_args()
    built = [ROOT / "target" / kind / "shifan" for kind in ("release", "debug")]
    program = next((path for path in [options.program or built[0], *built] if path.exists()), None)
    if not program or (options.program and not options.program.exists()):
        parser.error("no program to compare with: build it, or name it")
    passed = failed = 0
    for path in [*sorted((ROOT / "standards").glob("*.toml")), ROOT / "tests/standards/all-kinds.toml"]:
        std, log, seen = Standard(path), Log(), []
        check_cases(std, log)
        in_cases = log.passed + log.failed
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(options.seed, options.seed + options.seeds):
                for phase in std.phases():
                    seen.append(check_pool(std, program.resolve(), phase, options.rows, seed, Path(folder), log))
        ranked, fell, unscored = map(sum, zip(*seen))
        print(f"{std.id}: {in_cases} in {len(std.cases)} cases, {log.passed + log.failed - in_cases} in {len(seen)} pools "
              f"({ranked} ranked, {fell} failed, {unscored} not scored); {log.failed} differ")  # fmt: skip
        passed, failed = passed + log.passed, failed + log.failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
