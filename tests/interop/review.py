#!/usr/bin/env python3
"""A second opinion on the reviews.

This script runs reviews on its own, from the written rules alone (standards/schemes.md), and compares every outcome with
what the program prints. It shares no code with the program: where they differ, one is wrong.

    python3 tests/interop/review.py [PROGRAM] [--schemes N] [--seed S] [--seeds K] [--most D]

For every seed it draws N schemes, each with its submissions, ballots, register and national list: small whole marks, so
that ties at every line and means on half of the last place happen all the time; blanks, recusals, second marks, marks out
of bounds; bars that end a day before, on and after the day that counts; overrides and objections that meet ties, reserved
seats and reserve lists. The program reviews each scheme twice, from tables that are laid out differently (long or wide,
one file or several, Chinese or English headers, rows in any order). Compared are per applicant the outcome, what was
computed, place, final score, bonus and reasons, per round the score, its maximum and the state of every mark; per track
the seats and who is waited for; the days of the notice; the exit code. Scores are compared as they are written.

Points of scorecards come from `score`, which reference.py verifies. Where schemes.md leaves a case open it is settled here
as the comments say, or, where they say so, not compared. All arithmetic is done with fractions and whole square roots; the
same seed always gives the same schemes. After D differences it stops; the folders of schemes that differ are kept. The last
line is `N passed, M failed`; the exit code is 1 if anything failed. Needs Python 3.11 and nothing else. The rules stand in
review_rules.py, the drawing in review_draw.py.
"""

