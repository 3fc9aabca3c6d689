#!/usr/bin/env bash
# Clones what is committed into an empty folder and runs .ci/run there: what a stranger, or the checks, would see.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -z "$(git status --porcelain)" ] || echo 'fresh: what is not committed is not in the clone' >&2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir" # the user that PostgreSQL runs as must get in
git clone --quiet . "$dir/engine"
printf 'fresh: %s in %s\n' "$(git -C "$dir/engine" rev-parse --short HEAD)" "$dir/engine"
"$dir/engine/.ci/run"
