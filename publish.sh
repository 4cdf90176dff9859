#!/usr/bin/env bash
# Publishes msgr and msgr-server as static, stripped files. See --help.
set -euo pipefail
umask 022

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
programs=(msgr:Messenger.Cli msgr-server:Messenger.Server)

usage() {
    cat <<'END'
Usage: ./publish.sh [--rid linux-x64|linux-arm64] [--run] [--force]

Publishes msgr and msgr-server, each as one static, stripped file that needs nothing else on the
machine it runs on, to artifacts/publish/RID/, with SHA256SUMS. Does nothing when they are up to date.
Missing prerequisites are installed by apt when run as root, and named otherwise.

  --rid RID   linux-x64 (default), or linux-arm64, cross-built and tried under qemu-user-static
  --run       afterwards run the main job: a server on a sample library; on a terminal you are left
              in the chat, else two users are played and every result is checked
  --force     publish even when up to date
  --help      this text
END
}

fail() {
    printf 'publish.sh: %s\n' "$*" >&2
    exit 1
}

say() { printf '%s\n' "$*" >&2; }

# --- what was asked for -------------------------------------------------------------------------

rid=linux-x64 run=false force=false
while (($#)); do
    case $1 in
        --rid) (($# > 1)) || fail "--rid needs a value: linux-x64 or linux-arm64"; rid=$2; shift ;;
        --rid=*) rid=${1#*=} ;;
        --run) run=true ;;
        --force) force=true ;;
        -h | --help) usage; exit 0 ;;
        *) printf 'publish.sh: unknown option %s; see ./publish.sh --help\n' "$1" >&2; exit 2 ;;
    esac
    shift
done

[[ $(uname -s)-$(uname -m) == Linux-x86_64 ]] || fail "publishing works on Linux on x86-64 only, this is $(uname -s) on $(uname -m)"
case $rid in
    linux-x64) triple=x86_64-linux-gnu ;;
    linux-arm64) triple=aarch64-linux-gnu ;;
    *) printf 'publish.sh: no such platform: %s; linux-x64 and linux-arm64 are known\n' "$rid" >&2; exit 2 ;;
esac
[[ $rid == linux-x64 || $run == false ]] || fail "--run needs files for this machine: leave --rid out"

target=$root/artifacts/publish/$rid     # the two files and their digests, nothing else
work=$root/artifacts/static             # all that lies on the way: intermediates, symbols, logs, stamps
log=$work/$rid.log
stamp=$work/$rid.stamp

# --- prerequisites ------------------------------------------------------------------------------

