"""Makes the OpenDocument files under `ods/` that the tests read: with LibreOffice from a workbook and from a CSV, with LibreOffice's
own macros for what only it can save (a password), and with odfpy for what no spreadsheet saves (a formula without its result).

Needs `soffice` and the packages `openpyxl` and `odfpy`. The files are kept; run this again only to change them:

    python3 tests/workbooks/make_ods.py
"""

import datetime
import pathlib
import subprocess
import tempfile
import zipfile

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.office import Annotation
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

HERE = pathlib.Path(__file__).parent / "ods"


def soffice(folder, *arguments):
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def convert(folder, source, to="ods", out=HERE, *how):
    soffice(folder, *how, "--convert-to", to, "--outdir", out, source)


def form(path):
    """A form as offices send it: two header rows, merged cells, codes, percentages, hidden things, further sheets."""
    book = openpyxl.Workbook()
    hidden = book.active
    hidden.title = "说明"
    hidden["A1"] = "不显示"
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("表1 自评")
    sheet.append(["示范机构自评表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["代码", "名称", "指标", None, "日期", "达标", "备注", "合计"])
    sheet.append([None, None, "占比", "金额", None, None, None, None])
    for merged in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:H3"):
        sheet.merge_cells(merged)
    rows = [
        (7, "渝中区医院", 0.125, 1234567.891, datetime.date(2025, 11, 24), True, "第一行\n第二行", "=C4*2"),
        (500112, "两  个空格", 0.07, 0.1, datetime.datetime(2025, 11, 24, 8, 30), False, " 首尾 ", "=D5+0.2"),
        (81, "A&B <丙>", 1.1, -2.5, datetime.date(2024, 2, 29), True, None, "=1/0"),
        ("00012", "文本代码", "12.5%", "1,234", "2025/11/24", None, "\t制表", '=NA()'),
        (9, "同一", 0.5, 0, None, None, None, '=IF(1=2,"x","")'),
        (9, "同一", 0.5, 0, None, None, None, '="甲"&CHAR(10)&"乙"'),
    ]
    for row in rows:
        sheet.append(row)
    for row in range(4, 10):
        sheet[f"A{row}"].number_format = "000"
        sheet[f"C{row}"].number_format = "0%"
        sheet[f"D{row}"].number_format = "[$¥-804]#,##0.00"
        sheet[f"E{row}"].number_format = "yyyy年m月d日"
    sheet["E5"].number_format = "yyyy-mm-dd hh:mm"
    sheet["E8"] = datetime.time(8, 30)
    sheet["E8"].number_format = "hh:mm"
    sheet["B4"].comment = Comment("批注不是内容", "审核")
    sheet["B4"].font = Font(bold=True)
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions.group(8, 9, hidden=True)
    sheet.column_dimensions["G"].hidden = True
    sheet.merge_cells("B11:B12")
    sheet["B11"] = "跨两行"
    sheet["C11"], sheet["C12"] = 1, 2
    sheet["A2000"] = "末行"
    choice = DataValidation(type="list", formula1='"是,否"')
    sheet.add_data_validation(choice)
    choice.add("F4:F9")
    book.create_sheet("表2")["A1"] = "另一张"
    book.save(path)


def filtered(path):
    """Rows that a filter hides."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "筛选"
    for row in [("区县", "得分"), ("渝中", 90), ("万州", 80), ("渝中", 70), ("涪陵", 60)]:
        sheet.append(row)
    sheet.auto_filter.ref = "A1:B5"
    sheet.auto_filter.add_filter_column(0, ["渝中"])
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[5].hidden = True
    book.save(path)


def generated(path):
    """What a program writes that is no spreadsheet: formulas without results, comments, values that were never rounded."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="导出")
    document.spreadsheet.addElement(table)

    def row(*cells):
        line = TableRow()
        for cell in cells:
            line.addElement(cell)
        table.addElement(line)

    def cell(text=None, **attributes):
        made = TableCell(**attributes)
        if text is not None:
            made.addElement(P(text=text))
        return made

    row(cell("代码", valuetype="string"), cell("合计", valuetype="string"))
    row(cell("7", valuetype="float", value="7"), cell(formula="of:=SUM([.A2:.A2])"))
    row(cell("007", valuetype="float", value="7"), cell(formula="of:=[.A3]", valuetype="float"))
    noted = TableCell(valuetype="string")
    note = Annotation()
    note.addElement(P(text="批注"))
    noted.addElement(note)
    parts = P(text="一")
    parts.addElement(Span(text="二"))
    parts.addText("三")
    noted.addElement(parts)
    row(noted, cell("0.30000000000000004", valuetype="float", value="0.30000000000000004"))
    row(cell("是", valuetype="boolean", booleanvalue="true"), cell("无类型"))
    document.save(path)


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Save(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  how(0).Value = "calc8"
  how(1).Name = "Password"
  how(1).Value = "secret"
  book.storeToURL(target, how())
  book.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


def with_password(folder, source, target):
    basic = folder / "profile/user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(MACRO)
    (basic / "script.xlb").write_text(LIBRARY)
    soffice(folder, f"macro:///Standard.Module1.Save({source.as_uri()},{target.as_uri()})")


def tidy(path):
    """Leaves out the picture of the first page and the settings of windows: they are most of a file, and of no use here."""
    with zipfile.ZipFile(path) as old:
        kept = [(part, old.read(part)) for part in old.namelist() if part in ("mimetype", "content.xml", "META-INF/manifest.xml")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in kept:
            new.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED)


def main():
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        form(folder / "form.xlsx")
        convert(folder, folder / "form.xlsx")
        filtered(folder / "filtered.xlsx")
        convert(folder, folder / "filtered.xlsx")
        (folder / "list.csv").write_text("代码,名称,得分\n007,渝中,90.5\n012,万州,\n,,\n013,“引号”,1e3\n", encoding="utf-8")
        # Commas, quotes, UTF-8, from line 1; the first column as text.
        convert(folder, folder / "list.csv", "ods", HERE, "--infilter=CSV:44,34,76,1,1/2/2/1/3/1")
        generated(HERE / "generated.ods")
        with_password(folder, HERE / "list.ods", HERE / "password.ods")
        for made in HERE.glob("*.ods"):
            tidy(made)


main()
