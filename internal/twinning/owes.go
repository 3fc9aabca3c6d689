package twinning

import (
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// owedBy names an obligation by its id, but where the id holds a person's or a
// text that a claimant chose: by its ladder.
func owedBy(o obligation.Obligation) (string, []law.Role) {
	switch o.Ladder {
	case ladderEvaluation:
		return o.Ladder, []law.Role{law.Evaluator}
	case ladderPayment, ladderInstalment:
		return o.Ladder, []law.Role{law.Payer}
	case ladderClarification, ladderLog, ladderInterim, ladderFinal, ladderWindow, ladderObservations, ladderClaim, ladderRecovery, ladderRecoveryObserved, ladderDeliverable, ladderMeeting, ladderStart:
		return o.ID, []law.Role{law.Contact}
	case ladderVerification:
		return o.ID, []law.Role{law.Verifier}
	case ladderAuthorisation:
		return o.ID, []law.Role{law.Authoriser}
	case ladderSignature:
		if strings.HasPrefix(o.ID, oweSignature(PartyContractor)) {
			return o.ID, []law.Role{law.Signatory}
		}
		return o.ID, []law.Role{law.ProcurerSignatory}
	case ladderContract:
		return o.ID, []law.Role{law.Signatory}
	case ladderConsensus:
		return o.ID, []law.Role{law.Evaluator}
	case ladderEligibility, ladderArbitration, ladderReview, ladderClosure, ladderReevaluation, ladderAccount, ladderUnreached:
		return o.ID, []law.Role{law.Officer}
	case ladderCoSign:
		if strings.HasPrefix(o.ID, oweCoSign(PartyContractor)) {
			return o.ID, []law.Role{law.Signatory}
		}
		return o.ID, []law.Role{law.ProcurerSignatory}
	case ladderAmendment:
		switch {
		case strings.HasSuffix(o.ID, "-"+PartyContractor):
			return o.ID, []law.Role{law.Signatory}
		case strings.HasSuffix(o.ID, "-"+PartyProcurer):
			return o.ID, []law.Role{law.ProcurerSignatory}
		case strings.HasSuffix(o.ID, "-"+string(law.Officer)):
			return o.ID, []law.Role{law.Officer}
		}
		return o.ID, []law.Role{law.Head}
	case ladderComplaint, ladderSuspension, ladderTermination, ladderSettlement, ladderRecoveryDecided, ladderRetention:
		return o.ID, []law.Role{law.Head}
	}
	return o.Ladder, nil
}
