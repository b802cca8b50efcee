#!/usr/bin/env bash
# Puts GraphQL over sockets and event streams (docs/subscriptions.md) before clients that are not ours: graphql-ws, graphql-sse, subscriptions-transport-ws, and the
# links of Apollo Client and urql. Queries, errors, commits, a server that is killed and comes again, 1,000 idle sockets, a client that never reads.
#
#   scripts/sockets.sh [PROGRAM]      without PROGRAM, the one that the tests have built
#   scripts/sockets.sh --install      installs what it needs, and does no more
#
# Needs Node.js 20 or newer with npm, and its registry; what it installs stands in SOCKET_TOOLS (without it, ~/.cache/plenary/sockets).
set -euo pipefail
cd "$(dirname "$0")/.."

tools="${SOCKET_TOOLS:-$HOME/.cache/plenary/sockets}"
packages=(graphql@16.15.0 graphql-ws@6.4.2 graphql-sse@2.6.1 @apollo/client@4.3.8 rxjs@7.8.0 @urql/core@6.0.3 subscriptions-transport-ws@0.11.0 ws@8.23.0)

mkdir -p "$tools"
mark="$tools/installed-$(printf '%s\n' "${packages[@]}" | sha256sum | cut -c1-12)"
if [ ! -e "$mark" ]; then
    # The oldest of the clients names older versions of its peers than it works with.
    npm install --prefix "$tools" --no-audit --no-fund --silent --legacy-peer-deps "${packages[@]}"
    touch "$mark"
fi
if [ "${1:-}" = --install ]; then exit 0; fi
program="$(realpath "${1:-${CARGO_TARGET_DIR:-target}/debug/plenary}")"

desk="$(mktemp -d)"
trap 'rm -rf "$desk"' EXIT
cp scripts/sockets/*.mjs "$desk/"
ln -s "$tools/node_modules" "$desk/node_modules"
# Two servers: of files, and of a store that is written.
node "$desk/clients.mjs" "$program" "$desk" "${SOCKET_PORT:-17894}"
