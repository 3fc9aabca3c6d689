package lifetest

import (
	"fmt"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// What the year of Year consists of, by construction: year_test.go counts it.
const (
	Commands = 60 // received for the tender, two of them sent by the engine
	Moments  = 22 // of the law that elapse in its life; each of them wakes it
	NotSent  = 8  // reminders that its facts make needless: their moments never come
	Letters  = 30 // that its facts promise
)

// A Step of a script: somebody asks for something at an instant.
type Step struct {
	At      time.Time
	Stream  string
	By      string
	Command law.Command
	Refused bool
}

// Tender is the tender whose year it is.
const Tender = calltest.A

// Stream is its life.
var Stream = law.TwinningStream(Tender)

// Start is when the programme clock of a year begins.
func Start() time.Time { return at(calltest.Date("2019-06-10"), "12:00") }

// Book is a rule book whose dates lie close together, and whose ladders give a
// year its moments: a reminder of most things, a second rung of some.
func Book() call.RuleBook {
	b := calltest.Book()
	b.Dates = call.Dates{
		Publication: calltest.Date("2019-06-11"), Opening: calltest.Date("2019-06-11"),
		Deadline: call.Limit{On: calltest.Date("2019-06-14"), At: "17:00", Inclusive: true, Grace: "0s"},
		Award:    calltest.Date("2019-07-15"), Start: calltest.Date("2019-07-29"),
	}
	b.Contract.SignWithin = calltest.Length("10 days")
	b.Running.InterimWithin, b.Running.FinalWithin, b.Running.CloseWithin = calltest.Length("20 days"), calltest.Length("20 days"), calltest.Length("10 days")
	first := obligation.Rung{Name: "reminder", Days: -5, To: []string{obligation.Owner}, Letter: "reminder"}
	second := obligation.Rung{Name: "overdue", Days: 1, To: []string{obligation.Owner}, Letter: "overdue"}
	for name, ladder := range b.Reminders.Ladders {
		switch name {
		case "eligibility", "evaluation", "contract", "interim-report", "final-report":
			ladder.Rungs = []obligation.Rung{first, second}
		case "log", "closure", "expense-payment", "award-decision":
			ladder.Rungs = []obligation.Rung{first}
		default:
			ladder.Rungs = nil
		}
		b.Reminders.Ladders[name] = ladder
	}
	return b
}

// Opening opens the call with one person a role.
func Opening() call.OpenCall {
	o := calltest.Opening(Book())
	o.Roles = map[law.Role][]string{
		law.Officer: {calltest.Officer}, law.Head: {calltest.Head}, law.ProcurerSignatory: {calltest.Procurer},
		law.Verifier: {calltest.Verifier}, law.Authoriser: {calltest.Authoriser}, law.Payer: {calltest.Payer}, law.Auditor: {calltest.Auditor},
	}
	return o
}

// script collects steps.
type script struct{ steps []Step }

func (s *script) call(on, hour, by string, c law.Command) { s.add(on, hour, calltest.Stream, by, c) }
func (s *script) life(on, hour, by string, c law.Command) { s.add(on, hour, Stream, by, c) }

func (s *script) add(on, hour, stream, by string, c law.Command) {
	s.steps = append(s.steps, Step{At: at(calltest.Date(on), hour), Stream: stream, By: by, Command: c})
}

// refused is a command to the tender that the law refuses.
func (s *script) refused(on calendar.Date, by string, c law.Command) {
	s.steps = append(s.steps, Step{At: at(on, "12:00"), Stream: Stream, By: by, Command: c, Refused: true})
}

func (s *script) on(on calendar.Date, by string, c law.Command) { s.life(on.String(), "12:00", by, c) }

func at(on calendar.Date, hour string) time.Time {
	wall, err := time.Parse("15:04", hour)
	if err != nil {
		panic(err)
	}
	return on.Start(brussels).Add(time.Duration(wall.Hour())*time.Hour + time.Duration(wall.Minute())*time.Minute).UTC()
}

var brussels = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		panic(err)
	}
	return zone
}()

// Year is a call with one tender, from its rule book to the closure of the
// twinning, with nothing left to pay: 58 commands to the tender, 2 more by the engine.
func Year() []Step {
	s := &script{}
	s.beginning()
	m1 := Book().Dates.Start
	for n := 1; n <= 12; n++ {
		s.month(n, calendar.Month(m1, n).LastDay())
	}
	s.end(calendar.Month(m1, 12).LastDay())
	return Sorted(s.steps)
}

// beginning is up to both signatures.
func (s *script) beginning() {
	contact, signatory := calltest.Contact(Tender), calltest.Signatory(Tender)
	s.opening()
	s.life("2019-06-12", "10:00", contact, twinning.SubmitTender{Tender: calltest.Tender(Tender)})
	s.life("2019-06-20", "10:00", calltest.Officer, twinning.DecideEligibility{Eligible: true})
	s.call("2019-06-22", "10:00", calltest.Officer, call.AssignEvaluators{Tender: Tender, Evaluators: []string{calltest.Ada, calltest.Ben}})
	s.life("2019-07-03", "12:00", calltest.Ada, calltest.Scores("5"))
	s.life("2019-07-04", "10:00", calltest.Ben, calltest.Scores("5"))
	s.refused(calltest.Date("2019-07-05"), calltest.Ada, calltest.Scores("4"))
	s.award()
	s.life("2019-07-20", "10:00", signatory, twinning.SignContract{})
	s.life("2019-07-21", "10:00", calltest.Procurer, twinning.SignContract{})
}

// month is logged after its reminder, logged again, and accepted; the claims of
// the first month are paid. Half of it asks for the interim report.
func (s *script) month(n int, last calendar.Date) {
	contact := calltest.Contact(Tender)
	log := Month(n)
	if n == 1 {
		for i, kind := range []twinning.CostKind{twinning.Personnel, twinning.Direct} {
			log.Expenses = append(log.Expenses, twinning.Claim{ID: fmt.Sprintf("e%d", i+1), Kind: kind, Amount: calltest.EUR("1000.00"), On: last, What: "Travel"})
		}
	}
	s.on(last.AddDays(9), contact, log)
	s.on(last.AddDays(10), contact, log)
	s.on(last.AddDays(12), calltest.Officer, twinning.AcceptLog{Month: n})
	switch n {
	case 1:
		steps := []twinning.Step{twinning.Verify, twinning.Authorise, twinning.Pay}
		for i, hand := range []string{calltest.Verifier, calltest.Authoriser, calltest.Payer} {
			s.on(last.AddDays(13+2*i), hand, twinning.ApproveExpense{Expense: "e1", Step: steps[i]})
			s.on(last.AddDays(14+2*i), hand, twinning.ApproveExpense{Expense: "e2", Step: steps[i]})
		}
	case 3, 5, 9:
		s.refused(last.AddDays(14), calltest.Officer, twinning.AcceptLog{Month: n})
	case 6:
		s.on(last.AddDays(17), contact, twinning.SubmitReport{Report: twinning.Interim, Summary: "Half of it."})
		s.on(last.AddDays(19), calltest.Officer, twinning.AcceptReport{Report: twinning.Interim})
	}
}

// end is the final report and the closure.
func (s *script) end(last calendar.Date) {
	s.refused(last.AddDays(3), calltest.Officer, twinning.CloseTwinning{})
	s.on(last.AddDays(17), calltest.Contact(Tender), calltest.FinalReport())
	s.on(last.AddDays(19), calltest.Officer, twinning.AcceptReport{Report: twinning.Final})
	s.on(last.AddDays(29), calltest.Officer, twinning.CloseTwinning{})
}
