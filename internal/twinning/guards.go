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
	ladderSuspension    = "suspension"
	ladderAmendment     = "amendment"
	ladderObservations  = "observations"
	ladderTermination   = "termination"
	ladderClaim         = "final-claim"
	ladderSettlement    = "settlement"
	ladderInstalment    = "instalment"
	ladderAccount       = "account"

	ladderRecoveryObserved = "recovery-observations"
	ladderRecoveryDecided  = "recovery-decision"
	ladderRecovery         = "recovery"

	ladderCoSign      = "co-signature"
	ladderDeliverable = "deliverable"
	ladderMeeting     = "meeting"

	ladderSignature     = "contract-signature"
	ladderStart         = "start"
	ladderVerification  = "verification"
	ladderAuthorisation = "authorisation"
	ladderRetention     = "retention"
	ladderUnreached     = "unreached"
)

// staff refuses an actor who has none of these roles in the call.
func staff(c call.Call, r law.Receipt, roles ...law.Role) error {
	return c.NotAllowed(r.Actor, roles...)
}

// party refuses an actor who does not speak for the tender.
func (t Twinning) party(r law.Receipt, roles ...law.Role) error {
	for _, role := range roles {
		if role == law.Contact && (r.Actor == t.Tender.Contact || r.Actor == t.SubmittedBy && !t.Replaced(r.Actor)) {
			return nil
		}
		if role == law.Signatory && r.Actor == t.Tender.Signatory {
			return nil
		}
	}
	return law.Refuse("roles", "not-a-party", law.Who("person", r.Actor), law.Ref("tender", t.Reference), law.Words("roles", "role", roles))
}

// must refuses a command that comes in a stage that has no place for it.
func (t Twinning) must(what string, stages ...Stage) error {
	if slices.Contains(stages, t.Stage) {
		return nil
	}
	if t.Stage == None {
		return law.Refuse("stages", "no-tender", law.Ref("tender", t.Reference))
	}
	return law.Refuse("stages", "wrong-stage", law.Ref("life", t.Reference), law.Word("stage", "stage", t.Stage), law.Word("act", "act", what), law.Words("stages", "stage", stages))
}

func engineOnly(r law.Receipt) error {
	if r.Actor == law.Engine {
		return nil
	}
	return law.Refuse("roles", "call-only")
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

// letters promises one template to people, with the reference among its parameters.
func (t Twinning) letters(to []string, template string, with ...law.Param) law.Promise {
	return law.Promise{Letters: law.To(to, template, append([]law.Param{law.Ref("tender", t.Reference)}, with...)...)}
}
