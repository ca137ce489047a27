#!/usr/bin/env python3
"""One ministry sheet, written by every program at hand, is read the same from all of them, and its figures add up.

The sheet is as offices send it: a title, a line of units, a header of two rows with merged cells, running numbers, headings of
groups, subtotals, breakdowns (其中), a total, notes; codes with zeros, full-width blanks in names, figures as texts, percentages,
figures in 万 by their format, days in Chinese formats, a comment, a hidden row and a hidden column. openpyxl, XlsxWriter, xlwt and
odfpy write it, and LibreOffice saves each of these as .xlsx, .xls and .ods. Of every file the program must say the same, and what it
read must add up to the total that stands in the sheet and was never read. A figure that is changed in one file must be noticed.

    python3 tests/interop/workbooks.py PROGRAM

Needs the packages openpyxl, XlsxWriter, xlwt and odfpy, and what libreoffice.sh looks after. The last line is `N passed, M failed`;
the exit code is 1 if anything failed.
"""

import datetime
import json
import re
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt
from odf.number import Day, Month, Number, NumberStyle, PercentageStyle, Text, Year, DateStyle
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.comments import Comment

HERE = Path(__file__).resolve().parent

STANDARD = """
[standard]
id = "beds"
name = "床位"
document = "d"
edition = "1"
wording = "illustrative"
applicant = "district"
[[indicator]]
id = "A"
name = "养老床位"
unit = "张"
kind = "target"
points = 10
at_least = 100
clause = "一"
evidence = ["台账"]
[[indicator]]
id = "B"
name = "护理型床位占比"
unit = "%"
kind = "target"
points = 10
at_least = "55%"
clause = "一"
evidence = ["台账"]
[[indicator]]
id = "C"
name = "老年人口"
unit = "人"
kind = "target"
points = 10
at_least = 60000
clause = "一"
evidence = ["台账"]
"""

DAY = datetime.date(2024, 12, 1)
# Number formats: plain, percent, a figure shown in 万, the same divided by its format (Excel writes 0!.0 for it in Chinese, which LibreOffice
# does not know), a code, a day.
PLAIN, PERCENT, WAN, DIVIDED, CODE, DATE = "General", "0.00%", '0.0"万"', '0\\.0,"万"', "000000", 'yyyy"年"m"月"d"日"'
TOTAL = {"A": Decimal(1416), "C": Decimal(436000)}


def rows(total=1416):
    """The sheet: every row its cells, each a value or a value with its format."""
    return [
        ["2024年全市养老床位情况统计表"],
        ["填报单位：某市", None, None, None, None, None, "单位：张、万人"],
        ["序号", "编号", "名称", "基本情况", None, None, "更新日期"],
        [None, None, None, "养老床位", "护理型床位占比", "老年人口", None],
        ["主城都市区"],
        [1, (103, CODE), "渝中区", 120, (0.6, PERCENT), (12.5, WAN), (DAY, DATE)],
        [2, (112, CODE), "渝　北　区", (1234, "#,##0"), (0.549999, PERCENT), (125000, DIVIDED), (DAY, DATE)],
        [3, "000105", "江北区", "12", "60%", "125000", "2024年12月"],
        [None, None, "小计", 1366, None, None, None],
        [None, None, "其中：公办", 900, None, None, None],
        ["渝东北"],
        [4, "WZ-1", "万州区", (50, '0"张"'), (0.55, "0%"), 61000, None],
        ["合计", None, None, total, None, 436000, None],
        ["注：1.数据截至2024年底。"],
        ["填表人：某某", None, None, "电话：023-00000000"],
    ]


MERGED = ((0, 0, 0, 6), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 5), (2, 6, 3, 6), (4, 0, 4, 6), (12, 0, 12, 2))


def cells(total=1416):
    for r, row in enumerate(rows(total)):
        for c, cell in enumerate(row):
            value, code = cell if isinstance(cell, tuple) else (cell, PLAIN)
            if value is not None:
                yield r, c, value, code


def by_openpyxl(path, total=1416):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表1-1"
    for r, c, value, code in cells(total):
        cell = sheet.cell(r + 1, c + 1, value)
        cell.number_format = code
    for top, left, bottom, right in MERGED:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    sheet["C6"].comment = Comment("核实过", "a")
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["G"].hidden = True
    book.save(path)


def by_xlsxwriter(path):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表1-1")
    for top, left, bottom, right in MERGED:
        sheet.merge_range(top, left, bottom, right, "")
    for r, c, value, code in cells():
        how = book.add_format({"num_format": code})
        (sheet.write_datetime if isinstance(value, datetime.date) else sheet.write)(r, c, value, how)
    sheet.write_comment(5, 2, "核实过")
    sheet.set_row(7, None, None, {"hidden": True})
    sheet.set_column(6, 6, None, None, {"hidden": True})
    book.close()


