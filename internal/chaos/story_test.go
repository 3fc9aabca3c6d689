package chaos

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

const zone = "Europe/Brussels"

func brussels(t testing.TB) *time.Location {
	loc, err := calendar.Zone(zone)
	require.NoError(t, err)
	return loc
}

// wall is an instant on the clocks of Brussels.
func wall(t testing.TB, at time.Time) calendar.WallClock {
	return calltest.Wall(at.In(brussels(t)).Format("2006-01-02T15:04:05"))
}

// A tendering is a call that takes tenders until its deadline.
type tendering struct {
	h        *house
	ref      string
	stream   string
	deadline time.Time
}

// opens opens and publishes a call of its own, whose deadline is an instant of
// the next minutes or hours; with tiny, it has as little budget.
func (h *house) opens(t *testing.T, deadline time.Time, change ...func(*call.RuleBook)) *tendering {
	t.Helper()
	h.calls++
	deadline = deadline.In(brussels(t)).Truncate(time.Second)
	day, err := calendar.ParseDate(deadline.Format(time.DateOnly))
	require.NoError(t, err)
	today, err := calendar.ParseDate(h.now(t).In(brussels(t)).Format(time.DateOnly))
	require.NoError(t, err)
	b := calltest.Book()
	b.Reference = fmt.Sprintf("CHAOS-%d", h.calls)
	b.Dates.Publication, b.Dates.Opening, b.Dates.Webinars = today, today, nil
	b.Dates.Deadline = call.Limit{On: day, At: "23:59", Inclusive: true, Grace: "0s"}
	if at := deadline.Format("15:04"); deadline.Second() == 0 {
		b.Dates.Deadline.At = at
	}
	b.Dates.Award, b.Dates.Start = day.AddDays(2), day.AddDays(2)
	b.Contract.LatestStart, b.Holidays = day.AddDays(120), nil
	for _, f := range change {
		f(&b)
	}
	c := &tendering{h: h, ref: b.Reference, stream: law.CallStream(b.Reference), deadline: deadline}
	o := calltest.Opening(b)
	o.Roles = map[law.Role][]string{}
	for role, aliases := range map[law.Role][]string{
		law.Officer: {"officer", "second"}, law.Head: {"head"}, law.ProcurerSignatory: {"procurer"},
		law.Verifier: {"verifier", "second-verifier"}, law.Authoriser: {"authoriser", "second-authoriser"}, law.Payer: {"payer"},
	} {
		for _, a := range aliases {
			o.Roles[role] = append(o.Roles[role], h.ids[a])
		}
	}
	h.do(t, c.stream, "officer", o)
	h.do(t, c.stream, "officer", call.PublishCall{})
	return c
}

// tender is a tender's reference and stream, by number.
func (c *tendering) tender(n int) (ref, stream string) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	code := make([]byte, 6)
	for i := range code {
		code[5-i], n = letters[n%32], n/32
	}
	ref = c.ref + "-" + string(code)
	return ref, law.TwinningStream(ref)
}

// submits is the wish to submit tender n for the n-th contact, at a price.
func (c *tendering) submits(n int, amount string) wish {
	ref, stream := c.tender(n)
	tender := calltest.Costing(ref, amount)
	contact := fmt.Sprintf("contact-%d", n%contacts)
	tender.Contact, tender.Signatory = c.h.ids[contact], c.h.ids["signatory"]
	return wish{stream, contact, twinning.SubmitTender{Tender: tender}}
}

// evaluated is the call with tenders of these prices, in the order of their
// ranking, ready for its award.
func (c *tendering) evaluated(t *testing.T, amounts ...string) {
	t.Helper()
	h := c.h
	for n, amount := range amounts {
		w := c.submits(n, amount)
		h.do(t, w.stream, w.as, w.command)
	}
	for _, p := range []string{"ada", "ben"} {
		h.do(t, c.stream, "officer", call.AppointEvaluator{Evaluator: h.ids[p]})
		h.do(t, c.stream, p, call.DeclareImpartiality{})
	}
	h.moveTo(t, c.deadline.Add(time.Minute), 0)
	time.Sleep(300 * time.Millisecond) // time itself: the tolerance
	h.do(t, c.stream, "officer", call.OpenTenders{})
	h.do(t, c.stream, "head", call.OpenTenders{})
	for n := range amounts {
		ref, stream := c.tender(n)
		h.do(t, stream, "officer", twinning.DecideEligibility{Eligible: true})
		h.do(t, c.stream, "officer", call.AssignEvaluators{Tender: ref, Evaluators: []string{h.ids["ada"], h.ids["ben"]}})
	}
	for n := range amounts {
		_, stream := c.tender(n)
		for _, p := range []string{"ada", "ben"} {
			h.eventually(t, stream, p, calltest.Scores(fmt.Sprintf("%.1f", 5-float64(n)/10)))
		}
	}
}

// eventually does what another life must have made possible first.
func (h *house) eventually(t *testing.T, stream, as string, c law.Command) {
	t.Helper()
	require.Eventually(t, func() bool { return h.ask(t, stream, as, c).Status == "done" }, 30*time.Second, 20*time.Millisecond)
}
