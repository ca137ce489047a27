#!/usr/bin/env python3
"""Ballots, filled in by LibreOffice, against the same marks as CSV.

    tests/interop/ballot.py PROGRAM

Of examples/chongqing-2025 the ballots of both rounds are made with `shifan form --ballot`, as a commission would: those of round 1
before anybody had withdrawn or was recused, those of round 2 after. LibreOffice fills in the marks of the example's own ballots
and saves them as .xlsx, .xls and .ods in turn. The review of these must come to the same as that of the example, in everything but
files and places. On the way: which cells are open, what the checks of the cells refuse, whether totals are right. Then what must
not count: ballots in the wrong place, and blank ones. At last a mark is changed, and the comparison has to notice.

Runs under a Python that can `import uno`: tests/interop/libreoffice.sh names one. Ends with 1 if anything differs.
"""

import csv
import difflib
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from form import Log, Office, shifan, used  # noqa: E402
from reference import ROOT  # noqa: E402

EXAMPLE = ROOT / "examples/chongqing-2025"
KINDS = [("Calc MS Excel 2007 XML", "xlsx"), ("MS Excel 97", "xls"), ("calc8", "ods")]
TRACKS = ("districts", "institutions")
# They get a ballot without a name, and put it on themselves.
NAMELESS = {"专家2", "专家6"}
# Failed a veto; one expert marked it all the same.
NOT_ON_BALLOTS = {"500116"}


def marks_of(round_, track):
    """What the example's ballots say: by expert and applicant the items with their marks (or 回避), and the note."""
    files = sorted((EXAMPLE / round_ / track).glob("*.csv")) or [EXAMPLE / f"{round_}-{track}.csv"]
    found = {}
    for file in files:
        with open(file, encoding="utf-8-sig", newline="") as lines:
            # Titles may stand above the header, and notes below the rows.
            for row in csv.DictReader(itertools.dropwhile(lambda line: not line.startswith("专家,"), lines)):
                if not row["申报单位"]:
                    continue
                items, note = found.setdefault(row.pop("专家"), {}).setdefault(row.pop("申报单位"), ({}, []))
                note.append(row.pop("备注", ""))
                row.pop("合计", None)
                items.update({row["评分项"]: row["得分"]} if "评分项" in row else row)
    return found


class Paper:
    """A blank ballot that is open in LibreOffice."""

    def __init__(self, office, path):
        self.document = office.open(path)
        self.sheet = self.document.Sheets.getByIndex(0)
        cells = used(self.sheet)
        self.mark = dict((row[0], row[1]) for row in used(self.document.Sheets.getByName("shifan")))
        self.head = next(r for r, row in enumerate(cells) if row[0] == self.mark["head"])
        header = cells[self.head]
        self.total, self.note = header.index("合计"), header.index("备注")
        # 特色（30） and A1 政府主导（3）: by what the example's ballots call them, with the most points.
        self.items = {}
        for column in range(4, self.total):
            name, most = re.fullmatch(r"(.*)（([\d.]+)）", header[column]).groups()
            self.items[name.split(" ")[0]] = (column, Decimal(most))
        self.rows = {}
        for row in range(self.head + 1, len(cells)):
            self.rows[cells[row][2]] = self.rows[cells[row][3]] = row

    def cell(self, column, row):
        return self.sheet.getCellByPosition(column, row)

    def fill(self, expert, marks):
        """Fills in as a person would: the sheet stays locked. Returns the applicants that the ballot does not have."""
        if not self.cell(1, 3).CellProtection.IsLocked:
            self.cell(1, 3).setString(expert)
        missing = []
        for applicant, (items, notes) in marks.items():
            row = self.rows.get(applicant)
            if row is None:
                missing.append(applicant)
                continue
            for item, given in items.items():
                if given and self.cell(self.items[item][0], row).getString() != "回避":
                    cell = self.cell(self.items[item][0], row)
                    cell.setString(given) if given == "回避" else cell.setValue(float(given))
            self.cell(self.note, row).setString(next((note for note in notes if note), ""))
        self.document.calculateAll()
        return missing

    def close(self):
        self.document.close(True)


