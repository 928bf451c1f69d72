#!/usr/bin/env bash
# Makes sure that Samba of this Debian release can be a domain controller, and that none of the package's own runs.
set -euo pipefail

provision=/usr/share/samba/setup/provision.ldif
if [[ -x /usr/sbin/samba && -e "$provision" ]] && command -v ldbmodify >/dev/null; then
  exit 0
fi

fail() {
  echo "install-samba: $1" >&2
  exit 1
}

command -v apt-get >/dev/null ||
  fail "there is no Samba domain controller, and no apt-get to install it. Install Samba 4.17 or later."
root=()
if [[ "$(id -u)" -ne 0 ]]; then
  command -v sudo >/dev/null || fail "installing Samba needs root. Run this script as root once."
  root=(sudo)
fi

# Without it the package starts a domain controller on all interfaces.
policy=/usr/sbin/policy-rc.d
if [[ ! -e "$policy" ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
  "${root[@]}" chmod 755 "$policy"
  trap '"${root[@]}" rm -f "$policy"' EXIT
fi

"${root[@]}" apt-get update -qq
# The schema of a new domain is only recommended by the package: it is named.
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends \
  samba-ad-dc samba-ad-provision ldb-tools openssl >/dev/null
[[ -x /usr/sbin/samba ]] || fail "the package samba-ad-dc did not bring /usr/sbin/samba."
