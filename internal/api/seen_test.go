package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// Who does not see all of a masterclass learns from no ETag, and from no refusal, that something happened in it
// that they are not told of.
func TestTheVersionOfALifeIsForWhoSeesAllOfIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	text, err := os.ReadFile("../../programmes/masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	rules.Officers, rules.Experts = []string{calltest.Officer}, nil
	const path = "/api/v1/masterclasses/TRIESTE"
	register := masterclass.RegisterForMasterclass{Group: "skills", Country: "SE", Organisation: "Somewhere"}
	does := func(by string, c law.Command, headers ...string) answer {
		content, err := json.Marshal(c)
		require.NoError(t, err)
		return d.send("POST", path+"/"+c.Kind(), by, content, headers...)
	}
	opened := does(calltest.Officer, masterclass.OpenMasterclass{Rules: rules})
	require.Equal(t, http.StatusCreated, opened.status, opened.body)

	tag := func(as string) string { return d.ask("GET", path, as).header.Get("ETag") }
	require.Regexp(t, `^"[0-9]+-[0-9a-f]{16}"$`, tag(calltest.Officer))
	before := tag(calltest.Ada)
	require.Regexp(t, `^"[0-9a-f]{16}"$`, before, "no version")
	first := tag(calltest.Officer)
	refused := does(calltest.Ben, masterclass.ConfirmPlace{}) // a fact that Ada is not told of
	require.Equal(t, http.StatusConflict, refused.status, refused.body)
	require.NotEqual(t, first, tag(calltest.Officer))
	require.Equal(t, before, tag(calltest.Ada), "she sees the same")

	stale := does(calltest.Ada, register, "If-Match", `"1-0000000000000000"`)
	require.Equal(t, http.StatusPreconditionFailed, stale.status, "a version is no ETag for her")
	require.NotContains(t, stale.body, "version")
	fresh := does(calltest.Ada, register, "If-Match", before)
	require.Equal(t, http.StatusOK, fresh.status, fresh.body)
	again := does(calltest.Ada, masterclass.EndRegistration{}, "If-Match", before)
	require.Equal(t, http.StatusPreconditionFailed, again.status, "what she sees has changed")
}

// A hold, and a command of somebody else that waits, are told to who is told all: to others the state of the tender stays the same to the last byte.
func TestWhereALifeEndsInTheLedgerIsForWhoIsToldAllOfIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-20")
	path := "/api/v1/tenders/" + d.tenders[calltest.A] + "/state"
	if d.tenders[calltest.A] == "" {
		path = "/api/v1/tenders/" + calltest.A + "/state"
	}
	others := []string{calltest.Contact(calltest.A), ""}
	before := map[string]answer{}
	for _, as := range append(others, calltest.Head) {
		before[as] = d.ask("GET", path, as)
	}
	require.Contains(t, before[calltest.Head].body, `"position":`)
	held := d.command(lifetest.Stream, calltest.Head, twinning.PlaceHold{Authority: "Court of Auditors", Reason: "an audit"})
	require.Equal(t, http.StatusOK, held.status, held.body)
	require.NotEqual(t, before[calltest.Head].body, d.ask("GET", path, calltest.Head).body)
	for _, as := range others {
		after := d.ask("GET", path, as)
		require.Equal(t, before[as].status, after.status, "%q", as)
		require.Equal(t, before[as].body, after.body, "%q", as)
		require.Equal(t, before[as].header.Get("ETag"), after.header.Get("ETag"), "%q", as)
	}
}
