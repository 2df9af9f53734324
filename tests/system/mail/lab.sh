#!/usr/bin/env bash
# A whole mail system below one directory, on loopback, without DNS: Postfix as the school's mail server, OpenDKIM and OpenDMARC as
# its verifiers. Nothing of the machine's own mail server is touched.
#   lab.sh start DIR PORT SOCKET PROCESS   Postfix listens on PORT and hands over to the LMTP door at SOCKET, until PROCESS ends
#   lab.sh verify DIR                      starts the verifiers (again)
#   lab.sh stop DIR
# guardian.test signs with DIR/dkim/guardian.test.key (selector g1) and asks for p=reject; mail for in.school.test is ours.
set -euo pipefail
LAB=$(readlink -f "$2"); C=$LAB/conf; RUN=$LAB/run

verify() {
    rm -f "$RUN"/{dkim,dmarc}
    opendkim -f -x "$C/verify.conf" >"$LAB/log/dkim.log" 2>&1 & echo $! >"$RUN/dkim.pid"
    opendmarc -f -c "$C/dmarc.conf" >"$LAB/log/dmarc.log" 2>&1 & echo $! >"$RUN/dmarc.pid"
    local name
    for name in dkim dmarc; do
        for _ in $(seq 100); do [ ! -S "$RUN/$name" ] || break; sleep 0.1; done
        [ -S "$RUN/$name" ] || { cat "$LAB/log/$name.log" >&2; exit 1; }
        chmod 666 "$RUN/$name"
    done
}

start() {
    local port=$1 socket=$2 test=$3
    chmod 755 "$LAB"
    mkdir -p "$LAB"/{conf,queue,data,dkim,log,run}
    chmod 777 "$RUN"
    chown postfix "$LAB/data"
    echo 203.0.113.1 >"$C/nobody"   # mail from 127.0.0.1 would be "internal", and not verified
    openssl genrsa -traditional -out "$LAB/dkim/guardian.test.key" 2048 2>/dev/null
    echo "g1._domainkey.guardian.test v=DKIM1; k=rsa; p=$(openssl rsa -in "$LAB/dkim/guardian.test.key" -pubout -outform DER 2>/dev/null |
        base64 -w0)" >"$LAB/dkim/public"
    printf '%s\n' "Mode v" "Socket local:$RUN/dkim" "Syslog no" "UserID opendkim" "RequireSafeKeys no" "InternalHosts file:$C/nobody" \
        "TestPublicKeys $LAB/dkim/public" "AuthservID mx.school.test" "RemoveARAll yes" "AlwaysAddARHeader yes" >"$C/verify.conf"
    printf '%s\n' "Socket local:$RUN/dmarc" "UserID opendmarc" "Syslog false" "AuthservID mx.school.test" \
        "TrustedAuthservIDs mx.school.test" "IgnoreHosts $C/nobody" "TestDNSData $C/dmarc-dns" >"$C/dmarc.conf"
    echo '_dmarc.guardian.test v=DMARC1; p=reject' >"$C/dmarc-dns"
    printf '%s\n' '/^(r|e|u|b)-[a-z2-7]{4,32}@in\.school\.test$/ ok' '/^"?a\.\.b\."?@in\.school\.test$/ ok' >"$C/recipients"
    printf '%s\n' "compatibility_level = 3.6" "queue_directory = $LAB/queue" "data_directory = $LAB/data" "mail_owner = postfix" \
        "setgid_group = postdrop" "daemon_directory = /usr/lib/postfix/sbin" "command_directory = /usr/sbin" \
        "maillog_file = $LAB/log/mail.log" "maillog_file_prefixes = $LAB" "myhostname = mx.school.test" "mydestination =" \
        "local_recipient_maps =" "alias_maps =" "alias_database =" "notify_classes =" "inet_interfaces = 127.0.0.1" \
        "inet_protocols = ipv4" "mynetworks = 127.0.0.0/8" "smtpd_peername_lookup = no" "smtp_dns_support_level = disabled" \
        "smtp_host_lookup = native" "relayhost = [127.0.0.1]:9" "relay_domains = in.school.test" "relay_transport = lmtp:unix:$socket" \
        "relay_recipient_maps = regexp:$C/recipients" "smtpd_relay_restrictions = reject_unauth_destination" "swap_bangpath = no" \
        "allow_percent_hack = no" "message_size_limit = 15728640" "lmtp_send_xforward_command = yes" "lmtp_line_length_limit = 0" \
        "enable_long_queue_ids = yes" "milter_default_action = tempfail" "smtpd_milters = unix:$RUN/dkim, unix:$RUN/dmarc" \
        "non_smtpd_milters =" "smtpd_forbid_bare_newline = normalize" "smtpd_etrn_restrictions = permit_mynetworks, reject" \
        "minimal_backoff_time = 2s" "maximal_backoff_time = 4s" "queue_run_delay = 2s" "fast_flush_domains = in.school.test" >"$C/main.cf"
    {   echo "127.0.0.1:$port inet n - n - - smtpd"
        printf '%s unix %s - n %s %s %s\n' pickup n 60 1 pickup  cleanup n - 0 cleanup  qmgr n 2 1 qmgr  showq n - - showq \
            flush n '1000?' 0 flush  tlsmgr - '1000?' 1 tlsmgr  rewrite - - - trivial-rewrite  bounce - - 0 bounce \
            defer - - 0 bounce  trace - - 0 bounce  verify - - 1 verify  proxymap - - - proxymap  smtp - - - smtp \
            lmtp - - - lmtp  error - - - error  retry - - - error  anvil - - 1 anvil  scache - - 1 scache
        echo "postlog unix-dgram n - n - 1 postlogd"
    } >"$C/master.cf"
    verify
    postfix -c "$C" start >"$LAB/log/start.log" 2>&1 || { cat "$LAB/log/start.log" "$LAB/log/mail.log" >&2; exit 1; }
    for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
    # A test that is killed leaves no mail system behind.
    (while kill -0 "$test" 2>/dev/null && [ -d "$C" ]; do sleep 1; done; [ ! -d "$C" ] || stop) >/dev/null 2>&1 &
}

stop() {
    postfix -c "$C" stop >/dev/null 2>&1 || true
    local name
    for name in dkim dmarc; do kill -9 "$(cat "$RUN/$name.pid")" 2>/dev/null || true; done
    rm -rf "$LAB"
}

case $1 in
    start) start "$3" "$4" "$5" ;;
    verify) verify ;;
    stop) stop ;;
esac
