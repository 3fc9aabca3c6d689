package call_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// admit admits tender A late, until a wall-clock time.
func admit(until string) call.AdmitLate {
	return call.AdmitLate{Tender: A, To: Wall(until), Inclusive: true, Why: "the portal did not take the file"}
}

func submit(ref string) twinning.SubmitTender { return twinning.SubmitTender{Tender: Tender(ref)} }

// lateWith has one tender that came too late, and another that came in time.
func lateWith(t T) *World {
	w := New(t).Opened(Book()).Published().Submitted(B).Sealed()
	w.Do(Tendering(A), Contact(A), submit(A))
	return w
}

func TestTheHeadAdmitsOneNamedTenderLate(t *testing.T) {
	t.Parallel()
	granted := []string{"late-admission-granted.v1"}
	Run(t, lateWith(t),
		Row{Name: "one that was refused as late, whose sender is told", By: Head, When: admit("2019-08-09T12:00"), Then: granted, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Open, w.Call().Stage, "the opening waits for it")
			require.Equal(t, w.Clock("2019-08-09T12:00:00.000001"), w.Call().Limit())
			history := w.History(Stream)
			e, ok := history[len(history)-1].Event.(call.LateAdmitted)
			require.True(t, ok)
			require.Equal(t, 1, e.Number)
			require.Equal(t, []string{A}, e.Deadline.Covers)
			require.Equal(t, Head, e.Deadline.SignedBy)
			require.Len(t, e.Letters, 1)
			require.Equal(t, Contact(A), e.Letters[0].To)
			require.Equal(t, "2019-08-09 12:00 in Europe/Brussels", narrate.English().Words(e.Letters[0])["until"])
		}},
		Row{Name: "one that stands, for another version", By: Head, When: call.AdmitLate{Tender: B, To: Wall("2019-08-09T12:00"), Why: "x"}, Then: granted, After: func(t *testing.T, w *World) {
			history := w.History(Stream)
			letters := law.Letters(history[len(history)-1].Event)
			require.Len(t, letters, 1, "its signatory is sealed")
			require.Equal(t, Contact(B), letters[0].To)
		}},
		Row{Name: "and a second time, for longer", Given: func(w *World) { w.Do(Stream, Head, admit("2019-08-09T12:00")) }, By: Head, When: admit("2019-08-09T13:00"), Then: granted, After: func(t *testing.T, w *World) {
			require.Equal(t, 2, w.Call().Deadlines[2].Admission)
		}},
		Row{Name: "not by an officer", By: Officer, When: admit("2019-08-09T12:00"), Refused: "roles/not-allowed"},
		Row{Name: "not where it is not needed", Given: func(w *World) { w.Do(Stream, Head, admit("2019-08-09T12:00")) }, By: Head, When: admit("2019-08-09T12:00"), Refused: "deadlines/admitted-already"},
		Row{Name: "nor where everyone has more time", Given: func(w *World) {
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Why: "storm"})
		}, By: Head, When: admit("2019-08-14T16:59"), Refused: "deadlines/admitted-already"},
		Row{Name: "not a tender that nobody sent", By: Head, When: call.AdmitLate{Tender: C, To: Wall("2019-08-09T12:00"), Why: "x"}, Refused: "deadlines/no-such-tender"},
		Row{Name: "nor one of another call", By: Head, When: call.AdmitLate{Tender: "DHE-2020-AAAAAA", To: Wall("2019-08-09T12:00"), Why: "x"}, Refused: "deadlines/no-such-tender"},
		Row{Name: "not until a time that has passed", At: "2019-08-08T10:00", By: Head, When: admit("2019-08-08T09:30"), Refused: "deadlines/admission-in-the-past"},
		Row{Name: "not until an hour that the clocks show twice", By: Head, When: admit("2019-10-27T02:30"), Refused: "deadlines/no-such-end"},
		Row{Name: "with an offset it is one of the two", Given: func(w *World) {
			w.Revise(Change(book(func(b *call.RuleBook) { b.Dates.Award, b.Dates.Start = Date("2019-11-04"), Date("2019-11-11") }), "a later award"))
		}, By: Head, When: admit("2019-10-27T02:30+01:00"), Then: granted},
		Row{Name: "not one that was withdrawn", Given: func(w *World) {
			w.Do(Tendering(B), Contact(B), twinning.WithdrawTender{})
		}, By: Head, When: call.AdmitLate{Tender: B, To: Wall("2019-08-09T12:00"), Why: "x"}, Refused: "deadlines/not-submitted"},
		Row{Name: "not once the tenders are opened", Given: func(w *World) { w.Shut() }, By: Head, When: admit("2019-08-09T12:00"), Refused: "stages/wrong-stage"},
	)
	Run(t, New(t).Opened(Book()),
		Row{Name: "not before tenders are taken", By: Head, When: admit("2019-08-09T12:00"), Refused: "stages/wrong-stage"},
	)
}

