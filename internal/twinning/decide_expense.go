package twinning

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Check refuses an approval that does not say which step it is: what happens to
// be next is not what somebody meant to do.
func (o ApproveExpense) Check() error {
	if err := law.CheckCode("expense", o.Expense); err != nil {
		return err
	}
	if o.Step == "" {
		return law.Nonsensef(law.WrongValue("step", "verify", "authorise", "pay"), "step is missing: write verify, authorise or pay")
	}
	if o.Step.leadsTo() == "" {
		return law.Nonsensef(law.WrongValue("step", "verify", "authorise", "pay"), "step %q does not exist; allowed are verify, authorise or pay", o.Step)
	}
	return o.checkDeduction()
}

// checkDeduction: less than what is claimed is accepted by a verification, for a reason.
func (o ApproveExpense) checkDeduction() error {
	if o.Accepted == nil {
		if o.Error != "" || o.Reason != "" {
			return errMissing("accepted", "write the amount that is accepted, which is less than what is claimed")
		}
		return nil
	}
	switch {
	case o.Step != Verify:
		return law.Nonsensef(law.WrongBeside("accepted", "step"), "accepted is given with the step %s; an amount is deducted by the verification alone", o.Step)
	case o.Accepted.Currency() == "" || o.Accepted.IsZero() || o.Accepted.IsNegative():
		return law.Nonsensef(law.WrongAbove("accepted"), "accepted must be above zero, as in EUR 123.45; an expense of which nothing is accepted is rejected")
	}
	if o.Error != "" {
		if err := law.CheckCode("error", o.Error); err != nil {
			return err
		}
	}
	return law.CheckRequired("reason", o.Reason)
}

// hands are the roles of the steps.
var hands = map[Step]law.Role{Verify: law.Verifier, Authorise: law.Authoriser, Pay: law.Payer}

// Decide gives the next of the three approvals. Claimant, verifier, authoriser
// and payer are four people, in all expenses of a twinning; what is authorised never goes above a cost kind of
// the contract; the fixed sum of subcontracting is paid once the twinning is closed.
func (o ApproveExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, err := t.expense(o.Expense)
	if err != nil {
		return nil, err
	}
	if err := t.must("approving-an-expense", Active, Suspended, Reporting, Closed, Terminated); err != nil {
		return nil, err
	}
	step := x.NextStep()
	switch {
	case step == "":
		return nil, law.Refuse("expenses", "no-step", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	case o.Step != step:
		return nil, law.Refuse("expenses", "step", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status), law.Word("step", "approval", step))
	case t.Stage == Terminated && step != Pay:
		return nil, law.Refuse("expenses", "terminated", law.Ref("tender", t.Reference))
	}
	if err := t.mayApprove(x, c, r); err != nil {
		return nil, err
	}
	if err := t.notClaimant(x, r.Actor); err != nil {
		return nil, err
	}
	if had, ok := t.Duties[r.Actor]; ok && had != step {
		return nil, law.Refuse("four-eyes", "same-person", law.Who("person", r.Actor), law.Ref("tender", t.Reference), law.Word("had", "approval", had), law.Word("step", "approval", step))
	}
	if step == Authorise && t.Contract.Costs.Of(x.Kind).LessThan(t.Spent(x.Kind).Add(x.Accepted())) {
		return nil, law.Refuse("ceilings", "cost-kind", law.Word("kind", "cost-kind", x.Kind), law.Money("contract", t.Contract.Costs.Of(x.Kind)), law.Money("authorised", t.Spent(x.Kind)), law.Money("amount", x.Accepted()))
	}
	if step == Pay && x.Kind == Subcontracting && t.Stage != Closed {
		return nil, law.Refuse("expenses", "fixed-sum", law.Ref("tender", t.Reference), law.Word("stage", "stage", t.Stage))
	}
	return t.approve(o, x, c, r)
}

