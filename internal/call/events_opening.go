package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// LateAdmitted admits one named tender after its limit: a version of the
// deadline rule that covers this tender alone and is used up by one submission.
type LateAdmitted struct {
	Number   int               `json:"number"` // from 1: the submission that uses it names it
	Tender   string            `json:"tender"`
	Deadline calendar.Deadline `json:"deadline"`
	law.Promise
}

// OpeningSigned is the first of the two signatures under the opening of the
// tenders. Whatever gives more time makes it void.
type OpeningSigned struct {
	By string `json:"by"` // person id
	law.Promise
}

// TendersOpened ends the sealing: from At on, tenders are read by those who
// work on them.
type TendersOpened struct {
	At time.Time `json:"at"`
	By []string  `json:"by,omitempty"` // the two who signed; nobody where the rule book's moment came
	law.Promise
}

// EvaluatorsExcluded ends the appointment of evaluators who compete: they or
// their organisations are parties to a tender of the call.
type EvaluatorsExcluded struct {
	Evaluators []string  `json:"evaluators"`
	At         time.Time `json:"at"`
	law.Promise
}

func (LateAdmitted) Kind() string       { return "late-admission-granted.v1" }
func (OpeningSigned) Kind() string      { return "opening-signed.v1" }
func (TendersOpened) Kind() string      { return "tenders-opened.v1" }
func (EvaluatorsExcluded) Kind() string { return "evaluators-excluded.v1" }

func (LateAdmitted) event()       {}
func (OpeningSigned) event()      {}
func (TendersOpened) event()      {}
func (EvaluatorsExcluded) event() {}