func TestAnAdmissionThatIsUsedUpMayBeGivenAgainUntilTheSameTime(t *testing.T) {
	t.Parallel()
	w := lateWith(t)
	w.Do(Stream, Head, admit("2019-08-09T12:00"))
	w.Do(Tendering(A), Contact(A), submit(A))
	Run(t, w,
		Row{Name: "to the same end", By: Head, When: admit("2019-08-09T12:00"), Then: []string{"late-admission-granted.v1"}},
		Row{Name: "and an extension need not go beyond it", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-09T11:00"), Why: "x"}, Then: []string{"deadline-set.v1"}},
	)
}

func TestAnExtensionHasTheGraceOfTheRuleBookUnlessItSaysOtherwise(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(book(func(b *call.RuleBook) { b.Dates.Deadline.Grace = "10m" })).Published()
	grace := func(d time.Duration) func(t *testing.T, w *World) {
		return func(t *testing.T, w *World) {
			require.Equal(t, d, w.Call().Deadlines[1].Rule.Grace)
			require.Equal(t, w.Clock("2019-08-14T17:00").Add(d), w.Call().Limit())
		}
	}
	to := func(wall, grace string) call.ExtendDeadline {
		return call.ExtendDeadline{To: Wall(wall), Grace: grace, Why: "storm"}
	}
	Run(t, w,
		Row{Name: "the rule book's", By: Head, When: to("2019-08-14T17:00", ""), Then: []string{"deadline-set.v1"}, After: grace(10 * time.Minute)},
		Row{Name: "none", By: Head, When: to("2019-08-14T17:00", "0s"), Then: []string{"deadline-set.v1"}, After: grace(0)},
		Row{Name: "another", By: Head, When: to("2019-08-14T17:00", "1h"), Then: []string{"deadline-set.v1"}, After: grace(time.Hour)},
		Row{Name: "for some only, too", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Covers: []string{A}, Why: "x"}, Then: []string{"deadline-set.v1"}, After: grace(10 * time.Minute)},
		Row{Name: "less grace until a little later is less", By: Head, When: to("2019-08-07T17:05", "0s"), Refused: "deadlines/not-later"},
	)
}

func TestAtTheMomentOfTheOpeningItselfTheTendersAreStillSealed(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(session("2019-08-08", "10:00")).Published().Submitted(A).At("2019-08-08T09:59")
	moment := w.Clock("2019-08-08T10:00")
	require.False(t, w.Call().IsOpened(moment), "more time may be given at that very instant")
	require.True(t, w.Call().IsOpened(moment.Add(time.Microsecond)), "from then on nothing but the opening can come")
	w.At("2019-08-08T10:00:00.000001")
	require.Equal(t, moment, w.Call().OpenedAt)
	require.False(t, w.Call().IsOpened(moment), "and that it is recorded changes no verdict")
	require.True(t, w.Call().IsOpened(w.Now))
}

