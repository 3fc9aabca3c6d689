package twinning_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// Who delivers everything early still owes the interim report that was due before that.
func TestCompletingEarlyDoesNotWaiveAnInterimReportThatWasDue(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		on      string
		owed    bool
		edition law.Edition
	}{{"2020-06-20T09:00", true, law.Newest}, {"2020-02-20T09:00", false, law.Newest}, {"2020-06-20T09:00", true, 0}} {
		book := closingBook()
		book.Running.Closure.Interim = true
		w := underBook(t, book)
		accepted(w, handover(w))
		w.At(row.on)
		for _, n := range w.Twinning(A).Contract.Logs() {
			if w.Twinning(A).Contract.LogSpan(n).From.String() <= row.on[:10] {
				w.Do(Tendering(A), Contact(A), Log(n))
				w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: n})
			}
		}
		o, _ := obligation.Find(w.Twinning(A).Obligations, "interim-report")
		due, _ := o.Current()
		require.Equal(t, row.owed, due.On.String() < row.on[:10], "due on %s", due.On)
		w.Do(Tendering(A), Contact(A), fullReport())
		w.Edition = row.edition
		w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Final})
		for _, by := range []string{Signatory(A), Procurer} {
			w.Do(Tendering(A), by, twinning.SignReport{SHA256: w.Twinning(A).FinalText().SHA256()})
		}
		require.Equal(t, row.owed, slices.ContainsFunc(w.Twinning(A).Checklist(w.Call()), func(x twinning.Condition) bool { return x.Item == twinning.NeedsInterim && !x.Met }))
		o, _ = obligation.Find(w.Twinning(A).Obligations, "interim-report")
		if row.edition < law.Edition1 {
			require.False(t, o.Open(), "as it was when that was received")
			continue
		}
		require.Equal(t, row.owed, o.Open(), "what the closure takes is owed, with its letters")
		if row.owed {
			due, _ = o.Current()
			w.At(due.On.AddDays(4).String() + "T09:00")
			to, letter := sent(w, Tendering(A), "interim-report")
			require.Equal(t, "overdue", letter)
			require.Contains(t, to, Contact(A))
			Run(t, w, Row{Name: "it is missing", By: Officer, When: twinning.CloseTwinning{}, Refused: "closure/interim-report"})
			w.Do(Tendering(A), Contact(A), twinning.SubmitReport{Report: twinning.Interim, Summary: "half of it"})
			o, _ = obligation.Find(w.Twinning(A).Obligations, "interim-report")
			require.False(t, o.Open())
			w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Interim})
		}
		w.Do(Tendering(A), Officer, twinning.CloseTwinning{})
		require.Equal(t, twinning.Retained, w.Twinning(A).Stage)
	}
}
