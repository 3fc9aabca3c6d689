package law

import (
	"errors"
	"fmt"
)

// A Refusal is the law's no: a fact, never a failure. Rule names the rule as
// the handbook does, Code is for programs, Sentence says what was wrong and
// what to do.
type Refusal struct {
	Rule     string `json:"rule"`
	Code     string `json:"code"`
	Sentence string `json:"sentence"`
}

func (r *Refusal) Error() string { return r.Sentence }

// Refuse returns a refusal as an error. Rule and code are kebab-case.
func Refuse(rule, code, format string, args ...any) error {
	return &Refusal{Rule: rule, Code: code, Sentence: fmt.Sprintf(format, args...)}
}

// Refused returns the refusal in err, if it is one.
func Refused(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}
