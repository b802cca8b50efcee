#!/usr/bin/env bash
# Runs each fuzz target of fuzz/ for some seconds: scripts/fuzz.sh [SECONDS] [TARGET…]
# Only compiles them: scripts/fuzz.sh --check
#
# It begins with what the tests hold (requests, queries, documents, shapes) and with fuzz/seeds/TARGET, inputs that once found a fault;
# what a run finds beyond that stays in fuzz/corpus, which Git does not keep. An input that fails is written to
# fuzz/artifacts/TARGET: mend the kind, and put the input into fuzz/seeds/TARGET.
# Coverage comes from LLVM and needs no nightly compiler. Nothing here is unsafe, so no sanitizer looks for what only that can do.
set -euo pipefail
cd "$(dirname "$0")/.."
# The versions that the program has: Cargo leaves out what the targets do not need, and adds the fuzzer.
cp Cargo.lock fuzz/Cargo.lock
if [ "${1:-}" = --check ]; then
    cargo fetch --manifest-path fuzz/Cargo.toml || { echo "the registry cannot be reached: the targets are not compiled"; exit 0; }
    exec cargo check --manifest-path fuzz/Cargo.toml
fi
seconds="${1:-20}"
shift || true
command -v cargo-fuzz >/dev/null || { echo "install it: cargo install cargo-fuzz --locked" >&2; exit 2; }
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(basename -s .rs fuzz/fuzz_targets/*.rs)

# Copies files as seeds of a target: seed TARGET FILE…
seed() {
    local corpus="fuzz/corpus/$1" file
    mkdir -p "$corpus"
    shift
    for file in "$@"; do
        [ -f "$file" ] && cp "$file" "$corpus/$(sha1sum "$file" | cut -c1-40)"
    done
    return 0
}
shopt -s globstar nullglob
seed graphql tests/graphql/**/*.graphql
seed sparql tests/sparql/**/*.rq
seed shapes ontology/*.ttl tests/**/*.ttl
seed markdown tests/import/**/*.md data/README.md
seed text tests/import/**/*.txt
seed html tests/import/**/*.html
seed vtt tests/import/**/*.vtt
seed srt tests/import/**/*.srt
seed pdf tests/import/**/*.pdf
for target in "${targets[@]}"; do
    seed "$target" "fuzz/seeds/$target"/*
    mkdir -p "fuzz/corpus/$target"
done

cargo fuzz build --sanitizer none --fuzz-dir fuzz
failed=()
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
for target in "${targets[@]}"; do
    printf '\n-- %s: %s s\n' "$target" "$seconds"
    # 4 GiB and 20 s an input are bounds of the process; those of a request are asserted by the target.
    status=0
    cargo fuzz run --sanitizer none --fuzz-dir fuzz "$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -max_len=20000 -print_final_stats=1 >"$log" 2>&1 || status=$?
    grep -E "^(#[0-9]+.*(DONE|INITED)|stat::(number|average)|thread|assertion|SUMMARY|==)|panicked|artifact" "$log" || true
    [ "$status" -eq 0 ] || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
