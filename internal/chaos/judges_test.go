package chaos

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
)

// everyLetterHasItsFate is promise 4: one final fate for each letter that a fact
// promised, and one message in the world for each that was sent, unless the
// ledger says that an attempt is in doubt. It takes what it has seen out of what
// arrived.
func (h *house) everyLetterHasItsFate(t *testing.T, stream string, events []ledger.Event, bodies [][]byte, arrived map[string]int) {
	t.Helper()
	promised := map[string]bool{}
	for i, e := range events {
		for n := range parse[struct{ Letters []struct{} }](t, bodies[i]).Letters {
			promised[fmt.Sprintf("%d/%d", e.Version, n)] = true
		}
	}
	steps, said, err := h.read(t.Context(), stream+"/letters")
	require.NoError(t, err)
	type story struct {
		ids             map[string]bool
		sendings, final int
		written         int
		doubts          int
		sent            bool
	}
	all := map[string]*story{}
	for i, e := range steps {
		step := parse[struct {
			Letter    string
			MessageID string `json:"message_id"`
		}](t, said[i])
		require.True(t, promised[step.Letter], "%s %s of a letter that nobody promised: %s", stream, e.Kind, said[i])
		if all[step.Letter] == nil {
			all[step.Letter] = &story{ids: map[string]bool{}}
		}
		s := all[step.Letter]
		require.Zero(t, s.final, "%s letter %s: %s after its final fate", stream, step.Letter, e.Kind)
		switch e.Kind {
		case "letter-written.v1":
			s.written++
			require.Equal(t, 1, s.written, "%s letter %s is written once, and sent in those words whenever it is tried again", stream, step.Letter)
		case "letter-sending.v1":
			s.ids[step.MessageID] = true
			s.sendings++
		case "letter-in-doubt.v1":
			s.doubts++
		case "letter-deferred.v1":
		default:
			s.final++
			s.sent = e.Kind == "letter-sent.v1"
		}
	}
	for letter := range promised {
		s := all[letter]
		require.NotNil(t, s, "%s letter %s has no fate", stream, letter)
		require.Equal(t, 1, s.final, "%s letter %s", stream, letter)
		require.LessOrEqual(t, len(s.ids), 1, "%s letter %s has two Message-IDs", stream, letter)
		for id := range s.ids {
			if s.sent {
				require.Positive(t, arrived[id], "%s letter %s is said to be sent, and never came", stream, letter)
			}
			require.LessOrEqual(t, arrived[id], 1+s.doubts, "%s letter %s came twice, and the ledger does not know", stream, letter)
			delete(arrived, id)
		}
	}
}

// everyRungOnce is promise 4: one outcome, and it says why.
func everyRungOnce(t *testing.T, stream string, events []ledger.Event, bodies [][]byte) {
	t.Helper()
	seen := map[string]bool{}
	for i, e := range events {
		if bodies[i] == nil { // erased
			continue
		}
		type rung struct{ Key, Outcome, Why string }
		rungs := parse[struct {
			NotSent []rung `json:"not_sent"`
		}](t, bodies[i]).NotSent
		if e.Kind == "rung-passed.v1" {
			rungs = append(rungs, parse[rung](t, bodies[i]))
		}
		for _, r := range rungs {
			require.False(t, seen[r.Key], "%s rung %s has two outcomes", stream, r.Key)
			require.NotEmpty(t, r.Outcome)
			require.NotEmpty(t, r.Why)
			seen[r.Key] = true
		}
	}
}

// deadlines are the versions of a call's deadline.
func deadlines(t *testing.T, events []ledger.Event, bodies [][]byte) []inForce {
	t.Helper()
	var all []inForce
	for i, e := range events {
		require.NotEqual(t, "late-admission-granted.v1", e.Kind, "everyVerdictByItsInstant knows no admissions")
		if e.Kind == "call-opened.v1" || e.Kind == "deadline-set.v1" {
			d := parse[struct{ Deadline calendar.Deadline }](t, bodies[i]).Deadline
			all = append(all, inForce{d, e.Recorded, e.Position})
		}
	}
	return all
}

