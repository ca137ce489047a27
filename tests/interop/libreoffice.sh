#!/usr/bin/env bash
# Makes sure that LibreOffice Calc runs without a screen and can be driven from Python, and prints where both are: first the
# spreadsheet, then a Python that can `import uno`. What is missing is installed with apt; where nothing is, this takes a moment.
#
#     tests/interop/libreoffice.sh
set -euo pipefail

find_office() { command -v soffice || command -v libreoffice || ls /usr/lib/libreoffice/program/soffice 2> /dev/null; }

# The bridge belongs to the system's Python, which need not be the first one on the path.
find_python() {
    for candidate in /usr/bin/python3 python3 /usr/lib/libreoffice/program/python; do
        if command -v "$candidate" > /dev/null && "$candidate" -c 'import uno' > /dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# Calc can be missing where other parts of LibreOffice are there.
has_calc() { office=$(find_office) && ls "$(dirname "$(readlink -f "$office")")"/libsclo.so > /dev/null 2>&1; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

if ! has_calc || ! find_python > /dev/null; then
    {
        # A first try with the lists that are there; they are fetched, once more if need be, only where that fails.
        install libreoffice-calc python3-uno || {
            as_root apt-get update -q || { sleep 5; as_root apt-get update -q; }
            install libreoffice-calc python3-uno
        }
    } >&2
fi

has_calc || { echo "libreoffice.sh: no LibreOffice Calc was found after installing it" >&2; exit 1; }
find_office
find_python || { echo "libreoffice.sh: no Python that can import uno was found after installing it" >&2; exit 1; }
