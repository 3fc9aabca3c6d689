package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// RulesProposed is another version of the rule book. It is in force when
// another person of the staff has signed it.
type RulesProposed struct {
	Number int      `json:"number"` // of the proposal, from 1
	Rules  RuleBook `json:"rules"`
	SHA256 string   `json:"sha256"` // of File
	File   string   `json:"file"`
	Why    law.Text `json:"why"`
	law.Promise
}

// ShorteningProposed is an earlier limit in place of an extension's.
type ShorteningProposed struct {
	Number   int               `json:"number"`
	Deadline calendar.Deadline `json:"deadline"`
	law.Promise
}

// DeadlineShortened is an earlier version of the deadline rule in place of
// extensions that nobody has relied on. It is in force from the instant at
// which it was recorded.
type DeadlineShortened struct {
	Deadline   calendar.Deadline `json:"deadline"`
	Ends       []int             `json:"ends"` // versions of the rule that no longer hold, from 1
	ProposedBy string            `json:"proposed_by"`
	Told       []string          `json:"told,omitempty"` // tenders
	law.Promise
}

// CancellationProposed says why a call should end without an award.
type CancellationProposed struct {
	Number int      `json:"number"`
	Why    law.Text `json:"why"`
	law.Promise
}

// CallCancelled ends a call without an award. Everything is kept, and what was
// sealed stays sealed.
type CallCancelled struct {
	Why        law.Text  `json:"why"`
	ProposedBy string    `json:"proposed_by"`
	At         time.Time `json:"at"`
	Told       []string  `json:"told,omitempty"` // tenders, which end with it
	law.Promise
}

// A Change is what a tender is told about the rules that it competes under.
type Change struct {
	What  string   `json:"what"` // ChangedRules or ChangedDeadline
	Why   law.Text `json:"why"`
	Until string   `json:"until,omitempty"` // the new limit, on clocks in the zone of the call
	Rules string   `json:"rules,omitempty"` // SHA-256 of the new version
}

// What a tender is told of.
const (
	ChangedRules    = "rules"
	ChangedDeadline = "deadline"
)

// A Cancellation tells a tender that its call has ended without an award.
type Cancellation struct {
	Why law.Text `json:"why"`
}

func (RulesProposed) Kind() string        { return "rules-proposed.v1" }
func (ShorteningProposed) Kind() string   { return "shortening-proposed.v1" }
func (DeadlineShortened) Kind() string    { return "deadline-shortened.v1" }
func (CancellationProposed) Kind() string { return "cancellation-proposed.v1" }
func (CallCancelled) Kind() string        { return "call-cancelled.v1" }

func (RulesProposed) event()        {}
func (ShorteningProposed) event()   {}
func (DeadlineShortened) event()    {}
func (CancellationProposed) event() {}
func (CallCancelled) event()        {}

// A proposalEvent is a fact of what takes two people of the staff.
//
//sumtype:decl
type proposalEvent interface {
	Event
	proposal()
}

func (RulesProposed) proposal()        {}
func (ShorteningProposed) proposal()   {}
func (DeadlineShortened) proposal()    {}
func (CancellationProposed) proposal() {}
func (CallCancelled) proposal()        {}
