#!/usr/bin/env bash
# Removes what was built and recorded here. A stack that is up is left alone, with a word.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -e .local/lock ] && command -v flock >/dev/null && ! flock -n .local/lock true; then
	echo "clean: a stack is up in .local (process $(cat .local/lock)): stop it first" >&2
	exit 1
fi
elsewhere=$(readlink .local/postgres || true)
case "$elsewhere" in
/var/lib/twinning-local/?*) rm -rf "$elsewhere" ;; # of internal/local, whose link this is
esac
rm -rf bin .local
