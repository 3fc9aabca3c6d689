package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func extension(to string, covers ...string) call.ExtendDeadline {
	return call.ExtendDeadline{To: Wall(to), Inclusive: true, Covers: covers, Why: "storm"}
}

func shortening(to string, covers ...string) call.ShortenDeadline {
	return call.ShortenDeadline{To: Wall(to), Inclusive: true, Covers: covers, Why: "a wrong year"}
}

func TestAnExtensionKeepsTheOrderOfTheDatesOfTheRuleBook(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	within := New(t).Opened(book(func(b *call.RuleBook) { b.Dates.OpenWithin = Length("5 working days") })).Published()
	Run(t, w,
		Row{Name: "to the end of time", By: Head, When: extension("9999-12-31T17:00"), Refused: "deadlines/after-the-award"},
		Row{Name: "past the start of the twinnings", By: Head, When: extension("2019-10-20T17:00"), Refused: "deadlines/after-the-award"},
		Row{Name: "to the day of the award", By: Head, When: extension("2019-09-16T00:00"), Refused: "deadlines/after-the-award"},
		Row{Name: "for some only", By: Head, When: extension("2019-09-16T17:00", A), Refused: "deadlines/after-the-award"},
		Row{Name: "to the day before it", By: Head, When: extension("2019-09-15T17:00"), Then: []string{"deadline-set.v1"}},
		Row{Name: "to the day of a later award", Given: func(w *World) {
			w.Revise(Change(book(func(b *call.RuleBook) { b.Dates.Award = Date("2019-09-30") }), "later"))
		}, By: Head, When: extension("2019-09-16T17:00"), Then: []string{"deadline-set.v1"}},
		Row{
			Name: "and the award does not come before it any more", Given: func(w *World) { w.Do(Stream, Head, extension("2019-09-10T17:00")) },
			By: Head, When: another(func(b *call.RuleBook) { b.Dates.Award = Date("2019-09-10") }), Refused: "rule-book/award-before-limit",
		},
		Row{
			Name: "nor is one admitted late after it", Given: func(w *World) { w.At("2019-08-08T09:00") },
			By: Head, When: call.AdmitLate{Tender: A, To: Wall("2019-09-16T12:00"), Why: "x"}, Refused: "deadlines/after-the-award",
		},
	)
	Run(t, within,
		Row{Name: "with time to open the tenders", By: Head, When: extension("2019-09-06T17:00"), Then: []string{"deadline-set.v1"}},
		Row{Name: "without", By: Head, When: extension("2019-09-09T17:00"), Refused: "deadlines/after-the-award"},
	)
}

