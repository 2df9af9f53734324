#!/bin/sh
# ctest's way in.   run.sh tests           the judges' own tests
#                   run.sh judge BOOKS     LINE's OpenAPI files judge every request below the folder BOOKS
#                   run.sh compile BOOKS   the SDK's types judge them
#                   run.sh live HOST       the SDK against our service and our double, which the program HOST starts
# 77 (skipped, with the reason) where Node, its packages or LINE's files are absent; where TODOKE_PEERS_REQUIRED is set that
# is a failure. An absent or empty folder of books fails.
skip() { echo "skipped: $1"; [ -z "$TODOKE_PEERS_REQUIRED" ] && exit 77; exit 1; }
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null || skip "no node"
[ -d node_modules/@line ] || skip "npm ci --ignore-scripts has not been run in tests/peers/line"
[ -f "$TODOKE_LINE_OPENAPI/messaging-api.yml" ] || skip "no OpenAPI files in '$TODOKE_LINE_OPENAPI'"
case $1 in
  tests) exec node --test judge.test.mjs typed-calls.test.mjs ;;
  judge) exec node judge.mjs --openapi "$TODOKE_LINE_OPENAPI" "$2" ;;
  compile) exec node typed-calls.mjs --openapi "$TODOKE_LINE_OPENAPI" "$2" ;;
  live) TODOKE_LINE_HOST=$2 exec node --test door.test.mjs client.test.mjs ;;
esac
echo "run.sh: what is '$1'?"
exit 2
