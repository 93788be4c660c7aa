# What the scripts share. Sourced, not run.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# install_debian_packages PACKAGE...: as root, or by sudo where it asks for no password.
install_debian_packages() {
    local as_root=()
    command -v apt-get >/dev/null || die "Please install: $* (this is not a Debian machine, so it is not done for you)."
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || die "Please run this once, then try again:  sudo apt-get install $*"
        as_root=(sudo -n)
    fi
    say "Installing from Debian: $*"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}
