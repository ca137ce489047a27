#!/usr/bin/env python3
"""The drafts of a review, laid out by a program that is not ours.

    tests/interop/drafts.py SHIFAN

Reviews are run with `--out`: the example, which has open outcomes; one applicant without anything known about the issuer; and a list
that runs over several pages, with very long names. LibreOffice lays out both documents of each, poppler says where every line came to
stand, and that is held against GB/T 9704-2012: the paper and its margins, lines of 28 points with no more than 28 characters and
22 of them on a page, the title in the middle, page numbers at the outer edge, an annex on a page of its own. Every name
stands there once and in the order of the Markdown; no score does.

One line per thing that is wrong; the last line is `N passed, M failed`; the exit code is 1 if anything failed.
Needs Python 3.11, `soffice` with Writer, poppler's `pdfinfo` and `pdftotext`, and a font with Chinese characters.
"""

import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRAFTS = ["公示稿", "通报稿"]
MM = 72 / 25.4
# The paper, and on it the room for text.
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, WIDTH - 26 * MM, 37 * MM, HEIGHT - 35 * MM
PITCH = 28
HOLDER = '[issuer]\nname = "某市卫生健康委员会"\ncontact = "老龄健康处"\nphone = "023-00000000"'


class Line:
    def __init__(self, element):
        self.text = "".join(word.text or "" for word in element.iter("{http://www.w3.org/1999/xhtml}word"))
        self.left, self.right, self.top, self.bottom = (float(element.get(key)) for key in ("xMin", "xMax", "yMin", "yMax"))

    @property
    def middle(self):
        return (self.top + self.bottom) / 2

    @property
    def is_text(self):
        """Is it of the size of text, 16 points, and not of that of a title, 22? A font's own height is 1 to 1.5 times as much."""
        return self.bottom - self.top < 25


def characters(text):
    """How many characters of full width it is wide."""
    return sum(0.5 if ord(c) < 0x2000 else 1 for c in text)


