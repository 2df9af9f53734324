#!/bin/sh
# ctest's way in: 77 (skipped, with the reason) where Node, its packages or LINE's files are absent.
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null || { echo "skipped: no node"; exit 77; }
[ -d node_modules ] || { echo "skipped: npm ci --ignore-scripts has not been run here"; exit 77; }
[ -f "$TODOKE_LINE_OPENAPI/messaging-api.yml" ] || { echo "skipped: no OpenAPI files in '$TODOKE_LINE_OPENAPI'"; exit 77; }
exec node --test validate.test.mjs
