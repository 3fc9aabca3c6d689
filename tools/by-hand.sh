#!/usr/bin/env bash
# Makes Caddy, Dex and Mailpit from the Go proxy, into the folder $1: for make by-hand, which runs docker-compose.yaml without Docker. Caddy and Mailpit
# are of the versions that it names. Of Dex the proxy has no version of its own (its module has no /v2), but commits that others have asked for: the
# newest of them that is a release is 2.41.1. Mailpit's page is made by npm and left out: nothing here looks at it.
set -euo pipefail
to=$(mkdir -p "$1" && cd "$1" && pwd)
version() { sed -n "s|.*image: $1:v\?\([0-9.]*\).*|v\1|p" docker-compose.yaml | head -n 1; }
caddy=$(version caddy) mailpit=$(version axllent/mailpit) dex=v0.0.0-20240807174518-43956db7fd75 # 2.41.1
export CGO_ENABLED=0 GOWORK=off GOFLAGS=-trimpath

there() { [ -x "$to/$1" ] && [ "$(cat "$to/$1.version" 2>/dev/null)" = "$2" ]; }
made() { printf '%s' "$2" >"$to/$1.version"; }

# source MODULE@VERSION: a copy of it, in which something may be made
source_of() {
	local dir copy
	dir=$(go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
	copy=$(mktemp -d)
	cp -r "$dir/." "$copy"
	chmod -R u+w "$copy"
	printf '%s' "$copy"
}

if ! there caddy "$caddy"; then
	GOBIN=$to go install -ldflags '-s -w' "github.com/caddyserver/caddy/v2/cmd/caddy@$caddy"
	made caddy "$caddy"
fi
if ! there dex "$dex"; then
	dir=$(source_of "github.com/dexidp/dex@$dex")
	# its storage in SQLite, which asks for a C compiler, is left out: docker-compose.yaml's is in memory
	(cd "$dir" && go mod edit -dropreplace=github.com/dexidp/dex/api/v2 -require=github.com/dexidp/dex/api/v2@v2.2.0 && sed -i '/sql\.SQLite3/d' cmd/dex/config.go &&
		go build -mod=mod -ldflags '-s -w' -o "$to/dex" ./cmd/dex)
	rm -rf "$dir"
	made dex "$dex"
fi
if ! there mailpit "$mailpit"; then
	GOBIN=$to go install -ldflags '-s -w' "github.com/axllent/mailpit@$mailpit"
	made mailpit "$mailpit"
fi
