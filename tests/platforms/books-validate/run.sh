#!/bin/sh
# ctest's way in. run.sh            the validator's own tests
#                 run.sh DIRECTORY  every LINE book below it, written by other tests; an absent or empty book fails
# 77 (skipped, with the reason) where Node, its packages or LINE's files are absent; where TODOKE_PEERS_REQUIRED is set that is a failure.
books=$1
skip() { echo "skipped: $1"; [ -z "$TODOKE_PEERS_REQUIRED" ] && exit 77; exit 1; }
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null || skip "no node"
[ -d node_modules ] || skip "npm ci --ignore-scripts has not been run here"
[ -f "$TODOKE_LINE_OPENAPI/messaging-api.yml" ] || skip "no OpenAPI files in '$TODOKE_LINE_OPENAPI'"
[ -n "$books" ] || exec node --test validate.test.mjs
found=$(find "$books" -name 'line*.jsonl' 2>/dev/null)
[ -n "$found" ] || { echo "no LINE books below $books"; exit 1; }
# One book of all: a script without any LINE request is no failure, a suite without any is.
all=$(mktemp)
trap 'rm -f "$all"' EXIT
cat $found >"$all"
node validate.mjs --openapi "$TODOKE_LINE_OPENAPI" "$all" && rm -rf "$books"
