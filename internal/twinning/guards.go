package twinning

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Ladders of the rule book, by name.
const (
	ladderEligibility   = "eligibility"
	ladderClarification = "clarification"
	ladderEvaluation    = "evaluation"
	ladderArbitration   = "arbitration"
	ladderConsensus     = "consensus"
	ladderContract      = "contract"
	ladderLog           = "log"
	ladderReview        = "log-review"
	ladderPayment       = "expense-payment"
	ladderInterim       = "interim-report"
	ladderFinal         = "final-report"
	ladderClosure       = "closure"
	ladderWindow        = "complaint-window"
	ladderComplaint     = "complaint-review"
	ladderReevaluation  = "reevaluation"
)

// staff refuses an actor who has none of these roles in the call.
func staff(c call.Call, r law.Receipt, roles ...law.Role) error {
	if c.Has(r.Actor, roles...) {
		return nil
	}
	return law.Refuse("roles", "not-allowed", "%s may not do this in %s: it takes the role %s", r.Actor, c.Reference, words(roles, law.Role.Words))
}

// party refuses an actor who does not speak for the tender.
func (t Twinning) party(r law.Receipt, roles ...law.Role) error {
	for _, role := range roles {
		if role == law.Contact && (r.Actor == t.Tender.Contact || r.Actor == t.SubmittedBy) {
			return nil
		}
		if role == law.Signatory && r.Actor == t.Tender.Signatory {
			return nil
		}
	}
	return law.Refuse("roles", "not-a-party", "%s does not speak for %s: it takes its %s", r.Actor, t.Reference, words(roles, law.Role.Words))
}

// must refuses a command that comes in a stage that has no place for it.
func (t Twinning) must(what string, stages ...Stage) error {
	if slices.Contains(stages, t.Stage) {
		return nil
	}
	if t.Stage == None {
		return law.Refuse("stages", "no-tender", "%s has no tender in time", t.Reference)
	}
	return law.Refuse("stages", "wrong-stage", "%s is %s: %s is possible only while it is %s", t.Reference, t.Stage, what, words(stages, func(s Stage) string { return string(s) }))
}

func engineOnly(r law.Receipt) error {
	if r.Actor == law.Engine {
		return nil
	}
	return law.Refuse("roles", "engine-only", "only a fact of the call may say this; nobody may send it")
}

func words[T any](list []T, word func(T) string) string {
	var b strings.Builder
	for i, v := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			b.WriteString(" or ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(word(v))
	}
	return b.String()
}

// letters promises one template to people, with the reference among its words.
func (t Twinning) letters(to []string, template string, kv ...string) law.Promise {
	w := map[string]string{"tender": t.Reference}
	for i := 0; i+1 < len(kv); i += 2 {
		w[kv[i]] = kv[i+1]
	}
	return law.Promise{Letters: law.To(to, template, w)}
}
