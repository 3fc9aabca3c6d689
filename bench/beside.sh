#!/usr/bin/env bash
# Appends a second, and the time from a command to its answer, of this tree and of another commit, in turn: bench/beside.sh COMMIT [PAIRS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
commit=${1:?which commit to compare with}
pairs=${2:-6}
here=$PWD
export TWINNING_TEMPORALDEV=${TWINNING_TEMPORALDEV:-$here/.local/bin/temporaldev}
work=$(mktemp -d)
trap 'git worktree remove --force "$work/before" 2>/dev/null || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/before" "$commit"
cp bench/sixtyfour_test.go "$work/before/bench/"
for side in then now; do
	tree=$here
	[ $side = now ] || tree=$work/before
	go -C "$tree/bench" test -c -o "$work/appends-$side" .
	go -C "$tree" test -c -o "$work/answers-$side" ./worker
done
# inside SIDE FOLDER COMMAND...: in the folder of that side's tree, where its test data lies
inside() {
	local tree=$here
	[ "$1" = now ] || tree=$work/before
	(cd "$tree/$2" && "${@:3}")
}
for _ in $(seq "$pairs"); do
	for side in then now; do
		printf '%-5s' "$side"
		inside $side bench "$work/appends-$side" -test.count=1 -test.run TestSixtyFourClientsAppend | grep appends/s
	done
done
for _ in $(seq "$pairs"); do
	for side in then now; do
		printf '%-5s' "$side"
		inside $side worker "$work/answers-$side" -test.run '^$' -test.bench 'Answer/clients=1$' -test.benchtime 1x | grep p50
	done
done
uptime