func TestAnExtensionIsShortenedByTwoPeopleUntilSomebodyReliesOnIt(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A)
	w.Do(Stream, Head, extension("2019-09-14T17:00"))
	proposed := []string{"shortening-proposed.v1"}
	by := func(person, to string) func(w *World) {
		return func(w *World) { w.Do(Stream, person, shortening(to)) }
	}
	sign := call.SignProposal{Number: 1}
	Run(t, w,
		Row{Name: "one proposes", By: Head, When: shortening("2019-08-14T17:00"), Then: proposed, After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-09-14T17:00:00.000001"), w.Call().Limit(), "it does not hold yet")
			require.Equal(t, map[string]string{Officer: "proposal", SecondHand: "proposal"}, told(w.History(Stream)))
		}},
		Row{Name: "another signs", Given: by(Head, "2019-08-14T17:00"), By: Officer, When: sign, Then: []string{"deadline-shortened.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-08-14T17:00:00.000001"), w.Call().Limit())
			require.Empty(t, w.Call().Waiting())
			w.At("2019-08-14T17:00:00.000001")
			events := w.Do(Tendering(B), Contact(B), twinning.SubmitTender{Tender: Tender(B)})
			require.Equal(t, "tender-refused-late.v1", events[0].Kind())
			require.Equal(t, call.Shut, w.Call().Stage)
		}},
		Row{Name: "back to the limit of the rule book", Given: by(Officer, "2019-08-07T17:00"), By: Head, When: sign, Then: []string{"deadline-shortened.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-08-07T17:00:00.000001"), w.Call().Limit())
		}},
		Row{Name: "two officers are not enough", Given: by(Officer, "2019-08-14T17:00"), By: SecondHand, When: sign, Refused: "four-eyes/no-head"},
		Row{Name: "who proposes does not sign", Given: by(Head, "2019-08-14T17:00"), By: Head, When: sign, Refused: "four-eyes/proposed"},
		Row{Name: "nor does an authoriser", Given: by(Head, "2019-08-14T17:00"), By: Authoriser, When: sign, Refused: "roles/not-allowed"},
		Row{Name: "nor propose", By: Authoriser, When: shortening("2019-08-14T17:00"), Refused: "roles/not-allowed"},
		Row{Name: "what was never proposed is not signed", By: Officer, When: sign, Refused: "proposals/not-waiting"},
		Row{Name: "nor what has been replaced", Given: func(w *World) {
			by(Head, "2019-08-14T17:00")(w)
			by(Head, "2019-08-15T17:00")(w)
		}, By: Officer, When: sign, Refused: "proposals/not-waiting"},
		Row{Name: "not twice", Given: func(w *World) { by(Head, "2019-08-14T17:00")(w); w.Countersign(Stream) }, By: SecondHand, When: sign, Refused: "proposals/not-waiting"},
		Row{Name: "not below what the rule book promised", By: Head, When: shortening("2019-08-07T16:59"), Refused: "deadlines/before-the-extension"},
		Row{Name: "not to a later one", By: Head, When: shortening("2019-09-15T17:00"), Refused: "deadlines/no-extension"},
		Row{Name: "not for others than it was for", By: Head, When: shortening("2019-08-14T17:00", A), Refused: "deadlines/no-extension"},
		Row{Name: "not to an hour that the clocks show twice", By: Head, When: shortening("2019-10-27T02:30"), Refused: "deadlines/no-such-time"},
		Row{Name: "no longer when the limit that it replaced has passed", At: "2019-08-07T17:00:00.000001", By: Head, When: shortening("2019-08-14T17:00"), Refused: "deadlines/relied-on"},
		Row{Name: "nor is it signed then", Given: by(Head, "2019-08-14T17:00"), At: "2019-08-08T09:00", By: Officer, When: sign, Refused: "deadlines/relied-on"},
		Row{Name: "with a day to hear of it", At: "2019-08-06T16:59", By: Head, When: shortening("2019-08-07T17:00"), Then: proposed},
		Row{Name: "not with less", At: "2019-08-06T17:01", By: Head, When: shortening("2019-08-07T17:00"), Refused: "deadlines/too-soon"},
		Row{Name: "not once it has shut", At: "2019-09-14T18:00", By: Head, When: shortening("2019-09-13T17:00"), Refused: "stages/wrong-stage"},
		Row{Name: "step by step to the first limit", Given: func(w *World) {
			for _, to := range []string{"2019-08-20T17:00", "2019-08-14T17:00"} {
				by(Head, to)(w)
				w.Countersign(Stream)
			}
		}, By: Head, When: shortening("2019-08-07T17:00"), Then: proposed},
	)
	Run(t, w, Row{Name: "an extension for one tender leaves everybody else's alone", Given: func(w *World) {
		w.Do(Stream, Head, extension("2019-09-15T12:00", A))
		w.Do(Stream, Head, shortening("2019-09-14T18:00", A))
	}, By: Officer, When: sign, Then: []string{"deadline-shortened.v1"}, After: func(t *testing.T, w *World) {
		d, ok := w.Call().DeadlineFor(w.Now, 1<<40, nil, A)
		require.True(t, ok)
		require.Equal(t, w.Clock("2019-09-14T18:00"), d.Rule.Instant)
		d, _ = w.Call().DeadlineFor(w.Now, 1<<40, nil, B)
		require.Equal(t, w.Clock("2019-09-14T17:00"), d.Rule.Instant)
	}})
}

