# Everything that is done with this repository. `make` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

comma := ,
# A module that the proxy does not have is an error: asking its own host instead would hang where that cannot be reached.
export GOPROXY := $(patsubst %|direct,%,$(patsubst %$(comma)direct,%,$(shell go env GOPROXY 2>/dev/null)))
export TWINNING_TEMPORALDEV := $(CURDIR)/.local/bin/temporaldev

# Both programs say of which commit they are, where there is one that git shows us.
STAMP   := -buildvcs=$(if $(shell git rev-parse HEAD 2>/dev/null),true,false)
MODULES := . tools tools/temporaldev tools/licences tools/chart tools/maporder $(patsubst %/go.mod,%,$(wildcard bench/go.mod))
TOOL    := go tool -modfile=tools/go.mod

# ARGS: more arguments for demo and up
ARGS     ?=
FUZZTIME ?= 30s
# FILES, FILES_MB: how many files big adds, and how many MB they have in all
FILES    ?= 10000
FILES_MB ?= 5120

.PHONY: help
help: ## this list
	@echo 'make TARGET; as root on Debian each installs what it needs, elsewhere it says what to install.'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## the call of 2019, 45 tenders, a year in minutes, on a real Temporal and PostgreSQL (ARGS=...)
	bin/twinning demo $(ARGS)

# SHORT is every promise in its short form; LONGEST are the packages that take longest in it, the longest first; WHOLE are those in which something
# is longer without -short. Tests wait for a clock more often than they compute: as many as these at once keep two cores busy. Nobody debugs these
# binaries, so they are linked without what debuggers need, in half the time; make check vets all code, with more than go test would.
SHORT   = -short -timeout 20m -parallel 8 -vet=off -ldflags '-s -w'
LONGEST = ./internal/browser ./starter ./internal/chaos ./internal/api ./internal/pages ./worker ./internal/lives/sample ./internal/ledger ./internal/query ./internal/local
WHOLE = $$(grep -rlE 'testing\.Short\(\)|rapid\.Check' --include='*_test.go' activities deploy internal starter worker workflows | xargs -n 1 dirname | sort -u | grep -v internal/browser | sed 's,^,./,')
# RACED are the packages that start goroutines, and those that are used from many at once.
RACED = ./activities ./internal/admin ./internal/api ./internal/dispatch ./internal/door ./internal/drafts ./internal/evidence \
	./internal/export/jobs ./internal/ledger ./internal/letters/... ./internal/narrate ./internal/parking ./internal/people ./internal/reads ./internal/state ./internal/views ./internal/web/...

.PHONY: test
test: setup temporaldev chromium ## every promise in its short form, on the same real parts: some minutes
	@tools/test.sh '$(LONGEST)' $(SHORT)

.PHONY: slow
slow: setup temporaldev chromium ## slow: every test that has a long form, whole
	go test -p 1 -timeout 30m $(WHOLE) # one after the other: some hold time limits

.PHONY: check
check: setup ## format, vet, modules, staticcheck, exhaustiveness, determinism of workflows, dead code, licences, compose file
	@tools/check.sh $(MODULES)

.PHONY: build
build: setup temporaldev ## bin/twinning and bin/worker, and the Temporal server for this machine beside them
	go build $(STAMP) -ldflags '-s -w' -o bin/twinning ./starter
	go build $(STAMP) -ldflags '-s -w' -o bin/worker ./worker

.PHONY: up
up: build ## the whole stack on this machine, until Ctrl-C (ARGS='--programme-time 2019-10-14,3600')
	bin/twinning up $(ARGS)

.PHONY: fresh
fresh: ## .ci/run in a new clone of what is committed
	@tools/fresh.sh

.PHONY: record
record: setup temporaldev ## record the histories that are replayed on every run
	RECORD=1 go test -count=1 ./workflows/...

.PHONY: bench
bench: setup temporaldev ## every figure of docs/performance.md, and what else is measured
	go -C bench test -count=1 -v -timeout 60m ./...
	go test -count=1 -v -run TestAYearCostsWhatIsPromised -bench Answer -benchtime 3x -timeout 60m ./worker
	go test -run '^$$' -bench . -benchmem -timeout 60m ./internal/ledger

.PHONY: bench-api
bench-api: setup ## slow: how quickly readers are answered over 100,000 tenders and 50,000 entries, and whether as quickly as promised
	BIG=1 go test -count=1 -v -timeout 60m -run 'TestReadersAre|TestASearchIs' ./internal/api

