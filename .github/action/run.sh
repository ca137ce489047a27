#!/usr/bin/env bash
# Runs shifan on the standards and schemes of a repository: check, and where asked for test and fmt. All of them run, so that one
# job shows everything; the job ends with the highest exit code. Writes a row for each command into the summary of the job.
#
# Reads the inputs of the action, as action.yml describes them:
#        SHIFAN_FILES, SHIFAN_STRICT, SHIFAN_FORMAT, SHIFAN_SARIF_FILE, SHIFAN_BASELINE, SHIFAN_TEST, SHIFAN_MIN_COVERAGE,
#        SHIFAN_FMT, SHIFAN_LANG
# and of the runner GITHUB_STEP_SUMMARY.
set -euo pipefail

wrong() {
    echo "::error title=shifan::$*"
    exit 2
}

# Is the input $1, which has the value $2, true?
is_true() {
    case $2 in
        true) return 0 ;;
        false) return 1 ;;
        *) wrong "The input $1 is \"$2\": write true or false." ;;
    esac
}

files=()
while IFS= read -r file; do
    file=$(printf '%s' "$file" | sed 's/^[[:space:]]*//; s/[[:space:]]*$//')
    [ -z "$file" ] || files+=("$file")
done <<< "$SHIFAN_FILES"
[ "${#files[@]}" -gt 0 ] || wrong "The input files names nothing: name files or folders, one per line."

worst=0
printf '| shifan | 结果 Result |\n| --- | --- |\n' >> "$GITHUB_STEP_SUMMARY"

# Takes note of exit code $2 of command $1.
ended() {
    local result
    case $2 in
        0) result='✅ 通过 passed' ;;
        1) result='❌ 有问题 findings' ;;
        *) result='❌ 未能运行 could not run' ;;
    esac
    echo "| \`$1\` | $result (exit $2) |" >> "$GITHUB_STEP_SUMMARY"
    if [ "$2" -gt "$worst" ]; then worst=$2; fi
}

# Runs shifan with these arguments, the first of which is the command.
run() {
    local code=0
    shifan --lang "$SHIFAN_LANG" "$@" || code=$?
    ended "$1" "$code"
}

# Runs a command on the standards among the files: in folders the TOML files that have a head [standard], but for hidden ones.
# What is no file is the id of a built-in standard.
run_on_standards() {
    local file standards=()
    while IFS= read -r file; do
        [ -z "$file" ] || standards+=("$file")
    done <<< "$(
        for file in "${files[@]}"; do
            if [ -e "$file" ]; then
                find "$file" -name '.?*' -prune -o -type f -name '*.toml' -exec \
                    grep -lE '^[[:space:]]*\[[[:space:]]*standard[[:space:]]*\]' {} +
            else
                printf '%s\n' "$file"
            fi
        done | LC_ALL=C sort -u
    )"
    if [ "${#standards[@]}" -gt 0 ]; then
        run "$@" -- "${standards[@]}"
    else
        echo "::error title=shifan $1::There is no standard in: ${files[*]}"
        ended "$1" 1
    fi
}

# What every form of the findings has in common.
check=(check)
if is_true strict "$SHIFAN_STRICT"; then check+=(--strict); fi
if [ -n "$SHIFAN_BASELINE" ]; then check+=(--baseline "$SHIFAN_BASELINE"); fi

run "${check[@]}" --format "$SHIFAN_FORMAT" -- "${files[@]}"
if [ -n "$SHIFAN_SARIF_FILE" ]; then
    # The findings have been told: only what keeps the file from being written counts here.
    code=0
    shifan --quiet --lang "$SHIFAN_LANG" "${check[@]}" --format sarif --output "$SHIFAN_SARIF_FILE" --force -- "${files[@]}" || code=$?
    if [ "$code" -gt 1 ]; then ended 'check --format sarif' "$code"; fi
fi

if is_true test "$SHIFAN_TEST"; then
    test=(test --coverage)
    if [ -n "$SHIFAN_MIN_COVERAGE" ]; then test+=(--min-coverage "$SHIFAN_MIN_COVERAGE"); fi
    run_on_standards "${test[@]}"
fi

if is_true fmt "$SHIFAN_FMT"; then run_on_standards fmt --check; fi

exit "$worst"
