#!/usr/bin/env bash
# Puts shifan on the path of a GitHub job: the released binary that was made from this very source, its checksum compared with
# the published one; where there is none, the source is compiled. Runs wherever bash does, macOS (3.2) and Windows included.
#
# Reads  SHIFAN_VERSION     the release that is asked for, 0.2.0 or v0.2.0; empty: the one that belongs to the source
#        SHIFAN_REF         the tag, branch or commit by which the action is used; empty where it is used by its path
#        SHIFAN_REPOSITORY  OWNER/NAME of the action; empty likewise
# and of the runner GITHUB_ACTION_PATH (the folder of the source), GITHUB_SERVER_URL, GITHUB_PATH, RUNNER_OS, RUNNER_ARCH and
# RUNNER_TEMP.
set -euo pipefail

die() {
    echo "::error title=shifan::$*"
    exit 3
}

source_version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
repository="$GITHUB_SERVER_URL/$SHIFAN_REPOSITORY"
# As GitHub calls the runner, and so as the archives of a release are called: linux-x64, macos-arm64, windows-x64.
platform=$(printf '%s-%s' "$RUNNER_OS" "$RUNNER_ARCH" | tr '[:upper:]' '[:lower:]')
case $platform in
    windows-*) ending=zip executable=shifan.exe ;;
    *) ending=tar.gz executable=shifan ;;
esac

# Is the action used by the tag of its release, by one that moves along with it (v0, v0.2), or by the commit of that tag? The source of
# a branch may differ from every release.
is_released_source() {
    case $SHIFAN_REF in
        '') return 1 ;;
        "v$source_version" | "v${source_version%.*}" | "v${source_version%%.*}") return 0 ;;
        *[!0-9a-f]*) return 1 ;;
    esac
    [ "${#SHIFAN_REF}" -eq 40 ] &&
        git ls-remote "$repository" "refs/tags/v$source_version" "refs/tags/v$source_version^{}" |
        grep "^${SHIFAN_REF}[[:space:]]" > /dev/null
}

# Fetches address $1 as file $2. Fails where there is nothing at that address; everything else that goes wrong ends the job.
fetch() {
    local status
    status=$(curl --silent --show-error --location --retry 3 --output "$2" --write-out '%{http_code}' "$1") ||
        die "$1 could not be fetched."
    case $status in
        200) ;;
        404) return 1 ;;
        *) die "$1 could not be fetched: the server answered $status." ;;
    esac
}

sha256() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# Unpacks release $1 for this platform into this folder. Fails where there is none: no such release, or not for this platform.
download() {
    local name="shifan-$1-$platform" archive published actual
    archive=$name.$ending
    fetch "$repository/releases/download/v$1/SHA256SUMS" SHA256SUMS || return 1
    published=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' SHA256SUMS)
    [ -n "$published" ] || return 1
    fetch "$repository/releases/download/v$1/$archive" "$archive" || die "Release v$1 names $archive, and does not hold it."
    actual=$(sha256 "$archive")
    [ "$actual" = "$published" ] ||
        die "The checksum of $archive is $actual, and not $published as published with release v$1. Nothing was installed."
    case $ending in
        zip) unzip -q "$archive" ;;
        *) tar -xzf "$archive" ;;
    esac || die "$archive could not be unpacked."
    mv "$name" bin || die "$archive does not hold $name."
}

compile() {
    command -v cargo > /dev/null ||
        die "There is no released binary of this version of shifan for $platform, and no Rust to compile it:" \
            "install Rust in a step before this one."
    cargo install --locked --path "$GITHUB_ACTION_PATH" --root .
}

folder="$RUNNER_TEMP/shifan"
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

wanted=${SHIFAN_VERSION#v}
case $wanted in
    '') if is_released_source; then wanted=$source_version; fi ;;
    *[!0-9A-Za-z.+-]* | [!0-9]*) die "The version \"$SHIFAN_VERSION\" is none: write it like 0.1.0." ;;
esac
if [ -n "$wanted" ] && [ -n "$SHIFAN_REPOSITORY" ] && download "$wanted"; then
    origin="the released binary"
elif [ -n "$wanted" ] && [ "$wanted" != "$source_version" ]; then
    die "There is no release v$wanted of shifan for $platform. Use the action at v$wanted to have it compiled, or leave the version out."
else
    compile
    origin="compiled from the source of the action"
fi
version=$("bin/$executable" --version)
[ -z "$wanted" ] || [ "$version" = "shifan $wanted" ] || die "The release v$wanted holds $version."
echo "$version, $origin"
echo "$folder/bin" >> "$GITHUB_PATH"
