#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME, one after the other.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n 1 dirname | sort -u | while read -r dir; do
	for target in $(go test -list '^Fuzz' "$dir" | grep '^Fuzz'); do
		printf '== %s %s\n' "$dir" "$target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" -fuzzminimizetime 1x "$dir" </dev/null
	done
done
