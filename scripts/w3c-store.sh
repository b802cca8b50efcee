#!/usr/bin/env bash
# Serves an empty store in a temporary folder as a plain dataset, for suites that test clients and protocols of SPARQL. Prints the address and the token.
# Usage: scripts/w3c-store.sh [PROGRAM] [ADDRESS:PORT]
set -euo pipefail
program=${1:-plenary} bind=${2:-127.0.0.1:7878}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/shapes.ttl" <<'TTL'
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix graphql: <http://datashapes.org/graphql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex: graphql:publicShape ex:Shape .
ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property ex:nameOfThing .
ex:nameOfThing sh:path ex:name ; sh:datatype xsd:string .
TTL
: >"$folder/empty.nt"
token=$("$program" token create suite --file "$folder/tokens")
"$program" init "$folder/store" --ontology "$folder/shapes.ttl" --data "$folder/empty.nt"
echo "http://$bind/sparql http://$bind/graphs"
echo "Authorization: Bearer $token"
"$program" serve --store "$folder/store" --plain-dataset --sync interval --ontology "$folder/shapes.ttl" --token-file "$folder/tokens" \
    --bind "$bind" --no-limits
