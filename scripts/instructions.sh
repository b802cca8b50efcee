#!/usr/bin/env bash
# Counts the instructions of twenty requests (benches/instructions.rs) under callgrind, and compares them with benches/instructions.txt: more than 3 % above
# fails, more than 3 % below asks for the file to be made anew, so that what was gained is not lost unseen.
#
#   scripts/instructions.sh              compares
#   MOST_CHANGE=10 scripts/instructions.sh   allows another share
#   scripts/instructions.sh --write      makes the file anew, when a change is meant
#
# The counts are those of one compiler, and of one kind of processor, for which libraries choose their code: with another, the table is printed and nothing fails.
set -euo pipefail
cd "$(dirname "$0")/.."

kept=benches/instructions.txt
desk="$(mktemp -d)"
trap 'rm -rf "$desk"' EXIT
compiler="$(rustc --version), $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1)"

program="$(cargo bench --locked --bench instructions --no-run --message-format=json 2>"$desk/build" |
    sed -n 's/.*"executable":"\([^"]*instructions-[^"]*\)".*/\1/p' | tail -1)"
[ -x "$program" ] || { cat "$desk/build" >&2; exit 1; }
valgrind --tool=callgrind --callgrind-out-file="$desk/out" --collect-atstart=no --toggle-collect=instructions::counted --dump-after=instructions::counted \
    "$program" >"$desk/names" 2>"$desk/valgrind" || { cat "$desk/valgrind" >&2; exit 1; }
# A dump for each request, in their order, and one for the rest.
while IFS=$'\t' read -r name _; do
    number=$((${number:-0} + 1))
    printf '%s\t%s\n' "$(sed -n 's/^\(summary\|totals\): *//p' "$desk/out.$number" | head -1)" "$name"
done <"$desk/names" >"$desk/counts"

if [ "${1:-}" = --write ]; then
    { echo "# Instructions of a request, by scripts/instructions.sh --write with $compiler"; cat "$desk/counts"; } >"$kept"
    cat "$kept"
    exit 0
fi
awk -F'\t' -v most="${MOST_CHANGE:-3}" -v same="$(grep -cF "$compiler" "$kept" || true)" '
    /^#/ { next }
    NR == FNR { before[$2] = $1; next }
    {
        seen[$2] = 1
        if (!($2 in before)) { printf "%12d             %s: not in the file\n", $1, $2; bad = 1; next }
        change = 100 * ($1 - before[$2]) / before[$2]
        printf "%12d  %+6.1f %%  %s\n", $1, change, $2
        if (change > most || change < -most) bad = 1
    }
    END {
        for (name in before) if (!(name in seen)) { print name ": only in the file"; bad = 1 }
        if (!same) { print "The file is of another compiler or processor: this is shown, and nothing fails."; exit 0 }
        if (bad) print "A request is dearer or cheaper by more than " most " %. If that is meant: scripts/instructions.sh --write"
        exit bad
    }' "$kept" "$desk/counts"
