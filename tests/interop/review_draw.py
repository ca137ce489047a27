"""Draws schemes from a seed and writes them with all their tables. Called by review.py."""

import csv
import datetime
import json
from fractions import Fraction

from review_rules import (
    DAY, RECUSED, Applicant, Refused, Scheme, Track, half_up, is_number, nameable, plain, review, years_later,
)  # fmt: skip

# ── Drawing a scheme ────────────────────────────────────────────────────────────────────────────────────────────────

DISTRICTS = ("渝北区", "江北区", "万州区", "城口县", "")
TYPES = ("社区卫生服务中心", "养老院", "综合医院")
KINDS = ("公办", "民办")
WEIGHTS = {1: ["100"], 2: ["60 40", "50 50", "33.5 66.5", "0 100"], 3: ["33.5 33.5 33", "50 25 25", "0 62.5 37.5"]}
EXPERTS = ("专家1", "专家2", "专家3", "Li Wei", "王芳", "张三", "E-7", "评委甲")


class Drawing:
    def __init__(self, dice):
        self.dice, self.count = dice, 0

    def chance(self, probability):
        return self.dice.random() < probability

    def some(self, most, probability):
        """A small number, 0 most of the time."""
        return self.dice.randint(1, most) if self.chance(probability) else 0

    # Settings

    def standard(self, id):
        """Gate item, scored indicators, bonus: id, kind, points and whether 不适用 is allowed."""
        dice, items = self.dice, []
        for n in range(dice.randint(2, 4)):
            items.append({"id": f"P{n}", "kind": dice.choice(["yes-no", "judged"]), "points": dice.choice([2, 5, 10])})
        if self.chance(0.4):
            items[-1]["not_applicable"] = True
        if self.chance(0.3):
            items.append({"id": "PX", "kind": "judged", "points": 2, "bonus": True})
        passing = dice.choice([{}, {"points_share": "50%"}, {"met_share": "30%"}])
        return {"id": id, "items": items, "gate": self.chance(0.7), "pass": passing, "decimals": dice.choice([0, 1, 2]),
                "bonus": {item["id"]: Fraction(item["points"]) for item in items if item.get("bonus")}}  # fmt: skip

    def round(self, id, with_standard):
        dice = self.dice
        panel = {"combine": dice.choice(["mean", "median", "trimmed-mean", "trimmed-mean"])}
        panel["min_marks"] = dice.choice([1, 2, 2, 3])
        if panel["combine"] == "trimmed-mean":
            panel["trim"] = dice.choice([1, 1, 2])
            panel["trim_from"] = 2 * panel["trim"] + dice.randint(1, 3)
        if self.chance(0.3):
            panel["per"] = dice.choice(["total", "item", "item"])
        if panel.get("per") != "item" and self.chance(0.25):
            panel["scale"] = dice.choice(["raw", "standard", "standard"])
        if self.chance(0.8):
            panel["decimals"] = dice.choice([0, 0, 1, 1, 2, 3, 4])
        round = {"id": id, "name": f"第{id[-1]}轮", "items": "standard", "panel": panel}
        if not with_standard:
            points = [5, 10, 10, 20, 30, 50, Fraction(25, 2)]
            round["items"] = [{"id": f"{id}-{n}", "name": f"评分项{id[-1]}之{n}", "points": Fraction(dice.choice(points))}
                              for n in range(dice.randint(1, 4))]  # fmt: skip
        if self.chance(0.2):
            panel["spread_limit"] = dice.choice([2, 3, 5, 10])
            if self.chance(0.5):
                round["further_experts"] = dice.sample(EXPERTS, dice.randint(1, 2))
        if self.chance(0.35):
            go_on = {"at_least": f"{dice.choice([50, 60, 70, 75, 80])}%"}, {"best": dice.randint(2, 6)}
            round["go_on"] = dice.choice(go_on)
        return round

    def final(self, rounds):
        dice, final = self.dice, {}
        if rounds:
            weights = [Fraction(weight) for weight in dice.choice(WEIGHTS[len(rounds)]).split()]
            final["weights"] = dict(zip([round["id"] for round in rounds], dice.sample(weights, len(weights))))
            if self.chance(0.8):
                final["decimals"] = dice.choice([0, 0, 1, 1, 2, 3])
            if self.chance(0.35):
                final["tie_break"] = dice.sample([round["id"] for round in rounds], dice.randint(1, len(rounds)))
        return final

    def preference(self, track):
        """The two preferences; only one of them in seats."""
        dice, effects = self.dice, ["note", "tie-break", "tie-break", "seats", "seats"] + ["bonus"] * bool(track.rounds)
        for kind, probability in (("prefer", 0.5), ("national_list", 0.3)):
            if self.chance(probability):
                effect = dice.choice(effects)
                settings = {"effect": effect}
                if effect == "bonus":
                    places = track.final.get("decimals", 2)
                    settings["amount"] = half_up(Fraction(dice.choice(["1", "2", "0.5", "0.25"])), places)
                elif effect == "seats":
                    settings["amount"] = dice.randint(1, min(3, track.quota))
                    effects = [effect for effect in effects if effect != "seats"]
                track.settings[kind] = settings
        if "prefer" in track.settings:
            column, values = dice.choice([("type", TYPES), ("district", DISTRICTS), ("nominator", DISTRICTS), ("性质", KINDS)])
            any_of = dice.sample([value for value in values if value], 1 if values == KINDS else dice.randint(1, 2))
            track.settings["prefer"] |= {"column": column, "any_of": any_of}
        if "national_list" in track.settings:
            listed = dice.sample(track.applicants, min(len(track.applicants), dice.randint(1, 4)))
            for one in listed:
                by_id = self.chance(0.8) or not nameable(one, track)
                track.national.append({"id": one.id if by_id else "", "name": one.name})
            track.national.append({"id": "XX-1", "name": "外地单位"})

    def applicants(self, letters, standard):
        dice, found = self.dice, []
        own_nominators = self.chance(0.5)
        for n in dice.sample(range(100, 200), dice.randint(3, 16)):
            self.count += 1
            one = Applicant(f"{letters}-{n}", f"第{self.count}医养中心")
            one.columns = {"district": dice.choice(DISTRICTS), "type": dice.choice(TYPES), "性质": dice.choice(KINDS)}
            if own_nominators and self.chance(0.5):
                one.columns["nominator"] = dice.choice(DISTRICTS)
            if found and self.chance(0.04):
                one.name = found[-1].name
            for item in standard["items"] if standard else ():
                full, less = str(item["points"]), str(dice.randint(0, item["points"]))
                full, less = ("是", "否") if item["kind"] == "yes-no" else (full, less)
                one.columns[item["id"]] = full if self.chance(0.5) else less
                if item.get("not_applicable") and self.chance(0.3):
                    one.columns[item["id"]] = "不适用"
                elif item["kind"] == "judged" and self.chance(0.02):
                    one.columns[item["id"]] = "待定"
            one.columns["G"] = "是" if self.chance(0.95) else "否"
            found.append(one)
        return found

    def scheme(self, number):
        """Everything but marks, register and records."""
        dice, settings = self.dice, {"id": f"drawn-{number}", "name": "随机评审方案"}
        settings["notice"] = notice = {"working_days": dice.choice([1, 3, 5, 5, 7, 10, 20])}
        notice["count_from"] = dice.choice(["posting-day", "next-day"])
        if self.chance(0.9):
            first, last = datetime.date(2021, 1, 1), datetime.date(2026, 12, 1)
            notice["posted_on"] = first + DAY * dice.randint(0, (last - first).days)
            if self.chance(0.03):  # there may be no next year to count in
                notice["posted_on"] = last + DAY * dice.randint(0, 30)
        if self.chance(0.6):
            days = "2024-02-29 2024-02-28 2024-03-01 2023-02-28 2023-03-01 2025-08-31 2025-02-28 2022-12-31".split()
            settings |= {"applied_on": datetime.date.fromisoformat(dice.choice(days)), "register": "register.csv"}
            settings["bar_years"] = dice.choice([0, 1, 2, 3, 3, 4, 5])
        standards = [self.standard(f"standard-{n}") if self.chance(0.4) else None for n in range(dice.choice([1, 1, 2, 3]))]
        common = []
        for n in range(dice.choice([0, 1, 2, 2, 3])):
            common.append(self.round(f"round{n + 1}", n == 0 and all(standards) and self.chance(0.6)))
        tracks, shared_final = [], self.final(common)
        for n, standard in enumerate(standards):
            rounds, own = list(common), []
            if self.chance(0.25) if common else not standard or self.chance(0.5):
                id = f"round{dice.randint(1, min(3, len(common) + 1))}"
                taken = any(round["items"] == "standard" and round["id"] != id for round in common)
                own = [self.round(id, bool(standard) and not taken and self.chance(0.6))]
                rounds = [own[0] if round["id"] == id else round for round in common]
                rounds += [] if own[0] in rounds else own
            letters = "ABC"[n] + dice.choice(["", "甲"])
            track_settings = {"id": f"track{n}", "title": f"示范称号{n}", "quota": dice.choice([1, 2, 2, 3, 3, 4, 5])}
            if standard:
                track_settings["standard"] = f"{standard['id']}.toml"
            if self.chance(0.5):
                track_settings["reserve"] = dice.choice([0, 1, 2, 3])
            if self.chance(0.3):
                track_settings["max_per_nominator"] = dice.choice([2, 3, 4, 5])
            own_final = self.final(rounds) if own else {}
            if [round["id"] for round in rounds] == [round["id"] for round in common] and self.chance(0.5):
                own_final.pop("weights", None)
            # What the track does not say, the scheme says.
            track = Track(track_settings, rounds, shared_final | own_final, self.applicants(letters, standard))
            track.standard, track.own_rounds, track.own_final = standard, own, own_final
            self.preference(track)
            tracks.append(track)
        scheme = Scheme(settings, tracks)
        scheme.common, scheme.final = common, shared_final
        for track in tracks:
            self.marks(track)
        if "register" in settings:
            self.register(scheme)
        self.early_records(scheme)
        return scheme

    # Tables

    def marks(self, track):
        """Around one level per applicant, in whole marks, so that many are equal."""
        dice, experts = self.dice, self.dice.sample(EXPERTS, self.dice.choice([2, 3, 4, 4, 5, 6, 7, 8]))
        blemishes = dice.choice([0, 0, 0.01, 0.03])
        levels = dice.choice([["0.8"], ["0.8", "0.9"], ["0.7", "0.8", "1"], ["0.6", "0.7", "0.8", "0.8", "0.9", "1"]])
        level = {one.id: Fraction(dice.choice(levels)) for one in track.applicants}
        absent = dice.choice([0, 0, 0, 0.05, 0.2])
        for round in track.rounds:
            rows, step = track.marks[round["id"]], dice.choice([1, 1, 1, 2])
            for one in track.applicants:
                items = round["items"]
                if items == "standard":
                    items = [item for item in track.standard["items"] if one.columns[item["id"]] != "不适用"]
                jitter = dice.choice([0, 0, 0, 1, 1, 2])
                for expert in (expert for expert in experts if not self.chance(absent)):
                    for item in items:
                        mark = half_up(item["points"] * level[one.id] * step, 0) / step
                        mark = min(max(mark + Fraction(dice.randint(-jitter, jitter), step), 0), Fraction(item["points"]))
                        cell = plain(mark)
                        if self.chance(blemishes):
                            above = Fraction(item["points"]) + dice.choice([1, Fraction(1, 100)])
                            cell = dice.choice(["", "", "-1", plain(above), "优", RECUSED])
                        rows.append((expert, one.id, item["id"], cell))
                        if cell == plain(mark) and self.chance(blemishes / 3):
                            rows.append((expert, one.id, item["id"], dice.choice([cell, "1"])))
            if round["items"] != "standard" and self.chance(0.1):
                rows.append((experts[0], "ZZ-404", round["items"][0]["id"], "1"))

    def register(self, scheme):
        dice, applied_on, years = self.dice, scheme.settings["applied_on"], scheme.settings["bar_years"]
        edge = years_later(applied_on, -years)
        days = [edge - DAY, edge, edge + DAY, applied_on - DAY, applied_on, applied_on + DAY, edge + DAY * 100]
        days += [datetime.date(2020, 2, 28), datetime.date(2020, 2, 29)]
        for track in scheme.tracks:
            for one in dice.sample(track.applicants, min(len(track.applicants), dice.randint(0, 4))):
                title = track.settings["title"] if self.chance(0.7) else "旧称号"
                granted_on = datetime.date(2013, dice.randint(1, 12), 28)
                row = {"title": title, "id": one.id, "name": one.name, "granted_on": granted_on}
                row["revoked_on"] = dice.choice(days) if self.chance(0.75) else None
                if nameable(one, track) and self.chance(0.3):
                    row["id"] = dice.choice(["", "OLD-7"])
                elif years and self.chance(0.05):
                    row["revoked_on"] = "不详"
                scheme.register.append(row)
        row = {"title": "示范称号0", "id": "OLD-1", "name": "已注销单位"}
        scheme.register.append({**row, "granted_on": datetime.date(2015, 5, 4), "revoked_on": None})

    # Records

    def record(self, track, one, **rest):
        return {"applicant": one.id, **({"track": track.settings["id"]} if self.chance(0.2) else {}), **rest}

    def early_records(self, scheme):
        """Recusals and withdrawals: they come before anything is computed."""
        dice = self.dice
        for track in scheme.tracks:
            for one in dice.sample(track.applicants, self.some(2, 0.3)):
                scheme.recusals.append(self.record(track, one, expert=dice.choice(EXPERTS), reason="曾任该单位顾问"))
            for one in dice.sample(track.applicants, self.some(2, 0.3)):
                self.decide(scheme, track, one, "withdrawn")

    def decide(self, scheme, track, one, decision):
        rest = {"decision": decision, "by": "主任办公会", "on": datetime.date(2025, 11, 20), "reason": "会议研究决定"}
        scheme.overrides.append(self.record(track, one, **rest))

    def late_records(self, scheme, calendar):
        """Decisions and objections that meet what was computed. Now and then one too many is selected."""
        dice = self.dice
        try:
            review(scheme, calendar)
        except Refused:
            return
        for track in scheme.tracks:
            by = {}
            for one in track.applicants:
                by.setdefault(one.outcome, []).append(one)
            running = ("selected", "tied-at-quota", "reserve", "below-quota", "not-decided")
            pool = [one for outcome in running for one in by.get(outcome, [])]
            for one in dice.sample(pool, min(len(pool), self.some(2, 0.35))):
                self.decide(scheme, track, one, "reject")
                pool.remove(one)
            pool = [one for one in pool if one.outcome != "selected"]
            pool += by.get("not-through", []) + by.get("failed-standard", [])
            pool += by.get("tied-at-quota", []) * 3 + by.get("ineligible", [])[:1]
            for one in dict.fromkeys(dice.sample(pool, min(len(pool), self.some(3, 0.5)))):
                if scheme.decision(one):
                    continue
                self.decide(scheme, track, one, "select")
                try:
                    review(scheme, calendar)
                except Refused:
                    if self.chance(0.05):
                        return
                    scheme.overrides.pop()
        review(scheme, calendar)
        for track in scheme.tracks:
            pool = [one for one in track.applicants if one.outcome in ("selected", "tied-at-quota", "reserve")] * 4
            pool += [one for one in track.applicants if one.outcome in ("below-quota", "not-decided")]
            for one in dice.sample(pool, min(len(pool), self.some(3, 0.5))):
                state = dice.choice(["open", "open", "upheld", "dismissed"])
                rest = {"received_on": datetime.date(2025, 11, 25), "state": state, "reason": "实名反映"}
                scheme.objections.append(self.record(track, one, **rest))