func TestTwoPeopleOpenTheTenders(t *testing.T) {
	t.Parallel()
	open := call.OpenTenders{}
	signed := func(w *World) { w.Do(Stream, Officer, open) }
	w := New(t).Opened(Book()).Published().Submitted(A).Sealed()
	Run(t, w,
		Row{Name: "the first signs, and the others are told", By: Officer, When: open, Then: []string{"opening-signed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, call.Shut, w.Call().Stage)
			require.False(t, w.Call().IsOpened(w.Now))
			history := w.History(Stream)
			letters := law.Letters(history[len(history)-1].Event)
			require.Len(t, letters, 2)
			require.Equal(t, SecondHand, letters[0].To)
			require.Equal(t, Head, letters[1].To)
		}},
		Row{Name: "the second opens them", Given: signed, By: Head, When: open, Then: []string{"tenders-opened.v1", "evaluators-excluded.v1"}, After: func(t *testing.T, w *World) {
			c := w.Call()
			require.Equal(t, call.Opened, c.Stage)
			require.Equal(t, []string{Officer, Head}, c.OpenedBy)
			require.Equal(t, w.Now, c.OpenedAt)
			require.True(t, c.IsOpened(w.Now))
			require.False(t, c.IsOpened(w.Now.Add(-time.Microsecond)))
		}},
		Row{Name: "two officers may", Given: signed, By: SecondHand, When: open, Then: []string{"tenders-opened.v1", "evaluators-excluded.v1"}},
		Row{Name: "the same person twice does not", Given: signed, By: Officer, When: open, Refused: "four-eyes/signed-already"},
		Row{Name: "the auditor does not", By: Auditor, When: open, Refused: "roles/not-allowed"},
		Row{Name: "nor as the second", Given: signed, By: Payer, When: open, Refused: "roles/not-allowed"},
		Row{Name: "a party does not", By: Contact(A), When: open, Refused: "roles/not-allowed"},
		Row{Name: "nobody does it twice", Given: func(w *World) { w.Shut() }, By: Head, When: open, Refused: "stages/wrong-stage"},
		Row{Name: "an extension makes the first signature void", Given: func(w *World) {
			signed(w)
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-09T17:00"), Why: "storm"})
			w.At("2019-08-10T09:00")
		}, By: Head, When: open, Then: []string{"opening-signed.v1"}},
		Row{Name: "and so does a late admission", Given: func(w *World) {
			signed(w)
			w.Do(Stream, Head, admit("2019-08-09T17:00"))
			w.At("2019-08-10T09:00")
		}, By: Officer, When: open, Then: []string{"opening-signed.v1"}},
		Row{Name: "which waits for its own end", Given: func(w *World) {
			w.Do(Stream, Head, admit("2019-08-09T17:00"))
			w.At("2019-08-09T16:00")
		}, By: Officer, When: open, Refused: "sealed/not-shut"},
		Row{Name: "also for a named extension", Given: func(w *World) {
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-20T17:00"), Covers: []string{B}, Why: "x"})
		}, At: "2019-08-20T16:59", By: Officer, When: open, Refused: "sealed/not-shut"},
	)
	graced := New(t).Opened(book(func(b *call.RuleBook) { b.Dates.Deadline.Grace = "10m" })).Published()
	Run(t, graced,
		Row{Name: "before tenders are taken there are none", Given: func(w *World) { *w = *New(t).Opened(Book()) }, By: Officer, When: open, Refused: "stages/wrong-stage"},
		Row{Name: "at the deadline", At: "2019-08-07T17:00", By: Officer, When: open, Refused: "sealed/not-shut"},
		Row{Name: "within its grace", At: "2019-08-07T17:09:58.999999", By: Officer, When: open, Refused: "sealed/not-shut"},
		Row{Name: "at the end of its grace, which still counts", At: "2019-08-07T17:09:59.000000", By: Officer, When: open, Refused: "sealed/not-shut"},
		Row{Name: "at the first instant at which nothing can be in time", At: "2019-08-07T17:09:59.000001", By: Officer, When: open, Refused: "sealed/not-shut"},
		Row{Name: "and a microsecond after it", At: "2019-08-07T17:09:59.000002", By: Officer, When: open, Then: []string{"opening-signed.v1"}},
	)
}

// session is the rule book of the fixtures with a moment of opening.
func session(on, at string) call.RuleBook {
	return book(func(b *call.RuleBook) { b.Dates.OpeningSession = &call.Session{On: Date(on), At: at} })
}

func TestTheRuleBooksMomentOpensTheTendersByItself(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(session("2019-08-08", "10:00")).Published().Submitted(A)
	Run(t, w,
		Row{Name: "nobody signs before it", At: "2019-08-08T09:00", By: Officer, When: call.OpenTenders{}, Refused: "sealed/by-itself"},
		Row{Name: "nobody works on them before it", At: "2019-08-08T09:59:58.999999", By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "sealed/not-opened"},
		Row{Name: "nor at it, as more time may be given still", At: "2019-08-08T09:59:59.000000", By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "sealed/not-opened"},
		Row{Name: "just after it they are read", At: "2019-08-08T09:59:59.000001", By: Officer, When: twinning.DecideEligibility{Eligible: true}, Then: []string{"eligibility-decided.v1"}},
		Row{Name: "it comes after an extension, and the opening with it", Given: func(w *World) {
			w.Sealed().Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-08T17:00"), Why: "storm"})
			w.At("2019-08-08T16:00")
		}, By: Officer, When: twinning.DecideEligibility{Eligible: true}, Refused: "sealed/not-opened"},
		Row{Name: "an extension to a time before it leaves it where it is", Given: func(w *World) {
			w.Sealed().Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-08T09:30"), Why: "storm"})
			w.At("2019-08-08T10:00:00.000001")
			require.Equal(t, w.Clock("2019-08-08T10:00"), w.Call().OpenedAt)
		}, By: Officer, When: twinning.DecideEligibility{Eligible: true}, Then: []string{"eligibility-decided.v1"}},
		Row{Name: "after it there is no more time to give", At: "2019-08-08T10:00", By: Head, When: call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Why: "storm"}, Refused: "stages/wrong-stage", After: func(t *testing.T, w *World) {
			require.Equal(t, w.Clock("2019-08-08T10:00"), w.Call().OpenedAt)
			require.Empty(t, w.Call().OpenedBy)
		}},
		Row{Name: "nor a tender to admit", At: "2019-08-08T10:00", By: Head, When: admit("2019-08-14T17:00"), Refused: "stages/wrong-stage"},
	)
}

