package twinning_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// Whatever is commanded, by whomever and whenever: a call and its tenders keep
// to the table, to the budget and to their reminders. What holds for every
// event is checked as the world records it.
func TestWhateverHappensTheLawHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := begin(t, rapid.Bool().Draw(t, "contested"))
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "pause") == 0 {
				w.Until(w.Now.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour))
			}
			stream, actor, command := draw(t, w)
			if command.Check() != nil {
				continue
			}
			_, err := w.Send(stream, actor, command)
			if _, refused := law.Refused(err); err != nil && !refused {
				require.NoError(t, err)
			}
			moneyHolds(t, w)
			timersHold(t, w)
		}
		require.Empty(t, w.Refusals, "no message of one life is refused by another")
		foldsHold(t, w)
		w.Until(w.Clock("2034-01-01T00:00"))
		moneyHolds(t, w)
		rungsHold(t, w)
		foldsHold(t, w)
	})
}

// begin is a world somewhere in its story, so that draws reach all of it; of a
// contested award or not.
func begin(t *rapid.T, contests bool) *World {
	book := Book()
	book.Budget = EUR(rapid.SampledFrom([]string{"45000.00", "85000.00", "932000.00"}).Draw(t, "budget"))
	if contests {
		contested := ContestedBook()
		book.Complaints, book.Award.Letters = contested.Complaints, contested.Award.Letters
	}
	book.Award.Policy = rapid.SampledFrom([]string{call.Stop, call.Skip}).Draw(t, "policy")
	w := New(t)
	chapters := []func(){
		func() { w.Opened(book).Published() },
		func() { w.Submitted(A, B, C) },
		func() { w.Shut().Eligible(A, B, C) },
		func() { w.Assigned(A, B, C).Scored(A, "5").Scored(B, "4") },
		func() { w.Scored(C, "3.5").Decided() },
		func() {
			if book.Complaints != nil {
				w.At("2019-10-04T09:00") // contracts are held until then
			}
			w.Signed(A).At("2019-11-20T09:00")
		},
		func() {
			w.Do(Tendering(A), Contact(A), Log(1, Claim("X", twinning.Direct, "100.00"), Claim("S", twinning.Subcontracting, "5000.00")))
		},
		func() { w.Logged(A).Reported(A) },
	}
	for _, chapter := range chapters[:rapid.IntRange(0, len(chapters)).Draw(t, "chapters")] {
		chapter()
	}
	return w
}

