#!/usr/bin/env python3
"""The self-assessment form, filled in and computed by LibreOffice, against the program.

    tests/interop/form.py PROGRAM [--fillings N] [--random K] [--seed S]

For every built-in standard and tests/standards/all-kinds.toml, in every phase, and for K standards that are drawn from the
seed, the blank form is made with `shifan form` and opened in LibreOffice without a screen. Then

1. what a program shows that does not compute (the stored results) is compared with what LibreOffice computes of the blank form;
2. the form is filled in N times - limits hit exactly and missed by the smallest step, points that end in half a unit, blanks,
   不适用, 0 ÷ 0, n ÷ 0, parts above their whole, words that are no answer, types - and computed. The same answers, as a table,
   are scored by the program. State and points of every indicator, all totals, and the verdict must be equal to the last digit;
3. some of the filled-in forms are saved as .xlsx, .xls and .ods and scored as files: they must come out as their rows of the table;
4. locked cells take no input, open ones do; figures that are too large or too long for exact computing are called invalid.

Runs under a Python that can `import uno`: tests/interop/libreoffice.sh names one. Ends with 1 if anything differs.
"""

import argparse
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import uno
from com.sun.star.beans import PropertyValue

sys.path.insert(0, str(Path(__file__).resolve().parent))
from random_standard import random_standard  # noqa: E402
from reference import LIMITS, ROOT, Standard, halves, number, turning_points  # noqa: E402

