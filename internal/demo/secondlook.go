package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/twinning"
)

// A SecondLook is a decision of people that went beyond the rules' own course,
// or a score or an outcome that was looked at once more.
type SecondLook struct {
	On     time.Time `json:"on"`
	Tender string    `json:"tender"`
	What   string    `json:"what"`
	How    string    `json:"how"`
}

// secondLooks lists them by date.
func (a *account) secondLooks() []SecondLook {
	var list []SecondLook
	note := func(ref string, at ledger.Event, what, format string, args ...any) {
		list = append(list, SecondLook{On: at.Received, Tender: ref, What: what, How: a.cast.named(fmt.Sprintf(format, args...))})
	}
	each(a, func(_ string, e call.LateAdmitted, at ledger.Event) {
		note(e.Tender, at, "admitted late", "until %s, once, signed by %s", e.Deadline.Wall, e.Deadline.SignedBy)
	})
	each(a, func(ref string, e twinning.EligibilityDecided, at ledger.Event) {
		if o := e.Override; o != nil {
			note(ref, at, "eligible against a rule", "against %s; proposed by %s, signed by %s", strings.Join(o.Against, ", "), o.By, o.SignedBy)
		}
	})
	each(a, func(ref string, e twinning.ArbitrationOpened, at ledger.Event) {
		note(ref, at, "arbitration", "%s and %s differ by more than %s; with a third evaluator the score is %s",
			e.Higher.StringFixed(2), e.Lower.StringFixed(2), e.Allowed.StringFixed(2), a.scores(ref)[0])
	})
	each(a, func(ref string, e twinning.ConflictDeclared, at ledger.Event) {
		how := e.Evaluator + " declared it before reporting, and was replaced"
		if scores := a.scores(ref); len(scores) > 1 && e.By != "" {
			how = fmt.Sprintf("the report of %s no longer counts: %s instead of %s", e.Evaluator, scores[1], scores[0])
		}
		note(ref, at, "conflict", "%s", how)
	})
	each(a, func(ref string, e twinning.ComplaintReviewed, at ledger.Event) {
		if !e.Upheld {
			note(ref, at, "complaint", "not upheld: %s", e.Reason)
		}
	})
	each(a, func(_ string, e call.ReevaluationNoted, at ledger.Event) {
		cut := "none"
		if e.Cut != nil {
			cut = e.Cut.StringFixed(2)
		}
		note(e.Tender, at, "complaint", "upheld: %s instead of %s, the cut is %s: place %d of the reserve list", e.Score.StringFixed(2), a.scores(e.Tender)[0], cut, e.Place)
	})
	slices.SortStableFunc(list, func(a, b SecondLook) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Tender, b.Tender)) })
	return list
}

// scores lists what a tender was evaluated to, one evaluation after the other.
func (a *account) scores(ref string) []string {
	var list []string
	each(a, func(of string, e twinning.TenderEvaluated, _ ledger.Event) {
		if of == ref {
			list = append(list, e.Score.StringFixed(2))
		}
	})
	return append(list, "none")
}