// draw is a command that may make sense or not, by somebody who may or may not.
func draw(t *rapid.T, w *World) (stream, actor string, c law.Command) {
	ref := rapid.SampledFrom([]string{A, B, C}).Draw(t, "tender")
	people := []string{
		Officer, SecondHand, Head, Procurer, Verifier, Authoriser, Payer, Jack, Ada, Ben, Cleo, Stranger,
		Contact(ref), Contact(ref), Contact(ref), Signatory(ref), Signatory(ref),
	}
	actor = rapid.SampledFrom(people).Draw(t, "actor")
	month := rapid.IntRange(1, 13).Draw(t, "month")
	id := rapid.SampledFrom([]string{"X", "Y", "S"}).Draw(t, "expense")
	kind := rapid.SampledFrom(twinning.CostKinds()).Draw(t, "kind")
	claim := Claim(id, kind, rapid.SampledFrom([]string{"0.01", "100.00", "5000.00", "14999.99"}).Draw(t, "amount"))
	report := rapid.SampledFrom([]string{twinning.Interim, twinning.Final}).Draw(t, "report")
	tender := Costing(ref, rapid.SampledFrom([]string{"1.00", "20000.00", "43000.00", "43000.01"}).Draw(t, "asked"))
	later := call.ExtendDeadline{To: Wall("2019-08-07T17:00"), Why: "x", Inclusive: rapid.Bool().Draw(t, "inclusive")}
	later.To.Date = later.To.Date.AddDays(rapid.IntRange(-3, 20).Draw(t, "later"))
	if rapid.Bool().Draw(t, "named") {
		later.Covers = []string{ref}
	}
	commands := []law.Command{
		call.PublishCall{},
		later,
		call.AppointEvaluator{Evaluator: actor},
		call.DeclareImpartiality{},
		call.AssignEvaluators{Tender: ref, Evaluators: rapid.Permutation([]string{Ada, Ben, Cleo}).Draw(t, "order")[:2]},
		call.PrepareAward{},
		call.ReleaseAward{},
		call.ActivateReserve{},
		call.ReopenLeftover{To: "DHE-2020", Amount: EUR(rapid.SampledFrom([]string{"1.00", "40000.00"}).Draw(t, "leftover")), Why: "x"},
		twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: "x"},
		twinning.ReviewComplaint{Upheld: rapid.Bool().Draw(t, "upheld"), Finding: twinning.GroundsFacts, Reason: "x"},
		changing(t, w),
		call.ShortenDeadline(later),
		call.CancelCall{Why: "x"},
		SignNewest(w.Call()),
		twinning.SubmitTender{Tender: tender},
		twinning.WithdrawTender{},
		twinning.RequestClarification{Fields: []string{"title"}, Question: "?"},
		twinning.ClarifyTender{Answer: "so", Tender: w.Twinning(ref).Tender},
		twinning.DecideEligibility{Eligible: rapid.Bool().Draw(t, "yes"), Reason: "so", Override: rapid.Bool().Draw(t, "override")},
		twinning.SignEligibility{},
		twinning.DeclareConflict{Why: "x"},
		twinning.OrderReevaluation{Reason: "x"},
		twinning.RecordConflict{Evaluator: rapid.SampledFrom([]string{Ada, Ben, Cleo}).Draw(t, "tied"), Why: "x"},
		call.DrawAssignments{Seed: "s"},
		Scores(rapid.SampledFrom([]string{"1", "3", "4.5"}).Draw(t, "points")),
		twinning.SignContract{},
		twinning.SignContract{},
		twinning.DeclineContract{Reason: "x"},
		Log(month, claim),
		twinning.AcceptLog{Month: month},
		twinning.ReturnLog{Month: month, Reason: "x"},
		twinning.ApproveExpense{Expense: id, Step: twinning.Verify},
		twinning.ApproveExpense{Expense: id, Step: twinning.Authorise},
		twinning.ApproveExpense{Expense: id, Step: twinning.Pay},
		twinning.ReturnExpense{Expense: id, Reason: "x"},
		twinning.CorrectExpense{Claim: claim, Reason: "x"},
		twinning.SubmitReport{Report: report, Summary: "x", Evidence: FinalReport().Evidence},
		twinning.AcceptReport{Report: report},
		twinning.ReturnReport{Report: report, Reason: "x"},
		twinning.SuspendTwinning{Reason: "x"},
		twinning.ResumeTwinning{},
		twinning.TerminateTwinning{Reason: "x"},
		twinning.CloseTwinning{},
	}
	c = rapid.SampledFrom(commands).Draw(t, "command")
	if rapid.IntRange(0, 3).Draw(t, "sensible") > 0 {
		actor = who(c, ref, actor, w)
	}
	if _, ok := c.(call.Command); ok {
		return Stream, actor, c
	}
	return Tendering(ref), actor, c
}

// who is somebody who may give a command.
func who(c law.Command, ref, otherwise string, w *World) string {
	switch c := c.(type) {
	case call.ExtendDeadline, call.ChangeRules, call.ReleaseAward, call.ActivateReserve, call.ReopenLeftover, call.ShortenDeadline, call.CancelCall, twinning.ReviewComplaint, twinning.SuspendTwinning, twinning.ResumeTwinning, twinning.TerminateTwinning:
		return Head
	case call.SignProposal, call.PublishCall, call.PrepareAward, call.AssignEvaluators, call.AppointEvaluator, twinning.RequestClarification, twinning.DecideEligibility,
		twinning.AcceptLog, twinning.ReturnLog, twinning.AcceptReport, twinning.ReturnReport, twinning.CloseTwinning:
		return Officer
	case twinning.SignEligibility:
		return SecondHand
	case twinning.SubmitTender, twinning.WithdrawTender, twinning.ClarifyTender, twinning.SubmitLog, twinning.CorrectExpense, twinning.SubmitReport, twinning.LodgeComplaint:
		return Contact(ref)
	case twinning.DeclineContract:
		return Signatory(ref)
	case twinning.SignContract:
		if _, signed := w.Twinning(ref).Signatures[twinning.PartyContractor]; signed {
			return Procurer
		}
		return Signatory(ref)
	case twinning.ApproveExpense:
		x, _ := w.Twinning(ref).Expense(c.Expense)
		return map[twinning.Step]string{twinning.Verify: Verifier, twinning.Authorise: Authoriser, twinning.Pay: Payer}[x.NextStep()]
	}
	return otherwise
}

func changing(t *rapid.T, w *World) call.ChangeRules {
	book := w.Call().Rules
	if book.Reference == "" {
		book = Book()
	}
	book.Budget = EUR(rapid.SampledFrom([]string{"43000.00", "85000.00", "932000.00", "1000000.00"}).Draw(t, "new budget"))
	book.Dates.Award = book.Dates.Award.AddDays(rapid.IntRange(-1, 1).Draw(t, "award"))
	return Change(book, fmt.Sprint("version ", w.Now))
}

