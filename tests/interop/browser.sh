#!/usr/bin/env bash
# Makes sure that there is a Chromium that can be driven without a screen, and prints where it and its driver are. What is missing is
# installed with apt; where nothing is, this takes a moment.
#
#     tests/interop/browser.sh
set -euo pipefail

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
find_driver() { command -v chromedriver || ls /usr/lib/chromium-browser/chromedriver 2> /dev/null; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Without a typeface that has Chinese, what is measured is boxes.
has_chinese() { command -v fc-list > /dev/null && [ -n "$(fc-list :lang=zh-cn)" ]; }

if ! { find_browser && find_driver && has_chinese && command -v pdftotext; } > /dev/null; then
    {
        # A first try with the lists that are there; they are fetched, once more if need be, only where that fails.
        install chromium chromium-driver fontconfig fonts-noto-cjk poppler-utils || {
            as_root apt-get update -q || { sleep 5; as_root apt-get update -q; }
            install chromium chromium-driver fontconfig fonts-noto-cjk poppler-utils
        }
    } >&2
fi

find_browser || { echo "browser.sh: no Chromium was found after installing it" >&2; exit 1; }
find_driver || { echo "browser.sh: no driver of Chromium was found after installing it" >&2; exit 1; }
