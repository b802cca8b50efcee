#!/usr/bin/env bash
# Fills a small disk under a store, and checks that each command says so, that no acknowledged commit is lost, that reading goes on, and that all is
# well when there is room again. The disk is a tmpfs that nobody else sees; it needs Linux with user namespaces, awk and curl. `cargo test` does so
# with a bound on the size of files: tests/full_disk.rs.
#
#   scripts/full-disk.sh [PROGRAM]     # without one, it is built
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${IN_NAMESPACE:-}" ]; then
  program="${1:-}"
  if [ -z "$program" ]; then
    cargo build --quiet --release
    program="${CARGO_TARGET_DIR:-target}/release/plenary"
  fi
  IN_NAMESPACE=1 exec unshare --user --map-root-user --mount "$0" "$(realpath "$program")"
fi

program="$1"
work="$(mktemp -d)"
server=
end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  umount "$work/disk" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
mkdir "$work/disk" "$work/ontology"
mount -t tmpfs -o size=200k plenary "$work/disk"

fail() { echo "FAILED: $*" >&2; exit 1; }
room() { mount -o "remount,size=$1" "$work/disk"; }
# The bytes that are used, and some more.
tight() { room "$(($(du -s --block-size=1 "$work/disk" | cut -f1) + $1))"; }
refuses() {
  local part="$1"; shift
  if "$@" >"$work/out" 2>&1; then fail "it did not refuse: $*"; fi
  grep -q "No space left" "$work/out" || fail "$(cat "$work/out") does not say that the disk is full: $*"
  grep -q -- "$part" "$work/out" || fail "$(cat "$work/out") does not say \`$part\`: $*"
}
nothing_in() { [ ! -e "$1" ] || [ -z "$(ls -A "$1")" ] || fail "left in $1: $(ls -AR "$1")"; }

cat >"$work/ontology/shapes.ttl" <<'EOF'
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: a graphql:Schema ; graphql:publicShape ex:CityShape ; sh:declare ex:declaration , ex:graphs .
ex:declaration sh:prefix "ex" ; sh:namespace "http://example.org/" .
ex:graphs sh:prefix "graph" ; sh:namespace "http://example.org/graph/" .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:nameOfCity .
ex:nameOfCity sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 .
EOF
# Cities with names that do not compress.
cities() {
  awk -v from="$1" -v to="$2" 'BEGIN { srand(from); for (city = from; city < to; city++) {
    name = ""; for (i = 0; i < 6; i++) name = name sprintf("%08x", rand() * 4294967295)
    printf "<http://example.org/c%d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/City> .\n", city
    printf "<http://example.org/c%d> <http://example.org/name> \"%s\" .\n", city, name } }'
}
cities 0 20000 >"$work/few.nt"
cities 0 400000 >"$work/many.nt"
store="$work/disk/store"
with=(--ontology "$work/ontology")

echo "a store that does not fit"
refuses "nothing was changed" "$program" init "$store" "${with[@]}" --data "$work/few.nt"
nothing_in "$store"
echo "files beside the memory that do not fit"
room 8m
refuses "cannot write" "$program" init "$store" "${with[@]}" --data "$work/many.nt" --memory 64MB
nothing_in "$store"
refuses "cannot write" env TMPDIR="$work/disk" "$program" check "${with[@]}" --data "$work/many.nt" --memory 64MB
nothing_in "$work/disk"

echo "commits until the disk is full"
room 64m
"$program" init "$store" "${with[@]}" --data "$work/few.nt" >/dev/null
token="$("$program" token create ana --file "$work/tokens")"
serve() {
  "$program" serve --store "$store" "${with[@]}" --token-file "$work/tokens" --bind 127.0.0.1:17878 >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do curl -fs localhost:17878/ready >/dev/null && return; sleep 0.1; done
  fail "the server does not start: $(cat "$work/log")"
}
stop() { kill "$server"; wait "$server" || true; server=; }
post() {
  cities "$1" "$(($1 + 500))" | curl -s -o "$work/body" -w '%{http_code}' -X POST -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/n-triples' --data-binary @- "localhost:17878/graphs/more"
}
serve
tight 300000
acknowledged=0
while code="$(post "$((1000000 + acknowledged * 500))")"; [ "$code" = 200 ] || [ "$code" = 201 ]; do
  acknowledged=$((acknowledged + 1))
  [ "$acknowledged" -lt 1000 ] || fail "the disk is never full"
done
[ "$code" = 507 ] || fail "a commit that does not fit is answered with $code: $(cat "$work/body")"
[ "$acknowledged" -gt 0 ] || fail "not one commit fits"
again="$(post 9000000)"
[ "$again" = 507 ] || fail "the next is answered with $again: $(cat "$work/body")"
curl -s localhost:17878/ready | grep -q '"writing":"ended' || fail "/ready: $(curl -s localhost:17878/ready)"
count() {
  curl -fsG localhost:17878/sparql -H 'Accept: text/csv' \
    --data-urlencode 'query=SELECT (COUNT(*) AS ?n) { ?c a <http://example.org/City> }' | tail -1 | tr -d '\r'
}
expected=$((20000 + acknowledged * 500))
[ "$(count)" = "$expected" ] || fail "reading goes on: $(count) cities, not $expected"
stop
"$program" verify "$store" >/dev/null || fail "the store is damaged"

echo "a checkpoint and a copy that do not fit"
tight 20000
refuses "nothing was changed" "$program" compact "$store"
refuses "nothing was changed" "$program" backup "$store" "$work/disk/copy"
"$program" verify "$store" >/dev/null || fail "the store is damaged"

echo "with room again: $acknowledged commits"
room 128m
serve
[ "$(count)" = "$expected" ] || fail "$(count) cities, not $expected"
code="$(post 9000000)"
[ "$code" = 200 ] || fail "a commit is answered with $code: $(cat "$work/body")"
stop
"$program" compact "$store" >/dev/null
"$program" verify "$store" >/dev/null || fail "the store is damaged"
echo "a full disk is named, and nothing is lost"