func (t Twinning) approve(o ApproveExpense, x Expense, c call.Call, r law.Receipt) ([]Event, error) {
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	step := o.Step
	if err := o.checked(x, terms.book); err != nil {
		return nil, err
	}
	e := ExpenseApproved{Expense: x.ID, Step: step, Amount: x.Accepted(), Checked: o.Checked}
	if o.Accepted != nil {
		if e, err = t.deduct(e, o, x, terms.book); err != nil {
			return nil, err
		}
	}
	switch {
	case terms.book.ByInstalments() && step == Pay:
		return nil, law.Refuse("payments", "by-instalments", law.Word("expense", "expense", x.ID))
	case terms.book.ByInstalments(): // an instalment pays it
	case step == Authorise && (x.Kind != Subcontracting || t.Stage == Closed):
		e.Owed = t.payments(terms, c, r, x)
	case step == Pay:
		e.Promise = t.letters([]string{x.Claimant}, "payment-made", law.Word("expense", "expense", x.ID), law.Money("amount", e.Amount))
	}
	if step != Pay {
		return []Event{e}, nil
	}
	hand := payment{by: r.Actor, at: r.ReceivedAt, held: t.held(c, 0)}
	if err := t.byHand(call.OfExpense, x.ID, e.Amount, hand.held, terms, c); err != nil {
		return nil, err
	}
	return t.payExpense(e, hand, terms), nil
}

// payExpense are the facts of the payment of an expense by itself.
func (t Twinning) payExpense(e ExpenseApproved, how payment, terms terms) []Event {
	events := []Event{e}
	deducted, _ := t.deductFrom(e.Expense, e.Amount, how)
	events = append(events, deducted...)
	if len(t.Unpaid()) == 1 && len(t.Payments.Open()) == 0 && (t.Stage == Closed || t.Stage == Terminated) {
		after := t
		for _, e := range events {
			after = after.Evolve(e, law.Recorded{ReceivedAt: how.at, Actor: how.by})
		}
		events = append(events, after.orderRest(terms, how.at)...)
		events = append(events, t.retain(terms, how.at, after.PaidSum("")))
	}
	return events
}

// deduct is a verification that accepts less than is claimed, for an error of
// the rule book's list where it has one; the claimant is told.
func (t Twinning) deduct(e ExpenseApproved, o ApproveExpense, x Expense, book call.RuleBook) (ExpenseApproved, error) {
	if o.Accepted.Currency() != x.Amount.Currency() {
		return e, law.Refuse("money", "expense-currency", law.Word("expense", "expense", x.ID), law.Currency("currency", o.Accepted.Currency()), law.Currency("contract", x.Amount.Currency()))
	}
	if !o.Accepted.LessThan(x.Amount) {
		return e, law.Refuse("expenses", "nothing-deducted", law.Word("expense", "expense", x.ID), law.Money("accepted", *o.Accepted), law.Money("amount", x.Amount))
	}
	if known := book.Running.ErrorTypes; len(known) > 0 && !slices.ContainsFunc(known, func(k call.ErrorType) bool { return k.ID == o.Error }) {
		return e, law.Refuse("expenses", "error-type", law.Word("error", "error-type", o.Error), law.Words("allowed", "error-type", ids(known)))
	}
	less := x.Amount.Sub(*o.Accepted)
	e.Amount, e.Deducted, e.Error, e.Reason = *o.Accepted, &less, o.Error, o.Reason
	e.Promise = t.letters([]string{x.Claimant}, "expense-deducted", law.Word("expense", "expense", x.ID), law.Money("amount", x.Amount),
		law.Money("accepted", *o.Accepted), law.Money("deducted", less), law.Quote("reason", o.Reason))
	return e, nil
}

func ids(types []call.ErrorType) []string {
	list := make([]string, len(types))
	for i, k := range types {
		list[i] = k.ID
	}
	return list
}

// payments is what the payer owes for expenses that can be paid.
func (t Twinning) payments(terms terms, c call.Call, r law.Receipt, xs ...Expense) []obligation.Owed {
	var owed []obligation.Owed
	due := terms.due(terms.day(r.ReceivedAt), terms.book.Running.ReviewWithin)
	for _, x := range xs {
		owed = append(owed, obligation.Owed{ID: owePayment(x.ID), Ladder: ladderPayment, Who: c.People(law.Payer), Due: due})
	}
	return owed
}

func (t Twinning) expense(id string) (Expense, error) {
	x, ok := t.Expense(id)
	if !ok {
		return x, law.Refuse("expenses", "no-such-expense", law.Ref("tender", t.Reference), law.Word("expense", "expense", id))
	}
	return x, nil
}

