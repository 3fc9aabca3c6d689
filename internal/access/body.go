package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/body"
)

var (
	aBody         = types.NewEntityUID("Body", "")
	roleSecretary = role("secretary") // of the secretariat of the body
	roleSitting   = role("sitting")   // speaks for a member that sits, or presides
	roleApplying  = role("applying")  // made the application that is asked about
)

// A BodySight is what a viewer may see of a body.
type BodySight struct{ asked looked }

// theBody is what policies know of a body: what its rule book publishes.
func theBody(b body.Body) types.Record {
	is := b.Rules.Publish
	return types.NewRecord(types.RecordMap{
		"members": types.Boolean(is.Members), "persons": types.Boolean(is.Persons), "meetings": types.Boolean(is.Meetings), "documents": types.Boolean(is.Documents), "minutes": types.Boolean(is.Minutes),
		"decisions": types.Boolean(is.Decisions), "votes": types.Boolean(is.Votes), "advice": types.Boolean(is.Advice), "actions": types.Boolean(is.Actions),
	})
}

// OfBody is what a viewer may see of a body, and of an application that somebody made; "" is none.
func OfBody(v Viewer, b body.Body, applicant string) BodySight {
	roles := func(b body.Body) (roles []types.EntityUID) {
		if v.Operator || b.Staff(v.Person) {
			roles = append(roles, roleSecretary)
		}
		if b.Sits(v.Person) {
			roles = append(roles, roleSitting)
		}
		if applicant != "" && applicant == v.Person {
			roles = append(roles, roleApplying)
		}
		return roles
	}
	return BodySight{lookAt(v, body.Root+b.Reference, b, aBody, roleSecretary, roles, theBody)}
}

// Reads tells whether the viewer sees the mandate and the rules of procedure.
func (s BodySight) Reads() bool { return s.asked.may("body") }

// Members tells whether the viewer sees who sits.
func (s BodySight) Members() bool { return s.asked.may("body-members") }

// Persons tells whether the viewer sees who represents a member.
func (s BodySight) Persons() bool { return s.asked.may("body-persons") }

// Meetings tells whether the viewer sees meetings and their agendas.
func (s BodySight) Meetings() bool { return s.asked.may("body-meetings") }

// Documents tells whether the viewer sees the documents of meetings.
func (s BodySight) Documents() bool { return s.asked.may("body-documents") }

// Minutes tells whether the viewer sees published minutes.
func (s BodySight) Minutes() bool { return s.asked.may("body-minutes") }

// Decisions tells whether the viewer sees decisions, and how many voted how.
func (s BodySight) Decisions() bool { return s.asked.may("body-decisions") }

// Votes tells whether the viewer sees who voted how.
func (s BodySight) Votes() bool { return s.asked.may("body-votes") }

// Advice tells whether the viewer sees opinions, reports and recommendations.
func (s BodySight) Advice() bool { return s.asked.may("body-advice") }

// Actions tells whether the viewer sees commitments and their progress.
func (s BodySight) Actions() bool { return s.asked.may("body-actions") }

// Inside tells whether the viewer sees drafts of minutes, and who was there.
func (s BodySight) Inside() bool { return s.asked.may("body-inside") }

// Application tells whether the viewer sees the application, or the interests, of a person.
func (s BodySight) Application() bool { return s.asked.may("body-application") }

// Steers tells whether the viewer is of the secretariat.
func (s BodySight) Steers() bool { return s.asked.is(roleSecretary) }
