#!/usr/bin/env python3
"""The same tables as workbooks, made by a spreadsheet that is not ours.

LibreOffice opens every table of examples/ and of the command tests as a person would, saves it as .xlsx, .xls and .ods, and the
program must say of each what it says of the CSV: every field but the names and sums of files, with the place of a cell as row and
column in either notation. Each table is opened in three ways:

    text     every cell is text, as in a form whose cells were formatted so beforehand
    figures  codes are text; figures, percentages and days become values with a format, as LibreOffice recognises them
    values   codes become numbers, too: what happens to most people who double-click a CSV file

In the last two a figure no longer stands as it was typed (85.0 is 85, 8,673 is 8673), so answers are compared by their value.

That the comparison notices anything at all is shown by spoiling one cell of a table at a time: a figure, a mark, a date, a code.

    python3 tests/interop/tables.py PROGRAM

Needs what libreoffice.sh looks after, and runs on with the Python that has the bridge to it. The last line is
`N passed, M failed`; the exit code is 1 if anything failed.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXAMPLES, CASES = ROOT / "examples", ROOT / "tests" / "cmd"
FORMATS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
WAYS = ("text", "figures", "values")
# Headers of columns that hold codes.
CODES = ("编号", "代码", "统一社会信用代码", "id", "code", "applicant", "申报单位")

# Cases of tests/cmd that are about what only a text file can have, or about the file itself.
NOT_FOR_WORKBOOKS = {
    "score/rows-broken": "quotation marks that never close",
    "score/table-is-missing": "no table",
    "score/output-exists": "a file to be written",
    "check/against-stdin": "standard input",
    "review/ballots-broken": "quotation marks that never close",
    "review/ballots-broken-zh": "the same",
    "review/output-is-the-register": "a file to be written",
    "review/output-would-be-read": "a file to be written",
    "review/out-folder-exists": "a folder to be written",
}


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Office:
    """LibreOffice without a screen, with a profile of its own."""

    def __init__(self, program, folder):
        import uno
        from com.sun.star.beans import PropertyValue
        from com.sun.star.connection import NoConnectException

        self.uno, self.property = uno, PropertyValue
        pipe = f"shifan{os.getpid()}"
        self.process = subprocess.Popen(
            [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nologo", "--nodefault",
             f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if self.process.poll() is not None:
                    sys.exit(f"LibreOffice ended with {self.process.returncode}")
                time.sleep(0.25)
        else:
            self.process.kill()
            sys.exit("LibreOffice did not answer within a minute")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def arguments(self, **named):
        arguments = []
        for name, value in named.items():
            argument = self.property()
            argument.Name, argument.Value = name, value
            arguments.append(argument)
        return tuple(arguments)

    def open(self, path, way):
        """Opens a CSV file in UTF-8 in one of the ways."""
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()[:1]))
        head = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in (rows[0] if rows else [])]
        is_text = {"text": lambda at: True, "figures": lambda at: at < len(head) and head[at] in CODES, "values": lambda at: False}[way]
        columns = "/".join(f"{at + 1}/{2 if is_text(at) else 1}" for at in range(max(len(head), 100)))
        # Comma, quotation mark, UTF-8, from the first row; the columns; Chinese as in China; quoted cells are like others;
        # percentages and days are recognised.
        options = f"44,34,76,1,{columns},2052,false,true"
        url = self.uno.systemPathToFileUrl(str(path))
        how = self.arguments(Hidden=True, FilterName="Text - txt - csv (StarCalc)", FilterOptions=options)
        return self.desktop.loadComponentFromURL(url, "_blank", 0, how)

    def save(self, book, path):
        book.storeToURL(self.uno.systemPathToFileUrl(str(path)), self.arguments(FilterName=FORMATS[path.suffix[1:]]))

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:  # it is gone before it has answered
            pass
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


# ── What is run ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Run:
    """A command line over the tables of a folder."""

    def __init__(self, name, folder, words):
        self.name, self.folder, self.words = name, folder, words

    def made(self, folder, convert, suffix):
        """A copy of the folder in which tables are workbooks, and files of schemes name them so."""
        shutil.copytree(self.folder, folder)
        for table in sorted(folder.rglob("*.[ct]sv")):
            convert(table, table.with_suffix(f".{suffix}"))
            table.unlink()
        for scheme in folder.rglob("*.toml"):
            scheme.write_text(re.sub(r"\.csv\b", f".{suffix}", scheme.read_text("utf-8")), "utf-8")
        return [re.sub(r"\.[ct]sv$", f".{suffix}", word) for word in self.words]


def examples():
    yield Run("districts", EXAMPLES / "chongqing-2025", ["score", "chongqing-district", "districts.csv"])
    yield Run("institutions", EXAMPLES / "chongqing-2025", ["score", "chongqing-institution", "institutions.csv"])
    received = EXAMPLES / "chongqing-2025" / "as-received"
    yield Run("districts as received", received, ["score", "chongqing-district", "区县自评汇总表.csv"])
    yield Run("institutions as received", received, ["score", "chongqing-institution", "institutions-utf16.tsv"])
    yield Run("one district", EXAMPLES / "chongqing-2025", ["explain", "chongqing-district", "districts.csv", "-a", "500117"])
    yield Run("one institution", EXAMPLES / "chongqing-2025", ["explain", "chongqing-institution", "institutions.csv", "-a", "JG-012"])
    yield Run("the review", EXAMPLES / "chongqing-2025", ["review", "scheme.toml"])
    yield Run("the look-back", EXAMPLES / "chongqing-2026-recheck", ["recheck", "scheme.toml"])
    yield Run("Shenzhen", EXAMPLES / "shenzhen-2017", ["score", "shenzhen-pilot", "districts.csv", "--phase", "2017"])
    yield Run("Shuangtaizi", EXAMPLES / "shuangtaizi-2023", ["score", "national-county", "district.csv"])


def command_tests():
    for file in sorted(CASES.glob("*/*/cmd")):
        folder = file.parent
        name = f"{folder.parent.name}/{folder.name}"
        words = [word for word in file.read_text("utf-8").splitlines() if word]
        tables = [table for table in folder.rglob("*.csv") if not table.name.startswith("expect.")]
        # Not those about other encodings (`{bytes:…}`), about folders of all sorts of files and about what is written.
        fits = words[:1] and words[0] in ("score", "explain", "review", "recheck", "diff") and tables
        if not fits or name in NOT_FOR_WORKBOOKS or any("{bytes" in word for word in words):
            continue
        kept, skip = [], False
        for word in words:
            if skip or word == "--force":
                skip = False
            elif word in ("--format", "-o", "--out"):
                skip = True
            else:
                kept.append(word)
        yield Run(name, folder, kept)


# ── What is said ────────────────────────────────────────────────────────────────────────────────────────────────────

PLACES = (
    # In JSON: file:row:COLUMN and file:sheet!COLUMNrow; in sentences: file, row 5, column K and file sheet!K5.
    (re.compile(r"(\S+)\.[ct]sv:(\d+):([A-Z]+)"), r"\1 \3\2"),
    (re.compile(r"(\S+)\.[ct]sv:(\d+)"), r"\1 \2"),
    (re.compile(r"(\S+)\.[ct]sv, row (\d+), column ([A-Z]+)"), r"\1 \3\2"),
    (re.compile(r"(\S+)\.[ct]sv, row (\d+)"), r"\1 \2"),
    (re.compile(r"(\S+)\.[ct]sv，?第 ?(\d+) ?行([A-Z]+) ?列"), r"\1 \3\2"),
    (re.compile(r"(\S+)\.[ct]sv，?第 ?(\d+) ?行"), r"\1 \2"),
    (re.compile(r"(\S+)\.(?:xlsx|xls|ods)[: ][^!]{1,31}!([A-Z]*)(\d+)"), r"\1 \2\3"),
    (re.compile(r"\.(?:csv|tsv|xlsx|xls|ods)\b"), ""),
)
# Said only of texts, or only of workbooks.
OF_THE_FILE = ("encoding-found",)
# What no XML can hold: LibreOffice leaves it out of what it writes.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?![\w.])")


def plain(value, by_value):
    """A result without what differs between a text and a workbook."""
    if isinstance(value, dict):
        fields = {key: plain(field, by_value) for key, field in value.items() if key not in ("sha256", "sheet")}
        return fields
    if isinstance(value, list):
        return [plain(entry, by_value) for entry in value if not (isinstance(entry, dict) and entry.get("code") in OF_THE_FILE)]
    if isinstance(value, str):
        for pattern, place in PLACES:
            value = pattern.sub(place, value)
        value = CONTROLS.sub("", value)
        if by_value:
            value = NUMBER.sub(lambda figure: f"{Decimal(figure[0].replace(',', '')).normalize():f}", value)
    return value


def differences(one, other, path=""):
    """Where two results differ."""
    if type(one) is not type(other):
        yield f"{path}: {one!r:.150} / {other!r:.150}"
    elif isinstance(one, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list):
        if len(one) != len(other):
            yield f"{path}: {len(one)} / {len(other)} entries"
        for at, (a, b) in enumerate(zip(one, other)):
            yield from differences(a, b, f"{path}[{at}]")
    elif one != other:
        yield f"{path}: {one!r:.200} / {other!r:.200}"


class Comparison:
    def __init__(self, program, office, work):
        self.program, self.office, self.work = program, office, work
        self.passed = self.failed = 0
        self.count = 0

    def ask(self, words, folder):
        words = [word.replace("{standards}", str(ROOT / "standards")).replace("{examples}", str(EXAMPLES)) for word in words]
        command = [self.program, *words, "--format", "json"]
        environment = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
        try:
            return done.returncode, json.loads(done.stdout, parse_float=str) if done.stdout else None
        except ValueError:
            return done.returncode, done.stdout

    def fresh(self):
        self.count += 1
        return self.work / f"run{self.count}"

    def said_of_text(self, run):
        """What the program says of the table as it stands, and the folder with it in UTF-8, for LibreOffice."""
        folder = self.fresh()
        shutil.copytree(run.folder, folder)
        said = self.ask(run.words, folder)
        for table in folder.rglob("*.[ct]sv"):
            held = table.read_bytes()
            if table.suffix == ".tsv":
                rows = csv.reader(held.decode("utf-16").splitlines(keepends=True), delimiter="\t")
                with table.open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows(rows)
                continue
            try:
                held.decode("utf-8")
            except UnicodeDecodeError:
                table.write_bytes(held.decode("gb18030").encode("utf-8"))
        return said, Run(run.name, folder, run.words)

    def said_of_workbooks(self, run, suffix, way, spoil=None):
        """What the program says of the tables as workbooks, `spoil`ed in one cell or not."""
        folder = self.fresh()

        def convert(table, workbook):
            book = self.office.open(table, way)
            try:
                if spoil is not None and table.name == spoil[0]:
                    cell = book.Sheets.getByIndex(0).getCellRangeByName(spoil[1])
                    if isinstance(spoil[2], str):
                        cell.String = spoil[2]
                    else:
                        cell.Value = spoil[2]
                self.office.save(book, workbook)
            finally:
                book.close(True)

        said = self.ask(run.made(folder, convert, suffix), folder)
        shutil.rmtree(folder)
        return said

    def found(self, text, workbook, way):
        if text[0] != workbook[0]:
            yield f"exit code {text[0]} / {workbook[0]}"
        by_value = way != "text"
        yield from differences(plain(text[1], by_value), plain(workbook[1], by_value))

    def agree(self, run, formats, ways):
        said, run = self.said_of_text(run)
        for way in ways:
            for suffix in formats:
                found = list(self.found(said, self.said_of_workbooks(run, suffix, way), way))
                self.passed += not found
                self.failed += bool(found)
                for difference in found[:5]:
                    print(f"  DIFFERS {run.name} as {suffix}, {way}: {difference}")

    def notice(self, run, spoil, ways=WAYS):
        """A spoilt cell must make a difference."""
        said, run = self.said_of_text(run)
        for suffix in FORMATS:
            for way in ways:
                seen = any(True for _ in self.found(said, self.said_of_workbooks(run, suffix, way, spoil), way))
                self.passed += seen
                self.failed += not seen
                if not seen:
                    print(f"  NOT NOTICED {run.name} as {suffix}, {way}: {spoil}")


# One cell each: a figure, a percentage that a person claims, an answer, a mark, a day, a code.
SPOILT = (
    ("districts", ("districts.csv", "L13", 3585)),
    ("districts", ("districts.csv", "V13", 75.8)),
    ("institutions", ("institutions.csv", "G5", "否")),
    ("the review", ("专家3.csv", "D4", 0)),
    ("the review", ("round2-institutions.csv", "D2", 27)),
    ("the review", ("register.csv", "E9", "2022-09-16")),
    ("the review", ("national.csv", "A2", "500102")),
    ("the look-back", ("register.csv", "G4", "2024-10-16")),
)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.rstrip())
    try:
        import uno  # noqa: F401
    except ImportError:
        python = subprocess.run([HERE / "libreoffice.sh"], check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")[1]
        os.execv(python, [python, __file__, *sys.argv[1:]])
    office = subprocess.run([HERE / "libreoffice.sh"], check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")[0]
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as work:
        calc = Office(office, work)
        try:
            comparison = Comparison(program, calc, Path(work))
            named = {run.name: run for run in examples()}
            for run in named.values():
                comparison.agree(run, FORMATS, WAYS)
            for name, spoil in SPOILT:
                comparison.notice(named[name], spoil, ("figures",))
            for at, run in enumerate(command_tests()):
                comparison.agree(run, [list(FORMATS)[at % len(FORMATS)]], ("text",))
        finally:
            calc.close()
    print(f"{comparison.passed} passed, {comparison.failed} failed")
    sys.exit(1 if comparison.failed or not comparison.passed else 0)


if __name__ == "__main__":
    main()
