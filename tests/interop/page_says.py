"""Does a page say what the JSON result says? Called by page.py."""

import re
import unicodedata

# Heads of columns in both languages.
HEADS = {
    "rank": ("名次", "Rank", "Place"), "id": ("编号", "Id"), "name": ("名称", "Name"), "points": ("得分", "Points"),
    "points_available": ("应得分", "Available"), "points_share": ("得分率", "Share"), "met": ("达标项", "Met"),
    "applicable": ("适用项", "Applicable"), "met_share": ("达标率", "Met share"), "verdict": ("结论", "Verdict"), "reasons": ("理由", "Reasons"),
    "indicator": ("指标", "Indicator"), "clause": ("条款", "Clause"), "answer": ("填报", "Answer"), "claimed": ("自评", "Claimed"),
    "value": ("数值", "Figure"), "limit": ("要求", "Required"), "state": ("状态", "State"), "of": ("满分", "Full points", "of"),
    "cell": ("所在单元格", "Cell"), "outcome": ("结果", "Outcome"), "computed": ("按规则", "By the rules"), "final": ("综合得分", "Final"),
    "district": ("区县", "District"), "nominator": ("推荐单位", "Nominator"), "score": ("得分", "Score"), "item": ("评分项", "Item"),
    "report": ("报告情况", "Report"), "slipped": ("退步项", "Slipped"), "grounds": ("取消依据", "Grounds"), "row": ("所在行", "Row"),
    "severity": ("严重程度", "Severity"), "text": ("说明", "What was found"), "help": ("建议", "What to do"), "code": ("代码", "Code"),
    "sha256": ("SHA-256",), "setting": ("设置", "Setting"), "step": ("环节", "Step"), "count": ("单位数", "Left in"), "out": ("减少", "Out"),
    "before": ("上期填报", "Before"), "after": ("本期填报", "After"), "ground": ("依据", "Ground"), "difference": ("差", "Difference"),
    "experts": ("专家", "Experts"), "remark": ("备注", "Remarks"), "way": ("最短合格路径", "Shortest way to pass"),
}  # fmt: skip

SIGNS = {"met": "✓", "partly-met": "△", "unmet": "✗", "missing": "○", "not-applicable": "–", "not-due": "–", "invalid": "!"}
LOOKS = {"✓": "", "△": "doubtful", "✗": "bad", "○": "absent", "–": "aside", "!": "bad"}
SQUARES = {"✓": "good", "△": "doubtful", "✗": "bad", "○": "absent", "–": "aside", "!": "bad"}

