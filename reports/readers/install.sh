#!/usr/bin/env bash
# Makes sure that the programs that read our formats are there: from Debian's packages when they are missing.
set -euo pipefail

# Debian's own: another one on the path does not see Debian's packages.
python=/usr/bin/python3
jar=/usr/share/java/hdrhistogram.jar
missing=()
[[ -x "$python" ]] || missing+=(python3)
command -v perl >/dev/null || missing+=(perl)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v xmllint >/dev/null || missing+=(libxml2-utils)
"$python" -c 'import junitparser' 2>/dev/null || missing+=(python3-junitparser)
"$python" -c 'import prometheus_client' 2>/dev/null || missing+=(python3-prometheus-client)
[[ -f "$jar" ]] || missing+=(libhdrhistogram-java)
[[ ${#missing[@]} -eq 0 ]] && exit 0

# One script installs at a time, whoever started the others (harness/integration/install-lib.sh).
cache="${WRITEBACK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/writeback}"
mkdir -p "$cache"
exec 9>"$cache/installing"
flock 9

if ! command -v apt-get >/dev/null; then
  echo "readers: missing ${missing[*]}, and no apt-get to install them. Install them by hand." >&2
  exit 1
fi
root=()
if [[ "$(id -u)" -ne 0 ]]; then
  command -v sudo >/dev/null || {
    echo "readers: installing ${missing[*]} needs root. Run this script as root." >&2
    exit 1
  }
  root=(sudo)
fi
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes -qq --no-install-recommends "${missing[@]}" >/dev/null
