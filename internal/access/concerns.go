package access

import (
	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// concerned is whom alone an event of a life that is neither a call nor a tender is about; "" for nobody: who registered for a
// masterclass, and who answered, stated, applied or declared something.
func concerned(h Happening) string {
	switch v := h.Event.(type) {
	case masterclass.RegistrationMade:
		return v.Person
	case masterclass.PlaceGiven:
		return v.Person
	case masterclass.PlaceConfirmed:
		return v.Person
	case masterclass.PlaceLapsed:
		return v.Person
	case masterclass.RegistrationEnded:
		return v.Person
	case masterclass.MasterclassEvaluated:
		return v.Person
	case masterclass.CertificateIssued:
		return v.Person
	case survey.SurveyAnswered, capacity.TopicInterestStated, body.SeatAppliedFor, body.ApplicationWithdrawn, body.InterestsDeclared, body.ItemConflictDeclared,
		law.CommandRefused, law.CommandUnjudged:
		return h.Actor
	}
	return ""
}

// concerns is the set of those whom an event is about.
func concerns(h Happening) types.Set {
	if person := concerned(h); person != "" {
		return types.NewSet(viewerUID(person))
	}
	return types.Set{}
}
