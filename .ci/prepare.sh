# What ./run, ./test and .ci/run share: packages, build, a private PostgreSQL. Sourced, never run. Works on a bare Debian 12 as
# root or with sudo; nothing it installs starts a service of the machine.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1   # one cache for every checkout of this account

say() { printf '\033[1m── %s\033[0m\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "needs root or sudo to install packages: $*"; fi
}

# Boost only as 1.81 packages: every unversioned libboost-*-dev is 1.74 and would remove them.
BUILD_PACKAGES="g++ cmake ninja-build pkg-config ccache mold
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-system1.81-dev libboost-container1.81-dev
  libssl-dev zlib1g-dev libcpp-httplib-dev libpq-dev libyaml-cpp-dev libcsv-dev libspdlog-dev libfmt-dev
  libhowardhinnant-date-dev tzdata libcjose-dev libjansson-dev libcurl4-openssl-dev libgmime-3.0-dev
  libkainjow-mustache-dev libqrencode-dev prometheus-cpp-dev libcli11-dev libicu-dev librsvg2-bin fonts-noto-cjk fontconfig
  ca-certificates"
DATABASE_PACKAGES="postgresql-15 postgresql-client-15"
TEST_PACKAGES="libgtest-dev libgmock-dev libbenchmark-dev procps"
MAIL_PACKAGES="postfix opendkim opendmarc swaks python3-dkim"   # a mail system for tests, below a directory of their own

# Installs what is missing. Daemons are neither started nor replaced: a policy says no while we install, and PostgreSQL makes no
# main cluster.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${#missing[@]} packages with apt: ${missing[*]}"
    local policy=/usr/sbin/policy-rc.d made_policy=no
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
        made_policy=yes
    fi
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p /etc/postgresql-common
        printf 'create_main_cluster = false\n' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    local status=0
    as_root apt-get update -q >/dev/null || status=$?
    [ $status = 0 ] && { as_root apt-get install -y -q --no-install-recommends \
        -o Dpkg::Options::=--force-confold "${missing[@]}" >"${TMPDIR:-/tmp}/todoke-apt.log" 2>&1 || status=$?; }
    [ $made_policy = no ] || as_root rm -f $policy
    [ $status = 0 ] || { tail -20 "${TMPDIR:-/tmp}/todoke-apt.log" >&2; fail "apt-get could not install the packages"; }
}

# Postfix without a configuration, so that nothing of it runs. It is no reason to replace a mail server that a machine has: there
# the tests that need it are skipped.
install_mail_system() {
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' | grep '^installed .*mail-transport-agent' || true)
    case $installed in
        "") echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections ;;
        *" postfix "*) ;;
        *) say "This machine has a mail server of its own: no Postfix is installed for the tests"; return 0 ;;
    esac
    install_packages $MAIL_PACKAGES
}

# build DIRECTORY TYPE [cmake options…]: everything, or only what BUILD_TARGETS names.
build() {
    local directory=$1 type=$2; shift 2
    say "Building into ${directory#"$ROOT"/} ($type)"
    cmake -S "$ROOT" -B "$directory" -G Ninja -DCMAKE_BUILD_TYPE="$type" "$@" >"$directory.configure.log" 2>&1 ||
        { tail -30 "$directory.configure.log" >&2; fail "configuring failed"; }
    cmake --build "$directory" --parallel "$(nproc)" ${BUILD_TARGETS:+--target $BUILD_TARGETS}
}

# The account PostgreSQL runs under: it refuses root.
database_user() { if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi; }
as_database_user() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

PG_BIN=/usr/lib/postgresql/15/bin

# database_directory WANTED: WANTED when the database's account can reach it, else a directory below /var/tmp.
database_directory() {
    local wanted=$1 parent
    parent=$(dirname "$wanted")
    mkdir -p "$parent"
    if [ "$(id -u)" != 0 ] || runuser -u postgres -- test -x "$parent"; then echo "$wanted"
    else echo "/var/tmp/todoke-$(printf %s "$ROOT" | cksum | cut -d' ' -f1)/postgres"; fi
}

# start_database DIRECTORY: a private server, reachable through a socket in DIRECTORY.run only. Leaves its data between runs.
start_database() {
    local data=$1 socket=$1.run
    mkdir -p "$data" "$socket"
    [ "$(id -u)" != 0 ] || chown postgres "$data" "$socket"
    chmod 700 "$data"
    chmod 750 "$socket"
    if [ ! -e "$data/PG_VERSION" ]; then
        say "Making a private PostgreSQL in $data"
        (cd / && as_database_user "$PG_BIN/initdb" -D "$data" -U todoke --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null)
    fi
    if ! (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$data" status >/dev/null 2>&1); then
        (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$data" -w -s -l "$socket/log" \
            -o "-c listen_addresses='' -c unix_socket_directories='$socket' -c max_connections=200" start) ||
            { tail -5 "$socket/log" >&2; fail "PostgreSQL did not start"; }
    fi
}

stop_database() { (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$1" -m fast -s stop >/dev/null 2>&1) || true; }