// A verdict never depends on when it is made: what was received before a
// shortening is judged by what was in force then.
func TestWhatWasReceivedBeforeAShorteningIsJudgedByTheVersionOfThen(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	w.Do(Stream, Head, extension("2019-09-14T17:00"))
	received, position := w.Now, w.History(Stream)[len(w.History(Stream))-1].At.Position+1
	before, _ := w.Call().DeadlineFor(received, position, nil, A)
	w.Do(Stream, Head, shortening("2019-08-14T17:00"))
	w.Countersign(Stream)
	after, ok := w.Call().DeadlineFor(received, position, nil, A)
	require.True(t, ok)
	require.Equal(t, before.Rule, after.Rule)
	now, _ := w.Call().DeadlineFor(w.Now.Add(time.Hour), 1<<40, nil, A)
	require.Equal(t, w.Clock("2019-08-14T17:00"), now.Rule.Instant)
}

// Whatever is extended and shortened: nobody has less time than the rule book
// gave, nobody loses a limit that another passed limit has made theirs, and what
// counts is told to whoever tenders.
func TestShorteningNeverTakesAwayWhatSomebodyReliesOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := New(t).Opened(Book()).Published()
		w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: Tender(A)})
		first := w.Call().Limit()
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			day := Date("2019-08-07").AddDays(rapid.IntRange(-3, 40).Draw(t, "day"))
			to := day.String() + "T17:00"
			was, at := w.Call().Limit(), w.Now
			if rapid.Bool().Draw(t, "extend") {
				_, _ = w.Send(Stream, Head, extension(to))
				require.False(t, w.Call().Limit().Before(was))
			} else if _, err := w.Send(Stream, Head, shortening(to)); err == nil {
				w.Countersign(Stream)
				require.True(t, w.Call().Limit().Before(was))
				require.True(t, w.Call().Limit().After(at.Add(24*time.Hour)))
				last := w.History(Tendering(A))
				require.Equal(t, "change-noted.v1", last[len(last)-1].Event.Kind())
			}
			require.False(t, w.Call().Limit().Before(first))
			w.Until(w.Now.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour))
		}
		require.Empty(t, w.Refusals)
	})
}

func TestWhoTendersIsToldOfEveryChangeOfTheRulesAndOfTheDeadline(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A, B, C)
	w.Do(Tendering(C), Contact(C), twinning.WithdrawTender{})
	heard := func(w *World, ref, template string) []string {
		var people []string
		h := w.History(Tendering(ref))
		if e, ok := h[len(h)-1].Event.(twinning.ChangeNoted); ok {
			for _, l := range law.Letters(e) {
				require.Equal(t, template, l.Template)
				people = append(people, l.To)
			}
		}
		return people
	}
	Run(t, w,
		Row{Name: "of a version of the rule book", Given: func(w *World) {
			w.Do(Stream, Officer, another(func(b *call.RuleBook) { b.Evaluation.Threshold = Number("60") }))
			require.Empty(t, heard(w, A, ""), "nothing holds yet")
		}, By: Head, When: call.SignProposal{Number: 1, SHA256: SHA("v2")}, Then: []string{"rules-changed.v1"}, After: func(t *testing.T, w *World) {
			for _, ref := range []string{A, B} {
				require.Equal(t, []string{Contact(ref), Signatory(ref)}, heard(w, ref, "rules-changed"))
			}
			require.Empty(t, heard(w, C, ""), "who has withdrawn is concerned no more")
		}},
		Row{Name: "of an extension", By: Head, When: extension("2019-08-14T17:00"), Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Contact(A), Signatory(A)}, heard(w, A, "deadline-changed"))
		}},
		Row{Name: "of one for another tender nobody hears", By: Head, When: extension("2019-08-14T17:00", B), Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, heard(w, A, ""))
			require.Equal(t, []string{Contact(B), Signatory(B)}, heard(w, B, "deadline-changed"))
		}},
		Row{Name: "of more time, also who came too late", Given: func(w *World) {
			w.At("2019-08-07T18:00").Do(Tendering(D), Contact(D), twinning.SubmitTender{Tender: Tender(D)})
		}, By: Head, When: extension("2019-08-14T17:00"), Then: []string{"deadline-set.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Contact(D)}, heard(w, D, "deadline-changed"))
		}},
	)
	require.True(t, law.IsSealed(twinning.ChangeNoted{}), "who is told is who tenders")
}