def by_xlwt(path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表1-1", cell_overwrite_ok=True)
    for top, left, bottom, right in MERGED:
        sheet.merge(top, bottom, left, right)
    for r, c, value, code in cells():
        sheet.write(r, c, value, xlwt.easyxf(num_format_str=code))
    sheet.row(7).hidden = True
    sheet.col(6).hidden = True
    book.save(str(path))


def by_odfpy(path):
    book = OpenDocumentSpreadsheet()
    percent = PercentageStyle(name="N1")
    percent.addElement(Number(decimalplaces=2, minintegerdigits=1))
    percent.addElement(Text(text="%"))
    wan = NumberStyle(name="N2")
    wan.addElement(Number(decimalplaces=1, minintegerdigits=1))
    wan.addElement(Text(text="万"))
    code = NumberStyle(name="N3")
    code.addElement(Number(decimalplaces=0, minintegerdigits=6))
    date = DateStyle(name="N4")
    for part in (Year(style="long"), Text(text="年"), Month(), Text(text="月"), Day(), Text(text="日")):
        date.addElement(part)
    styles = {}
    for name, number in (("p", percent), ("w", wan), ("c", code), ("d", date)):
        book.automaticstyles.addElement(number)
        styles[name] = Style(name=name, family="table-cell", datastylename=number)
        book.automaticstyles.addElement(styles[name])
    table = Table(name="表1-1")
    filled = {(r, c): (value, code) for r, c, value, code in cells()}
    covered = {(r, c) for top, left, bottom, right in MERGED for r in range(top, bottom + 1) for c in range(left, right + 1)}
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in MERGED}
    for r in range(len(rows())):
        line = TableRow(visibility="collapse" if r == 7 else "visible")
        for c in range(7):
            if (r, c) in covered and (r, c) not in spans:
                line.addElement(CoveredTableCell())
                continue
            how = {}
            if (r, c) in spans:
                how = {"numberrowsspanned": spans[r, c][0], "numbercolumnsspanned": spans[r, c][1]}
            value, form = filled.get((r, c), (None, None))
            if isinstance(value, datetime.date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat(), stylename=styles["d"], **how)
                text = f"{value.year}年{value.month}月{value.day}日"
            elif isinstance(value, (int, float)) and form in (PERCENT, "0%"):
                cell = TableCell(valuetype="percentage", value=value, stylename=styles["p"], **how)
                text = f"{value:.2%}"
            elif isinstance(value, (int, float)):
                style = {WAN: {"stylename": styles["w"]}, CODE: {"stylename": styles["c"]}}.get(form, {})
                cell = TableCell(valuetype="float", value=value, **style, **how)
                text = {WAN: f"{value:.1f}万", DIVIDED: f"{value / 10000:.1f}万", CODE: f"{value:06}", '0"张"': f"{value}张"}.get(form, str(value))
            else:
                cell = TableCell(**({"valuetype": "string"} if value else {}), **how)
                text = value
            if value is not None:
                cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))


class Log:
    passed = failed = 0

    def hold(self, is_so, what, seen=""):
        self.passed += bool(is_so)
        self.failed += not is_so
        if not is_so:
            print(f"  NOT SO {what}: {seen!r:.900}")


def said(program, standard, path):
    """Every applicant's figures, what is scored, and the rows that were taken for sums and notes."""
    command = [program, "score", str(standard), str(path), "--format", "json"]
    result = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)
    read = {}
    for applicant in result.get("applicants", []):
        read[applicant["id"]] = {"name": applicant["name"], "points": applicant["points"], **{
            indicator["id"]: (indicator["state"], figure(indicator["answer"])) for indicator in applicant["indicators"]
        }}  # fmt: skip
    aside = sorted((note["row"], note["code"]) for note in result.get("notes", []) if note["code"] == "note-row")
    problems = sorted((found["row"], found["code"]) for found in result["problems"])
    return {"applicants": read, "aside": aside, "problems": problems}


def figure(answer):
    """An answer by its value: 12.5万 is 125000."""
    found = re.fullmatch(r"([\d,.]+)(万|%)?", answer or "")
    if not found:
        return answer
    value = Decimal(found[1].replace(",", "")) * {"万": 10000, "%": 1, None: 1}[found[2]]
    return str(value.normalize() + 0)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.rstrip())
    program, log = str(Path(sys.argv[1]).resolve()), Log()
    office = subprocess.run([HERE / "libreoffice.sh"], check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")[0]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        standard = folder / "standard.toml"
        standard.write_text(STANDARD, "utf-8")
        files = []
        for name, write in (("openpyxl.xlsx", by_openpyxl), ("xlsxwriter.xlsx", by_xlsxwriter), ("xlwt.xls", by_xlwt), ("odfpy.ods", by_odfpy)):
            write(folder / name)
            files.append(folder / name)
        made = list(files)
        for suffix, how in (("xlsx", "Calc MS Excel 2007 XML"), ("xls", "MS Excel 97"), ("ods", "calc8")):
            out = folder / f"saved-{suffix}"
            command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", f"{suffix}:{how}"]
            for source in made:
                target = out / source.suffix[1:] / source.stem
                subprocess.run([*command, "--outdir", str(target), str(source)], check=True, capture_output=True)
                files.append(target / f"{source.stem}.{suffix}")
        first = said(program, standard, files[0])
        log.hold(set(first["applicants"]) == {"000103", "000112", "000105", "WZ-1"}, "four applicants, by their codes", first)
        log.hold(not first["problems"], "nothing is wrong with the sheet", first["problems"])
        log.hold([row for row, _ in first["aside"]] == [5, 9, 10, 11, 13, 14, 15], "headings, sums and notes are aside", first["aside"])
        for indicator, total in TOTAL.items():
            read = sum(Decimal(applicant[indicator][1]) for applicant in first["applicants"].values())
            log.hold(read == total, f"{indicator} adds up to the total of the sheet", read)
        for file in files[1:]:
            other = said(program, standard, file)
            log.hold(other == first, f"{file.relative_to(folder)} says the same", other)
        # What must be noticed is noticed: a figure below the line, though not in a sum that is not read.
        by_openpyxl(folder / "changed.xlsx", total=1)
        log.hold(said(program, standard, folder / "changed.xlsx") == first, "a total is not read")
        book = openpyxl.load_workbook(folder / "openpyxl.xlsx")
        book["表1-1"]["D8"] = 13
        book.save(folder / "changed.xlsx")
        log.hold(said(program, standard, folder / "changed.xlsx") != first, "a changed figure is noticed")
    print(f"{log.passed} passed, {log.failed} failed")
    sys.exit(1 if log.failed else 0)


if __name__ == "__main__":
    main()
