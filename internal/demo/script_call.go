package demo

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// Aliases of the people file.
const (
	officer    = "officer"
	head       = "head"
	procurer   = "procurer"
	verifier   = "verifier"
	authoriser = "authoriser"
	payer      = "payer"
	auditor    = "auditor"
)

func (s *Script) call() string { return law.CallStream(s.cast.book.Reference) }

// publish opens the call from its rule book, appoints evaluators and publishes.
func (s *Script) publish() {
	c := s.cast
	open := call.OpenCall{Rules: c.book.RuleBook, SHA256: c.book.SHA256, File: string(c.book.Source), Roles: map[law.Role][]string{}}
	for role, aliases := range c.roles {
		if role == law.Evaluator {
			continue // they are appointed, one by one
		}
		for _, a := range aliases {
			open.Roles[role] = append(open.Roles[role], c.id(a))
		}
	}
	s.at(c.start(), "the call is opened from its rule book and published")
	s.does(officer, s.call(), open).begins = true
	s.does(officer, s.call(), call.PublishCall{})

	s.on("2019-07-15 09:00", "evaluators are appointed; tenders are still sealed")
	for _, a := range c.roles[law.Evaluator] {
		p := c.person(a)
		s.does(officer, s.call(), call.AppointEvaluator{Evaluator: c.id(a), Organisation: p.Organisation, Country: p.Country})
	}
	sealed := slices.MinFunc(c.entries, func(a, b *entry) int { return a.at.Compare(b.at) })
	s.refused("sealed/not-opened", officer, sealed.stream(), twinning.RequestClarification{Fields: []string{"title"}, Question: "May I look?"})
	s.refused("sealed/not-shut", officer, s.call(), call.OpenTenders{})
	s.on("2019-07-18 09:00", "evaluators declare their impartiality")
	for _, a := range c.roles[law.Evaluator] {
		s.does(a, s.call(), call.DeclareImpartiality{Former: c.former(a)})
	}
}

func (c *Cast) person(alias string) people.Person {
	return c.people[slices.IndexFunc(c.people, func(p people.Person) bool { return p.Alias == alias })]
}

// days on which tenders come in: few early, most of them in the last week.
var submissions = []string{
	"2019-06-19 11:00", "2019-07-02 15:30", "2019-07-23 10:00", "2019-08-01 09:15", "2019-08-05 16:00", "2019-08-06 14:45", "2019-08-07 11:20", "2019-08-07 16:40",
}

// limit is the last instant that is in time.
func (c *Cast) limit() time.Time {
	d, err := c.book.DeadlineRule("p-nobody")
	if err != nil {
		panic(err) // the rule book was checked
	}
	return d.Last().Add(-time.Microsecond)
}

// submission is when a tender comes in; of one that is submitted again, the last time.
func (c *Cast) submission(d dice, e *entry) time.Time {
	drawn := c.instant(submissions[d.between(1, len(submissions)-1)])
	switch {
	case c.plays(e, late):
		return c.limit().Add(time.Microsecond)
	case c.plays(e, toTheMicrosecond):
		return c.limit()
	case c.plays(e, admitted):
		return c.instant("2019-08-09 10:00")
	case c.plays(e, drafted):
		return c.instant(submissions[4])
	case c.plays(e, withdraws):
		return c.instant(submissions[0])
	case c.plays(e, resubmits):
		return c.instant(submissions[5])
	}
	return drawn
}

