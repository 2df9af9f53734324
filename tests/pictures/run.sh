#!/bin/sh
# ctest's way in. run.sh SAMPLES MENUS OUT [--documentation DIRECTORY]: draws every sample message that the program SAMPLES prints and the
# rich menus in MENUS, checks them, and leaves the sheets in OUT.
# 77 (skipped, with the reason) where Node, its packages or Chromium are absent; where TODOKE_PEERS_REQUIRED is set that is a failure.
skip() { echo "skipped: $1"; [ -z "$TODOKE_PEERS_REQUIRED" ] && exit 77; exit 1; }
samples=$1 menus=$2 out=$3
shift 3
cd "$(dirname "$0")" || exit 1
command -v node >/dev/null || skip "no node"
[ -d node_modules ] || skip "npm ci --ignore-scripts has not been run here"
chromium=${CHROMIUM:-$(command -v chromium)} && [ -x "$chromium" ] || skip "no chromium"
node --test judge.test.mjs || exit 1
mkdir -p "$out"
"$samples" >"$out/samples.json" || exit 1
exec node draw.mjs --chromium "$chromium" --samples "$out/samples.json" --menus "$menus" --out "$out" "$@"
