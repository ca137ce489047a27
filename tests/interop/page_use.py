"""Is a page of use: sorted, searched, in both languages, by keyboard, on small screens, on paper, without script? Called by page.py."""

import re
import subprocess

TAB, ENTER, SPACE, SHIFT = "\ue004", "\ue007", " ", "\ue008"

# All that can be read, one text after the other; what lists offer in any order, or left out.
TEXTS = """
const texts = [], withoutLists = arguments[0];
const walk = (node) => {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) { if (child.nodeValue.trim()) texts.push(child.nodeValue); }
    else if (child.nodeType === Node.ELEMENT_NODE && !['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SELECT'].includes(child.tagName)) walk(child);
    else if (child.tagName === 'SELECT' && !withoutLists) texts.push(...Array.from(child.options, (option) => option.textContent).sort());
  }
};
walk(document.body);
return [document.title, document.documentElement.lang, ...texts];
"""


def heads(browser):
    """Every head that sorts: the selector of its table, and its column."""
    return browser.run("""
        return Array.from(document.querySelectorAll('section:not(.cards) > .scroll > table')).flatMap((table) =>
          Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells).flatMap((cell, n) =>
            cell.querySelector('[role=button]') ? [[table.closest('section').id, n]] : []));""")  # fmt: skip


COLUMN = """
const table = document.querySelector(`#${arguments[0]} > .scroll > table`);
const head = table.tHead.rows[table.tHead.rows.length - 1];
return [Array.from(table.tBodies[0].rows, (row) => row.textContent), Array.from(table.tBodies[0].rows, (row) => row.cells[arguments[1]].textContent),
  Array.from(head.cells, (cell) => cell.getAttribute('aria-sort')), Array.from(table.tBodies[0].rows, (row) => row.cells[arguments[1]].matches('.num, .mid'))];
"""
CLICK = "const t = document.querySelector(`#${arguments[0]} > .scroll > table`); t.tHead.rows[t.tHead.rows.length - 1].cells[arguments[1]].querySelector('[role=button]').click()"


def number(text):
    found = re.match(r"[\[(+]?(-?\d+(\.\d+)?)", text)
    return float(found[1]) if found else None


def in_order(values, descending):
    """Numbers before words, each kind in its order, blanks at the end whichever way."""
    full = [value for value in values if value.strip()]
    if values[: len(full)] != full:
        return False
    numbers = [number(value) for value in full]
    if any(one is None for one in numbers):
        return True  # The order of words is the browser's.
    return numbers == sorted(numbers, reverse=descending)


def sorts(browser, page, log):
    """Each head, clicked three times: up, down, and back."""
    numeric = 0
    for section, column in heads(browser):
        what = f"{page.name}: {section} column {column}"
        before, values, *_ = browser.run(COLUMN, section, column)
        for wanted in ("ascending", "descending", None):
            browser.run(CLICK, section, column)
            rows, sorted_values, states, marked = browser.run(COLUMN, section, column)
            log.hold(states[column] == wanted and not any(state for n, state in enumerate(states) if n != column), f"{what}: aria-sort", states)
            log.hold(sorted(rows) == sorted(before), f"{what}: no row is lost")
            if wanted is None:
                log.hold(rows == before, f"{what}: back to the order of the result")
                continue
            full = [value for value in sorted_values if value.strip()]
            log.hold(sorted_values[: len(full)] == full, f"{what}: blanks last, {wanted}", sorted_values)
            if all(is_number for value, is_number in zip(sorted_values, marked) if value.strip()) and all(number(value) is not None for value in full):
                numeric += 1
                log.hold(in_order(sorted_values, wanted == "descending"), f"{what}: {wanted} by number", sorted_values)
    log.hold(numeric > 0, f"{page.name}: some columns were sorted by number", numeric)
    # By keyboard: Enter and the space bar.
    section, column = heads(browser)[0]
    browser.run("const t = document.querySelector(`#${arguments[0]} > .scroll > table`); t.tHead.rows[t.tHead.rows.length - 1].cells[arguments[1]].querySelector('[role=button]').focus()", section, column)
    for key, wanted in ((ENTER, "ascending"), (SPACE, "descending"), (ENTER, None)):
        browser.press(key)
        log.hold(browser.run(COLUMN, section, column)[2][column] == wanted, f"{page.name}: sorted by key, {wanted}")