def look_at(paper, blank, what, log):
    """Open and locked cells, and what the check of each cell takes."""
    rows = sorted(set(paper.rows.values()))
    log.same(f"{what} locked", paper.sheet.isProtected(), True)
    inputs = {(column, row) for row in rows for column, _ in paper.items.values()}
    for row in range(rows[-1] + 3):
        for column in range(paper.note + 2):
            cell = paper.cell(column, row)
            # Neither items that do not apply nor those of the recused are asked for, and they have no check.
            asked = (column, row) in inputs and cell.Validation.getFormula1() != ""
            is_open = asked or (column == paper.note and row in rows) or (blank and (column, row) == (1, 3))
            log.same(f"{what} {column},{row} locked", cell.CellProtection.IsLocked, not is_open)
            if asked:
                most = next(most for at, most in paper.items.values() if at == column)
                rule = cell.Validation.getFormula1()
                log.same(f"{what} {column},{row} check", Decimal(re.search(r"<=([\d.]+)", rule)[1]), most)
    # What the check says, asked of LibreOffice itself in a cell aside.
    column, most = next(iter(paper.items.values()))
    row = next(row for row in rows if paper.cell(column, row).Validation.getFormula1())
    rule = paper.cell(column, row).Validation.getFormula1()
    paper.sheet.unprotect("")
    aside, cell = paper.cell(paper.note + 3, row), paper.cell(column, row)
    aside.setFormula("=" + rule.lstrip("="))
    for value, taken in ((0, 1), (float(most), 1), (float(most) + 0.01, 0), (-0.01, 0), ("回避", 1), ("好", 0)):
        cell.setString(value) if isinstance(value, str) else cell.setValue(value)
        paper.document.calculateAll()
        log.same(f"{what} check of {value}", aside.getValue(), taken)


def totals(paper, what, log):
    for row in set(paper.rows.values()):
        cells = [paper.cell(column, row) for column, _ in paper.items.values() if paper.cell(column, row).Validation.getFormula1()]
        given = [cell.getString() for cell in cells]
        shown = paper.cell(paper.total, row)
        blank = sum(not one for one in given)
        if "回避" in given or not cells:
            log.same(f"{what} total of row {row}", shown.getString(), "回避")
        elif blank:
            log.same(f"{what} total of row {row}", shown.getString(), "" if blank == len(cells) else f"{blank} 项未评")
        else:
            exact = sum(Decimal(str(cell.getValue())) for cell in cells)
            log.same(f"{what} total of row {row}", Decimal(str(shown.getValue())), exact)


def review(program, folder):
    done = subprocess.run([program, "-q", "--lang", "zh", "review", folder / "scheme.toml", "--format", "json"], capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"review: exit {done.returncode}\n{done.stdout.decode()}\n{done.stderr.decode()}")
    # Scorecards name the cells of their answers; where the files lie is the same to the comparison.
    return json.loads(done.stdout.decode().replace(str(folder), "…"))


def plain(result):
    """A review without files, hashes and places, as lines that can be compared."""
    result = json.loads(json.dumps(result))
    for track in result["tracks"]:
        for one in track["applicants"]:
            del one["at"]
            # Marks for whom the round was not open stand on no ballot; they count for nothing.
            for round_ in one["rounds"].values():
                round_["marks"] = [mark for mark in round_["marks"] if mark["state"] != "unused" or one["id"] not in NOT_ON_BALLOTS]
    told = {key: result[key] for key in ("tracks", "notice", "assumed")}
    for key in ("problems", "notes"):
        told[key] = sorted([str(found[k]) for k in ("code", "severity", "applicant", "indicator", "text")] for found in result[key])
    return json.dumps(told, ensure_ascii=False, indent=1).splitlines()


def difference(got, wanted):
    return list(difflib.unified_diff(plain(got), plain(wanted), "ballots", "example", n=0, lineterm=""))


def before_the_first_round(text):
    """The scheme without what came to be known later: recusals, decisions, objections."""
    return re.split(r"(?m)^# 打完分才发现的回避", text)[0]


