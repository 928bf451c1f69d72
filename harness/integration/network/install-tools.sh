#!/usr/bin/env bash
# Makes sure that tshark (with dumpcap), nft, ip and tc are there; they come from Debian's packages.
set -euo pipefail
source "$(dirname "$0")/../install-lib.sh"

packages=()
command -v dumpcap >/dev/null && command -v tshark >/dev/null || packages+=(tshark)
command -v nft >/dev/null || packages+=(nftables)
command -v ip >/dev/null && command -v tc >/dev/null || packages+=(iproute2)
if [[ ${#packages[@]} -gt 0 ]]; then
  install_packages "${packages[*]}" "${packages[@]}"
fi