.PHONY: bench-line
bench-line: setup ## slow: what a command costs over 100,000 tenders and 200,000 people, and whether as little as promised
	BIG=1 go test -count=1 -v -timeout 30m -run TestACommandAboutOneLife ./starter

.PHONY: bench-desk
bench-desk: setup chromium ## slow: how quickly pages are painted over 100,000 tenders for 50 readers, and whether as quickly as promised
	BIG=1 go test -count=1 -v -timeout 60m -run TestPagesArePainted ./internal/browser

.PHONY: desk
desk: setup temporaldev chromium ## slow: every page of the desk in Chromium: each role, three languages, light and dark, held to WCAG 2.2 AA
	go test -count=1 -v -timeout 45m -parallel 4 -skip TestPagesArePainted ./internal/browser

.PHONY: sweep
sweep: setup chromium ## slow: every page as three roles by axe, every link as five; make test takes one role, and two
	SWEEP=1 go test -count=1 -short -timeout 20m -parallel 8 -run 'TestEveryPageIsForEverybody|TestEveryLink' ./internal/browser

.PHONY: screenshots
screenshots: setup chromium ## every page and state at 390 and 1,440 px, light and dark, and as printed, into .local/screenshots (open index.html there)
	SCREENSHOTS=$(CURDIR)/.local/screenshots go test -count=1 -v -timeout 30m -run TestEveryPageIsPhotographed ./internal/browser

.PHONY: tour
tour: build chromium ## slow: docs/tour.md with its pictures, walked in Chromium on a stack of its own
	TOUR=write go test -count=1 -v -timeout 30m -run TestTheTourIsWalkedByANewcomer ./internal/browser

.PHONY: big
big: setup ## slow: FILES files of FILES_MB MB in all, by command and at a desk, under 100 MB of memory and under 160 MB
	FILES=$(FILES) FILES_MB=$(FILES_MB) go test -count=1 -v -timeout 60m -p 1 -parallel 1 -run MBOfMemory ./starter

.PHONY: by-hand
by-hand: setup temporaldev ## slow, as root: all of docker-compose.yaml without Docker, with Caddy, Dex and Mailpit from the Go proxy
	tools/by-hand.sh .local/by-hand
	BY_HAND=$(CURDIR)/.local/by-hand go test -count=1 -v -timeout 30m -run TestTheWholeOfDockerCompose ./deploy

.PHONY: chaos
chaos: setup temporaldev ## slow: every part killed again and again, while commands come in
	CHAOS=long go test -count=1 -timeout 60m -v ./internal/chaos

.PHONY: attack
attack: setup temporaldev ## slow: the record attacked by its own owner, every bit of it, every role, every key
	ATTACK=long go test -count=1 -timeout 60m -v ./internal/ledger

.PHONY: twice
twice: setup temporaldev ## slow: the whole demo played twice, and every event of one compared with the other's
	DEMO=whole go test -count=1 -timeout 20m -v -run TestTwoDemosOfOneSeedAreTheSame ./internal/demo

.PHONY: race
race: setup temporaldev ## slow: the short forms of what runs at once, under the race detector (needs a C compiler)
	@tools/setup.sh c
	CGO_ENABLED=1 go test -race -short -vet=off -p 2 -timeout 20m $(RACED)

.PHONY: fuzz
fuzz: setup ## slow: every fuzz target for FUZZTIME
	@FUZZTIME=$(FUZZTIME) tools/fuzz.sh

.PHONY: fmt
fmt: ## format all Go files
	$(TOOL) gofumpt -w .

.PHONY: licences
licences: ## write docs/licences.md: what is used, and under which licences
	go run -C tools/licences . -write

.PHONY: clean
clean: ## remove bin/ and .local/ with all that the stack there has recorded
	@tools/clean.sh

.PHONY: setup
setup:
	@tools/setup.sh

.PHONY: chromium
chromium:
	@tools/setup.sh chromium

# Go finds by content that nothing is to be done; the first time is some minutes.
.PHONY: temporaldev
temporaldev: setup
	@test -x $(TWINNING_TEMPORALDEV) || echo 'building the Temporal server for this machine: some minutes, once'
	@go build -C tools/temporaldev -ldflags '-s -w' -o $(TWINNING_TEMPORALDEV) .
