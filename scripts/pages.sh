#!/usr/bin/env bash
# Checks pages as people with screen readers and as browsers read them: axe (WCAG 2.2 A and AA, best practice) in Chromium, and the
# Nu HTML checker, over a server that runs, and over the page by which an import is reviewed.
#
#     scripts/pages.sh [URL [REVIEW.html…]]      URL is http://127.0.0.1:7878 if none is given
#     scripts/pages.sh --install                 only installs what it needs
#     scripts/pages.sh --review PROGRAM          corrects an import by the buttons of its review page, with the built program
#
# Chromium comes from Debian's packages, axe-core, playwright-core and vnu-jar from the npm registry, into a folder of their own
# (PAGES_TOOLS, else ~/.cache/plenary/pages). Node.js and Java have to be there. PAGES_LANGUAGES (`en ar`) leaves languages out.
# Exit code 1 on any finding.
set -euo pipefail
url="${1:-http://127.0.0.1:7878}"
[ $# -gt 0 ] && shift
here="$(cd "$(dirname "$0")" && pwd)"
tools="${PAGES_TOOLS:-$HOME/.cache/plenary/pages}"

if ! command -v chromium >/dev/null; then
    apt-get update -q && apt-get install -y -q chromium
fi
command -v java >/dev/null || apt-get install -y -q default-jre-headless
mkdir -p "$tools"
[ -d "$tools/node_modules/vnu-jar" ] && [ -d "$tools/node_modules/axe-core" ] && [ -d "$tools/node_modules/playwright-core" ] ||
    npm install --silent --no-audit --no-fund --prefix "$tools" axe-core@4 playwright-core@1 vnu-jar

for program in chromium java node; do
    command -v "$program" >/dev/null || { echo "$program is missing and cannot be installed" >&2; exit 1; }
done
[ "$url" = --install ] && exit 0
[ "$url" = --review ] && PAGES_TOOLS="$tools" exec node "$here/review.mjs" "$1"

read -ra languages <<<"${PAGES_LANGUAGES:-en zh fr es ru ar}"
paths=(/ /id/theme/igf-future /id/theme/inclusion /id/actor/chn '/id/actor/chn?field=memberships' /id/membership/asean-chn
    /id/position/wsis20-prep1-s022-p1 /id/meeting/wsis20-prep1 /ontology /catalog /id/theme/nothing /nothing)
pages=()
for path in "${paths[@]}"; do
    for language in "${languages[@]}"; do
        sign='?'; [[ $path == *\?* ]] && sign='&'
        pages+=("$url$path${sign}lang=$language")
    done
done
pages+=("$url/reconcile/preview?id=actor:chn")

fetched="$(mktemp -d)"
trap 'rm -rf "$fetched"' EXIT
number=0
for page in "${pages[@]}"; do
    number=$((number + 1))
    curl -s -H 'Accept: text/html' "$page" > "$fetched/$(printf %03d $number).html"
    printf '%s %s\n' "$(printf %03d $number)" "$page" >> "$fetched/index.txt"
done
for review in "$@"; do cp "$review" "$fetched/review-$(basename "$review")"; done

failed=0
echo "== HTML: ${#pages[@]} pages, $# reviews"
if ! java -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only "$fetched"/*.html; then
    failed=1
    cat "$fetched/index.txt"
fi

echo "== axe"
reviews=()
for review in "$@"; do reviews+=("file://$(realpath "$review")"); done
PAGES_TOOLS="$tools" node "$here/pages.mjs" "${pages[@]}" ${reviews[@]+"${reviews[@]}"} || failed=1
exit $failed