def main():
    program = str(Path(sys.argv[1]).resolve())
    log = Log()
    wanted = review(program, EXAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        case = folder / "case"
        shutil.copytree(EXAMPLE, case)
        for file in [*case.glob("round1/*/*.csv"), *case.glob("round2-*.csv")]:
            file.unlink()
        whole = (EXAMPLE / "scheme.toml").read_text("utf-8")
        for track in TRACKS:
            (case / "round2" / track).mkdir(parents=True)
            old = f'ballots = {{ round1 = ["round1/{track}/*.csv"], round2 = ["round2-{track}.csv"] }}'
            assert old in whole
            whole = whole.replace(old, f'ballots = {{ round1 = ["round1/{track}/*"], round2 = ["round2/{track}/*"] }}')
        (case / "scheme.toml").write_text(before_the_first_round(whole), "utf-8")
        office = Office(folder)
        unlisted = set()
        try:
            for round_ in ("round1", "round2"):
                for track in TRACKS:
                    every = marks_of(round_, track)
                    for n, (expert, marks) in enumerate(every.items()):
                        blank, what = folder / "blank.xlsx", f"{round_} {track} {expert}"
                        named = [] if expert in NAMELESS else ["--expert", expert]
                        make = ["form", case / "scheme.toml", "--ballot", round_, "--track", track, *named, "-o", blank, "--force"]
                        shifan(program, *make)
                        first = blank.read_bytes()
                        shifan(program, *make)
                        log.same(f"{what} made again", blank.read_bytes() == first, True)
                        if n < 2:
                            paper = Paper(office, blank)
                            look_at(paper, not named, what, log)
                            paper.close()
                        paper = Paper(office, blank)
                        unlisted.update(paper.fill(expert, marks))
                        totals(paper, what, log)
                        kind, ending = KINDS[n % 3]
                        office.save(paper.document, case / round_ / track / f"{expert}.{ending}", kind)
                        paper.close()
                (case / "scheme.toml").write_text(whole, "utf-8")
            log.same("applicants that no ballot has", unlisted, {"江津区"})

            got = review(program, case)
            log.same("review", difference(got, wanted), [])
            log.same("review again", review(program, case), got)
            log.same("ballots read", sum(one["file"].endswith((".xlsx", ".xls", ".ods")) for one in got["inputs"]), 28)

            # A ballot in the wrong place, of another round or of another scheme, is refused and not read.
            first = case / "round1/districts"
            shutil.copy(case / "round2/districts/专家1.xlsx", first / "专家8.xlsx")
            other = folder / "other"
            shutil.copytree(case, other)
            (other / "scheme.toml").write_text(whole.replace('id = "chongqing-2025"', 'id = "chongqing-2026"'), "utf-8")
            shifan(program, "form", other / "scheme.toml", "--ballot", "round1", "--track", "districts", "-o", blank, "--force")
            paper = Paper(office, blank)
            paper.fill("专家9", marks_of("round1", "districts")["专家1"])
            office.save(paper.document, first / "专家9.ods", "calc8")
            paper.close()
            got = review(program, case)
            refused = [(found["file"].split("/")[-1], found["severity"]) for found in got["problems"] if found["code"] == "other-edition"]
            log.same("refused", refused, [("专家8.xlsx", "error"), ("专家9.ods", "error")])
            got["problems"] = [found for found in got["problems"] if found["code"] != "other-edition"]
            log.same("review with refused ballots", difference(got, wanted), [])
            for name in ("专家8.xlsx", "专家9.ods"):
                (first / name).unlink()

            # Nothing comes of blank ballots, with a name or without.
            for name, named in (("专家8", ["--expert", "专家8"]), ("无名", [])):
                make = ["form", case / "scheme.toml", "--ballot", "round1", "--track", "districts", *named]
                shifan(program, *make, "-o", first / f"{name}.xlsx")
            got = review(program, case)
            got["notes"] = [found for found in got["notes"] if not (found["code"] == "no-ballot" and found["file"].endswith("无名.xlsx"))]
            log.same("review with blank ballots", difference(got, wanted), [])
            for name in ("专家8", "无名"):
                (first / f"{name}.xlsx").unlink()

            # The comparison can fail: one mark is another one.
            spoilt = first / "专家1.xlsx"
            document = office.open(spoilt)
            cell = document.Sheets.getByIndex(0).getCellByPosition(4, 6)
            cell.setValue(cell.getValue() - 1)
            office.save(document, spoilt, KINDS[0][0])
            document.close(True)
            log.same("a changed mark is noticed", len(difference(review(program, case), wanted)) > 0, True)
        finally:
            office.close()
    print(f"{log.passed} passed, {log.failed} failed")
    sys.exit(1 if log.failed or not log.passed else 0)


if __name__ == "__main__":
    main()
