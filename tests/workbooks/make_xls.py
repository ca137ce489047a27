"""Makes the legacy workbooks under `xls/` that the tests read: with LibreOffice from .xlsx, with LibreOffice's own macros for what only
it can save (a password), with xlwt for what no spreadsheet saves (formulas without their results, texts that go on in further
records), and record by record for Excel 95, whose files no program writes any more.

Needs `soffice` and the packages `openpyxl` and `xlwt`. The files are kept; run this again only to change them:

    python3 tests/workbooks/make_xls.py
"""

import datetime
import io
import pathlib
import struct
import subprocess
import tempfile

import openpyxl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlwt.CompoundDoc import XlsDoc

HERE = pathlib.Path(__file__).parent / "xls"


def soffice(folder, *arguments):
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def form(path):
    """A form as offices send it: two header rows, merged cells, codes, percentages, hidden things, a chart, further sheets."""
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
        ("001203", "文本代码", "12.5%", "1,234", "2025/11/24", None, "𠮷野", "=NA()"),
        (9, "同一", 0.5, 0, datetime.time(8, 30), None, None, '=IF(1=2,"x","")'),
        (9, "同一", 0.29, 1e15, None, None, None, '="甲"&"乙"'),
        (9, "同一", 0.5, 3, None, None, None, "=1=1"),
    ]
    for row in rows:
        sheet.append(row)
    for row in range(4, 11):
        sheet[f"A{row}"].number_format = "000000"
        sheet[f"C{row}"].number_format = "0.0%" if row % 2 else "0%"
        sheet[f"D{row}"].number_format = "[$¥-804]#,##0.00"
        sheet[f"E{row}"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["E5"].number_format = "yyyy-mm-dd hh:mm"
    sheet["E8"].number_format = "hh:mm"
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions.group(8, 9, hidden=True)
    sheet.column_dimensions["G"].hidden = True
    sheet["B12"] = "末行"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=4, max_row=10))
    sheet.add_chart(chart, "J2")
    book.create_sheet("表2")["B2"] = "另一张"
    book.save(path)


def mac(path):
    """Days from 1904 on."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet["A1"], sheet["A2"] = datetime.date(2025, 11, 24), datetime.datetime(1999, 12, 31, 23, 59, 59)
    sheet["A2"].number_format = "yyyy-mm-dd hh:mm:ss"
    book.save(path)


def generated(path):
    """What a program writes that is no spreadsheet."""
    book = xlwt.Workbook()
    book.add_sheet("藏").visibility = 1
    sheet = book.add_sheet("导出")
    book.add_sheet("深藏").visibility = 2
    percent, code, day = (xlwt.easyxf(num_format_str=format) for format in ("0.00%", "000", "yyyy/m/d"))
    for column, title in enumerate(("代码", "占比", "日期", "合计", "备注")):
        sheet.write(0, column, title)
    for row in range(1, 4):
        sheet.write(row, 0, row, code)
        sheet.write(row, 1, row / 8, percent)
        sheet.write(row, 2, datetime.date(2025, 1, row), day)
        sheet.write(row, 3, xlwt.Formula(f"A{row + 1}*2"))
        # The first is longer than a record; in one or in two bytes for a character.
        sheet.write(row, 4, {1: "评审意见" * 1100, 2: "remark " * 100, 3: "完"}[row])
    sheet.write(4, 1, 0.07, percent)
    sheet.write(4, 2, 0.07, percent)
    sheet.write(4, 3, 12.34)
    sheet.write(4, 4, True)
    sheet.write(5, 0, -7)
    sheet.write(5, 1, 0.1 + 0.2)
    sheet.write(5, 2, xlwt.Formula('IF(A1="";"";A1)'))
    sheet.write(5, 3, 1e300)
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    sheet.write_merge(6, 7, 0, 1, "合并")
    sheet.write(7, 2, "右")
    book.save(str(path))


def record(number, body=b""):
    return struct.pack("<HH", number, len(body)) + body


def entry(name):
    """The beginning of a stream's entry in the directory of a compound file."""
    wide = f"{name}\0".encode("utf-16-le")
    return wide.ljust(64, b"\0") + struct.pack("<H", len(wide))


def excel_95(path, code_page=936, encoding="gbk"):
    """A workbook of Excel 95: texts in the encoding of the computer that wrote it."""

    def short(text):
        held = text.encode(encoding)
        return struct.pack("<B", len(held)) + held

    def long(text):
        held = text.encode(encoding)
        return struct.pack("<H", len(held)) + held

    def cell(row, column, style=0):
        return struct.pack("<HHH", row, column, style)

    def begin(kind):
        return record(0x809, struct.pack("<HHHH", 0x0500, kind, 0x0BBB, 1995))

    font = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + short("宋体"))
    styles = b"".join(record(0xE0, struct.pack("<HHHHHHHH", 0, format, 1, 0x20, 0, 0, 0, 0)) for format in (0, 10, 164, 14))
    head = begin(5) + record(0x42, struct.pack("<H", code_page)) + font
    head += record(0x41E, struct.pack("<H", 164) + short("00000")) + styles
    first = (
        begin(0x10)
        + record(0x7D, struct.pack("<HHHHHB", 1, 1, 2000, 0, 1, 0))
        + record(0x208, struct.pack("<HHHHHHHH", 1, 0, 5, 255, 0, 0, 0x0120, 0x0F))
        + record(0x204, cell(0, 0) + long("代码"))
        + record(0x204, cell(0, 1) + long("机构名称"))
        + record(0xD6, cell(0, 2) + long("备注") + b"\x01\x00\x00")
        + record(0x27E, cell(1, 0, 2) + struct.pack("<I", 81 << 2 | 2))
        + record(0x204, cell(1, 1) + long("重庆市渝北区人民医院"))
        + record(0x203, cell(1, 2, 1) + struct.pack("<d", 0.125))
        + record(0x203, cell(1, 3, 3) + struct.pack("<d", 45985))
        + record(0x06, cell(1, 4) + b"\x00" * 6 + b"\xff\xff" + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
        + record(0x207, long("合格"))
        + record(0x06, cell(1, 5) + struct.pack("<dHIH", 2.5, 0, 0, 3) + b"\x1e\x01\x00")
        + record(0x205, cell(2, 0) + b"\x07\x01")
        + record(0x205, cell(2, 1) + b"\x01\x00")
        + record(0x0A)
    )
    second = begin(0x10) + record(0x204, cell(0, 0) + long("附表内容")) + record(0x0A)
    names = ("自评表", "附表")
    at = len(head) + sum(4 + 7 + len(name.encode(encoding)) for name in names) + 4
    stream = head + record(0x85, struct.pack("<IBB", at, 0, 0) + short(names[0]))
    stream += record(0x85, struct.pack("<IBB", at + len(first), 0, 0) + short(names[1])) + record(0x0A) + first + second
    held = io.BytesIO()
    XlsDoc().save(held, stream)
    # The stream had another name then.
    path.write_bytes(held.getvalue().replace(entry("Workbook"), entry("Book")))


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
  how(0).Value = "MS Excel 97"
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


def main():
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for make in (form, mac):
            made = folder / f"{make.__name__}.xlsx"
            make(made)
            soffice(folder, "--convert-to", "xls", "--outdir", HERE, made)
        generated(HERE / "generated.xls")
        excel_95(HERE / "excel95.xls")
        with_password(folder, HERE / "mac.xls", HERE / "password.xls")


main()
