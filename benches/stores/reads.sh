#!/bin/bash
# The questions of benches/http over files, over a store of the same, and over two in which a hundredth has changed: since the arrays were written, and
# before, so that the same data are sorted. The changes are answers to Q4 and texts beside those that Q6 looks through, so only these two have as much to do.
#
#   reads.sh PROGRAM DATA.nt
#
# Each question takes turns with the four servers. Needs python3 besides what benches/http/compare.sh needs, and is told by the same variables.

set -euo pipefail
[[ $# == 2 ]] || { echo "usage: reads.sh PROGRAM DATA.nt" >&2; exit 2; }
program=$(realpath "$1") data=$(realpath "$2")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -r "$folder"' EXIT
export PLENARY_LOG=warn
token=$(head -c 32 /dev/urandom | base64 | tr -dc a-zA-Z0-9)
echo "bench $(printf %s "$token" | sha256sum | cut -d' ' -f1)" >"$folder/tokens"
files=(--ontology benches/corpus/ontology --data "$data" --data benches/http/stances.ttl)

"$program" init "$folder/store" "${files[@]}" >"$folder/init" # "N triples, with …"
cp -r "$folder/store" "$folder/changed"
triples=$(grep -o '^[0-9]*' "$folder/init")

# serve NAME OPTION...: prints the address.
serve() {
    "$program" serve "${@:2}" --bind 127.0.0.1:0 >"$folder/$1.out" &
    pids+=($!)
    until grep -q -o 'http://[^/]*' "$folder/$1.out"; do sleep 0.1; done
}
address() { grep -o -m1 'http://[^/]*' "$folder/$1.out"; }
serve files "${files[@]}"
serve store --store "$folder/store" --ontology benches/corpus/ontology
serve changed --store "$folder/changed" --ontology benches/corpus/ontology --token-file "$folder/tokens"

# Just too little for the arrays to be written anew: a hundredth is when they are.
python3 - "$(address changed)" "$token" "$triples" <<'PYTHON'
import sys, urllib.request

sys.path.insert(0, "benches/stores")
from compare import ID, triples

address, token, count = sys.argv[1], sys.argv[2], int(sys.argv[3]) // 100 - 16
for first in range(0, count // 8, 100):
    rows = [row for number in range(first, min(first + 100, count // 8)) for row in triples(number)]
    body = f"INSERT DATA {{ GRAPH <{ID}graph/new> {{ {' . '.join(rows)} }} }}".encode()
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    urllib.request.urlopen(urllib.request.Request(address + "/sparql", body, headers)).read()
PYTHON

cp -r "$folder/changed" "$folder/sorted"
# A commit that changes nothing writes the arrays of those before it.
echo '<http://example.org/id/statement/new0> <http://example.org/ontology#sequence> 1 .' >"$folder/there.ttl"
"$program" commit --store "$folder/sorted" --ontology benches/corpus/ontology --graph http://example.org/id/graph/new "$folder/there.ttl" >/dev/null
serve sorted --store "$folder/sorted" --ontology benches/corpus/ontology

sleep 5 # until nothing is written any more
servers=()
for name in files store changed sorted; do servers+=("$name" "$(address $name)/graphql" benches/http/queries); done
benches/http/compare.sh "${servers[@]}"
