#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME, one after the other; the end says which failed.
#   fuzz.sh          all of them
#   fuzz.sh --list   names them: folder and target
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

targets() {
	grep -rE '^func Fuzz' --include='*_test.go' --exclude-dir='.[!.]*' . | sed -nE 's#^(.*)/[^/]+:func (Fuzz[[:alnum:]_]*)\(.*#\1 \2#p' | sort
}

if [ "${1:-}" = --list ]; then
	targets
	exit
fi
failed=()
while read -r dir target; do
	printf '== %s %s\n' "$dir" "$target"
	# A find is kept as it is: to make it smaller takes a minute, and the first input says as much.
	go -C "$dir" test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" -fuzzminimizetime 1x . </dev/null || failed+=("$dir $target")
done < <(targets)
[ ${#failed[@]} -eq 0 ] || { printf 'failed: %s\n' "${failed[@]}"; exit 1; }
