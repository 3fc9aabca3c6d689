package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// MayJoin refuses to join two records of people: by whoever is not of the staff of a
// call, a head or officer of a programme, or an administrator, and where both are
// somebody in one call. What one of them did there the other could have approved:
// the law compared their ids, and counts them as two for ever.
func (q *Queries) MayJoin(ctx context.Context, v access.Viewer, into, from string) error {
	calls, err := q.foldAll(ctx, "call/")
	if err != nil {
		return err
	}
	tenders, err := q.foldAll(ctx, law.TenderFamily)
	if err != nil {
		return err
	}
	staff, err := q.governs(ctx, v)
	if err != nil {
		return err
	}
	for _, stream := range sorted(calls) {
		c := calls[stream].State.(call.Call)
		staff = staff || v.Person != "" && c.Has(v.Person, law.Officer, law.Head)
		is := func(id string) bool {
			if access.Office(c, id) {
				return true
			}
			return slices.ContainsFunc(sorted(tenders), func(s string) bool {
				t, _ := tenders[s].State.(twinning.Twinning)
				return law.CallOf(law.Reference(s)) == c.Reference && slices.Contains(t.TenderFact().Parties, id)
			})
		}
		if is(into) && is(from) {
			return withheld(law.Why("join-two-parts", law.Who("into", into), law.Who("from", from), law.Ref("call", c.Reference)))
		}
	}
	if !staff && !v.Operator {
		return withheld(law.Why("join-for-staff"))
	}
	return nil
}

// governs tells whether a viewer is an administrator, or a head or officer of a programme.
func (q *Queries) governs(ctx context.Context, v access.Viewer) (bool, error) {
	if v.Person == "" {
		return false, nil
	}
	if q.then != nil { // as they do now
		return q.then.now.queries.governs(ctx, v)
	}
	is, err := q.fold(ctx, governance.AdministrationStream)
	if err != nil {
		return false, err
	}
	if a, _ := is.State.(governance.Administration); a.Has(v.Person) {
		return true, nil
	}
	programmes, err := q.foldAll(ctx, governance.ProgrammeFamily)
	if err != nil {
		return false, err
	}
	for _, is := range programmes {
		if p, _ := is.State.(governance.Programme); p.Has(v.Person, law.Head, law.Officer) {
			return true, nil
		}
	}
	return false, nil
}
