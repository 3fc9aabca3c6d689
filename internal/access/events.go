package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"

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

var (
	aTenderEvent = types.NewEntityUID("TenderEvent", "")
	aCallEvent   = types.NewEntityUID("CallEvent", "")
	aLifeEvent   = types.NewEntityUID("LifeEvent", "")
)

// Event tells whether the viewer may see an event of the life at all. What is
// sealed in it is not said by that: see Sealed.
func (s Sight) Event(h Happening) bool {
	if s.Withholds(h) {
		return false
	}
	facts := types.RecordMap{"kind": types.String(h.Kind), "erased": types.Boolean(h.Event == nil), "by": viewerUID(h.Actor), "names": s.names(h)}
	switch s.asked.about() {
	case aTender:
		facts["tender"], facts["by_party"], facts["report"] = aTender, types.Boolean(s.ours(h.Actor)), types.Boolean(reports(h.Event))
		facts["before"] = types.Boolean(h.Before.StageName() == "")
		facts["outcome"] = types.Boolean(slices.ContainsFunc(h.Later, func(v law.Event) bool {
			o, noted := v.(twinning.OutcomeNoted)
			return noted && !o.Moot
		}))
		return s.asked.mayOf(aTenderEvent, "event", types.NewRecord(facts))
	case aCall:
		facts["call"] = aCall
		return s.asked.mayOf(aCallEvent, "event", types.NewRecord(facts))
	}
	return s.asked.mayOf(aLifeEvent, "event", types.NewRecord(types.RecordMap{"concerns": concerns(h)}))
}

// ours tells whether somebody speaks for the tender.
func (s Sight) ours(actor string) bool {
	return actor != "" && slices.Contains(s.tender.TenderFact().Parties, actor)
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

// names are the evaluators whom an event concerns, or who owe what it reminds of.
func (s Sight) names(h Happening) types.Set {
	var ids []string
	switch v := h.Event.(type) {
	case call.EvaluatorAppointed:
		ids = append(ids, v.Evaluator)
	case call.ImpartialityDeclared:
		ids = append(ids, v.Evaluator)
	case call.EvaluatorsAssigned:
		ids = v.Evaluators
	case call.EvaluatorsBriefed:
		ids = v.Evaluators
	case call.AssignmentsDrawn:
		for _, d := range v.Assignments {
			ids = append(ids, d.Evaluators...)
		}
	case twinning.ConsensusProposed:
		ids = append(ids, v.By)
	case twinning.ConsensusAgreed:
		ids = append(ids, v.Evaluator)
	case twinning.AssignmentNoted:
		ids = v.Evaluators
	case twinning.EvaluationRecorded:
		ids = append(ids, v.Evaluator)
	case twinning.ConflictDeclared:
		ids = append(ids, v.Evaluator)
	case twinning.RungPassed:
		before, _ := h.Before.(twinning.Twinning)
		for _, o := range before.Obligations {
			if o.ID == v.Obligation {
				ids = o.Who
				break
			}
		}
	}
	if !slices.Contains(ids, s.viewer.Person) { // only whether the viewer is among them is asked
		return types.Set{}
	}
	return types.NewSet(viewerUID(s.viewer.Person))
}
