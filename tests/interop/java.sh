#!/usr/bin/env bash
# Makes sure that there is a Java that Spark runs on (17 or 21), and prints its folder for JAVA_HOME. What is missing is installed with apt.
#
#     tests/interop/java.sh
set -euo pipefail

version() { "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1; }

find_java() {
    for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            case "$(version "$candidate")" in
                17 | 21) dirname "$(dirname "$(readlink -f "$candidate")")"; return ;;
            esac
        fi
    done
    return 1
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; }

if ! find_java > /dev/null; then
    {
        # A first try with the lists that are there; they are fetched only where that fails.
        install openjdk-17-jre-headless || {
            as_root apt-get update -q || { sleep 5; as_root apt-get update -q; }
            install openjdk-17-jre-headless || install openjdk-21-jre-headless || install default-jre-headless
        }
    } >&2
fi
find_java || { echo "java.sh: no Java 17 or 21 was found after installing it" >&2; exit 1; }
