package call

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// released is the release of an award with the rounds of letters that go out
// with it. Where decisions can be contested, or contracts are held, the time for
// it begins with the last round.
func (c Call) released(award AwardDecision, r law.Receipt) ([]Event, error) {
	rounds, err := c.plan(r.ReceivedAt)
	if err != nil {
		return nil, err
	}
	events := []Event{AwardReleased{Award: award, Rounds: rounds}}
	c = c.after(events[0], r)
	for len(c.Rounds) > 0 && !c.Rounds[0].At.After(r.ReceivedAt) {
		e := c.announce(r.ReceivedAt)
		events, c = append(events, e), c.after(e, r)
	}
	if len(rounds) == 0 && c.Rules.Complaints != nil {
		e := c.contestable(OutcomesAnnounced{At: r.ReceivedAt, Last: true})
		events, c = append(events, e), c.after(e, r)
	}
	return append(events, c.finish(r.ReceivedAt)...), nil
}

// after is the call as it goes on within one decision.
func (c Call) after(e Event, r law.Receipt) Call {
	return c.Evolve(e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor})
}

// plan gives the rounds of letters of the rule book their instants: the release
// itself, or the hour of the reminders on the last day of the delay. A round
// never comes before the one above it in the list.
func (c Call) plan(released time.Time) ([]PlannedRound, error) {
	if len(c.Rules.Award.Letters) == 0 {
		return nil, nil
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("rule-book", "no-calendar", law.Ref("call", c.Reference))
	}
	rounds := make([]PlannedRound, 0, len(c.Rules.Award.Letters))
	last := released
	for _, l := range c.Rules.Award.Letters {
		if !l.After.IsZero() {
			if at := cal.At(calendar.Period(calendar.DateOf(released, cal.Zone), l.After, cal.Holidays)); at.After(last) {
				last = at
			}
		}
		rounds = append(rounds, PlannedRound{Verdict: l.Verdict, At: last.UTC()})
	}
	return rounds, nil
}

// announce is the next round of letters.
func (c Call) announce(at time.Time) OutcomesAnnounced {
	round := c.Rounds[0]
	e := OutcomesAnnounced{At: at, Verdict: round.Verdict, Last: len(c.Rounds) == 1}
	for _, s := range c.Released.Steps {
		if s.Verdict == round.Verdict && c.concerned(s) {
			e.Outcomes = append(e.Outcomes, s)
		}
	}
	if e.Last {
		return c.contestable(e)
	}
	return e
}

// concerned tells whether what the award made of a tender still holds: who was
// activated from the reserve, or has ended meanwhile, has been told otherwise.
func (c Call) concerned(s Step) bool {
	if c.Ended[s.Tender] != "" {
		return false
	}
	return s.Verdict != Reserve || slices.ContainsFunc(c.Reserve, func(r Step) bool { return r.Tender == s.Tender })
}

// Untold tells whether the award has been released and the round of letters
// that would tell this tender what became of it is still to come.
func (c Call) Untold(tender string) bool {
	return c.Released != nil && slices.ContainsFunc(c.Released.Steps, func(s Step) bool {
		return s.Tender == tender && c.concerned(s) && slices.ContainsFunc(c.Rounds, func(r PlannedRound) bool { return r.Verdict == s.Verdict })
	})
}

// contestable is the last announcement with what it begins: the time for
// complaints and the standstill, both from its day.
func (c Call) contestable(e OutcomesAnnounced) OutcomesAnnounced {
	rules := c.Rules.Complaints
	cal, err := c.Rules.Calendar()
	if rules == nil || err != nil {
		return e
	}
	day := calendar.DateOf(e.At, cal.Zone)
	if !rules.Standstill.IsZero() {
		e.StandstillUntil = calendar.Period(day, rules.Standstill, cal.Holidays)
		e.Owed = append(e.Owed, obligation.Owed{ID: standstill, Ladder: standstill, Who: c.People(law.ProcurerSignatory), Due: e.StandstillUntil})
	}
	e.ComplaintsUntil = calendar.Period(day, rules.Within, cal.Holidays)
	e.Owed = append(e.Owed, obligation.Owed{ID: window, Ladder: window, Who: c.People(law.Head), Due: e.ComplaintsUntil})
	return e
}

// HeldUntil is the last day on which contracts are held: the end of the
// standstill or, while rounds of letters are still to come, what it will be; the
// zero date where nothing holds them. All tells whether everybody was told.
func (c Call) HeldUntil() (day calendar.Date, all bool) {
	if len(c.Rounds) == 0 {
		return c.StandstillUntil, true
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return day, false // the rule book was checked when it was recorded
	}
	day = calendar.DateOf(c.Rounds[len(c.Rounds)-1].At, cal.Zone)
	if rules := c.Rules.Complaints; rules != nil && !rules.Standstill.IsZero() {
		day = calendar.Period(day, rules.Standstill, cal.Holidays)
	}
	return day, false
}