// notClaimant refuses a person who claimed this expense, is paid by it, or is a party.
func (t Twinning) notClaimant(x Expense, person string) error {
	if person == x.Claimant || person == x.Payee || person == t.Tender.Contact || person == t.Tender.Signatory {
		return law.Refuse("four-eyes", "claimant", law.Who("person", person), law.Word("expense", "expense", x.ID), law.Ref("tender", t.Reference))
	}
	if p, known := t.Contract.Under(x.Personnel); known && p.Person == person {
		return law.Refuse("four-eyes", "claimant", law.Who("person", person), law.Word("expense", "expense", x.ID), law.Ref("tender", t.Reference))
	}
	return nil
}

// Check refuses to return without a reason.
func (o ReturnExpense) Check() error {
	if err := law.CheckCode("expense", o.Expense); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide sends an expense back, until it is authorised.
func (o ReturnExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, err := t.expense(o.Expense)
	if err != nil {
		return nil, err
	}
	if err := t.must("returning-an-expense", Active, Suspended, Reporting); err != nil {
		return nil, err
	}
	if err := staff(c, r, law.Verifier, law.Authoriser); err != nil {
		return nil, err
	}
	if x.Status != Claimed && x.Status != ExpenseVerified {
		return nil, law.Refuse("expenses", "not-open", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	if err := t.notClaimant(x, r.Actor); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	var step Step
	if terms.book.LimitsOf().Hands {
		step = x.NextStep()
		if err := staff(c, r, hands[step]); err != nil {
			return nil, err
		}
		if err := t.oneHand(r.Actor, step); err != nil {
			return nil, err
		}
	}
	return []Event{ExpenseReturned{
		Expense: x.ID, Step: step, Reason: o.Reason,
		Promise: t.letters([]string{x.Claimant}, "expense-returned", law.Word("expense", "expense", x.ID), law.Money("amount", x.Amount), law.Quote("reason", o.Reason)),
	}}, nil
}

// Check refuses a correction without a reason or with a broken claim.
func (o CorrectExpense) Check() error {
	if err := o.Claim.check("claim"); err != nil {
		return err
	}
	return law.CheckRequired("reason", o.Reason)
}

// Decide replaces a returned claim; the first one stays readable.
func (o CorrectExpense) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	x, err := t.expense(o.Claim.ID)
	if err != nil {
		return nil, err
	}
	stages := []Stage{Active, Reporting}
	if t.Ends() {
		stages = append(stages, Suspended) // as it is claimed then
	}
	if err := t.must("correcting-an-expense", stages...); err != nil {
		return nil, err
	}
	if err := t.party(r, law.Contact); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	if x.Status != ExpenseReturns {
		return nil, law.Refuse("expenses", "not-returned", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
	}
	if !slices.Contains(CostKinds(), o.Claim.Kind) || o.Claim.Kind != x.Kind {
		return nil, law.Refuse("expenses", "another-kind", law.Word("expense", "expense", x.ID), law.Word("kind", "cost-kind", x.Kind), law.Word("to", "cost-kind", o.Claim.Kind))
	}
	month := x.Month
	if x.Apart {
		month = 0
	}
	claims, conversions, err := t.taken([]Claim{o.Claim}, month, c, terms, r.ReceivedAt)
	if err != nil {
		return nil, err
	}
	if err := t.withinPersonnel([]Claim{o.Claim}); err != nil {
		return nil, err
	}
	o.Claim = claims[0]
	allowed := t.claimable
	if x.Kind == Subcontracting && terms.book.Running.FixedSum == call.AfterFinalReport {
		allowed = t.payable
	}
	if err := allowed(o.Claim, terms.day(r.ReceivedAt)); err != nil {
		return nil, err
	}
	if err := t.onlyOnce(terms.book, claims); err != nil {
		return nil, err
	}
	if err := t.withinShares(terms.book, claims); err != nil {
		return nil, err
	}
	if sum := t.ClaimedSum(x.Kind, x.ID).Add(o.Claim.Amount); t.Contract.Costs.Of(x.Kind).LessThan(sum) {
		return nil, law.Refuse("ceilings", "cost-kind-claimed", law.Word("kind", "cost-kind", x.Kind), law.Money("claimed", sum), law.Money("contract", t.Contract.Costs.Of(x.Kind)))
	}
	if err := t.addedFor(x.Month, o.Claim); err != nil {
		return nil, err
	}
	return []Event{ExpenseCorrected{Claim: o.Claim, Reason: o.Reason, Conversion: conversionOf(conversions, x.ID)}}, nil
}