// everyVerdictByItsInstant judges each tender again by the instant at which it
// was received, and the version that was in force then.
func everyVerdictByItsInstant(t *testing.T, stream string, events []ledger.Event, bodies [][]byte, versions map[string][]inForce) {
	t.Helper()
	for i, e := range events {
		if e.Kind != "tender-submitted.v1" && e.Kind != "tender-refused-late.v1" {
			continue
		}
		ref := law.Reference(stream)
		var receipt int64
		_, err := fmt.Sscan(e.Cause, &receipt)
		require.NoError(t, err)
		var last time.Time
		inTime := false
		for _, v := range versions[law.CallStream(law.CallOf(ref))] {
			covers := len(v.rule.Covers) == 0
			for _, name := range v.rule.Covers {
				covers = covers || name == ref || name == e.Actor
			}
			limit := v.rule.Instant.Add(v.rule.Grace)
			if covers && v.position < receipt && !v.recorded.After(e.Received) && limit.After(last) {
				last = limit
				inTime = e.Received.Before(limit) || v.rule.Inclusive && e.Received.Equal(limit)
			}
		}
		require.False(t, last.IsZero(), "%s version %d was judged by no deadline", stream, e.Version)
		said := parse[struct {
			Verdict struct {
				InTime   bool `json:"in_time"`
				Deadline calendar.Deadline
			}
		}](t, bodies[i]).Verdict
		require.Equal(t, last, said.Deadline.Instant.Add(said.Deadline.Grace), "%s version %d was judged by another deadline", stream, e.Version)
		require.Equal(t, inTime, said.InTime, "%s version %d, received at %s, deadline %s", stream, e.Version, e.Received, last)
		require.Equal(t, inTime, e.Kind == "tender-submitted.v1")
	}
}

// neverBeyondTheBudget adds up what a call committed, event by event.
func neverBeyondTheBudget(t *testing.T, stream string, events []ledger.Event, bodies [][]byte) {
	t.Helper()
	var budget, committed money.Amount
	releases := 0
	for i, e := range events {
		switch e.Kind {
		case "call-opened.v1":
			budget = parse[struct{ Rules struct{ Budget money.Amount } }](t, bodies[i]).Rules.Budget
		case "award-released.v1":
			releases++
			for _, s := range parse[struct {
				Award struct {
					Steps []struct {
						Verdict string
						Amount  money.Amount
					}
				}
			}](t, bodies[i]).Award.Steps {
				if s.Verdict == "awarded" {
					committed = committed.Add(s.Amount)
				}
			}
		case "reserve-activated.v1":
			committed = committed.Add(parse[struct{ Amount money.Amount }](t, bodies[i]).Amount)
		case "budget-freed.v1":
			committed = committed.Sub(parse[struct{ Amount money.Amount }](t, bodies[i]).Amount)
		}
		require.False(t, budget.LessThan(committed), "%s version %d: %s of %s", stream, e.Version, committed, budget)
	}
	require.LessOrEqual(t, releases, 1, "%s released its award twice", stream)
}

// neverBeyondACeiling adds up what was authorised in a twinning, event by event.
func neverBeyondACeiling(t *testing.T, stream string, events []ledger.Event, bodies [][]byte) {
	t.Helper()
	type claim struct {
		ID, Kind string
		Amount   money.Amount
	}
	ceilings, kinds, authorised := map[string]money.Amount{}, map[string]string{}, map[string]money.Amount{}
	steps := map[string]string{}
	for i, e := range events {
		switch e.Kind {
		case "contract-in-force.v1":
			ceilings = parse[struct{ Costs map[string]money.Amount }](t, bodies[i]).Costs
		case "log-submitted.v1", "expenses-claimed.v1":
			for _, c := range parse[struct{ Expenses []claim }](t, bodies[i]).Expenses {
				kinds[c.ID] = c.Kind
			}
		case "expense-approved.v1":
			a := parse[struct {
				Expense, Step string
				Amount        money.Amount
			}](t, bodies[i])
			key := a.Expense + "/" + a.Step
			require.Empty(t, steps[key], "%s: %s by two people", stream, key)
			for other, who := range steps {
				require.False(t, who == e.Actor && !strings.HasSuffix(other, "/"+a.Step), "%s: %s did %s and %s", stream, who, other, key)
			}
			steps[key] = e.Actor
			if a.Step != "authorise" {
				continue
			}
			kind := kinds[a.Expense]
			authorised[kind] = authorised[kind].Add(a.Amount)
			require.False(t, ceilings[kind].LessThan(authorised[kind]), "%s version %d: %s of %s for %s", stream, e.Version, authorised[kind], ceilings[kind], kind)
		}
	}
}
