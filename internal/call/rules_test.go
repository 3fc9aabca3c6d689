package call_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

var changed = []string{"rules-proposed.v1"} // and signed by another, as After does where it matters

// another is a change of the rule book in force.
func another(change func(b *call.RuleBook)) call.ChangeRules { return Change(book(change), "v2") }

// at gives a rule book an opening session.
func at(day, hour string) func(b *call.RuleBook) {
	return func(b *call.RuleBook) { b.Dates.OpeningSession = &call.Session{On: Date(day), At: hour} }
}

func says(t *testing.T, w *World, c call.ChangeRules, sentence string) {
	t.Helper()
	_, err := w.Clone(t).Send(Stream, Head, c)
	refusal, ok := law.Refused(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, sentence, narrate.English().Refusal(*refusal))
}

func TestARuleBookMovesNoDeadline(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book()).Published()
	extended := func(w *World) {
		w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-09T12:00"), Inclusive: true, Why: "storm"})
	}
	Run(t, w,
		Row{Name: "to another day", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.On = Date("2019-08-08") }), Refused: "rule-book/deadline"},
		Row{Name: "to another hour", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.At = "17:00:01" }), Refused: "rule-book/deadline"},
		Row{Name: "to another zone", By: Head, When: another(func(b *call.RuleBook) { b.Zone = "Europe/Lisbon" }), Refused: "rule-book/deadline"},
		Row{Name: "by an instant", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.Inclusive = false }), Refused: "rule-book/deadline"},
		Row{Name: "by grace", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.Grace = "1s" }), Refused: "rule-book/deadline"},
		Row{Name: "the same hour in other words is the same", By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.At, b.Dates.Deadline.Grace = "17:00:00", "" }), Then: changed},
		Row{Name: "after an extension the old one may stay", Given: extended, By: Head, When: another(func(b *call.RuleBook) { b.Title = "Another" }), Then: changed},
		Row{Name: "or it may say what the extension made of it", Given: extended, By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.On, b.Dates.Deadline.At = Date("2019-08-09"), "12:00" }), Then: changed},
		Row{Name: "an extension for one party moves nothing for all", Given: func(w *World) {
			w.Do(Stream, Head, call.ExtendDeadline{To: Wall("2019-08-09T12:00"), Inclusive: true, Covers: []string{A}, Why: "storm"})
		}, By: Head, When: another(func(b *call.RuleBook) { b.Dates.Deadline.On, b.Dates.Deadline.At = Date("2019-08-09"), "12:00" }), Refused: "rule-book/deadline"},
	)
	says(t, w, another(func(b *call.RuleBook) { b.Dates.Deadline.On = Date("2019-08-08") }),
		"a rule book does not move the deadline for tenders, which is 2019-08-07 17:00: leave dates.deadline as it is, and extend the deadline")
}

func TestTheOpeningIsMovedBeforeItAndNeverIntoThePast(t *testing.T) {
	t.Parallel()
	byItself := New(t).Opened(book(at("2019-08-08", "10:00"))).Published().At("2019-08-07T18:00")
	Run(t, byItself,
		Row{Name: "to a later hour", By: Head, When: another(at("2019-08-08", "15:00")), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			w.At("2019-08-08T10:00:00.000001")
			require.False(t, w.Call().IsOpened(w.Now))
			w.At("2019-08-08T15:00:00.000001")
			require.True(t, w.Call().IsOpened(w.Now))
		}},
		Row{Name: "to two people", By: Head, When: another(func(*call.RuleBook) {}), Then: changed},
		Row{Name: "to an hour that has passed", By: Head, When: another(at("2019-08-07", "17:30")), Refused: "sealed/session-passed"},
		Row{Name: "the hour in other words is the same", At: "2019-08-08T10:30", By: Head, When: another(at("2019-08-08", "10:00:00")), Then: changed},
		Row{Name: "not after it", At: "2019-08-08T10:30", By: Head, When: another(at("2019-08-09", "10:00")), Refused: "rule-book/opened"},
		Row{Name: "nor is it taken back", At: "2019-08-08T10:30", By: Head, When: another(func(*call.RuleBook) {}), Refused: "rule-book/opened"},
	)
	byTwo := New(t).Opened(Book()).Published()
	Run(t, byTwo,
		Row{Name: "two people are replaced by an hour", Given: func(w *World) { w.Sealed() }, By: Head, When: another(at("2019-08-09", "10:00")), Then: changed, After: func(t *testing.T, w *World) {
			w.Countersign(Stream)
			w.At("2019-08-09T10:00:00.000001")
			require.Equal(t, call.Opened, w.Call().Stage)
			require.Empty(t, w.Call().OpenedBy)
		}},
		Row{Name: "but not by one that has passed: nobody opens them alone", Given: func(w *World) { w.Sealed() }, By: Head, When: another(at("2019-08-08", "08:00")), Refused: "sealed/session-passed"},
		Row{Name: "nor once they have opened", Given: func(w *World) { w.Shut() }, By: Head, When: another(at("2019-08-09", "10:00")), Refused: "rule-book/opened"},
	)
}

