#!/usr/bin/env python3
"""Pages of results, opened in a real Chromium: they say what the JSON result says, in both languages, and ask for nothing.

Pages are made of the shipped examples, of a pool of 1000 and of one whose names try everything that a page could fall for. Each is
opened, read, sorted, searched, switched to the other language, walked through by keyboard, measured at three widths, printed and opened
without script. What it says is compared with the JSON result of the same call; what it looks like, with what a reader needs.

    python3 tests/interop/page.py PROGRAM BROWSER DRIVER

Both programs are what browser.sh prints; pdftotext is needed too. The last line is `N passed, M failed`; the exit code is 1 if anything
failed.
"""

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from browser import Browser
from page_says import says
from page_use import keys, languages, looks, prints, searches, sorts, without_script

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

# What a name can be made of to break a page, or to mislead those who read it.
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '=HYPERLINK("http://example.invalid","x")', "&lt;b&gt;", "\"'`",
    "{{7*7}}${7*7}", "</script><script>alert(2)</script>", "</title></style><!--", "甲\u202e乙\u2066丙", "零\u200b宽\ufeff度", "\x01控\x7f制",
    "👩‍👩‍👧 表情", "長" * 400, "W" * 400, "", "两\n行", "  多  个  空格  ", "javascript:alert(3)", "%3Cb%3E#s0", "]]>", "\\u{202e}", "data-w=1 id=main",
]  # fmt: skip


class Log:
    passed = failed = 0

    def hold(self, is_so, what, seen=""):
        self.passed += bool(is_so)
        self.failed += not is_so
        if not is_so:
            print(f"  NOT SO {what}: {seen!r:.900}")


class Page:
    """A page, its translation made by a call of its own, and the JSON result of the same call."""

    def __init__(self, program, folder, name, call, json_call=None, language="zh", translated=True):
        self.name, self.language = name, language
        other = {"zh": "en", "en": "zh"}[language]
        self.path, self.other = folder / f"{name}.html", folder / f"{name}.{other}.html"
        stored = folder / f"{name}.json"
        self.call = lambda path, language=language, **env: run(program, *call, "--lang", language, "--force", "-o", path, **env)
        self.call(self.path)
        run(program, *(json_call or call), "--format", "json", "--lang", language, "--force", "-o", stored)
        self.json = json.loads(stored.read_text("utf-8"))
        self.hash = hashlib.sha256(stored.read_bytes()).hexdigest()
        if translated:
            self.call(self.other, other)


def run(program, *arguments, **env):
    done = subprocess.run([program, "-q", *map(str, arguments)], capture_output=True, check=False, env={**os.environ, **env}, cwd=ROOT)
    if done.returncode > 1:
        sys.exit(f"{arguments}: {done.stderr.decode(errors='replace')}")