def lines(pdf):
    """The lines of every page, from top to bottom."""
    text = subprocess.run(["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = []
    for page in ElementTree.fromstring(text).iter("{http://www.w3.org/1999/xhtml}page"):
        pieces = sorted((Line(line) for line in page.iter("{http://www.w3.org/1999/xhtml}line")), key=lambda line: (round(line.middle), line.left))
        joined = []
        for piece in pieces:
            # What stands beside each other is one line, whatever poppler took it for.
            if joined and abs(joined[-1].middle - piece.middle) < 3:
                joined[-1].text += piece.text
                joined[-1].right = max(joined[-1].right, piece.right)
            else:
                joined.append(piece)
        pages.append(joined)
    return pages


def scheme(folder, names, head="", scores=None):
    folder.mkdir()
    with (folder / "applicants.csv").open("w", encoding="utf-8") as applicants, (folder / "ballots.csv").open("w", encoding="utf-8") as ballots:
        applicants.write("编号,名称\n")
        ballots.write("专家,申报单位,表现\n")
        for n, name in enumerate(names, 1):
            applicants.write(f"J{n:03},{name}\n")
            for expert in range(1, 4):
                ballots.write(f"专家{expert},J{n:03},{83.37 if scores is None else scores[n - 1]}\n")
    path = folder / "scheme.toml"
    path.write_text(
        f"""[scheme]
id = "s"
name = "某市医养结合示范机构评审"
document = "某卫办发〔2023〕66号"
{head}
[[track]]
id = "t"
title = "示范机构"
submissions = ["applicants.csv"]
quota = {len(names) - (scores is not None)}
ballots = {{ r = ["ballots.csv"] }}
[[round]]
id = "r"
name = "答辩"
items = [{{ id = "all", name = "表现", points = 100 }}]
panel = {{ combine = "mean", min_marks = 1 }}
[final]
weights = {{ r = 100 }}
""",
        encoding="utf-8",
    )
    return path


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, right, said):
        if right:
            self.passed += 1
        else:
            self.failed += 1
            print(said)

    def near(self, value, wanted, slack, said):
        self.check(abs(value - wanted) <= slack, f"{said}: {value:.1f} pt, not {wanted:.1f}")

    def page(self, place, number, page):
        *body, foot = page
        self.check(foot.text.replace(" ", "") == f"—{number}—", f"{place}: page number {foot.text!r}")
        # The dash stands 7 mm below the room for text, a character from the outer edge.
        self.near(foot.middle, BOTTOM + 7 * MM, 1.5 * MM, f"{place}: page number")
        edge, wanted = (foot.right, RIGHT - 14) if number % 2 else (foot.left, LEFT + 14)
        self.near(edge, wanted, MM, f"{place}: edge of the page number")
        self.check(len(body) <= 22, f"{place}: {len(body)} lines")
        if body[0].is_text and "未定稿" not in body[0].text:
            # Where a font's own box stands in a line is its own affair.
            self.near(body[0].middle, TOP + PITCH / 2, 2 * MM, f"{place}: first line")
        for line in body:
            where = f"{place}: {line.text!r}"
            # LibreOffice lets one punctuation mark hang over the edge.
            hanging = 16 if line.text[-1] in "，。、；：）" else 0
            self.check(line.left >= LEFT - MM and line.right <= RIGHT + hanging + MM, f"{where} stands outside: {line.left:.1f}–{line.right:.1f}")
            self.check(line.middle >= TOP and line.middle <= BOTTOM, f"{where} stands outside: {line.top:.1f}–{line.bottom:.1f}")
            self.check(characters(line.text.rstrip("，。、；：）")) <= 28, f"{where}: {characters(line.text)} characters")
        for above, below in zip(body, body[1:]):
            if above.is_text and below.is_text:
                distance = below.middle - above.middle
                steps = max(round(distance / PITCH), 1)
                self.near(distance, steps * PITCH, 1, f"{place}: from {above.text!r} to {below.text!r}")

    def title(self, place, body, text):
        """The title, alone on its lines and in the middle."""
        title = [line for line in body if not line.is_text]
        self.check("".join(line.text for line in title) == text, f"{place}: the title is {[line.text for line in title]}")
        for line in title:
            self.near((line.left + line.right) / 2, (LEFT + RIGHT) / 2, 3, f"{place}: middle of {line.text!r}")

    def draft(self, place, pdf, markdown, names, scores):
        info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
        width, height = map(float, re.search(r"Page size: +([\d.]+) x ([\d.]+)", info).groups())
        self.near(width, WIDTH, 1, f"{place}: width")
        self.near(height, HEIGHT, 1, f"{place}: height")
        pages = lines(pdf)
        for number, page in enumerate(pages, 1):
            self.page(f"{place}, page {number}", number, page)
        said = "".join(line.text for page in pages for line in page[:-1])
        self.title(place, pages[0][:-1], re.search(r"^# (.*)$", markdown, re.M)[1].replace(" ", ""))
        self.check(("未定稿，不得发布" in said) == ("未定稿，不得发布" in markdown), f"{place}: the caution")
        # What is below the title; what is open stands above.
        listed = said[said.index("拟确定" if "公示稿" in place else "（此件公开发布）"):]
        at = -1
        for name in names:
            self.check(listed.count(name) == 1, f"{place}: {name} stands there {listed.count(name)} times")
            self.check(listed.find(name) > at, f"{place}: {name} stands in another place than in the Markdown")
            at = listed.find(name)
        for score in scores:
            self.check(score not in said, f"{place}: the score {score}")
        annexes = [(number, page) for number, page in enumerate(pages, 1) if page[0].text == "附件"]
        self.check(len(annexes) == ("通报稿" in place), f"{place}: {len(annexes)} annexes at the top of a page")
        for number, page in annexes:
            self.near(page[0].left, LEFT, MM, f"{place}: mark of the annex")
            self.near(page[1].middle - page[0].middle, 2 * PITCH, 3, f"{place}: title of the annex")
            self.title(f"{place}, page {number}", page[:-1], re.search(r"^附件：(.+)$", markdown, re.M)[1])


def scores_of(result):
    """Everything that was given or computed, as it is written."""
    found = set()
    for track in result["tracks"]:
        for applicant in track["applicants"]:
            found |= {str(applicant["final"])} | {str(each["score"]) for each in applicant["rounds"].values()}
    return {score for score in found if "." in score}


def names_of(markdown):
    """The list of names, as the Markdown has it."""
    lists = re.findall(r"^#+ [^\n]*排名不分先后[^\n]*\n\n((?:- [^\n]*\n)+)", markdown, re.M)
    return [line[2:].replace(" ", "") for part in lists for line in part.splitlines()]


def main():
    shifan = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        checks = Checks()
        long = ["某市某区" + "医养结合服务" * n + f"中心（第{n}分部）" for n in range(1, 9)]
        posted = 'notice = { posted_on = 2025-09-26, working_days = 5, count_from = "next-day" }\n'
        schemes = {
            "example": ROOT / "examples/chongqing-2025/scheme.toml",
            "one": scheme(work / "one-scheme", ["甲养老院"]),
            "many": scheme(work / "many-scheme", [*(f"第{n:02}号养老院" for n in range(1, 61)), *long], posted + HOLDER),
            # The last two are tied for one seat.
            "tied": scheme(work / "tied-scheme", ["甲养老院", "乙养老院", "丙养老院"], posted + HOLDER, [91.25, 80.5, 80.5]),
        }
        pdfs = []
        for name, path in schemes.items():
            done = subprocess.run([shifan, "-q", "review", str(path), "--out", str(work / name)], capture_output=True, text=True)
            if done.returncode not in (0, 1):
                sys.exit(f"{name}: {done.returncode}\n{done.stderr}")
            for draft in DRAFTS:
                pdfs.append(work / f"{name}-{draft}.docx")
                pdfs[-1].write_bytes((work / name / f"{draft}.docx").read_bytes())
        command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, *map(str, pdfs)], check=True, capture_output=True)
        for name in schemes:
            result = json.loads((work / name / "review.json").read_text(encoding="utf-8"))
            for draft in DRAFTS:
                markdown = (work / name / f"{draft}.md").read_text(encoding="utf-8")
                names = names_of(markdown)
                checks.check(bool(names), f"{name} {draft}: no names")
                checks.draft(f"{name} {draft}", work / f"{name}-{draft}.pdf", markdown, names, scores_of(result))
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed or not checks.passed else 0)


main()