import argparse
import datetime
import json
import random
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
from review_draw import Drawing, Writer  # noqa: E402
from review_rules import (  # noqa: E402
    Applicant, Calendar, Refused, Scheme, Scorecard, Track, combine, final_decimals, final_score, fold, half_up, review,
    select, standard_mark, written, years_later,
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
# Reasons that are compared. For the others the contract does not say in every case when they stand.
REASONS = ("over-cap", "no-nominator", "barred", "holder", "matched-by-name", "register-unclear", "not-scored",
           "too-few-marks", "spread", "tied-at-quota", "tied-at-reserve", "moved-up")  # fmt: skip


# ── Comparing with the program ──────────────────────────────────────────────────────────────────────────────────────


class Log:
    def __init__(self, most):
        self.passed = self.failed = 0
        self.most = most

    def compare(self, wanted, got, *where):
        self.passed += wanted == got
        self.failed += wanted != got
        if wanted != got:
            print(f"  DIFFERS {' '.join(map(str, where))}: {got!r:.200}, should be {wanted!r:.200}")

    def full(self):
        return self.failed >= self.most


def figure(text):
    return None if text is None else Fraction(text)


def run(program, folder, *arguments):
    done = subprocess.run([str(program), "-q", *arguments, "--format", "json"], cwd=folder, capture_output=True)
    try:
        return done.returncode, json.loads(done.stdout, parse_float=str, parse_int=str)
    except json.JSONDecodeError:
        return done.returncode, {"problems": [{"code": "no-json", "text": (done.stdout + done.stderr).decode()[:300]}]}


def score(program, folder, track):
    standard = track.standard
    status, result = run(program, folder, "score", track.settings["standard"], *track.settings["submissions"])
    if status not in (0, 1):
        sys.exit(f"{folder}: score exits {status}: {result}")
    cards = {row["id"]: Scorecard(row, ["G"] if standard["gate"] else []) for row in result["applicants"]}
    for one in track.applicants:
        one.card = cards[one.id]


def compare_marks(log, round, one, standing, got, where):
    """Which of several equal marks is dropped is open, so states are compared together with the figures."""
    found, panel = {fold(mark["expert"]): mark for mark in got.get("marks") or []}, round["panel"]
    allowed = {"used": ("used", "dropped", "unused"), "dropped": ("used", "dropped", "unused")}
    if not standing.came:
        allowed = {"used": ("unused",), "recused": ("recused", "unused"), "incomplete": ("incomplete", "unused")}
    for who, (points, standard, state) in standing.marks.items():
        mark = found.pop(who, {"points": None, "state": "not listed"})
        if not standing.decided or state in ("recused", "incomplete"):
            may_be = allowed.get(state, (state,))
            log.compare(True, mark["state"] in may_be, *where, who, f"state {mark['state']}, may be {may_be}")
        if points is not None and state in ("used", "dropped"):
            log.compare(points, figure(mark["points"]), *where, who, "points")
            if standard is not None and standing.came:
                log.compare(written(standard, panel.get("decimals", 2)), mark.get("standard"), *where, who, "standard")
    if standing.decided:
        by, key = (1, "standard") if panel.get("scale") == "standard" else (0, "points")
        wanted = sorted((mark[by], mark[2]) for mark in standing.marks.values() if mark[2] in ("used", "dropped"))
        marks = [(figure(mark[key]), mark["state"]) for mark in got["marks"] if mark["state"] in ("used", "dropped")]
        log.compare(wanted, sorted(marks), *where, "marks")
    log.compare([], [who for who, mark in found.items() if mark["state"] in ("used", "dropped")], *where, "marks of nobody")


def compare_items(log, round, standing, got, where):
    items = {item["id"]: item for item in got.get("items") or []}
    for name, (score, marks) in standing.items.items():
        item = items.get(name, {})
        if standing.decided:
            log.compare(written(score, round["panel"].get("decimals", 2)), item.get("score"), *where, name, "score")
        listed = item.get("marks") or []
        counted = [mark for mark in listed if mark["state"] in ("used", "dropped")]
        if score is not None:
            wanted = sorted((mark, state) for mark, state in marks.values() if state != "recused")
            log.compare(wanted, sorted((figure(mark["points"]), mark["state"]) for mark in counted), *where, name, "marks")
        wanted = {who for who, (_, state) in marks.items() if state == "recused"}
        recused = {fold(mark["expert"]) for mark in listed if mark["state"] == "recused"}
        log.compare(wanted, recused & set(marks), *where, name, "recused")


def compare_applicant(log, track, one, got, where):
    log.compare(one.outcome, got["outcome"], *where, "outcome")
    if one.outcome != "withdrawn":
        computed = one.outcome if got["computed"] is None else got["computed"]
        log.compare(one.computed, computed, *where, "computed")
    log.compare(one.place, got["place"] and int(got["place"]), *where, "place")
    log.compare(None if one.final is None else written(one.final, final_decimals(track)), got["final"], *where, "final")
    if one.final is not None:
        log.compare(one.bonus, figure(got["bonus"] or "0"), *where, "bonus")
    if one.outcome != "withdrawn":
        compared = set(REASONS) - one.unsure
        codes = {reason["code"] for reason in got["reasons"]}
        log.compare(True, bool(got["reasons"]), *where, "has reasons")
        log.compare(sorted(one.reasons & compared), sorted(codes & compared), *where, "reasons")
    for round in track.rounds:
        standing, at = one.rounds[round["id"]], (*where, round["id"])
        seen = got["rounds"].get(round["id"]) or {}
        score = written(standing.score, round["panel"].get("decimals", 2)) if standing.decided else None
        log.compare(score, seen.get("score"), *at, "score")
        if standing.decided:
            log.compare(standing.of, figure(seen.get("of")), *at, "of")
        if one.card and not one.card.scored:
            continue
        if round["panel"].get("per") == "item":
            compare_items(log, round, standing, seen, at)
        else:
            compare_marks(log, round, one, standing, seen, at)


def compare_review(log, scheme, wanted, status, got, where):
    if isinstance(wanted, Refused):
        log.compare(3, status, *where, f"exit ({wanted})")
        return
    if status == 3 or "tracks" not in got:
        log.compare("a review", (status, got.get("problems")), *where)
        return
    everybody = [one for track in scheme.tracks for one in track.applicants]
    to_decide = any(one.outcome in ("not-decided", "tied-at-quota", "withheld") for one in everybody)
    errors = any(problem.get("severity") == "error" for problem in got["problems"])
    log.compare(int(to_decide or errors), status, *where, "exit")
    notice = got.get("notice") or {}
    log.compare([day and day.isoformat() for day in wanted], [notice.get("from"), notice.get("to")], *where, "notice")
    for track, seen in zip(scheme.tracks, got["tracks"], strict=True):
        at = (*where, seen["id"])
        rows = {row["id"]: row for row in seen["applicants"]}
        log.compare(sorted(one.id for one in track.applicants), sorted(rows), *at, "applicants")
        for one in track.applicants:
            compare_applicant(log, track, one, rows[one.id], (*at, one.id))
        log.compare(track.seats, {key: int(seen["seats"][key]) for key in track.seats}, *at, "seats")
        log.compare(sorted(track.waiting), sorted(seen["waiting_for"]), *at, "waiting for")
        log.compare(bool(track.waiting), seen["provisional"], *at, "provisional")


def check_scheme(program, calendar, seed, number, folder, log, seen):
    drawing = Drawing(random.Random(f"{seed} {number}"))
    scheme = drawing.scheme(number)
    for layout in ("first", "again"):
        dice = random.Random(f"{seed} {number} {layout}")
        writer = Writer(folder / layout, dice, scheme)
        writer.submissions()
        if layout == "first":
            for track in (track for track in scheme.tracks if track.standard):
                score(program, folder / layout, track)
            drawing.late_records(scheme, calendar)
        writer.rest()
        try:
            wanted = review(scheme, calendar)
        except Refused as refusal:
            wanted = refusal
        failed = log.failed
        if program:
            status, got = run(program, folder / layout, "review", "scheme.toml")
            compare_review(log, scheme, wanted, status, got, (f"{folder}/{layout}",))
        if log.failed > failed:
            return False
    for track in scheme.tracks:
        for one in track.applicants:
            outcome = "refused" if isinstance(wanted, Refused) else one.outcome
            seen[outcome] = seen.get(outcome, 0) + 1
    return True


# ── Worked examples ─────────────────────────────────────────────────────────────────────────────────────────────────


def check_examples(calendar, log):
    """Sums done by hand, so that this script is held to something too."""
    trimmed = {"combine": "trimmed-mean", "trim": 1, "trim_from": 5}
    marks = dict(zip("abcdefg", map(Fraction, ("92", "88.5", "95", "95", "79", "90", "91"))))
    log.compare("91.30", written(half_up(combine(trimmed, marks)[0], 2), 2), "trimmed mean of seven")
    log.compare(["c", "e"], sorted(combine(trimmed, marks)[1]) if marks.pop("d") else None, "dropped")
    marks = dict(zip("bcdefg", map(Fraction, ("88.5", "95", "95", "79", "90", "91"))))
    log.compare("91.13", written(half_up(combine(trimmed, marks)[0], 2), 2), "trimmed mean of six")
    log.compare("90.50", written(combine({"combine": "median"}, marks)[0], 2), "median of six")
    track = Track({"quota": 2}, [{"id": "r1"}, {"id": "r2"}], {"weights": {"r1": 60, "r2": 40}}, [])
    shares = {"r1": Fraction("91.30") / 100, "r2": Fraction("88.00") / 100}
    log.compare("89.98", written(final_score(track, Applicant("a", "a"), shares.get), 2), "60/40")
    track.applicants = [Applicant(name, name) for name in "abcd"]
    for one, final in zip(track.applicants, ("91.30", "90", "90", "88")):
        one.outcome, one.final, one.key = None, Fraction(final), (Fraction(final), 0)
    select(Scheme({}, [track]), track)
    wanted = ["selected", "tied-at-quota", "tied-at-quota", "below-quota"]
    log.compare(wanted, [one.outcome for one in track.applicants], "a tie at the line")
    log.compare({"filled": 1, "open": 1, "vacant": 0}, track.seats, "seats")
    # Totals 1, 2, 3 deviate by 1 from 2; 1, 1, 4 by √3 from 2, and 10 ÷ √3 = 5.7735…
    sums = (3, [1, 2, 3], "60.00"), (1, [1, 1, 4], "44.226"), (4, [1, 1, 4], "62"), (4, [4], "50.0"), (4, [4, 4], "50")
    for total, totals, mark in sums:
        decimals = len(mark.partition(".")[2])
        got = written(standard_mark(Fraction(total), totals, decimals), decimals)
        log.compare(mark, got, "standard mark", total, totals)
    monday = datetime.date(2023, 10, 23)
    for count_from, last in (("posting-day", 27), ("next-day", 30)):
        log.compare(datetime.date(2023, 10, last), calendar.notice(monday, 5, count_from)[1], "notice", count_from)
    log.compare(datetime.date(2027, 2, 28), years_later(datetime.date(2024, 2, 29), 3), "month end")


def main():
    parser = argparse.ArgumentParser(description="Runs drawn reviews a second time and compares with the program.")
    parser.add_argument("program", nargs="?", type=Path, help="default: target/release/shifan, else target/debug/shifan")
    parser.add_argument("--schemes", type=int, default=20, help="schemes for every seed (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="first seed (default 1)")
    parser.add_argument("--seeds", type=int, default=1, help="number of seeds (default 1)")
    parser.add_argument("--most", type=int, default=20, help="stop after so many differences (default 20)")
    options = parser.parse_args()
    built = [ROOT / "target" / kind / "shifan" for kind in ("release", "debug")]
    program = next((path.resolve() for path in [options.program or built[0], *built] if path.exists()), None)
    if not program or (options.program and not options.program.exists()):
        parser.error("no program to compare with: build it, or name it")
    calendar, log, seen = Calendar(ROOT / "src/review/workdays"), Log(options.most), {}
    check_examples(calendar, log)
    base = Path(tempfile.mkdtemp(prefix="shifan-review-"))
    for seed in range(options.seed, options.seed + options.seeds):
        before = log.passed + log.failed
        for number in range(options.schemes):
            folder = base / f"{seed}-{number}"
            if not log.full() and check_scheme(program, calendar, seed, number, folder, log, seen):
                shutil.rmtree(folder)
        print(f"seed {seed}: {log.passed + log.failed - before} compared in {options.schemes} schemes; {log.failed} differ")
    print(", ".join(f"{outcome} {count}" for outcome, count in sorted(seen.items())))
    if not log.failed:
        shutil.rmtree(base)
    print(f"{log.passed} passed, {log.failed} failed")
    return 1 if log.failed else 0


if __name__ == "__main__":
    sys.exit(main())
