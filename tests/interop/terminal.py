#!/usr/bin/env python3
"""What only a terminal shows, and what a process leaves that is killed.

* Long work shows at a terminal how far it has come, in the language of the run, and the line is gone in the end: what stays on
  the screen is what a pipe gets. Nothing of it in a pipe, with -q, at a terminal that cannot be steered, in a short run, or in
  the result. Ctrl-C leaves the terminal as it was.
* A file that is being written stands there whole or not at all: killed at any moment the program leaves the old file, byte for
  byte, or none. Existing files are written over with --force only, by every command that writes any.

    python3 tests/interop/terminal.py PROGRAM [--kills N]

The table that is scored is made so long that scoring it takes two seconds on this machine. Needs nothing but Python; the last
line is `N passed, M failed`; the exit code is 1 if anything failed.
"""

import argparse
import fcntl
import os
import pty
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "chongqing-2025"
STANDARD = "chongqing-district"
COLUMNS = 100


class Log:
    def __init__(self):
        self.passed = self.failed = 0

    def hold(self, is_so, what, seen=""):
        self.passed += bool(is_so)
        self.failed += not is_so
        if not is_so:
            print(f"  NOT SO {what}: {seen!r:.600}")


# ── A terminal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def open_terminal():
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    return master, slave


def at_terminal(command, also_stdout=False, interrupt_at=None, kind="xterm"):
    """Runs a command with stderr (and stdout) at a terminal: what the terminal got, stdout, the exit code, and whether the
    terminal is as it was. It is interrupted as by Ctrl-C once `interrupt_at` was seen."""
    master, slave = open_terminal()
    before = termios.tcgetattr(slave)
    with tempfile.TemporaryFile() as out:
        environment = {**os.environ, "LC_ALL": "C", "TERM": kind}
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=slave if also_stdout else out, stderr=slave,
                                   env=environment, start_new_session=True)  # fmt: skip
        got = b""
        os.set_blocking(master, False)
        interrupted = False
        while True:
            ended = process.poll() is not None
            try:
                got += os.read(master, 1 << 16)
                continue
            except BlockingIOError:
                pass
            if ended:
                break
            if interrupt_at and not interrupted and interrupt_at in got.decode("utf-8", "replace"):
                process.send_signal(signal.SIGINT)
                interrupted = True
            time.sleep(0.01)
        as_it_was = termios.tcgetattr(slave) == before
        os.close(master)
        os.close(slave)
        out.seek(0)
        return got.decode("utf-8"), out.read(), process.returncode, as_it_was


def screen(text):
    """What is left on the screen: the lines that were ended, and the one that was not."""
    lines, line, at = [], [], 0
    for piece in re.finditer(r"\x1b\[(\d*)([A-Za-z])|\r|\n|[^\x1b\r\n]", text):
        piece, count, letter = piece[0], piece[1], piece[2]
        if piece == "\n":
            lines.append("".join(line).rstrip())
            line, at = [], 0
        elif piece == "\r":
            at = 0
        elif letter == "K":
            line = [] if count == "2" else line[:at]
        elif letter == "A":
            raise AssertionError("the cursor goes up: the line was longer than the terminal is wide")
        elif letter is None:
            line[at:at + 1] = [piece]
            at += 1
    return lines, "".join(line).rstrip()


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def in_pipes(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env={**os.environ, "LC_ALL": "C"}, check=False)


def long_table(program, folder):
    """A table whose scoring takes long enough to be seen, with a few findings in it."""
    head, *rows = (EXAMPLE / "districts.csv").read_text("utf-8").splitlines()
    rows = [row for row in rows if not row.startswith("500243")]  # its row is not scored, which would be said over and over
    plain = min(rows, key=lambda row: row.count('"'))
    table = folder / "全市 自评.csv"
    count = 10_000
    while True:
        with table.open("w", encoding="utf-8") as file:
            file.write(head + "\n")
            for number in range(count):
                file.write(f"ID{number}," + plain.split(",", 1)[1] + "\n")
            # An error and a note.
            file.write("LAST," + rows[1].split(",", 1)[1].replace(",84,84,", ",84,九十,", 1) + "\n注：以上为自评数据\n")
        began = time.monotonic()
        in_pipes([program, "-q", "score", STANDARD, str(table), "--summary", "--format", "csv"])
        if time.monotonic() - began > 2:
            return table
        count *= 2