// moneyHolds: what is left, committed and reopened are the budget, no award and
// no payment goes above what was given for it.
func moneyHolds(t *rapid.T, w *World) {
	c := w.Call()
	if c.Stage == call.None {
		return
	}
	sum := money.Zero("EUR")
	for _, a := range c.Committed {
		require.False(t, a.IsNegative())
		sum = sum.Add(a)
	}
	for _, a := range c.Reopened {
		sum = sum.Add(a)
	}
	require.False(t, c.Left.IsNegative())
	require.Equal(t, c.Rules.Budget, sum.Add(c.Left))
	for _, ref := range []string{A, B, C} {
		is := w.Twinning(ref)
		if is.Contract == nil {
			continue
		}
		typ, _ := c.Rules.Type(is.Tender.Type)
		require.False(t, typ.Ceiling.LessThan(is.Contract.Amount))
		for _, k := range twinning.CostKinds() {
			require.False(t, is.Contract.Costs.Of(k).LessThan(is.ClaimedSum(k, "")), "%s of %s", k, ref)
		}
		require.False(t, c.Committed[ref].LessThan(is.Spent("")), "%s spends what was given back", ref)
		for _, x := range is.Expenses {
			hands := map[string]bool{x.Claimant: true}
			for _, p := range x.Approvals {
				require.False(t, hands[p], "%s has two hands in %s", p, x.ID)
				hands[p] = true
			}
		}
	}
}

// foldsHold: a life folded from its first event is the life as it stands, and
// where and when it was recorded is no part of it.
func foldsHold(t *rapid.T, w *World) {
	for _, s := range w.Streams("") {
		require.Equal(t, w.SumOf(w.State(s)), w.SumOf(w.Folded(s, 0)))
		a, err := law.Hash(w.Folded(s, 0))
		require.NoError(t, err)
		b, err := law.Hash(w.Folded(s, 1000))
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
}

// timersHold: a life wakes for a moment that is not idle, and for no earlier one
// than its next; and without what was erased of it, it still has its moments.
func timersHold(t *rapid.T, w *World) {
	for _, s := range w.Streams("") {
		l, _ := lives.Law(s)
		next, more := l.Next(w.State(s), w)
		wakes, waits := l.Wakes(w.State(s), w)
		require.False(t, waits && (!more || wakes.Idle || wakes.At.Before(next.At)))
		require.False(t, waits && w.State(s).Over() && l.Name() == "twinning", "%s is over and waits for %s", s, wakes.Key)
		erased := l.Zero(s)
		for _, f := range w.History(s) {
			if !law.IsSealed(f.Event) {
				erased = l.Evolve(erased, f.Event, f.At)
			}
		}
		if m, ok := l.Next(erased, w); ok {
			require.NotEmpty(t, l.Elapse(erased, w, m))
		}
	}
}

// rungsHold: years later each rung that was ever planned has its one outcome,
// which calltest sees to be the only one, at or before its moment, with a reason.
func rungsHold(t *rapid.T, w *World) {
	for _, s := range w.Streams("") {
		l, _ := lives.Law(s)
		m, more := l.Next(w.State(s), w)
		require.False(t, more, "%s waits for %s", s, m.Key)
		require.Empty(t, w.Without(s), "%s: these were planned, and nothing says what became of them", s)
	}
}

// No rule depends on when a timer rings: whether every moment is recorded when
// it comes or, as after an outage, only before the next command, each life has
// the same facts.
func TestNoRuleDependsOnWhenATimerRings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Not of contested awards: a round of letters has its moment in the call, and
		// what a tender is told counts from the instant at which it is told.
		w := begin(t, false)
		slow := w.Clone(t)
		slow.Slow = true
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "pause") == 0 {
				to := w.Now.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour)
				w.Until(to)
				slow.Until(to)
			}
			stream, actor, command := draw(t, w)
			if command.Check() != nil {
				continue
			}
			_, err := w.Send(stream, actor, command)
			_, again := slow.Send(stream, actor, command)
			require.Equal(t, code(err), code(again)) // the sentence may name a stage that another life has come to
			require.Equal(t, w.Now, slow.Now)
		}
		slow.Slow = false
		for _, world := range []*World{w, slow} {
			world.Until(w.Clock("2034-01-01T00:00"))
		}
		for _, s := range w.Streams("") {
			require.Equal(t, facts(w, s), facts(slow, s))
			require.Equal(t, w.SumOf(w.State(s)), slow.SumOf(slow.State(s)))
		}
	})
}

// code is why a command was refused, "" where it was not.
func code(err error) string {
	if r, refused := law.Refused(err); refused {
		return RuleAndCode(r)
	}
	return ""
}

// facts are the events of a life, without where and when they were recorded.
func facts(w *World, stream string) []string {
	var all []string
	for _, f := range w.History(stream) {
		body, err := json.Marshal(f.Event)
		all = append(all, fmt.Sprint(f.Event.Kind(), string(body), err, f.At.ReceivedAt, f.At.Actor))
	}
	return all
}
