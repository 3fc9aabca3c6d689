#!/usr/bin/env bash
# Makes Caddy, Dex and Mailpit of the versions that docker-compose.yaml names, from the Go proxy, into the folder $1: for make by-hand, which runs
# that file without Docker. Mailpit's page is left out: it is made by npm, and nothing here looks at it.
set -euo pipefail
to=$(mkdir -p "$1" && cd "$1" && pwd)
version() { sed -n "s|.*image: $1:v\?\([0-9.]*\).*|\1|p" docker-compose.yaml | head -n 1; }
caddy=$(version caddy) dex=$(version ghcr.io/dexidp/dex) mailpit=$(version axllent/mailpit)
export CGO_ENABLED=0 GOFLAGS=-mod=mod GOWORK=off

made() { [ -x "$to/$1" ] && [ "$(cat "$to/$1.version" 2>/dev/null)" = "$2" ]; }

# in a module of its own, so that what a program asks to be replaced in its own module is taken as it was published
make_it() { # name, version, module, package
	made "$1" "$2" && return
	local dir
	dir=$(mktemp -d)
	(cd "$dir" && go mod init by-hand >/dev/null 2>&1 && go get "$3@$2" && go build -trimpath -ldflags '-s -w' -o "$to/$1" "$4")
	rm -rf "$dir"
	printf '%s' "$2" >"$to/$1.version"
}

make_it caddy "v$caddy" github.com/caddyserver/caddy/v2 github.com/caddyserver/caddy/v2/cmd/caddy
make_it dex "v$dex" github.com/dexidp/dex github.com/dexidp/dex/cmd/dex
make_it mailpit "v$mailpit" github.com/axllent/mailpit github.com/axllent/mailpit
