package explain

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// sees tells whether the reader may see a decision at all.
func (s standing) sees(l *line, i int) bool {
	e, v := l.events[i], l.values[i]
	if s.full { // until a tender is evaluated, nobody sees a report without saying who they are
		return s.reader.ID != "" || !s.judging || !reports(v)
	}
	isCall := l.law.Name() == call.Law.Name()
	switch {
	case v == nil: // erased
		return false
	case isA[twinning.TenderRefusedLate](v) || isA[twinning.TenderRefused](v): // whoever sent it, where no tender of others stands
		first := !isCall && l.states[i].StageName() == ""
		return first && e.Actor == s.reader.ID || s.party && slices.Contains(s.parties, e.Actor)
	case s.party && !isCall && s.partySees(l, i):
		return true
	case s.evaluator && s.evaluatorSees(e.Actor, v):
		return true
	case s.hand && !isCall && handSees(e.Actor, s.reader.ID, v):
		return true
	}
	return false
}

// isJudged tells whether a tender in a stage still waits for its evaluators.
func isJudged(s twinning.Stage) bool {
	switch s {
	case twinning.Submitted, twinning.Clarification, twinning.Eligible, twinning.Arbitration, twinning.Consenting:
		return true
	}
	return false
}

// reports tells whether an event says what an evaluator thinks of a tender.
func reports(v law.Event) bool {
	switch v := v.(type) {
	case twinning.EvaluationRecorded, twinning.ArbitrationOpened, twinning.ConsensusProposed, twinning.TenderEvaluated:
		return true
	case law.CommandRefused:
		return v.Name == twinning.RecordEvaluation{}.Kind() || v.Name == twinning.ProposeConsensus{}.Kind()
	}
	return false
}

// partySees: nothing of who evaluates, and of an evaluation only its result,
// once the outcome that came of it is known: of a second one, the second.
func (s standing) partySees(l *line, i int) bool {
	e, t := l.events[i], l.states[i].(twinning.Twinning)
	switch v := l.values[i].(type) {
	case twinning.ConflictDeclared, twinning.AssignmentNoted:
		return false
	case twinning.EvaluationRecorded, twinning.TenderEvaluated:
		return slices.ContainsFunc(l.values[i+1:], func(v law.Event) bool {
			o, noted := v.(twinning.OutcomeNoted)
			return noted && !o.Moot
		})
	case twinning.RungPassed:
		return s.owes(t, v.Obligation)
	case law.CommandRefused, law.CommandUnjudged:
		return slices.Contains(s.parties, e.Actor)
	}
	return partyKinds[e.Kind]
}

// owes tells whether the reader owes an obligation of a tender.
func (s standing) owes(t twinning.Twinning, id string) bool {
	for _, o := range t.Obligations {
		if o.ID == id {
			return slices.Contains(o.Who, s.reader.ID)
		}
	}
	return false
}

// partyKinds are what a party is told of its own tender. A new kind is told to
// nobody but staff until it stands here.
var partyKinds = map[string]bool{}

func init() {
	for _, v := range []law.Event{
		twinning.TenderSubmitted{},
		twinning.TenderWithdrawn{},
		twinning.ClarificationRequested{},
		twinning.ClarificationGiven{},
		twinning.EligibilityDecided{},
		twinning.OutcomeNoted{},
		twinning.ContractSigned{},
		twinning.ContractInForce{},
		twinning.ContractDeclined{},
		twinning.ActivitiesBegan{},
		twinning.LogSubmitted{},
		twinning.LogAccepted{},
		twinning.LogReturned{},
		twinning.ExpenseApproved{},
		twinning.ExpenseReturned{},
		twinning.ExpenseCorrected{},
		twinning.ReportSubmitted{},
		twinning.ReportAccepted{},
		twinning.ReportReturned{},
		twinning.TwinningSuspended{},
		twinning.TwinningResumed{},
		twinning.ReportingBegan{},
		twinning.TwinningTerminated{},
		twinning.TwinningClosed{},
		twinning.RetentionBegan{},
		twinning.RetentionEnded{},
		twinning.WithdrawalUndone{},
		twinning.ComplaintWindowClosed{},
		twinning.ComplaintLodged{},
		twinning.ComplaintReviewed{},
		twinning.ChangeNoted{},
		twinning.CancellationNoted{},
	} {
		partyKinds[v.Kind()] = true
	}
}

// evaluatorSees: what names them, and what they asked.
func (s standing) evaluatorSees(actor string, v law.Event) bool {
	id := s.reader.ID
	switch v := v.(type) {
	case call.EvaluatorAppointed:
		return v.Evaluator == id
	case call.ImpartialityDeclared:
		return v.Evaluator == id
	case call.EvaluatorsAssigned:
		return slices.Contains(v.Evaluators, id)
	case call.EvaluatorsBriefed:
		return slices.Contains(v.Evaluators, id)
	case call.AssignmentsDrawn:
		return slices.ContainsFunc(v.Assignments, func(d call.Drawn) bool { return slices.Contains(d.Evaluators, id) })
	case twinning.ConsensusProposed:
		return v.By == id
	case twinning.ConsensusAgreed:
		return v.Evaluator == id
	case twinning.AssignmentNoted:
		return slices.Contains(v.Evaluators, id)
	case twinning.EvaluationRecorded:
		return v.Evaluator == id
	case twinning.ConflictDeclared:
		return v.Evaluator == id
	case law.CommandRefused, law.CommandUnjudged:
		return actor == id
	}
	return false
}

// handSees: logs and expenses, the contract they are counted against, and what
// they asked themselves.
func handSees(actor, id string, v law.Event) bool {
	switch v.(type) {
	case twinning.ContractInForce, twinning.LogSubmitted, twinning.LogAccepted, twinning.LogReturned, twinning.ExpenseApproved,
		twinning.ExpenseReturned, twinning.ExpenseCorrected, twinning.TwinningTerminated, twinning.TwinningClosed:
		return true
	case law.CommandRefused, law.CommandUnjudged:
		return actor == id
	}
	return false
}
