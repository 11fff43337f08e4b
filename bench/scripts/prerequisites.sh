# SPDX-License-Identifier: Apache-2.0
# What ./run, ./verify and ./benchmark share: finding, installing or naming what they need, and showing Maven's
# progress. Sourced by all (POSIX sh), never executed; $home is the repository.

complain() { printf '%s\n' "$*" >&2; }

# first_two VERSION: prints "17 0" of "17.0.15" and "3 8" of "3.8.7", so that numbers can be compared.
first_two() { printf '%s\n' "$1" | sed -n 's/^\([0-9][0-9]*\)[.]\([0-9][0-9]*\).*/\1 \2/p; t
s/^\([0-9][0-9]*\).*/\1 0/p'; }

# at_least HAVE MAJOR MINOR
at_least() {
    # shellcheck disable=SC2046 # two words are wanted
    set -- "$2" "$3" $(first_two "$1")
    [ $# -eq 4 ] && { [ "$3" -gt "$1" ] || { [ "$3" -eq "$1" ] && [ "$4" -ge "$2" ]; }; }
}

# jdk_version HOME: prints nothing if HOME is not a JDK (a JRE has no javac).
jdk_version() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p'; }

# Candidates for JAVA_HOME, one a line, the user's own choice first.
jdk_candidates() {
    [ -n "${JAVA_HOME:-}" ] && printf '%s\n' "$JAVA_HOME"
    if javac=$(command -v javac); then
        dirname -- "$(dirname -- "$(readlink -f -- "$javac")")"
    fi
    [ -x /usr/libexec/java_home ] && /usr/libexec/java_home -v 17+ 2>/dev/null
    for directory in /usr/lib/jvm/*; do
        [ -d "$directory" ] && printf '%s\n' "$directory"
    done
}

# Leaves JAVA_HOME exported and its java first on the PATH.
need_jdk() {
    jdk=$(jdk_candidates | while IFS= read -r candidate; do
        if at_least "$(jdk_version "$candidate")" 17 0; then
            printf '%s\n' "$candidate"
            break
        fi
    done)
    if [ -z "$jdk" ]; then
        lack "a JDK 17 or newer (java and javac; looked at JAVA_HOME, the PATH and /usr/lib/jvm)" \
            "openjdk-17-jdk-headless|openjdk-21-jdk-headless|openjdk-25-jdk-headless|default-jdk-headless"
        return
    fi
    if [ -n "${JAVA_HOME:-}" ] && [ "$JAVA_HOME" != "$jdk" ]; then
        complain "JAVA_HOME is $JAVA_HOME, which is no JDK 17 or newer; using $jdk."
    fi
    JAVA_HOME=$jdk
    PATH=$jdk/bin:$PATH
    export JAVA_HOME PATH
}

need_maven() {
    # Maven itself needs a Java to tell its version: without one only its absence can be seen.
    maven_version=
    if command -v mvn >/dev/null 2>&1; then
        [ -n "${jdk:-}" ] || return 0
        maven_version=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
        at_least "$maven_version" 3 8 && return 0
    fi
    lack "Maven 3.8 or newer (mvn on the PATH)${maven_version:+; found $maven_version}" "maven"
}

# The MySQL of the tests and of ./run --cluster: Docker's where Docker runs, else a real server unpacked from a jar, which needs libaio.
need_test_database() {
    PATH=$PATH:/sbin:/usr/sbin
    ldconfig -p 2>/dev/null | grep -q 'libaio[.]so[.]1' && return 0
    docker info >/dev/null 2>&1 && return 0
    lack "libaio, for the MySQL server that is started here (or a running Docker)" "libaio1|libaio1t64"
}

need_browser() {
    for browser in chromium chromium-browser google-chrome none; do
        command -v "$browser" >/dev/null 2>&1 && break
    done
    [ "$browser" != none ] || lack "Chromium, for the browser tests" "chromium|chromium-browser"
    command -v chromedriver >/dev/null 2>&1 ||
        lack "chromedriver, for the browser tests" "chromium-driver|chromium-chromedriver"
}

# The crash tests record what a process does to its files; where there is no strace at all, they skip themselves.
need_strace() {
    [ "$(uname -s)" = Linux ] || return 0
    command -v strace >/dev/null 2>&1 || lack "strace, for the crash tests" "strace"
}

# The servers that ./verify --all runs beside MySQL. They come as packages; on systems without them those tests skip
# themselves and say so.
need_mariadb_cluster() {
    on_debian || return 0
    [ -x /usr/sbin/mariadbd ] || lack "MariaDB, for the tests on it" "mariadb-server-core|mariadb-server-core-10.6"
    [ -x /usr/bin/my_print_defaults ] ||
        lack "MariaDB's client programs, for the tests on it" "mariadb-client-core|mariadb-client-core-10.6"
    [ -r /usr/lib/galera/libgalera_smm.so ] || lack "Galera, for the tests on a cluster of servers" "galera-4"
}

# lack WORDS PACKAGES: notes one missing thing; PACKAGES are alternatives, the preferred one first.
lack() {
    missing="$missing  - $1
"
    packages="$packages $2"
}

on_debian() { command -v apt-get >/dev/null 2>&1 && grep -Eq '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release 2>/dev/null; }

# Prints the first of PACKAGES (a|b|c) that this system's package lists offer.
offered() {
    for name in $(printf '%s' "$1" | tr '|' ' '); do
        case $(apt-cache policy "$name" 2>/dev/null) in
            '' | *'Candidate: (none)'*) ;;
            *) printf '%s\n' "$name" && return 0 ;;
        esac
    done
    return 1
}

# Prints the package for each thing that is missing; fails if the package lists do not offer one.
chosen_packages() {
    for alternatives in $packages; do
        offered "$alternatives" || return 1
    done
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"; }

update_package_lists() {
    printf 'Updating the package lists ...\n'
    apt update >>"$apt_log" 2>&1
}

# The lists are updated only when they do not know a package, or offer a version that is gone from the archive.
install_missing() {
    apt_log=$(mktemp)
    chosen_packages >/dev/null || update_package_lists
    if names=$(chosen_packages | tr '\n' ' ') && [ -n "$names" ]; then
        # shellcheck disable=SC2086 # one word a package
        set -- install --no-install-recommends $names
        printf 'Installing %swith apt-get ...\n' "$names"
        apt "$@" >>"$apt_log" 2>&1 || { update_package_lists && apt "$@" >>"$apt_log" 2>&1; } || {
            complain "apt-get failed; the end of what it said:"
            tail -n 15 "$apt_log" >&2
        }
    fi
    rm -f "$apt_log"
}

# look_for PART...: fills $missing (for people) and $packages (for apt-get).
look_for() {
    missing=
    packages=
    for part in "$@"; do
        "need_$part"
    done
}

# require PART...: each part is there afterwards, or the script ends with what is missing and how to get it.
require() {
    look_for "$@"
    [ -n "$missing" ] || return 0
    if on_debian && [ "$(id -u)" -eq 0 ]; then
        install_missing
        look_for "$@"
        [ -n "$missing" ] || return 0
    fi
    complain "Missing:"
    printf '%s' "$missing" >&2
    if on_debian; then
        names=
        for alternatives in $packages; do
            names="$names $(offered "$alternatives" || printf '%s' "${alternatives%%|*}")"
        done
        complain "Install with:"
        complain "  sudo apt-get update && sudo apt-get install -y$names"
        complain "If that does not bring the version named above, take the JDK from https://adoptium.net" \
            "and Maven from https://maven.apache.org."
    else
        complain "Install with this system's package manager (names on Debian:$packages)."
    fi
    exit 1
}

# Shows what a person wants to see of Maven's output: modules, test results, warnings, errors, a count of downloads.
maven_progress() {
    downloads=0
    module=Maven
    [ -t 1 ] && erase=$(printf '\r\033[K') || erase=
    while IFS= read -r line; do
        case $line in
            *Downloading\ from*) continue ;;
            *Downloaded\ from*)
                downloads=$((downloads + 1))
                if [ -n "$erase" ]; then
                    printf '%s%s: %s files downloaded' "$erase" "$module" "$downloads"
                elif [ $((downloads % 200)) -eq 0 ]; then
                    printf '%s: %s files downloaded\n' "$module" "$downloads"
                fi
                continue
                ;;
            *'[INFO] Scanning for projects'* | '[INFO] Building jar:'*) continue ;;
            '[INFO] Building '*)
                # "Building Holdfast SQL 0.1.0-SNAPSHOT   [2/9]" becomes "[2/9] Holdfast SQL".
                module=${line#"[INFO] Building "}
                case $module in
                    *\[*\]) count="[${module##*\[} " ;;
                    *) count= ;;
                esac
                module=${module%%-SNAPSHOT*}
                module=$count${module% *}
                line=$module
                ;;
            '[INFO] Tests run:'* | '[INFO] BUILD'* | '[INFO] Total time'*) line=${line#"[INFO] "} ;;
            '[INFO]'* | '') continue ;;
        esac
        printf '%s%s\n' "$erase" "$line"
    done
    [ -z "$erase" ] || printf '%s' "$erase"
}

# maven LOG ARGUMENT...: runs Maven in $home with its whole output in LOG and its progress on the terminal.
maven() {
    log=$1
    shift
    mkdir -p -- "$(dirname -- "$log")"
    # A pipe has the status of its end, so Maven's own travels beside it.
    {
        status=0
        (cd -- "$home" && exec mvn -B "$@") 2>&1 || status=$?
        printf '%s\n' "$status" >"$log.status"
    } | tee -- "$log" | maven_progress
    status=$(cat -- "$log.status")
    rm -f -- "$log.status"
    return "$status"
}

# When the last whole build began; what is newer than that is not in the programs.
stamp=$home/.run/built

# build LOG ARGUMENT...: as maven, for a build of every program.
build() {
    mkdir -p -- "$home/.run"
    : >"$stamp.next"
    maven "$@" || return
    mv -- "$stamp.next" "$stamp"
}
