package demo

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// contracts are signed by both, after the standstill; two come late and have an
// M1 of their own.
func (s *Script) contracts() {
	c := s.cast
	for _, e := range c.contracted() {
		switch {
		case c.plays(e, signsLate, complains):
			s.on("2019-10-10 10:00", "two contracts are signed by one party only")
			s.does(e.signatory, e.stream(), twinning.SignContract{})
			s.on("2019-10-22 10:00", "their other signature comes late: they have an M1 of their own, and the first party signs that")
			s.does(e.signatory, e.stream(), twinning.SignContract{Start: lateStart})
			s.tells(procurer, e.stream(), twinning.SignContract{Start: lateStart})
		case c.plays(e, activated):
			s.on("2019-10-03 10:00", "the contractor from the reserve list signs")
			s.does(e.signatory, e.stream(), twinning.SignContract{})
			s.on("2019-10-07 10:00", "and the procurer: its contract is in force")
			s.tells(procurer, e.stream(), twinning.SignContract{})
		default:
			s.on("2019-10-01 10:00", "the standstill is over: contractors sign")
			s.does(e.signatory, e.stream(), twinning.SignContract{})
			s.on("2019-10-02 10:00", "the procurer signs: contracts are in force")
			s.tells(procurer, e.stream(), twinning.SignContract{})
		}
	}
	e := c.parts[logsEarly]
	s.on("2019-10-09 10:00", "a log is sent before M1 and refused")
	s.refused("stages/wrong-stage", e.contact, e.stream(), c.log(s.course(e), 1))
}

// lateStart is M1 of the late contracts: a month later, as it was for Digital Telecare.
var lateStart = calendar.Date{Year: 2019, Month: 11, Day: 14}

// A slot is when something monthly is sent, judged and paid, and when, if it
// is sent back, it is judged and paid again.
type slot struct {
	log, review, pay, again, paid time.Time
	reviews                       string // what the bar says of review
}

// slot n is the one after the end of month n of a twinning that starts with the others.
func (s *Script) slot(n int) slot {
	d := s.cast.book.Dates.Start.AddMonths(n).AddDays(1)
	if !s.cal.Holidays.IsWorkingDay(d) {
		d = s.cal.Holidays.NextWorkingDay(d)
	}
	after := func(days, hour int) time.Time { return s.day(s.cal.Holidays.AddWorkingDays(d, days), hour) }
	return slot{log: after(0, 10), review: after(1, 11), pay: after(3, 15), again: after(5, 11), paid: after(6, 15), reviews: barReviews}
}

// sentBack is the slot from the second look on.
func (at slot) sentBack() slot {
	at.log, at.review, at.pay, at.reviews = at.pay, at.again, at.paid, barAgain
	return at
}

// What the bar says of the dates of a slot.
const (
	barLogs    = "logs and reports of the month come in"
	barReviews = "logs and reports are judged, expenses verified and authorised by two people"
	barPays    = "what is authorised is paid by a third person"
	barAgain   = "what was sent back is judged again"
	barCloses  = "twinnings are closed with the evidence of their type"
)

// A course is the year of one twinning.
type course struct {
	*entry
	m1     calendar.Date
	shift  int // months by which it starts later than the others
	claims []twinning.Claim
	months map[string]int // of a claim
}

func (s *Script) course(e *entry) course {
	t := course{entry: e, m1: s.cast.book.Dates.Start, months: map[string]int{}}
	if s.cast.plays(e, signsLate, complains) {
		t.m1, t.shift = lateStart, 1
	}
	s.cast.expenses(&t)
	return t
}

// expenses are drawn in all three cost kinds.
func (c *Cast) expenses(t *course) {
	d := newDice(c.seed, "expenses", t.number)
	months := t.tender.Months
	add := func(id string, kind twinning.CostKind, month int, cents int64, what string) {
		span := calendar.Month(t.m1, month)
		t.claims = append(t.claims, twinning.Claim{
			ID: id, Kind: kind, Amount: inMoney(cents), On: span.From.AddDays(d.between(3, 24)), What: law.Text(what),
			Evidence: []twinning.Attachment{evidenceOf(t.number, id)},
		})
		t.months[id] = month
	}
	if c.plays(t.entry, foreign) {
		defer t.abroad("D-1")
	}
	if c.plays(t.entry, byUnits) {
		defer t.counted("D-2", c.book.Running.Expenses)
	}
	second := months/2 + 1
	if c.plays(t.entry, terminated) {
		second = lastLogged
	}
	personnel := inCents(t.tender.Costs.Personnel) * int64(d.between(94, 100)) / 100
	direct := inCents(t.tender.Costs.Direct) * int64(d.between(90, 100)) / 100
	if months < 6 {
		add("P-1", twinning.Personnel, 2, personnel, "Work of the project team")
		add("D-1", twinning.Direct, 1, direct, "Kick-off meeting: travel and room")
	} else {
		add("P-1", twinning.Personnel, 2, personnel*6/10, "Work of the project team, first half")
		add("P-2", twinning.Personnel, months-1, personnel-personnel*6/10, "Work of the project team, second half")
		add("D-1", twinning.Direct, 1, direct*7/10, "Kick-off meeting: travel and room")
		add("D-2", twinning.Direct, second, direct-direct*7/10, "Licences and translation")
	}
	if c.book.Running.FixedSum != call.AfterFinalReport {
		add("S-1", twinning.Subcontracting, months, inCents(t.tender.Costs.Subcontracting), "Fixed sum of the subcontract")
	}
}

