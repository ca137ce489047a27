#!/usr/bin/env python3
"""A second opinion on the working days.

    python3 tests/interop/workdays.py

For every day of every year that has a file in src/review/workdays, this script compares what the files say (a day off,
a weekend day that is worked, otherwise Monday to Friday) with two packages that keep calendars of their own. A package
is asked only about years whose notice it knows; a year that neither knows fails.

One line per year; the last line is `N passed, M failed`; the exit code is 1 if anything failed. Needs Python 3.11 and
the packages `chinesecalendar` and `holidays`.
"""

import sys
import tomllib
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays

FILES = Path(__file__).resolve().parents[2] / "src/review/workdays"


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def main():
    years = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FILES.glob("*.toml"))]
    # All files together: a notice may give days of the December before.
    off = {day for year in years for one in year["off"] for day in days(one["from"], one["to"])}
    on = {day for year in years for day in year["on"]}

    def ours(day):
        return day not in off and (day in on or day.weekday() < 5)

    china = holidays.country_holidays("CN", years=[year["year"] for year in years])
    # `holidays` estimates the years whose notice it does not know, and then has no weekend days that are worked.
    others = {
        "chinesecalendar": (chinese_calendar.is_workday, {day.year for day in chinese_calendar.constants.holidays}),
        "holidays": (china.is_working_day, {day.year for day in china.weekend_workdays}),
    }
    passed = failed = 0
    for year in (year["year"] for year in years):
        calendar = days(date(year, 1, 1), date(year, 12, 31))
        asked = [name for name, (_, known) in others.items() if year in known]
        wrong = [f"{day} ({name})" for name in asked for day in calendar if others[name][0](day) != ours(day)]
        count = f"{sum(map(ours, calendar))} working days of {len(calendar)}"
        print(f"{year}: {count}, compared with {', '.join(asked) or 'nothing'}; {len(wrong)} differ", *wrong)
        good = asked and not wrong
        passed, failed = passed + bool(good), failed + (not good)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
