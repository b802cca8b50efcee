#!/usr/bin/env bash
# Runs a runner of the W3C SHACL test suite that is not ours against the validator of crates/shacl. `cargo test` runs the same suite by itself:
# crates/shacl/tests/w3c.rs.
#
#   scripts/shacl-suite.sh RUNNER [ARGUMENTS]    RUNNER takes `--engine cmd:PROGRAM`, PROGRAM data.ttl shapes.ttl → report in Turtle
#
# Needs Python 3 with rdflib.
set -euo pipefail
runner="${1:?the path of the runner, a Python program}"
shift
cd "$(dirname "$0")/.."
cargo build --quiet --workspace --example validate
program="${CARGO_TARGET_DIR:-target}/debug/examples/validate"
exec python3 "$runner" --engine "cmd:$program" "$@"
