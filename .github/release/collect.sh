#!/usr/bin/env bash
# Makes a release of what package.sh wrote on each platform: the results of the main example must be the same everywhere; then
# SHA256SUMS names every archive, and notes.md holds what the changelog says of this version.
#
#   .github/release/collect.sh VERSION FOLDER
set -euo pipefail

version=$1 folder=$2
root=$(cd "$(dirname "$0")/../.." && pwd)

awk -v head="## $version" '/^## /{ inside = index($0 " ", head " ") == 1; next } inside' "$root/CHANGELOG.md" > "$folder/notes.md"
grep -q . "$folder/notes.md" || {
    echo "CHANGELOG.md says nothing of $version" >&2
    exit 1
}

cd "$folder"
results=(shifan-"$version"-*.json)
for result in "${results[@]}"; do
    cmp "${results[0]}" "$result" || {
        echo "$result and ${results[0]} differ: the same input gave two results" >&2
        exit 1
    }
done
rm "${results[@]}"
sha256sum shifan-"$version"-*.tar.gz shifan-"$version"-*.zip > SHA256SUMS
cat SHA256SUMS
