package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// The lives that policies speak of. One request speaks of one, so that they need no name.
var (
	aCall   = types.NewEntityUID("Call", "")
	aTender = types.NewEntityUID("Tender", "")
	aLife   = types.NewEntityUID("Life", "")
	aReport = types.NewEntityUID("Report", "")
)

// viewerUID names a person in a policy. "" is nobody.
func viewerUID(person string) types.EntityUID {
	if person == "" {
		person = "nobody"
	}
	return types.NewEntityUID("Viewer", types.String(person))
}

func (v Viewer) uid() types.EntityUID {
	switch {
	case v.Operator:
		return types.NewEntityUID("Viewer", "the operator")
	case v.Person == "":
		return types.NewEntityUID("Viewer", "the public")
	}
	return viewerUID(v.Person)
}

// theCall is what policies know of a call.
func theCall(c call.Call) types.Record {
	return types.NewRecord(types.RecordMap{
		"published": types.Boolean(c.Stage != call.None && c.Stage != call.Drafted),
		"released":  types.Boolean(c.Released != nil),
	})
}

// tenderFacts are the names of what policies know of a tender, in the order of factsOf.
var tenderFacts = [...]types.String{
	"opened", "withdrawn_sealed", "evaluating", "evaluated", "consenting", "again", "released", "told", "awarded", "contract",
}

func factsOf(c call.Call, t twinning.Twinning) [len(tenderFacts)]bool {
	return [...]bool{
		Opened(c), WithdrawnSealed(c, t), c.EvaluationBegan(), Evaluated(t), t.Stage == twinning.Consenting, len(t.Rounds) > 0, c.Released != nil,
		t.Outcome != nil, awarded(c, t), t.Contract != nil,
	}
}

// theTender is what policies know of a tender.
func theTender(c call.Call, t twinning.Twinning) types.Record {
	facts := types.RecordMap{}
	for i, is := range factsOf(c, t) {
		facts[tenderFacts[i]] = types.Boolean(is)
	}
	return types.NewRecord(facts)
}

// awarded tells whether something of the tender is public: its award is released and
// told, and was not given up again. What was given up has no contract, and stays given
// up while it is retained, and when that is over.
func awarded(c call.Call, t twinning.Twinning) bool {
	if c.Released == nil || t.Outcome == nil || t.Outcome.Verdict != call.Awarded {
		return false
	}
	switch t.Stage {
	case twinning.Withdrawn, twinning.Rejected:
		return false
	case twinning.Retained, twinning.Over:
		return t.Contract != nil
	}
	return true
}
