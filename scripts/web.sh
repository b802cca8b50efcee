#!/usr/bin/env bash
# Makes the scripts and styles of pages: web/src → web/dist, which is checked in.
#
#     scripts/web.sh            makes them
#     scripts/web.sh --check    makes them, and fails if web/dist has other bytes than those that are checked in, or a page would
#                               load more than 60 kB of script before it is used
#
# Needs Node.js 20 or newer with npm.
set -euo pipefail
cd "$(dirname "$0")/../web"
# What was installed for another lock file is not what this one says.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --silent --no-audit --no-fund
    cp package-lock.json node_modules/.installed
fi
npm run --silent build
[ "${1:-}" = --check ] || exit 0

if [ -n "$(git status --porcelain -- dist)" ]; then
    git --no-pager diff --stat -- dist
    git status --short -- dist
    echo "web/dist is not what web/src makes: run scripts/web.sh and commit it" >&2
    exit 1
fi
node size.mjs