STATES = ("", "met", "partly-met", "unmet", "missing", "not-applicable", "not-due", "invalid")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Office:
    """LibreOffice without a screen, on a profile of its own."""

    def __init__(self, folder):
        pipe = f"shifan{os.getpid()}"
        soffice = shutil.which("soffice") or shutil.which("libreoffice")
        self.process = subprocess.Popen(
            [soffice, "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{folder}/profile", f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:  # noqa: BLE001 - it is not there yet
                time.sleep(0.5)
        else:
            raise SystemExit("LibreOffice does not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def open(self, path):
        return self.desktop.loadComponentFromURL(uno.systemPathToFileUrl(str(path)), "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))

    @staticmethod
    def save(document, path, kind):
        document.storeToURL(uno.systemPathToFileUrl(str(path)), (PropertyValue("FilterName", 0, kind, 0),))

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:  # noqa: BLE001 - it went away while answering
            pass
        self.process.wait(60)


class Form:
    """A form that is open in LibreOffice."""

    def __init__(self, office, path):
        self.document = office.open(path)
        sheets = self.document.Sheets
        self.sheet, self.calculation = sheets.getByIndex(0), sheets.getByIndex(1)
        marks = used(sheets.getByName("shifan"))
        self.marks = [(row[0], row[1]) for row in marks]
        mark = dict(reversed(self.marks))
        self.answer = ord(mark["answer-column"]) - ord("A")
        cells = used(self.sheet)
        self.head = next(r for r, row in enumerate(cells) if row[0] == mark["head"])
        self.profile = {row[0]: r for r, row in enumerate(cells[: self.head])}
        self.rows = {row[0]: r for r, row in enumerate(cells) if r > self.head and row[0]}
        self.last = len(cells)
        calculation = used(self.calculation)
        self.calculated = {str(row[0]): r for r, row in enumerate(calculation)}
        self.lines = [value for key, value in self.marks if key == "line"]
        self.document.calculateAll()
        # The largest figure that each cell takes.
        self.bounds = {}
        for key, row in self.rows.items():
            rule = self.sheet.getCellByPosition(self.answer, row).Validation.getFormula1()
            if found := re.search(r"D\d+<=([\d.]+)", rule):
                self.bounds[key] = Fraction(found[1])

    def unlock(self):
        for sheet in (self.sheet, self.calculation):
            sheet.unprotect("")
        self.document.enableAutomaticCalculation(False)

    def fill(self, profile, answers):
        cells = [[""] for _ in range(self.last - self.head - 1)]
        for key, value in answers.items():
            cells[self.rows[key] - self.head - 1][0] = float(value) if isinstance(value, Fraction) else value
        column = self.sheet.getCellRangeByPosition(self.answer, self.head + 1, self.answer, self.last - 1)
        column.setDataArray(tuple(tuple(row) for row in cells))
        for key, row in self.profile.items():
            if key in [value for mark, value in self.marks if mark == "profile"]:
                self.sheet.getCellByPosition(1, row).setString(profile.get(key, ""))
        self.document.calculate()

    def results(self):
        """Of the calculation: state and points of every id, and the totals."""
        return {str(row[0]): row for row in used(self.calculation)}


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow).getDataArray()


def stored(path):
    """The results that a workbook holds, by sheet (in order) and cell: numbers as floats, texts as texts."""
    with zipfile.ZipFile(path) as archive:
        found = []
        for n in (1, 2):
            cells = {}
            for cell in ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml")).iter(f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    value = cell.findtext(f"{MAIN}v") or ""
                    cells[cell.get("r")] = value if cell.get("t") == "str" else float(value)
            found.append(cells)
    return found


def position(cell):
    letters, row = re.match(r"([A-Z]+)(\d+)", cell).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(row) - 1


class Log:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def same(self, what, form, program):
        if form == program:
            self.passed += 1
        else:
            self.failed += 1
            if self.failed <= 40:
                print(f"DIFFERS  {what}: form {form!r}, program {program!r}")


# ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def places_of(thing, own):
    """Decimals that the form takes: of a percentage, as people write it."""
    if thing.get("whole") or thing.get("kind") == "per-case":
        return 0
    return 2 if own else 2


def draw_figure(rng, std, ind, phase):
    """A figure of an indicator's own column, with at most two decimals."""
    ends = [f for f in turning_points(std, ind, phase) + halves(std, ind, phase) if (f * 100).denominator == 1]
    if ind.get("whole") or ind["kind"] == "per-case":
        ends = [f for f in ends if f.denominator == 1]
    low = Fraction(0)
    high = Fraction(100) if ind.get("unit") == "%" and not ind.get("over_100") else max([*map(Fraction, ends), Fraction(5)]) * 2
    high = ind["full"] if ind["kind"] == "judged" else high
    if ends and rng.random() < 0.6:
        return rng.choice(ends)
    step = 1 if places_of(ind, True) == 0 else 100
    return Fraction(rng.randint(int(low * step), int(high * step)), step)


def draw_inputs(rng, std, ind, phase, answers):
    """Figures of a quotient: round ones, and some that hit a limit or half a unit exactly."""
    names = [*ind["top"], *ind["bottom"]]
    for name in names:
        one = std.inputs[name]
        most = int(one["max"]) if "max" in one else rng.choice([3, 20, 400, 9000])
        step = 1 if one.get("whole") else 100
        if name not in answers or rng.random() < 0.4:
            answers[name] = Fraction(rng.randint(0, most * step), step)
    if len(ind["top"]) == 1 and len(ind["bottom"]) == 1 and rng.random() < 0.75:
        goals = [f for f in turning_points(std, ind, phase) + halves(std, ind, phase)]
        if goals:
            goal = Fraction(rng.choice(goals)) / (100 if ind.get("unit") == "%" else 1)
            times = rng.randint(1, 40)
            top, bottom = goal.numerator * times, goal.denominator * times
            if top >= 0 and bottom < 10**6 and top < 10**6:
                answers[ind["top"][0]], answers[ind["bottom"][0]] = Fraction(top), Fraction(bottom)
    for name in names:
        one = std.inputs[name]
        value = answers[name]
        if isinstance(value, Fraction):
            lowest = number(one["min"]) if "min" in one else 0
            answers[name] = max(value, Fraction(lowest))


def draw(rng, std, phase, log_types):
    """Answers by id, as figures (percentages in percent), words, or nothing."""
    answers = {}
    for ind in std.indicators.values():
        if ind["asks"] == "yes-no":
            answers[ind["id"]] = rng.choice(["是", "是", "是", "否"])
        elif ind["asks"] == "level":
            answers[ind["id"]] = rng.choice([one["level"] for one in ind["levels"]] + ["无"])
        elif "value" in ind:
            draw_inputs(rng, std, ind, phase, answers)
        else:
            answers[ind["id"]] = draw_figure(rng, std, ind, phase)
    for name, one in std.inputs.items():
        answers.setdefault(name, Fraction(rng.randint(0, 50)))
        if "at_most" in one and one["at_most"] in answers and rng.random() < 0.97:
            part, whole = answers[name], answers[one["at_most"]]
            if isinstance(part, Fraction) and isinstance(whole, Fraction):
                answers[name] = min(part, whole)
    share = rng.choice([0, 0, 0.03, 0.2])
    for key in answers:
        if rng.random() < share:
            answers[key] = rng.choice(["", "", "", "不适用", "不适用", "见附件" if rng.random() < 0.2 else ""])
    return answers


def as_cell(std, key, value):
    """The value of the cell: percentages as fractions."""
    unit = (std.indicators.get(key) or std.inputs.get(key)).get("unit")
    return value / 100 if isinstance(value, Fraction) and unit == "%" else value


def as_text(std, key, value):
    if not isinstance(value, Fraction):
        return value
    unit = (std.indicators.get(key) or std.inputs.get(key)).get("unit")
    text = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    return text + "%" if unit == "%" else text


# ── The comparison ──────────────────────────────────────────────────────────────────────────────────────────────────


def shifan(program, *arguments, codes=(0,)):
    done = subprocess.run([program, "-q", "--lang", "zh", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}\n{done.stdout[:500]}")
    return done.stdout


def compare(what, std, form, card, log):
    """One filling as the form computed it, and as the program scored it."""
    results = form
    unit = 10**std.decimals
    valid = card["rank"] is not None or card["passed"] is not None or card["points"] is not None
    for ind in card["indicators"] if valid else []:
        row = results[ind["id"]]
        log.same(f"{what} {ind['id']} state", STATES[int(row[6])], ind["state"])
        if ind["points"] is not None:
            log.same(f"{what} {ind['id']} points", row[4], round(ind["points"] * unit))
    total = lambda name: results[name][1]  # noqa: E731
    if not valid:
        log.same(f"{what} verdict", total("Verdict") in (2.0, 3.0) and (total("Invalid") > 0 or results["type"][2] == 0), True)
        return
    for name, key in (("Points", "points"), ("Available", "points_available"), ("Bonus", "bonus")):
        log.same(f"{what} {key}", total(name), round(card[key] * unit))
    for name, key in (("Met", "met"), ("Applicable", "applicable")):
        log.same(f"{what} {key}", total(name), card[key])
    log.same(f"{what} passed", {0: False, 1: True, 3: None}.get(int(total("Verdict")), "open"), card["passed"])


def check(office, program, std, phase, fillings, rng, folder, log):
    what = f"{std.id}{'' if phase is None else f' {phase}'}"
    path = folder / "form.xlsx"
    of_phase = [] if phase is None else ["--phase", phase]
    shifan(program, "form", std.path, *of_phase, "-o", path, "--force")
    form = Form(office, path)
    # 1. The blank form: what is stored and what is computed.
    for sheet, cells in zip((form.sheet, form.calculation), stored(path)):
        for cell, value in cells.items():
            at = sheet.getCellByPosition(*position(cell))
            computed = at.getString() if isinstance(value, str) else at.getValue()
            log.same(f"{what} blank {cell}", computed, value)
    # 4. Locks.
    figure = next((name for name in form.lines), None)
    cell = form.sheet.getCellByPosition(form.answer, form.rows[figure])
    log.same(f"{what} input open", cell.CellProtection.IsLocked, False)
    log.same(f"{what} sheet locked", [form.sheet.isProtected(), form.calculation.isProtected()], [True, True])
    for column in (0, 1, 2, 5, 6, 8):
        log.same(f"{what} locked", form.sheet.getCellByPosition(column, form.rows[figure]).CellProtection.IsLocked, True)
    form.unlock()
    # 2. Fillings.
    names = {key: value for key, value in zip(("编号", "名称"), ("", ""))}
    headers = [value for key, value in form.marks if key == "profile"]
    type_header = next((h for h in headers if h in ("机构类型", *std.columns.get("type", []))), None)
    filled, computed = [], []
    for n in range(fillings):
        answers = draw(rng, std, phase, None)
        for key, value in answers.items():
            most = form.bounds.get(key)
            if isinstance(value, Fraction) and most is not None and as_cell(std, key, value) > most:
                answers[key] = most * 100 if as_cell(std, key, Fraction(1)) < 1 else most
        answers = {key: value for key, value in answers.items() if key in form.rows}
        profile = {headers[0]: f"k{n:05}", headers[1]: f"单位{n}"}
        if std.types and type_header:
            profile[type_header] = rng.choice([one["name"] for one in std.types] * 9 + [""])
        form.fill(profile, {key: as_cell(std, key, value) for key, value in answers.items() if value != ""})
        filled.append((profile, answers))
        computed.append(form.results())
    # As a table.
    table = folder / "pool.csv"
    keys = [key for key in form.lines]
    with open(table, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*headers, *keys])
        for profile, answers in filled:
            writer.writerow([*(profile.get(h, "") for h in headers), *(as_text(std, key, answers.get(key, "")) for key in keys)])
    result = json.loads(shifan(program, "score", std.path, table, *of_phase, "--format", "json", codes=(0, 1)))
    cards = {card["id"]: card for card in result["applicants"]}
    log.same(f"{what} applicants", len(cards), fillings)
    for (profile, _), results in zip(filled, computed):
        compare(f"{what} {profile[headers[0]]}", std, results, cards[profile[headers[0]]], log)
    # 3. Saved and handed in.
    handed = folder / "handed"
    shutil.rmtree(handed, ignore_errors=True)
    handed.mkdir()
    kinds = [("Calc MS Excel 2007 XML", "xlsx"), ("MS Excel 97", "xls"), ("calc8", "ods")]
    sample = list(range(0, fillings, max(1, fillings // 6)))[:6]
    for at, n in enumerate(sample):
        profile, answers = filled[n]
        form.fill(profile, {key: as_cell(std, key, value) for key, value in answers.items() if value != ""})
        kind, ending = kinds[at % 3]
        office.save(form.document, handed / f"{profile[headers[0]]}.{ending}", kind)
    scored = json.loads(shifan(program, "score", std.path, handed, *of_phase, "--format", "json", codes=(0, 1)))
    by_file = {card["id"]: card for card in scored["applicants"]}
    log.same(f"{what} forms handed in", sorted(by_file), sorted(filled[n][0][headers[0]] for n in sample))
    fields = ("name", "type", "points", "points_available", "bonus", "met", "applicable", "passed")
    for id, card in by_file.items():
        other = cards[id]
        log.same(f"{what} file {id}", [card[f] for f in fields], [other[f] for f in fields])
        parts = [[(i["id"], i["state"], i["points"]) for i in one["indicators"]] for one in (card, other)]
        log.same(f"{what} file {id} indicators", *parts)
    # What cannot be computed exactly is called invalid rather than rounded.
    for key, most in form.bounds.items():
        for wrong in (most * 2 + 1, Fraction(1, 3)):
            form.fill({}, {key: wrong})
            log.same(f"{what} {key} {wrong}", form.results()[key][1], 3)
    form.document.close(True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--fillings", type=int, default=200)
    parser.add_argument("--random", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    log = Log()
    fillings = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        office = Office(folder)
        try:
            rng = random.Random(options.seed)
            standards = sorted((ROOT / "standards").glob("*.toml")) + [ROOT / "tests/standards/all-kinds.toml"]
            drawn = 0
            while drawn < options.random:
                path = folder / f"random-{drawn}.toml"
                path.write_text(random_standard(rng, drawn), "utf-8")
                # What was drawn may contradict itself; such a standard never scores.
                if subprocess.run([program, "-q", "check", path], capture_output=True).returncode == 0:
                    standards.append(path)
                    drawn += 1
            for path in standards:
                std = Standard(path)
                for phase in std.phases():
                    before = (log.passed, log.failed)
                    check(office, program, std, phase, options.fillings, rng, folder, log)
                    fillings += options.fillings
                    print(f"{std.id:28} {phase or '':>5} {log.passed - before[0]:7} equal {log.failed - before[1]:4} differ", flush=True)
        finally:
            office.close()
    print(f"{fillings} fillings: {log.passed} passed, {log.failed} failed")
    sys.exit(1 if log.failed or not log.passed else 0)


if __name__ == "__main__":
    main()
