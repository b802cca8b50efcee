#!/usr/bin/env bash
# Loads the record into a Virtuoso of its own and compares every case of tests/graphql with the embedded reader.
#
#   scripts/virtuoso.sh          compares, prints the table of times, and stops Virtuoso
#   scripts/virtuoso.sh serve    loads, prints the address, and leaves Virtuoso running until Ctrl-C
#
# Needs Debian's virtuoso-opensource (installed if this runs as root). Nothing of a system-wide Virtuoso is touched: the
# database stands in a new folder, on ports of its own (SQL_PORT, HTTP_PORT), and both only on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."

sql_port="${SQL_PORT:-21111}"
http_port="${HTTP_PORT:-28890}"
folder="$(mktemp -d "${TMPDIR:-/tmp}/plenary-virtuoso.XXXXXX")"
server=""

stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT

if ! command -v virtuoso-t >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends virtuoso-opensource-7-bin
fi

# Answers are bounded by the reader in bytes; a bound on rows would only cut them off. 30,000 buffers are 240 MB.
cat >"$folder/virtuoso.ini" <<INI
[Database]
DatabaseFile = $folder/virtuoso.db
ErrorLogFile = $folder/virtuoso.log
LockFile = $folder/virtuoso.lck
TransactionFile = $folder/virtuoso.trx
xa_persistent_file = $folder/virtuoso.pxa
[TempDatabase]
DatabaseFile = $folder/temporary.db
TransactionFile = $folder/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:$sql_port
DisableUnixSocket = 1
DirsAllowed = $folder
NumberOfBuffers = 30000
MaxDirtyBuffers = 22000
[HTTPServer]
ServerPort = 127.0.0.1:$http_port
ServerRoot = $folder
ServerThreads = 16
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
INI

# The program that the tests build: `cargo run` would build it again, with other features of its dependencies.
cargo test --locked --quiet --test tests --no-run
# The record as far as its first meeting, which the tests of the machinery ask about.
mkdir -p "$folder/data/document"
cp -r data/actors data/vocabulary data/links data/dataset.ttl "$folder/data/"
cp data/document/wsis20-prep1.ttl "$folder/data/document/"
"${CARGO_TARGET_DIR:-target}/debug/plenary" dump --whole --format nq --ontology ontology --data "$folder/data" >"$folder/record.nq"

virtuoso-t +configfile "$folder/virtuoso.ini" +foreground >"$folder/output" 2>&1 &
server=$!
for _ in $(seq 120); do
    grep -qs "Server online" "$folder/virtuoso.log" "$folder/output" && break
    kill -0 "$server" || { cat "$folder/output"; exit 1; }
    sleep 0.5
done

isql-vt "127.0.0.1:$sql_port" dba dba ERRORS=STDOUT \
    exec="ld_dir('$folder', 'record.nq', 'urn:x-default'); rdf_loader_run(); checkpoint;" >"$folder/load.log"
failed="$(isql-vt "127.0.0.1:$sql_port" dba dba VERBOSE=OFF BANNER=OFF PROMPT=OFF \
    exec="SELECT ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;" | tr -d '[:space:]')"
if [ -n "$failed" ]; then
    echo "Virtuoso cannot load the record: $failed"
    exit 1
fi

# A user for the address that demands Digest; the users of Virtuoso itself do not matter, as nobody else reaches it.
isql-vt "127.0.0.1:$sql_port" dba dba ERRORS=STDOUT \
    exec="DB.DBA.USER_CREATE('reader', 'se:cret'); GRANT SPARQL_SELECT TO \"reader\";" >>"$folder/load.log"
export PLENARY_ENDPOINT_GUARDED="digest:reader:se:cret@http://127.0.0.1:$http_port/sparql-auth"
export PLENARY_ENDPOINT="http://127.0.0.1:$http_port/sparql"
if [ "${1:-}" = serve ]; then
    echo "$PLENARY_ENDPOINT"
    wait "$server"
else
    cargo test --locked --test tests remote::an_endpoint_of_the_environment -- --ignored --nocapture
fi
