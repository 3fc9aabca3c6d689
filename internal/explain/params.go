package explain

import (
	"cmp"
	"math/big"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// Constructors of parameters beside those of law. What they make is told, and never recorded.

// written is what a person wrote: a reference to it, or the text itself, in one
// line and without its full stop.
func written(name string, text law.Text) law.Param {
	if _, ok := text.Ref(); ok {
		return law.Quote(name, text)
	}
	return narrate.Verbatim(name, strings.TrimSuffix(strings.Join(strings.Fields(string(text)), " "), "."))
}

// people are persons by their ids; without any, a word for nobody.
func people(name string, ids []string) law.Param {
	if len(ids) == 0 {
		return law.Word(name, "people", "nobody")
	}
	return law.People(name, ids)
}

// instant is an instant in UTC; the zero time is told as a dash.
func instant(name string, at time.Time) law.Param {
	if at.IsZero() {
		return law.Param{Name: name, Type: law.TypeInstant, Zone: "UTC"}
	}
	return law.At(name, at, "UTC")
}

// stage is the stage of a life by its stream.
func stage(name, stream, s string) law.Param {
	if s == "" {
		return law.Word(name, "stage", "not-begun")
	}
	return law.Word(name, lives.StageWords(stream), s)
}

// inRanking is the stage of a tender, which may have no version in time.
func inRanking(name, s string) law.Param {
	if s == "" {
		s = "none-in-time"
	}
	return law.Word(name, "stage", s)
}

// answer is yes or no.
func answer(name string, is bool) law.Param { return law.Word(name, "answer", yesNo(is)) }

// check is yes or, for what must not be, a no that stands out.
func check(name string, holds bool) law.Param { return law.Word(name, "check", yesNo(holds)) }

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// cause is why a rung of a reminder has its outcome, with the dates that it names.
func cause(name string, p obligation.Passed) law.Param {
	why := law.Word(name, "cause", p.Why)
	why.With = []law.Param{law.On("due", p.Due), law.On("done", p.Done)}
	return why
}

// fraction is a fraction to four places, half up.
func fraction(name string, r *big.Rat) law.Param {
	d, err := decimal.NewFromString(four(r))
	if err != nil {
		return narrate.Verbatim(name, r.RatString()) // it is made of digits and cannot fail
	}
	return law.Score(name, d)
}

// finding is the name of an eligibility rule.
func finding(name, rule string) law.Param {
	if id, ok := strings.CutPrefix(rule, "document-"); ok {
		return law.Because(name, law.Why("finding-on-document", law.Word("document", "document", id)))
	}
	if id, ok := strings.CutPrefix(rule, "attribute-"); ok {
		return law.Because(name, law.Why("finding-on-attribute", law.Word("attribute", "attribute", id)))
	}
	return law.Word(name, "finding", rule)
}

// findings are names of eligibility rules.
func findings(name string, rules []string) law.Param {
	p := law.Words(name, "finding", rules)
	for i, rule := range rules {
		p.List[i] = finding("", rule)
	}
	return p
}

// unlike is what is recorded, where it is not what was computed; else nothing.
func unlike(name string, r *big.Rat, recorded decimal.Decimal) law.Param {
	if four(r) == four(recorded.Rat()) {
		return law.Param{Name: name, Type: law.TypeScore}
	}
	return law.Score(name, recorded)
}

// points are several fractions.
func points(name string, list []*big.Rat) law.Param {
	p := law.Param{Name: name, Type: law.TypeList}
	for _, r := range list {
		p.List = append(p.List, fraction("", r))
	}
	return p
}

// done is that a step of an expense was done: verified, authorised, paid.
func done(name string, s twinning.Step) law.Param {
	status := map[twinning.Step]twinning.ExpenseStatus{twinning.Verify: twinning.ExpenseVerified, twinning.Authorise: twinning.Authorised, twinning.Pay: twinning.Paid}[s]
	return law.Word(name, "expense-status", cmp.Or(status, twinning.ExpenseStatus(s)))
}
