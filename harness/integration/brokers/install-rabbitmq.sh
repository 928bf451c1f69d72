#!/usr/bin/env bash
# Makes sure that RabbitMQ of this Debian release is there, and that no broker of the package's own runs.
set -euo pipefail

server=/usr/lib/rabbitmq/bin/rabbitmq-server
if [[ -x "$server" ]]; then
  exit 0
fi

fail() {
  echo "install-rabbitmq: $1" >&2
  exit 1
}

command -v apt-get >/dev/null ||
  fail "there is no $server, and no apt-get to install it. Install RabbitMQ 3.10 or later."
root=()
if [[ "$(id -u)" -ne 0 ]]; then
  command -v sudo >/dev/null || fail "installing RabbitMQ needs root. Run this script as root once."
  root=(sudo)
fi

# Without it the package starts a broker on all interfaces.
policy=/usr/sbin/policy-rc.d
if [[ ! -e "$policy" ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
  "${root[@]}" chmod 755 "$policy"
  trap '"${root[@]}" rm -f "$policy"' EXIT
fi

"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes -qq --no-install-recommends rabbitmq-server >/dev/null
[[ -x "$server" ]] || fail "the package rabbitmq-server did not bring $server."
