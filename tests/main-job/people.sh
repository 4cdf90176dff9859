# People who use the published client: each has a home of their own. Sourced by run.sh.

declare -A hears_on says_on process

# Sets argv: the client as somebody runs it, with a home of their own and nothing of the caller's settings.
client_of() {
    local name=$1 command=$2
    shift 2
    mkdir -p "$state/home-$name"
    argv=(env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME "HOME=$state/home-$name"
        "$programs/msgr" "$command" --host "$address" --user "$name" "$@")
}

# A one-shot command of somebody: beside their open chat, with the same key.
client_as() {
    client_of "$@"
    "${argv[@]}" </dev/null 2>>"$state/$1.log"
}

# Opens a chat for somebody, in NDJSON both ways.
enter() {
    local name=$1 from to
    mkfifo "$state/$name.in" "$state/$name.out"
    client_of "$name" chat --jsonl
    "${argv[@]}" <"$state/$name.in" >"$state/$name.out" 2>>"$state/$name.log" &
    process[$name]=$!
    exec {to}>"$state/$name.in" {from}<"$state/$name.out"
    says_on[$name]=$to hears_on[$name]=$from
    check "$name enters the lobby" hears "$name" '"type":"entered"' '"room":"lobby"'
}

# Writes a request. A client that is gone shows in what it does not say.
says() { printf '%s\n' "$2" >&"${says_on[$1]}" || true; }

# Waits for an object that holds all the given pieces.
hears() {
    local name=$1 line piece
    shift
    while read -r -t $patience -u "${hears_on[$name]}" line; do
        printf '%s\n' "$line" >>"$state/$name.jsonl"
        for piece; do
            [[ $line == *"$piece"* ]] || continue 2
        done
        return 0
    done
    return 1
}

# Waits for a message, asks something whose answer comes after it, and counts the message up to there.
hears_once() {
    local name=$1 text=$2
    hears "$name" '"type":"message"' "$text" || return 1
    says "$name" '{"type":"ping","id":"after"}'
    hears "$name" '"id":"after"' || return 1
    [[ $(grep -c -- "$text" "$state/$name.jsonl") == 1 ]]
}

# A one-shot command lists all of these, one a line.
lists() {
    local command=$1 output word
    shift
    output=$(client_as alice "$command") || return 1
    for word; do
        grep -qxF -- "$word" <<<"$output" || return 1
    done
}

# Ends somebody's chat and checks that the client exits 0.
leaves() {
    local name=$1 to=${says_on[$1]}
    says "$name" '{"type":"quit"}'
    exec {to}>&-
    ends "${process[$name]}"
}

# Waits for the end of a process that this shell started; its exit code. Who does not end in time is killed.
ends() {
    timeout $patience tail --pid="$1" -f /dev/null || kill -KILL "$1"
    wait "$1"
}

# Downloads a file and compares its digest with the library's by sha256sum.
fetch() {
    local transport=$1 file=$2 folder=$state/download-$1 from=$EPOCHREALTIME size digest
    mkdir -p "$folder"
    if client_as ben get "--$transport" -o "$folder/" "$file" >>"$state/checks.log" &&
        digest=$(sha256sum <"$folder/$file") && [[ $digest == "$(sha256sum <"$library/$file")" ]]; then
        size=$(stat -c %s "$library/$file")
        passed "get --$transport $file" "$size" "$(seconds_since "$from")" "${digest:0:16}"
    else
        failed "get --$transport $file"
    fi
}
