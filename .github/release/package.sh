#!/usr/bin/env bash
# Tries a built binary on the main example of the README and packs it for a release, with what belongs to it.
#
#   .github/release/package.sh VERSION PLATFORM BINARY FOLDER
#
# PLATFORM is linux-x64, linux-arm64, macos-x64, macos-arm64 or windows-x64. Writes shifan-VERSION-PLATFORM.tar.gz (Windows: .zip) into
# FOLDER, and beside it the example's result as JSON, for collect.sh to compare between platforms.
set -euo pipefail

version=$1 platform=$2 binary=$3 folder=$4
root=$(cd "$(dirname "$0")/../.." && pwd)
name="shifan-$version-$platform"
case $platform in
    windows-*) executable=shifan.exe format=zip script=评分.cmd started=评分.cmd ;;
    # The Finder starts what ends in .command.
    macos-*) executable=shifan format=gztar script=评分.sh started=评分.command ;;
    *) executable=shifan format=gztar script=评分.sh started=评分.sh ;;
esac
python=$(command -v python3 || command -v python)

rm -rf "${folder:?}/$name"
mkdir -p "$folder/$name"
folder=$(cd "$folder" && pwd)
cp "$binary" "$folder/$name/$executable"
shifan="$folder/$name/$executable"

[ "$("$shifan" --version)" = "shifan $version" ] || {
    echo "$binary is $("$shifan" --version), and the release is $version: the version stands in Cargo.toml" >&2
    exit 1
}

# The main example, byte by byte. Nothing of it is a terminal, whose width the table would follow.
cd "$root"
example=(score chongqing-institution examples/chongqing-2025/institutions.csv)
"$shifan" "${example[@]}" --lang zh > "$folder/$name.txt" 2> "$folder/$name.err" < /dev/null
cmp tests/ci/main-example.zh.txt "$folder/$name.txt" || {
    diff tests/ci/main-example.zh.txt "$folder/$name.txt" || true
    cat "$folder/$name.err"
    echo "the main example came out differently on $platform" >&2
    exit 1
}
"$shifan" --quiet "${example[@]}" --format json > "$folder/$name.json" < /dev/null
rm "$folder/$name.txt" "$folder/$name.err"

cp -R README.md CHANGELOG.md LICENSE LICENSE-APACHE standards examples "$folder/$name"
# The script that people double-click works beside the program, so it stands there and nowhere else; how to use it, as a file that everything opens.
mv "$folder/$name/examples/double-click/$script" "$folder/$name/$started"
rm "$folder/$name/examples/double-click/评分".*
cp "$folder/$name/examples/double-click/README.md" "$folder/$name/双击评分.txt"
mkdir "$folder/$name/completions"
"$shifan" completions bash > "$folder/$name/completions/shifan.bash"
"$shifan" completions zsh > "$folder/$name/completions/_shifan"
"$shifan" completions fish > "$folder/$name/completions/shifan.fish"
"$shifan" completions elvish > "$folder/$name/completions/shifan.elv"
"$shifan" completions powershell > "$folder/$name/completions/_shifan.ps1"
mkdir "$folder/$name/man"
"$shifan" man --lang en --out "$folder/$name/man/en" > /dev/null
"$shifan" man --lang zh --out "$folder/$name/man/zh_CN" > /dev/null

cd "$folder"
"$python" -c 'import shutil, sys; print(shutil.make_archive(sys.argv[1], sys.argv[2], ".", sys.argv[1]))' "$name" "$format"
rm -r "$name"