READ = """
const text = (cell) => {
  const lines = cell.querySelectorAll(':scope > ul > li');
  if (!lines.length) return cell.textContent;
  return Array.from(lines, (line) => (line.matches('.inset') ? '· ' : '') + line.textContent).join('\\n');
};
const table = (one) => one && ({
  heads: Array.from(one.tHead.rows[one.tHead.rows.length - 1].cells, text),
  rows: Array.from(one.tBodies[0].rows, (row) => Array.from(row.cells, (cell) => [text(cell), cell.className, cell.querySelector('del') !== null])),
});
const number = (one, name) => parseFloat(one.getAttribute(name));
const svg = (one) => one && ({
  bars: Array.from(one.querySelectorAll('rect.bar'), (bar) => [number(bar, 'x'), number(bar, 'width'), bar.className.baseVal,
    bar.parentElement.querySelector('title')?.textContent ?? '', bar.parentElement.querySelector('.value').textContent]),
  line: Array.from(one.querySelectorAll('line.line'), (line) => number(line, 'x1')),
  said: Array.from(one.querySelectorAll('text.line'), (line) => line.textContent),
  squares: Array.from(one.querySelectorAll('path'), (path) => [path.className.baseVal, path.querySelector('title')?.textContent ?? '', path.getAttribute('d').split('M').length - 1]),
  marks: Array.from(one.querySelectorAll('.mark'), (mark) => [mark.className.baseVal, mark.querySelector('title').textContent, mark.querySelector('path') !== null,
    number(mark.querySelector('circle'), 'cx')]),
});
return Array.from(document.querySelectorAll('main > section'), (section) => ({
  title: section.querySelector('h2').textContent,
  remarks: Array.from(section.querySelectorAll(':scope > p.remark'), text),
  facts: Array.from(section.querySelectorAll(':scope > dl > dd'), (dd) => [dd.previousElementSibling.textContent, text(dd)]),
  charts: Array.from(section.querySelectorAll(':scope > .chart > svg'), svg),
  table: table(section.querySelector(':scope > .scroll > table')),
  links: Array.from(section.querySelectorAll(':scope > .scroll tbody th a'), (link) => link.getAttribute('href')),
  cards: Array.from(section.querySelectorAll(':scope > details')).filter((card, n) => n % arguments[0] === 0).map((card) => ({
    id: card.id,
    head: Array.from(card.querySelectorAll('summary > *'), (one) => one.textContent),
    facts: Array.from(card.querySelectorAll('dl.facts > div'), (one) => [one.children[0].textContent, text(one.children[1])]),
    blocks: Array.from(card.querySelectorAll(':scope > h3'), (one) => { const box = document.createElement('div'); box.append(one.nextElementSibling.cloneNode(true)); return [one.textContent, text(box)]; }),
    table: table(card.querySelector('table')),
  })),
}));
"""  # fmt: skip


def shown(text):
    """A text as the page may show it: white space on one line, hidden characters spelled out."""
    out = ""
    for c in text or "":
        hidden = unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") or c in "\ufffe\uffff"
        out += " " if c in "\n\r\t" else f"\\u{{{ord(c):x}}}" if hidden else c
    return out


def spaced(text):
    """What a text is when it is compared with one that the program trimmed on the way in."""
    return re.sub(r"\s+", " ", shown(text)).strip()


class Table:
    def __init__(self, read):
        self.heads, self.rows = read["heads"], read["rows"]

    def at(self, key):
        for n, head in enumerate(self.heads):
            if head in HEADS[key]:
                return n
        return None

    def cell(self, row, key):
        at = self.at(key)
        return row[at][0] if at is not None else None

    def look(self, row, key):
        return row[self.at(key)][1].split()


def fixed(number, places):
    return "" if number is None else f"{number:.{places}f}"


def find(sections, *keys):
    """The tables that have all these columns."""
    tables = [(section, Table(section["table"])) for section in sections if section["table"]]
    return [(section, table) for section, table in tables if all(table.at(key) is not None for key in keys)]


