#!/usr/bin/env bash
# Makes sure that RabbitMQ of this Debian release is there, and that no broker of the package's own runs.
set -euo pipefail
source "$(dirname "$0")/../install-lib.sh"

server=/usr/lib/rabbitmq/bin/rabbitmq-server
if [[ -x "$server" ]]; then
  exit 0
fi
install_packages 'RabbitMQ 3.10 or later' rabbitmq-server
[[ -x "$server" ]] || fail "the package rabbitmq-server did not bring $server."
