#!/usr/bin/env bash
# Puts what assistants are offered (docs/assistants.md) before clients that are not ours: the conformance suite of the protocol in two
# revisions, the inspector's command line, and Python's `mcp` with 204 questions in six languages and 50 about what nobody said.
#
#   scripts/mcp.sh [PROGRAM]      without PROGRAM, the one that the tests have built
#   scripts/mcp.sh --install      installs what it needs, and does no more
#
# Needs npm, Python 3 with pip, and the registries of both; what it installs stands in MCP_TOOLS (without it, ~/.cache/plenary/mcp), Node 22
# included. With DOCUMENT=FILE the document of the record is at hand too, and its quotations are compared with it.
set -euo pipefail
cd "$(dirname "$0")/.."

tools="${MCP_TOOLS:-$HOME/.cache/plenary/mcp}"
port="${MCP_PORT:-17893}"
url="http://127.0.0.1:$port/mcp"
conformance=0.2.0-alpha.12 inspector=2.12.0 tokenizer=4.0.0

step() { printf '\n== %s\n' "$*"; }

mkdir -p "$tools/node" "$tools/python"
if [ ! -e "$tools/node/$conformance-$inspector-$tokenizer" ]; then
    npm install --prefix "$tools/node" --no-audit --no-fund --silent node@22 "@modelcontextprotocol/conformance@$conformance" \
        "@modelcontextprotocol/inspector@$inspector" "gpt-tokenizer@$tokenizer"
    touch "$tools/node/$conformance-$inspector-$tokenizer"
fi
if [ ! -d "$tools/python/mcp" ]; then
    python3 -m pip install --quiet --root-user-action ignore --disable-pip-version-check --target "$tools/python" 'mcp>=2.3,<3'
fi
if [ "${1:-}" = --install ]; then exit 0; fi
program="$(realpath "${1:-${CARGO_TARGET_DIR:-target}/debug/plenary}")"
export PATH="$tools/node/node_modules/.bin:$PATH" PYTHONPATH="$tools/python"

desk="$(mktemp -d)"
server=""
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$desk"
}
trap stop EXIT
# Beside the record a meeting whose document is at hand.
"$program" import --out "$desk/meetings" tests/import/dev/gdc-suivi.fr.md >/dev/null
cp tests/import/dev/gdc-suivi.fr.md "$desk/meetings/document/"
documents=()
if [ -n "${DOCUMENT:-}" ]; then
    documents=(--document "$DOCUMENT")
    cp "$DOCUMENT" "$desk/meetings/document/"
    mv "$desk/meetings/document/$(basename "$DOCUMENT")" "$desk/meetings/document/$(basename "$DOCUMENT").md"
fi
"$program" dump --format nq --data "$desk/meetings" >"$desk/record.nq"
"$program" serve --bind "127.0.0.1:$port" --data "$desk/meetings" "${documents[@]}" >/dev/null 2>"$desk/log" &
server=$!
for _ in $(seq 120); do
    kill -0 "$server" 2>/dev/null || { cat "$desk/log" >&2; exit 1; }
    curl -sf -o /dev/null "http://127.0.0.1:$port/ready" && break
    sleep 0.5
done

step "tools/list is short"
headers=(-H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream')
curl -sf "$url" "${headers[@]}" -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' >"$desk/tools.json"
node --input-type=commonjs - "$desk/tools.json" "$tools/node/node_modules/gpt-tokenizer" <<'JS'
const [file, tokenizer] = process.argv.slice(2)
const { encode } = require(tokenizer)
const { tools } = JSON.parse(require("fs").readFileSync(file)).result
const count = (value) => encode(JSON.stringify(value)).length
for (const tool of tools) console.log(`${String(count(tool)).padStart(5)}  ${tool.name}`)
console.log(`${String(count(tools)).padStart(5)}  tokens of tools/list (o200k), 2500 at most`)
process.exit(count(tools) <= 2500 ? 0 : 1)
JS

step "conformance $conformance"
# What a server has that offers what this one offers. The others of the suite call tools, prompts and resources of their own test server by name
# (tools-call-*, prompts-get-*, resources-read-*, json-schema-2020-12, http-custom-header-server-validation, input-required-result-*), or
# ask for what is not offered: sessions and streams (server-session-lifecycle, server-sse-*), subscriptions (resources-subscribe and
# -unsubscribe), logging (logging-set-level), elicitation, sampling, tasks and skills.
before="server-initialize ping completion-complete tools-list resources-list prompts-list dns-rebinding-protection"
stateless="server-stateless completion-complete tools-list resources-list prompts-list sep-2164-resource-not-found dns-rebinding-protection caching http-header-validation"
failed=0
conform() { # revision scenario…
    local revision="$1" scenario
    shift
    for scenario in "$@"; do
        if conformance server --url "$url" --spec-version "$revision" --scenario "$scenario" >"$desk/scenario" 2>&1; then
            echo "  passed  $revision $scenario"
        elif grep -q 'Error: ' "$desk/scenario" && ! grep 'Error: ' "$desk/scenario" | grep -qv 'Not testable: server does not list the diagnostic tool'; then
            # Four of its 25 checks call tools that the suite's own test server has (test_missing_capability and the like).
            echo "  passed  $revision $scenario, but for what needs a diagnostic tool: $(grep -o 'Passed: [^,]*, [0-9]* failed' "$desk/scenario")"
        else
            failed=$((failed + 1))
            echo "  FAILED  $revision $scenario"
            grep -E 'FAILURE|Error: |Passed: ' "$desk/scenario" || tail -20 "$desk/scenario"
        fi
    done
}
# shellcheck disable=SC2086
{ conform 2025-11-25 $before; conform 2026-07-28 $stateless; }

step "the inspector's command line, over HTTP and as a program"
mcp-inspector --cli "$url" --transport http --method tools/list --strict >"$desk/inspected"
grep -q who_said_what "$desk/inspected"
mcp-inspector --cli "$url" --transport http --method tools/call --tool-name who_said_what --tool-arg actor=Latvia polarity=POSITIVE >"$desk/inspected"
grep -q 'id/position/' "$desk/inspected"
mcp-inspector --cli "$program" mcp --method tools/call --tool-name search --tool-arg query=multistakeholder >"$desk/inspected"
grep -q 'id/statement/' "$desk/inspected"
mcp-inspector --cli "$program" mcp --method resources/read --uri plenary://schema/Position >"$desk/inspected"
grep -q groupKeys "$desk/inspected"
echo "  tools/list, tools/call and resources/read"

step "questions, by Python's mcp"
python3 scripts/mcp/questions.py "$url" "$desk/record.nq" "$desk/meetings"

if grep -E 'ERROR|panicked' "$desk/log"; then
    echo "the server logged errors" >&2
    failed=$((failed + 1))
fi
[ "$failed" = 0 ]
