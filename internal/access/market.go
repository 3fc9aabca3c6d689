package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/market"
)

var (
	anEntry     = types.NewEntityUID("Entry", "")
	anInterest  = types.NewEntityUID("Interest", "")
	roleMaker   = role("maker")   // of the entry
	roleChecker = role("checker") // of the staff of the marketplace
	roleBetween = role("between") // expressed the interest, or is whom it is to
)

// An EntrySight is what a viewer may see of an entry of a marketplace.
type EntrySight struct{ asked *question }

// theEntry is what policies know of an entry.
func theEntry(e market.Entry) types.Record {
	return types.NewRecord(types.RecordMap{
		"published": types.Boolean(e.Public()),
		"given":     types.Boolean(e.Given()),
	})
}

// OfEntry is what a viewer may see of an entry, as it and its marketplace stand now.
func OfEntry(v Viewer, m market.Market, e market.Entry) EntrySight {
	var roles []types.EntityUID
	if v.Person != "" && e.By == v.Person {
		roles = append(roles, roleMaker)
	}
	if v.Operator || m.Checks(v.Person) {
		roles = append(roles, roleChecker)
	}
	return EntrySight{ask(v, roles, anEntry, theEntry(e))}
}

// Reads tells whether the viewer sees what the entry says.
func (s EntrySight) Reads() bool { return s.asked.may("entry") }

// Standing tells whether the viewer sees who made it, what became of it and why.
func (s EntrySight) Standing() bool { return s.asked.may("entry-standing") }

// Checks tells whether the viewer is of the staff of the marketplace.
func (s EntrySight) Checks() bool { return s.asked.is(roleChecker) }

// An InterestSight is what a viewer may see of an interest.
type InterestSight struct{ asked *question }

// theInterest is what policies know of an interest.
func theInterest(i market.Interest) types.Record {
	return types.NewRecord(types.RecordMap{"introduced": types.Boolean(i.Stage == market.Introduced)})
}

// OfInterest is what a viewer may see of an interest.
func OfInterest(v Viewer, i market.Interest) InterestSight {
	var roles []types.EntityUID
	if i.Between(v.Person) {
		roles = append(roles, roleBetween)
	}
	return InterestSight{ask(v, roles, anInterest, theInterest(i))}
}

// Reads tells whether the viewer sees message, answer and reasons.
func (s InterestSight) Reads() bool { return s.asked.may("interest") }

// Contact tells whether the viewer is told the contact data of the other side.
func (s InterestSight) Contact() bool { return s.asked.may("contact") }