# Prints the Debian packages that are missing. Each line below: a package, and a command or file that comes with it.
missing_packages() {
    local package proof
    while read -r package proof; do
        if [[ $proof == /* ]]; then [[ -e $proof ]]; else command -v "$proof" >/dev/null; fi || echo "$package"
    done < <(
        cat <<END
clang clang
lld ld.lld
binutils objcopy
cmake cmake
make make
END
        case $rid in
            linux-x64) cat <<END ;;
libc6-dev /usr/lib/$triple/libc.a
libssl-dev /usr/lib/$triple/libcrypto.a
zlib1g-dev /usr/lib/$triple/libz.a
libsqlite3-dev /usr/lib/$triple/libsqlite3.a
END
            linux-arm64) cat <<END ;;
gcc-aarch64-linux-gnu aarch64-linux-gnu-gcc
libc6-dev:arm64 /usr/lib/$triple/libc.a
libssl-dev:arm64 /usr/lib/$triple/libcrypto.a
zlib1g-dev:arm64 /usr/lib/$triple/libz.a
libsqlite3-dev:arm64 /usr/lib/$triple/libsqlite3.a
qemu-user-static qemu-aarch64-static
END
        esac
    )
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" </dev/null >>"$log" 2>&1; }

install_prerequisites() {
    local packages
    mapfile -t packages < <(missing_packages)
    command -v dotnet >/dev/null || packages+=(dotnet-sdk-10.0)
    ((${#packages[@]})) || return 0

    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        fail "please install ${packages[*]} first (as root this script does it by apt)"
    fi
    say "installing ${packages[*]}"
    [[ $rid == linux-x64 ]] || dpkg --add-architecture arm64
    apt update || fail "apt-get update failed; $log says why"
    apt install -y --no-install-recommends "${packages[@]}" ||
        fail "apt-get could not install ${packages[*]}; $log says why (the .NET SDK 10.0 is also at https://dot.net)"
}

# --- is there anything to do? -------------------------------------------------------------------

# One line that changes whenever the published files would: sources, properties, and the archives that are linked in.
fingerprint_of_sources() {
    {
        cd "$root"
        find src Directory.*.props global.json publish.sh -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        stat -c '%n %s %Y' /usr/lib/$triple/lib{c,crypto,ssl,sqlite3}.a
        dotnet --version
    } | sha256sum
}

up_to_date() {
    [[ $force == false && -f $stamp && $(<"$stamp") == "$1" ]] &&
        [[ $(ls -A "$target" 2>/dev/null) == $'SHA256SUMS\nmsgr\nmsgr-server' ]] &&
        (cd "$target" && sha256sum --check --status SHA256SUMS)
}

# --- publish ------------------------------------------------------------------------------------

sources_modified() {
    [[ -n $(git -C "$root" status --porcelain -- src 'Directory.*.props' global.json 2>/dev/null) ]]
}

# Build servers outlive this script: without 9>&- they would keep its lock for ever.
publish_program() {
    local project=$1 modified=false
    sources_modified && modified=true
    local flags=-Wno-unused-value # clang warns twice about the SDK's own OpenSSL shim
    [[ $rid == linux-x64 ]] || flags+=" --target=$triple"

    CFLAGS=$flags dotnet publish "$root/src/$project/$project.csproj" --configuration Release --runtime "$rid" \
        --nologo --verbosity minimal -p:ArtifactsPath="$work" -p:SourceTreeModified=$modified </dev/null >>"$log" 2>&1 9>&-
}

publish_all() {
    local program name project
    : >"$log"
    mkdir -p "$target"
    for program in "${programs[@]}"; do
        name=${program%%:*} project=${program#*:}
        say "publishing $name for $rid"
        publish_program "$project" || {
            grep -E ': error |error :' "$log" | sort -u >&2 || tail -n 30 "$log" >&2
            fail "$name could not be published; $log says all"
        }
    done

    # The reflection fallback of MemoryPack.Core, which generated formatters never reach, is the one known warning.
    ! grep -E '(warning|error) IL[0-9]+' "$log" | grep -vE "IL(2104|3053): Assembly 'MemoryPack.Core'" >&2 ||
        fail "the trimmer or the AOT compiler warns about something new (above)"

    find "$target" -mindepth 1 ! -name msgr ! -name msgr-server ! -name SHA256SUMS -delete
    for program in "${programs[@]}"; do
        name=${program%%:*} project=${program#*:}
        # By rename: a file that is being run keeps running.
        install -m 755 "$work/publish/$project/release_$rid/$name" "$work/$name.new"
        mv -f "$work/$name.new" "$target/$name"
    done
    (cd "$target" && sha256sum msgr msgr-server >"$work/SHA256SUMS.new" && mv -f "$work/SHA256SUMS.new" SHA256SUMS)
}

try_all() {
    local emulator=() program
    [[ $rid == linux-x64 ]] || emulator=(qemu-aarch64-static)
    for program in "${programs[@]}"; do
        "${emulator[@]}" "$target/${program%%:*}" --version ||
            fail "${program%%:*} was published for $rid but does not run"
    done
}

mkdir -p "$work"
exec 9>"$work/lock"
flock 9
install_prerequisites
now=$(fingerprint_of_sources)
if up_to_date "$now"; then
    say "artifacts/publish/$rid is up to date"
else
    rm -f "$stamp"
    publish_all
    try_all
    printf '%s' "$now" >"$stamp"
    (cd "$target" && du -b --apparent-size msgr msgr-server | awk '{ printf "%-12s %5.1f MiB\n", $2, $1 / 1048576 }') >&2
fi
exec 9>&-

if [[ $run == true ]]; then
    exec "$root/tests/main-job/run.sh" "$target"
fi
