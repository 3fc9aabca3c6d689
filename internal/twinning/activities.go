package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// check refuses what no activity has: codes with spaces, a last day before the first.
func (a Activity) check(at string) error {
	if !a.Until.IsZero() && a.Until.Before(a.On) {
		return law.Nonsensef(law.WrongPeriod(at+".until"), "%s.until is %s, before its first day %s", at, a.Until, a.On)
	}
	if err := law.CheckText(at+".outcome", a.Outcome); err != nil {
		return err
	}
	if a.Kind != "" {
		if err := law.CheckCode(at+".kind", a.Kind); err != nil {
			return err
		}
	}
	for _, id := range a.Organisations {
		if err := law.CheckCode(at+".organisations", id); err != nil {
			return err
		}
	}
	for _, f := range a.Files {
		if err := law.CheckStored(at+".files", f); err != nil {
			return err
		}
	}
	return nil
}

// last is the last day of an activity.
func (a Activity) last() calendar.Date {
	if a.Until.IsZero() {
		return a.On
	}
	return a.Until
}

// activities refuses activities of another month, or that lie ahead, of a kind that the rule
// book does not list, of organisations that have no part, with files that were not added.
func (t Twinning) activities(list []Activity, number int, book call.RuleBook, today calendar.Date) error {
	month := t.Contract.LogSpan(number)
	for _, a := range list {
		if !month.Contains(a.On) || !month.Contains(a.last()) || a.last().After(today) {
			return law.Refuse("logs", "outside-month", law.On("date", a.last()), law.Count("month", number), law.On("from", month.From), law.On("to", month.LastDay()))
		}
		switch kinds := book.Running.Activities; {
		case a.Kind == "" && len(kinds) > 0:
			return law.Refuse("logs", "kind-missing", law.On("date", a.On))
		case a.Kind != "" && !book.Running.Activity(a.Kind):
			return law.Refuse("logs", "kind-unknown", law.Word("kind", "activity", a.Kind))
		}
		for _, id := range a.Organisations {
			if _, known := t.Tender.Organisation(id); !known {
				return law.Refuse("logs", "organisation-unknown", law.Word("organisation", "organisation", id), law.Ref("tender", t.Reference))
			}
		}
		for _, f := range a.Files {
			if err := t.added(f, Target{Purpose: ForLog, Month: number}); err != nil {
				return err
			}
		}
	}
	return nil
}
