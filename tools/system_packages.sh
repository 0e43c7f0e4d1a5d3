#!/bin/sh
# What the tests need that is no Python or npm package: Chromium for the browser journeys, Firefox as a client that is
# not Chromium, a font with Chinese for what they look at, strace for what the disk was told, ext4 for disks that lose
# power, libfaketime for clocks that jump, LibreOffice Calc as a reader of workbooks, PostgreSQL as the other
# database, nginx and systemd's own judge of units for what deploy/ describes. Installs what is missing where it may,
# says in one line what to install where it may not. CI=true turns a missing one into a failure: there a skipped test is
# a lie.
set -eu

has_any() {
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

find_missing() {
    missing=""
    has_any chromium chromium-browser google-chrome || missing="$missing chromium"
    has_any firefox-esr firefox || missing="$missing firefox-esr"
    fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
    has_any strace || missing="$missing strace"
    has_any ip || missing="$missing iproute2"
    has_any ps || missing="$missing procps"
    has_any turnserver || missing="$missing coturn"
    has_any nft || missing="$missing nftables"
    has_any redis-server || missing="$missing redis-server"
    has_any initdb /usr/lib/postgresql/*/bin/initdb || missing="$missing postgresql"
    has_any soffice || missing="$missing libreoffice-calc-nogui"
    has_any mkfs.ext4 /usr/sbin/mkfs.ext4 || missing="$missing e2fsprogs"
    has_any faketime || missing="$missing faketime"
    has_any nginx /usr/sbin/nginx || missing="$missing nginx"
    has_any systemd-analyze || missing="$missing systemd"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_missing() {
    has_any apt-get && as_root true 2>/dev/null || return 0
    echo "roadshow: installing$missing"
    keep_cluster_away
    export DEBIAN_FRONTEND=noninteractive
    # At this runlevel Debian starts no service that it installs.
    # shellcheck disable=SC2086 # a list of words
    as_root apt-get update -qq && as_root env RUNLEVEL=1 apt-get install -qq -y --no-install-recommends $missing >/dev/null || true
}

# Debian would make a cluster for the whole machine and start it; the tests make their own in a folder of theirs.
keep_cluster_away() {
    case "$missing" in *postgresql*) ;; *) return 0 ;; esac
    [ -e /etc/postgresql-common/createcluster.conf ] && return 0
    as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

find_missing
[ -n "$missing" ] || exit 0
install_missing
find_missing
[ -n "$missing" ] || exit 0
echo "roadshow: for every test to run, install:$missing" >&2
[ "${CI:-}" != true ]