func (c *Cast) instant(wall string) time.Time {
	cal, err := c.book.Calendar()
	if err != nil {
		panic(err) // the rule book was checked
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, cal.Zone)
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// tenders come in, one of them twice, one from a draft, one a microsecond too
// late and one five minutes; one is withdrawn by mistake, stands again, and is
// withdrawn for good.
func (s *Script) tenders() {
	for _, e := range s.cast.entries {
		t, want, name, at, what := e.tender, "", "", e.at, "tenders come in, sealed"
		switch {
		case s.cast.plays(e, late):
			want, what = "deadlines/late", "a tender comes a microsecond after the deadline and is refused"
		case s.cast.plays(e, toTheMicrosecond):
			what = "a tender comes at the very deadline, in time"
		case s.cast.plays(e, clarifies):
			t = e.clerical()
		case s.cast.plays(e, resubmits):
			t, at = e.rough(), s.cast.instant(submissions[0])
		case s.cast.plays(e, admitted):
			want, at, what = "deadlines/late", s.cast.limit().Add(5*time.Minute), "another one comes five minutes late and is refused"
		case s.cast.plays(e, drafted):
			name = "first-draft"
			s.on("2019-07-22 10:00", "a tenderer saves a draft, which is nobody else's to read")
			s.saves(e.contact, name, e.clerical())
			s.on("2019-07-31 16:00", "the draft is completed")
			s.saves(e.contact, name, t)
		}
		s.at(at, what)
		*s.does(e.contact, e.stream(), twinning.SubmitTender{Tender: t}) = order{
			id: e.submit, as: e.contact, stream: e.stream(), command: twinning.SubmitTender{Tender: t}, begins: true, draft: name, want: want,
		}
		if s.cast.plays(e, resubmits) {
			s.at(e.at, "one is submitted again: the last version counts, all are kept")
			s.does(e.contact, e.stream(), twinning.SubmitTender{Tender: e.tender})
		}
	}
	e := s.cast.parts[withdraws]
	s.on("2019-07-25 10:00", "a tenderer withdraws by mistake, and somebody else tries to send a version of that tender")
	s.does(e.contact, e.stream(), twinning.WithdrawTender{Reason: "The wrong reference."})
	s.hidden(s.cast.parts[resubmits].contact, e.stream(), twinning.SubmitTender{Tender: s.cast.parts[resubmits].tender})
	s.refused("stages/withdrawn", e.contact, e.stream(), twinning.SubmitTender{Tender: e.tender})
	s.on("2019-07-25 11:00", "the withdrawal is undone, before the deadline")
	s.does(e.contact, e.stream(), twinning.UndoWithdrawal{Reason: "It was a mistake."})
	s.on("2019-07-29 10:00", "a tenderer withdraws")
	s.does(e.contact, e.stream(), twinning.WithdrawTender{Reason: "The adopter region has changed its plans."})
}

// opening ends the sealing: two people sign it. A late admission after the
// first signature makes that void.
func (s *Script) opening() {
	c := s.cast
	s.on("2019-08-08 10:00", "the first of two people signs the opening of the tenders")
	s.refused("sealed/not-opened", officer, c.parts[clarifies].stream(), twinning.RequestClarification{Fields: []string{"title"}, Question: "May I look now?"})
	s.does(officer, s.call(), call.OpenTenders{})
	s.refused("four-eyes/signed-already", officer, s.call(), call.OpenTenders{})
	e := c.parts[admitted]
	until, err := calendar.ParseWallClock("2019-08-09T12:00")
	if err != nil {
		panic(err)
	}
	s.on("2019-08-08 14:00", "the head admits the tender that was five minutes late: the signature is void")
	s.does(head, s.call(), call.AdmitLate{Tender: e.ref, To: until, Why: "Synthetic: the portal was down from 16:40 to 17:10."})
	s.on("2019-08-09 09:00", "until noon nobody opens the tenders, and nobody else uses the admission")
	s.refused("sealed/not-shut", officer, s.call(), call.OpenTenders{})
	other := c.parts[resubmits]
	s.hidden(other.contact, e.stream(), twinning.SubmitTender{Tender: other.tender})
	s.at(e.at, "the admitted tender is sent again and accepted")
	s.does(e.contact, e.stream(), twinning.SubmitTender{Tender: e.tender})
	s.on("2019-08-09 10:30", "the admission is used up: another version is late")
	s.refused("deadlines/late", e.contact, e.stream(), twinning.SubmitTender{Tender: e.tender})
	s.on("2019-08-09 14:00", "two people open the tenders, which were sealed until now")
	s.does(officer, s.call(), call.OpenTenders{})
	s.refused("four-eyes/signed-already", officer, s.call(), call.OpenTenders{})
	s.does(head, s.call(), call.OpenTenders{})
}

// eligibility is decided; an obvious clerical error is clarified, not punished.
func (s *Script) eligibility() {
	s.on("2019-08-12 10:00", "eligibility is decided, rule by rule; one tender is asked about a missing form")
	for _, e := range s.cast.entries {
		switch {
		case s.cast.plays(e, late, withdraws):
		case s.cast.plays(e, ineligible):
			s.refused("eligibility/rule-failed", officer, e.stream(), twinning.DecideEligibility{Eligible: true})
			s.does(officer, e.stream(), twinning.DecideEligibility{Reason: "Originator and adopters are all in one country."})
		case s.cast.plays(e, overridden):
			s.refused("eligibility/rule-failed", officer, e.stream(), twinning.DecideEligibility{Eligible: true})
			s.does(officer, e.stream(), twinning.DecideEligibility{
				Eligible: true, Override: true, Reason: "Synthetic: the contractor's branch in the EU signs the contract and does the work.",
			})
			s.refused("four-eyes/proposer", officer, e.stream(), twinning.SignEligibility{})
		case s.cast.plays(e, clarifies):
			s.refused("eligibility/rule-failed", officer, e.stream(), twinning.DecideEligibility{Eligible: true})
			s.does(officer, e.stream(), twinning.RequestClarification{Fields: []string{"documents"}, Question: "The tender form is named nowhere. Is it missing by mistake?"})
		default:
			s.does(officer, e.stream(), twinning.DecideEligibility{Eligible: true})
		}
	}
	e := s.cast.parts[overridden]
	s.on("2019-08-13 11:00", "the head signs what the officer has proposed: eligible, although a rule says no")
	s.does(head, e.stream(), twinning.SignEligibility{})
	e = s.cast.parts[clarifies]
	s.on("2019-08-13 14:00", "the clerical error is clarified")
	s.does(e.contact, e.stream(), twinning.ClarifyTender{Answer: "Yes: it was left out when the list was copied.", Tender: e.tender})
	s.on("2019-08-14 10:00", "the clarified tender is found eligible")
	s.does(officer, e.stream(), twinning.DecideEligibility{Eligible: true})
}

// evaluation draws evaluators and records; one of them is in conflict and
// replaced, one is late, two differ too much, and one turns out to have been in
// conflict all along.
func (s *Script) evaluation() {
	c := s.cast
	byHand, tied := c.parts[conflicted], c.tied()
	s.on("2019-08-16 10:00", "evaluators are drawn by lot from a seed, without conflicts, evenly")
	s.refused("conflicts/former-organisation", officer, s.call(), call.AssignEvaluators{Tender: c.parts[formerlyTied].ref, Evaluators: c.formerly()})
	s.does(officer, s.call(), call.AssignEvaluators{Tender: byHand.ref, Evaluators: []string{c.id(tied), c.id(byHand.reports[1].evaluator)}})
	s.does(officer, s.call(), call.DrawAssignments{Seed: c.lot()})
	for _, e := range c.evaluated() {
		for n, r := range e.reports {
			s.on("2019-08-26 10:00", "evaluators record their reports")
			switch {
			case c.plays(e, tardy) && n == 1:
				s.on("2019-09-04 16:00", "the last report comes, after a reminder and a letter to the officer")
			case c.plays(e, arbitrated) && n == 2:
				s.on("2019-08-30 15:00", "the third evaluator reports: the two closest scores count")
			case c.plays(e, struck) && n == 1:
				s.does(e.void.evaluator, e.stream(), twinning.RecordEvaluation{Scores: e.void.scores})
				s.on("2019-09-10 10:00", "the replacement reports: the score is counted anew")
			}
			s.does(r.evaluator, e.stream(), twinning.RecordEvaluation{Scores: r.scores})
		}
	}
	s.on("2019-08-19 09:30", "an evaluator declares a conflict")
	s.does(tied, byHand.stream(), twinning.DeclareConflict{Why: "Synthetic: a relative works for the adopter."})
	s.on("2019-08-20 09:30", "the evaluator in conflict is replaced")
	s.does(officer, s.call(), call.AssignEvaluators{Tender: byHand.ref, Evaluators: c.assigned(byHand.reports)})
	s.on("2019-08-21 09:30", "a score of the evaluator in conflict is refused")
	s.refused("conflicts/conflict-of-own", tied, byHand.stream(), twinning.RecordEvaluation{Scores: byHand.reports[0].scores})

	e := c.parts[arbitrated]
	s.on("2019-08-27 11:00", "two scores differ by more than 30 % of the higher: a third evaluator is asked")
	s.does(officer, s.call(), call.AssignEvaluators{Tender: e.ref, Evaluators: c.assigned(e.reports)})
	e = c.parts[struck]
	s.on("2019-09-03 11:00", "a conflict comes to light after the evaluation: the score does not count")
	s.does(officer, e.stream(), twinning.RecordConflict{Evaluator: c.id(e.void.evaluator), Why: "Synthetic: a consultant of the tenderer until last year."})
	s.on("2019-09-04 09:30", "another evaluator takes the place")
	s.does(officer, s.call(), call.AssignEvaluators{Tender: e.ref, Evaluators: c.assigned(e.reports)})
}

// assigned are the people who give reports.
func (c *Cast) assigned(reports []report) []string {
	var ids []string
	for _, r := range reports {
		ids = append(ids, c.id(r.evaluator))
	}
	return ids
}
