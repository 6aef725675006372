#!/usr/bin/env bash
# A dress rehearsal of the example course against a server of its own: its whole week, then a day in which the server is
# killed in mid-lecture and started again, and then the week with everything that goes wrong with times: lectures that start early, are
# ended by nobody, have their plan moved or their end corrected, and a server that is started with its clock a day ahead and
# again with the right one. The program compares every minute; this script only provides the server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

aula=${AULA_BINARY:-build/release/aula}
course=docs/examples/cutting-edge-immunology/course.toml
students=${STUDENTS:-95}
seconds=${SECONDS_PER_LECTURE:-6}
clock_library=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1
folder=$(mktemp -d)
server=

# A port that stays ours while the server is down, as long as this process lives.
exec {reservation}< <(exec node --input-type=module -e '
    import { lasting_port } from "./tests/support/ports.mjs";
    console.log(await lasting_port());
    setInterval(() => {}, 1e9);')
reserving=$!
read -r port <&"$reservation"

# With an argument, the server's clock is wrong by so much. Its steady clock is not.
start_server() {
    local -a wrong=()
    [ $# -eq 0 ] || wrong=(env "LD_PRELOAD=$clock_library" "FAKETIME=$1" FAKETIME_DONT_FAKE_MONOTONIC=1)
    "${wrong[@]}" "$aula" --data "$folder/data" --set "server.listen=127.0.0.1:$port" \
        --set presence.grace=1600ms --set presence.ping=200ms --set presence.silence=1500ms \
        --set presence.checkpoint=2s --set lecture.end_without_staff=7s --set log.level=warn serve 2>>"$folder/server.log" &
    server=$!
    "$aula" --data "$folder/data" status --wait 2min >/dev/null
}

# As a power cut would; bash's own line about it is of no use.
kill_server() {
    { kill -9 "$server" && wait "$server"; } 2>/dev/null || true
}

end_everything() {
    local status=$?
    kill_server
    kill "$reserving" 2>/dev/null || true
    [ $status -eq 0 ] || tail -n 20 "$folder/server.log"
    rm -rf "$folder"
}
trap end_everything EXIT

rehearse() {
    "$aula" --data "$folder/data" rehearse --file "$course" --students "$students" "$@"
}

# Waits until a lecture of the rehearsal course is live.
await_live() {
    local url=http://127.0.0.1:$port/api/v1/courses slug
    for _ in $(seq 600); do
        slug=$(curl -sf "$url" | grep -o '"slug":"[^"]*-rehearsal-[^"]*"' | head -n 1 | cut -d '"' -f 4 || true)
        if [ -n "$slug" ] && curl -sf "$url/$slug" | grep -q '"phase":"live"'; then return 0; fi
        kill -0 "$rehearsal" || return 1
        sleep 0.3
    done
    return 1
}

whole_week() {
    rehearse --week --days-at-once --seconds-per-lecture "$seconds"
}

killed_in_mid_lecture() {
    rehearse --day 3 --seconds-per-lecture 12 --seed 2 --survive --checkpoint 2s &
    local rehearsal=$!
    await_live || return 1
    sleep 2
    kill_server
    sleep 1
    start_server
    wait "$rehearsal"
}

whole_week_with_mishaps() {
    [ -e "$clock_library" ] || { echo "$clock_library is missing (Debian: faketime)"; return 1; }
    grep -v '^decks = ' "$course" >"$folder/course.toml"  # nothing here is about slides
    course=$folder/course.toml
    rehearse --week --days-at-once --mishaps --seconds-per-lecture 8 --seed 3 --survive --checkpoint 2s &
    local rehearsal=$!
    await_live || return 1
    sleep 2
    kill_server
    start_server +1d
    sleep 2
    kill_server
    start_server
    wait "$rehearsal"
}

passed=0 failed=0
start_server
[ $# -gt 0 ] || set -- whole_week killed_in_mid_lecture
for part in "$@"; do
    printf '== %s\n' "$part"
    if "$part"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
