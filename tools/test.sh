#!/usr/bin/env bash
# Two sets of packages are tested side by side, since tests wait more often than they compute: those that take longest, the longest first, and all
# others. Each set prints its packages in its own order.
#   test.sh 'PACKAGE...' GO TEST FLAG...   the packages that take longest
set -uo pipefail
set -m # each set in a process group of its own, so that an interrupt reaches what it has started
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

read -ra longest <<<"$1"
shift

others() {
	local packages module bad=0
	trap 'exit 130' INT TERM
	packages=$(go list ./... | grep -vxF "$(go list "${longest[@]}")") || return
	# shellcheck disable=SC2086 # a list of packages
	go test "$@" -p 2 $packages || bad=1
	go -C tools/temporaldev test -short -timeout 20m ./... || bad=1
	for module in licences maporder chart; do # chart: Helm, and the schemas of Kubernetes
		go -C tools/$module test ./... || bad=1
	done
	return $bad
}

go test "$@" -p 3 "${longest[@]}" &
first=$!
others "$@" &
second=$!
trap 'kill -INT -- -$first -$second 2>/dev/null' INT
trap 'kill -TERM -- -$first -$second 2>/dev/null' TERM
failed=0
for set in $first $second; do
	wait $set || failed=1
done
exit $failed
