package call

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// ShortenDeadline proposes to take back a part of an extension, or all of it.
type ShortenDeadline struct {
	To        calendar.WallClock `json:"to"` // in the zone of the call
	Inclusive bool               `json:"inclusive"`
	Covers    []string           `json:"covers,omitempty"` // as the extension has them; empty is everyone
	Why       law.Text           `json:"why"`
	Grace     string             `json:"grace,omitempty"` // as of an extension
}

// CancelCall proposes to end a call before its award is released.
type CancelCall struct {
	Why law.Text `json:"why"`
}

// SignProposal is the second signature under what somebody has proposed.
type SignProposal struct {
	Number int    `json:"number"`           // of the proposal, so that nobody signs another one
	SHA256 string `json:"sha256,omitempty"` // of the version of the rule book, where it is one
}

func (ShortenDeadline) Kind() string { return "shorten-deadline" }
func (CancelCall) Kind() string      { return "cancel-call" }
func (SignProposal) Kind() string    { return "sign-proposal" }

func (ShortenDeadline) command() {}
func (CancelCall) command()      {}
func (SignProposal) command()    {}

func (ExtendDeadline) needsTenders() {}
func (SignProposal) needsTenders()   {}

// Check refuses what Check of an extension refuses.
func (o ShortenDeadline) Check() error { return ExtendDeadline(o).Check() }

// Check refuses a cancellation without a reason.
func (o CancelCall) Check() error { return law.CheckRequired("why", o.Why) }

// Check refuses a signature under nothing.
func (o SignProposal) Check() error {
	if o.Number < 1 {
		return law.Nonsensef(law.WrongFromOne("number"), "number is %d; the first proposal is number 1", o.Number)
	}
	if o.SHA256 != "" && !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case")
	}
	return nil
}