// log is the log of a month: what was done, and what it cost.
func (c *Cast) log(t course, month int) twinning.SubmitLog {
	d := newDice(c.seed, "activities", t.number*100+month)
	span := calendar.Month(t.m1, month)
	o := twinning.SubmitLog{Month: month}
	for n := range d.between(1, 2) {
		o.Activities = append(o.Activities, twinning.Activity{
			On: span.From.AddDays(d.between(1, 13) + 12*n), What: law.Text(one(d, done)), Where: law.Text(one(d, []string{"online", "at the adopter", "at the originator"})), Participants: d.between(3, 24),
		})
	}
	for _, x := range t.claims {
		if t.months[x.ID] == month {
			o.Expenses = append(o.Expenses, x)
		}
	}
	return o
}

var done = []string{"Meeting of the project team", "Workshop with the adopter's clinicians", "Training of the first users", "Trial with the first group", "Review of the data protection"}

// year writes the year of one twinning, month by month.
func (s *Script) year(e *entry) {
	t := s.course(e)
	months := e.tender.Months
	if s.cast.plays(e, terminated) {
		months = lastLogged
	}
	for n := 1; n <= months; n++ {
		s.month(t, n)
	}
	if s.cast.plays(e, recovered) {
		s.recovery(t)
	}
	switch {
	case s.cast.plays(e, terminated):
		s.on("2020-04-08 10:00", "the head intends to terminate a twinning whose logs stopped: its parties have 30 days to say something to it")
		s.tells(head, e.stream(), twinning.IntendTermination{Reason: "No log has come since February and nobody answers."})
		s.on("2020-05-12 10:00", "nobody has said anything to it: the termination is decided, and 60 days are left for the final claim")
		s.does(head, e.stream(), twinning.TerminateTwinning{Reason: "No log has come since February and nobody answers."})
		s.on("2020-07-17 10:00", "no proof of a claim has come: it is rejected before the settlement")
		for _, x := range t.claims {
			if x.ID == "D-2" && t.months[x.ID] <= lastLogged {
				s.does(authoriser, e.stream(), twinning.RejectExpense{Expense: x.ID, Reason: "Nobody says what it was for."})
			}
		}
		s.on("2020-07-20 10:00", "no claim has come: the termination is settled; what is not spent is freed")
		s.does(head, e.stream(), twinning.SettleTermination{})
	case s.cast.plays(e, suspended):
		s.on("2020-03-25 10:00", "a twinning is suspended: nothing is owed meanwhile")
		s.does(head, e.stream(), twinning.SuspendTwinning{Reason: "The hospitals have closed their doors to visitors."})
		s.on("2020-06-02 10:00", "the suspended twinning is resumed: what was due moves by the days of the pause")
		s.does(head, e.stream(), twinning.ResumeTwinning{})
		s.final(t)
	default:
		s.final(t)
	}
}

// lastLogged is the last month that the terminated twinning logs, caughtUp the
// one whose slot brings the logs of the suspended one up to date, and
// beforePause its last month before.
const (
	lastLogged  = 4
	beforePause = 5
	caughtUp    = 8
)

// month sends, judges and pays one month.
func (s *Script) month(t course, n int) {
	c, at := s.cast, s.slot(n+t.shift)
	if c.plays(t.entry, suspended) && n > beforePause && n < caughtUp {
		at = s.slot(caughtUp)
	}
	logs := barLogs
	if c.plays(t.entry, logsLate) && n == 3 {
		logs = "a log comes after a reminder, a letter to the officer and one to the head"
		feb := func(day, hour int) time.Time { return s.day(calendar.Date{Year: 2020, Month: 2, Day: day}, hour) }
		at = slot{log: feb(5, 10), review: feb(6, 11), pay: feb(10, 15), reviews: barReviews}
	}
	log := c.log(t, n)
	s.at(at.log, logs)
	if c.plays(t.entry, overclaims) && n == 2 {
		s.refused("ceilings/cost-kind-claimed", t.contact, t.stream(), tooMuch(log, t.tender.Costs))
	}
	s.does(t.contact, t.stream(), log)
	if n == c.book.Running.InterimMonth && n < t.tender.Months {
		s.does(t.contact, t.stream(), twinning.SubmitReport{Report: twinning.Interim, Summary: "Synthetic: half of the year, as planned."})
		s.at(at.review, at.reviews)
		s.does(officer, t.stream(), twinning.AcceptReport{Report: twinning.Interim})
	}
	s.at(at.review, at.reviews)
	if c.plays(t.entry, logReturned) && n == 4 {
		s.does(officer, t.stream(), twinning.ReturnLog{Month: n, Reason: "Say who took part."})
		log.Activities = slices.Clone(log.Activities)
		log.Activities[0].What += ", with both teams"
		at = at.sentBack()
		s.at(at.log, "a log that was returned comes again")
		s.does(t.contact, t.stream(), log)
	}
	s.at(at.review, at.reviews)
	s.does(officer, t.stream(), twinning.AcceptLog{Month: n})
	if c.plays(t.entry, logReturned) && n == 3 {
		s.at(at.review, "a contract is amended by letter: its workshops are held online")
		s.does(t.contact, t.stream(), twinning.PrepareAmendment{
			Changes: twinning.Changes{Activity: "The workshops are held online."}, Letter: true, Reason: "The clinicians cannot travel.",
		})
	}
	for _, x := range log.Expenses {
		s.at(at.review, "")
		s.expense(t, x, at)
	}
}

// tooMuch is a log that claims more than the contract has.
func tooMuch(log twinning.SubmitLog, costs twinning.Costs) twinning.SubmitLog {
	log.Expenses = slices.Clone(log.Expenses)
	log.Expenses[0].Amount = costs.Of(log.Expenses[0].Kind).Add(inMoney(1))
	return log
}

// summary of a final report.
func summary(t course) string {
	return fmt.Sprintf("Synthetic: %d months, all as planned.", t.tender.Months)
}
