package capacity

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/obligation"
)

func (i Initiative) evolve(e Event, at law.Recorded) Initiative {
	when := law.When(e, at)
	switch e := e.(type) {
	case InitiativeOpened:
		i.Stage, i.Rules, i.SHA256, i.By, i.OpenedAt = Opened, e.Rules, e.SHA256, e.By, when
		for _, code := range e.Rules.Countries.Codes {
			i.Countries = append(slices.Clip(i.Countries), Country{Code: code})
		}
		for _, t := range e.Rules.Topics {
			i.Topics = append(slices.Clip(i.Topics), Topic{ID: t.ID})
		}
	case CountryContactNamed:
		i = i.with(e.Country, func(c *Country) { c.Contacts = append(slices.Clip(c.Contacts), e.Person) })
		if e.Owed.ID != "" {
			i.Obligations = obligation.Owe(i.Obligations, when, obligation.CauseMoreTime, e.Owed)
		}
	case CountryContactRemoved:
		i = i.with(e.Country, func(c *Country) {
			c.Contacts = slices.DeleteFunc(slices.Clone(c.Contacts), func(p string) bool { return p == e.Person })
		})
	case InitiativeStaffChanged:
		i.Rules.Officers, i.Obligations = e.Handed(i.Rules.Officers, i.Obligations, at.At())
	case TopicInterestStated:
		i = i.with(e.Country, func(c *Country) {
			kept := slices.DeleteFunc(slices.Clone(c.Interests), func(s Statement) bool { return s.Topic == e.Topic })
			c.Interests = append(kept, Statement{Topic: e.Topic, Offers: e.Offers, Seeks: e.Seeks, Activities: e.Activities, Languages: e.Languages, Remarks: e.Remarks, By: e.By, At: when})
		})
		i.Obligations = obligation.Meet(i.Obligations, statementOf(e.Country), when)
	case InitiativeClosed:
		i.Stage, i.ClosedAt = Closed, when
	case TopicDecided:
		i = i.withTopic(e.Topic, func(t *Topic) {
			t.Branch, t.Because, t.Offers, t.Seeks, t.DecidedAt, t.By, t.Why = e.Branch, e.Because, e.Offers, e.Seeks, when, e.By, e.Why
		})
	case PairingProposed:
		i.Pairings = append(slices.Clip(i.Pairings), Paired{Number: e.Number, Topic: e.Topic, Offers: e.Offers, Seeks: e.Seeks, Begins: e.Begins, Months: e.Months, Stage: Proposed, Until: e.Until, By: e.By})
		i.Obligations = obligation.Owe(i.Obligations, when, "", e.Owed...)
	case PairingAccepted:
		i = i.withPairing(e.Number, func(p *Paired) { p.Accepted = append(slices.Clip(p.Accepted), e.Country) })
		i.Obligations = obligation.Meet(i.Obligations, e.Met, when)
	case PairingEnded:
		i = i.withPairing(e.Number, func(p *Paired) { p.Stage, p.EndedBy, p.Why = e.How, e.Country, e.Why })
		i.Obligations = obligation.End(i.Obligations, when, obligation.CausePairingEnded, func(o obligation.Obligation) bool {
			return strings.HasPrefix(o.ID, "pairing-"+strconv.Itoa(e.Number)+"-")
		})
	case CountryTwinningBegan:
		i = i.withPairing(e.Number, func(p *Paired) { p.Stage = Accepted })
		i.Twinnings = append(slices.Clip(i.Twinnings), Twinning{Number: e.Number, Topic: e.Topic, Offers: e.Offers, Seeks: e.Seeks, Begins: e.Begins, Months: e.Months, Stage: Running})
		i.Obligations = obligation.Owe(i.Obligations, when, "", e.Owed...)
	case CountryTwinningReported:
		i = i.withTwinning(e.Twinning, func(t *Twinning) {
			kept := slices.DeleteFunc(slices.Clone(t.Reports), func(r PeriodReport) bool { return r.Period == e.Period && r.Country == e.Country })
			t.Reports = append(kept, PeriodReport{Period: e.Period, Country: e.Country, By: e.By, At: when, Activities: e.Activities, Nothing: e.Nothing})
		})
		i.Obligations = obligation.Meet(i.Obligations, e.Met, when)
	case JointReportSent:
		i = i.withTwinning(e.Twinning, func(t *Twinning) {
			t.Stage, t.Joint = Reported, &JointReport{Country: e.Country, By: e.By, At: when, Text: e.Text, FollowUp: e.FollowUp, Form: e.Form}
		})
	case CountryTwinningClosed:
		i.Obligations = obligation.Meet(i.Obligations, closureOf(e.Twinning), when)
		i = i.over(e.Twinning, Ended, "", when)
	case CountryTwinningStopped:
		i = i.over(e.Twinning, Stopped, e.Why, when)
	case CountryReportReturned, CountryTwinningExtended, CountryTwinningLeft, CountryFollowUpReported:
		i = i.evolveCourse(e.(courseEvent), when)
	case InitiativeReminded:
		passed := make(map[string]bool, len(i.Passed)+1)
		maps.Copy(passed, i.Passed)
		passed[e.Key] = true
		i.Passed = passed
	}
	return i
}

