#!/usr/bin/env bash
# Makes .venv, or brings it up to date, from a lock file with hashes: make_environment.sh requirements.lock
# KUMIKI_PYTHON names the interpreter to make it with.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

lock_file=${1:?usage: make_environment.sh LOCK_FILE}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${KUMIKI_PYTHON:-}" ]; then
        is_new_enough "$KUMIKI_PYTHON" || die "KUMIKI_PYTHON=$KUMIKI_PYTHON is not a Python 3.11 or later."
        echo "$KUMIKI_PYTHON"
        return
    fi
    local candidate
    for candidate in python3.11 python3 python3.12 python3.13; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    die "Kumiki needs Python 3.11 or later. Install it (Debian: apt-get install python3), or name one: KUMIKI_PYTHON=/path/to/python3 make setup"
}

make_venv() {
    local python
    python=$(find_python)
    # Debian ships the venv module without what it needs; the package with the rest is named after the version.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        install_debian_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    fi
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# An environment whose interpreter is gone, or that an interrupted run left without pip, is made again.
.venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv

say "Installing what $lock_file lists"
# The lock is complete and holds hashes, so pip resolves nothing and trusts nothing else.
.venv/bin/python -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes -r "$lock_file"
