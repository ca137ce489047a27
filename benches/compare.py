#!/usr/bin/env python3
"""shifan beside Polars, DuckDB and pandas: the same work on the same file, each as a whole process.

    python3 benches/compare.py [--rows 1000000 4000000] [--threads 1 2] [--repeat 5] [--work FOLDER]
                               [--table FILE] [--demonstration FILE] [--check]

The script needs a Rust toolchain, Python 3.11 and pip's way to PyPI, and nothing else. It

1. sets up the packages, in the versions below, in an environment of their own (they are reused in a --work folder that has them);
2. builds shifan and the floors (benches/floor.rs), and generates the pools (benches/pool.rs, ids in no order);
3. runs everything round after round, so that noise hits all alike, and takes medians of wall time, processor time and peak memory;
4. compares what every contestant wrote with the summary of shifan, line by line, and stops at the first that differs: rank, id, name,
   district, type, points, points available, met, applicable, the share met and the verdict, in the same order;
5. prints, and writes to --table, ratios to the floor with the targets beside them; with --check the exit code is 1 if any is missed;
6. with --demonstration writes what other arithmetic makes of the same pool (benches/contestants/inexact.py).

Ratios can be compared between machines; times cannot. `--rows 20000 --repeat 1` takes a minute, times nothing worth reading, and still
compares everything. What each contestant does is in benches/README.md.
"""

import argparse
import csv
import datetime
import filecmp
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGES = {
    "polars": "2.1.0",
    "polars-runtime-32": "2.1.0",
    "duckdb": "2.0.1",
    "pandas": "3.1.1",
    "pyarrow": "26.0.1",
    "numpy": "2.4.6",
    "python-dateutil": "2.9.0.post0",
    "six": "1.17.0",
}
# How many times faster than each of them shifan is meant to be, on as many threads.
RIVALS = {"polars": ("Polars", 4), "duckdb": ("DuckDB", 5), "pandas": ("pandas", 15)}
# At most so many times the floor, by threads.
OF_FLOOR = {1: 1.25, 2: 0.75}
MB_RANKED, MB_UNRANKED = 250, 32
MS_SMALL, MS_VERSION = 10, 3
OF_CALAMINE = 1.3
# One pass and two, and a tenth for noise.
EXPLAIN_PASSES, DIFF_PASSES = 1.1, 2.2


