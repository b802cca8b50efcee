#!/bin/bash
# Requests per second and latency of GraphQL servers that answer the same questions, side by side.
#
#   compare.sh NAME URL FOLDER [NAME URL FOLDER]...
#
# FOLDER holds one file for each question, Q1.graphql, Q2.graphql …, in the words of that server's schema. The servers
# run already; each stays idle while another is under load. Rounds go question by question and server by server, so
# that whatever else the machine does hits all alike. Prints a Markdown table of medians.
#
# Environment: CONNECTIONS (12), SECONDS_PER_ROUND (5), ROUNDS (3). Needs wrk, curl and jq.

set -euo pipefail
usage="usage: compare.sh NAME URL FOLDER [NAME URL FOLDER]..."
(($# >= 3 && $# % 3 == 0)) || { echo "$usage" >&2; exit 2; }
connections=${CONNECTIONS:-12} seconds=${SECONDS_PER_ROUND:-5} rounds=${ROUNDS:-3}
for program in wrk curl jq; do
    command -v "$program" >/dev/null || { echo "compare.sh needs $program; install it first" >&2; exit 2; }
done

names=() urls=() folders=()
while (($# > 0)); do
    names+=("$1") urls+=("$2") folders+=("$3")
    shift 3
done
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# The file of a request's body, as curl sends it, and of the script with which wrk sends the same.
prepare() { # question, server
    local body="$work/$1-$2.json"
    jq -Rsc '{query: .}' "${folders[$2]}/$1.graphql" >"$body"
    cat >"$work/$1-$2.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Accept"] = "application/json"
local file = assert(io.open("$body"))
wrk.body = file:read("*a")
file:close()
LUA
}

# One request, which also waits for what the server still works at.
ask() { # question, server
    curl -sS --max-time 60 -H 'Content-Type: application/json' -H 'Accept: application/json' \
        --data-binary "@$work/$1-$2.json" "${urls[$2]}"
}

# A line "requests/s p50 p99", latencies in milliseconds.
load() { # question, server, seconds
    wrk -t1 -c"$connections" -d"$3s" --latency --timeout 30s -s "$work/$1-$2.lua" "${urls[$2]}" |
        awk -v what="$1 of ${names[$2]}" '
            function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t ~ /m$/ ? t * 60000 : t * 1000 }
            $1 == "50%" { p50 = ms($2) }
            $1 == "99%" { p99 = ms($2) }
            $1 == "Requests/sec:" { rate = $2 }
            /Non-2xx/ { print what ": " $0 > "/dev/stderr"; exit 1 }
            END { print rate, p50, p99 }'
}

median() { sort -g | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }

echo "| question | server | requests/s | spread | p50 ms | p99 ms | to the best other |"
echo "|---|---|---|---|---|---|---|"
for file in "${folders[0]}"/*.graphql; do
    question=$(basename "$file" .graphql)
    for server in "${!names[@]}"; do
        prepare "$question" "$server"
        answer=$(ask "$question" "$server")
        if ! jq -e '.data != null and (.errors | not)' <<<"$answer" >/dev/null; then
            echo "$question of ${names[$server]} is refused: ${answer:0:300}" >&2
            exit 1
        fi
        load "$question" "$server" 1 >/dev/null # to warm up
        ask "$question" "$server" >/dev/null
    done
    for ((round = 0; round < rounds; round++)); do
        for server in "${!names[@]}"; do
            load "$question" "$server" "$seconds" >>"$work/$question-$server"
            ask "$question" "$server" >/dev/null
        done
    done
    for server in "${!names[@]}"; do
        for column in 1 2 3; do cut -d' ' -f"$column" "$work/$question-$server" | median; done | paste -sd' ' \
            >>"$work/$question.medians"
        cut -d' ' -f1 "$work/$question-$server" | sort -g | sed -n '1p;$p' | paste -sd' ' >>"$work/$question.ranges"
    done
    paste -d' ' "$work/$question.medians" "$work/$question.ranges" | awk -v question="$question" -v list="${names[*]}" '
        { rate[NR] = $1; p50[NR] = $2; p99[NR] = $3; spread[NR] = $1 > 0 ? ($5 - $4) / $1 * 100 : 0 }
        END {
            split(list, name, " ")
            for (i = 1; i <= NR; i++) {
                best = 0
                for (j = 1; j <= NR; j++) if (j != i && rate[j] > best) best = rate[j]
                ratio = best > 0 ? sprintf("%.1f×", rate[i] / best) : "–"
                printf "| %s | %s | %.*f | %.0f %% | %.2f | %.2f | %s |\n", \
                    question, name[i], rate[i] < 100, rate[i], spread[i], p50[i], p99[i], ratio
            }
        }'
done
