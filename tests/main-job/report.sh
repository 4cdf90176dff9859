# What was tried and what came of it. Sourced by run.sh.

report=()
failures=0

passed() { report+=("ok|$1|${2:-}|${3:-}|${4:-}"); }

failed() {
    report+=("FAILED|$1|||")
    failures=$((failures + 1))
}

# Runs a command under a name; its stdout goes to the log.
check() {
    local name=$1
    shift
    if "$@" >>"$state/checks.log"; then passed "$name"; else failed "$name"; fi
}

seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f", to - from }'; }

print_report() {
    local line
    {
        printf 'result|what|bytes|seconds|SHA-256\n'
        printf '%s\n' "${report[@]}"
    } | awk -F'|' '{ printf "%-7s %-48s %10s %8s  %s\n", $1, $2, $3, $4, $5 }'
    if ((failures)); then
        printf '%d of %d failed; the logs are in %s\n' "$failures" "${#report[@]}" "$state"
        return 1
    fi
    printf 'all %d passed\n' "${#report[@]}"
}
