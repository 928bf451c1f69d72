# Read by the install scripts with `source`; installs nothing by itself.

script_name="$(basename "$0" .sh)"
fail() {
  echo "$script_name: $1" >&2
  exit 1
}

# Where folders for a chroot are kept, so that a second run is fast; WRITEBACK_CACHE moves it.
cache="${WRITEBACK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/writeback}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# One script installs at a time, whoever started the others: apt refuses to wait. Until this one ends.
mkdir -p "$cache"
exec 9>"$cache/installing"
flock 9

# Installs packages of this Debian release, none of which starts a service of its own:
#   install_packages WHAT_TO_INSTALL_BY_HAND PACKAGE...
install_packages() (
  by_hand=$1 policy=/usr/sbin/policy-rc.d root=()
  shift
  command -v apt-get >/dev/null || fail "it is not there, and no apt-get to install it. Install $by_hand."
  if [[ "$(id -u)" -ne 0 ]]; then
    command -v sudo >/dev/null || fail "installing $* needs root. Run this script as root once."
    root=(sudo)
  fi
  # Without it a package starts its server on all interfaces.
  if [[ ! -e "$policy" ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
    trap '"${root[@]}" rm -f "$policy"' EXIT
  fi
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes -qq --no-install-recommends "$@" >/dev/null
)

# What a chroot of another Debian release needs; prints the mirror that the machine's own sources name:
#   require_chroot WHAT RELEASE
require_chroot() {
  local mirror
  [[ "$(id -u)" -eq 0 ]] || fail "a chroot needs root. Run this as root, or leave $1 out."
  command -v apt-get >/dev/null || fail "there is no apt-get. $1 comes from Debian $2."
  [[ -e "$keyring" ]] || fail "there is no $keyring. Install debian-archive-keyring."
  mirror="$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -n 1)"
  [[ -n "$mirror" ]] || fail "the machine's apt sources name no mirror."
  echo "$mirror"
}
