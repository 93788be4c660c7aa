#!/usr/bin/env bash
# Installs the composer that tests compare ours with (tests/oracle), and Node.js where that is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

stamp=tests/oracle/node_modules/.installed
if [ -e "$stamp" ] && cmp --silent tests/oracle/package.json "$stamp"; then exit 0; fi
scripts/install_system_packages.sh nodejs npm
say "Installing the composer that tests compare ours with ..."
# Without a lock file, which would hold addresses of a registry; package.json names exact versions.
(cd tests/oracle && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --silent </dev/null >&2)
cp tests/oracle/package.json "$stamp"
