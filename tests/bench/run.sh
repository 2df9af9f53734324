#!/usr/bin/env bash
# Builds the service as it runs for a school and the bench, starts a private PostgreSQL with its usual durability, and measures.
#   tests/bench/run.sh [--rounds N] [--events N] [--seconds N]       webhooks that come in
#   tests/bench/run.sh sends [--rounds N] [--sends N] [--rate N]     messages that go out
#   tests/bench/run.sh mails [--rounds N] [--mails N]                mails that come in, beside Postfix's own trivial sink
# TODOKE_BENCH_BUILD: another build directory. TODOKE_BENCH_DISK: where the database and the probe of the disk lie.
. "$(dirname "$0")/../../.ci/prepare.sh"

install_packages $BUILD_PACKAGES $DATABASE_PACKAGES $TEST_PACKAGES
BUILD=${TODOKE_BENCH_BUILD:-$ROOT/build/bench}
DISK=${TODOKE_BENCH_DISK:-/var/tmp/todoke-bench-$(printf %s "$ROOT" | cksum | cut -d' ' -f1)}
mkdir -p "$(dirname "$BUILD")" "$DISK/work"
WHAT=webhooks
case ${1:-} in sends | mails) WHAT=$1; shift ;; esac
[ $WHAT != mails ] || install_mail_system
BUILD_TARGETS="todoke bench_$WHAT" build "$BUILD" RelWithDebInfo -DTODOKE_TESTS=ON -DTODOKE_FAULTS=OFF

commit=$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$ROOT" status --porcelain -- domain bot adapters sql templates 2>/dev/null)" ] || commit="$commit with changes"

trap 'stop_database "$DISK/postgres"' EXIT
start_database "$DISK/postgres"
say "Measuring; nothing else should run now (load $(cut -d' ' -f1-3 /proc/loadavg))"
[ "$WHAT" != webhooks ] || set -- --pgbench "$PG_BIN/pgbench" "$@"
"$BUILD/tests/bench/bench_$WHAT" --todoke "$BUILD/bot/app/todoke" \
    --server "host=$DISK/postgres.run user=todoke" --work "$DISK/work" --root "$ROOT" --commit "$commit" "$@"
