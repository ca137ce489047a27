#!/usr/bin/env python3
"""Workbooks of results, read by programs that are not ours.

    VENV/bin/python tests/interop/workbook.py SHIFAN [--without-office]

The examples are scored, reviewed and looked back at in both languages, each as JSON and twice as a workbook. openpyxl reads
the workbooks: both runs and `report` on the stored JSON give the same bytes; no cell is a formula or a link; ids are text;
heads stay in sight, have filters and are repeated on paper; dropped marks and no others are struck through; and every number stands in
the JSON result of the same run, with the rows of an applicant holding that applicant's own. LibreOffice then shows every
sheet as text, so that what a person reads (`95.23%`, `96.00`) is compared with the JSON character by character, and prints
every workbook. `--without-office` leaves LibreOffice out; without the word it has to be there.

One line per thing that is wrong; the last line is `N passed, M failed`; the exit code is 1 if anything failed.
Needs Python 3.11, the package `openpyxl`, and `soffice`.
"""

import csv
import datetime
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
REVIEW, RECHECK = EXAMPLES / "chongqing-2025", EXAMPLES / "chongqing-2026-recheck"
RUNS = [
    ("districts", REVIEW, ["score", "chongqing-district", "districts.csv"]),
    ("institutions", REVIEW, ["score", "chongqing-institution", "institutions.csv"]),
    ("verified", REVIEW, ["score", "chongqing-district", "districts.csv", "--verified", "VERIFIED"]),
    ("shuangtaizi", EXAMPLES / "shuangtaizi-2023", ["score", "national-county", "district.csv"]),
    ("summary", REVIEW, ["score", "chongqing-district", "districts.csv", "--summary"]),
    ("phases", EXAMPLES / "shenzhen-2017", ["score", "shenzhen-pilot", "districts.csv", "--phase", "2017"]),
    ("review", REVIEW, ["review", "scheme.toml"]),
    ("items", ROOT / "tests/cmd/review/per-item-en", ["review", "scheme.toml"]),
    ("standard-marks", ROOT / "tests/cmd/review/standard-marks-zh", ["review", "scheme.toml"]),
    ("recheck", RECHECK, ["recheck", "scheme.toml"]),
]
# Heads by language: the head of a ranking's column, its key in the JSON.
RANKING = {
    "zh": {"名次": "rank", "得分": "points", "应得分": "points_available", "得分率": "points_share", "达标项": "met", "适用项": "applicable", "达标率": "met_share"},
    "en": {"Rank": "rank", "Points": "points", "Available": "points_available", "Share": "points_share", "Met": "met", "Applicable": "applicable", "Met share": "met_share"},
}
ID = {"zh": "编号", "en": "Id"}
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


class Literal(str):
    """A number with the digits it was written with."""


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Literal, parse_int=Literal)


def numbers(value, found):
    """Every number of a JSON value, shares as fractions and days as days."""
    if isinstance(value, dict):
        for key, entry in value.items():
            numbers(entry, found)
    elif isinstance(value, list):
        found.add(float(len(value)))
        for entry in value:
            numbers(entry, found)
    elif isinstance(value, Literal):
        found.add(float(value))
    elif isinstance(value, str):
        number, percent = (value[:-1], True) if value.endswith("%") else (value, False)
        try:
            found.add(round(float(number) / 100, 12) if percent else float(number))
        except ValueError:
            pass
        try:
            found.add(datetime.datetime.fromisoformat(value))
        except ValueError:
            pass
    return found


