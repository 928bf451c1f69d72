#!/usr/bin/env bash
# Makes sure that tshark (with dumpcap), nft, ip and tc are there; they come from Debian's packages.
set -euo pipefail

packages=()
command -v dumpcap >/dev/null && command -v tshark >/dev/null || packages+=(tshark)
command -v nft >/dev/null || packages+=(nftables)
command -v ip >/dev/null && command -v tc >/dev/null || packages+=(iproute2)
if [[ ${#packages[@]} -eq 0 ]]; then
  exit 0
fi

fail() {
  echo "install-tools: $1" >&2
  exit 1
}
command -v apt-get >/dev/null || fail "there is no apt-get. Install ${packages[*]}."
[[ "$(id -u)" -eq 0 ]] || fail "installing ${packages[*]} needs root. Run this script as root once."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes -qq --no-install-recommends "${packages[@]}" >/dev/null
