package calltest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A Row is one scenario of a table: given what a table has in common and what
// the row adds, when somebody sends a command, then these events follow, or a
// refusal. The row's command goes to the call if it is one of a call's, else to tender A.
type Row struct {
	Name    string
	Given   func(w *World)
	At      string // by the clocks in Brussels; "" is a second later
	By      string
	To      string // stream
	When    law.Command
	Then    []string // kinds
	Refused string   // rule/code
	After   func(t *testing.T, w *World)
}

// Run runs the rows of a table, each in a world of its own.
func Run(t *testing.T, given *World, rows ...Row) {
	t.Helper()
	given = given.Clone(t) // the rows run later, when the test may have gone on
	for _, r := range rows {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			w := given.Clone(t)
			if r.Given != nil {
				r.Given(w)
			}
			if r.At != "" {
				w.At(r.At)
			}
			if r.To == "" {
				r.To = Tendering(A)
				if _, ok := r.When.(call.Command); ok {
					r.To = Stream
				}
			}
			events, err := w.Send(r.To, r.By, r.When)
			switch {
			case r.Refused != "":
				refusal, refused := refusedWith(events, err)
				require.True(t, refused, "%v %v", err, Kinds(events))
				require.Equal(t, r.Refused, RuleAndCode(refusal), refusal)
			default:
				require.NoError(t, err)
				require.Equal(t, r.Then, Kinds(events))
			}
			if r.After != nil {
				r.After(t, w)
			}
		})
	}
}

// RuleAndCode is rule/code of a refusal; where that is because of a finding,
// rule/code:code of the finding.
func RuleAndCode(r *law.Refusal) string {
	produced(*r)
	if i := slices.IndexFunc(r.With, func(p law.Param) bool { return p.Name == "finding" }); i >= 0 {
		return r.Rule + "/" + r.Code + ":" + r.With[i].Value
	}
	return r.Rule + "/" + r.Code
}

// refusedWith is the refusal of a command: bare, or kept as a fact.
func refusedWith(events []law.Event, err error) (*law.Refusal, bool) {
	if err == nil && len(events) == 1 {
		if kept, ok := events[0].(twinning.TenderRefused); ok {
			return &kept.Refusal, true
		}
	}
	return law.Refused(err)
}

// Kinds lists the kinds of events.
func Kinds(events []law.Event) []string {
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind())
	}
	return kinds
}

// A Wrong is a command that nobody should have written, and a part of what its Check says.
type Wrong struct {
	Name string
	What law.Command
	Says string
}

// No is a row of such a table.
func No(name string, c law.Command, says string) Wrong { return Wrong{Name: name, What: c, Says: says} }

// Nonsense runs a table of commands that Check refuses, without a fact.
func Nonsense(t *testing.T, rows ...Wrong) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			err := r.What.Check()
			require.ErrorContains(t, err, r.Says)
			_, refusal := law.Refused(err)
			require.False(t, refusal, "nonsense is no refusal: it is never recorded")
			for _, language := range []string{"fr", "de"} {
				tell, broken := narrate.New(language, nil, "")
				require.NoError(t, broken)
				require.NotEqual(t, narrate.English().Error(err), tell.Error(err), "it is told in %s, too", language)
			}
		})
	}
}
