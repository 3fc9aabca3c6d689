package law

import "time"

// An Outcome is an event that answers a command with more than that it was done: the verdict, or the rule and the code of a refusal, as
// rule/code, and the limit by which it was decided, where there was one. Both stand in the event's header, so that a receipt can prove them
// without the body.
type Outcome interface {
	Outcome() (code string, due time.Time)
}

// Outcome is the rule and the code of the refusal.
func (r CommandRefused) Outcome() (string, time.Time) { return r.Rule + "/" + r.Code, time.Time{} }

// Outcome says that nothing was judged.
func (CommandUnjudged) Outcome() (string, time.Time) { return "unjudged/unjudged", time.Time{} }
