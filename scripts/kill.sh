#!/usr/bin/env bash
# Kills a process that commits, 1,000 times at random moments, and checks that the journal has all that was acknowledged. `cargo test` does so
# 30 times by itself: crates/journal/tests/kill.rs.
#
#   scripts/kill.sh [KILLS]
set -euo pipefail
cd "$(dirname "$0")/.."
PLENARY_KILLS="${1:-1000}" exec cargo test --quiet --workspace --test kill -- --nocapture
