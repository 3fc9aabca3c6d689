package law

import (
	"errors"
	"sync/atomic"
)

// A Refusal is the law's no: a fact, never a failure. It holds no sentence, so
// that a better wording, or another language, changes nothing that is recorded:
// internal/narrate says in words what was wrong and what to do.
type Refusal struct {
	Rule string  `json:"rule"` // kebab-case, the rule as the handbook names it
	Code string  `json:"code"` // kebab-case; rule and code together have one sentence
	With []Param `json:"with,omitempty"`
}

// Error is for engineers: rule, code and parameters.
func (r *Refusal) Error() string { return r.String() }

// String is Error of a value.
func (r Refusal) String() string {
	if f := reader.Load(); f != nil {
		(*f)(r)
	}
	return told(r.Rule+"/"+r.Code, r.With)
}

// reader is nil but in tests.
var reader atomic.Pointer[func(Refusal)]

// WhenRead lets a package's tests know which refusals they read. The function
// is called by many goroutines at once.
func WhenRead(f func(Refusal)) { reader.Store(&f) }

// Refuse returns a refusal as an error. Rule and code are literals: each of them
// has a sentence in internal/narrate, which names every parameter.
func Refuse(rule, code string, with ...Param) error {
	return &Refusal{Rule: rule, Code: code, With: with}
}

// Refused returns the refusal in err, if it is one.
func Refused(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
