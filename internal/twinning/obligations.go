package twinning

import (
	"fmt"
	"time"

	"twinning.example/engine/internal/obligation"
)

// Ids of obligations.
const (
	oweEligibility = "eligibility"
	oweArbitration = "arbitration"
	oweConsensus   = "consensus"
	oweWindow      = "complaint-window"
	oweContract    = "contract"
	oweInterim     = "interim-report"
	oweFinal       = "final-report"
	oweClosure     = "closure"
	oweLatest      = "closure-latest"
	oweFinalClaim  = "final-claim"
	oweStart       = "start"
	oweRetention   = "retention"
)

func oweClarification(number int) string {
	if number > 1 {
		return fmt.Sprintf("clarification-%d", number)
	}
	return "clarification"
}

func oweEligibilityOf(round int) string {
	if round > 1 {
		return fmt.Sprintf("%s-round-%d", oweEligibility, round)
	}
	return oweEligibility
}

// anew is the id of an obligation that may be owed more than once in the life
// of a tender: arbitration, arbitration-2.
func (t Twinning) anew(id string) string {
	next := id
	for n := 2; ; n++ {
		if _, used := obligation.Find(t.Obligations, next); !used {
			return next
		}
		next = fmt.Sprintf("%s-%d", id, n)
	}
}

// meetAll is a list with every open obligation of a ladder met.
func meetAll(list []obligation.Obligation, ladder string, at time.Time) []obligation.Obligation {
	for _, o := range list {
		if o.Ladder == ladder {
			list = obligation.Meet(list, o.ID, at)
		}
	}
	return list
}

func oweReevaluation(round int) string { return fmt.Sprintf("reevaluation-%d", round) }
func oweSuspension(number int) string  { return fmt.Sprintf("suspension-%d", number) }
func oweAmendment(number int, who string) string {
	return fmt.Sprintf("amendment-%d-%s", number, who)
}
func oweComplaint(number int) string     { return fmt.Sprintf("complaint-review-%d", number) }
func oweEvaluation(person string) string { return "evaluation-" + person }
func oweLog(month int) string            { return fmt.Sprintf("log-%02d", month) }
func oweLogAgain(month, number int) string {
	return fmt.Sprintf("log-%02d-version-%d", month, number)
}

func oweLogReview(month, number int) string {
	if number > 1 {
		return fmt.Sprintf("log-review-%02d-version-%d", month, number)
	}
	return fmt.Sprintf("log-review-%02d", month)
}

func oweReportReview(report string, number int) string {
	return fmt.Sprintf("%s-report-review-%d", report, number)
}

func oweReportAgain(report string, number int) string {
	return fmt.Sprintf("%s-report-version-%d", report, number)
}
func owePayment(expense string) string { return "payment-" + expense }