// over ends a country twinning: nothing is owed of it any more.
func (i Initiative) over(number int, stage TwinningStage, why law.Text, at time.Time) Initiative {
	i = i.withTwinning(number, func(t *Twinning) {
		t.Stage, t.EndedAt, t.Why = stage, at, why
		if t.Joint != nil && stage == Ended {
			joint := *t.Joint
			joint.AgreedAt = at
			t.Joint = &joint
		}
	})
	i.Obligations = obligation.End(i.Obligations, at, obligation.CauseCountryTwinningOver, func(o obligation.Obligation) bool {
		return strings.HasPrefix(o.ID, "twinning-"+strconv.Itoa(number)+"-")
	})
	return i
}

func (i Initiative) schedule() obligation.Schedule {
	cal, err := i.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{}
	}
	return obligation.Schedule{Owed: i.Obligations, Ladders: i.Rules.Reminders.Ladders, Cal: cal, Passed: i.Passed}
}

const (
	momentCloses = "closes@"
	momentAgain  = "decided-again@"
	momentAnswer = "answers/"
)

func answerKey(p Paired) string {
	return momentAnswer + strconv.Itoa(p.Number) + "@" + p.Until.String()
}

func (i Initiative) moments(law.Facts) (ms []law.Moment) {
	is := i.schedule()
	if is.Cal.Zone == nil || i.Stage == "" {
		return nil
	}
	if i.Stage == Opened {
		ms = append(ms, law.Moment{At: i.Rules.Closes.End(is.Cal.Zone), Key: momentCloses + i.Rules.Closes.String()})
	}
	if slices.ContainsFunc(i.Topics, func(t Topic) bool { return t.Branch == Waiting }) {
		ms = append(ms, law.Moment{At: i.Rules.OneSided.Until.End(is.Cal.Zone), Key: momentAgain + i.Rules.OneSided.Until.String()})
	}
	for _, p := range i.Pairings {
		if p.Stage == Proposed {
			ms = append(ms, law.Moment{At: p.Until.End(is.Cal.Zone), Key: answerKey(p)})
		}
	}
	for _, p := range is.Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

func (i Initiative) elapse(_ law.Facts, m law.Moment) (events []Event) {
	switch {
	case strings.HasPrefix(m.Key, momentCloses):
		stated := 0
		for _, c := range i.Countries {
			if len(c.Interests) > 0 {
				stated++
			}
		}
		events = append(events, InitiativeClosed{At: m.At, Stated: stated, Asked: len(i.Countries)})
		for _, t := range i.Topics {
			events = append(events, i.branch(t, i.Rules.OneSided.Then, m.At))
		}
		return events
	case strings.HasPrefix(m.Key, momentAgain):
		for _, t := range i.Topics {
			if t.Branch == Waiting {
				events = append(events, i.branch(t, i.Rules.OneSided.After, m.At))
			}
		}
		return events
	case strings.HasPrefix(m.Key, momentAnswer):
		for _, p := range i.Pairings {
			if p.Stage == Proposed && answerKey(p) == m.Key {
				return []Event{PairingEnded{At: m.At, Number: p.Number, How: Lapsed, Promise: i.ended(p)}}
			}
		}
	}
	for _, p := range i.schedule().Plan() {
		if p.Key != m.Key {
			continue
		}
		is := p.Record()
		if is.Outcome != obligation.Sent {
			return []Event{InitiativeReminded{Passed: is}}
		}
		var people []string
		for _, to := range p.Rung.To {
			if to == obligation.Owner {
				people = append(people, p.Obligation.Who...)
			} else {
				people = append(people, i.Rules.Officers...)
			}
		}
		path := "reminders.ladders." + p.Obligation.Ladder
		return []Event{InitiativeReminded{Passed: is, Promise: law.Promise{Letters: law.To(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID),
			law.On("due", p.Due.On), law.Rules("what", path+".what", p.Ladder.What), law.Rules("lapse", path+".lapse", p.Ladder.Lapse))}}}
	}
	return nil
}

// branch decides a topic by what countries stated.
func (i Initiative) branch(t Topic, oneSided Branch, at time.Time) TopicDecided {
	offers, seeks := i.Sides(t.ID)
	e := TopicDecided{At: at, Topic: t.ID, Offers: offers, Seeks: seeks}
	e.Branch, e.Because = BranchOf(offers, seeks, oneSided)
	e.Promise = i.decided(e)
	return e
}

// messages plan the masterclass that a topic becomes.
func (i Initiative) messages(e Event) []law.Message {
	d, is := e.(TopicDecided)
	if !is || d.Branch != Masterclass {
		return nil
	}
	t, _ := i.Rules.Topic(d.Topic)
	c := masterclass.PlanMasterclass{Initiative: i.Reference, Topic: t.ID, Title: t.Title, Officers: i.Rules.Officers}
	return []law.Message{{Stream: masterclass.Root + i.MasterclassOf(t.ID), Kind: c.Kind(), Body: c}}
}

// Day is the day of an instant by the clocks of the initiative.
func (i Initiative) Day(at time.Time) calendar.Date { return calendar.DateOf(at, i.zone()) }
