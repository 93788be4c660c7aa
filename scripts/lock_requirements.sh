#!/usr/bin/env bash
# Resolves pyproject.toml again into requirements.lock and requirements-dev.lock: exact versions with hashes, for every
# platform, and no address of any registry. Uses uv; where it is not installed, an environment of its own under var/.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x var/uv/bin/uv ] || { .venv/bin/python -m venv var/uv && var/uv/bin/pip install -q uv; }
    uv=var/uv/bin/uv
fi

compile() {
    "$uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
        --no-annotate --no-header "$@" pyproject.toml
}

compile --output-file requirements.lock
compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock

if grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock; then
    die "A lock file holds an address; it must not."
fi
