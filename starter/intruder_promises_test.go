package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
)

// everywhere begins a life of every kind, and says what each is called, by its noun.
func (f *fortress) everywhere() map[string]string {
	f.t.Helper()
	refs := f.furnish()
	class := ruleBook(f.t, "masterclasses/trieste-2024", programme.ParseMasterclass)
	class.Officers, class.Experts = []string{calltest.Officer}, nil
	f.acts(masterclass.Root+"TRIESTE-2024", calltest.Officer, "mc", masterclass.OpenMasterclass{Rules: class})
	made, err := json.Marshal(governance.FirstAdministratorMade{Person: calltest.Officer})
	require.NoError(f.t, err)
	_, err = f.Ledger.Append(f.t.Context(), ledger.Request{Stream: governance.AdministrationStream, Seen: -1, Drafts: []ledger.Draft{{Kind: governance.FirstAdministratorKind, Body: made}}})
	require.NoError(f.t, err)
	a := f.do(http.MethodPost, "/api/v1/programmes/DHE/open-programme?wait=30", []byte(`{"name":"DHE","zone":"Europe/Brussels"}`), f.as(calltest.Officer))
	require.Equal(f.t, http.StatusCreated, a.status, a.body)
	f.settle()
	return map[string]string{
		"call": calltest.Reference, "tender": mine, "programme": "DHE", "administration": "ADMINISTRATORS", "invitation": f.invitation, "organisation": f.record, "market": "HEALTH",
		"entry": refs["{entry}"][1], "interest": refs["{interest}"][1], "survey": "EHN-2021", "masterclass": "TRIESTE-2024", "initiative": "CAPACITYHD", "body": "EHN",
	}
}

// A sent is a command to a life that is there, from somebody who may send it.
type sent struct {
	order
	path, as string
}

// withKey is a request under a key.
func withKey(key string) func(*http.Request) { return header("Idempotency-Key", key) }

// known are the commands of every kind that come as far as the law, by the noun of their life. Nothing is recorded.
func (f *fortress) known(refs map[string]string) map[string][]sent {
	f.t.Helper()
	all := map[string][]sent{}
	for n, o := range orders(f.t) {
		ref, there := refs[o.noun]
		require.True(f.t, there, "say which %s there is", o.noun)
		if testing.Short() && n%3 != 0 {
			continue
		}
		who := []string{calltest.Officer, calltest.Contact(mine), calltest.Contact(gone)}
		for _, person := range who {
			one := sent{o, "/api/v1/" + lives.Kind{Noun: o.noun}.Plural() + "/" + ref + "/" + o.kind, person}
			a := f.do(http.MethodPost, one.path+"?dry-run=true", o.body, f.as(person))
			f.holds(person, "dry run of "+one.path, a)
			if a.status == http.StatusOK || a.status == http.StatusConflict {
				require.NotContains(f.t, a.body, `"received_at"`, "%s: a dry run has no receipt", one.path)
				all[o.noun] = append(all[o.noun], one)
				break
			}
		}
	}
	return all
}

// TestEveryCommandIsTriedKeyedAndHeldToAVersion sends a command of every kind: dry, over a version that is not there any more, under a key, again
// under it, and something else under it.
func TestEveryCommandIsTriedKeyedAndHeldToAVersion(t *testing.T) {
	f := newFortress(t, "2019-06-13")
	refs, kinds := f.everywhere(), orders(t)
	for _, op := range f.ops {
		if kind := op.path[strings.LastIndex(op.path, "/")+1:]; op.method == http.MethodPost && slices.ContainsFunc(kinds, func(o order) bool { return o.kind == kind }) {
			require.Subset(t, op.headers, []string{"Idempotency-Key", "If-Match", "Prefer", "Accept-Language"}, op.path)
			require.Subset(t, op.query, []string{"dry-run", "wait"}, op.path)
		}
	}
	began := f.size()
	all := f.known(refs)
	nouns := 0
	for _, noun := range sortedKeys(all) {
		for _, one := range all[noun] {
			if one.begins {
				continue // there may be nothing yet whose version it is
			}
			a := f.do(http.MethodPost, one.path, one.body, f.as(one.as), header("If-Match", `"999999-0000000000000000"`))
			require.Equal(t, http.StatusPreconditionFailed, a.status, "%s: %s", one.path, a.body)
		}
		nouns++
	}
	require.Greater(t, nouns, 10)
	f.settle()
	events, err := f.Ledger.Read(t.Context(), ledger.Query{From: began})
	require.NoError(t, err)
	for _, e := range events {
		require.NotEqual(t, law.CommandReceived{}.Kind(), e.Kind, "a dry run, or a command over another version, is recorded: %s by %s", e.Stream, e.Actor)
	}

	received := 0
	for _, noun := range sortedKeys(all) {
		for i, one := range all[noun] {
			key := withKey(fmt.Sprint("promised-", i))
			first := f.do(http.MethodPost, one.path+"?wait=30", one.body, f.as(one.as), key)
			if !strings.Contains(first.body, `"command_id"`) {
				continue // what the command names is not there, or its life has gone on
			}
			received++
			again := f.do(http.MethodPost, one.path+"?wait=30", one.body, f.as(one.as), key)
			require.Equal(t, first.status, again.status, "%s: %s", one.path, again.body)
			require.Equal(t, first.body, again.body, one.path)
			if other := all[noun][(i+1)%len(all[noun])]; other.kind != one.kind && other.as == one.as {
				a := f.do(http.MethodPost, other.path+"?wait=30", other.body, f.as(other.as), key)
				require.Contains(t, []int{http.StatusUnprocessableEntity, http.StatusForbidden, http.StatusNotFound}, a.status, "%s under the key of %s: %s", other.path, one.kind, a.body)
				if a.status == http.StatusUnprocessableEntity {
					require.Contains(t, a.body, "problems/other-content", other.path)
				}
			}
		}
	}
	require.Greater(t, received, 40)
	f.quiet()
}

// unlike are questions whose answers are another one each time, or no document: what the feed tells, what is made or read anew or asked of now,
// a file.
var unlike = regexp.MustCompile(`/(events|reads|could|content|docs)$|/exports|/docs/|openapi`)

// TestEveryAnswerHasATagAndIsNotSentAgainToWhoHasIt asks every question twice.
func TestEveryAnswerHasATagAndIsNotSentAgainToWhoHasIt(t *testing.T) {
	f := newFortress(t, "2019-06-13")
	refs := f.everywhere()
	asked := map[string]bool{}
	for _, op := range f.ops {
		if op.method != http.MethodGet || unlike.MatchString(op.path) {
			continue
		}
		path := op.path
		for noun, ref := range refs {
			path = strings.ReplaceAll(path, "{"+noun+"}", ref)
		}
		path = strings.NewReplacer("{meeting}", "15", "{country}", "SE").Replace(path)
		path = f.filled(path)[0]
		for _, person := range []string{calltest.Officer, calltest.Contact(mine), calltest.Contact(gone)} {
			first := f.do(http.MethodGet, path, nil, f.as(person))
			if first.status != http.StatusOK {
				continue
			}
			tag := first.header.Get("ETag")
			require.Regexp(t, `^"([0-9]+-)?[0-9a-f]{16}"$`, tag, path)
			again := f.do(http.MethodGet, path, nil, f.as(person), header("If-None-Match", tag))
			require.Equal(t, http.StatusNotModified, again.status, "%s as %s: %s", path, person, again.body)
			require.Empty(t, again.body, path)
			require.Equal(t, tag, again.header.Get("ETag"), path)
			asked[op.id] = true
			break
		}
	}
	require.Greater(t, len(asked), 80)
}
