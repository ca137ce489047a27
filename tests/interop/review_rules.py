"""The rules of a review, written down a second time from standards/schemes.md. Called by review.py.

`review` takes a Scheme through the steps in their order. Where schemes.md leaves a case open it is settled here as the
comments say. All arithmetic is done with fractions and whole square roots.
"""

import datetime
import math
import statistics
import tomllib
import unicodedata
from decimal import Decimal
from fractions import Fraction

DAY = datetime.timedelta(days=1)
RECUSED = "回避"
OUT = ("withdrawn", "ineligible", "failed-standard", "not-through")  # out of the running before any decision


class Refused(Exception):
    """The program has to refuse the scheme: exit 3."""


# ── Figures and words ───────────────────────────────────────────────────────────────────────────────────────────────


def half_up(value, decimals):
    return Fraction(math.floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def written(value, decimals):
    """As it is printed; exact, so the value has to be rounded already."""
    assert (value * 10**decimals).denominator == 1, (value, decimals)
    return f"{Decimal(int(value * 10**decimals)).scaleb(-decimals):.{decimals}f}"


def plain(value):
    """With as few places as it has."""
    return written(value, next(places for places in range(19) if (value * 10**places).denominator == 1))


def is_number(cell):
    return bool(cell) and set(cell) <= set("0123456789.")


def fold(text):
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def standard_mark(total, totals, decimals):
    """50 + 10 (total − mean) ÷ sample deviation, rounded half up from the exact root."""
    if len(totals) < 2 or len(set(totals)) == 1:
        return Fraction(50)
    mean = Fraction(sum(totals), len(totals))
    variance = sum((one - mean) ** 2 for one in totals) / (len(totals) - 1)
    root = 400 * 100**decimals * (total - mean) ** 2 / variance  # of this the root is to be added to, or taken from, `twice`
    twice = 100 * 10**decimals + 1
    if total >= mean:
        return Fraction((twice + math.isqrt(math.floor(root))) // 2, 10**decimals)
    return Fraction((twice - math.isqrt(math.ceil(root) - 1) - 1) // 2, 10**decimals)


# ── Days ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Calendar:
    def __init__(self, folder):
        self.off, self.on, self.years = set(), set(), set()
        for path in folder.glob("*.toml"):
            data = tomllib.loads(path.read_text("utf-8"))
            self.years.add(data["year"])
            self.on |= set(data["on"])
            for span in data["off"]:
                self.off |= {span["from"] + DAY * step for step in range((span["to"] - span["from"]).days + 1)}

    def is_worked(self, day):
        if day.year not in self.years or ((day.month, day.day) >= (12, 29) and day.year + 1 not in self.years):
            raise Refused(f"no working days for {day}")
        return day in self.on or (day not in self.off and day.weekday() < 5)

    def notice(self, posted_on, working_days, count_from):
        """The first and the last day that counts."""
        day, counted = posted_on if count_from == "posting-day" else posted_on + DAY, []
        while len(counted) < working_days:
            if self.is_worked(day):
                counted.append(day)
            day += DAY
        return counted[0], counted[-1]


def years_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# ── A review: what is written ───────────────────────────────────────────────────────────────────────────────────────


class Applicant:
    def __init__(self, id, name, **columns):
        self.id, self.name, self.columns, self.card = id, name, columns, None
        self.reset()

    def reset(self):
        self.outcome, self.computed, self.final, self.key, self.place, self.bonus = None, None, None, None, None, Fraction(0)
        self.rounds, self.reasons, self.unsure, self.withheld = {}, set(), set(), False

    def nominator(self):
        return self.columns.get("nominator") or self.columns.get("district") or ""


class Scorecard:
    """Of one applicant, from `score --format json`."""

    def __init__(self, row, gates):
        self.scored, self.passed = row["points"] is not None, row["passed"]
        if self.scored:
            self.points, self.available = Fraction(row["points"]), Fraction(row["points_available"])
            self.places = len(row["points"].partition(".")[2])
            lines = [line for line in row["indicators"] if line["id"] not in gates and line["state"] != "not-applicable"]
            self.items = {line["id"]: Fraction(line["of"]) for line in lines}


class Standing:
    """What a round gave one applicant."""

    def __init__(self):
        self.score = self.of = None  # the published score and its maximum
        self.marks = {}  # expert: (points, standard mark or None, state)
        self.items = {}  # per item only, item: (score, {expert: (points, state)})
        self.came = self.decided = False

    def share(self):
        return self.score / self.of


class Track:
    """`settings` as in the scheme, but `rounds` and `final` in full; `marks` per round: (expert, applicant, item, cell)."""

    def __init__(self, settings, rounds, final, applicants):
        self.settings, self.rounds, self.final, self.applicants = settings, rounds, final, applicants
        self.marks = {one["id"]: [] for one in rounds}
        self.quota, self.national, self.standard = settings["quota"], [], None
        self.seats = self.waiting = None

    def find(self, id):
        return next((one for one in self.applicants if one.id == id), None)

    def bonus_points(self):
        return sum((points for points in self.standard["bonus"].values()), Fraction(0)) if self.standard else Fraction(0)


def nameable(one, track):
    """Whether no other applicant bears the name."""
    return sum(other.name == one.name for other in track.applicants) == 1


class Scheme:
    def __init__(self, settings, tracks):
        self.settings, self.tracks, self.register = settings, tracks, []
        self.recusals, self.overrides, self.objections = [], [], []

    def decision(self, one):
        return next((record["decision"] for record in self.overrides if record["applicant"] == one.id), None)

    def objected(self, one, state):
        return any(record["applicant"] == one.id and record["state"] == state for record in self.objections)


# ── Steps 1 to 5: who is let in ─────────────────────────────────────────────────────────────────────────────────────


def concerns(row, track):
    """The applicants that a row of the register or of the national list is about, and whether by name only."""
    by_id = [one for one in track.applicants if row["id"] and one.id == row["id"]]
    return (by_id, False) if by_id else ([one for one in track.applicants if one.name == row["name"]], True)


def look_up_register(scheme, track):
    """Bars, holders and rows that cannot be read, as reasons of the applicants."""
    applied_on, years = scheme.settings.get("applied_on"), scheme.settings.get("bar_years")
    for row in scheme.register:
        found, by_name = concerns(row, track)
        granted, revoked = row["granted_on"], row["revoked_on"]
        for one in found:
            says = set()
            if isinstance(revoked, str):
                says = {"register-unclear"}
            elif revoked and years and revoked <= applied_on <= years_later(revoked, years):
                says = {"barred"}
            elif granted <= applied_on and (not revoked or revoked > applied_on):
                (says if row["title"] == track.settings["title"] else one.unsure).add("holder")  # another title: open
            one.reasons |= says
            if by_name:
                (one.reasons if says & {"barred", "holder"} else one.unsure).add("matched-by-name")


def let_in(scheme, track):
    most = track.settings.get("max_per_nominator")
    running = [one for one in track.applicants if scheme.decision(one) != "withdrawn"]
    look_up_register(scheme, track)
    for one in track.applicants:
        nominated = [other for other in running if other.nominator() == one.nominator()]
        if most and not one.nominator():
            one.reasons.add("no-nominator")
        elif most and len(nominated) > most:
            one.reasons.add("over-cap")
        if one.card and not one.card.scored:
            one.reasons.add("not-scored")
        # What is certain goes before what is waiting.
        if one not in running:
            one.outcome = "withdrawn"
        elif "barred" in one.reasons:
            one.outcome = "ineligible"
        elif one.card and one.card.passed is False and "over-cap" not in one.reasons:
            one.outcome = "failed-standard"  # all of a nominator over its cap wait, whatever their scores
        elif one.reasons & {"over-cap", "not-scored", "register-unclear"}:
            one.outcome = "not-decided"


# ── Step 6: rounds ──────────────────────────────────────────────────────────────────────────────────────────────────


def items_of(track, round, one):
    """Item and maximum; none where the row was not scored."""
    if round["items"] != "standard":
        return {item["id"]: item["points"] for item in round["items"]}
    return one.card.items if one.card.scored else {}


def recusals(scheme, track):
    """By a record or by a cell: it is between an expert and an applicant, so it holds in every round."""
    by_cell = {(id, fold(who)) for marks in track.marks.values() for who, id, _, cell in marks if cell == RECUSED}
    return by_cell | {(record["applicant"], fold(record["expert"])) for record in scheme.recusals}


def read_ballots(track, round):
    """Applicant: expert: item: mark. A second mark takes the first one with it."""
    found = {one.id: {} for one in track.applicants}
    for who, id, item, cell in track.marks[round["id"]]:
        one = track.find(id)
        if one is None:
            continue
        marks, most = found[id].setdefault(fold(who), {}), items_of(track, round, one).get(item)
        if most is not None and is_number(cell) and Fraction(cell) <= most:
            marks[item] = None if item in marks else Fraction(cell)
    return {
        id: {who: {item: mark for item, mark in marks.items() if mark is not None} for who, marks in ballots.items()}
        for id, ballots in found.items()
    }


def combine(panel, marks):
    """The exact result of marks {expert: figure}, and the experts whose marks were dropped."""
    order, trim = sorted(marks, key=marks.get), panel.get("trim", 0)
    dropped = order[:trim] + order[-trim:] if panel["combine"] == "trimmed-mean" and len(marks) >= panel["trim_from"] else []
    used = [marks[who] for who in order if who not in dropped]
    return (statistics.median(used) if panel["combine"] == "median" else sum(used) / Fraction(len(used))), dropped


def hold_round(scheme, track, round, came):
    panel, ballots = round["panel"], read_ballots(track, round)
    decimals, scaled, total_of = panel.get("decimals", 2), panel.get("scale") == "standard", {}
    for one in track.applicants:
        items = items_of(track, round, one)
        for who, marks in ballots[one.id].items():
            if items and set(marks) == set(items):
                total_of[one.id, who] = sum(marks.values())
    recused = recusals(scheme, track)
    # An expert's own scale: all complete ballots, also those of applicants that did not come so far; but who has withdrawn
    # counts for nothing.
    gone, given = {one.id for one in track.applicants if one.outcome == "withdrawn"}, {}
    for (id, who), total in total_of.items():
        if (id, who) not in recused and id not in gone:
            given.setdefault(who, []).append(total)
    for one in track.applicants:
        standing = one.rounds[round["id"]] = Standing()
        standing.came = one in came
        totals = {who: total_of[one.id, who] for who in ballots[one.id] if (one.id, who) in total_of}
        counted = {who: total for who, total in totals.items() if (one.id, who) not in recused}
        scale = counted
        if scaled and standing.came:
            scale = {who: standard_mark(total, given[who], decimals) for who, total in counted.items()}
        for who in ballots[one.id]:
            state = "recused" if (one.id, who) in recused else "used" if who in totals else "incomplete"
            if not ballots[one.id][who] and state == "incomplete":
                continue  # only blanks, or nothing that counts: open whether it is listed
            standing.marks[who] = (totals.get(who), scale.get(who) if scaled and standing.came else None, state)
        if not standing.came:
            continue
        items, dropped = items_of(track, round, one), []
        if panel.get("per") == "item":
            enough, scores = True, Fraction(0)
            for item in items:
                marks = {who: marks[item] for who, marks in ballots[one.id].items() if item in marks}
                valid = {who: mark for who, mark in marks.items() if (one.id, who) not in recused}
                score, gone = None, []
                enough = enough and len(valid) >= panel["min_marks"]
                if len(valid) >= panel["min_marks"]:
                    score, gone = combine(panel, valid)
                    score = half_up(score, decimals)
                    scores += score
                states = {who: "recused" if who not in valid else "dropped" if who in gone else "used" for who in marks}
                standing.items[item] = (score, {who: (mark, states[who]) for who, mark in marks.items()})
            result = scores
        else:
            enough = len(scale) >= panel["min_marks"]
            result, dropped = combine(panel, scale) if enough else (None, [])
        for who in dropped:
            standing.marks[who] = (*standing.marks[who][:2], "dropped")
        apart = max(counted.values()) - min(counted.values()) if counted else 0  # per item too: totals of complete ballots
        called = {fold(who) for who in round.get("further_experts", [])} & set(counted)
        if not enough:
            one.outcome = "not-decided"
            one.reasons.add("too-few-marks")
            one.unsure.add("spread")
        elif "spread_limit" in panel and apart > panel["spread_limit"] and not called:
            one.outcome = "not-decided"
            one.reasons.add("spread")
        else:
            standing.decided, standing.score = True, half_up(result, decimals)
            standing.of = Fraction(100) if scaled else full_points(track, round, one)


def full_points(track, round, one):
    """The maximum of a round: points available, without bonus indicators."""
    bonus = track.standard["bonus"] if round["items"] == "standard" else {}
    return sum((points for item, points in items_of(track, round, one).items() if item not in bonus), Fraction(0))


def hold_rounds(scheme, track):
    came = [one for one in track.applicants if one.outcome is None]
    for round in track.rounds:
        hold_round(scheme, track, round, came)
        came = [one for one in came if one.outcome is None]
        shares = sorted((one.rounds[round["id"]].share() for one in came), reverse=True)
        go_on, line = round.get("go_on", {}), Fraction(0)
        if "at_least" in go_on:
            line = Fraction(go_on["at_least"].removesuffix("%")) / 100
        elif "best" in go_on and len(shares) > go_on["best"]:
            line = shares[go_on["best"] - 1]
        for one in came:
            if one.rounds[round["id"]].share() < line:
                one.outcome = "not-through"
        came = [one for one in came if one.outcome is None]


# ── Steps 7 and 8: final scores and places ──────────────────────────────────────────────────────────────────────────


def is_preferred(track, one, kind):
    """By `prefer` or by `national_list`."""
    if kind not in track.settings:
        return False
    if kind == "national_list":
        return any(one in concerns(row, track)[0] for row in track.national)
    wanted = track.settings["prefer"]
    value = one.nominator() if wanted["column"] == "nominator" else one.columns.get(wanted["column"], "")
    return fold(value) in map(fold, wanted["any_of"])


def has_effect(track, one, effect):
    """Whether each of the two prefers the applicant with that effect, in the order of the chain."""
    kinds = [kind for kind in ("prefer", "national_list") if track.settings.get(kind, {}).get("effect") == effect]
    return [is_preferred(track, one, kind) for kind in kinds]


def final_decimals(track):
    if track.rounds:
        return track.final.get("decimals", 2)
    return next((one.card.places for one in track.applicants if one.card.scored), None)


def final_score(track, one, share_of):
    """With share_of(round) as the share of the maximum."""
    weighted = sum(Fraction(weight) * share_of(round) for round, weight in track.final["weights"].items())
    return half_up(weighted, track.final.get("decimals", 2)) + one.bonus


def score_finally(track):
    for one in track.applicants:
        for kind in ("prefer", "national_list"):
            if track.settings.get(kind, {}).get("effect") == "bonus" and is_preferred(track, one, kind):
                one.bonus += Fraction(track.settings[kind]["amount"])
        if one.outcome is not None:
            continue
        chain = [one.rounds[round].share() for round in track.final.get("tie_break", [])] if track.rounds else []
        if track.rounds:
            one.final = worth = final_score(track, one, lambda round: one.rounds[round].share())
        else:
            one.final, worth = one.card.points, one.card.points / one.card.available
        # The last part decides only when somebody is tried in another place, see could_reach.
        one.key = (worth, *chain, *map(Fraction, has_effect(track, one, "tie-break")), 0)
    worths = [one.key[0] for one in track.applicants if one.key]
    for one in track.applicants:
        one.place = 1 + sum(worth > one.key[0] for worth in worths) if one.key else None


# ── Step 9: seats ───────────────────────────────────────────────────────────────────────────────────────────────────


class Tie:
    """Applicants with as many seats as the chain left open among them; `losers` of them go behind the quota."""

    def __init__(self, members, seats):
        self.members, self.seats, self.losers = list(members), seats, len(members) - seats


class Group:
    """Applicants behind the quota that nothing tells apart; among them the losers of a tie, once it is decided."""

    def __init__(self, members, tie):
        self.members, self.tie, self.size = members, tie, len(members) + (tie.losers if tie else 0)
        self.room = 0  # how many of them the reserve list takes


class Seating:
    """Who sits where; `keys` says by what they are ranked."""

    def __init__(self, track, keys, states):
        self.track, self.states, self.ties, self.line = track, dict(states), [], []
        self.withheld, self.moved, self.unsure_moved, self.once_tied = set(), set(), set(), set()
        by_place = self.groups(keys, keys)
        wanted = [one for one in keys if any(has_effect(track, one, "seats"))]
        both = [track.settings.get(kind, {}) for kind in ("prefer", "national_list")]
        kept = next((settings["amount"] for settings in both if settings.get("effect") == "seats"), 0)
        # Seats for the preferred first. A tie at their end matters only if it decides who is in.
        left, reserved_tie, sharing = min(kept, track.quota), [], 0
        seated = []
        for group in self.groups(keys, wanted):
            if len(group) > left:
                reserved_tie, sharing = (group, left) if left else ([], 0)
                break
            seated += group
            left -= len(group)
        left = track.quota - len(seated) - sharing
        for group in by_place:
            group = [one for one in group if one not in seated]
            shared = sharing if reserved_tie and reserved_tie[0] in group else 0
            if len(group) - shared <= left:
                seated += group
                left -= len(group) - shared
            elif left:
                self.ties.append(Tie(group, left + shared))
                self.line.append(Group([], self.ties[-1]))
                left = 0
            elif shared:
                self.ties.append(Tie(reserved_tie, shared))
                self.line.append(Group([one for one in group if one not in reserved_tie], self.ties[-1]))
            else:
                self.line.append(Group(group, None))
        self.vacant = left
        self.states |= dict.fromkeys(seated, "selected")
        self.fill_reserve()

    @staticmethod
    def groups(keys, members):
        """Best first, equals together."""
        return [[one for one in members if keys[one] == key] for key in sorted({keys[one] for one in members}, reverse=True)]

    def fill_reserve(self):
        self.first_losers = {id(group): len(group.tie.members) - group.tie.seats for group in self.line if group.tie}
        for group in self.line:
            group.all = [*group.members, *(group.tie.members if group.tie else [])]
        left = self.track.settings.get("reserve", 0)
        for group in self.line:
            group.room = min(group.size, left)
            left -= group.room
            state = "below-quota" if not group.room else "reserve" if group.room == group.size else "tied-at-reserve"
            self.states |= dict.fromkeys(group.members, state)
            self.states |= dict.fromkeys(group.tie.members if group.tie else [], "tied-at-quota")

    # Step 10

    def override(self, scheme):
        before = dict(self.states)
        for one in [one for one in self.states if scheme.decision(one) == "reject"]:
            self.take_out(one, "rejected")
        outside, chosen = [], [one for one in self.states if scheme.decision(one) == "select"]
        chosen = [one for one in chosen if before[one] not in ("ineligible", "selected")]
        for one in chosen:
            tie = next((tie for tie in self.ties if one in tie.members), None)
            if tie and tie.seats:
                tie.seats -= 1
            else:
                outside.append(one)
            if tie:
                tie.members.remove(one)
        for _ in outside:  # a vacant seat first, then one that a tie left open
            tie = next((tie for tie in reversed(self.ties) if tie.seats), None)
            if self.vacant:
                self.vacant -= 1
            elif tie:
                tie.seats -= 1
            else:
                raise Refused("more are selected than the quota has seats")
        for one in chosen:
            for group in self.line:
                if one in group.members:
                    group.members.remove(one)
                    group.size -= 1
                    group.room = min(group.room, group.size)
        self.states |= dict.fromkeys(chosen, "selected")
        self.settle_ties()
        if any(scheme.decision(one) in ("reject", "select") for one in before):
            self.list_again(before)

    def list_again(self, before):
        """Losers of a tie come on the reserve list and push others out of it; places that decisions empty are not filled again."""
        left = self.track.settings.get("reserve", 0)
        if not left:
            return
        for group in self.line:
            gone = sum(before[one] == "reserve" and self.states[one] in ("rejected", "selected") for one in group.all)
            still = len(group.tie.members) - group.tie.seats if group.tie else 0
            settled = sum(before[one] == "tied-at-quota" for one in group.members)
            taken = gone + still + max(0, self.first_losers.get(id(group), 0) - settled - still)
            need = len(group.members) + taken
            state = "reserve" if need <= left else "below-quota" if not left else "tied-at-reserve"
            self.states |= dict.fromkeys(group.members, state)
            if state == "tied-at-reserve":
                self.once_tied |= set(group.members)
            group.room = min(need, left)
            left -= group.room

    def take_out(self, one, state):
        """Rejected or removed: the seat is vacant, the place on a list lapses, a tie has one member less."""
        if self.states[one] == "selected":
            self.vacant += 1
        for members in [tie.members for tie in self.ties] + [group.members for group in self.line]:
            if one in members:
                members.remove(one)
        self.states[one] = state

    def settle_ties(self):
        """Ties that are none any more: no seats left, or a seat for everyone; at the end of the reserve list likewise."""
        for group in self.line:
            if group.members and not group.tie and len(group.members) <= group.room:
                cut = [one for one in group.members if self.states[one] == "tied-at-reserve"]
                self.states |= dict.fromkeys(cut, "reserve")
            tie = group.tie
            if not tie or (tie.seats and len(tie.members) > tie.seats):
                continue
            group.tie = None
            self.ties.remove(tie)
            if tie.seats:
                self.vacant += tie.seats - len(tie.members)
                self.states |= dict.fromkeys(tie.members, "selected")
                continue
            behind = group.members + tie.members
            state = "below-quota" if not group.room else "reserve" if group.room >= len(behind) else "tied-at-reserve"
            group.members = behind
            self.states |= dict.fromkeys(behind, state)

    # Step 11

    def hear_objections(self, scheme, dismissed_for=None):
        for one in list(self.states):
            if one is dismissed_for:
                continue
            if scheme.objected(one, "upheld") and self.states[one] not in (*OUT, "rejected"):
                self.take_out(one, "removed")
            elif scheme.objected(one, "open") and self.states[one] in ("selected", "tied-at-quota", "reserve"):
                self.withheld.add(one)
        self.settle_ties()

    def move_up(self):
        """Vacant seats go down the reserve list. Equals that it cannot tell apart are tied for what is left."""
        if not self.track.settings.get("reserve", 0):
            return
        for group in self.line:
            free = min(self.vacant, group.room)
            if group.tie and free:
                losers = len(group.tie.members) - group.tie.seats
                group.tie.seats += min(free, losers)
                self.unsure_moved |= set(group.tie.members)
                self.vacant -= min(free, losers)
                free -= min(free, losers)
            reserve = [one for one in group.members if self.states[one] == "reserve"]
            if reserve and free >= len(reserve):
                self.vacant -= len(reserve)
                self.states |= dict.fromkeys(reserve, "selected")
                self.moved |= set(reserve)
            elif reserve and free:
                tie = Tie(reserve, free)
                self.ties.append(tie)
                self.vacant -= free
                self.states |= dict.fromkeys(reserve, "tied-at-quota")
        self.settle_ties()

    def outcome(self, one):
        state = self.states[one]
        if one in self.withheld and state in ("selected", "tied-at-quota", "reserve"):
            return "withheld"
        return "not-decided" if state == "tied-at-reserve" else state

    def seats(self):
        """Filled, open (withheld, or left by a tie) and vacant."""
        filled = sum(self.outcome(one) == "selected" for one in self.states)
        held = sum(self.states[one] == "selected" for one in self.withheld)
        still_open = held + sum(tie.seats for tie in self.ties)
        return {"filled": filled, "open": still_open, "vacant": self.track.quota - filled - still_open}


def seat(scheme, track, keys, states, dismissed_for=None):
    """Steps 9 to 11; also what step 9 alone says."""
    seating = Seating(track, keys, states)
    computed = {one: seating.outcome(one) for one in states}, dict(seating.states)
    seating.override(scheme)
    seating.hear_objections(scheme, dismissed_for)
    seating.move_up()
    return seating, *computed


BEYOND = Fraction(10**9)  # more than any share, where bonus indicators may count and nobody knows which


def best_key(track, one):
    """With full marks in whatever is open: what the applicant would be ranked by."""

    def share(round_id):
        standing = one.rounds[round_id]
        if standing.decided:
            return standing.share()
        round = next(round for round in track.rounds if round["id"] == round_id)
        weightless = not Fraction(track.final["weights"][round_id])
        if round["items"] != "standard" or round["panel"].get("scale") == "standard" or not track.bonus_points() or weightless:
            return Fraction(1)
        if not one.card.scored:
            return BEYOND
        return sum(one.card.items.values()) / full_points(track, round, one)  # bonus indicators on top

    if track.rounds:
        worth = final_score(track, one, share)
        chain = [share(round) for round in track.final.get("tie_break", [])]
    else:
        worth = one.card.points / one.card.available if one.card.scored else BEYOND
        chain = []
    return (worth, *chain, *map(Fraction, has_effect(track, one, "tie-break")), 0)


def could_reach(scheme, track, one, outcome, keys, states):
    """Whether the applicant could still have a seat, while everybody else stays as they are."""
    keys, states = dict(keys), dict(states)
    if outcome == "withheld" and one.key is None:
        return True  # selected by decision: its seat is kept for it
    if one.card and one.card.passed is False:
        return False  # over the cap, and below the standard as well
    if one.key is None:
        keys[one] = best_key(track, one)
    elif outcome == "not-decided":
        return False  # tied at the end of the reserve list: the quota is full before it
    try:
        seating, *_ = seat(scheme, track, keys, states, one)
    except Refused:  # somebody was selected into the seat
        return True
    return seating.outcome(one) in ("selected", "tied-at-quota")


def select(scheme, track):
    keys = {one: one.key for one in track.applicants if one.key}
    states = {one: one.outcome for one in track.applicants}
    seating, computed, at_first = seat(scheme, track, keys, states)
    for one in track.applicants:
        one.computed, one.outcome = computed[one], seating.outcome(one)
        one.withheld = one in seating.withheld
        if one in seating.moved:
            (one.unsure if one.withheld else one.reasons).add("moved-up")
        if one in seating.unsure_moved or one.outcome == "removed":
            one.unsure |= {"moved-up", "tied-at-reserve"}  # what it was before an objection removed it
        for code in ("tied-at-quota", "tied-at-reserve"):
            if seating.states[one] == code:
                one.reasons.add(code)
            elif at_first[one] == code or (code == "tied-at-reserve" and one in seating.once_tied):  # decided since: open whether the reason stays
                one.unsure.add(code)
    track.seats = seating.seats()
    pending = [one for one in track.applicants if one.outcome in ("not-decided", "withheld")]
    track.waiting = [one.id for one in pending if could_reach(scheme, track, one, one.outcome, keys, states)]


def review(scheme, calendar):
    """The days of the notice; everything else stands with the tracks and the applicants."""
    for track in scheme.tracks:
        for one in track.applicants:
            one.reset()
        let_in(scheme, track)
        hold_rounds(scheme, track)
        score_finally(track)
        select(scheme, track)
    notice = scheme.settings["notice"]
    return calendar.notice(**notice) if "posted_on" in notice else (None, None)
