"""Makes the .xlsx files of tests/workbooks/xlsx, with openpyxl: what a person would fill in, and what goes wrong with it.

    pip install openpyxl && python tests/workbooks/make_xlsx.py

The names are made up. `tests/workbook_xlsx.rs` says what has to be read from each.
"""

import datetime
import os
import zipfile

import openpyxl

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "xlsx")


def save(book, name):
    """Saves without the day on which it was made, so that the file is the same every time."""
    when = datetime.datetime(2025, 1, 1)
    book.properties.created = book.properties.modified = when
    path = os.path.join(HERE, name)
    book.save(path)
    parts = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            parts.append((info.filename, archive.read(info)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            if name == "docProps/core.xml":
                continue
            if name in ("[Content_Types].xml", "_rels/.rels"):
                text = content.decode()
                for gone in (
                    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>',
                    '<Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml" Id="rId2"/>',
                ):
                    text = text.replace(gone, "").replace(gone.replace("/>", " />"), "")
                content = text.encode()
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def official():
    """A sheet as offices send it: a title, a header of two rows with merged cells, hidden rows and columns, percentages, codes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评 表"
    sheet["A1"] = "某市自评表（2025年）"
    sheet.merge_cells("A1:G1")
    sheet["A2"], sheet["B2"] = "编号", "名称"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")
    sheet["C2"] = "A 签约率"
    sheet.merge_cells("C2:D2")
    sheet["C3"], sheet["D3"] = "机构数", "签约数"
    sheet["E2"] = "B 护理床位占比"
    sheet.merge_cells("E2:E3")
    sheet["F2"], sheet["F3"] = "B", "佐证材料"
    rows = [
        ("001", "甲区", 10, 10, 0.555, "证书1"),
        ("002", "乙区", 10, 8, 0.55, "证书2"),
        (3, "丙区", 10, 8, 0.5499999, "证书3"),
        (500112, "丁区", "12", "12", 1, "证书4"),
        ("005", "戊区", 3, 1, 0.1 + 0.2, "证书5"),
    ]
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if column == 5:
                cell.number_format = "0.0%"
            if column == 1 and value == 3:
                cell.number_format = "000"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["F"].hidden = True
    sheet["A10"], sheet["C10"] = "合计", 45
    sheet["A11"] = "填表人：某某"
    book.create_sheet("说明")["A1"] = "填表说明"
    hidden = book.create_sheet("旧", 0)
    hidden["A1"] = "去年的数据"
    hidden.sheet_state = "hidden"
    book.active = 1
    save(book, "official.xlsx")


def broken_cells():
    """Cells that hold no answer: formulas without a result, errors, a code that became a number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表1"
    sheet.append(["编号", "名称", "机构数", "签约数", "B 护理床位占比"])
    sheet.append(["1", "甲区", 10, "=C2-1", 0.6])
    sheet.append(["2", "乙区", 10, 8, 0.6])
    sheet["C3"].value, sheet["C3"].data_type = "#DIV/0!", "e"
    sheet.append([915001120000000123, "丙区", 10, 8, 0.6])
    sheet.append(["4", "丁区", 10, 10, 0.6])
    for row in range(2, 6):
        sheet.cell(row, 5).number_format = "0%"
    save(book, "broken-cells.xlsx")


def dates():
    """Days as spreadsheets hold them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["title", "id", "name", "granted_on", "revoked_on", "reason"])
    sheet.append(["示范机构", "JG-1", "甲院", datetime.date(2023, 11, 20), datetime.date(2024, 2, 29), "出租"])
    sheet.append(["示范机构", "JG-2", "乙院", datetime.date(2023, 11, 20), None, None])
    save(book, "register.xlsx")


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    official()
    broken_cells()
    dates()
