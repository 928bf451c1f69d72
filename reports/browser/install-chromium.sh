#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: $CHROMIUM_PATH, or /usr/bin/chromium,
# which is installed from Debian's packages when it is missing.
set -euo pipefail

chromium="${CHROMIUM_PATH:-/usr/bin/chromium}"
if [[ -x "$chromium" ]]; then
  exit 0
fi

fail() {
  echo "install-chromium: $1" >&2
  exit 1
}

if [[ -n "${CHROMIUM_PATH:-}" ]]; then
  fail "CHROMIUM_PATH is $CHROMIUM_PATH, which cannot be run. Correct it, or unset it to use /usr/bin/chromium."
fi
if ! command -v apt-get >/dev/null; then
  fail "there is no Chromium at $chromium, and no apt-get to install it. Install one and set CHROMIUM_PATH."
fi

root=()
if [[ "$(id -u)" -ne 0 ]]; then
  command -v sudo >/dev/null ||
    fail "installing Chromium needs root. Run this script as root, or set CHROMIUM_PATH to a Chromium."
  root=(sudo)
fi

"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes -qq --no-install-recommends chromium >/dev/null
[[ -x "$chromium" ]] || fail "the package chromium did not bring $chromium. Set CHROMIUM_PATH."
