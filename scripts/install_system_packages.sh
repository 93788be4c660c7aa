#!/usr/bin/env bash
# Installs from Debian's packages those of the named tools that are missing:
#   install_system_packages.sh chromium redis-server postgresql
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

is_installed() {
    case $1 in
        postgresql) command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null ;;
        chromium | redis-server) command -v "$1" >/dev/null ;;
        *) die "Unknown tool: $1. Known: chromium, redis-server, postgresql." ;;
    esac
}

missing=()
for tool in "$@"; do
    is_installed "$tool" || missing+=("$tool")
done
[ ${#missing[@]} -eq 0 ] || install_debian_packages "${missing[@]}"
