#!/usr/bin/env bash
# Makes sure that Samba of this Debian release can be a domain controller, and that none of the package's own runs.
set -euo pipefail
source "$(dirname "$0")/../install-lib.sh"

provision=/usr/share/samba/setup/provision.ldif
if [[ -x /usr/sbin/samba && -e "$provision" ]] && command -v ldbmodify >/dev/null; then
  exit 0
fi
# The schema of a new domain is only recommended by the package: it is named.
install_packages 'Samba 4.17 or later' samba-ad-dc samba-ad-provision ldb-tools openssl
[[ -x /usr/sbin/samba ]] || fail "the package samba-ad-dc did not bring /usr/sbin/samba."
