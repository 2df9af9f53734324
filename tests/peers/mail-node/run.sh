#!/bin/sh
# ctest's way in.   run.sh letters HOST   mailparser reads what we send
#                   run.sh door HOST      nodemailer hands over what we read
# 77 (skipped, with the reason) where Node or its packages are absent; where TODOKE_PEERS_REQUIRED is set that is a failure.
skip() { echo "skipped: $1"; [ -z "$TODOKE_PEERS_REQUIRED" ] && exit 77; exit 1; }
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null || skip "no node"
[ -d node_modules/mailparser ] || skip "npm ci --ignore-scripts has not been run in tests/peers/mail-node"
TODOKE_MAIL_HOST=$2 exec node --test "$1.test.mjs"
