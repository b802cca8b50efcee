#!/usr/bin/env bash
# Attacks a server of its own on loopback for about two minutes, and fails if the server is lost, grows beyond a bound, or leaves
# light requests of others unanswered meanwhile.
#
#   scripts/attack.sh [PROGRAM]
#
# PROGRAM is a release build; without it, the one in the target folder. Environment: SECONDS_PER_ATTACK (12), MOST_MB (2000),
# LONGEST (5, seconds that a light request may take). Needs curl and python3; slowhttptest if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-${CARGO_TARGET_DIR:-target}/release/plenary}
seconds=${SECONDS_PER_ATTACK:-12} most_mb=${MOST_MB:-2000} longest=${LONGEST:-5}
[[ -x $program ]] || { echo "there is no $program: cargo build --release" >&2; exit 2; }
work=$(mktemp -d)
server='' probe=''
finish() {
    [[ -z $probe ]] || kill "$probe" 2>/dev/null || true
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    rm -r "$work"
}
trap finish EXIT

"$program" serve --bind 127.0.0.1:0 >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 600); do
    address=$(grep -o 'http://[0-9.:]*' "$work/out" | head -n 1 || true)
    [[ -z $address ]] || break
    kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
done
[[ -n $address ]] || { echo "the server does not start" >&2; exit 1; }
echo "attacking $address"

# What a client at another address asks meanwhile: a new light question each time, five times a second. Connections per address are
# bounded, so that an attacker shares its bound with itself only.
(
    number=0
    while :; do
        number=$((number + 1))
        curl -s -o /dev/null -m 30 --interface 127.0.0.2 -w '%{http_code} %{time_total}\n' -H 'Content-Type: application/json' \
            -d "{\"query\":\"{ states { totalCount } } #$number\"}" "$address/graphql" >>"$work/light" || true
        sleep 0.2
    done
) &
probe=$!

failed=0
check() { # what
    local memory worst wrong
    if ! kill -0 "$server" 2>/dev/null; then
        echo "FAILED: $1: the server is gone"; tail -n 5 "$work/log"; exit 1
    fi
    memory=$(($(awk '/VmHWM/ { print $2 }' "/proc/$server/status") / 1024))
    worst=$(awk 'BEGIN { worst = 0 } $2 > worst { worst = $2 } END { print worst }' "$work/light")
    wrong=$(awk '$1 != 200' "$work/light" | wc -l)
    printf '%-40s %5d MB at most, light requests: %3d, slowest %s s, refused %d\n' \
        "$1" "$memory" "$(wc -l <"$work/light")" "$worst" "$wrong"
    if ((memory > most_mb || wrong > 0)) || awk "BEGIN { exit !($worst > $longest) }"; then
        echo "FAILED: $1"; failed=1
    fi
    : >"$work/light"
}
sleep 1
check "at rest"

if command -v slowhttptest >/dev/null; then
    slow() { slowhttptest -c 1000 -r 500 -l "$seconds" -p 5 -u "$@" >"$work/slow" 2>&1 || true; }
    slow "$address/health" -H -i 3 -x 24
    check "slow heads"
    slow "$address/graphql" -B -i 3 -s 8192 -t POST
    check "slow bodies"
    slow "$address/graphs?default" -X -w 256 -y 1024 -n 3 -z 32 -k 3
    check "slow readers"
fi

# Each attack is a number of connections that send the same thing again and again until the time is over.
attack() { # name, connections, hang up after so many seconds
    python3 - "$address" "$seconds" "$1" "$2" "$3" <<'PYTHON'
import json, socket, sys, threading, time, urllib.parse

address, seconds, name, connections, patience = sys.argv[1], float(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
host, port = address.removeprefix("http://").split(":")
end = time.monotonic() + seconds

def graphql(query, **members):
    body = json.dumps({"query": query, **members}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body

def get(path, headers=""):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode()

def sparql(query):
    return get("/sparql?query=" + urllib.parse.quote(query))

def nested(depth):
    condition = "{ label: { exists: true } }"
    for _ in range(depth):
        condition = "{ memberOf: { single: { members: { none: %s } } } }" % condition
    return condition

def request(kind, number):
    if kind == "heavy":
        return graphql("{ actors(where: %s) { totalCount } } #%d" % (nested(7), number))
    if kind == "fragments":
        spreads = " ".join(f"fragment F{i} on Query{{...F{i + 1} ...F{i + 1}}}" for i in range(60))
        return graphql("{__typename ...F0} %s fragment F60 on Query{...NOPE} #%d" % (spreads, number))
    if kind == "introspection":
        arguments = " ".join(f"a{i}:args{{description}}" for i in range(2000))
        return graphql("{__schema{types{fields{%s}}}} #%d" % (arguments, number))
    if kind == "plans":
        return graphql("{%s}#%d" % (" ".join(f"a{i}:_service{{sdl}}" for i in range(600)), number))
    if kind == "paths":
        return sparql("SELECT * { ?a (%s)* ?b } #%d" % ("|".join(f"<p{i}>" for i in range(400)), number))
    if kind == "products":
        return sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } #%d" % number)
    if kind == "names":
        return get("/id/actor/%d%s" % (number, "x" * 60000))
    if kind == "languages":
        return get("/", "Accept-Language: %s\r\n" % ("en," * 100000))
    if kind == "unread":
        fields = " ".join("a%d: statements(first: 200) { nodes { id text } }" % i for i in range(20))
        return graphql("{ %s } #%d" % (fields, number % 4))
    return b"\x00\xff rubbish %d \r\n\r\n" % number

counts = {}
def client(own):
    number = own
    while time.monotonic() < end:
        number += connections
        outcome = "closed"
        try:
            with socket.socket() as stream:
                stream.settimeout(patience)
                if name == "unread":
                    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                stream.connect((host, int(port)))
                stream.sendall(request(name, number))
                if name == "unread":
                    time.sleep(patience)
                else:
                    answer = stream.recv(64)
                    outcome = answer[9:12].decode("latin1") or "closed"
        except TimeoutError:
            outcome = "hung up"
        except OSError:
            outcome = "broken"
        counts[outcome] = counts.get(outcome, 0) + 1
        time.sleep(0.01)

threads = [threading.Thread(target=client, args=(own,)) for own in range(connections)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print("  ", name, ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
PYTHON
    check "$1"
}
attack heavy 64 15
attack products 64 0.5
attack paths 16 15
attack fragments 16 15
attack introspection 16 15
attack plans 16 15
attack names 16 15
attack languages 16 5
attack unread 200 5
attack rubbish 64 5

kill "$probe" && wait "$probe" 2>/dev/null || true
probe=''
started=$(date +%s)
kill "$server" && wait "$server" || { echo "FAILED: the server does not stop in order"; failed=1; }
server=''
(($(date +%s) - started <= 15)) || { echo "FAILED: the server takes its time to stop"; failed=1; }
exit "$failed"
