package access

import (
	"slices"
)

// Mask is what somebody is called before a viewer who may not know them: an
// evaluator of the tender. Everybody else keeps their id.
func (s Sight) Mask(id string) string {
	if as, hidden := s.Masks()[id]; hidden {
		return as
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
func (s Sight) Masks() map[string]string {
	masks := map[string]string{}
	if s.Sees(Assignment) {
		return masks
	}
	hide := func(id, as string) {
		if _, known := masks[id]; id != s.viewer.Person && !known {
			masks[id] = as
		}
	}
	judges := s.is(roleEvaluator)
	for i, id := range s.tender.Assigned {
		if judges {
			hide(id, "another evaluator")
		} else {
			hide(id, "evaluator "+string(rune('A'+i%26)))
		}
	}
	for _, e := range s.call.Evaluators {
		hide(e.Person, "an evaluator")
	}
	for _, v := range s.tender.Reviews {
		hide(v.Evaluator, "an evaluator")
	}
	for _, k := range s.tender.Conflicts {
		hide(k.Evaluator, "an evaluator")
	}
	return masks
}
