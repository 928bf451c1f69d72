#!/usr/bin/env bash
# Makes sure that RabbitMQ 4 of a newer Debian release lies in a folder of its own, for a chroot, and
# prints that folder. The machine's own packages are not touched.
#   WRITEBACK_CACHE  where it is kept; default: writeback in the user's cache folder
set -euo pipefail
source "$(dirname "$0")/../install-lib.sh"

release=trixie
root="$cache/rabbitmq-4-$release"

if compgen -G "$root/usr/lib/rabbitmq/lib/rabbitmq_server-4.*" >/dev/null; then
  echo "$root"
  exit 0
fi
mirror="$(require_chroot 'RabbitMQ 4' "$release")"

mkdir -p "$cache"
work="$(mktemp -d "$cache/rabbitmq-4-XXXXXX")"
trap 'rm -rf "$work"' EXIT
apt="$work/apt"
new="$work/root"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
mkdir -p "$new"/usr/{bin,sbin,lib,lib64} "$new"/{dev,proc,tmp,etc,root}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$new/$folder"; done
: >"$apt/status"
echo "deb [signed-by=$keyring] $mirror $release main" >"$apt/sources.list"
options=(
  -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "Dir::State::status=$apt/status"
  -o APT::Install-Recommends=0 -o APT::Sandbox::User=root
)
apt-get "${options[@]}" -qq update
apt-get "${options[@]}" -qq --yes --download-only install \
  rabbitmq-server dash coreutils sed grep bash mawk base-files util-linux >/dev/null
for package in "$apt"/cache/archives/*.deb; do
  case "$package" in
    # What the packages' scripts need, and a broker does not.
    */python3* | */libpython3* | */tzdata* | */dpkg_* | */adduser_* | */procps_* | */debconf_*) ;;
    *) dpkg --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C "$new" ;;
  esac
done
mknod -m 666 "$new/dev/null" c 1 3
mknod -m 666 "$new/dev/urandom" c 1 9
echo '127.0.0.1 localhost' >"$new/etc/hosts"
chmod 1777 "$new/tmp"
rm -rf "$root"
mv "$new" "$root"
echo "$root"
