"""What workflows, the action and the examples say of each other, and what they run.

  workflows.py check BINARY      names that must fit: inputs, options, hooks, versions, files; no input inside a script
  workflows.py scripts FOLDER    writes every script of the YAML files into FOLDER, for ShellCheck
  workflows.py environment       what the action hands to run.sh in the example for GitHub, as lines of a shell
  workflows.py gitlab            the script of the example for GitLab, as a shell runs it

Needs PyYAML. Runs in the root of the repository.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

ACTION, HOOKS = "action.yml", ".pre-commit-hooks.yaml"
GITHUB, GITLAB, PAGE = "standards/ci/github.yml", "standards/ci/gitlab.yml", "standards/ci.md"
WORKFLOWS = [str(path) for path in sorted(Path(".github/workflows").glob("*.yml"))] + [GITHUB]


def load(path):
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def steps():
    """Every step of the action and of the workflows, with its file."""
    for step in load(ACTION)["runs"]["steps"]:
        yield ACTION, step
    for path in WORKFLOWS:
        for job in load(path)["jobs"].values():
            for step in job["steps"]:
                yield path, step


def scripts():
    """Every script of the YAML files, with its file."""
    for path, step in steps():
        if "run" in step:
            yield path, step["run"]
    yield GITLAB, gitlab()


def gitlab():
    job = load(GITLAB)["standards"]
    variables = "".join(f'export {name}="${{{name}-{value}}}"\n' for name, value in job["variables"].items())
    return variables + "\n".join(job["before_script"] + job["script"]) + "\n"


def uses_of_the_action():
    for path, step in steps():
        if re.match(r"(\./|OWNER/shifan(@|$))", step.get("uses", "")):
            yield path, step
    for block in re.findall(r"```yaml\n(.*?)```", Path(PAGE).read_text(encoding="utf-8"), re.S):
        parsed = yaml.safe_load(block)
        for step in parsed if isinstance(parsed, list) else []:
            if "shifan" in step.get("uses", ""):
                yield PAGE, step


def environment():
    """What the action hands to its scripts, in the example for GitHub."""
    action = load(ACTION)
    given = next(step["with"] for path, step in uses_of_the_action() if path == GITHUB)
    inputs = {name: str(given.get(name, declared["default"])) for name, declared in action["inputs"].items()}
    # YAML's true is GitHub's "true".
    inputs = {name: value.lower() if value in ("True", "False") else value for name, value in inputs.items()}
    for name, value in action["runs"]["steps"][-1]["env"].items():
        found = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
        if found:
            print(f"export {name}={shlex.quote(inputs[found[1]])}")


def commands():
    """Every shifan command line of the examples and of the page about CI."""
    blocks = re.findall(r"```sh\n(.*?)```", Path(PAGE).read_text(encoding="utf-8"), re.S)
    for line in "\n".join([gitlab(), *blocks]).splitlines():
        if line.startswith("shifan "):
            yield shlex.split(line.split("||")[0])[1:]
    for hook in load(HOOKS):
        yield shlex.split(hook["entry"])[1:]


def check(binary):
    wrong = []
    action = load(ACTION)
    # Inputs: those that are used are declared, and the other way round.
    for path, step in uses_of_the_action():
        wrong += [f"{path}: the action has no input {name}" for name in step.get("with", {}) if name not in action["inputs"]]
    text = Path(ACTION).read_text(encoding="utf-8")
    used = set(re.findall(r"inputs\.([a-z-]+)", text))
    wrong += [f"{ACTION}: input {name} is declared or used, not both" for name in used ^ set(action["inputs"])]
    page = Path(PAGE).read_text(encoding="utf-8")
    table = {name: default or "" for name, default in re.findall(r"^\| `([a-z-]+)` \| (?:`(.*?)`)? ?\|", page, re.M)}
    declared = {name: declared["default"] for name, declared in action["inputs"].items()}
    if table != declared:
        wrong.append(f"{PAGE}: the table of inputs is not the action's: {table} ≠ {declared}")
    # What a script reads is what the action hands over.
    for step in action["runs"]["steps"]:
        script = Path(".github/action") / step["run"].rstrip('"').rpartition("/")[2]
        read = set(re.findall(r"\$\{?(SHIFAN_[A-Z_]+)", script.read_text(encoding="utf-8") + step["run"]))
        wrong += [f"{script}: {name} is read or handed over, not both" for name in read ^ set(step["env"])]
    # An input inside a script would be code.
    wrong += [f"{path}: ${{{{ }}}} inside a script" for path, script in scripts() if "${{" in script]
    # Hooks.
    hooks = {hook["id"]: hook for hook in load(HOOKS)}
    named = set(re.findall(r"id: (shifan-[a-z]+)", page))
    if named != set(hooks):
        wrong.append(f"{PAGE}: hooks {sorted(named)}, and there are {sorted(hooks)}")
    standards = [str(path) for path in Path("standards").glob("*.toml")] + ["2025/创建标准.toml", "a/my-standard.toml", "STANDARD.toml"]
    schemes = ["examples/chongqing-2025/scheme.toml", "schemes/2025.toml", "评审方案.toml"]
    others = ["Cargo.toml", "rustfmt.toml", ".taplo.toml", "src/review/workdays/2024.toml", "standards/README.md"]
    for name, hook in hooks.items():
        for file in standards + schemes + others:
            wanted = file in standards or file in schemes and name == "shifan-check"
            if bool(re.search(hook["files"], file)) != wanted:
                wrong.append(f"{HOOKS}: {name} takes {file}: {not wanted}")
    # The options that are named exist.
    for words in commands():
        helped = subprocess.run([binary, words[0], "--help", "--lang", "en"], capture_output=True, text=True, check=False)
        if helped.returncode:
            wrong.append(f"shifan {words[0]} is no command")
        options = re.findall(r"--?[a-z-]+", helped.stdout)
        wrong += [f"shifan {words[0]} has no option {w}" for w in words if w.startswith("-") and w not in options]
    # The release that the examples name is this one.
    version = re.search(r'^version = "(.*)"', Path("Cargo.toml").read_text(encoding="utf-8"), re.M)[1]
    for path in (ACTION, GITHUB, GITLAB, PAGE):
        for found in re.findall(r"\d+\.\d+\.\d+", Path(path).read_text(encoding="utf-8")):
            if found != version:
                wrong.append(f"{path}: names release {found}, and this is {version}")
    # Files that workflows name are there and may be run.
    for path, script in scripts():
        for file in re.findall(r"(?<![\w/$])\.(?:ci|github)/[\w./-]+", script):
            if not Path(file).is_file():
                wrong.append(f"{path}: {file} does not exist")
    print("\n".join(wrong))
    return not wrong


def write(folder):
    for number, (path, script) in enumerate(scripts()):
        name = f"{number}-{path.replace('/', '-')}.sh"
        Path(folder, name).write_text("#!/usr/bin/env bash\nset -euo pipefail\n" + script, encoding="utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check", binary]:
            sys.exit(not check(binary))
        case ["scripts", folder]:
            write(folder)
        case ["environment"]:
            environment()
        case ["gitlab"]:
            print(gitlab(), end="")
        case _:
            sys.exit(__doc__)
