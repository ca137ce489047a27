#!/usr/bin/env bash
# Makes sure that LibreOffice Calc and Writer run without a screen and can be driven from Python, and prints where both are: first the
# office, then a Python that can `import uno`. What shows where text came to stand on a page, poppler and a font with Chinese
# characters, is seen to as well. What is missing is installed with apt; where nothing is, this takes a moment.
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

# A part can be missing where others of LibreOffice are there: Calc is `sc`, Writer is `sw`.
has() { office=$(find_office) && ls "$(dirname "$(readlink -f "$office")")/lib$1lo.so" > /dev/null 2>&1; }

has_font() { command -v fc-list > /dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }

packages() {
    has sc || echo libreoffice-calc
    has sw || echo libreoffice-writer
    find_python > /dev/null || echo python3-uno
    command -v pdfinfo > /dev/null && command -v pdftotext > /dev/null || echo poppler-utils
    has_font || echo fontconfig fonts-wqy-zenhei
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

read -r -a missing <<< "$(packages | tr '\n' ' ')"
if [ "${#missing[@]}" -gt 0 ]; then
    {
        # A first try with the lists that are there; they are fetched, once more if need be, only where that fails.
        install "${missing[@]}" || {
            as_root apt-get update -q || { sleep 5; as_root apt-get update -q; }
            install "${missing[@]}"
        }
    } >&2
fi

has sc || { echo "libreoffice.sh: no LibreOffice Calc was found after installing it" >&2; exit 1; }
has sw || { echo "libreoffice.sh: no LibreOffice Writer was found after installing it" >&2; exit 1; }
find_office
find_python || { echo "libreoffice.sh: no Python that can import uno was found after installing it" >&2; exit 1; }
