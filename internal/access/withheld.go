package access

import (
	"slices"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
)

// Withholds tells whether an event is nobody's to see but its author's, whoever sees all else of
// the life: a ballot of a step that is not counted yet.
func (s Sight) Withholds(h Happening) bool {
	cast, is := h.Event.(body.BallotCast)
	if !is || h.Actor != "" && h.Actor == s.viewer.Person {
		return false
	}
	return !slices.ContainsFunc(h.Later, func(v law.Event) bool {
		e, counts := v.(body.VotesCounted)
		return counts && e.Decision == cast.Decision
	})
}

// Life is the state of a life of another kind, as it stood, without what is kept even from who sees
// all else of it: ballots of a step that is under way now, but for those of the viewer; and which
// answers to an evaluation form are whose. Left tells whether something was left out.
func (s Sight) Life(then, now law.State) (shown law.State, left bool) {
	switch then := then.(type) {
	case body.Body:
		is, _ := now.(body.Body)
		then.Decisions = slices.Clone(then.Decisions)
		for i, d := range then.Decisions {
			counted := 0
			if n, there := is.Decision(d.ID); there {
				counted = n.Step()
			}
			kept := slices.DeleteFunc(slices.Clone(d.Ballots), func(b body.Ballot) bool {
				return b.Step >= counted && (s.viewer.Person == "" || b.By != s.viewer.Person)
			})
			left = left || len(kept) < len(d.Ballots)
			then.Decisions[i].Ballots = kept
		}
		return then, left
	case masterclass.Masterclass:
		then.Registrations = slices.Clone(then.Registrations)
		for i, r := range then.Registrations {
			left = left || len(r.Evaluated) > 0
			then.Registrations[i].Evaluated = nil
		}
		return then, left
	}
	return then, false
}
