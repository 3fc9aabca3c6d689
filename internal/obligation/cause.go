package obligation

// A Cause is why a rung has its outcome, or why a due date no longer holds: a
// code of this closed set. It is told in words when somebody reads it.
type Cause string

// The causes of the outcome of a rung at its moment, or before it where what it
// asks for was done or its ladder was changed.
const (
	CauseDue       Cause = "due"            // it falls due on Passed.Due
	CauseOverdue   Cause = "overdue"        // it was due on Passed.Due and has not arrived
	CauseNobody    Cause = "nobody-to-tell" // its ladder names nobody
	CauseDone      Cause = "done"           // on Passed.Done
	CauseOtherRule Cause = "rules-changed"  // the rule book has no such rung any more
)

// The causes for which a due date no longer holds; a rung that is thereby not
// sent has the same one.
const (
	CauseCallCancelled        Cause = "call-cancelled"
	CauseCallFinished         Cause = "call-finished"
	CauseAwardDateChanged     Cause = "award-date-changed"
	CauseDecisionContestable  Cause = "decision-contestable"
	CauseMoreTime             Cause = "more-time"
	CauseWithdrawn            Cause = "tender-withdrawn"
	CauseWithdrawalUndone     Cause = "withdrawal-undone"
	CauseClarifying           Cause = "clarifying"
	CauseWithoutClarification Cause = "decided-without-clarification"
	CauseIneligible           Cause = "tender-ineligible"
	CauseInConflict           Cause = "evaluator-in-conflict"
	CauseReassigned           Cause = "evaluator-replaced"
	CauseComplaintUpheld      Cause = "complaint-upheld"
	CauseReportDiscounted     Cause = "report-discounted"
	CauseAwarded              Cause = "tender-awarded"
	CauseRejected             Cause = "tender-rejected"
	CauseDecidedAgain         Cause = "decided-again"
	CauseContractDeclined     Cause = "contract-declined"
	CauseReportReplaced       Cause = "report-replaced"
	CauseLogReplaced          Cause = "log-replaced"
	CauseRecoveryDecided      Cause = "recovery-decided"
	CauseRecoveryWaived       Cause = "recovery-waived"
	CauseRunWithdrawn         Cause = "run-withdrawn"
	CausePaymentSuspended     Cause = "payment-suspended"
	CauseSuspended            Cause = "twinning-suspended"
	CauseTerminated           Cause = "twinning-terminated"
	CauseClosed               Cause = "twinning-closed"
	CauseTerminationDropped   Cause = "termination-dropped"
	CauseTerminationDecided   Cause = "termination-decided"
	CauseCompleted            Cause = "twinning-completed"
	CauseRedated              Cause = "deliverable-redated"
	CauseDeliverableReplaced  Cause = "deliverable-replaced"
	CauseAmended              Cause = "contract-amended"
	CauseAmendmentEnded       Cause = "amendment-ended"
	CauseContractChanged      Cause = "contract-changed"
	CauseHeld                 Cause = "record-held"
	CauseEntryRevised         Cause = "entry-revised"
	CauseEntryExpired         Cause = "entry-expired"
	CauseEntryEnded           Cause = "entry-ended"
	CauseInterestEnded        Cause = "interest-ended"
	CauseInterestExpired      Cause = "interest-expired"
	CauseRespondentRemoved    Cause = "respondent-removed"
	CauseSurveyPublished      Cause = "survey-published"
	CauseRegistrationEnded    Cause = "registration-ended"
	CauseMasterclassOver      Cause = "masterclass-over"
	CausePairingEnded         Cause = "pairing-ended"
	CauseCountryTwinningOver  Cause = "country-twinning-over"
	CauseBodyEnded            Cause = "body-ended"
	CauseMembershipEnded      Cause = "membership-ended"
	CauseLeftVote             Cause = "left-the-vote"
	CauseVoteCounted          Cause = "vote-counted"
)
