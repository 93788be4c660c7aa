#!/usr/bin/env bash
# Installs the clients that others wrote and that tests try on the router (tests/clients), and Node.js where that is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

stamp=tests/clients/node_modules/.installed
if [ -e "$stamp" ] && cmp --silent tests/clients/package-lock.json "$stamp"; then exit 0; fi
scripts/install_system_packages.sh nodejs npm
say "Installing the clients that tests try on the router ..."
# The lock file has versions and hashes, and no address of a registry.
(cd tests/clients && npm ci --no-audit --no-fund --ignore-scripts --silent </dev/null >&2)
cp tests/clients/package-lock.json "$stamp"
