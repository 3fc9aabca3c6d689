package masterclass

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/survey"
)

// An Event is a fact of a masterclass.
//
//sumtype:decl
type Event interface {
	law.Event
	masterclass()
}

// MasterclassPlanned follows from a topic of an initiative that became a masterclass.
type MasterclassPlanned struct {
	Initiative string   `json:"initiative"` // reference
	Topic      string   `json:"topic"`
	Title      Words    `json:"title"`
	Officers   []string `json:"officers"` // person ids
	law.Promise
}

// MasterclassOpened opens registration with the rule book.
type MasterclassOpened struct {
	Rules  MasterclassRules `json:"rules"`
	SHA256 string           `json:"sha256"` // of the rules as JSON
	By     string           `json:"by"`     // person id
}

// RegistrationMade is a registration: with a place, or on the waiting list.
type RegistrationMade struct {
	Number       int             `json:"number"`
	Person       string          `json:"person"` // id
	Group        string          `json:"group"`
	Country      string          `json:"country"`
	Organisation law.Text        `json:"organisation"`
	Needs        law.Text        `json:"needs,omitempty"`
	Place        int             `json:"place,omitempty"`     // 0: it waits
	Ahead        int             `json:"ahead,omitempty"`     // that wait before it
	ConfirmBy    calendar.Date   `json:"confirm_by,omitzero"` // last day for the confirmation
	Owed         obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// PlaceGiven gives a free place to whoever has waited longest.
type PlaceGiven struct {
	At        time.Time       `json:"at,omitzero"` // of the moment that it follows from
	Number    int             `json:"number"`
	Person    string          `json:"person"` // id
	Place     int             `json:"place"`
	ConfirmBy calendar.Date   `json:"confirm_by,omitzero"`
	Owed      obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// PlaceConfirmed says that somebody comes.
type PlaceConfirmed struct {
	Number int    `json:"number"`
	Person string `json:"person"` // id
	Met    string `json:"met"`    // id of the obligation that is met
}

// PlaceLapsed says that a place was not confirmed in time.
type PlaceLapsed struct {
	At     time.Time `json:"at"`
	Number int       `json:"number"`
	Person string    `json:"person"` // id
	Place  int       `json:"place"`
	law.Promise
}

// RegistrationEnded ends a registration.
type RegistrationEnded struct {
	Number int      `json:"number"`
	Person string   `json:"person"` // id
	By     string   `json:"by"`     // id
	How    Ending   `json:"how"`
	Place  int      `json:"place,omitempty"` // that is free from then on
	Why    law.Text `json:"why,omitempty"`
	law.Promise
}

// CapacitySet says how many places there are from then on.
type CapacitySet struct {
	Capacity int      `json:"capacity"`
	By       string   `json:"by"` // person id
	Why      law.Text `json:"why"`
}

// SessionMoved gives a session another time or place.
type SessionMoved struct {
	Session string             `json:"session"`
	Starts  calendar.WallClock `json:"starts"`
	Ends    calendar.WallClock `json:"ends"`
	Zone    string             `json:"zone"`
	Place   Words              `json:"place"`
	By      string             `json:"by"` // person id
	Why     law.Text           `json:"why"`
	law.Promise
}

// MaterialAdded adds a file that is in the store, or a file or a page by its address. It is in the clear.
type MaterialAdded struct {
	ID     string   `json:"id"`
	Title  law.Text `json:"title"`
	Module string   `json:"module,omitempty"`
	Link   string   `json:"link"`
	SHA256 string   `json:"sha256,omitempty"`
	By     string   `json:"by"` // person id

	Stored *law.StoredFile `json:"stored,omitempty"`
}

// RegistrationClosed says that the time for registrations is over.
type RegistrationClosed struct {
	At      time.Time `json:"at"`
	Taken   int       `json:"taken"` // places
	Waiting int       `json:"waiting"`
	law.Promise
}

// AttendanceRecorded says who was present at a session.
type AttendanceRecorded struct {
	Session string `json:"session"`
	Numbers []int  `json:"numbers"` // of registrations
	By      string `json:"by"`      // person id
}

// MasterclassHeld says that the last session is over.
type MasterclassHeld struct {
	At    time.Time       `json:"at"`
	Taken int             `json:"taken"` // places
	Owed  obligation.Owed `json:"owed,omitzero"`
	law.Promise
}

// MasterclassEvaluated is the evaluation form of one person.
type MasterclassEvaluated struct {
	Number  int            `json:"number"`
	Person  string         `json:"person"` // id
	Answers []survey.Given `json:"answers"`
}

// CertificateIssued is a certificate of attendance.
type CertificateIssued struct {
	Number   int      `json:"number"`
	Person   string   `json:"person"`   // id
	Sessions []string `json:"sessions"` // ids
	Minutes  int      `json:"minutes"`  // of these sessions
	Command  string   `json:"command"`  // whose receipt it has
	law.Promise
}

// MasterclassEnded says that the time for evaluations and certificates is over.
type MasterclassEnded struct {
	At           time.Time `json:"at"`
	Evaluated    int       `json:"evaluated"` // evaluation forms
	Certificates int       `json:"certificates"`
}

// MasterclassCancelled says that it does not take place.
type MasterclassCancelled struct {
	By  string   `json:"by"` // person id
	Why law.Text `json:"why"`
	law.Promise
}

// MasterclassReminded is the one outcome of one rung of a reminder.
type MasterclassReminded struct {
	obligation.Passed
	law.Promise
}

// Kind is the kind's name.
func (MasterclassPlanned) Kind() string { return "masterclass-planned.v1" }

// Kind is the kind's name.
func (MasterclassOpened) Kind() string { return "masterclass-opened.v1" }

// Kind is the kind's name.
func (RegistrationMade) Kind() string { return "registration-made.v1" }

// Kind is the kind's name.
func (PlaceGiven) Kind() string { return "place-given.v1" }

// Kind is the kind's name.
func (PlaceConfirmed) Kind() string { return "place-confirmed.v1" }

// Kind is the kind's name.
func (PlaceLapsed) Kind() string { return "place-lapsed.v1" }

// Kind is the kind's name.
func (RegistrationEnded) Kind() string { return "registration-ended.v1" }

// Kind is the kind's name.
func (CapacitySet) Kind() string { return "masterclass-capacity-set.v1" }

// Kind is the kind's name.
func (SessionMoved) Kind() string { return "session-moved.v1" }

// Kind is the kind's name.
func (MaterialAdded) Kind() string { return "material-added.v1" }

// Kind is the kind's name.
func (RegistrationClosed) Kind() string { return "registration-closed.v1" }

// Kind is the kind's name.
func (AttendanceRecorded) Kind() string { return "attendance-recorded.v1" }

// Kind is the kind's name.
func (MasterclassHeld) Kind() string { return "masterclass-held.v1" }

// Kind is the kind's name.
func (MasterclassEvaluated) Kind() string { return "masterclass-evaluated.v1" }

// Kind is the kind's name.
func (CertificateIssued) Kind() string { return "certificate-issued.v1" }

// Kind is the kind's name.
func (MasterclassEnded) Kind() string { return "masterclass-over.v1" }

// Kind is the kind's name.
func (MasterclassCancelled) Kind() string { return "masterclass-cancelled.v1" }

// Kind is the kind's name.
func (MasterclassReminded) Kind() string { return "masterclass-reminded.v1" }

func (MasterclassPlanned) masterclass()   {}
func (MasterclassOpened) masterclass()    {}
func (RegistrationMade) masterclass()     {}
func (PlaceGiven) masterclass()           {}
func (PlaceConfirmed) masterclass()       {}
func (PlaceLapsed) masterclass()          {}
func (RegistrationEnded) masterclass()    {}
func (CapacitySet) masterclass()          {}
func (SessionMoved) masterclass()         {}
func (MaterialAdded) masterclass()        {}
func (RegistrationClosed) masterclass()   {}
func (AttendanceRecorded) masterclass()   {}
func (MasterclassHeld) masterclass()      {}
func (MasterclassEvaluated) masterclass() {}
func (CertificateIssued) masterclass()    {}
func (MasterclassEnded) masterclass()     {}
func (MasterclassCancelled) masterclass() {}
func (MasterclassReminded) masterclass()  {}

// Sealed: who takes part, and what they need for it, is for themselves and the staff.
func (RegistrationMade) Sealed() bool { return true }

// Sealed: who was present is for themselves and the staff.
func (AttendanceRecorded) Sealed() bool { return true }

// Sealed: what somebody thinks of a masterclass is for the staff.
func (MasterclassEvaluated) Sealed() bool { return true }

// HappenedAt is its moment.
func (e PlaceGiven) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e PlaceLapsed) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e RegistrationClosed) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e MasterclassHeld) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e MasterclassEnded) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e MasterclassReminded) HappenedAt() time.Time { return e.At }