class Checks:
    def __init__(self, shifan, work):
        self.shifan, self.work = shifan, work
        self.passed = self.failed = 0

    def check(self, right, said):
        if right:
            self.passed += 1
        else:
            self.failed += 1
            print(said)

    def write(self, words, folder, name):
        path = self.work / name
        command = [self.shifan, *words, "-q", "-o", str(path)]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stderr}")
        return path

    def run(self, name, folder, words, language):
        words = [*words, "--lang", language]
        name = f"{name}-{language}"
        stored = self.write(words, folder, f"{name}.json")
        first, second = (self.write(words, folder, f"{name}{n}.xlsx") for n in ("", "-again"))
        third = self.write(["report", str(stored), "--lang", language], folder, f"{name}-report.xlsx")
        self.check(first.read_bytes() == second.read_bytes(), f"{name}: two runs differ")
        self.check(first.read_bytes() == third.read_bytes(), f"{name}: the stored result gives another workbook")
        digest = hashlib.sha256(stored.read_bytes()).hexdigest()
        self.book(name, openpyxl.load_workbook(first), load(stored), digest, language)
        return name, first, stored

    def book(self, name, book, result, digest, language):
        people = {}
        for holder in self.entities(result):
            people.setdefault(holder["id"], []).append(holder)
        # What belongs to nobody: counts of the head, and what belongs to a standard or a round.
        common = numbers({key: value for key, value in result.items() if key not in ("applicants", "tracks")}, set())
        for track in result.get("tracks", []):
            common |= numbers({key: value for key, value in track.items() if key not in ("applicants", "holders")}, set())
        for sheet in book.worksheets:
            place = f"{name} {sheet.title}"
            rows = list(sheet.iter_rows())
            cells = [cell for row in rows for cell in row if cell.value is not None]
            self.check(all(cell.data_type != "f" for cell in cells), f"{place}: a formula")
            self.check(all(cell.hyperlink is None for cell in cells), f"{place}: a link")
            self.check(sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9, f"{place}: not A4 across")
            self.check(bool(sheet.oddFooter.right.text and sheet.oddHeader.left.text), f"{place}: no footer or header")
            self.check(sheet.oddFooter.left.text == f"SHA-256 {digest}", f"{place}: {sheet.oddFooter.left.text} at the foot")
            head = next((row for row in rows if row[0].value in HEADS and len(row) > 2), None)
            if head is None:
                continue
            at = head[0].row
            self.check(sheet.freeze_panes is not None and sheet.freeze_panes.endswith(str(at + 1)), f"{place}: {sheet.freeze_panes}")
            self.check(sheet.print_title_rows is not None, f"{place}: no rows repeated on paper")
            if len(rows) > at:
                self.check(str(sheet.auto_filter.ref).startswith(f"A{at}:"), f"{place}: filter {sheet.auto_filter.ref}")
            ids = [n for n, cell in enumerate(head) if cell.value == ID[language]]
            # A blank row ends a table; below it people sign, and the result is named by its SHA-256.
            end = next((n for n, row in enumerate(rows[at:], at) if all(cell.value is None for cell in row)), len(rows))
            if end < len(rows):
                below = [row[0].value or "" for row in rows[end:]]
                self.check(len(below) == 3 and below[1].count("＿" * 8) == 3 and below[2].endswith(" " + digest), f"{place}: {below} below the table")
            derived = self.derived(result, head[0].value, [cell.value for cell in head])
            for row in rows[at:end]:
                own = set(derived)
                if ids:
                    who = row[ids[0]].value
                    self.check(isinstance(who, str) and who in people, f"{place} {row[0].row}: the id {who!r}")
                    for person in people.get(who, []):
                        numbers(person, own)
                for cell in row:
                    value = cell.value
                    if isinstance(value, (int, float)) and not isinstance(value, bool):
                        known = own | common
                        self.check(round(float(value), 12) in {round(n, 12) for n in known if isinstance(n, float)}, f"{place} {cell.coordinate}: {value} from nowhere")
                    elif isinstance(value, datetime.datetime):
                        self.check(value in own, f"{place} {cell.coordinate}: {value} from nowhere")
                    struck = bool(cell.font and cell.font.strike)
                    if struck:
                        self.check(self.dropped(people.get(row[ids[0]].value, []), head[cell.column - 1].value, value), f"{place} {cell.coordinate}: struck, and not dropped")
        self.check(self.struck(book) == sum(self.drops(person) for each in people.values() for person in each), f"{name}: dropped marks and struck cells differ in number")

    @staticmethod
    def derived(result, first, heads):
        """What a table says that stands in no field: how many came how far, and how far somebody is from the last seat."""
        found = set()
        for track in result.get("tracks", []) if first in ("组别", "Track") else []:
            people = track.get("applicants", [])
            if heads[1] in ("环节", "Step"):
                of = [
                    [True for _ in people],
                    [one["computed"] != "ineligible" for one in people],
                    [one["computed"] != "ineligible" and bool((one["scorecard"] or {}).get("passed")) for one in people],
                    *([one["rounds"][plan["id"]]["entered"] for one in people] for plan in track["rounds"]),
                    [one["final"] is not None for one in people],
                    [one["computed"] == "selected" for one in people],
                    [one["outcome"] == "selected" for one in people],
                ]
                found |= {float(sum(step)) for step in of}
                # By the rules and selected may be one step.
                pairs = [*zip(of, of[1:]), (of[-3], of[-1])]
                found |= {float(sum(a and not b for a, b in zip(before, after))) for before, after in pairs}
            elif {"距入选线", "To the line"} & set(heads):
                finals = {kind: [Decimal(str(one["final"])) for one in people if one["computed"] in kind and one["final"] is not None] for kind in (SEATED, OUTSIDE)}
                if finals[SEATED]:
                    found |= {float(own - min(finals[SEATED])) for own in finals[OUTSIDE]}
        return found

    @staticmethod
    def entities(result):
        """Applicants and title holders; those of one id may stand in several tracks."""
        listed = list(result.get("applicants", []))
        for track in result.get("tracks", []):
            listed += track.get("applicants", []) + track.get("holders", []) + track.get("others", [])
        return listed

    @staticmethod
    def drops(person):
        total = 0
        for result in person.get("rounds", {}).values():
            marks = result["marks"] + [mark for item in result["items"] for mark in item.get("marks", [])]
            # A standard mark is struck beside the mark that it was made of.
            total += sum(1 + ("standard" in mark) for mark in marks if mark["state"] == "dropped" and mark["points"] is not None)
        return total

    @staticmethod
    def dropped(people, expert, value):
        marks = [
            mark
            for person in people
            for result in person.get("rounds", {}).values()
            for mark in result["marks"] + [mark for item in result["items"] for mark in item.get("marks", [])]
        ]
        return any(
            mark["expert"] == expert and mark["state"] == "dropped" and float(value) in (float(mark["points"]), float(mark.get("standard", "nan")))
            for mark in marks
        )

    @staticmethod
    def struck(book):
        return sum(bool(cell.font and cell.font.strike) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)

    def shown(self, name, stored, language):
        """What LibreOffice shows of a ranking is what the JSON says, and every workbook can be printed."""
        self.check((self.work / f"{name}.pdf").read_bytes().startswith(b"%PDF"), f"{name}: not printed")
        result = load(stored)
        sheet = {"zh": "排名", "en": "Ranking"}[language]
        shown = self.work / f"{name}-{sheet}.csv"
        if "applicants" not in result:
            self.check(bool(list(self.work.glob(f"{name}-*.csv"))), f"{name}: nothing shown")
            return
        rows = list(csv.reader(shown.read_text(encoding="utf-8").splitlines()))
        head = next(n for n, row in enumerate(rows) if row[0] == ("名次" if language == "zh" else "Rank"))
        listed = [row for row in csv.reader(shown.open(encoding="utf-8", newline=""))][head + 1:]
        listed = listed[:next((n for n, row in enumerate(listed) if not any(row)), len(listed))]
        self.check(len(listed) == len(result["applicants"]), f"{name}: {len(listed)} rows shown")
        for row, applicant in zip(listed, result["applicants"]):
            row = dict(zip(rows[head], row))
            self.check(row[ID[language]] == applicant["id"], f"{name}: {row[ID[language]]} shown for {applicant['id']}")
            for column, key in RANKING[language].items():
                wanted = applicant[key]
                if wanted is None:
                    wanted = "–" if key.endswith("share") and applicant["points"] is not None else ""
                self.check(row[column] == wanted, f"{name} {applicant['id']} {column}: {row[column]!r} shown for {wanted!r}")


