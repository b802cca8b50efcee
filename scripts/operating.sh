#!/usr/bin/env bash
# Puts what docs/operating.md promises before the programs that operators use: promtool, systemd, nginx, Caddy, man and bash.
#
#   scripts/operating.sh [PROGRAM]      without PROGRAM, the one that the tests have built
#
# Each program that is not installed is left out, and that is said. On Debian: apt-get install prometheus systemd nginx-light caddy man-db.
set -euo pipefail
cd "$(dirname "$0")/.."

program="$(realpath "${1:-${CARGO_TARGET_DIR:-target}/debug/plenary}")"
desk="$(mktemp -d)"
jobs=()
stop() {
    for job in "${jobs[@]}"; do kill "$job" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$desk"
}
trap stop EXIT
export HOME="$desk" XDG_DATA_HOME="$desk" XDG_CONFIG_HOME="$desk"

step() { printf '\n== %s\n' "$*"; }
has() { command -v "$1" >/dev/null || { echo "$1 is not installed here: $2"; false; }; }
fail() { echo "$*" >&2; exit 1; }
await() { curl -sf --retry 240 --retry-delay 1 --retry-all-errors -o /dev/null "$1"; }

step "a server with a configuration, from a store"
sed -e 's/^# \(store\|token-file\) =/\1 =/' -e 's/7878/17878/; s/9464/19464/' deploy/plenary.toml >"$desk/plenary.toml"
grep -q '^store = ' "$desk/plenary.toml"
(cd "$desk" && "$program" token create operator >token 2>/dev/null && exec "$program" serve >out 2>log) &
jobs+=($!)
await http://127.0.0.1:17878/ready
curl -sf http://127.0.0.1:17878/graphql -H 'Content-Type: application/json' -d '{"query":"query Themes { themes { totalCount } }"}' >/dev/null
curl -s http://127.0.0.1:17878/nowhere >/dev/null
update='INSERT DATA { GRAPH <https://w3id.org/plenary/id/graph/operating> { <https://example.org/a> <https://example.org/b> "c" } }'
curl -sf http://127.0.0.1:17878/sparql -H "Authorization: Bearer $(cat "$desk/token")" -H 'Content-Type: application/sparql-update' -d "$update" >"$desk/commit"
grep -q committed "$desk/commit"
grep -q '"target":"access"' "$desk/log" || fail "the log has no line of a request: $(tail -3 "$desk/log")"

step "promtool check metrics"
curl -sf http://127.0.0.1:19464/metrics >"$desk/metrics"
grep -q 'plenary_commit_duration_seconds_count{outcome="committed"} 1' "$desk/metrics"
grep -q '^plenary_commit_number 1$' "$desk/metrics"
if has promtool "metrics are not checked"; then
    promtool check metrics <"$desk/metrics"
    echo "  $(grep -c '^# TYPE' "$desk/metrics") families, no complaint"
fi

step "backup, verify, restore"
"$program" backup "$desk/store" "$desk/backup"
"$program" verify "$desk/backup"
"$program" restore "$desk/backup" "$desk/restored" --at 0
"$program" log "$desk/backup" | head -1

if has nginx "its configuration is not tried" && has openssl "nginx has no certificate to try"; then
    step "nginx"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=data.example.org -keyout "$desk/privkey.pem" -out "$desk/fullchain.pem" 2>/dev/null
    sed -e "s#/etc/ssl/plenary#$desk#; s/7878/17878/; s/listen 443 ssl/listen 127.0.0.1:17443 ssl/; /\[::\]/d" deploy/nginx.conf >"$desk/site.conf"
    printf 'pid %s/nginx.pid; error_log %s/nginx.log; daemon off; events {} http { access_log off; client_body_temp_path %s/t1; proxy_temp_path %s/t2; fastcgi_temp_path %s/t3; uwsgi_temp_path %s/t4; scgi_temp_path %s/t5; include %s/site.conf; }\n' \
        "$desk" "$desk" "$desk" "$desk" "$desk" "$desk" "$desk" "$desk" >"$desk/nginx.conf"
    nginx -e "$desk/nginx.log" -c "$desk/nginx.conf" &
    jobs+=($!)
    asks() { curl -skf --resolve data.example.org:17443:127.0.0.1 "https://data.example.org:17443$1" "${@:2}"; }
    for _ in $(seq 50); do asks /health -o /dev/null && break || sleep 0.1; done
    asks / -H 'Accept: text/html' -o "$desk/page"
    grep -q '<html' "$desk/page"
    asks /dump/whole.nq.gz -o "$desk/dump" 2>/dev/null || asks /catalog -o "$desk/dump"
    [ -s "$desk/dump" ]
    echo "  a page and a document came through"
fi

if has caddy "its configuration is not tried"; then
    step "Caddy"
    # Without a name that the world knows there is no certificate: plain HTTP on loopback, all else as it stands.
    { printf '{\n\tadmin off\n}\n'; sed 's#^data.example.org {#http://127.0.0.1:17080 {#; s/7878/17878/' deploy/Caddyfile; } >"$desk/Caddyfile"
    caddy validate --adapter caddyfile --config deploy/Caddyfile >"$desk/caddy" 2>&1 || { cat "$desk/caddy"; exit 1; }
    caddy run --adapter caddyfile --config "$desk/Caddyfile" >"$desk/caddy" 2>&1 &
    jobs+=($!)
    await http://127.0.0.1:17080/health
    curl -sf http://127.0.0.1:17080/themes -H 'Accept: text/html' -H 'X-Request-Id: through-caddy' | grep -q '<html'
    sleep 0.2
    grep -q 'through-caddy' "$desk/log"
    echo "  a page came through"
fi

if has systemd-analyze "the unit is not rated"; then
    step "systemd"
    sed "s#/usr/local/bin/plenary#$program#" deploy/plenary.service >"$desk/plenary.service"
    systemd-analyze verify "$desk/plenary.service"
    systemd-analyze security --no-pager --offline=true --threshold=20 deploy/plenary.service | tail -1
fi

step "completions and the manual"
"$program" completions bash >"$desk/completions"
bash -n "$desk/completions"
# What a person gets who types `plenary serve --met` and the tabulator.
completed="$(bash -c 'source "$1"; COMP_WORDS=(plenary serve --met); COMP_CWORD=2; _plenary plenary --met serve; echo "${COMPREPLY[*]}"' - "$desk/completions")"
[ "$completed" = --metrics ] || fail "bash completes --met as: $completed"
"$program" manual --out "$desk/man1"
if has man "the pages are not shown"; then
    MANROFFOPT=-ww man --warnings -l "$desk/man1/plenary-serve.1" >"$desk/shown" 2>"$desk/warned"
    [ ! -s "$desk/warned" ] || fail "man warns: $(cat "$desk/warned")"
    grep -q -- --public-url "$desk/shown"
fi
echo "  $(find "$desk/man1" -name '*.1' | wc -l) pages"

if grep -E '"level":"ERROR"' "$desk/log"; then fail "the server logged errors"; fi
