#!/usr/bin/env bash
# Sees to what the other targets need: Go, and the programs of PostgreSQL 15 or later; with the argument c a C compiler, with chromium
# Chromium and xmllint. As root on Debian it installs what is missing, PostgreSQL without making or starting a cluster; elsewhere it says in one
# sentence what to install.
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }

if ! command -v go >/dev/null; then
	say 'install Go 1.26 or later (https://go.dev/dl) and put it into PATH'
	exit 1
fi

# The newest initdb of PATH and of Debian's folders that is of 15 or later, with its companions.
postgresql() {
	local initdb dir version
	for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb; do
		[ -x "$initdb" ] || continue
		dir=$(dirname "$(readlink -f "$initdb")")
		version=$("$dir/initdb" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
		if [ "${version:-0}" -ge 15 ] && [ -x "$dir/postgres" ] && [ -x "$dir/pg_ctl" ]; then
			return 0
		fi
	done
	return 1
}

compiler() { command -v "${CC:-gcc}" >/dev/null; }
xmllint() { type -P xmllint >/dev/null; }
chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

[ "${1:-}" = c ] && compiler && exit 0
[ "${1:-}" = chromium ] && chromium && xmllint && exit 0
[ $# -eq 0 ] && postgresql && exit 0

if [ "${1:-}" = c ] && { [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; }; then
	say 'install a C compiler (Debian, Ubuntu: sudo apt-get install gcc libc6-dev), or name it in CC'
	exit 1
fi
if [ "${1:-}" = chromium ] && { [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; }; then
	say 'install Chromium or Chrome, in which the tests look at the desk, and xmllint, which checks payment files (Debian: sudo apt-get install chromium libxml2-utils), and put them into PATH'
	exit 1
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
	say 'install PostgreSQL 15 or later, its server programs included (Debian, Ubuntu: sudo apt-get install postgresql; Fedora: postgresql-server; macOS: brew install postgresql@15), or put the folder of initdb into PATH'
	exit 1
fi

case ${1:-} in
c) what='a C compiler' ;;
chromium) what=Chromium ;;
*) what=PostgreSQL ;;
esac
say "installing $what by apt-get"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
	"$@" </dev/null >"$log" 2>&1 || {
		cat "$log" >&2
		say "$* did not succeed: see above"
		exit 1
	}
}
quietly apt-get update
if [ "${1:-}" = c ]; then
	quietly apt-get install -y --no-install-recommends gcc libc6-dev
	exit
fi
if [ "${1:-}" = chromium ]; then
	quietly apt-get install -y --no-install-recommends chromium fonts-dejavu-core libxml2-utils
	exit
fi
# First what would make a cluster, so that it can be told not to.
quietly apt-get install -y --no-install-recommends postgresql-common
sed -i -E 's/^#?[[:space:]]*create_main_cluster[[:space:]]*=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
quietly apt-get install -y --no-install-recommends postgresql

if ! postgresql; then
	say "apt-get installed a PostgreSQL before 15: install a later one, or put the folder of its initdb into PATH"
	exit 1
fi
