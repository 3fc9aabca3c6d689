#!/usr/bin/env bash
# Appends a second of this tree and of another commit, in turn: bench/beside.sh COMMIT [PAIRS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
commit=${1:?which commit to compare with}
pairs=${2:-6}
work=$(mktemp -d)
trap 'git worktree remove --force "$work/before" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/before" "$commit"
cp bench/sixtyfour_test.go "$work/before/bench/"
go -C "$work/before/bench" test -c -o "$work/then" .
go -C bench test -c -o "$work/now" .
for _ in $(seq "$pairs"); do
	for side in then now; do
		printf '%-5s' "$side"
		"$work/$side" -test.count=1 -test.run TestSixtyFourClientsAppend | grep appends/s
	done
done
uptime
