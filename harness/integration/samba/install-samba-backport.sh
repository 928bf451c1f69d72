#!/usr/bin/env bash
# Makes sure that a Samba that knows policy hints (4.24 or later) of a newer Debian release lies in a folder of
# its own, for a chroot, and prints that folder. The machine's own packages are not touched, but for debootstrap.
#   WRITEBACK_CACHE  where it is kept; default: writeback in the user's cache folder
set -euo pipefail
source "$(dirname "$0")/../install-lib.sh"

release=trixie
root="$cache/samba-$release-backports"

if [[ -x "$root/usr/sbin/samba" ]]; then
  echo "$root"
  exit 0
fi
mirror="$(require_chroot 'the newer Samba' "$release")"
command -v debootstrap >/dev/null || install_packages debootstrap debootstrap

mkdir -p "$cache"
work="$(mktemp -d "$cache/samba-XXXXXX")"
trap 'rm -rf "$work"' EXIT
new="$work/root"
debootstrap --variant=minbase --keyring="$keyring" "$release" "$new" "$mirror" >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail "debootstrap did not make a $release."; }
printf 'deb %s %s main\n' "$mirror" "$release" "$mirror" "$release-backports" >"$new/etc/apt/sources.list"
# Nothing that is installed starts by itself, and names are found as on this machine.
printf '#!/bin/sh\nexit 101\n' >"$new/usr/sbin/policy-rc.d"
chmod 755 "$new/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$new/etc/"
cp -r /etc/apt/apt.conf.d/*prox* "$new/etc/apt/apt.conf.d/" 2>/dev/null || true

# In a mount namespace of its own: what is mounted there is gone with the process.
within() {
  unshare --mount sh -c 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$@"' \
    sh "$new" env DEBIAN_FRONTEND=noninteractive "$@"
}
within apt-get update -qq
within apt-get install --yes -qq --no-install-recommends -t "$release-backports" \
  samba-ad-dc samba-ad-provision ldb-tools openssl >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail "the packages were not installed."; }
within apt-get clean
[[ -x "$new/usr/sbin/samba" ]] || fail "the package samba-ad-dc did not bring /usr/sbin/samba."
rm -rf "$root"
mv "$new" "$root"
echo "$root"
