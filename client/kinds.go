// Code generated from the document of the API; DO NOT EDIT.

package client

// The kinds of commands, each with the lives that it is sent to. Those that lives send to
// each other are left out.
const (
	KindAcceptChange            = "accept-change"             // tender
	KindAcceptInvitation        = "accept-invitation"         // invitation
	KindAcceptLog               = "accept-log"                // tender
	KindAcceptReport            = "accept-report"             // tender
	KindActivateReserve         = "activate-reserve"          // call
	KindAddEvidence             = "add-evidence"              // tender
	KindAdmitLate               = "admit-late"                // call
	KindAgreeConsensus          = "agree-consensus"           // tender
	KindAppointEvaluator        = "appoint-evaluator"         // call
	KindApproveExpense          = "approve-expense"           // tender
	KindAssignEvaluators        = "assign-evaluators"         // call
	KindBriefEvaluators         = "brief-evaluators"          // call
	KindCancelCall              = "cancel-call"               // call
	KindChangeContact           = "change-contact"            // tender
	KindChangeProgrammeDefaults = "change-programme-defaults" // programme
	KindChangeRules             = "change-rules"              // call
	KindChangeSignatory         = "change-signatory"          // tender
	KindClarifyTender           = "clarify-tender"            // tender
	KindCloseProgramme          = "close-programme"           // programme
	KindCloseTwinning           = "close-twinning"            // tender
	KindCorrectExpense          = "correct-expense"           // tender
	KindCorrectOrganisation     = "correct-organisation"      // organisation
	KindDecideEligibility       = "decide-eligibility"        // tender
	KindDecidePanel             = "decide-panel"              // call
	KindDeclareConflict         = "declare-conflict"          // tender
	KindDeclareImpartiality     = "declare-impartiality"      // call
	KindDeclineContract         = "decline-contract"          // tender
	KindDrawAssignments         = "draw-assignments"          // call
	KindEndAbsence              = "end-absence"               // call
	KindExtendDeadline          = "extend-deadline"           // call
	KindGiveAdministrator       = "give-administrator"        // administration
	KindGiveProgrammeRole       = "give-programme-role"       // programme
	KindGiveRole                = "give-role"                 // call
	KindInvite                  = "invite"                    // call, invitation, programme
	KindJoinOrganisation        = "join-organisation"         // organisation
	KindLodgeComplaint          = "lodge-complaint"           // tender
	KindOpenCall                = "open-call"                 // call
	KindOpenProgramme           = "open-programme"            // programme
	KindOpenTenders             = "open-tenders"              // call
	KindOrderReevaluation       = "order-reevaluation"        // tender
	KindPrepareAward            = "prepare-award"             // call
	KindProposeConsensus        = "propose-consensus"         // tender
	KindPublishCall             = "publish-call"              // call
	KindRecordConflict          = "record-conflict"           // tender
	KindRecordEvaluation        = "record-evaluation"         // tender
	KindRecordOrganisation      = "record-organisation"       // organisation
	KindReleaseAward            = "release-award"             // call
	KindReopenLeftover          = "reopen-leftover"           // call
	KindReplaceProgrammeRole    = "replace-programme-role"    // programme
	KindReplaceRole             = "replace-role"              // call
	KindRequestClarification    = "request-clarification"     // tender
	KindResumeTwinning          = "resume-twinning"           // tender
	KindReturnExpense           = "return-expense"            // tender
	KindReturnLog               = "return-log"                // tender
	KindReturnReport            = "return-report"             // tender
	KindReviewComplaint         = "review-complaint"          // tender
	KindSetAbsence              = "set-absence"               // call
	KindShortenDeadline         = "shorten-deadline"          // call
	KindSignContract            = "sign-contract"             // tender
	KindSignEligibility         = "sign-eligibility"          // tender
	KindSignProposal            = "sign-proposal"             // call
	KindSubmitLog               = "submit-log"                // tender
	KindSubmitReport            = "submit-report"             // tender
	KindSubmitTender            = "submit-tender"             // call, tender
	KindSuspendTwinning         = "suspend-twinning"          // tender
	KindTerminateTwinning       = "terminate-twinning"        // tender
	KindUndoWithdrawal          = "undo-withdrawal"           // tender
	KindWithdrawAdministrator   = "withdraw-administrator"    // administration
	KindWithdrawEvidence        = "withdraw-evidence"         // tender
	KindWithdrawInvitation      = "withdraw-invitation"       // invitation
	KindWithdrawProgrammeRole   = "withdraw-programme-role"   // programme
	KindWithdrawRole            = "withdraw-role"             // call
	KindWithdrawTender          = "withdraw-tender"           // tender
)
