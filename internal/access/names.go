package access

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// Mask is what somebody is called before a viewer who may not know them: an
// evaluator of the tender. Everybody else keeps their id.
func (s Sight) Mask(id string) string {
	if as, hidden := s.Masks()[id]; hidden {
		return narrate.English().Reason(as)
	}
	return id
}

func (s Sight) masked(ids []string) []string {
	out := slices.Clone(ids)
	for i := range out {
		out[i] = s.Mask(out[i])
	}
	return out
}

// Masks are those whom the viewer may not know, with what they are called:
// evaluators, before whoever is not of the staff. Nobody is hidden from themselves.
func (s Sight) Masks() map[string]law.Reason {
	masks := map[string]law.Reason{}
	if s.Sees(Assignment) {
		return masks
	}
	hide := func(id string, as law.Reason) {
		if _, known := masks[id]; id != s.viewer.Person && !known {
			masks[id] = as
		}
	}
	judges := s.is(roleEvaluator)
	for i, id := range s.tender.Assigned {
		if judges {
			hide(id, law.Why("another-evaluator"))
		} else {
			hide(id, law.Why("evaluator-by-letter", law.Word("letter", "letter", string(rune('A'+i%26)))))
		}
	}
	for _, e := range s.call.Evaluators {
		hide(e.Person, law.Why("an-evaluator"))
	}
	for _, v := range s.tender.Reviews {
		hide(v.Evaluator, law.Why("an-evaluator"))
	}
	for _, k := range s.tender.Conflicts {
		hide(k.Evaluator, law.Why("an-evaluator"))
	}
	return masks
}
