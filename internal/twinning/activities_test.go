package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestAnActivityIsOfAKindOfTheRuleBookWithinItsMonth(t *testing.T) {
	t.Parallel()
	book := Book()
	book.Running.Activities = []call.ActivityKind{{ID: "workshop", Name: "Workshop"}, {ID: "visit", Name: "Study visit"}}
	w := underBook(t, book)
	log := func(change func(*twinning.Activity)) twinning.SubmitLog {
		o := Log(1)
		o.Activities[0].Kind = "visit"
		change(&o.Activities[0])
		return o
	}
	Run(t, w,
		Row{Name: "of a kind", By: Contact(A), When: Log(1), Refused: "logs/kind-missing"},
		Row{Name: "of one that there is", By: Contact(A), When: log(func(a *twinning.Activity) { a.Kind = "song" }), Refused: "logs/kind-unknown"},
		Row{Name: "its last day in the month", By: Contact(A), When: log(func(a *twinning.Activity) { a.Until = Date("2019-11-14") }), Refused: "logs/outside-month"},
		Row{Name: "by organisations of the tender", By: Contact(A), When: log(func(a *twinning.Activity) { a.Organisations = []string{"nobody"} }), Refused: "logs/organisation-unknown"},
		Row{Name: "with files that were added", By: Contact(A), When: log(func(a *twinning.Activity) { a.Files = []string{"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"} }), Refused: "evidence/unknown"},
		Row{Name: "whole", By: Contact(A), When: log(func(a *twinning.Activity) {
			a.Until, a.Online, a.Outcome, a.Organisations = Date("2019-10-16"), true, "A list of needs", []string{w.Twinning(A).Tender.Contractor}
		}), Then: []string{"log-submitted.v1"}},
	)
	before := log(func(a *twinning.Activity) { a.Until = Date("2019-10-13") })
	require.ErrorContains(t, before.Check(), "before its first day")
	w.Do(Tendering(A), Contact(A), twinning.AddEvidence{
		File: "f-aaaaaaaaaaaaaaaaaaaaaaaaaa", For: "log-01", SealedSHA256: SHA("sealed"), SealedSize: 100, Title: "photo.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content")),
	})
	w.Do(Tendering(A), Contact(A), log(func(a *twinning.Activity) { a.Files = []string{"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"} }))
}

func TestWithoutAListAnActivityNeedsNoKind(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	named := Log(1)
	named.Activities[0].Kind = "workshop"
	Run(t, w, Row{Name: "and has none", By: Contact(A), When: named, Refused: "logs/kind-unknown"}, Row{Name: "as ever", By: Contact(A), When: Log(1), Then: []string{"log-submitted.v1"}})
}
