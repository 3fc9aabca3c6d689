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
type EntrySight struct{ asked looked }

// theEntry is what policies know of an entry.
func theEntry(e market.Entry) types.Record {
	return types.NewRecord(types.RecordMap{
		"published": types.Boolean(e.Public()),
		"given":     types.Boolean(e.Given()),
	})
}

// OfEntry is what a viewer may see of an entry, as it and its marketplace stand now; where it is looked at as it stood, by both: see Past. Its staff
// are those of now.
func OfEntry(v Viewer, m market.Market, e market.Entry) EntrySight {
	if v.present == nil || e.Reference == "" {
		return EntrySight{looked{now: ask(v, rolesInMarket(v, m, e), anEntry, theEntry(e))}}
	}
	now, _ := v.present.Life(market.EntryRoot + e.Reference).(market.Entry)
	marketNow, _ := v.present.Life(market.Root + e.Market).(market.Market)
	roles := rolesInMarket(v, marketNow, now)
	return EntrySight{looked{now: ask(v, roles, anEntry, theEntry(now)), then: ask(v, roles, anEntry, theEntry(e))}}
}

func rolesInMarket(v Viewer, m market.Market, e market.Entry) (roles []types.EntityUID) {
	if v.Person != "" && e.By == v.Person {
		roles = append(roles, roleMaker)
	}
	if v.Operator || m.Checks(v.Person) {
		roles = append(roles, roleChecker)
	}
	return roles
}

// Checks tells whether a viewer is of the staff of a marketplace, as it is now: see Past.
func Checks(v Viewer, m market.Market) bool {
	if v.present != nil && m.Reference != "" {
		m, _ = v.present.Life(market.Root + m.Reference).(market.Market)
	}
	return v.Operator || v.Person != "" && m.Checks(v.Person)
}

// Reads tells whether the viewer sees what the entry says.
func (s EntrySight) Reads() bool { return s.asked.may("entry") }

// Standing tells whether the viewer sees who made it, what became of it and why.
func (s EntrySight) Standing() bool { return s.asked.may("entry-standing") }

// Checks tells whether the viewer is of the staff of the marketplace.
func (s EntrySight) Checks() bool { return s.asked.is(roleChecker) }

// An InterestSight is what a viewer may see of an interest.
type InterestSight struct{ asked looked }

// theInterest is what policies know of an interest.
func theInterest(i market.Interest) types.Record {
	return types.NewRecord(types.RecordMap{"introduced": types.Boolean(i.Stage == market.Introduced)})
}

// OfInterest is what a viewer may see of an interest; where it is looked at as it stood, by how it stands now as well.
func OfInterest(v Viewer, i market.Interest) InterestSight {
	between := func(i market.Interest) (roles []types.EntityUID) {
		if i.Between(v.Person) {
			roles = append(roles, roleBetween)
		}
		return roles
	}
	if i.Reference == "" {
		v.present = nil // there is none
	}
	return InterestSight{lookAt(v, market.InterestRoot+i.Reference, i, anInterest, roleStaff, between, theInterest)}
}

// Reads tells whether the viewer sees message, answer and reasons.
func (s InterestSight) Reads() bool { return s.asked.may("interest") }

// Contact tells whether the viewer is told the contact data of the other side.
func (s InterestSight) Contact() bool { return s.asked.may("contact") }