# How applicants with a final score ended by the rules: in a seat or tied for the last, or outside.
SEATED, OUTSIDE = ("selected", "tied-at-quota"), ("below-quota", "reserve")

# The first heads of tables with a row for each applicant, answer or finding.
HEADS = {"名次", "Rank", "编号", "Id", "组别", "Track"}


def main():
    shifan = str(Path(sys.argv[1]).resolve())
    office = None if "--without-office" in sys.argv[2:] else shutil.which("soffice") or sys.exit("soffice is needed, or --without-office")
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(shifan, Path(folder))
        verified = Path(folder) / "verified.csv"
        verified.write_text("编号,H1 纳入经济社会发展等规划,H6 两证齐全医养结合机构数\n500112,1,2\n500107,,4\n", encoding="utf-8")
        written = []
        for language in ("zh", "en"):
            for name, place, words in RUNS:
                words = [str(verified) if word == "VERIFIED" else word for word in words]
                written.append((*checks.run(name, place, words, language), language))
        if office:
            for kind in (CSV, "pdf"):
                command = [office, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", kind, "--outdir", folder]
                subprocess.run([*command, *(str(path) for _, path, _, _ in written)], check=True, capture_output=True)
            for name, _, stored, language in written:
                checks.shown(name, stored, language)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed or not checks.passed else 0)


main()
