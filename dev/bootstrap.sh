#!/bin/sh
# The first step of every make target, before any virtual environment exists:
#
#     sh dev/bootstrap.sh [java] [chromium] -- COMMAND ...
#
# finds Python (and Java with its compiler, and Maven), brings .venv in step with the
# lock, then runs COMMAND with `python` being that of .venv. On Debian as root it
# installs what is missing; anyone else is told everything that is missing, and the
# command that brings it, before anything is done.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
needs_java=no
wants_chromium=no
while [ $# -gt 0 ]; do
    case $1 in
        java) needs_java=yes ;;
        chromium) wants_chromium=yes ;;
        --) shift; break ;;
        *) echo "bootstrap.sh: unknown word: $1" >&2; exit 2 ;;
    esac
    shift
done

# Package caches belong in a home folder; who has none gets one inside the checkout.
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    HOME=$root/.dev/home
    mkdir -p "$HOME"
    export HOME
fi
# A path of other letters than ASCII is unreadable to Java in the C locale.
LC_ALL=C.UTF-8
export LC_ALL
# CKAN without compiled modules takes ten seconds to boot instead of two; compiled ones
# lie where they are in nobody's way.
unset PYTHONDONTWRITEBYTECODE
PYTHONPYCACHEPREFIX=$root/.dev/pycache
export PYTHONPYCACHEPREFIX

is_python() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
        >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11
    do
        path=$(command -v "$name") || continue
        # An environment that is switched on cannot be rebuilt out of itself.
        case $path in "$root"/.venv/*) continue ;; esac
        if is_python "$path"; then
            echo "$path"
            return
        fi
    done
}

has_java() {
    command -v java >/dev/null 2>&1 || return 1
    java -XX:-UsePerfData --list-modules 2>/dev/null | grep -q '^jdk\.compiler@\(1[7-9]\|[2-9][0-9]\)'
}

find_chromium() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

has_libmagic() {
    python=$(find_python)
    if [ -z "$python" ]; then
        # Nobody can load it yet: see whether it lies where libraries do.
        for library in /usr/lib/libmagic.so.1 /usr/lib/*/libmagic.so.1; do
            [ -e "$library" ] && return 0
        done
        return 1
    fi
    "$python" -c 'import ctypes; ctypes.CDLL("libmagic.so.1")' >/dev/null 2>&1
}

look() {
    missing='' packages=''
    if [ -z "$(find_python)" ]; then
        missing="$missing
  - Python 3.11 or newer, with its venv module"
        packages="$packages python3 python3-venv"
    fi
    if ! has_libmagic; then
        missing="$missing
  - libmagic, which tells file types"
        packages="$packages libmagic1"
    fi
    if [ "$needs_java" = yes ]; then
        if ! has_java; then
            missing="$missing
  - Java 17 or newer, with its compiler (the module jdk.compiler)"
            packages="$packages default-jdk-headless"
        fi
        if ! command -v mvn >/dev/null 2>&1; then
            missing="$missing
  - Maven, which fetches Solr"
            packages="$packages maven"
        fi
    fi
}

is_debian() { command -v apt-get >/dev/null 2>&1 && [ -f /etc/debian_version ]; }

apt() {
    log=$root/.dev/apt.log
    mkdir -p "$root/.dev"
    echo "==> installing with apt:$*"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    if apt-get update >"$log" 2>&1 </dev/null &&
        apt-get install -y --no-install-recommends $* >>"$log" 2>&1 </dev/null
    then
        return 0
    fi
    tail -n 5 "$log" >&2
    echo "FAILED: apt could not install$*" >&2
    echo "  log: $log" >&2
    return 1
}

look
# Twice, for without Python nobody could ask for the libraries that it needs.
for round in first second; do
    if [ -n "$packages" ] && is_debian && [ "$(id -u)" = 0 ]; then
        if ! apt "$packages"; then
            echo "  what to do: see whether Debian's servers answer, then try again" >&2
            exit 1
        fi
        look
    fi
done
if [ -n "$packages" ]; then
    echo "FAILED: this machine lacks:$missing" >&2
    if is_debian; then
        echo "  what to do: apt-get install$packages   (as root)" >&2
    else
        echo "  what to do: install them; Debian's packages are:$packages" >&2
    fi
    exit 1
fi
# A browser is welcome and not needed: tests without one say so and count the skip.
if [ "$wants_chromium" = yes ] && ! find_chromium && is_debian && [ "$(id -u)" = 0 ]
then
    apt " chromium fonts-liberation" || echo "==> going on without a browser"
fi

cd -- "$root"
"$(find_python)" dev/environment.py
PATH=$root/.venv/bin:$PATH
VIRTUAL_ENV=$root/.venv
export PATH VIRTUAL_ENV
exec "$@"