# The rows or cards of a section that are in sight, and what its tools say.
FOUND = """
const section = document.getElementById(arguments[0]);
const items = Array.from(section.querySelectorAll(':scope > .scroll > table > tbody > tr, :scope > details'));
return [items.filter((item) => item.checkVisibility()).map((item) => item.textContent), items.map((item) => item.textContent),
  section.querySelector('output').textContent];
"""
ENTERED = """
const input = document.getElementById(arguments[0]).querySelector('input[type=search]');
input.value = arguments[1];
input.dispatchEvent(new Event('input', { bubbles: true }));
"""
CHOSEN = """
const select = document.getElementById(arguments[0]).querySelectorAll('select')[arguments[1]];
select.selectedIndex = arguments[2];
select.dispatchEvent(new Event('change', { bubbles: true }));
return select.selectedOptions[0].textContent;
"""


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def searches(browser, page, log):
    tools = browser.run("""
        return Array.from(document.querySelectorAll('main > section')).filter((one) => one.querySelector('output')).map((one) => [one.id,
          Array.from(one.querySelectorAll('select'), (select) => select.options.length),
          Array.from(one.querySelectorAll(':scope > .scroll > table > thead > tr:last-child > th'), (cell, n) => cell.dataset.k ? n : -1).filter((n) => n >= 0)]);""")  # fmt: skip
    log.hold(tools, f"{page.name}: something can be searched")
    listed = page.json.get("applicants") or [one for track in page.json["tracks"] for one in track.get("applicants", track.get("holders"))]
    who = listed[len(listed) // 2]["id"]
    for section, selects, _ in tools:
        seen = lambda: browser.run(FOUND, section)
        what = f"{page.name}: {section}"
        _, items, count = seen()
        log.hold(count == f"{len(items)} / {len(items)}", f"{what}: all are counted", count)
        for text in (who, wide(who), who.lower(), f"  {who.upper()} "):
            browser.run(ENTERED, section, text)
            shown, _, count = seen()
            wanted = [item for item in items if who.lower() in item.lower()]
            log.hold(len(shown) == len(wanted) and count == f"{len(wanted)} / {len(items)}", f"{what}: search for {text!r}", (count, len(wanted)))
        browser.run(ENTERED, section, "no such thing")
        log.hold(seen()[0] == [] and seen()[2].startswith("0 / "), f"{what}: nothing is found where nothing is", seen()[2])
        browser.run(ENTERED, section, "")
        log.hold(len(seen()[0]) == len(items), f"{what}: all are back")
        for at, options in enumerate(selects):
            total = 0
            for option in range(1, options):
                word = browser.run(CHOSEN, section, at, option)
                shown = seen()[0]
                total += len(shown)
                log.hold(shown and all(word in item for item in shown), f"{what}: chosen by {word}", shown[:2])
                # Both at once.
                part = re.search(r"\w{2,}", shown[0][::-1])[0][::-1] if shown else ""
                browser.run(ENTERED, section, part)
                both = seen()[0]
                log.hold(both and set(both) <= set(shown), f"{what}: chosen by {word} and searched for {part}", both[:1])
                browser.run(ENTERED, section, "")
            blank = [item for item in items if not item]
            log.hold(0 < total <= len(items) - len(blank), f"{what}: each row belongs to one choice", (total, len(items)))
            browser.run(CHOSEN, section, at, 0)
        log.hold(len(seen()[0]) == len(items), f"{what}: all are back after choosing")
    chosen = sum(len(selects) for _, selects, _ in tools)
    log.hold(chosen > 0 or page.name.startswith("hostile score"), f"{page.name}: something can be chosen", tools)
    if browser.run("return document.querySelector('section.cards') === null"):
        return
    browser.click("[data-do=open]")
    log.hold(browser.run("return Array.from(document.querySelector('section.cards').querySelectorAll('details')).every((one) => one.open)"), f"{page.name}: all open")
    browser.click("[data-do=close]")
    log.hold(browser.run("return document.querySelector('section.cards details[open]') === null"), f"{page.name}: all closed")
    # From the ranking to a card, also one that a search has hidden; and straight to it when the page is opened.
    for search in ("", "no such thing"):
        browser.run(ENTERED, browser.run("return document.querySelector('section.cards').id"), search)
        browser.run("location.hash = ''; document.querySelector('section:not(.cards) tbody th a').click()")
        state = browser.run("const card = document.querySelector('section.cards details'); return [card.open, card.checkVisibility(), document.activeElement === card.querySelector('summary'), card.getBoundingClientRect().top < innerHeight]")
        log.hold(state == [True, True, True, True], f"{page.name}: a link leads to the card and moves the focus", state)
        browser.run("document.querySelector('section.cards details').open = false")
    browser.refresh()
    log.hold(browser.run("return document.querySelector('section.cards details').open"), f"{page.name}: opened with the address of a card")
    browser.open(page.path)


def languages(browser, page, log):
    """Switched, the page reads like the one that was made in the other language, and back."""
    here = browser.run(TEXTS)
    before = browser.run("return document.querySelectorAll('[data-w]').length")
    browser.click("#language")
    there = browser.run(TEXTS)
    log.hold(browser.run("return document.getElementById('language').getAttribute('aria-pressed')") == "true", f"{page.name}: the switch is pressed")
    # The lists still choose what they say, and heads still sort.
    for section, at in browser.run("return Array.from(document.querySelectorAll('main > section')).flatMap((one) => Array.from(one.querySelectorAll('select'), (_, n) => [one.id, n]))"):
        word = browser.run(CHOSEN, section, at, 1)
        shown = browser.run(FOUND, section)[0]
        log.hold(shown and all(word in item for item in shown), f"{page.name}: {section} chosen by {word} after switching", shown[:1])
        browser.run(CHOSEN, section, at, 0)
    section, column = heads(browser)[0]
    browser.run(CLICK, section, column)
    log.hold(browser.run(COLUMN, section, column)[2][column] == "ascending", f"{page.name}: sorts after switching")
    for _ in range(2):
        browser.run(CLICK, section, column)
    browser.click("#language")
    log.hold(browser.run(TEXTS) == here, f"{page.name}: back to the first language")
    log.hold(browser.run("return document.querySelectorAll('[data-w]').length") == before, f"{page.name}: no text has lost its pair")
    browser.open(page.other)
    log.hold(not browser.messages(), f"{page.name}: no message in the other language")
    own = browser.run(TEXTS)
    # The hash is that of the JSON result in the language of the call.
    bare = lambda texts: [re.sub(r"\b[0-9a-f]{64}\b", "#", re.sub(r"--lang (zh|en)", "--lang", text)) for text in texts]
    differ = [pair for pair in zip(bare(there), bare(own)) if pair[0] != pair[1]]
    log.hold(len(there) == len(own) and not differ, f"{page.name}: switched, it reads like the one made in that language", differ[:3])
    log.hold(there[1] != here[1] and there[0] == own[0] and len([1 for a, b in zip(there, here) if a != b]) > 20, f"{page.name}: language and title follow", there[:2])
    browser.click("#language")
    differ = [pair for pair in zip(bare(browser.run(TEXTS)), bare(here)) if pair[0] != pair[1]]
    log.hold(not differ, f"{page.name}: and the other way round", differ[:3])
    browser.open(page.path)


def keys(browser, page, log):
    """Everything that can be used can be reached by Tab and shows where one is; what is read aloud has names and an order."""
    browser.run("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    wanted = browser.run("""
        window.reached = new Set();
        return Array.from(document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')).filter((one) => one.checkVisibility()).length;""")
    # Long pages have hundreds; the first of them are pressed through, the others only have to be in the order.
    tried = min(wanted, 60)
    dim = []
    for n in range(tried):
        browser.press(TAB)
        state = browser.run("""
            const one = document.activeElement, style = getComputedStyle(one);
            window.reached.add(one);
            return [one.className, one.tagName, style.outlineStyle, parseFloat(style.outlineWidth), one === document.querySelector('.skip'), one.getBoundingClientRect().left >= 0];""")
        if state[2] == "none" or state[3] < 2:
            dim.append(state)
        if n == 0:
            log.hold(state[4] and state[5], f"{page.name}: the first Tab skips to the result", state)
    log.hold(browser.run("return window.reached.size") == tried, f"{page.name}: each Tab leads further", browser.run("return window.reached.size"))
    log.hold(not dim, f"{page.name}: the focus is seen", dim[:3])
    seen = browser.run("""
        const ids = Array.from(document.querySelectorAll('[id]'), (one) => one.id);
        const levels = Array.from(document.querySelectorAll('h1, h2, h3, h4'), (one) => Number(one.tagName[1]));
        const tables = Array.from(document.querySelectorAll('table'));
        return {
          twice: ids.filter((id, n) => ids.indexOf(id) !== n).slice(0, 5),
          dangling: Array.from(document.querySelectorAll('[aria-labelledby], [aria-describedby]')).flatMap((one) =>
            `${one.getAttribute('aria-labelledby') ?? ''} ${one.getAttribute('aria-describedby') ?? ''}`.split(' ').filter((id) => id && !ids.includes(id))).slice(0, 5),
          first: document.querySelectorAll('h1').length,
          holes: levels.filter((level, n) => n && level > levels[n - 1] + 1),
          landmarks: ['header', 'nav', 'main', 'footer'].map((tag) => document.querySelectorAll(`body > ${tag}`).length),
          unscoped: tables.filter((table) => !table.tHead || Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells).some((cell) => cell.scope !== 'col')).length,
          small: Array.from(document.querySelectorAll('button, input, select, summary, [role=button], nav a')).filter((one) => one.checkVisibility()).filter((one) => one.getBoundingClientRect().height < 24)
            .map((one) => `${one.tagName} ${one.textContent} ${one.getBoundingClientRect().height}`).slice(0, 5),
          unnamed: Array.from(document.querySelectorAll('input, select')).filter((one) => !one.labels?.[0]?.textContent.trim()).length,
        };""")  # fmt: skip
    right = {"twice": [], "dangling": [], "first": 1, "holes": [], "landmarks": [1, 1, 1, 1], "unscoped": 0, "small": [], "unnamed": 0}
    log.hold(seen == right, f"{page.name}: ids, headings, landmarks, heads, sizes, labels", {key: seen[key] for key in right if seen[key] != right[key]})
    nodes = browser.cdp("Accessibility.getFullAXTree", {})["nodes"]
    told = lambda role: [node for node in nodes if node.get("role", {}).get("value") == role and not node["ignored"]]
    images = [(node.get("name", {}).get("value", ""), node.get("description", {}).get("value", "")) for node in told("image") + told("img")]
    charts = browser.run("return document.querySelectorAll('svg').length")
    log.hold(len(images) == charts and all(name and description for name, description in images), f"{page.name}: charts have names and descriptions", images[:3])
    for role in ("banner", "navigation", "main", "contentinfo"):
        log.hold(len(told(role)) == 1, f"{page.name}: one {role}")
    nameless = [role for role in ("button", "link", "searchbox", "combobox", "region") for node in told(role) if not node.get("name", {}).get("value", "").strip()]
    log.hold(not nameless, f"{page.name}: what can be used has a name", nameless)


PALE = """
const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
const behind = (one) => { for (; one; one = one.parentElement) { const colour = parse(getComputedStyle(one).backgroundColor); if (colour.length === 3 || colour[3] > 0) return colour; } return [255, 255, 255]; };
const pale = new Map();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let texts = 0;
while (walker.nextNode()) {
  const one = walker.currentNode.parentElement;
  if (!walker.currentNode.nodeValue.trim() || ['SCRIPT', 'STYLE', 'TITLE', 'DESC', 'OPTION'].includes(one.tagName) || !one.checkVisibility()) continue;
  texts += 1;
  const style = getComputedStyle(one), ink = parse(one.closest('svg') ? style.fill : style.color), paper = behind(one.closest('svg')?.parentElement ?? one);
  const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) pale.set(`${one.tagName}.${one.className.baseVal ?? one.className}`, ratio);
}
return [texts, Array.from(pale)];
"""

SPILL = """
const wide = document.documentElement.clientWidth;
const out = Array.from(document.querySelectorAll('body *')).filter((one) => !one.closest('.scroll') && one.checkVisibility() && !one.matches('.skip, script, template')).filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && (box.right > wide + 1 || box.left < -1) && !one.closest('.skip');
}).map((one) => `${one.tagName}.${one.className.baseVal ?? one.className} ${one.textContent.slice(0, 30)}`);
const boxes = Array.from(document.querySelectorAll('h1, #language, nav a, .tools:not([hidden]) > label, .tools:not([hidden]) > button, .tools:not([hidden]) > span')).filter((one) => one.checkVisibility());
const over = [];
boxes.forEach((one, n) => boxes.slice(n + 1).forEach((other) => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) over.push([one.textContent, other.textContent]);
}));
return [document.documentElement.scrollWidth - wide, out.slice(0, 5), over.slice(0, 5)];
"""


def looks(browser, page, log):
    """At three widths nothing spills or overlaps; every text stands out from what is behind it."""
    browser.run("for (const one of Array.from(document.querySelectorAll('details')).slice(0, 3)) one.open = true")
    for width in (360, 768, 1440):
        browser.size(width, 900)
        spilt = browser.run(SPILL)
        log.hold(spilt == [0, [], []], f"{page.name}: {width} pixels wide", spilt)
    texts, pale = browser.run(PALE)
    log.hold(texts > 50 and not pale, f"{page.name}: every text can be read", (texts, pale))


def prints(browser, page, folder, log):
    path = folder / "page.pdf"
    browser.print(path)
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])
    log.hold(abs(float(size[1]) - 841.9) < 2 and abs(float(size[2]) - 595.3) < 2, f"{page.name}: A4 landscape", size[0])
    words = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    places = [(float(left), float(right)) for left, right in re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"', words)]
    log.hold(places and min(a for a, _ in places) >= 0 and max(b for _, b in places) <= 842, f"{page.name}: nothing is wider than the paper", max(b for _, b in places))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    flat = lambda text: re.sub(r"\s+", "", text)
    sheets = [flat(sheet) for sheet in text.split("\f")[:pages]]
    signed, hidden = browser.run("return [document.querySelectorAll('.sign-off').length, [document.getElementById('language').textContent, ...Array.from(document.querySelectorAll('[data-do]'), (one) => one.textContent)]]")
    log.hold(signed > 0 and sum(sheet.count(page.hash) for sheet in sheets) == signed + 1, f"{page.name}: the hash after each table that is signed", (signed, sum(sheet.count(page.hash) for sheet in sheets)))
    log.hold(not any(flat(word) in sheet for word in hidden[1:] for sheet in sheets) and hidden[0] not in sheets[0][:60], f"{page.name}: no tools on paper", hidden)
    # The first table that goes on from one sheet to the next has its head on both.
    head, rows = browser.run("""
        const tables = Array.from(document.querySelectorAll('section:not(.cards) > .scroll > table')).sort((a, b) => b.rows.length - a.rows.length), table = tables[0];
        return [Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells, (cell) => cell.textContent), Array.from(table.tBodies[0].rows, (row) => row.cells.length > 2 ? row.cells[2].textContent : row.cells[0].textContent)];""")  # fmt: skip
    long = [word for word in map(flat, head) if len(word) > 1]
    with_head = [n for n, sheet in enumerate(sheets) if sum(word in sheet for word in long) >= 0.8 * len(long)]
    if len(rows) >= 40:
        log.hold(len(with_head) > 1, f"{page.name}: heads on every sheet", (head, with_head, pages))


def without_script(browser, page, log):
    """Without script everything is there to be read, and no control that would do nothing."""
    browser.size(1440, 1000)
    browser.open(page.path)
    with_script = browser.run(TEXTS, True)
    browser.cdp("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open(page.path)
    browser.cdp("Emulation.setScriptExecutionDisabled", {"value": False})
    # The page was loaded without its script; this only reads it.
    texts = browser.run(TEXTS, True)
    seen, dead = browser.run("""
        return [document.querySelector('noscript')?.textContent.trim().length > 0,
          Array.from(document.querySelectorAll('button, input, select, [role=button]')).filter((one) => one.checkVisibility()).map((one) => one.outerHTML)];""")
    log.hold(dead == [], f"{page.name}: no dead control without script", dead[:3])
    log.hold(seen, f"{page.name}: says what a script would add")
    gone = set(with_script) - set(texts)
    kept = {text for text in gone if not re.fullmatch(r"\d+ / \d+", text)}
    log.hold(not kept and len(texts) > 100, f"{page.name}: all can be read without script", list(kept)[:5])
