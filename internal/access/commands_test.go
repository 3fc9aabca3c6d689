package access_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// engineKinds are the commands that the law refuses from anybody but the engine.
func engineKinds(t *testing.T) (kinds []string) {
	t.Helper()
	says := func(kind string, err error) {
		if r, ok := law.Refused(err); ok && slices.Contains([]string{"call-only", "engine-only"}, r.Code) {
			kinds = append(kinds, kind)
		}
	}
	by := law.Receipt{Actor: "officer"}
	for _, kind := range call.Commands.Kinds() {
		c, _ := call.Commands.Zero(kind)
		says(kind, safely(func() error { _, err := c.Decide(call.Call{}, nil, by); return err }))
	}
	for _, kind := range twinning.Commands.Kinds() {
		c, _ := twinning.Commands.Zero(kind)
		says(kind, safely(func() error { _, err := c.Decide(twinning.Twinning{}, call.Call{}, by); return err }))
	}
	return kinds
}

// safely is nil where the law needs more than nothing to decide: then who asks is not what it asks first.
func safely(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	return f()
}

func TestWhoMaySendWhatIsWhatTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| sender |")
	require.True(t, ok)
	rows := strings.Split(table, "\n")
	engine := engineKinds(t)
	require.Len(t, engine, 15)
	c, tender := standing('R')
	tender.PartyChanges = map[law.Role]string{law.Contact: "asked"}
	senders := map[string][]access.Viewer{"who is asked to become contact or signatory": {access.As("asked")}}
	for name, list := range viewers {
		senders[name] = list
	}
	checked := 0
	for _, row := range rows[2:] {
		if !strings.HasPrefix(row, "|") {
			break
		}
		all := cells(row)
		require.Contains(t, senders, all[0])
		for _, v := range senders[all[0]] {
			of := map[string]map[string]bool{"call": {}, "tender": {}}
			for _, kind := range call.Commands.Kinds() {
				of["call"][kind] = access.OfCall(v, c).Sends(kind)
			}
			for _, kind := range twinning.Commands.Kinds() {
				of["tender"][kind] = access.Of(v, c, tender).Sends(kind)
			}
			for i, life := range []string{"call", "tender"} {
				for kind, sends := range of[life] {
					want := map[string]bool{"-": false, "all": true}[all[i+1]] || all[i+1] == kind
					require.Equal(t, want && !slices.Contains(engine, kind), sends, "%s (%s) sends %s", all[0], v.Person, kind)
					checked++
				}
			}
			delete(senders, all[0])
		}
	}
	require.Empty(t, senders, "every sender stands in the table")
	require.Greater(t, checked, 500)
}