def says(browser, page, log):
    result = page.json
    listed = result.get("applicants") or [one for track in result["tracks"] for one in track.get("applicants", track.get("holders"))]
    step = max(1, len(listed) // 50)
    sections = browser.run(READ, step)
    for section in sections:
        section["kept"] = section["cards"]
    hold = lambda is_so, what, seen="": log.hold(is_so, f"{page.name}: {what}", seen)
    kind = result["schema"].split("/")[1]
    {"score": score, "review": review, "recheck": recheck}[kind](sections, result, step, hold)
    appendix(browser, sections, result, page.hash, hold)


def lines_of(reasons):
    return "\n".join(shown(reason["text"]) for reason in reasons)


def score(sections, result, step, hold):
    places, applicants = result["standard"]["decimals"], result["applicants"]
    section, table = find(sections, "rank", "verdict", "reasons")[0]
    hold(len(table.rows) == len(applicants), "as many rows as applicants", len(table.rows))
    for row, applicant in zip(table.rows, applicants):
        wanted = {key: fixed(applicant[key], decimals) for key, decimals in
                  (("rank", 0), ("points", places), ("points_available", places), ("met", 0), ("applicable", 0))}  # fmt: skip
        wanted |= {"id": shown(applicant["id"]), "name": shown(applicant["name"]) or "–", "reasons": lines_of(applicant["reasons"])}
        wanted |= {key: shown(applicant[key]) for key in ("district", "nominator") if table.at(key) is not None}
        for key in ("points_share", "met_share"):
            wanted[key] = applicant[key] or ("" if applicant["points"] is None else "–")
        seen = {key: table.cell(row, key) for key in wanted}
        hold(seen == wanted, f"{wanted['id']} in the ranking", [(key, seen[key], wanted[key]) for key in wanted if seen[key] != wanted[key]])
        sign = {True: "✓", False: "✗", None: "!" if applicant["points"] is None else "–"}[applicant["passed"]]
        hold(table.cell(row, "verdict").startswith(sign), f"{wanted['id']}: verdict", row)
    cards = next(other for other in sections if other["cards"])["cards"]
    hold(section["links"] == [f"#card-{n}" for n in range(len(applicants))], "each name leads to its card", section["links"][:3])
    kinds = {one["id"]: one for one in result["standard"]["indicators"]}
    for card, applicant in zip(cards, applicants[::step]):
        check_card(card, applicant, applicant, places, hold)
    hold(len(cards) == len(applicants[::step]), "as many cards as applicants", len(cards))
    (matrix,) = [other for other in sections if other["charts"] and other["charts"][0]["squares"]]
    check_matrix(matrix, [(one, one) for one in applicants], kinds, places, hold)
    # A bar for each figure, in its proportion, and the line where the limit is.
    given = result["standard"]["pass"]
    lines = [key for key in ("points", "points_share", "met_share") if given[key] is not None]
    for chart, key in zip(section["charts"], lines or ["points"]):
        value = lambda one: one[key] if key == "points" else one[key] and float(one[key].rstrip("%")) / 100
        figures = [(one["name"] or one["id"], value(one)) for one in applicants if value(one) is not None]
        limit = given[key] and float(str(given[key]).rstrip("%")) / (100 if str(given[key]).endswith("%") else 1)
        check_bars(chart, figures, limit, hold, key)
    hold(len(section["charts"]) == max(1, len(lines)), "a chart for each line", len(section["charts"]))


def check_bars(chart, figures, limit, hold, what):
    hold(len(chart["bars"]) == len(figures), f"bars: {what}", len(chart["bars"]))
    most = max((value for _, value in figures), default=0)
    # The longest bar gives the scale of all.
    scale = max(bar[1] for bar in chart["bars"]) / most if most else 0
    for bar, (name, value) in zip(chart["bars"], figures):
        hold(abs(bar[1] - max(0.5, value * scale)) <= 0.6, f"bar of {name}", (bar, value))
        hold(shown(name) in bar[3] and bar[4] in bar[3], f"bar of {name} says what it is", bar)
    if limit is not None:
        wanted = chart["bars"][0][0] + limit * scale
        hold(len(chart["line"]) == 1 and abs(chart["line"][0] - wanted) <= 1, f"the line of {what}", (chart["line"], wanted))
    else:
        hold(not chart["line"], f"no line: {what}", chart["line"])


def check_card(card, applicant, scorecard, places, hold):
    who = shown(applicant["id"])
    hold(shown(applicant["name"]) in card["head"] and who in card["head"], f"{who}: head of the card", card["head"])
    hold(lines_of(applicant["reasons"]) in [text for _, text in card["blocks"]] or not applicant["reasons"], f"{who}: reasons on the card", card["blocks"])
    if way := (scorecard or {}).get("way"):
        text = "\n".join(("· " if line["depth"] > 1 else "") + shown(line["text"]) for line in way["lines"])
        hold(text in [text for _, text in card["blocks"]], f"{who}: the ways to pass", (text, card["blocks"]))
    if not scorecard or not scorecard.get("indicators"):
        hold(card["table"] is None, f"{who}: no answers")
        return
    table = Table(card["table"])
    hold(len(table.rows) == len(scorecard["indicators"]), f"{who}: every answer", len(table.rows))
    for row, line in zip(table.rows, scorecard["indicators"]):
        sign = SIGNS[line["state"]]
        aside = sign == "–"
        wanted = {"indicator": shown(line["id"]), "clause": shown(line["clause"]), "answer": shown(line["answer"]),
                  "value": shown(line["value"]), "cell": shown(line["at"]),
                  "points": "–" if aside and line["points"] is not None else fixed(line["points"], places),
                  "of": "–" if aside and line["of"] is not None else fixed(line["of"], places)}  # fmt: skip
        if table.at("claimed") is not None:
            wanted["claimed"] = shown(line["claimed"])
        seen = {key: table.cell(row, key) for key in wanted}
        hold(seen == wanted, f"{who} {line['id']}", [(key, seen[key], wanted[key]) for key in wanted if seen[key] != wanted[key]])
        hold(table.cell(row, "state").startswith(sign + " "), f"{who} {line['id']}: state", row)
        limit = {"yes": ("是", "yes"), "no": ("否", "no")}.get(line["limit"], (shown(line["limit"]),))
        hold(table.cell(row, "limit") in limit, f"{who} {line['id']}: limit", row)


def check_matrix(section, applicants, indicators, places, hold):
    """The points of every indicator, and the square of each in the chart above."""
    table, squares = Table(section["table"]), iter(section["charts"][0]["squares"])
    hold(len(table.rows) == len(applicants), "matrix: a row for each", len(table.rows))
    single = len(applicants) * len(indicators) <= 6000
    for row, (applicant, scorecard) in zip(table.rows, applicants):
        states = {line["id"]: line for line in scorecard["indicators"]}
        drawn = {}
        for name, (text, look, _) in zip(table.heads[4:], row[4:]):
            line = states.get(name)
            if line is None:
                hold(text == "", f"matrix {applicant['id']} {name}: nothing", text)
                if single:
                    hold(next(squares)[0] == "", f"matrix {applicant['id']} {name}: no square")
                continue
            sign = SIGNS[line["state"]]
            points = "" if line["points"] is None or sign == "–" else fixed(line["points"], places)
            wanted = points + (sign if sign != "✓" or (line["points"] is None and indicators[name]["points"] is None) else "")
            hold(text == wanted and (LOOKS[sign] in look.split() or not LOOKS[sign]), f"matrix {applicant['id']} {name}", (text, wanted, look))
            if text == "":
                drawn[""] = drawn.get("", 0)
                if single:
                    next(squares)
            elif single:
                kind, title, _ = next(squares)
                hold(kind == SQUARES[sign] and shown(applicant["name"] or applicant["id"]) in title and name in title and text in title,
                     f"square {applicant['id']} {name}", (kind, title))  # fmt: skip
            else:
                drawn[SQUARES[sign]] = drawn.get(SQUARES[sign], 0) + 1
        if not single:
            seen = {}
            for _ in drawn:
                kind, _, count = next(squares)
                seen[kind] = count
            hold(seen == drawn, f"squares of {applicant['id']}", (seen, drawn))
    hold(next(squares, None) is None, "no square more")


def review(sections, result, step, hold):
    (section, table), = find(sections, "outcome", "final", "reasons")
    rows, words = iter(table.rows), {}
    hold(len(table.rows) == sum(len(track["applicants"]) for track in result["tracks"]), "as many rows as applicants", len(table.rows))
    card_sections = [other for other in sections if other["cards"]]
    hold(len(card_sections) == len(result["tracks"]), "cards of every track", len(card_sections))
    panels = iter([(other, panel) for other, panel in find(sections, "score", "remark")])
    matrices = iter([other for other in sections if other["charts"] and other["charts"][0]["squares"]
                     and other["table"] and Table(other["table"]).at("rank") is not None and other is not section
                     and not other["charts"][0]["marks"]])  # fmt: skip
    steps_section = next(other for other, _ in find(sections, "step", "count"))
    steps_rows, steps_charts = Table(steps_section["table"]), iter(steps_section["charts"])
    track_of = steps_rows.heads.index(table.heads[0])
    finals = iter(section["charts"])
    longest = max((one["final"] for track in result["tracks"] for one in track["applicants"] if one["final"] is not None), default=None)
    for track, cards in zip(result["tracks"], card_sections):
        title, decimals = shown(track["title"] or track["id"]), track["decimals"]
        for applicant in track["applicants"]:
            row, who = next(rows), shown(applicant["id"])
            wanted = {"rank": fixed(applicant["place"], 0), "id": who, "name": shown(applicant["name"]) or "–", "final": fixed(applicant["final"], decimals),
                      "reasons": lines_of(applicant["reasons"])}  # fmt: skip
            wanted |= {key: shown(applicant[key]) for key in ("district", "nominator") if table.at(key) is not None}
            seen = {key: table.cell(row, key) for key in wanted}
            hold(seen == wanted, f"{who} in the results", [(key, seen[key], wanted[key]) for key in wanted if seen[key] != wanted[key]])
            hold(row[0][0] == title, f"{who}: track", row[0])
            hold(words.setdefault(applicant["outcome"], table.cell(row, "outcome")) == table.cell(row, "outcome"), f"{who}: outcome", row)
            if applicant["computed"] != applicant["outcome"]:
                hold(table.cell(row, "computed"), f"{who}: what the rules alone gave")
            for plan in track["rounds"]:
                result_of = applicant["rounds"].get(plan["id"])
                if result_of and result_of["score"] is not None:
                    figure = fixed(result_of["score"], plan["panel"]["decimals"])
                    hold(figure in [cell[0] for cell in row], f"{who}: score of {plan['id']}", (figure, row))
        for card, applicant in zip(cards["cards"], track["applicants"][::step]):
            check_card(card, applicant, applicant.get("scorecard"), track["standard"]["decimals"], hold)
        scored = [one for one in track["applicants"] if one["final"] is not None]
        # The line is the last seat by the rules, where somebody is left below it and nobody above.
        seated = [one["final"] for one in scored if one["computed"] in ("selected", "tied-at-quota")]
        outside = [one["final"] for one in scored if one["computed"] in ("below-quota", "reserve")]
        last = min(seated) if seated and outside and max(outside) <= min(seated) else None
        if scored:
            chart = next(finals)
            check_bars(chart, [(one["name"] or one["id"], one["final"]) for one in scored], last, hold, f"final of {title}")
            full = max(one["final"] for one in scored)
            hold(longest >= full, "the longest bar is the highest score")
        # Steps: as many as the JSON counts, never more than before but for those that people let in.
        own = [row for row in steps_rows.rows if row[track_of][0] == title]
        counts = [int(steps_rows.cell(row, "count")) for row in own]
        outcomes, computed = [one["outcome"] for one in track["applicants"]], [one["computed"] for one in track["applicants"]]
        hold(counts[0] == len(outcomes) and counts[-1] == outcomes.count("selected"), f"first and last step of {title}", counts)
        hold(counts[1] == len(computed) - computed.count("ineligible"), f"eligible of {title}", counts)
        hold(all(a >= b for a, b in zip(counts, counts[1:])), f"steps of {title} fall", counts)
        chart = next(steps_charts)
        scale = max(bar[1] for bar in chart["bars"]) / max(counts)
        hold([bar[4] for bar in chart["bars"]] == [str(count) for count in counts], f"step chart of {title}", chart["bars"])
        hold(all(abs(bar[1] - max(1, count * scale)) < 0.6 for bar, count in zip(chart["bars"], counts)), f"step bars of {title}", chart["bars"])
        for plan in track["rounds"]:
            check_panel(*next(panels), track, plan, hold)
        judged = [one for one in track["applicants"] if one.get("scorecard")]
        if judged:
            indicators = {one["id"]: one for one in track["standard"]["indicators"]}
            check_matrix(next(matrices), [(one, one["scorecard"]) for one in judged], indicators, track["standard"]["decimals"], hold)
        check_claims(sections, track, title, hold)
    hold(len(set(words.values())) == len(words), "each outcome has a word of its own", words)
    hold(next(panels, None) is None and next(rows, None) is None, "nothing more")


def check_panel(section, table, track, plan, hold):
    """Every mark of a panel, in its table and as a dot."""
    entered = [(one, one["rounds"][plan["id"]]) for one in track["applicants"] if plan["id"] in one["rounds"]]
    entered = [(one, round) for one, round in entered if round["entered"] or round["marks"]]
    if plan["panel"]["per"] != "total" or plan["panel"]["scale"] != "raw":
        return
    what = f"panel {track['id']} {plan['id']}"
    hold(len(table.rows) == len(entered), f"{what}: a row for each", len(table.rows))
    drawn, placed = {True: [], False: []}, []
    # Rounds of several maxima are drawn in shares of them.
    several = len({round["of"] for _, round in entered}) > 1
    for row, (applicant, round) in zip(table.rows, entered):
        who = f"{what} {shown(applicant['id'])}"
        hold(table.cell(row, "id") == shown(applicant["id"]) and table.cell(row, "score") == fixed(round["score"], plan["panel"]["decimals"]), who, row)
        hold(bool(round["marks"]), f"{who}: has marks")
        for mark in round["marks"]:
            at = table.heads.index(shown(mark["expert"]))
            text, look, struck = row[at]
            dropped, counted = mark["state"] == "dropped", mark["state"] in ("dropped", "used", "unused")
            hold(struck == dropped and ("struck" in look.split()) == dropped, f"{who} {mark['expert']}: struck through where dropped", row[at])
            if counted and mark["points"] is not None:
                hold(abs(float(text.strip("[]")) - mark["points"]) < 1e-9, f"{who} {mark['expert']}: mark", (text, mark))
                placed.append((at, mark["points"] / round["of"] if several else mark["points"], shown(applicant["id"])))
                drawn[dropped].append(f"{shown(mark['expert'])}：{text}")
            else:
                hold(re.search(r"\d", text) is None and text, f"{who} {mark['expert']}: a word", (text, mark))
            if mark.get("reason"):
                hold(shown(mark["reason"]) in table.cell(row, "remark"), f"{who} {mark['expert']}: why", row)
    chart = section["charts"][0]
    for dropped, titles in drawn.items():
        seen = sorted(title for look, title, crossed, _ in chart["marks"] if crossed == dropped and ("struck" in look.split()) == dropped)
        hold(seen == sorted(titles), f"{what}: dots, dropped {dropped}", (len(seen), len(titles), sorted(set(seen) ^ set(titles))[:4]))
    order = {shown(one["id"]): n for n, (one, _) in enumerate(entered)}
    placed.sort(key=lambda one: (order[one[2]], one[0]))
    places = sorted((value, x) for (_, value, _), (_, _, _, x) in zip(placed, chart["marks"]))
    hold(all(a[1] <= b[1] + 0.1 for a, b in zip(places, places[1:])) and places[0][1] < places[-1][1], f"{what}: higher marks stand further right", places)


def check_claims(sections, track, title, hold):
    tables = find(sections, "claimed", "experts", "difference")
    own = [row for _, table in tables for row in table.rows if row[0][0] == title]
    hold(len(own) == len(track["claims"]), f"claims of {title}", (len(own), len(track["claims"])))
    for row, claim in zip(own, track["claims"]):
        table = tables[0][1]
        seen = [float(table.cell(row, key)) for key in ("claimed", "experts", "difference")]
        wanted = [claim[key] for key in ("claimed", "experts", "difference")]
        hold(table.cell(row, "id") == shown(claim["applicant"]) and all(abs(a - b) < 1e-9 for a, b in zip(seen, wanted)), f"claim {claim}", row)


def recheck(sections, result, _, hold):
    (_, table), = find(sections, "report", "grounds", "reasons")
    rows, words = iter(table.rows), {}
    slipped = [row for _, other in find(sections, "before", "after") for row in other.rows]
    grounds = [row for _, other in find(sections, "ground", "clause") for row in other.rows]
    others = [row for section, other in find(sections, "id", "row") if other.at("report") is None for row in other.rows]
    wanted_slips, wanted_grounds, wanted_others = [], [], []
    for track in result["tracks"]:
        for holder in track["holders"]:
            row = next(rows)
            wanted = {"id": shown(holder["id"]), "name": shown(holder["name"]), "reasons": lines_of(holder["reasons"]),
                      "grounds": str(len(holder["grounds"])), "row": shown(holder["at"]),
                      "slipped": str(len(holder["slipped"])) if holder["slipped"] or holder["compared"] else "–"}  # fmt: skip
            seen = {key: table.cell(row, key) for key in wanted}
            hold(seen == wanted, f"{holder['id']}: holder", (seen, wanted))
            hold(words.setdefault(holder["state"], table.cell(row, "report")) == table.cell(row, "report"), f"{holder['id']}: state", row)
            wanted_slips += [(holder["id"], one["id"], shown(one["before"]["answer"]), shown(one["after"]["answer"])) for one in holder["slipped"]]
            wanted_grounds += [(holder["id"], one["indicator"], shown(one["ground"])) for one in holder["grounds"]]
        wanted_others += [one["id"] for one in track["others"]]
    hold(next(rows, None) is None and len(set(words.values())) == len(words), "nobody more; each state has its word", words)
    hold([(row[1][0], row[3][0], row[5][0], row[8][0]) for row in slipped] == wanted_slips and wanted_slips, "what slipped", slipped)
    hold([(row[1][0], row[3][0], row[6][0]) for row in grounds] == wanted_grounds and wanted_grounds, "grounds for removal", grounds)
    hold([row[1][0] for row in others] == wanted_others and wanted_others, "those without a title", others)


def appendix(browser, sections, result, hash, hold):
    """What is assumed, what was found, where everything comes from, and the hash of the result."""
    tables = find(sections, "severity", "text", "help", "code")
    found = result["problems"] + result["notes"]
    rows = [[table.cell(row, key) for key in ("text", "help", "code")] for _, table in tables for row in table.rows]
    wanted = [[shown(one["text"]), shown(one["help"]), one["code"]] for one in found]
    hold(rows == wanted, "problems and notes", [pair for pair in zip(rows, wanted) if pair[0] != pair[1]][:2])
    assumed = [[cell[0] for cell in row] for _, table in find(sections, "setting") for row in table.rows]
    hold(assumed == [[shown(one["path"]), shown(one["reason"])] for one in result.get("assumed", [])], "what is assumed", assumed)
    ((_, table),) = find(sections, "sha256")
    origins = [result["scheme"]["sha256"]] if "scheme" in result else [result["standard"]["sha256"]]
    origins += [track["standard"]["sha256"] for track in result.get("tracks", []) if track["standard"]]
    origins += [one["sha256"] for one in result["inputs"] + result.get("verified", [])]
    hold([table.cell(row, "sha256") for row in table.rows] == origins, "where everything comes from", table.rows)
    hashes = browser.run("return Array.from(document.querySelectorAll('.hash'), (one) => one.textContent)")
    hold(len(hashes) > 1 and set(hashes) == {hash}, "the hash of the result", (hashes, hash))
    if result.get("tracks") and any(track.get("provisional") for track in result["tracks"]):
        hold(browser.run("return document.querySelectorAll('.banner').length") > 1, "provisional results say so first")
    wordings = [one["wording"] for one in [result.get("standard"), *(track["standard"] for track in result.get("tracks", []))] if one]
    if any(wording != "official" for wording in wordings):
        hold(browser.run("return document.querySelector('.banner') !== null"), "standards that are not official say so first")