// A moment is judged before every command that was received after it, however
// late both are judged: an extension that came after the moment of the opening
// never undoes it, and one that came before it always moves it.
func TestAnExtensionIsJudgedBeforeOrAfterTheOpeningByItsReceiptAlone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		at      string
		refused bool
		opened  string
	}{
		"a microsecond before the moment": {"2019-08-08T09:59:58.999999", false, "2019-08-14T17:00"},
		"at the moment":                   {"2019-08-08T09:59:59.000000", false, "2019-08-14T17:00"},
		"a microsecond after it":          {"2019-08-08T09:59:59.000001", true, "2019-08-08T10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := New(t).Opened(session("2019-08-08", "10:00")).Published().Submitted(A)
			w.Slow = true // nothing rings: all is judged later
			w.At(row.at)
			_, err := w.Send(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Why: "storm"})
			require.Equal(t, row.refused, err != nil, "%v", err)
			w.Slow = false
			w.At("2019-08-20T09:00")
			require.Equal(t, w.Clock(row.opened), w.Call().OpenedAt)
		})
	}
}

func TestAMomentOfOpeningIsNeverWrittenIntoThePast(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published().Submitted(A).At("2019-08-08T12:00")
	Run(t, w,
		Row{Name: "one that has passed", By: Head, When: Change(session("2019-08-08", "10:00"), "v2"), Refused: "sealed/session-passed"},
		Row{Name: "one that comes", By: Head, When: Change(session("2019-08-08", "13:00"), "v2"), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream).At("2019-08-08T13:00:00.000001")
			require.Equal(t, call.Opened, w.Call().Stage)
		}},
		Row{Name: "none at all", Given: func(w *World) { w.Revise(Change(session("2019-08-09", "10:00"), "v2")) }, By: Head, When: Change(Book(), "v3"), Then: changed},
		Row{Name: "none any more, once they are opened", Given: func(w *World) { w.Shut() }, By: Head, When: Change(session("2019-08-08", "10:00"), "v2"), Refused: "rule-book/opened"},
	)
}

func TestTheOpeningIsOwedFromTheLimitOnAndNoLongerWhereThereIsMoreTime(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(book(func(b *call.RuleBook) { b.Dates.OpenWithin = Length("3 working days") })).Published().Submitted(A)
	owed := func(w *World) (due string, open bool) {
		for _, o := range w.Call().Obligations {
			if o.ID == "opening" {
				d, _ := o.Current()
				return d.On.String(), o.Open()
			}
		}
		return "", false
	}
	_, open := owed(w)
	require.False(t, open)
	due, open := owed(w.Sealed())
	require.True(t, open)
	require.Equal(t, "2019-08-12", due)
	w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-14T17:00"), Why: "storm"})
	_, open = owed(w)
	require.False(t, open)
	due, open = owed(w.At("2019-08-14T18:00"))
	require.True(t, open)
	require.Equal(t, "2019-08-19", due)
	w.Shut()
	_, open = owed(w)
	require.False(t, open, "it is done")
}

func TestARuleBookSaysInOneWayWhenTendersAreOpened(t *testing.T) {
	t.Parallel()
	problems := func(change func(b *call.RuleBook)) []string {
		var paths []string
		for _, p := range book(change).Check() {
			paths = append(paths, p.Path)
		}
		return paths
	}
	on := func(on, at string) func(b *call.RuleBook) {
		return func(b *call.RuleBook) { b.Dates.OpeningSession = &call.Session{On: Date(on), At: at} }
	}
	require.Empty(t, problems(on("2019-08-08", "10:00")))
	require.Empty(t, problems(on("2019-08-07", "17:00:01")))
	require.Equal(t, []string{"/dates/opening_session"}, problems(on("2019-08-07", "17:00")), "17:00 itself is in time still")
	require.Equal(t, []string{"/dates/opening_session/at"}, problems(on("2019-08-08", "26:00")))
	require.Equal(t, []string{"/dates/opening_session/date"}, problems(on("2019-09-17", "10:00")))
	require.Equal(t, []string{"/dates/open_within"}, problems(func(b *call.RuleBook) {
		on("2019-08-08", "10:00")(b)
		b.Dates.OpenWithin = Length("3 days")
	}))
	require.Empty(t, problems(func(b *call.RuleBook) {
		b.Dates.OpenWithin = Length("3 days")
		b.Reminders.Ladders["opening"] = b.Reminders.Ladders["log"]
	}))
}
