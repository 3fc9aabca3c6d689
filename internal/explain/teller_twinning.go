package explain

import (
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// ofTwinning says a fact of a tender's life, up to the contract.
func (t Teller) ofTwinning(e twinning.Event, at law.Recorded) string {
	who := t.who(at)
	switch e := e.(type) {
	case twinning.TenderSubmitted:
		return fmt.Sprintf("%s submitted version %d of the tender (%s): %s.", who, e.Number, brief(e.HMAC), t.verdict(e.Verdict.Why))
	case twinning.TenderRefusedLate:
		return fmt.Sprintf("%s sent a tender (%s) that was refused as late, and is kept: %s.", who, brief(e.HMAC), t.verdict(e.Verdict.Why))
	case twinning.TenderWithdrawn:
		return fmt.Sprintf("%s withdrew the tender%s.%s", who, t.because(string(e.Reason)), freeAgain(e.Freed))
	case twinning.TenderRefused:
		why := ": " + t.refusal(e.Refusal)
		if t.Sealed {
			why = ""
		}
		return fmt.Sprintf("%s sent a tender (%s) that was refused by the rule on %s (%s), and is kept by its HMAC%s.", who, brief(e.HMAC), plain(e.Rule), e.Code, why)
	case twinning.PartyChangeProposed:
		return fmt.Sprintf("%s asked %s to be the %s of the tender%s.", who, t.name(e.Person), e.Role.Words(), t.because(string(e.Why)))
	case twinning.PartyChanged:
		if at.Actor == law.Engine {
			who = t.name(e.Person)
		}
		return fmt.Sprintf("%s accepted: the %s of the tender is now %s, and no longer %s.", who, e.Role.Words(), t.name(e.Person), t.name(e.Was))
	case twinning.WithdrawalUndone:
		return fmt.Sprintf("%s undid the withdrawal%s: the tender stands again.", who, t.because(string(e.Reason)))
	case twinning.ChangeNoted:
		if e.What == call.ChangedDeadline {
			return fmt.Sprintf("The parties are told that the deadline is now %s in %s%s.", e.Until, e.Zone, t.because(string(e.Why)))
		}
		return fmt.Sprintf("The parties are told that the version %s of the rule book holds now%s.", brief(e.Rules), t.because(string(e.Why)))
	case twinning.CancellationNoted:
		if e.Moot {
			return "The call was cancelled; the tender had no part in it any more."
		}
		return fmt.Sprintf("The tender ended with its call, which was cancelled%s.", t.because(string(e.Why)))
	case twinning.ClarificationRequested:
		if t.Sealed {
			return who + " asked for a clarification."
		}
		return fmt.Sprintf("%s asked about %s: %s", who, and(e.Fields), e.Question)
	case twinning.ClarificationGiven:
		if t.Sealed {
			return who + " gave the clarification."
		}
		return fmt.Sprintf("%s corrected the tender (%s) and answered: %s", who, brief(e.SHA256), e.Answer)
	case twinning.EligibilityProposed:
		return fmt.Sprintf("%s proposed to find the tender %s%s%s. It holds when another officer or the head signs it.", who, found(e.Eligible), against(e.Against), t.because(string(e.Reason)))
	case twinning.EligibilityDecided:
		if o := e.Override; o != nil {
			return fmt.Sprintf("%s signed what %s had proposed: the tender is %s%s%s.", who, t.name(o.By), found(e.Eligible), against(o.Against), t.because(string(o.Reason)))
		}
		if e.Eligible {
			return fmt.Sprintf("%s found the tender eligible, by %s%s.", who, count(len(e.Findings), "rule", "rules"), t.because(string(e.Reason)))
		}
		return fmt.Sprintf("%s found the tender ineligible%s.", who, t.because(string(e.Reason)))
	case twinning.EvidenceAdded:
		return fmt.Sprintf("%s added the file %s for %s.", who, e.File, e.For)
	case twinning.EvidenceWithdrawn:
		return fmt.Sprintf("%s withdrew the file %s for %s.", who, e.File, e.For)
	case twinning.ConflictDeclared:
		if e.By != "" {
			return fmt.Sprintf("%s recorded a conflict of %s with this tender%s. No score of theirs counts.", t.name(e.By), t.name(e.Evaluator), t.because(string(e.Why)))
		}
		return fmt.Sprintf("%s declared a conflict with this tender%s. No score of theirs counts.", t.name(e.Evaluator), t.because(string(e.Why)))
	case twinning.AssignmentNoted:
		return fmt.Sprintf("The tender was given to %s for evaluation.", t.all(e.Evaluators))
	case twinning.EvaluationRecorded, twinning.TenderEvaluated, twinning.ArbitrationOpened, twinning.ConsensusAwaited,
		twinning.ConsensusProposed, twinning.ConsensusAgreed, twinning.ReevaluationOrdered:
		return t.ofEvaluation(e, who)
	case twinning.OutcomeNoted:
		return t.outcome(e)
	case twinning.ContractSigned:
		return fmt.Sprintf("%s signed the contract for the %s.", who, e.Party)
	case twinning.ContractInForce:
		late := ""
		if e.Late {
			late = ", later than the common start"
		}
		return fmt.Sprintf("The contract is in force: %d months from %s%s%s, under the rule book %s, which never changes for it.",
			e.Months, e.M1, late, after(", ", e.Amount), brief(e.Rules))
	case twinning.ComplaintLodged:
		if t.Sealed {
			return fmt.Sprintf("%s lodged complaint %d.", who, e.Number)
		}
		return fmt.Sprintf("%s lodged complaint %d about %s: %s", who, e.Number, e.Grounds, e.Text)
	case twinning.ComplaintReviewed:
		verdict := "did not uphold"
		if e.Upheld {
			verdict = "upheld"
		}
		return fmt.Sprintf("%s %s complaint %d, finding: %s%s.", who, verdict, e.Number, e.Finding, t.because(string(e.Reason)))
	case twinning.ComplaintWindowClosed:
		return "The time to contest the decision on this tender is over."
	case twinning.ContractDeclined:
		return fmt.Sprintf("%s declined the contract%s.%s", who, t.because(string(e.Reason)), freeAgain(e.Freed))
	default:
		return t.ofRunning(e, at)
	}
}

func found(eligible bool) string {
	if eligible {
		return "eligible"
	}
	return "ineligible"
}

// against names the rules that a decision overrides.
func against(rules []string) string {
	if len(rules) == 0 {
		return ", although it meets every rule of the call"
	}
	return ", against what was found for " + and(rules)
}

func (t Teller) outcome(e twinning.OutcomeNoted) string {
	moot := ""
	if e.Moot {
		moot = " The tender had been withdrawn meanwhile."
	}
	verdict := string(e.Verdict)
	if e.Verdict == call.Reserve {
		verdict = "on the reserve list"
	}
	return fmt.Sprintf("The call decided: %s, at place %s, with %s points%s%s.%s", verdict, narrate.English().Reason(e.Where()), e.Score, after(" and ", e.Amount), t.because(t.reason(e.Why)), moot)
}

// ofRunning says a fact of a running twinning.
func (t Teller) ofRunning(e twinning.Event, at law.Recorded) string {
	who := t.who(at)
	switch e := e.(type) {
	case twinning.ActivitiesBegan:
		return "The first month began: activities may be logged."
	case twinning.LogSubmitted:
		return fmt.Sprintf("%s submitted version %d of the log of month %d, with %s and %s%s.", who, e.Number, e.Month,
			count(len(e.Activities), "activity", "activities"), count(len(e.Expenses), "expense", "expenses"), late(e.Late))
	case twinning.LogAccepted:
		return fmt.Sprintf("%s accepted the log of month %d.", who, e.Month)
	case twinning.LogReturned:
		return fmt.Sprintf("%s returned the log of month %d%s.", who, e.Month, t.because(string(e.Reason)))
	case twinning.ExpenseApproved:
		return fmt.Sprintf("%s %s expense %s, %s.", who, did(e.Step), e.Expense, e.Amount.Human())
	case twinning.ExpenseReturned:
		return fmt.Sprintf("%s returned expense %s%s.", who, e.Expense, t.because(string(e.Reason)))
	case twinning.ExpenseCorrected:
		return fmt.Sprintf("%s corrected expense %s to %s%s. The first claim stays readable.", who, e.Claim.ID, e.Claim.Amount.Human(), t.because(string(e.Reason)))
	case twinning.ReportSubmitted:
		return fmt.Sprintf("%s submitted version %d of the %s report%s.", who, e.Number, e.Report, late(e.Late))
	case twinning.ReportAccepted:
		return fmt.Sprintf("%s accepted the %s report.", who, e.Report)
	case twinning.ReportReturned:
		return fmt.Sprintf("%s returned the %s report%s.", who, e.Report, t.because(string(e.Reason)))
	case twinning.TwinningSuspended:
		return fmt.Sprintf("%s suspended the twinning%s.", who, t.because(string(e.Reason)))
	case twinning.TwinningResumed:
		return fmt.Sprintf("%s resumed the twinning; what lay ahead is due %d days later.", who, e.Days)
	case twinning.ReportingBegan:
		return "The last month ended: the final report is awaited."
	case twinning.TwinningTerminated:
		return fmt.Sprintf("%s terminated the twinning%s.%s", who, t.because(string(e.Reason)), spent(e.Spent, e.Freed))
	case twinning.TwinningClosed:
		return fmt.Sprintf("%s closed the twinning.%s", who, spent(e.Spent, e.Freed))
	case twinning.RetentionBegan:
		return fmt.Sprintf("Nothing is owed any more: the record is kept for %d years, until %s.", e.Years, e.Until)
	case twinning.RetentionEnded:
		return "The years of retention are over."
	case twinning.RungPassed:
		return t.rung(e.Passed, e.Letters)
	default:
		return t.ofLetter(e)
	}
}

func late(is bool) string {
	if is {
		return ", late"
	}
	return ""
}

func did(s twinning.Step) string {
	switch s {
	case twinning.Verify:
		return "verified"
	case twinning.Authorise:
		return "authorised"
	case twinning.Pay:
		return "paid"
	}
	return string(s)
}

// after is an amount with what stands before it; nothing where there is no amount.
func after(before string, a money.Amount) string {
	if a.IsNone() {
		return ""
	}
	return before + a.Human()
}

func freeAgain(a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return " " + a.Human() + " is free again."
}

func spent(spent, freed money.Amount) string {
	if freed.IsNone() {
		return ""
	}
	return " " + spent.Human() + " was spent and " + freed.Human() + " is free again."
}