def progress(log, program, folder):
    table = long_table(program, folder)
    result = folder / "result.csv"
    score = [program, "--lang", "zh", "score", STANDARD, str(table), "--summary", "--format", "csv"]
    piped = in_pipes(score)
    only_findings = piped.returncode == 1 and b"\x1b" not in piped.stderr and "正在".encode() not in piped.stderr
    log.hold(only_findings, "a pipe gets findings only", piped.stderr)
    findings = [line.rstrip() for line in piped.stderr.decode("utf-8").splitlines()]
    log.hold(any("九十" in line for line in findings), "the table has a finding", findings)

    got, out, code, as_it_was = at_terminal(score)
    lines, last = screen(got)
    log.hold("正在读取 全市 自评.csv：已读 " in got, "rows so far are shown", got[:400])
    log.hold(re.search(r"\d MB / \d", got) is not None, "bytes of all bytes are shown", got[:400])
    log.hold("?25" not in got, "the cursor is not hidden", got[:200])
    widest = max(map(width, re.split(r"[\r\n]", got.replace("\x1b[2K", ""))))
    log.hold(widest <= max(COLUMNS, *map(width, findings)), "no line is wider than the terminal", widest)
    log.hold((lines, last) == (findings, ""), "the findings stand alone in the end", (lines[:3], last, findings[:3]))
    log.hold(out == piped.stdout and code == piped.returncode, "the result is the same", out[:200])
    log.hold(as_it_was, "the terminal is as it was")

    got, _, _, _ = at_terminal([*score, "-o", str(result)])
    log.hold(screen(got) == (findings, ""), "findings alone after a file", got[-300:])
    log.hold(result.read_bytes() == "\ufeff".encode() + piped.stdout, "the file is the same")
    english, _, _, _ = at_terminal(["en" if word == "zh" else word for word in score])
    log.hold("rows so far" in english and "正在" not in english, "English says it in English", english[:300])

    # Findings are not shown in the middle of a result at the terminal, and no progress is while one is printed.
    got, _, _, _ = at_terminal([*score, "--top", "3"], also_stdout=True)
    lines, last = screen(got)
    log.hold(lines == piped_lines([*score, "--top", "3"]) and last == "", "result and findings at one terminal", lines[:5])

    for kind, command in (("-q", [program, "-q", *score[1:]]), ("a dumb terminal", score)):
        got, out, _, _ = at_terminal(command, kind="dumb" if kind != "-q" else "xterm")
        log.hold("正在" not in got and "\x1b[2K" not in got, f"no progress with {kind}", got[:200])
        log.hold(out == piped.stdout, f"the result with {kind}")
    log.hold(at_terminal([program, "-q", *score[1:]])[0] == "", "-q says nothing at all")
    short = [program, "score", STANDARD, str(EXAMPLE / "districts.csv"), "--summary", "--format", "csv"]
    got, _, _, _ = at_terminal(short)
    log.hold("reading" not in got and screen(got)[1] == "", "a short run stays silent", got[:200])

    # On a busy machine the run may be over before the signal comes; then it is tried again.
    for _ in range(5):
        got, _, code, as_it_was = at_terminal([*score, "-o", str(result), "--force"], interrupt_at="正在读取")
        if code == -signal.SIGINT:
            break
    log.hold(code == -signal.SIGINT and as_it_was and "?25" not in got, "Ctrl-C ends it and leaves the terminal sane", (code, as_it_was))
    return table


