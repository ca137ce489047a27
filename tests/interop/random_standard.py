"""Standards drawn at random, for comparing engines: all kinds of rules, awkward limits."""

import re
from decimal import Decimal


def random_standard(rng, n):
    """A valid standard with all kinds of rules and awkward limits."""
    decimals = rng.choice([0, 1, 2, 2, 3])
    unit = Decimal(1).scaleb(-decimals)
    types = ["a", "b", "c"][: rng.choice([0, 0, 2, 3])]
    out = ["[standard]", f'id = "random-{n}"', 'name = "随机标准"', 'document = "测试"', 'edition = "1"', 'wording = "illustrative"',
           'applicant = "institution"', f"decimals = {decimals}", "[check]",
           'allow = [ { code = "divisor-may-be-zero", reason = "测试" } ]', "[pass]"]  # fmt: skip
    if rng.random() < 0.7:
        out.append(f'met_share = "{rng.choice(["85%", "66.67%", "50%", "33.3%"])}"')
    if rng.random() < 0.5:
        out.append(f'points_share = "{rng.choice(["80%", "60.5%", "12.345%"])}"')
    if rng.random() < 0.3:
        out.append(f"points = {rng.choice([10, 20])}")
    for t in types:
        out += ["[[type]]", f'id = "{t}"', f'name = "类型{t}"']
    dimensions = ["X", "Y"][: rng.choice([0, 1, 2])]
    for d in dimensions:
        out += ["[[dimension]]", f'id = "{d}"', f'name = "维度{d}"', 'clause = "一"']
        if rng.random() < 0.5:
            out.append(f'at_least = "{rng.choice(["60%", "33.33%", "50%"])}"')

    def some_types():
        return "[" + ", ".join(f'"{t}"' for t in sorted(rng.sample(types, rng.randint(1, len(types) - 1)))) + "]"

    def money(low, high):
        return (Decimal(rng.randint(low, high)) * rng.choice([Decimal(1), unit, Decimal("0.5")])).quantize(unit) or unit

    inputs = 0
    for i in range(rng.randint(5, 12)):
        kind = rng.choice(["yes-no", "tiers", "linear", "target", "levels", "per-case", "judged", "required", "veto", "tiers", "linear", "target"])
        gate = kind in ("required", "veto")
        full = abs(money(1, 12))
        lines = ["[[indicator]]", f'id = "I{i}"', f'name = "指标{i}"', f'kind = "{kind}"', 'clause = "一"', 'evidence = ["材料"]', 'source = "测试"']
        if dimensions and not gate:
            lines.append(f'dimension = "{rng.choice(dimensions)}"')
        if not gate:
            lines.append(f"points = {full}")
        if rng.random() < 0.3:
            lines.append("not_applicable = true" if not types or rng.random() < 0.5 else f"not_applicable = {{ type = {some_types()} }}")
        if types and rng.random() < 0.2:
            lines.append(f"applies_to = {{ type = {some_types()} }}")
        if not gate and rng.random() < 0.1:
            lines.append("bonus = true")
        percent = rng.random() < 0.5
        figure = kind in ("tiers", "linear", "target") or (gate and rng.random() < 0.5)
        scale = rng.choice([0, 0, 1, 2])

        def mark(low, high):
            value = (Decimal(rng.randint(low * 100, high * 100)) / 100).quantize(Decimal(1).scaleb(-scale))
            return f'"{value}%"' if percent else str(value)

        if figure:
            if percent:
                lines.append('unit = "%"')
            if rng.random() < 0.6:
                form = rng.choice(["a / b", "a / b", "a / b", "(a + b) / (c + d)", "a + b", "a"])
                if percent and "/" not in form:
                    form = "a / b"
                names = {}
                for letter in re.findall(r"[a-d]", form):
                    names[letter] = f"n{inputs}"
                    out += ["[[input]]", f'id = "n{inputs}"', f'name = "数{inputs}"', f"whole = {rng.choice(['true', 'true', 'false'])}"]
                    inputs += 1
                lines.append(f'value = "{re.sub("[a-d]", lambda m: names[m[0]], form)}"')
                if percent:
                    lines.append("over_100 = true" if rng.random() < 0.5 else "over_100 = false")
        up = rng.random() < 0.7
        key = rng.choice(["at_least", "more_than"] if up else ["at_most", "less_than"])
        if kind == "tiers":
            count = rng.randint(1, 4)
            marks = sorted({Decimal(mark(1, 95).strip('"%')) for _ in range(count)}, reverse=up)
            points = sorted({unit * rng.randint(1, max(1, int(full / unit))) for _ in marks} | {full}, reverse=True)[: len(marks)]
            marks = marks[: len(points)]
            tiers = ", ".join("{ %s = %s, points = %s }" % (key, f'"{m}%"' if percent else m, p) for m, p in zip(marks, points))
            lines.append(f"tiers = [ {tiers} ]")
        elif kind == "linear":
            low, high = sorted([Decimal(mark(0, 99).strip('"%')), Decimal(mark(0, 99).strip('"%'))])
            if low == high:
                high += 1
            ends = (low, high) if up else (high, low)
            quote = (lambda v: f'"{v}%"') if percent else str
            lines += [f"zero_at = {quote(ends[0])}", f"full_at = {quote(ends[1])}"]
        elif kind == "target":
            lines.append(f"{key} = {mark(1, 90)}")
            if rng.random() < 0.7:
                lines.append('short = "pro-rata"')
        elif kind == "levels":
            lines.append('levels = [ ' + ", ".join(f'{{ level = "{name}" }}' for name in ["优", "良", "中", "差"][: rng.randint(1, 4)]) + " ]")
        elif kind == "per-case":
            lines.append(f"each = {rng.choice(['-', ''])}{(full / rng.choice([1, 2, 3, 4])).quantize(Decimal('0.001')) or unit}")
        elif gate and figure:
            lines.append(f"{key} = {mark(1, 90)}")
        out += lines
    return "\n".join(out) + "\n"
