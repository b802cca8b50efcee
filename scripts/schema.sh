#!/usr/bin/env bash
# Checks schema.graphql by what others expect of one: graphql-schema-linter, and the rules of @graphql-eslint for schemas and for
# Relay. docs/choices.md says why some rules are left out.
#
#     scripts/schema.sh [SCHEMA.graphql]      schema.graphql of the repository if none is given
#
# Node.js has to be there; the linters come from the npm registry, into a folder of their own (SCHEMA_TOOLS, else
# ~/.cache/plenary/schema). Exit code 1 on any finding.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
schema="$(realpath "${1:-$here/../schema.graphql}")"
export SCHEMA_TOOLS="${SCHEMA_TOOLS:-$HOME/.cache/plenary/schema}"
linter="$SCHEMA_TOOLS/node_modules/.bin/graphql-schema-linter"
eslint="$SCHEMA_TOOLS/node_modules/.bin/eslint"

mkdir -p "$SCHEMA_TOOLS"
[ -x "$linter" ] && [ -x "$eslint" ] && [ -d "$SCHEMA_TOOLS/node_modules/@graphql-eslint/eslint-plugin" ] ||
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$SCHEMA_TOOLS" \
        graphql@16 graphql-schema-linter@3.0.1 eslint@9 @graphql-eslint/eslint-plugin@4.4.1

# All rules but alphabetical order. Values of enums of types are called like the types, as `__typename` gives them, and Apollo
# Federation prescribes the names with an underscore.
rules=(arguments-have-descriptions defined-types-are-used deprecations-have-a-reason descriptions-are-capitalized
    enum-values-all-caps enum-values-have-descriptions fields-are-camel-cased fields-have-descriptions
    input-object-values-are-camel-cased input-object-values-have-descriptions relay-connection-arguments-spec
    relay-connection-types-spec relay-page-info-spec types-are-capitalized types-have-descriptions)
left_out='{
    "enum-values-all-caps": ["ActorType", "BodyType", "SdgItemType", "SearchType"],
    "fields-are-camel-cased": ["Query._entities", "Query._service"],
    "types-are-capitalized": ["_Service"]
}'

failed=0
echo "== graphql-schema-linter"
"$linter" --format compact --rules "$(IFS=,; echo "${rules[*]}")" --ignore "$left_out" "$schema" || failed=1

echo "== @graphql-eslint"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# ESLint looks at files beside its configuration or below it.
cp "$schema" "$work/schema.graphql"
cp "$here/schema.eslint.cjs" "$work/"
(cd "$work" && SCHEMA="$work/schema.graphql" "$eslint" --max-warnings 0 -c schema.eslint.cjs schema.graphql) || failed=1
[ "$failed" = 0 ] && echo "no findings"
exit $failed