def stop(text: str) -> None:
    sys.exit(f"compare.py: {text}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# ── Setting up ──────────────────────────────────────────────────────────────────────────────────────────────────────


def packages(work: Path) -> Path:
    """The Python of an environment that holds the packages."""
    python = work / "venv" / "bin" / "python"
    listed = work / "venv" / "packages.txt"
    wanted = "".join(f"{name}=={version}\n" for name, version in PACKAGES.items())
    if not listed.exists() or listed.read_text() != wanted:
        say(f"setting up {', '.join(name for name, _ in RIVALS.values())}")
        venv.create(work / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", *wanted.split()], check=True)
        listed.write_text(wanted)
    return python


def built(work: Path, shifan: Path | None) -> dict[str, Path]:
    """The programs: two of the benches, and shifan as it is released or given. Copied, so that nothing that is built meanwhile changes them."""
    say("building the floors" if shifan else "building the floors and shifan")
    commands = [["bench", "--no-run", "--bench", "floor", "--bench", "pool"]]
    if not shifan:
        commands.append(["build", "--release", "--bin", "shifan"])
    programs = {}
    for command in commands:
        cargo = ["cargo", *command, "--locked", "--quiet", "--message-format=json"]
        done = subprocess.run(cargo, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            stop(f"`{' '.join(cargo)}` failed")
        for line in done.stdout.splitlines():
            message = json.loads(line)
            if message.get("executable"):
                programs[message["target"]["name"]] = Path(message["executable"])
    if shifan:
        programs["shifan"] = shifan
    (work / "bin").mkdir(exist_ok=True)
    return {name: Path(shutil.copy2(program, work / "bin" / name)) for name, program in programs.items()}


def pool(generator: Path, folder: Path, rows: int, seed: int, *options: str) -> Path:
    """A folder with a standard and a pool of so many rows."""
    say(f"generating {rows:,} rows")
    subprocess.run([generator, folder, str(rows), str(seed), "--shuffled", *options], check=True)
    return folder


# ── Measuring ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Contestant:
    """A program that is run as a whole process, and what its runs took."""

    name: str
    command: list[str | Path]
    threads: int | None = None
    out: Path | None = None
    # Does it write `out` to its standard output?
    pipes: bool = False
    codes: tuple[int, ...] = (0,)
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def wall(self) -> float:
        return statistics.median(self.walls)

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus)

    @property
    def peak(self) -> float:
        """Megabytes."""
        return statistics.median(self.peaks) * 1024 / 1e6

    def run(self, work: Path) -> None:
        if self.out:
            self.out.unlink(missing_ok=True)
        said = work / "stderr.txt"
        write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        out = str(self.out) if self.pipes else os.devnull
        files = [(os.POSIX_SPAWN_OPEN, 1, out, write, 0o644), (os.POSIX_SPAWN_OPEN, 2, str(said), write, 0o644)]
        command = [str(word) for word in self.command]
        started = time.perf_counter()
        process = os.posix_spawn(command[0], command, os.environ, file_actions=files)
        _, status, usage = os.wait4(process, 0)
        self.walls.append(time.perf_counter() - started)
        self.cpus.append(usage.ru_utime + usage.ru_stime)
        self.peaks.append(usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024)
        code = os.waitstatus_to_exitcode(status)
        if code not in self.codes:
            stop(f"{self.name} ended with {code}: {' '.join(command)}\n{said.read_text(errors='replace')}")


def rounds(contestants: list[Contestant], repeat: int, work: Path) -> None:
    """Everybody once, then everybody again: what else the machine does hits all alike."""
    for number in range(repeat):
        say(f"  round {number + 1} of {repeat}")
        for contestant in contestants:
            contestant.run(work)


# ── Agreement ───────────────────────────────────────────────────────────────────────────────────────────────────────


def lines(path: Path):
    """The lines of a table as bytes, without a mark of the encoding."""
    with open(path, "rb") as table:
        for number, line in enumerate(table):
            line = line.rstrip(b"\r\n")
            yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def cells(line: bytes | None) -> list[str]:
    return [] if line is None else next(csv.reader([line.decode()]), [])


def agree(ours: Path, theirs: Contestant) -> None:
    """Stops unless a contestant wrote what shifan did, in the same order: every column but the last, the reasons."""
    for number, (own, other) in enumerate(zip_longest(lines(ours), lines(theirs.out)), 1):
        # As a rule one is the beginning of the other; quotation marks may be set differently.
        if own is not None and other is not None and own.startswith(other + b","):
            if own.count(b",") == other.count(b",") + 1:
                continue
        if own is None or other is None or cells(own)[:-1] != cells(other):
            header = cells(next(lines(ours)))
            told = [f"{theirs.name} does not agree with shifan at line {number}:"]
            told += [
                f"  {column:<17} shifan {a!r:<28} {theirs.name} {b!r}{'' if a == b else '   <-- differs'}"
                for column, a, b in zip_longest(header[:-1], cells(own)[:-1], cells(other))
            ]
            stop("\n".join(told))


def agree_unranked(ranked: Path, unranked: Path, table: Path) -> None:
    """Stops unless the unranked summary holds the same rows as the ranked one, but for the ranks, in the order of the table."""
    def rest(line: bytes) -> bytes:
        return line.split(b",", 1)[1]

    if sum(hash(rest(line)) for line in lines(ranked)) != sum(hash(rest(line)) for line in lines(unranked)):
        stop(f"{unranked} holds other rows than {ranked}")
    for number, (line, row) in enumerate(zip_longest(lines(unranked), lines(table)), 1):
        if number > 1 and (line is None or row is None or rest(line).split(b",", 1)[0] != row.split(b",", 1)[0] or line[:1] != b","):
            stop(f"{unranked}, line {number}: not the applicant in that row of the table, or with a rank")


# ── The table ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Report:
    """Lines of Markdown, and the targets that were missed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.missed: list[str] = []

    def add(self, *text: str) -> None:
        self.lines += text
        print("\n".join(text), flush=True)

    def row(self, *row: str) -> None:
        self.add("| " + " | ".join(row) + " |")

    def table(self, *header: str) -> None:
        self.row(*header)
        self.row(*("---" if i == 0 else "---:" for i in range(len(header))))

    def target(self, of: str, value: float, limit: float, unit: str = " ×", at_least: bool = False) -> str:
        """The target as it stands beside a figure."""
        reached = value >= limit if at_least else value <= limit
        if not reached:
            self.missed.append(f"{of}: {value:.2f}{unit}, target {'at least' if at_least else 'at most'} {limit:g}{unit}")
        return f"{'≥' if at_least else '≤'} {limit:g}{unit}{'' if reached else ' **missed**'}"


def own_peak() -> float:
    """Megabytes of this process at its peak. The peak of a process that it starts begins there (Linux counts from before `exec`)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak if sys.platform != "darwin" else peak // 1024) * 1024 / 1e6


def megabytes(peak: float) -> str:
    return f"{peak:.0f}" if peak > own_peak() * 1.05 else f"≤ {peak:.0f}"


def machine(versions: str, repeat: int) -> list[str]:
    cpu = platform.processor() or platform.machine()
    try:
        cpu = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1]
    except (OSError, TypeError):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [
        f"{datetime.date.today()}, {cpu}, {cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}. {versions}.",
        f"Medians of {repeat} rounds in which everybody runs once." if repeat > 1 else "**One round: these times mean nothing.**",
    ]


def on(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def knows(shifan: Path, command: str, option: str) -> bool:
    return option in subprocess.run([shifan, command, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout


def at_scale(rows: int, folder: Path, programs: dict[str, Path], python: Path, args: argparse.Namespace, report: Report) -> Path:
    """One size of pool: everybody, their agreement, their table. Gives back the summary of shifan."""
    shifan, table = programs["shifan"], folder / "pool.csv"
    contestants = [floor := Contestant("floor (crate csv)", [programs["floor"], "csv", table], 1)]
    threaded = knows(shifan, "score", "--threads")
    if not threaded:
        report.add("", "This shifan has no `--threads`: what it does by itself stands under the first number of threads.")
    ours: dict[int, Contestant] = {}
    unranked: dict[int, Contestant] = {}
    theirs: dict[str, list[Contestant]] = {key: [] for key in RIVALS}
    for threads in args.threads if threaded else args.threads[:1]:
        for kept, name, options in ((ours, "shifan", ()), (unranked, "shifan --no-rank", ("--no-rank",))):
            out = folder / f"{name.replace(' ', '')}-{threads}.csv"
            command = [shifan, "-q", "score", folder / "standard.toml", table, "--summary", "--format", "csv", *options]
            kept[threads] = Contestant(name, command + (["--threads", str(threads)] if threaded else []), threads, out, pipes=True)
            contestants.append(kept[threads])
    for threads in args.threads:
        for key, (name, _) in RIVALS.items():
            out = folder / f"{key}-{threads}.csv"
            command = [python, HERE / "contestants" / f"{key}_score.py", table, out, str(threads)]
            theirs[key].append(Contestant(name, command, threads, out))
            contestants.append(theirs[key][-1])
    last = max(ours)
    id_in_the_middle = next(line for number, line in enumerate(lines(table)) if number == rows // 2 + 1).split(b",")[0].decode()
    standard, changed = folder / "standard.toml", folder / "changed.toml"
    passes = []
    for name, command, limit in (
        ("`explain` of one applicant", ["explain", standard, table, "-a", id_in_the_middle], EXPLAIN_PASSES),
        ("`diff` where nothing differs", ["diff", standard, standard, table], DIFF_PASSES),
        ("`diff` that moves the ranks of a third, and lists them", ["diff", standard, changed, table], DIFF_PASSES),
    ):
        options = ["--threads", str(last)] if knows(shifan, command[0], "--threads") else []
        passes.append((Contestant(name, [shifan, "-q", *command, *options], codes=(0, 1)), limit))

    say(f"{rows:,} rows")
    rounds(contestants + [contestant for contestant, _ in passes], args.repeat, folder)

    reference = ours[min(ours)].out
    for contestant in (contestant for key in RIVALS for contestant in theirs[key]):
        agree(reference, contestant)
    for contestant in ours.values():
        if not filecmp.cmp(reference, contestant.out, shallow=False):
            stop(f"shifan wrote other bytes on {contestant.threads} threads")
    for contestant in unranked.values():
        agree_unranked(reference, contestant.out, table)
    say(f"{rows:,} rows: all agree")

    size = table.stat().st_size / 1e6
    report.add("", f"### {rows:,} applicants ({size:,.0f} MB)", "")
    report.table("", "threads", "× floor", "target", "slower than shifan", "target", "wall s", "CPU s", "peak MB", "target")
    for c in contestants:
        of_floor = c.wall / floor.wall
        ratio_target = slower = slower_target = memory_target = ""
        here = f"{c.name} on {on(c.threads)}, {rows:,} rows"
        if c.name == "shifan":
            if c.threads in OF_FLOOR:
                ratio_target = report.target(here, of_floor, OF_FLOOR[c.threads])
            memory_target = report.target(f"{here}, memory", c.peak, MB_RANKED, " MB")
        elif c in unranked.values():
            memory_target = report.target(f"{here}, memory", c.peak, MB_UNRANKED, " MB")
        for key, (_, limit) in RIVALS.items():
            if c in theirs[key] and c.threads in ours:
                times = c.wall / ours[c.threads].wall
                slower, slower_target = f"{times:.2f} ×", report.target(f"{here}, against shifan", times, limit, at_least=True)
        row = [c.name, f"{c.threads}", f"{of_floor:.2f}", ratio_target, slower, slower_target, f"{c.wall:.2f}", f"{c.cpu:.2f}"]
        report.row(*row, megabytes(c.peak), memory_target)
    report.add("", f"One pass is `score --summary` as above, on {on(last)}:", "")
    report.table("", "passes", "target", "× floor", "wall s", "peak MB")
    for c, limit in passes:
        times = c.wall / ours[last].wall
        target = report.target(f"{c.name}, {rows:,} rows", times, limit, " passes")
        report.row(c.name, f"{times:.2f}", target, f"{c.wall / floor.wall:.2f}", f"{c.wall:.2f}", megabytes(c.peak))
    # Room for the next size; the summary is still wanted.
    for contestant in contestants:
        if contestant.out and contestant.out != reference:
            contestant.out.unlink(missing_ok=True)
    return reference


def small(folder: Path, programs: dict[str, Path], repeat: int, report: Report) -> None:
    """What a short call takes from the start of the process."""
    shifan, out = programs["shifan"], folder / "small.csv"
    score = [shifan, "-q", "score", folder / "standard.toml", folder / "pool.csv", "--summary", "--format", "csv"]
    true = shutil.which("true") or stop("there is no program `true`")
    contestants = [
        nothing := Contestant("`true`: starting a process at all", [true]),
        version := Contestant("`shifan --version`", [shifan, "--version"]),
        thousand := Contestant("`shifan score`, 1,000 rows", score, out=out, pipes=True),
    ]
    say("short calls")
    rounds(contestants, 1 if repeat == 1 else max(repeat, 25), folder)
    report.add("", "### Short calls", "")
    report.table("", "wall ms", "target", "peak MB")
    for contestant, limit in ((nothing, None), (version, MS_VERSION), (thousand, MS_SMALL)):
        ms = contestant.wall * 1000
        target = "" if limit is None else report.target(contestant.name, ms, limit, " ms")
        report.row(contestant.name, f"{ms:.1f}", target, megabytes(contestant.peak))


def workbook(rows: int, folder: Path, programs: dict[str, Path], args: argparse.Namespace, report: Report) -> None:
    """The same table as a workbook, beside the bare reader of its cells; and that it scores as the CSV file does."""
    shifan, book = programs["shifan"], folder / "pool.xlsx"
    contestants = [floor := Contestant("calamine, cells only", [programs["floor"], "xlsx", book], 1)]
    threaded = knows(shifan, "score", "--threads")
    for threads in args.threads if threaded else args.threads[:1]:
        out = folder / f"xlsx-{threads}.csv"
        command = [shifan, "-q", "score", folder / "standard.toml", book, "--summary", "--format", "csv"]
        contestants.append(Contestant("shifan", command + (["--threads", str(threads)] if threaded else []), threads, out, pipes=True))
    say("workbook")
    rounds(contestants, args.repeat, folder)
    plain = folder / "csv.csv"
    command = [shifan, "-q", "score", folder / "standard.toml", folder / "pool.csv", "--summary", "--format", "csv"]
    Contestant("shifan", command, out=plain, pipes=True).run(folder)
    for contestant in contestants[1:]:
        if not filecmp.cmp(plain, contestant.out, shallow=False):
            stop("shifan scores the workbook otherwise than the CSV file")
    report.add("", f"### The same as a workbook: {rows:,} rows of 83 columns", "")
    report.table("", "threads", "× calamine", "target", "wall s", "CPU s", "peak MB")
    for c in contestants:
        ratio = c.wall / floor.wall
        target = "" if c is floor else report.target(f"shifan on a workbook and {on(c.threads)}", ratio, OF_CALAMINE)
        report.row(c.name, f"{c.threads}", f"{ratio:.2f}", target, f"{c.wall:.2f}", f"{c.cpu:.2f}", megabytes(c.peak))


# ── Everything ──────────────────────────────────────────────────────────────────────────────────────────────────────


def compare(args: argparse.Namespace, work: Path) -> int:
    python = packages(work)
    programs = built(work, args.shifan)
    report = Report()
    version = subprocess.run([programs["shifan"], "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
    versions = f"shifan {version}, " + ", ".join(f"{name} {PACKAGES[key]}" for key, (name, _) in RIVALS.items())
    report.add("## Measured", "", *machine(versions, args.repeat))
    for rows in args.rows:
        folder = pool(programs["pool"], work / f"pool-{rows}", rows, args.seed)
        summary = at_scale(rows, folder, programs, python, args, report)
        if args.demonstration and rows == args.rows[0]:
            say("demonstration")
            command = [python, HERE / "contestants" / "inexact.py", programs["shifan"], folder / "pool.csv", summary]
            text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            args.demonstration.write_text(text)
            print(text)
    small(pool(programs["pool"], work / "pool-small", 1000, args.seed), programs, args.repeat, report)
    rows = min(100_000, max(args.rows))
    workbook(rows, pool(programs["pool"], work / "pool-xlsx", rows, args.seed, "--xlsx"), programs, args, report)
    if args.table:
        args.table.write_text("\n".join(report.lines) + "\n")
    if report.missed and (args.check or args.repeat > 1):
        say("\nTargets that were missed:\n" + "\n".join(f"  {missed}" for missed in report.missed))
    return int(args.check and bool(report.missed))


def main() -> int:
    parser = argparse.ArgumentParser(description="shifan beside Polars, DuckDB and pandas; see the head of this file.")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 4_000_000], help="sizes of the pool")
    parser.add_argument("--seed", type=int, default=1, help="of the pool")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads")
    parser.add_argument("--repeat", type=int, default=5, help="rounds")
    parser.add_argument("--work", type=Path, help="folder for packages, pools and results; kept (default: a temporary one)")
    parser.add_argument("--shifan", type=Path, help="measure this program instead of the one that is built")
    parser.add_argument("--table", type=Path, help="write the tables to this file")
    parser.add_argument("--demonstration", type=Path, help="write what other arithmetic makes of the first pool to this file")
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    args = parser.parse_args()
    if args.work:
        args.work.mkdir(parents=True, exist_ok=True)
        return compare(args, args.work.resolve())
    with tempfile.TemporaryDirectory() as work:
        return compare(args, Path(work))


if __name__ == "__main__":
    sys.exit(main())