def piped_lines(command):
    both = in_pipes(command)
    return [line.rstrip() for line in (both.stdout + both.stderr).decode("utf-8").splitlines()]


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def killed(log, program, folder, table, kills, seed=5):
    """Kills the program while it writes: a file, a new file, a folder of results."""
    drawn = random.Random(seed)
    result = folder / "kept.json"
    old = b'{"old": true}\n' * 1000
    write = [program, "-q", "score", STANDARD, str(table), "--format", "json", "--force", "-o"]
    seen_writing = 0
    for turn in range(kills):
        for existing in (True, False):
            target = result if existing else folder / "new.json"
            if existing:
                result.write_bytes(old)
            process = subprocess.Popen([*write, str(target)], stdin=subprocess.DEVNULL)
            # Until something is written beside the place, and then a little.
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and process.poll() is None:
                if any(file.stat().st_size > 1 << 16 for file in folder.glob(".shifan*")):
                    break
                time.sleep(0.005)
            time.sleep(drawn.random() * 0.3)
            seen_writing += process.poll() is None
            process.kill()
            process.wait()
            left = target.read_bytes() if target.exists() else None
            # Whoever was done before the kill has written everything.
            whole = left is not None and left.endswith(b"}\n") and process.returncode in (0, 1)
            kept = left == (old if existing else None)
            log.hold(whole or kept, "killed while writing: the old file or none", (turn, existing, left and left[-50:]))
            for file in [*folder.glob(".shifan*"), folder / "new.json"]:
                file.unlink(missing_ok=True)
    log.hold(seen_writing >= kills, "most kills came while it wrote", seen_writing)

    scheme = folder / "scheme"
    shutil.copytree(EXAMPLE, scheme)
    whole = folder / "whole"
    subprocess.run([program, "-q", "review", str(scheme / "scheme.toml"), "--out", str(whole)], stdout=subprocess.DEVNULL)
    whole = sorted(file.name for file in whole.iterdir())
    out = folder / "results"
    for turn in range(kills):
        review = [program, "-q", "review", str(scheme / "scheme.toml"), "--out", str(out)]
        process = subprocess.Popen(review, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None and not any(folder.glob(".shifan*")):
            time.sleep(0.0005)
        time.sleep(drawn.random() * 0.01)
        process.kill()
        process.wait()
        names = sorted(file.name for file in out.iterdir()) if out.exists() else []
        log.hold(names in ([], whole), "a folder of results is there as a whole or not at all", names)
        for made in [out, *folder.glob(".shifan*")]:
            shutil.rmtree(made, ignore_errors=True)


def overwriting(log, program, folder):
    """Every command that writes a file, with the option and what it writes."""
    district, scheme = str(EXAMPLE / "districts.csv"), str(EXAMPLE / "scheme.toml")
    recheck = str(ROOT / "examples" / "chongqing-2026-recheck" / "scheme.toml")
    commands = (
        ["score", STANDARD, district, "-o"], ["score", STANDARD, district, "--format", "csv", "-o"],
        ["explain", STANDARD, district, "-a", "500112", "-o"], ["review", scheme, "-o"], ["recheck", recheck, "-o"],
        ["check", STANDARD, "-o"], ["test", STANDARD, "-o"], ["diff", STANDARD, STANDARD, "-o"], ["diff", STANDARD, STANDARD, district, "-o"],
        ["standards", STANDARD, "-o"], ["schema", "standard", "-o"],
    )  # fmt: skip
    for command in commands:
        target = folder / "there.txt"
        said = " ".join(command[:1] + command[-1:])
        target.write_text("old", "utf-8")
        refused = in_pipes([program, *command, str(target)])
        log.hold(refused.returncode == 3 and target.read_text("utf-8") == "old", f"{said} refuses to write over a file", refused.stderr)
        log.hold(b"--force" in refused.stderr, f"{said} says how to", refused.stderr)
        forced = in_pipes([program, *command, str(target), "--force"])
        log.hold(forced.returncode in (0, 1) and target.stat().st_size > 3, f"{said} --force writes over it", forced.stderr)
        new = folder / "new.txt"
        in_pipes([program, *command, str(new)])
        log.hold(new.exists() and new.read_bytes() == target.read_bytes(), f"{said} writes the same into a new file")
        log.hold(not list(folder.glob(".shifan*")), f"{said} leaves nothing beside it", list(folder.glob(".shifan*")))
        new.unlink(missing_ok=True)
    for command, one in ((["review", scheme, "--out"], "review.json"), (["man", "--out"], "shifan.1")):
        out = folder / "there"
        out.mkdir()
        (out / one).write_text("old", "utf-8")
        (out / "mine.txt").write_text("mine", "utf-8")
        refused = in_pipes([program, *command, str(out)])
        names = sorted(file.name for file in out.iterdir())
        as_it_was = (out / one).read_text("utf-8") == "old" and len(names) == 2
        log.hold(refused.returncode == 3 and as_it_was, f"{command[0]} --out refuses", names)
        forced = in_pipes([program, *command, str(out), "--force"])
        written = (out / one).read_text("utf-8") != "old" and (out / "mine.txt").read_text("utf-8") == "mine"
        log.hold(forced.returncode in (0, 1) and written, f"{command[0]} --out --force", forced.stderr)
        shutil.rmtree(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=4)
    asked = parser.parse_args()
    program = str(Path(asked.program).resolve())
    log = Log()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        overwriting(log, program, folder)
        table = progress(log, program, folder)
        killed(log, program, folder, table, asked.kills)
    print(f"{log.passed} passed, {log.failed} failed")
    sys.exit(1 if log.failed else 0)


if __name__ == "__main__":
    main()
