package body

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses a rule book that cannot be one. All that is wrong is said.
func (r BodyRules) Check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := r.Calendar(); err != nil {
		say("%w", err)
	}
	if r.Title.EN == "" {
		say("title has no English words (en)")
	}
	if len(r.Officers) == 0 {
		say("officers names nobody: the body has no secretariat")
	}
	if len(r.Mandate.Acts) == 0 || r.Mandate.Begins.IsZero() || r.Mandate.ReportsTo.EN == "" {
		say("mandate needs acts, begins, and reports_to in English (en)")
	}
	if !r.Mandate.Ends.IsZero() && !r.Mandate.Ends.After(r.Mandate.Begins) {
		say("mandate.ends is not after mandate.begins")
	}
	wrong = append(wrong, checkTerms("mandate.tasks", r.Mandate.Tasks)...)
	wrong = append(wrong, checkTerms("chairs", r.Chairs)...)
	wrong = append(wrong, checkTerms("criteria", r.Criteria)...)
	wrong = append(wrong, checkTerms("advice", r.Advice)...)
	wrong = append(wrong, r.checkSeats()...)
	wrong = append(wrong, r.checkDecisions()...)
	wrong = append(wrong, r.checkEntries()...)
	if r.Meetings.Notice.IsZero() || r.Meetings.Minutes.IsZero() || r.Meetings.Comments.IsZero() {
		say("meetings needs notice, minutes and comments: write a length, as in 14 days")
	}
	wrong = append(wrong, r.Meetings.Quorum.check("meetings.quorum")...)
	wrong = append(wrong, r.checkLadders()...)
	slices.SortStableFunc(wrong, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

func (s BodyShare) check(where string) []error {
	if !s.IsZero() && (s.Den < 1 || s.Num < 0 || s.Num > s.Den || s.Den > 1000) {
		return []error{fmt.Errorf("%s is %d of %d: that is no share", where, s.Num, s.Den)}
	}
	return nil
}

func checkTerms(where string, terms []Term) (wrong []error) {
	for i, t := range terms {
		if err := law.CheckCode(where, t.ID); err != nil {
			wrong = append(wrong, err)
		}
		if hasTerm(terms[:i], t.ID) {
			wrong = append(wrong, fmt.Errorf("%s has %s twice", where, t.ID))
		}
		if t.Title.EN == "" {
			wrong = append(wrong, fmt.Errorf("%s: %s has no English words (en)", where, t.ID))
		}
	}
	return wrong
}

func (r BodyRules) checkSeats() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	var terms []Term
	votes := false
	for _, s := range r.Seats {
		terms = append(terms, s.Term)
		votes = votes || s.Votes
		if s.Of != OfCountry && s.Of != OfOrganisation && s.Of != OfPerson {
			say("seats.%s is of %q: country, organisation and person are allowed", s.ID, s.Of)
		}
		if s.Votes && s.Of != OfCountry && r.Decisions.Vote == ByCountry {
			say("seats.%s votes and is of no country, and decisions.vote is one a country", s.ID)
		}
		if s.Most < 0 || s.Alternates < 0 || s.Alternates > 20 {
			say("seats.%s has a number of seats or alternates that cannot be", s.ID)
		}
		if s.Countries == nil {
			continue
		}
		if s.Countries.AsOf.IsZero() {
			say("seats.%s.countries.as_of is missing: write the day on which the list holds", s.ID)
		}
		for i, c := range s.Countries.Codes {
			if !law.KnownCountry(c) {
				say("seats.%s.countries: %q is no country code: write two letters, as in SE", s.ID, c)
			}
			if slices.ContainsFunc(s.Countries.Codes[:i], func(b string) bool { return normal(b) == normal(c) }) {
				say("seats.%s.countries has %s twice", s.ID, c)
			}
		}
	}
	if !votes {
		say("seats has none that votes")
	}
	return append(wrong, checkTerms("seats", terms)...)
}

func (r BodyRules) checkDecisions() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	d := r.Decisions
	if d.Vote != ByCountry && d.Vote != ByMember {
		say("decisions.vote is %q: country and member are allowed", d.Vote)
	}
	if len(d.Steps) == 0 {
		say("decisions.steps has none: nothing can be decided")
	}
	var terms []Term
	for _, s := range d.Steps {
		terms = append(terms, s.Term)
		switch s.By {
		case Consensus:
			if !s.Share.IsZero() || s.Of != "" {
				say("decisions.steps.%s is by consensus, which has no share", s.ID)
			}
		case Majority:
			if s.Share.IsZero() || !slices.Contains([]string{OfCast, OfPresent, OfMembers}, s.Of) {
				say("decisions.steps.%s needs a share, of cast, present or members", s.ID)
			}
		default:
			say("decisions.steps.%s is by %q: consensus and majority are allowed", s.ID, s.By)
		}
		wrong = append(wrong, s.Share.check("decisions.steps."+s.ID)...)
	}
	if w := d.Written; !w.For.IsZero() && w.Silence != SilenceFor && w.Silence != SilenceNone {
		say("decisions.written.silence is %q: consent and none are allowed", w.Silence)
	}
	return append(wrong, checkTerms("decisions.steps", terms)...)
}

func (r BodyRules) checkLadders() (wrong []error) {
	for _, name := range r.ladders() {
		ladder, ok := r.Reminders.Ladders[name]
		if !ok {
			wrong = append(wrong, fmt.Errorf("reminders.ladders.%s is missing", name))
		}
		for _, rung := range ladder.Rungs {
			for _, to := range rung.To {
				if to != obligation.Owner && to != string(law.Officer) {
					wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s goes to %q: owner and officer are allowed", name, rung.Name, to))
				}
			}
			if !slices.Contains([]string{"reminder", "overdue", "escalation"}, rung.Letter) {
				wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s is the letter %q: reminder, overdue and escalation are allowed", name, rung.Name, rung.Letter))
			}
		}
	}
	return wrong
}
