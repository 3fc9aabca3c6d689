package call

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Evolve returns the call as it stands after e. It never refuses: an event has
// already happened.
func (c Call) Evolve(e Event, at law.Recorded) Call {
	switch e := e.(type) {
	case CallOpened:
		c.Reference, c.Stage = e.Rules.Reference, Drafted
		c.Rules, c.SHA256 = e.Rules, e.SHA256
		c.Books = with(c.Books, e.SHA256, e.Rules)
		c.Roles = e.Roles
		c.Left = e.Rules.Budget
		c.Deadlines = []DeadlineVersion{{Rule: e.Deadline, RecordedAt: at.RecordedAt, Position: at.Position}}
		c.Obligations = obligation.Owe(nil, at.At(), "", e.Owed...)
	case RulesChanged:
		c.Left = c.Left.Add(e.Rules.Budget.Sub(c.Rules.Budget))
		c.EnvelopesLeft = c.envelopesUnder(e.Rules)
		c.Rules, c.SHA256 = e.Rules, e.SHA256
		c.Books = with(c.Books, e.SHA256, e.Rules)
		c.Obligations = obligation.Owe(c.Obligations, at.At(), obligation.CauseAwardDateChanged, e.Owed...)
		c = c.unproposed(proposedRules)
	case CallPublished:
		c.Stage, c.PublishedAt = Published, at.At()
	case SubmissionOpened:
		c.Stage = Open
	case DeadlineSet:
		c = c.moreTime(DeadlineVersion{Rule: e.Deadline, RecordedAt: at.RecordedAt, Position: at.Position}, at.At())
	case LateAdmitted:
		c = c.moreTime(DeadlineVersion{Rule: e.Deadline, Admission: e.Number, RecordedAt: at.RecordedAt, Position: at.Position}, at.At())
	case SubmissionShut:
		c.Stage = Shut
		c.Obligations = obligation.Owe(c.Obligations, e.At, "", e.Owed...)
	case OpeningSigned:
		c.OpeningSigned = e.By
	case TendersOpened:
		c.Stage, c.OpenedAt, c.OpenedBy, c.OpeningSigned = Opened, e.At, e.By, ""
		c.Obligations = obligation.Meet(c.Obligations, opening, e.At)
	case EvaluatorsExcluded:
		c.Excluded = append(slices.Clip(c.Excluded), e.Evaluators...)
		c.Evaluators = slices.DeleteFunc(slices.Clone(c.Evaluators), func(v Evaluator) bool { return slices.Contains(e.Evaluators, v.Person) })
	case EvaluatorAppointed:
		c.Evaluators = append(slices.Clip(c.Evaluators), Evaluator{Person: e.Evaluator, Organisation: e.Organisation, Country: e.Country})
	case ImpartialityDeclared:
		c.Evaluators = slices.Clone(c.Evaluators)
		for i := range c.Evaluators {
			if c.Evaluators[i].Person == e.Evaluator {
				c.Evaluators[i].DeclaredAt, c.Evaluators[i].Former = at.At(), e.Former
			}
		}
	case EvaluatorsAssigned:
		c = c.assign(Drawn{Tender: e.Tender, Evaluators: e.Evaluators})
	case EvaluatorsBriefed:
		c.Evaluators = slices.Clone(c.Evaluators)
		for i := range c.Evaluators {
			if slices.Contains(e.Evaluators, c.Evaluators[i].Person) {
				c.Evaluators[i].BriefedAt = at.At()
			}
		}
	case AssignmentsDrawn:
		c = c.assign(e.Assignments...)
	case PanelDecided:
		c.Panel, c.PanelPresent, c.PanelBasis = map[string]PanelScore{}, e.Present, e.Basis
		for _, s := range e.Scores {
			c.Panel[s.Tender] = s
		}
	case AwardPrepared:
		c.Prepared, c.PreparedBy, c.PreparedOn = &e.Award, at.Actor, e.Basis
	case AwardReleased:
		c = c.release(e, at)
	case ReserveActivated:
		c.Committed = with(c.Committed, e.Tender, e.Amount)
		c.Left = e.Left
		c = c.envelope(e.Tender, e.Amount.Neg())
		if i := slices.IndexFunc(c.Reserve, func(s Step) bool { return s.Tender == e.Tender }); i >= 0 {
			c = c.count(c.Reserve[i])
		}
		c.Reserve = c.reserveBut(e.Tender)
	case BudgetFreed:
		c.Left = e.Left
		c = c.envelope(e.Tender, e.Amount)
		c.Committed = with(c.Committed, e.Tender, c.Committed[e.Tender].Sub(e.Amount))
	case ContractNoted:
		c.Contracts = with(c.Contracts, e.Tender, true)
		if c.Stage == Decided {
			c.Stage = Running
		}
	case EndNoted:
		c.Ended = with(c.Ended, e.Tender, e.How)
		c.Reserve = c.reserveBut(e.Tender)
	case CallFinished:
		c.Stage, c.Reserve = Finished, nil
		when := at.At()
		if !e.At.IsZero() {
			when = e.At
		}
		c.Obligations = obligation.End(c.Obligations, when, obligation.CauseCallFinished, owes(standstill))
	case RungPassed:
		c.Passed = with(c.Passed, e.Key, true)
	case OutcomesAnnounced, StandstillEnded, ComplaintWindowClosed, ComplaintNoted, ReevaluationNoted, LeftoverReopened, AmendmentFunded, RatesImported:
		return c.evolveAfter(e.(afterEvent), at)
	case RulesProposed, ShorteningProposed, DeadlineShortened, CancellationProposed, CallCancelled:
		return c.evolveProposal(e.(proposalEvent), at)
	case RoleGiven, RoleWithdrawn, RoleReplaced, RoleChanged, AbsenceSet, AbsenceBegan, AbsenceEnded:
		return c.evolveRoles(e.(rolesEvent), at)
	case PayingAccountSet, PaymentRunPrepared, PaymentLineRemoved, PaymentRunReleased, PaymentRunWithdrawn, PaymentExecuted, PaymentReturned:
		return c.evolveRuns(e.(runEvent), at)
	default:
		panic(fmt.Sprintf("call: no evolution for %T", e))
	}
	return c
}

// moreTime is the call with another version of the deadline rule. Whoever had
// signed the opening signs again, and what had shut is open again.
func (c Call) moreTime(v DeadlineVersion, at time.Time) Call {
	c.Deadlines = append(slices.Clip(c.Deadlines), v)
	c.OpeningSigned = ""
	if c.Stage == Shut {
		c.Stage = Open
		c.Obligations = obligation.End(c.Obligations, at, obligation.CauseMoreTime, func(o obligation.Obligation) bool { return o.ID == opening })
	}
	return c
}

// assign is the call with tenders given to evaluators. Calls of the first fold
// went on from shut: they knew no opening.
func (c Call) assign(list ...Drawn) Call {
	c.Assignments = maps.Clone(c.Assignments)
	if c.Assignments == nil {
		c.Assignments = map[string][]string{}
	}
	for _, d := range list {
		c.Assignments[d.Tender] = d.Evaluators
	}
	if c.Stage == Opened || c.Stage == Shut {
		c.Stage = Evaluating
	}
	return c
}
