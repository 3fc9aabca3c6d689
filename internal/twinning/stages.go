package twinning

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// A Stage is where a tender, and what becomes of it, stands in its life.
type Stage string

// The stages of a tender.
const (
	None          Stage = ""
	Submitted     Stage = "submitted"
	Clarification Stage = "clarification-requested"
	Eligible      Stage = "eligible"
	Ineligible    Stage = "ineligible"
	Arbitration   Stage = "arbitration" // scores are too far apart: one more evaluator is asked
	Consenting    Stage = "consensus"   // the evaluators are to agree on one report
	Evaluated     Stage = "evaluated"
	Awarded       Stage = "awarded"
	Reserve       Stage = "reserve"
	Rejected      Stage = "rejected"
	Withdrawn     Stage = "withdrawn"
	Contracted    Stage = "contracted"
	Active        Stage = "active"
	Suspended     Stage = "suspended"
	Reporting     Stage = "reporting"
	Closed        Stage = "closed"
	Terminated    Stage = "terminated"
	Cancelled     Stage = "cancelled" // it ended with its call, which was cancelled before the award
	Retained      Stage = "retained"
	Over          Stage = "over"
)

// A Row of the table says what is awaited in a stage and what moves it on.
type Row struct {
	Stage  Stage
	Awaits string
	Moves  []Move
}

// A Move is one way from one stage to another: the event that makes it.
type Move struct {
	By   string // kind of the event
	To   Stage
	When string // who or what, in words
}

// Hands are the people of the call whom the move takes; none where time, a
// party or another life makes it. The last payment takes all who pay.
func (m Move) Hands() []law.Hand {
	if m == paid {
		return call.TenderHands(ExpenseApproved{}.Kind())
	}
	return call.TenderHands(m.By)
}

var (
	withdrawn        = Move{"tender-withdrawn.v1", Withdrawn, "the tenderer withdraws"}
	terminated       = Move{"twinning-terminated.v1", Terminated, "the head terminates it, with a reason"}
	retention        = Move{"retention-began.v1", Retained, "nothing is owed any more and the time for complaints is over"}
	judgedAgain      = Move{"complaint-reviewed.v1", Eligible, "a complaint is upheld: it is evaluated again"}
	orderedAgain     = Move{"reevaluation-ordered.v1", Eligible, "a score that counted came from an evaluator in conflict"}
	awardedMeanwhile = Move{"outcome-noted.v1", Awarded, "it is judged again, and the reserve list has reached it meanwhile"}
	endedMeanwhile   = Move{"outcome-noted.v1", Rejected, "it is judged again, and the call is finished meanwhile"}
	cancelled        = Move{"cancellation-noted.v1", Cancelled, "the call is cancelled before its award"}
	paid             = Move{"retention-began.v1", Retained, "the last payment is made"}
)

// Stages is the life of a tender and of the twinning that it may become.
// Evolve knows no other moves.
func Stages() []Row {
	return []Row{
		{None, "a tender in time", []Move{{"tender-submitted.v1", Submitted, "the tenderer submits, in time"}}},
		{Submitted, "the decision on eligibility", []Move{
			{"clarification-requested.v1", Clarification, "an officer asks about an obvious clerical error"},
			{"eligibility-decided.v1", Eligible, "an officer finds it eligible; against the rules' findings, two people do"},
			{"eligibility-decided.v1", Ineligible, "an officer finds it ineligible; against the rules' findings, two people do"},
			withdrawn, cancelled,
		}},
		{Clarification, "the tenderer's clarification", []Move{
			{"clarification-given.v1", Submitted, "the contact corrects the fields asked about"},
			{"eligibility-decided.v1", Ineligible, "an officer finds it ineligible, the time to clarify being over"},
			{"eligibility-decided.v1", Eligible, "two people find it eligible all the same"},
			withdrawn, cancelled,
		}},
		{Eligible, "evaluation reports", []Move{
			{"tender-evaluated.v1", Evaluated, "the last report is in"},
			{"arbitration-opened.v1", Arbitration, "two scores differ by more than the rule book allows"},
			{"consensus-awaited.v1", Consenting, "the last report is in, and the rule book asks for a consensus"},
			awardedMeanwhile, endedMeanwhile,
			withdrawn, cancelled,
		}},
		{Arbitration, "the report of one more evaluator", []Move{
			{"tender-evaluated.v1", Evaluated, "the two closest scores are averaged"},
			{"consensus-awaited.v1", Consenting, "the report is in, and the rule book asks for a consensus"},
			{"conflict-declared.v1", Eligible, "one who reported is in conflict"},
			awardedMeanwhile, endedMeanwhile,
			withdrawn, cancelled,
		}},
		{Consenting, "one report that all evaluators agree on", []Move{
			{"tender-evaluated.v1", Evaluated, "the last of them agrees"},
			{"conflict-declared.v1", Eligible, "one of them is in conflict"},
			awardedMeanwhile, endedMeanwhile,
			withdrawn, cancelled,
		}},
		{Ineligible, "the time for complaints", []Move{
			{"complaint-reviewed.v1", Submitted, "a complaint is upheld: it is decided on again"},
			retention, cancelled,
		}},
		{Evaluated, "the award", []Move{
			{"outcome-noted.v1", Awarded, "the award is released"},
			{"outcome-noted.v1", Reserve, "the award is released"},
			{"outcome-noted.v1", Rejected, "the award is released"},
			{"conflict-declared.v1", Eligible, "an evaluator who reported is in conflict"},
			withdrawn, cancelled,
		}},
		{Awarded, "both signatures under the contract", []Move{
			{"contract-in-force.v1", Contracted, "the second signature is given"},
			{"contract-declined.v1", Withdrawn, "the contractor declines"},
			withdrawn,
		}},
		{Reserve, "money that is freed", []Move{
			{"outcome-noted.v1", Awarded, "the head of the list is activated"},
			{"outcome-noted.v1", Rejected, "the call is finished"},
			judgedAgain, orderedAgain,
			withdrawn,
		}},
		{Rejected, "the time for complaints", []Move{judgedAgain, orderedAgain, retention}},
		{Withdrawn, "the time for complaints", []Move{
			{"withdrawal-undone.v1", Submitted, "the tenderer undoes it, before the limit"},
			retention,
		}},
		{Contracted, "M1", []Move{{"activities-began.v1", Active, "M1 begins"}, terminated}},
		{Active, "monthly logs, expenses, the interim report", []Move{
			{"twinning-suspended.v1", Suspended, "the head suspends it, with a reason"},
			{"reporting-began.v1", Reporting, "the last month ends"},
			{"twinning-completed.v1", Reporting, "everything is delivered and the final report accepted before the last month ends"},
			terminated,
		}},
		{Suspended, "resumption", []Move{{"twinning-resumed.v1", Active, "the head resumes it"}, terminated}},
		{Reporting, "the final report, its acceptance, the closure", []Move{
			{"twinning-closed.v1", Closed, "an officer closes it with the evidence of its type"},
			terminated,
		}},
		{Cancelled, "the time for complaints", []Move{retention}},
		{Closed, "the last payment", []Move{paid}},
		{Terminated, "the last payment", []Move{paid, retention}},
		{Retained, "the end of retention", []Move{{"retention-ended.v1", Over, "the years of retention are over"}}},
		{Over, "nothing", nil},
	}
}
