#!/usr/bin/env bash
# README's two commands, in their order, in a Debian 12 with nothing installed but git: scripts/run until it serves, then
# scripts/test, or the suites that are named. Needs root and debootstrap; takes as long as a first build and all tests.
#
# AULA_NEW_CACHE names a folder of ccache to use, so that only the packages and the tests take time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

source=$PWD
machine=$(mktemp -d /var/tmp/aula-new-XXXXXX)
port=18080
server=

end_everything() {
    local status=$?
    [ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
    local mount
    for mount in root/.cache/ccache dev/shm dev/pts dev sys proc; do
        umount --lazy "$machine/$mount" 2>/dev/null || true
    done
    rm -rf --one-file-system "$machine"
    exit "$status"
}
trap end_everything EXIT

inside() { chroot "$machine" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }

echo 'new machine: debootstrap'
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$machine" >"$machine.log" 2>&1 ||
    { tail -n 20 "$machine.log" && exit 1; }
rm -f "$machine.log"
cp -r /etc/apt/apt.conf.d/. "$machine/etc/apt/apt.conf.d/"
cp -r /etc/apt/sources.list* "$machine/etc/apt/" 2>/dev/null || true
[ ! -f /root/.npmrc ] || cp /root/.npmrc "$machine/root/"
cp /etc/resolv.conf /etc/hosts "$machine/etc/"
for kernel in proc sys dev dev/pts dev/shm; do mount --rbind "/$kernel" "$machine/$kernel" && mount --make-rslave "$machine/$kernel"; done
if [ -n "${AULA_NEW_CACHE:-}" ]; then
    mkdir -p "$machine/root/.cache/ccache"
    mount --bind "$AULA_NEW_CACHE" "$machine/root/.cache/ccache"
fi
git clone --quiet "$source" "$machine/root/aula"

echo 'new machine: scripts/run'
said=$machine/root/run.log
inside bash -c "cd /root/aula && exec scripts/run --port $port" >"$said" 2>&1 &
server=$!
until grep -q '^Aula is listening' "$said"; do
    kill -0 "$server" 2>/dev/null || { tail -n 40 "$said" && exit 1; }
    sleep 1
done
curl --fail --silent --output /dev/null "http://127.0.0.1:$port/" || { echo 'new machine: the page is not served' && exit 1; }
kill -TERM "$server"
wait "$server" || true
server=

echo 'new machine: scripts/test'
inside bash -c "cd /root/aula && exec scripts/test $*"
