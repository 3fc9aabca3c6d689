package letters

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"

	"twinning.example/engine/internal/law"
)

// A Problem is why a letter was not taken. What of it is recorded is the
// hindrance, a code and the status of the mail server; its words, in which
// addresses and names are masked, are for the log of the operator.
type Problem struct {
	law.Hindrance
	said string
}

// Error is the mail server's answer, or what broke the connection, without
// names and addresses.
func (p *Problem) Error() string { return string(p.Why) + ": " + p.said }

var enhancedForm = regexp.MustCompile(`^([245]\.[0-9]{1,3}\.[0-9]{1,3})( |$)`)

// problem makes a Problem of an error that may name the person. It does not
// wrap it: causes travel as far as their sentences.
func problem(m Mail, why law.LetterCause, err error) *Problem {
	p := &Problem{Hindrance: law.Hindrance{Why: why}, said: hide(m, err.Error())}
	var answer *textproto.Error
	if errors.As(err, &answer) {
		p.Status, p.said = answer.Code, hide(m, fmt.Sprintf("%d %s", answer.Code, answer.Msg))
		if found := enhancedForm.FindStringSubmatch(answer.Msg); found != nil {
			p.Enhanced = law.EnhancedStatus(found[1])
		}
	}
	return p
}

// HindranceOf is what is recorded of an error of Write or Send.
func HindranceOf(err error) law.Hindrance {
	var p *Problem
	switch {
	case errors.As(err, &p):
		return p.Hindrance
	case errors.Is(err, ErrNoAddress):
		return law.Hindrance{Why: law.LetterNoAddress}
	case errors.Is(err, ErrAddress):
		return law.Hindrance{Why: law.LetterBadAddress}
	}
	return law.Hindrance{Why: law.LetterUnwritable}
}