def asks_for_nothing(browser, page, log):
    """Nothing is fetched, nothing complained of, nothing leads outside; and what is put into the page from outside does not run."""
    log.hold(not browser.messages(), f"{page.name}: no message", browser.messages())
    seen = browser.run("""
        const odd = [];
        for (const one of document.querySelectorAll('*')) for (const { name, value } of one.attributes) {
          const leads = ['src', 'href', 'action', 'data', 'srcset', 'poster', 'xlink:href', 'formaction'].includes(name);
          if (name.startsWith('on') || name === 'style' || (leads && !/^#[a-z0-9-]+$/.test(value))) odd.push(`${one.tagName} ${name}=${value}`);
        }
        return [odd, performance.getEntriesByType('resource').map((one) => one.name),
          Array.from(document.querySelectorAll('link, img, iframe, object, embed, form, base')).map((one) => one.outerHTML),
          Array.from(document.querySelectorAll('a[href]')).filter((one) => !document.querySelector(one.hash)).length];""")
    # Hidden characters would turn lines around or make two names look alike: they are spelled out, wherever they stand.
    texts = browser.run("return [document.title, document.documentElement.outerHTML].join(' ')")
    hidden = {hex(ord(c)) for c in texts if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"}
    log.hold(not hidden, f"{page.name}: no hidden character", hidden)
    log.hold(seen == [[], [], [], 0], f"{page.name}: nothing reaches outside, no link is dead", seen)


def refuses(browser, page, log):
    ran = browser.call("POST", "/execute/async", {"script": """
        const done = arguments[0], refused = new Set();
        document.addEventListener('securitypolicyviolation', (event) => refused.add(event.effectiveDirective));
        window.ran = [];
        const put = (tag, fill) => { const one = document.createElement(tag); fill(one); document.body.append(one); return one; };
        put('script', (one) => { one.textContent = "window.ran.push('script')"; });
        put('div', (one) => { one.setAttribute('onclick', "window.ran.push('handler')"); }).click();
        put('div', (one) => { one.innerHTML = '<img src=x onerror="window.ran.push(1)"><svg onload="window.ran.push(2)"></svg>'; });
        put('img', (one) => { one.src = 'http://127.0.0.1:9/x.png'; one.onload = () => window.ran.push('image'); });
        put('p', (one) => { one.setAttribute('style', 'color: red'); });
        put('iframe', (one) => { one.src = 'http://127.0.0.1:9/'; });
        put('form', (one) => { one.action = 'http://127.0.0.1:9/'; }).submit();
        fetch('http://127.0.0.1:9/').then(() => window.ran.push('fetch'), () => {});
        setTimeout(() => done([window.ran, Array.from(refused).sort()]), 300);""", "args": []})  # fmt: skip
    log.hold(ran[0] == [], f"{page.name}: nothing that is put in runs", ran)
    wanted = {"connect-src", "form-action", "frame-src", "img-src", "script-src-attr", "script-src-elem", "style-src-attr"}
    log.hold(wanted <= set(ran[1]), f"{page.name}: all of it is reported as refused", ran[1])
    log.hold(browser.messages(), f"{page.name}: the browser's complaints are seen by this test")


def same_bytes(page, folder, log):
    again = folder / "again.html"
    for env in ({}, {"TZ": "America/New_York", "LANG": "en_US.UTF-8", "LC_ALL": "C"}, {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8"}):
        page.call(again, **env)
        log.hold(again.read_bytes() == page.path.read_bytes(), f"{page.name}: the same bytes again", env)


def pool(path, count, name):
    """The shipped districts, so often that there are `count`; `name` gives their names."""
    with open(EXAMPLES / "chongqing-2025/districts.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        for n in range(count):
            row = list(rows[n % len(rows)])
            row[:2] = [f"{n:06}", name(n)]
            if n % len(rows) != n:
                # No two applicants answer alike: indicators of different kinds are answered as somebody else did.
                for at in range(3 + n % 5, len(row), 7):
                    row[at] = rows[(n * 7 + at) % len(rows)][at] if head[at].startswith(("H1", "L", "T4", "T5")) else row[at]
            out.writerow(row)


HOSTILE_STANDARD = """
[standard]
id = "hostile"
name = {name}
name_en = {name}
document = {document}
edition = "1"
wording = "illustrative"
applicant = "institution"
[pass]
points = 5
[[indicator]]
id = "A"
name = {indicator}
kind = "target"
unit = "张"
points = 10
at_least = 3
clause = "一"
evidence = ["台账"]
[[indicator]]
id = "B"
name = {document}
kind = "judged"
points = 10
clause = "二"
evidence = ["台账"]
"""

HOSTILE_SCHEME = """
[scheme]
id = "hostile"
name = {name}
document = {document}
applied_on = 2025-08-31
[[track]]
id = "all"
title = {name}
standard = "standard.toml"
submissions = ["pool.csv"]
quota = 3
reserve = 0
ballots = {{ first = ["marks.csv"] }}
[[round]]
id = "first"
name = {document}
items = [{{ id = "x", name = {indicator}, points = 100 }}]
panel = {{ combine = "trimmed-mean", trim = 1, trim_from = 3, min_marks = 1 }}
[final]
weights = {{ first = 100 }}
"""


def hostile(folder):
    """A standard, a scheme, a pool and ballots whose every name is hostile. Gives the standard and the scheme."""
    quoted = lambda text: json.dumps(text, ensure_ascii=True).replace("\\u007f", "\\u007F")
    words = {"name": quoted("标</title><script>alert(1)</script>{{7*7}}&lt;b&gt;\"'"), "document": quoted("文\u202e件<img src=x onerror=alert(1)>"),
             "indicator": quoted("指标`</svg><script>alert(1)</script>\u2066")}  # fmt: skip
    (folder / "standard.toml").write_text(HOSTILE_STANDARD.format(**words), "utf-8")
    (folder / "scheme.toml").write_text(HOSTILE_SCHEME.format(**words), "utf-8")
    with open(folder / "pool.csv", "w", encoding="utf-8", newline="") as pool, open(folder / "marks.csv", "w", encoding="utf-8", newline="") as marks:
        pool, marks = csv.writer(pool), csv.writer(marks)
        pool.writerow(["编号", "名称", "区县", "推荐单位", "A", "B"])
        marks.writerow(["编号", "专家", "x"])
        for n, text in enumerate(HOSTILE):
            pool.writerow([f"JG-{n:03}", text, HOSTILE[(n + 3) % len(HOSTILE)], HOSTILE[n // 2], f"{n}张", n % 11])
            for expert in HOSTILE[:6]:
                marks.writerow([f"JG-{n:03}", expert, 60 + (n * 7 + len(expert)) % 40])
    return folder / "standard.toml", folder / "scheme.toml"


def speed(browser, page, log):
    """What a click costs in a large pool; printed, and held against bounds that only a stutter would reach."""
    watch = """
        window.longest = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longest = Math.max(window.longest, one.duration); })
          .observe({ type: 'longtask', buffered: true });"""
    script = browser.cdp("Page.addScriptToEvaluateOnNewDocument", {"source": watch})["identifier"]
    browser.open(page.path)
    load, paint, longest = browser.run("""
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        return [performance.getEntriesByType('navigation')[0].loadEventEnd, paint.startTime, window.longest];""")
    browser.cdp("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})

    def timed(act, *arguments):
        """Milliseconds until the screen shows what came of it; the better of the first two tries is what a machine at rest would give."""
        return browser.call("POST", "/execute/async", {"script": f"""
            const [done, given] = [arguments[arguments.length - 1], arguments], from = performance.now();
            (() => {{ {act} }})();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - from), 0));""", "args": list(arguments)})  # fmt: skip

    search = "const input = document.querySelector(given[0]); input.value = given[1]; input.dispatchEvent(new Event('input'));"
    sort = "document.querySelector('.long thead tr:last-child th:nth-child(5) [role=button]').click();"
    in_table = "section:not(.cards):has(.long) input[type=search]"
    timed(search, in_table, "示")
    figures = {
        "page, MB": page.path.stat().st_size / 1e6,
        "load": load,
        "first paint": paint,
        "longest task": longest,
        "search rows": min(timed(search, in_table, text) for text in ("示例1", "示例12")),
        "search cleared": timed(search, in_table, ""),
        "search cards": min(timed(search, "section.cards input", text) for text in ("示例1", "示例12")),
        "sort": min(timed(sort), timed(sort)),
        "language": min(timed("document.getElementById('language').click();") for _ in range(2)),
        "open a card": timed("document.querySelectorAll('details.card')[500].open = true;"),
        "follow a link": timed("location.hash = '#card-700';"),
    }
    print(f"  {page.name}, milliseconds: " + ", ".join(f"{what} {figure:.0f}" for what, figure in figures.items()))
    for what, most in (("load", 15000), ("first paint", 3000), ("longest task", 3000), ("search rows", 400), ("search cards", 400),
                       ("sort", 3000), ("language", 6000), ("open a card", 500)):  # fmt: skip
        log.hold(figures[what] < most, f"{page.name}: {what} within {most} ms", figures[what])


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.rstrip())
    program, chromium, driver = str(Path(sys.argv[1]).resolve()), sys.argv[2], sys.argv[3]
    log = Log()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        standard, scheme = hostile(folder)
        pool(folder / "large.csv", 1000, lambda n: f"示例{n}区")
        district, institution = EXAMPLES / "chongqing-2025/districts.csv", EXAMPLES / "chongqing-2025/institutions.csv"
        review, recheck = EXAMPLES / "chongqing-2025/scheme.toml", EXAMPLES / "chongqing-2026-recheck/scheme.toml"
        make = lambda name, *call, **more: Page(program, folder, name, call, (*call, "--ways") if call[0] == "score" else None, **more)
        pages = [
            make("districts", "score", "chongqing-district", district),
            make("institutions", "score", "chongqing-institution", institution, language="en"),
            make("review", "review", review),
            make("recheck", "recheck", recheck, language="en"),
            make("hostile score", "score", standard, folder / "pool.csv"),
            make("hostile review", "review", scheme),
        ]
        large = make("1000 districts", "score", "chongqing-district", folder / "large.csv", translated=False)
        with Browser(chromium, driver) as browser:
            for page in pages:
                browser.size(1440, 1000)
                browser.open(page.path)
                asks_for_nothing(browser, page, log)
                says(browser, page, log)
                sorts(browser, page, log)
                searches(browser, page, log)
                languages(browser, page, log)
                keys(browser, page, log)
                looks(browser, page, log)
                asks_for_nothing(browser, page, log)
                prints(browser, page, folder, log)
                without_script(browser, page, log)
                browser.open(page.path)
                refuses(browser, page, log)
                same_bytes(page, folder, log)
            browser.size(1440, 1000)
            speed(browser, large, log)
            browser.open(large.path)
            says(browser, large, log)
            # A kept result gives the page of the call that made it, but for its sentences, which stay as they are.
            for page in pages[:4]:
                kept = folder / "kept.html"
                run(program, "report", folder / f"{page.name}.json", "--lang", page.language, "--force", "-o", kept)
                browser.open(kept)
                asks_for_nothing(browser, page, log)
                says(browser, page, log)
    print(f"{log.passed} passed, {log.failed} failed")
    sys.exit(1 if log.failed else 0)


if __name__ == "__main__":
    main()
