#!/usr/bin/env bash
# Checks pages as people and browsers read them, over a server that runs, and over the page by which an import is reviewed.
#
#     scripts/pages.sh [URL [REVIEW.html…]]   axe (WCAG 2.2 A and AA, best practice) in Chromium, the Nu HTML checker and html-validate
#     scripts/pages.sh --crawl URL            every page in every language: links, numbers, words (scripts/pages/crawl.mjs)
#     scripts/pages.sh --journeys URL         what people come for, with script and without (scripts/pages/journeys.mjs says what the server has)
#     scripts/pages.sh --measure URL          Lighthouse (scripts/pages/measure.mjs)
#     scripts/pages.sh --pictures URL         takes the pictures of docs/pictures (scripts/pages/pictures.mjs)
#     scripts/pages.sh --review PROGRAM       corrects an import by the buttons of its review page, with the built program
#     scripts/pages.sh --install              only installs what it needs
#
# URL is http://127.0.0.1:7878 if none is given. Lighthouse wants a server that knows its public URL, for it asks for links to other languages in full.
# Chromium comes from Debian's packages, axe-core, playwright-core, vnu-jar, html-validate, lighthouse and node-html-parser from the npm registry, into a
# folder of their own (PAGES_TOOLS, else ~/.cache/plenary/pages). Node.js and Java have to be there. PAGES_LANGUAGES (`en ar`) leaves languages out.
# Exit code 1 on any finding.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
export PAGES_TOOLS="${PAGES_TOOLS:-$HOME/.cache/plenary/pages}"
# The last that take a Node.js of version 20.
packages=(axe-core@4 playwright-core@1 vnu-jar html-validate@9 lighthouse@12 node-html-parser@9)

what=look
case "${1:-}" in --*) what="${1#--}"; shift ;; esac
url="${1:-http://127.0.0.1:7878}"
[ $# -gt 0 ] && shift
read -ra languages <<<"${PAGES_LANGUAGES:-en zh fr es ru ar}"

if ! command -v chromium >/dev/null; then
    apt-get update -q && apt-get install -y -q chromium
fi
command -v java >/dev/null || apt-get install -y -q default-jre-headless
mkdir -p "$PAGES_TOOLS"
if [ "$(cat "$PAGES_TOOLS/packages.txt" 2>/dev/null)" != "${packages[*]}" ]; then
    npm install --silent --no-audit --no-fund --prefix "$PAGES_TOOLS" "${packages[@]}"
    echo "${packages[*]}" > "$PAGES_TOOLS/packages.txt"
fi
for program in chromium java node; do
    command -v "$program" >/dev/null || { echo "$program is missing and cannot be installed" >&2; exit 1; }
done

case "$what" in
    install) exit 0 ;;
    review) exec node "$here/review.mjs" "$url" ;;
    crawl) exec node "$here/pages/crawl.mjs" "$url" "${languages[@]}" ;;
    journeys) exec node "$here/pages/journeys.mjs" "$url" "${languages[@]}" ;;
    measure)
        # Every kind of page, in the six languages by turns.
        exec node "$here/pages/measure.mjs" "$url/" "$url/themes?lang=fr" "$url/positions?stance.polarity=NEGATIVE&lang=es" "$url/actors" \
            "$url/id/theme/multistakeholder-model?lang=zh" "$url/id/theme/governance?side=FOR&lang=ru" "$url/id/actor/chn?lang=ar" \
            "$url/id/meeting/wsis20-prep1?lang=ar" "$url/id/statement/wsis20-prep1-s064?lang=es" "$url/id/position/wsis20-prep1-s064-p1" \
            "$url/id/membership/asean-chn" "$url/id/actor/chn?field=memberships" "$url/compare?actor=actor:rus&actor=actor:lva" \
            "$url/compare?actor=actor:chn&actor=actor:rus&verdict=AGREE" "$url/time" "$url/network?lang=fr" "$url/map?theme=theme:governance" \
            "$url/search?q=internet" "$url/query" "$url/build?lang=ru" "$url/ontology" "$url/catalog" ;;
    pictures) mkdir -p "$here/../docs/pictures" && exec node "$here/pages/pictures.mjs" "$url" "$here/../docs/pictures" ;;
    look) ;;
    *) echo "there is no --$what; the head of this file names what there is" >&2; exit 2 ;;
esac

paths=(/ /themes /outcome '/outcome?theme=theme:igf-continuation' /id/draft/rev1 /positions?stance.polarity=NEGATIVE '/compare?actor=actor:rus&actor=actor:lva&actor=actor:sau' /query /build /time /network
    '/map?theme=theme:governance' '/search?q=internet' /id/theme/governance '/id/theme/governance?side=FOR' '/id/theme/governance?narrower=true&blocs=body'
    '/id/theme/governance?narrower=true&regionalGroup=EASTERN_EUROPEAN' '/id/theme/governance?silent=meeting:wsis20-prep1'
    '/compare?regionalGroup=EASTERN_EUROPEAN&body=actor:g77-china' '/search?q=internet&side=NEGATIVE'
    '/query?query=%7Bstates(first:3)%7Bnodes%7Bid%20label%7D%7D%7D' '/query?kind=sparql&query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%203'
    /id/theme/igf-future /id/theme/inclusion /id/actor/chn '/id/actor/chn?field=memberships' /id/membership/asean-chn
    /id/statement/wsis20-prep1-s064 /id/position/wsis20-prep1-s022-p1 /id/meeting/wsis20-prep1 /ontology /catalog /id/theme/nothing /nothing
    /actors '/compare?actor=actor:chn&actor=actor:rus&verdict=AGREE' '/themes?labl=x' '/id/theme/digital-divide')
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
if ! java -jar "$PAGES_TOOLS/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only "$fetched"/*.html; then
    failed=1
    cat "$fetched/index.txt"
fi

echo "== html-validate"
echo '{ "root": true, "extends": ["html-validate:standard", "html-validate:a11y"] }' > "$fetched/.htmlvalidate.json"
(cd "$fetched" && "$PAGES_TOOLS/node_modules/.bin/html-validate" [0-9]*.html) || failed=1

echo "== axe"
reviews=()
for review in "$@"; do reviews+=("file://$(realpath "$review")"); done
node "$here/pages/look.mjs" "${pages[@]}" ${reviews[@]+"${reviews[@]}"} || failed=1
exit $failed
