package access

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// Tender is a tender's state as the viewer may see it: what they may not see is
// left out, and whoever they may not know is masked. It also tells which parts
// were left out, whether or not there is something in them: that would tell of it.
// The state may be of long ago.
func (s Sight) Tender(was twinning.Twinning) (twinning.Twinning, []Aspect) {
	t, left := was, []Aspect{}
	hide := func(p Aspect, without func()) {
		if s.Sees(p) {
			return
		}
		if p != Complaints || !s.viewer.Operator || len(t.Complaints) > 0 { // at the programme's machine they are all that is kept
			left = append(left, p)
		}
		without()
	}
	hide(Content, func() {
		t.Tender = s.publicTender(t.Tender)
		t.PartyChanges, t.Former, t.Linked, t.Verified = nil, nil, nil, nil
		t.Attempts = slices.Clone(t.Attempts)
		for i := range t.Attempts {
			if t.Attempts[i].Quotes() {
				t.Attempts[i].With = nil
			}
		}
		if !s.Staff() { // who sends is a part of what is sealed
			t.Versions, t.Late, t.Attempts, t.SubmittedBy = nil, nil, nil, ""
		}
	})
	hide(Findings, func() {
		t.Findings, t.Question, t.Proposal, t.ProposedBy, t.Override, t.DecidedBy = nil, nil, nil, "", nil, ""
	})
	hide(Reports, func() { s.withoutReports(&t) })
	hide(Result, func() {
		none := decimal.Decimal{}
		t.Means, t.Score, t.Mean, t.Median, t.Spread, t.Method = nil, none, none, none, none, ""
		t.Arbitrated, t.Diverged = false, 0
	})
	hide(Conflicts, func() {
		t.Conflicts = slices.DeleteFunc(slices.Clone(t.Conflicts), func(k twinning.Tie) bool { return k.Evaluator != s.viewer.Person })
	})
	hide(Assignment, func() {
		t.Assigned, t.Counted = s.masked(t.Assigned), s.masked(t.Counted)
		s.withoutEvaluators(&t)
	})
	hide(Outcome, func() { t.Outcome = nil })
	hide(Complaints, func() { s.withoutComplaints(&t) })
	hide(Running, func() {
		t.Signatures, t.Contract, t.Logs, t.Expenses, t.Duties, t.Reports = nil, nil, s.publicLogs(t.Logs), nil, nil, nil
		t.Amending, t.Ending, t.Unlogged, t.Prepared = nil, nil, nil, nil
		t.Payments, t.Recoveries, t.Asked, t.AskedOpen = nil, nil, nil, false
		t.Closing, t.Deliverables, t.Meetings, t.Awaited = nil, nil, nil, nil
		t.Pauses, t.PausedDays, t.SuspendedAt, t.ResumedAt = nil, 0, time.Time{}, time.Time{}
		t.Obligations, t.Passed = nil, nil
	})
	t.Files = slices.DeleteFunc(slices.Clone(t.Files), func(f twinning.File) bool { return !s.SeesEvidence(f.For) })
	s.withoutOffice(&t)
	hide(Listed, func() { t = twinning.Twinning{Reference: t.Reference} })
	s.rounds(&t)
	return t, left
}

// withoutEvaluators takes out what evaluators owe, and what became of letters about it:
// both name them. The viewer's own stays.
func (s Sight) withoutEvaluators(t *twinning.Twinning) {
	names := func(text string) bool {
		return slices.ContainsFunc(s.call.Evaluators, func(e call.Evaluator) bool {
			return e.Person != s.viewer.Person && strings.Contains(text, e.Person)
		})
	}
	t.Obligations = slices.DeleteFunc(slices.Clone(t.Obligations), func(o obligation.Obligation) bool {
		return names(o.ID) || slices.ContainsFunc(o.Who, names)
	})
	t.Passed = maps.Clone(t.Passed)
	maps.DeleteFunc(t.Passed, func(key string, _ bool) bool { return names(key) })
}

