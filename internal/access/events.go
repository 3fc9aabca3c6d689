package access

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A Happening is one event of a life, with what stands around it.
type Happening struct {
	Kind   string
	Actor  string    // person id
	Event  law.Event // nil where it was erased
	Before law.State // the state before it
	Later  []law.Event
}

// Event tells whether the viewer may see an event of the life at all. What is
// sealed in it is not said by that: see Sealed.
func (s Sight) Event(h Happening) bool {
	v := h.Event
	if s.Full() { // until a tender is evaluated, nobody sees a report without saying who they are
		return !s.viewer.Operator || s.of != aTender || Evaluated(s.tender) || !reports(v)
	}
	switch {
	case v == nil || s.of == another:
		return false
	case isA[twinning.TenderRefusedLate](v) || isA[twinning.TenderRefused](v): // whoever sent it, where no tender of others stands
		first := s.of == aTender && h.Before.StageName() == ""
		return first && h.Actor == s.viewer.Person && s.viewer.Person != "" || s.party && s.ours(h.Actor)
	case s.party && s.partySees(h):
		return true
	case s.viewer.Person != "" && s.isEvaluator() && s.evaluatorSees(h.Actor, v):
		return true
	case s.hand && handSees(h.Actor, s.viewer.Person, v):
		return true
	}
	return false
}

// ours tells whether somebody speaks for the tender.
func (s Sight) ours(actor string) bool {
	return actor != "" && slices.Contains(s.tender.TenderFact().Parties, actor)
}

// isA selects events of a type.
func isA[T law.Event](v law.Event) bool { _, ok := v.(T); return ok }

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
func (s Sight) partySees(h Happening) bool {
	t, _ := h.Before.(twinning.Twinning)
	switch v := h.Event.(type) {
	case twinning.ConflictDeclared, twinning.AssignmentNoted:
		return false
	case twinning.EvaluationRecorded, twinning.TenderEvaluated:
		return slices.ContainsFunc(h.Later, func(v law.Event) bool {
			o, noted := v.(twinning.OutcomeNoted)
			return noted && !o.Moot
		})
	case twinning.RungPassed:
		return s.owes(t, v.Obligation)
	case law.CommandRefused, law.CommandUnjudged:
		return s.ours(h.Actor)
	}
	return partyKinds[h.Kind]
}

// owes tells whether the reader owes an obligation of a tender.
func (s Sight) owes(t twinning.Twinning, id string) bool {
	for _, o := range t.Obligations {
		if o.ID == id {
			return slices.Contains(o.Who, s.viewer.Person)
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
		twinning.EvidenceAdded{},
		twinning.EvidenceWithdrawn{},
		twinning.ComplaintWindowClosed{},
		twinning.ComplaintLodged{},
		twinning.ComplaintReviewed{},
		twinning.ChangeNoted{},
		twinning.CancellationNoted{},
		twinning.PartyChangeProposed{},
		twinning.PartyChanged{},
	} {
		partyKinds[v.Kind()] = true
	}
}

// evaluatorSees: what names them, and what they asked.
func (s Sight) evaluatorSees(actor string, v law.Event) bool {
	id := s.viewer.Person
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
