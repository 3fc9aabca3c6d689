#!/usr/bin/env bash
# What can be said of the code without running it. Every check runs; the end says which did not pass.
#   check.sh MODULE...   folders with a go.mod
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

tool() { go tool -modfile=tools/go.mod "$@"; }

# silent COMMAND...: it must succeed and say nothing on standard output.
silent() {
	local said
	said=$("$@") && [ -z "$said" ] && return
	printf '%s\n' "$said"
	return 1
}

formatted() {
	silent tool gofumpt -l . && return
	echo 'gofumpt would write these otherwise: make fmt'
	return 1
}

modules() {
	local module bad=0
	for module in "$@"; do
		echo "in $module:"
		go -C "$module" mod verify || bad=1
		go -C "$module" mod tidy -diff || bad=1
	done
	return $bad
}

vetted() {
	local module bad=0
	for module in "$@"; do
		[ "$module" = tools ] || go -C "$module" vet ./... || bad=1 # tools has no code
	done
	return $bad
}

# staticcheck's own set of checks, in every module with code.
static() {
	local module root=$PWD bad=0
	for module in "$@"; do
		[ "$module" = tools ] || (cd "$module" && go tool -modfile="$root/tools/go.mod" staticcheck ./...) || bad=1
	done
	return $bad
}

# The laws are what the table of lives is linked with.
ordered() {
	local laws
	laws=$(go list -deps ./internal/lives | grep "^$(go list -m)/") || return
	# shellcheck disable=SC2086 # a list of packages
	go run -C tools/maporder . -C "$PWD" $laws
}

# By Docker Compose's own reader, which needs no Docker; and every variable that must be set stands in .env.example.
composed() {
	tool github.com/compose-spec/compose-go/v2/cmd -no-interpolation docker-compose.yaml >/dev/null || return
	# what it must be given stands in the example, and the example names nothing that it does not take
	local given
	given=$(sed -nE 's/^([A-Z_]+)=.*/\1/p' .env.example | sort)
	! grep -vxF "$given" <(grep -oE '\$\{[A-Z_]+:\?' docker-compose.yaml | tr -d '${:?' | sort -u) &&
		! grep -vxF "$(grep -oE '\$\{[A-Z_]+' docker-compose.yaml | tr -d '${' | sort -u)" <<<"$given"
}

scripts() {
	local script bad=0
	for script in .ci/run tools/*.sh deploy/*/*.sh; do
		bash -n "$script" || bad=1
		[ -x "$script" ] || { echo "$script is not executable"; bad=1; }
	done
	return $bad
}

# A comment that is wider is hard to read beside its code.
comments() {
	git ls-files '*.go' | xargs awk '/^[ \t]*\/\// { l = $0; gsub(/\t/, "    ", l); if (length(l) > 150) { print FILENAME ":" FNR ": a comment of " length(l) " columns; 150 are the width"; bad = 1 } } END { exit bad }'
}

# A test that waits for something does so for a state. Where it sleeps, its line says that time itself is meant, or that it asks again.
sleeps() {
	! git grep -n 'time\.Sleep(' -- '*_test.go' | grep -vE '// (time itself|asks again)'
}

failed=()
check() {
	local name=$1 began=$SECONDS said
	shift
	if said=$("$@" 2>&1); then
		printf 'ok    %s (%d s)\n' "$name" $((SECONDS - began))
	else
		printf '%s\n' "$said" | head -n 60
		printf 'FAIL  %s\n' "$name"
		failed+=("$name")
	fi
}

check 'gofumpt' formatted
check 'comments: 150 columns at most' comments
check 'tests: no sleep instead of a wait' sleeps
check 'go mod verify, go mod tidy -diff' modules "$@"
check 'go vet' vetted "$@"
check 'staticcheck' static "$@"
check 'go-check-sumtype: every switch over events and commands is exhaustive' tool go-check-sumtype ./...
check 'workflowcheck: workflows are deterministic' tool workflowcheck ./workflows/...
check 'maporder: no law rests on the order of a map' ordered
check 'deadcode: nothing that neither a program nor a test reaches' silent tool deadcode -test ./...
check 'licences: each is allowed, and docs/licences.md says it' go run -C tools/licences .
check 'docker-compose.yaml' composed
check 'scripts' scripts

if [ ${#failed[@]} -gt 0 ]; then
	printf '\n%d of the checks failed: %s\n' ${#failed[@]} "$(IFS=';'; echo "${failed[*]}")"
	exit 1
fi