# ── Writing a scheme and its tables ─────────────────────────────────────────────────────────────────────────────────

HEADERS = {
    "id": ("id", "编号"), "name": ("name", "名称"), "district": ("district", "区县"), "type": ("type", "机构类型"),
    "nominator": ("nominator", "推荐单位"), "title": ("title", "称号"), "granted_on": ("granted_on", "命名日期"),
    "revoked_on": ("revoked_on", "撤销日期"), "reason": ("reason", "撤销原因"), "expert": ("expert", "专家"),
    "applicant": ("applicant", "申报单位"), "item": ("item", "评分项"), "points": ("points", "得分"), "note": ("note", "备注"),
}  # fmt: skip


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Fraction)):
        return plain(Fraction(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def toml_table(head, settings):
    return "\n".join([head, *(f"{key} = {toml(value)}" for key, value in settings.items())]) + "\n\n"


class Writer:
    """One layout of a scheme: spellings, order and the files that hold the marks are drawn anew for each."""

    def __init__(self, folder, dice, scheme):
        self.folder, self.dice, self.scheme = folder, dice, scheme
        folder.mkdir(parents=True)

    def chance(self, probability):
        return self.dice.random() < probability

    def table(self, name, columns, rows):
        """`columns` in any order, with either header; now and then a title row above."""
        dice, language = self.dice, self.dice.randrange(2)
        columns = dice.sample(columns, len(columns))
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            if self.chance(0.2):
                out.writerow(["2025年汇总表"])
            out.writerow(HEADERS[column][language] if column in HEADERS else column for column in columns)
            out.writerows([row.get(column) or "" for column in columns] for row in dice.sample(rows, len(rows)))
        return name

    def parts(self, name, columns, rows, most):
        """The rows in one file or several."""
        dice, files = self.dice, [[] for _ in range(self.dice.randint(1, most))]
        for row in rows:
            dice.choice(files).append(row)
        return [self.table(f"{name}{n or ''}.csv", columns, part) for n, part in enumerate(files)]

    def day(self, day):
        if not isinstance(day, datetime.date):
            return day or ""
        y, m, d = day.year, day.month, day.day
        return self.dice.choice([day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日"])

    def submissions(self):
        """Standards and submissions; the names of the files stand in the settings afterwards."""
        for track in self.scheme.tracks:
            columns = ["id", "name", "district", "nominator", "type", "性质"]
            if track.standard:
                self.standard(track.standard)
                columns += [item["id"] for item in track.standard["items"]] + ["G"] * track.standard["gate"]
            rows = [{"id": one.id, "name": one.name, **one.columns} for one in track.applicants]
            track.settings["submissions"] = self.parts(f"{track.settings['id']}-applicants", columns, rows, 2)

    def standard(self, standard):
        head = {"id": standard["id"], "name": "随机标准", "document": "测试用", "edition": "1", "wording": "illustrative",
                "applicant": "applicant", "decimals": standard["decimals"]}  # fmt: skip
        text = toml_table("[standard]", head) + (toml_table("[pass]", standard["pass"]) if standard["pass"] else "")
        common = {"clause": "一", "evidence": ["材料"]}
        if standard["gate"]:
            text += toml_table("[[indicator]]", {"id": "G", "name": "资质", "kind": "required", **common})
        for item in standard["items"]:
            text += toml_table("[[indicator]]", {**item, "name": f"指标{item['id']}", **common})
        (self.folder / f"{standard['id']}.toml").write_text(text, "utf-8")

    def spell_expert(self, expert):
        wide = expert.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        return self.dice.choice([expert, expert, expert, wide, expert.upper(), f" {expert} "])

    def spell_mark(self, cell):
        if not is_number(cell) or self.chance(0.7):
            return cell
        return self.dice.choice([f" {cell} ", f"{cell}0" if "." in cell else f"{cell}.0"])

    def book(self, name, shares):
        """The marks of some rounds in one set of files, long or wide; `shares` lists (track, round)."""
        dice, items, marks, named = self.dice, {}, [], {}
        for track, round in shares:
            marks += track.marks[round["id"]]
            own = round["items"] if round["items"] != "standard" else track.standard["items"]
            items |= {item["id"]: item.get("name", f"指标{item['id']}") for item in own}
            named |= {one.id: one.name for one in track.applicants if nameable(one, track)}

        def applicant(id):
            return named[id] if id in named and self.chance(0.3) else id

        if self.chance(0.5):
            rows = []
            for who, id, item, cell in marks:
                rows.append({"expert": self.spell_expert(who), "applicant": applicant(id)})
                rows[-1] |= {"item": dice.choice([item, items[item]]), "points": self.spell_mark(cell)}
            columns = ["expert", "applicant", "item", "points", *["note"] * self.chance(0.5)]
        else:
            heads, by_hand = {item: dice.choice([item, name]) for item, name in items.items()}, {}
            for who, id, item, cell in marks:
                pages = by_hand.setdefault((who, id), [{}])
                page = next((page for page in pages if item not in page), None)
                if page is None:
                    pages.append(page := {})
                page[item] = cell
            rows = []
            for (who, id), pages in by_hand.items():
                for page in pages:
                    row = {"expert": self.spell_expert(who), "applicant": applicant(id)}
                    row |= {heads[item]: self.spell_mark(cell) for item, cell in page.items()}
                    if len(page) == len(items) and all(map(is_number, page.values())):
                        row["合计"] = plain(sum(map(Fraction, page.values())))
                    rows.append(row)
            columns = ["expert", "applicant", *heads.values(), *["note"] * self.chance(0.3)]
            columns += ["合计"] * (len(shares) == 1 and self.chance(0.3))
        files = self.parts(name, columns, rows, 3)
        if dice.random() < 0.4 and len(files) > 1:
            files = [f"{name}*.csv"] if self.chance(0.5) else [files[0], f"{name}?.csv"]
        for track, round in shares:
            track.settings["ballots"][round["id"]] = files

    def ballots(self):
        way = self.dice.choice(["own", "by-round", "by-track"])
        for track in self.scheme.tracks:
            track.settings["ballots"] = {}
        left = [(track, round) for track in self.scheme.tracks for round in track.rounds]
        while left:
            track, round = left[0]
            shares = left[:1]
            if way == "by-round" and round["items"] != "standard":
                shares = [share for share in left if share[1] is round]
            elif way == "by-track":
                shares = [share for share in left if share[0] is track]
            left = [share for share in left if share not in shares]
            self.book(f"{self.dice.choice(['marks/', ''])}{track.settings['id']}-{round['id']}-", shares)

    def rest(self):
        """Marks, register and national lists, then the scheme itself."""
        scheme = self.scheme
        self.ballots()
        if "register" in scheme.settings:
            rows = [row | {day: self.day(row[day]) for day in ("granted_on", "revoked_on")} for row in scheme.register]
            self.table("register.csv", ["title", "id", "name", "granted_on", "revoked_on", "reason"], rows)
        text = toml_table("[scheme]", scheme.settings)
        for track in scheme.tracks:
            settings = dict(track.settings)
            if "national_list" in settings:
                file = self.table(f"{settings['id']}-national.csv", ["id", "name"], track.national)
                settings["national_list"] = {"file": file, **settings["national_list"]}
            text += toml_table("[[track]]", {key: value for key, value in settings.items() if value != {}})
            text += "".join(toml_table("[[track.round]]", round) for round in track.own_rounds)
            text += toml_table("[track.final]", track.own_final) if track.own_final else ""
        text += "".join(toml_table("[[round]]", round) for round in scheme.common)
        text += toml_table("[final]", scheme.final) if scheme.final else ""
        of_kind = {"recusal": scheme.recusals, "override": scheme.overrides, "objection": scheme.objections}
        for kind, records in of_kind.items():
            text += "".join(toml_table(f"[[{kind}]]", record) for record in records)
        (self.folder / "scheme.toml").write_text(text, "utf-8")