// withEnvelope is a call with an envelope for what is small, and complaints.
func withEnvelope(b *call.RuleBook) {
	b.Award.Envelopes = []call.Envelope{{ID: "small", Types: []string{"knowledge-exchange", "adaptation"}, Budget: EUR("200000.00")}}
	b.Complaints = &call.Complaints{Within: Length("1 month"), ReviewWithin: Length("30 days")}
	b.Follows = &call.Follows{Call: "DHE-2018", Amount: EUR("1000.00")}
}

func TestWhatTheAwardStandsOnChangesNoMore(t *testing.T) {
	t.Parallel()
	rounds := []call.Round{{Verdict: call.Awarded}, {Verdict: call.Reserve}, {Verdict: call.Rejected, After: Length("1 week")}}
	also := func(change func(b *call.RuleBook)) call.ChangeRules {
		return another(func(b *call.RuleBook) { withEnvelope(b); change(b) })
	}
	more := also(func(b *call.RuleBook) { b.Award.Envelopes[0].Budget = EUR("300000.00") })
	types := also(func(b *call.RuleBook) { b.Award.Envelopes[0].Types = []string{"adaptation"} })
	letters := also(func(b *call.RuleBook) { b.Award.Letters = rounds })
	time := also(func(b *call.RuleBook) { b.Complaints.Within = Length("2 weeks") })
	rule, err := Book().DeadlineRule(Officer)
	require.NoError(t, err)
	drafted := call.Call{}.Evolve(call.CallOpened{Rules: book(withEnvelope), SHA256: SHA("v1"), Roles: Roles(), Deadline: rule}, law.Recorded{})
	released := drafted.Evolve(call.AwardReleased{Award: call.AwardDecision{Left: EUR("852000.00"), Envelopes: []call.EnvelopeLeft{
		{ID: "small", Budget: EUR("200000.00"), Left: EUR("150000.00")}, {ID: call.Rest, Budget: EUR("732000.00"), Left: EUR("702000.00")},
	}}}, law.Recorded{})
	for name, row := range map[string]struct {
		of      call.Call
		c       call.ChangeRules
		refused string
	}{
		"envelopes before the award":          {drafted, more, ""},
		"envelopes after it":                  {released, more, ""},
		"types in envelopes before it":        {drafted, types, ""},
		"types in envelopes after it":         {released, types, "rule-book/released"},
		"letters before it":                   {drafted, letters, ""},
		"letters after it":                    {released, letters, "rule-book/released"},
		"the time for complaints before it":   {drafted, time, ""},
		"the time for complaints after it":    {released, time, "rule-book/released"},
		"a call that follows none any more":   {drafted, also(func(b *call.RuleBook) { b.Follows = nil }), "rule-book/follows"},
		"a call that follows with more":       {drafted, also(func(b *call.RuleBook) { b.Follows.Amount = EUR("1000.01") }), "rule-book/follows"},
		"a budget below the envelopes":        {drafted, also(func(b *call.RuleBook) { b.Budget = EUR("199999.99") }), "rule-book/broken-rule-book"},
		"a budget that would empty envelopes": {released, also(func(b *call.RuleBook) { b.Budget = EUR("229999.99") }), "budget/envelope-committed"},
		"a budget that leaves them alone":     {released, also(func(b *call.RuleBook) { b.Budget = EUR("230000.00") }), ""},
		"another budget for logs":             {released, also(func(b *call.RuleBook) { b.Running.LogWithin = Length("20 days") }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row.of.Reference = Reference
			events, err := row.c.Decide(row.of, nil, law.Receipt{Actor: Head, ReceivedAt: New(t).Now})
			if row.refused != "" {
				refusal, ok := law.Refused(err)
				require.True(t, ok, "%v", err)
				require.Equal(t, row.refused, RuleAndCode(refusal), refusal)
				return
			}
			require.NoError(t, err)
			proposed := row.of.Evolve(events[0], law.Recorded{Actor: Head})
			events, err = SignNewest(proposed).Decide(proposed, New(t), law.Receipt{Actor: Officer, ReceivedAt: New(t).Now})
			require.NoError(t, err)
			is := proposed.Evolve(events[0], law.Recorded{})
			require.Empty(t, is.Waiting())
			if row.of.Released != nil {
				sum := is.EnvelopesLeft["small"].Add(is.EnvelopesLeft[call.Rest])
				require.Equal(t, is.Left, sum, "what is left is in the envelopes, or outside of them")
				small := row.c.Rules.Award.Envelopes[0].Budget
				require.Equal(t, small.Sub(EUR("50000.00")), is.EnvelopesLeft["small"])
			}
		})
	}
}
