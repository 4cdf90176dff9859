#!/usr/bin/env bash
# The main job with the published programs: a server on a sample library, and people who use it.
# On a terminal you are left in the chat; without one two users are played, and every result is checked.
# Usage: run.sh FOLDER    (where msgr and msgr-server lie; publish.sh --run calls it)
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
programs=$(cd -- "$1" && pwd -P)
mkdir -p "$root/artifacts"
state=$(mktemp -d "$root/artifacts/main-job.XXXXXX")
library=$state/library
patience=60 # seconds until anything is given up: a safety net for slow machines
transports=(tcp udp)

source "$root/tests/main-job/report.sh"
source "$root/tests/main-job/people.sh"

make_library() {
    mkdir "$library"
    cp "$programs/msgr" "$library/"
    cp "$root/README.md" "$library/"
    dotnet run --project "$root/tests/Messenger.SampleLibrary" --configuration Release -- "$library" </dev/null >"$state/samples.log" 2>&1 ||
        { cat "$state/samples.log" >&2; exit 1; }
}

# Sets server (its process id) and address.
start_server() {
    local line
    exec {server_output}< <(trap '' INT; exec env HOME="$state" "$programs/msgr-server" \
        --listen 127.0.0.1 --port 0 --files "$library" --data "$state/server" </dev/null 2>"$state/server.log")
    server=$!
    while read -r -t $patience -u "$server_output" line; do
        printf '%s\n' "$line" >>"$state/server.out"
        if [[ $line == 'listening '* ]]; then
            address=${line#listening }
            return
        fi
    done
    printf 'the server did not begin to listen:\n' >&2
    cat "$state/server.log" >&2
    exit 1
}

stop_server() {
    local stopped=$server
    server=
    kill -TERM "$stopped"
    ends "$stopped"
}

cleanup() {
    local code=$?
    trap - EXIT
    [[ -z ${server:-} ]] || { kill -TERM "$server" && ends "$server"; } 2>/dev/null || true
    # What is needed to find out why stays; the library and the downloads are large and do not.
    if ((code == 0)); then rm -rf "$state"; else rm -rf "$library" "$state"/download-*; fi
    exit $code
}
trap cleanup EXIT
trap '' PIPE
trap 'exit 130' INT
trap 'exit 143' TERM

sit_down() {
    printf 'A server of your own runs on %s, with %s files. Type /help for help, /quit to leave.\n' "$address" "$(ls "$library" | wc -l)"
    trap : INT # Ctrl-C is for the chat
    client_of "${USER:-you}" chat
    "${argv[@]}" || true
    check 'the server stops on SIGTERM' stop_server
}

play() {
    enter alice
    enter ben
    check 'alice sees ben come in' hears alice '"type":"presence"' '"name":"ben"' '"state":"joined"'

    says alice '{"type":"say","text":"Good morning, everybody!"}'
    check 'ben hears what alice says to all' hears ben '"type":"message"' '"room":"lobby"' '"from":"alice"' 'Good morning, everybody!'
    says ben '{"type":"say","text":"Grüße an alice"}'
    check 'alice hears the answer' hears alice '"type":"message"' '"room":"lobby"' '"from":"ben"' 'Grüße an alice'

    says alice '{"type":"tell","to":"ben","text":"for your eyes only"}'
    check 'ben gets a private message' hears ben '"type":"message"' '"with":"alice"' 'for your eyes only'

    check 'msgr users lists both' lists users alice ben
    check 'msgr say speaks beside the open chat' client_as alice say one more thing
    check 'ben hears it once' hears_once ben 'one more thing'
    check 'msgr files lists the library' lists files $(ls "$library")

    local transport file
    for transport in "${transports[@]}"; do
        for file in "$library"/*; do
            fetch "$transport" "${file##*/}"
        done
    done

    check 'alice leaves' leaves alice
    check 'ben sees alice go' hears ben '"type":"presence"' '"name":"alice"' '"state":"left"'
    check 'ben leaves' leaves ben
    check 'the server stops on SIGTERM and exits 0' stop_server
}

make_library
start_server
if [[ -t 0 && -t 1 ]]; then sit_down; else play; fi
print_report