// publicTender is what is published of an awarded tender; nothing of any other.
func (s Sight) publicTender(t twinning.Tender) twinning.Tender {
	if !s.Sees(Published) {
		return twinning.Tender{}
	}
	for i := range t.Organisations { // what they declare of themselves is not among what is published
		if len(t.Organisations[i].Attributes) > 0 {
			t.Organisations = slices.Clone(t.Organisations)
			t.Organisations[i].Attributes = nil
		}
	}
	public := twinning.Tender{
		Title: t.Title, Type: t.Type, Priority: t.Priority, Topic: t.Topic, Months: t.Months, Organisations: t.Organisations,
		Originators: t.Originators, Adopters: t.Adopters, Contractor: t.Contractor, Costs: t.Costs,
	}
	if s.call.Rules.Publishes(call.PublishSolution) {
		public.Solution = t.Solution
	}
	return public
}

// publicLogs are the activities of accepted logs, where the rule book publishes them: what was done, when and where.
func (s Sight) publicLogs(logs map[int]twinning.Log) map[int]twinning.Log {
	if !s.Sees(Published) || !s.call.Rules.Publishes(call.PublishActivities) {
		return nil
	}
	var public map[int]twinning.Log
	for month, l := range logs {
		if l.Status != twinning.StatusAccepted || len(l.Activities) == 0 {
			continue
		}
		is := twinning.Log{Status: l.Status}
		for _, a := range l.Activities {
			is.Activities = append(is.Activities, twinning.Activity{On: a.On, Until: a.Until, What: a.What, Where: a.Where, Kind: a.Kind, Online: a.Online})
		}
		if public == nil {
			public = map[int]twinning.Log{}
		}
		public[month] = is
	}
	return public
}

// withoutReports keeps the viewer's own report and, for a party that has been
// told its outcome, what was reported without who reported it.
func (s Sight) withoutReports(t *twinning.Twinning) {
	t.Consensus = nil
	if s.Party() && s.Sees(Result) {
		t.Reviews = slices.Clone(t.Reviews)
		for i := range t.Reviews {
			t.Reviews[i].Evaluator = s.Mask(t.Reviews[i].Evaluator)
		}
		return
	}
	t.Reviews = slices.DeleteFunc(slices.Clone(t.Reviews), func(v twinning.Review) bool { return v.Evaluator != s.viewer.Person })
}

// rounds leaves out of earlier results what is left out of the last one.
// Whoever judges again does not know what came of the first time.
func (s Sight) rounds(t *twinning.Twinning) {
	if len(t.Rounds) == 0 || s.Sees(Reports) && !s.evaluates() {
		return
	}
	t.Rounds = slices.Clone(t.Rounds)
	for i, r := range t.Rounds {
		of := twinning.Round{Stage: r.Stage, Why: r.Why, AfterAward: r.AfterAward}
		if s.Party() {
			of = r
			of.Reviews, of.Counted = slices.Clone(r.Reviews), s.masked(r.Counted)
			for k := range of.Reviews {
				of.Reviews[k].Evaluator = s.Mask(of.Reviews[k].Evaluator)
			}
		} else {
			of.Reviews = slices.DeleteFunc(slices.Clone(r.Reviews), func(v twinning.Review) bool { return v.Evaluator != s.viewer.Person })
		}
		t.Rounds[i] = of
	}
}

// evaluates tells whether the viewer evaluates the tender, which they may.
func (s Sight) evaluates() bool {
	return s.is(roleAssigned) && !s.is(roleInConflict) && Opened(s.call)
}

// withoutOffice takes out what is told to those alone who see the whole: who asked that the record be kept, and why, whom letters do not
// reach, and who would waive what is asked back. No event of it is told to anybody else, either.
func (s Sight) withoutOffice(t *twinning.Twinning) {
	if s.Full() {
		return
	}
	t.Hold, t.HoldLifted, t.Unreached, t.Bounced = nil, time.Time{}, nil, nil
	t.Recoveries = slices.Clone(t.Recoveries)
	for i := range t.Recoveries {
		t.Recoveries[i].Waiving, t.Recoveries[i].WaiveWhy = "", ""
	}
}

func (s Sight) withoutComplaints(t *twinning.Twinning) {
	t.Complaints = slices.Clone(t.Complaints)
	for i, k := range t.Complaints {
		t.Complaints[i] = twinning.Complaint{Number: k.Number, At: k.At, Against: k.Against, Status: k.Status}
	}
}
