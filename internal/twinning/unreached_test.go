package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func TestAnOfficerSeesToWhoGotNoLetter(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Reminders.Ladders["unreached"] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{
		{Name: "overdue", Days: 1, To: []string{obligation.Owner, string(law.Head)}, Letter: "awaited-address"},
	}}
	w := underBook(t, b)
	note := twinning.NoteUnreached{Letter: "7/0", To: Contact(A), Template: "log-returned", Why: law.LetterPersonNotTaken}
	told := twinning.SettleUnreached{Number: 1, How: twinning.ReachedOtherwise, Note: "by telephone"}
	Run(t, w,
		Row{Name: "no person says that it did not come", By: Officer, When: note, Refused: "roles/call-only"},
		Row{Name: "nothing is settled that was reached", By: Officer, When: told, Refused: "letters/not-unreached"},
	)
	Nonsense(t,
		No("without the letter", twinning.NoteUnreached{To: "x", Template: "y"}, "letter is missing"),
		No("a third way", twinning.SettleUnreached{Number: 1, How: "dove"}, "address-corrected and told-otherwise"),
		No("another way that nobody names", twinning.SettleUnreached{Number: 1, How: twinning.ReachedOtherwise}, "note is missing"),
	)
	w.Do(Tendering(A), law.Engine, note)
	o := owing(w, "unreached-1")
	require.True(t, o.Open())
	require.Equal(t, w.Call().People(law.Officer), o.Who)
	later := note
	later.Letter = "9/0"
	Run(t, w,
		Row{Name: "once for all letters of a person", By: law.Engine, When: later, Refused: "letters/seen-to"},
		Row{Name: "a party does not say it", By: Contact(A), When: told, Refused: "roles/not-allowed"},
	)
	due, _ := o.Current()
	w.At(due.On.AddDays(4).String() + "T09:00")
	to, letter := sent(w, Tendering(A), "unreached-1")
	require.Equal(t, "awaited-address", letter)
	require.ElementsMatch(t, append(w.Call().People(law.Officer), Head), to)
	w.Do(Tendering(A), Officer, told)
	require.False(t, owing(w, "unreached-1").Open())
	Run(t, w, Row{Name: "once", By: Head, When: told, Refused: "letters/settled-already"})

	// What was refused before the person was reached is settled with it, whenever it is noted.
	before := later
	before.At = w.Twinning(A).Unreached[0].SettledAt
	Run(t, w, Row{Name: "a letter of before", By: law.Engine, When: before, Refused: "letters/reached-since"})

	// Another letter to the same person is another matter, and outlives the closure.
	w.Do(Tendering(A), law.Engine, later)
	w.Logged(A).Reported(A)
	w.Do(Tendering(A), Officer, closing)
	require.True(t, owing(w, "unreached-2").Open(), "who was not reached is still not")
	w.Do(Tendering(A), Head, twinning.SettleUnreached{Number: 2, How: twinning.ReachedCorrected})
	require.False(t, owing(w, "unreached-2").Open())
	w.Do(Tendering(A), law.Engine, later)
	w.At(w.Twinning(A).RetainTil.AddDays(3).String() + "T09:00")
	require.Equal(t, twinning.Over, w.Twinning(A).Stage)
	require.False(t, owing(w, "unreached-3").Open(), "nothing is owed once the life is over")
	Run(t, w,
		Row{Name: "nobody is missed once the record is over", By: law.Engine, When: later, Refused: "retention/over"},
		Row{Name: "nobody is missed where there is no tender", To: Tendering(D), By: law.Engine, When: later, Refused: "stages/no-tender"},
		Row{Name: "the record is over", By: Officer, When: twinning.SettleUnreached{Number: 3, How: twinning.ReachedCorrected}, Refused: "retention/over"},
		Row{Name: "where there is no tender", To: Tendering(D), By: Officer, When: told, Refused: "stages/no-tender"},
	)
}

func TestNobodyIsNotedAsNotReachedBeforeTheOpening(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Reminders.Ladders["unreached"] = obligation.Ladder{What: "it", Lapse: "it waits", Rungs: []obligation.Rung{
		{Name: "overdue", Days: 1, To: []string{obligation.Owner}, Letter: "awaited-address"},
	}}
	w := New(t).Opened(b).Published().Submitted(A, B)
	note := twinning.NoteUnreached{Letter: "1/0", To: Contact(A), Template: "received", Why: law.LetterPersonNotTaken}
	Run(t, w, Row{Name: "it is sealed", By: law.Engine, When: note, Refused: "letters/sealed"})
	w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{Reason: "no money"})
	w.Shut().At("2019-08-08T09:00")
	Run(t, w, Row{Name: "what was withdrawn before stays sealed", To: Tendering(B), By: law.Engine, When: note, Refused: "letters/sealed"})
}

func TestWithoutTheLadderNobodySeesToWhoGotNoLetter(t *testing.T) {
	t.Parallel()
	w := New(t).Running()
	Run(t, w, Row{
		Name: "the rule book has no ladder", By: law.Engine, When: twinning.NoteUnreached{Letter: "7/0", To: Contact(A), Template: "awarded", Why: law.LetterPersonNotTaken}, Refused: "letters/no-ladder",
	})
}

func TestTheClosureTakesTheInterimReportWhereTheRuleBookAsksForIt(t *testing.T) {
	t.Parallel()
	b := Book()
	b.Running.Closure = &call.Closure{Interim: true}
	interim := func(w *World) bool {
		for _, x := range w.Twinning(A).Checklist(w.Call()) {
			if x.Item == twinning.NeedsInterim {
				return true
			}
		}
		return false
	}
	w := underBook(t, b).Logged(A).Reported(A)
	require.True(t, interim(w))
	Run(t, w, Row{Name: "it is missing", By: Officer, When: closing, Refused: "closure/interim-report"})
	w.Do(Tendering(A), Contact(A), twinning.SubmitReport{Report: twinning.Interim, Summary: "half of it"})
	w.Do(Tendering(A), Officer, twinning.AcceptReport{Report: twinning.Interim})
	for _, x := range w.Twinning(A).Checklist(w.Call()) {
		require.True(t, x.Met, "%+v", x)
	}
	w.Do(Tendering(A), Officer, closing)

	without := underBook(t, Book()).Logged(A).Reported(A)
	require.False(t, interim(without), "the list says what the closure takes, and nothing else")
	without.Do(Tendering(A), Officer, closing)
}
