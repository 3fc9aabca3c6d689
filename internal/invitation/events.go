package invitation

import (
	"time"

	"twinning.example/engine/internal/law"
)

// An Event is a fact of an invitation. All are sealed: who is invited by whom to a
// tender says who speaks for it.
//
//sumtype:decl
type Event interface {
	law.Event
	invitation()
}

// Made says that somebody was invited, and until when that holds.
type Made struct {
	By       string    `json:"by"` // person id
	Role     law.Role  `json:"role"`
	Tender   string    `json:"tender,omitempty"`
	Was      string    `json:"was,omitempty"` // who was the contact, or the signatory, then
	Address  law.Text  `json:"address"`
	Name     law.Text  `json:"name,omitempty"`
	Language string    `json:"language,omitempty"`
	Why      law.Text  `json:"why"`
	SHA256   string    `json:"sha256"` // of the secret of its link
	Until    time.Time `json:"until"`  // the first instant at which it holds no longer, UTC
	law.Promise
}

// Accepted says who accepted the invitation. The role follows from it, in the life of
// the call or the tender.
type Accepted struct {
	Person       string `json:"person"`
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
	law.Promise
}

// Withdrawn says that the invitation holds no longer.
type Withdrawn struct {
	Why law.Text `json:"why,omitempty"`
}

// Expired says that nobody accepted the invitation in time.
type Expired struct {
	At time.Time `json:"at"`
}

// Ended says that the purpose of the invitation was over before anybody accepted it.
type Ended struct {
	Because law.Refusal `json:"because"` // what whoever accepted it now would be told
}

// Kind is the kind's name.
func (Ended) Kind() string { return "invitation-ended.v1" }

func (Ended) invitation() {}

// Sealed: it may name the tender that somebody was invited to.
func (Ended) Sealed() bool { return true }

// Tell is its sentence.
func (e Ended) Tell() law.Reason {
	return law.Why("invitation-ended", law.BecauseOf("because", e.Because))
}

// Kind is the kind's name.
func (Made) Kind() string { return "invitation-made.v1" }

// Kind is the kind's name.
func (Accepted) Kind() string { return "invitation-accepted.v1" }

// Kind is the kind's name.
func (Withdrawn) Kind() string { return "invitation-withdrawn.v1" }

// Kind is the kind's name.
func (Expired) Kind() string { return "invitation-expired.v1" }

func (Made) invitation()      {}
func (Accepted) invitation()  {}
func (Withdrawn) invitation() {}
func (Expired) invitation()   {}

// Sealed: who is invited is nobody else's business.
func (Made) Sealed() bool { return true }

// Sealed: who accepts is nobody else's business.
func (Accepted) Sealed() bool { return true }

// HappenedAt is its moment.
func (e Expired) HappenedAt() time.Time { return e.At }

// Tell is its sentence.
func (e Made) Tell() law.Reason {
	if e.Tender != "" {
		return law.Why("invited-to-tender", law.Who("by", e.By), law.Word("role", "role", e.Role), law.Ref("tender", e.Tender), law.At("until", e.Until, ""), law.Quote("why", e.Why))
	}
	return law.Why("invited", law.Who("by", e.By), law.Word("role", "role", e.Role), law.At("until", e.Until, ""), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e Accepted) Tell() law.Reason {
	return law.Why("invitation-accepted", law.Who("person", e.Person))
}

// Tell is its sentence.
func (e Withdrawn) Tell() law.Reason {
	if e.Why == "" {
		return law.Why("invitation-withdrawn")
	}
	return law.Why("invitation-withdrawn-because", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e Expired) Tell() law.Reason { return law.Why("invitation-expired", law.At("at", e.At, "")) }
