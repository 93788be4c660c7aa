#!/usr/bin/env bash
# Installs from Debian's packages those of the named tools that are missing:
#   install_system_packages.sh chromium redis-server postgresql
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

is_installed() {
    case $1 in
        postgresql) command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null ;;
        nodejs) command -v node >/dev/null ;;
        chromium | npm | redis-server | wrk) command -v "$1" >/dev/null ;;
        tesseract) tesseract --list-langs 2>/dev/null | grep -qx jpn_vert ;;
        *) die "Unknown tool: $1. Known: chromium, nodejs, npm, postgresql, redis-server, tesseract, wrk." ;;
    esac
}

packages_of() {
    case $1 in
        tesseract) echo tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert ;;
        *) echo "$1" ;;
    esac
}

missing=()
for tool in "$@"; do
    is_installed "$tool" || missing+=($(packages_of "$tool"))
done
[ ${#missing[@]} -eq 0 ] || install_debian_packages "${missing[@]}"
