package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Calls are the calls.
func (c *Client) Calls(ctx context.Context) iter.Seq2[CallRow, error] {
	return list[CallRow](ctx, c, "/calls", nil)
}

// Call is a call: stage, dates, money, roles.
func (c *Client) Call(ctx context.Context, call string) (CallPage, error) {
	return ask[CallPage](ctx, c, Call(call).path(), nil)
}

// RuleBook is the rule book of a call, as the file was recorded.
func (c *Client) RuleBook(ctx context.Context, call string) (RuleBookPage, error) {
	return ask[RuleBookPage](ctx, c, Call(call).path()+"/rule-book", nil)
}

// Dates are the dates of a call, with every version of its deadline.
func (c *Client) Dates(ctx context.Context, call string) iter.Seq2[DateRow, error] {
	return list[DateRow](ctx, c, Call(call).path()+"/dates", nil)
}

// Calendar is the dates of a call as a calendar (RFC 5545).
func (c *Client) Calendar(ctx context.Context, call string) (string, error) {
	text, _, err := c.text(ctx, request{method: http.MethodGet, path: Call(call).path() + "/dates.ics", values: c.asOf(nil)})
	return string(text), err
}

// Attempts are submissions that were refused or came late.
func (c *Client) Attempts(ctx context.Context, call string) iter.Seq2[AttemptRow, error] {
	return list[AttemptRow](ctx, c, Call(call).path()+"/attempts", nil)
}

// Roles are who has which role in a call, what has changed, and who stands in.
func (c *Client) Roles(ctx context.Context, call string) (RolesPage, error) {
	return ask[RolesPage](ctx, c, Call(call).path()+"/roles", nil)
}

// Complaints are the complaints about a call.
func (c *Client) Complaints(ctx context.Context, call string) iter.Seq2[ComplaintRow, error] {
	return list[ComplaintRow](ctx, c, Call(call).path()+"/complaints", nil)
}

// Conflicts are who is in conflict with which tender.
func (c *Client) Conflicts(ctx context.Context, call string) iter.Seq2[ConflictRow, error] {
	return list[ConflictRow](ctx, c, Call(call).path()+"/conflicts", nil)
}

// Evaluations are who has evaluated which tender of a call.
func (c *Client) Evaluations(ctx context.Context, call string) iter.Seq2[EvaluationRow, error] {
	return list[EvaluationRow](ctx, c, Call(call).path()+"/evaluations", nil)
}

// Reports are every criterion of every report of a call.
func (c *Client) Reports(ctx context.Context, call string) (ReportSet, error) {
	return ask[ReportSet](ctx, c, Call(call).path()+"/reports", nil)
}

// Work is what waits for the staff of a call in its twinnings: logs to be judged, expenses to be approved.
func (c *Client) Work(ctx context.Context, call string) iter.Seq2[WorkRow, error] {
	return list[WorkRow](ctx, c, Call(call).path()+"/work", nil)
}

// ExpenseQueue is every expense that waits for a step of the viewer's, of one call or, with "", of all.
func (c *Client) ExpenseQueue(ctx context.Context, call string) iter.Seq2[QueuedExpense, error] {
	var values url.Values
	if call != "" {
		values = url.Values{"call": {call}}
	}
	return list[QueuedExpense](ctx, c, "/expense-queue", values)
}

// ExpenseBatch is what one approval would do now to every expense of a call that waits for it from the viewer. Nothing is recorded.
func (c *Client) ExpenseBatch(ctx context.Context, call, step string, checked ...string) (ExpenseBatch, error) {
	values := url.Values{"step": {step}}
	if len(checked) > 0 {
		values.Set("checked", strings.Join(checked, ","))
	}
	return ask[ExpenseBatch](ctx, c, Call(call).path()+"/expense-batch", values)
}

// LogBatch is every log of a call that waits for its acceptance, and what the law would say now. Nothing is recorded.
func (c *Client) LogBatch(ctx context.Context, call string) (LogBatch, error) {
	return ask[LogBatch](ctx, c, Call(call).path()+"/log-batch", nil)
}

// Rates are the exchange rates by which claims in other currencies are converted.
func (c *Client) Rates(ctx context.Context, call string) iter.Seq2[RateRow, error] {
	return list[RateRow](ctx, c, Call(call).path()+"/rates", nil)
}

// PaymentRuns are the payment runs of a call and what the next one would pay.
func (c *Client) PaymentRuns(ctx context.Context, call string) (RunsPage, error) {
	return ask[RunsPage](ctx, c, Call(call).path()+"/payment-runs", nil)
}

// PaymentRun is a payment run, line by line.
func (c *Client) PaymentRun(ctx context.Context, call string, run int) (RunPage, error) {
	return ask[RunPage](ctx, c, Call(call).path()+"/payment-runs/"+strconv.Itoa(run), nil)
}

// PaymentOrder is a released run for the bank (ISO 20022 pain.001.001.09).
func (c *Client) PaymentOrder(ctx context.Context, call string, run int) ([]byte, error) {
	text, _, err := c.text(ctx, request{method: http.MethodGet, path: Call(call).path() + "/payment-runs/" + strconv.Itoa(run) + "/pain.001.xml"})
	return text, err
}

// BankFile is what a bank's status report (pain.002) or statement (camt.053) means for the runs of a call; nothing is recorded.
func (c *Client) BankFile(ctx context.Context, call, file string) (BankFile, error) {
	var is BankFile
	q := request{method: http.MethodPost, path: Call(call).path() + "/payment-runs/bank-file"}
	err := q.sent(map[string]string{"file": file})
	if err == nil {
		err = c.read(ctx, q, &is)
	}
	return is, err
}

// Bounced is which letter of a call a message is about that came back to the mail server (RFC 3464); nothing is recorded.
func (c *Client) Bounced(ctx context.Context, call, message string) (BouncedLetter, error) {
	var is BouncedLetter
	q := request{method: http.MethodPost, path: Call(call).path() + "/bounced-letter"}
	err := q.sent(map[string]string{"message": message})
	if err == nil {
		err = c.read(ctx, q, &is)
	}
	return is, err
}

// Award is the ranking of a call as it was prepared or released.
func (c *Client) Award(ctx context.Context, call string) (AwardRow, error) {
	return ask[AwardRow](ctx, c, Call(call).path()+"/award", nil)
}

// Preview is what a release of the award would do now.
func (c *Client) Preview(ctx context.Context, call string) (PreviewPage, error) {
	return ask[PreviewPage](ctx, c, Call(call).path()+"/award/preview", nil)
}

// Rounds are the rounds of letters of a call: who was told when.
func (c *Client) Rounds(ctx context.Context, call string) iter.Seq2[RoundRow, error] {
	return list[RoundRow](ctx, c, Call(call).path()+"/rounds", nil)
}

// LetterTemplates are the letters that a call may send, and which of them its rule book words itself.
func (c *Client) LetterTemplates(ctx context.Context, call string) iter.Seq2[LetterTemplate, error] {
	return list[LetterTemplate](ctx, c, Call(call).path()+"/letters", nil)
}

// LetterPreview is a letter with made-up content, as the call would send it now: in a
// language, "" for that of whom it is to, else the call's; to is an alias or id, "" for nobody.
func (c *Client) LetterPreview(ctx context.Context, call, letter, language, to string) (LetterPreview, error) {
	return ask[LetterPreview](ctx, c, Call(call).path()+"/letters/"+url.PathEscape(letter)+"/preview", given("language", language, "to", to))
}

// Reserve is the reserve list of a call.
func (c *Client) Reserve(ctx context.Context, call string) iter.Seq2[ReserveRow, error] {
	return list[ReserveRow](ctx, c, Call(call).path()+"/reserve", nil)
}

// WhatIfs are the what-ifs that were asked of a call; check computes each again over the
// facts that it saw.
func (c *Client) WhatIfs(ctx context.Context, call string, check bool) iter.Seq2[WhatIfRow, error] {
	return list[WhatIfRow](ctx, c, Call(call).path()+"/what-ifs", given("check", flag(check)))
}

// AskWhatIf asks what the award of a call would have been with other parameters. The
// question is recorded, once under its id; "" draws one.
func (c *Client) AskWhatIf(ctx context.Context, call, id string, with WhatIf) (WhatIfPage, error) {
	var page WhatIfPage
	if id == "" {
		id = NewID()
	}
	q := request{method: http.MethodPost, path: Call(call).path() + "/what-ifs", header: http.Header{"Idempotency-Key": {id}}}
	err := q.sent(with)
	if err == nil {
		err = c.read(ctx, q, &page)
	}
	return page, err
}

// AskedWhatIf is a what-if that was asked, by its id, with its answer over what was seen then.
func (c *Client) AskedWhatIf(ctx context.Context, call, id string) (WhatIfPage, error) {
	return ask[WhatIfPage](ctx, c, Call(call).path()+"/what-ifs/"+url.PathEscape(id), nil)
}

// Draw is what a draw of evaluators from a seed would give now, for some tenders of a
// call, or for all where none is named.
func (c *Client) Draw(ctx context.Context, call, seed string, tenders ...string) (Draw, error) {
	return ask[Draw](ctx, c, Call(call).path()+"/draw", given("seed", seed, "tender", strings.Join(tenders, ",")))
}

// Tenders are the tenders of a call, or of all calls where call is "".
func (c *Client) Tenders(ctx context.Context, call string) iter.Seq2[TenderRow, error] {
	path := "/tenders"
	if call != "" {
		path = Call(call).path() + path
	}
	return list[TenderRow](ctx, c, path, nil)
}

// Tender is a tender: versions, verdicts and, for whom it is open, what it says.
func (c *Client) Tender(ctx context.Context, tender string) (TenderPage, error) {
	return ask[TenderPage](ctx, c, TenderOf(tender).path(), nil)
}

// Evaluation is the evaluation of a tender, the earlier rounds first.
func (c *Client) Evaluation(ctx context.Context, tender string) iter.Seq2[Sheet, error] {
	return list[Sheet](ctx, c, TenderOf(tender).path()+"/evaluation", nil)
}

// Evidence are the files of evidence of a tender, in the order in which they were added.
func (c *Client) Evidence(ctx context.Context, tender string) iter.Seq2[EvidenceRow, error] {
	return list[EvidenceRow](ctx, c, TenderOf(tender).path()+"/evidence", nil)
}

// EvidenceFile tells of a file of evidence, by its name in the store.
func (c *Client) EvidenceFile(ctx context.Context, file string) (EvidenceRow, error) {
	return ask[EvidenceRow](ctx, c, "/evidence/"+url.PathEscape(file), nil)
}

// Contract is the contract of an award: what is signed, under which hash, and who has
// signed it. Start is the first day where it is not the common one, else "".
func (c *Client) Contract(ctx context.Context, tender, start string) (ContractPage, error) {
	return ask[ContractPage](ctx, c, TenderOf(tender).path()+"/contract", given("start", start))
}

// Amendments are how the contract of a twinning was changed: before and after, hashes,
// signatures.
func (c *Client) Amendments(ctx context.Context, tender string) (AmendmentsPage, error) {
	return ask[AmendmentsPage](ctx, c, TenderOf(tender).path()+"/amendments", nil)
}

// Closure is what the closure of a twinning takes, and who owes what is missing.
func (c *Client) Closure(ctx context.Context, tender string) (ClosurePage, error) {
	return ask[ClosurePage](ctx, c, TenderOf(tender).path()+"/closure", nil)
}

// Meetings are the meetings of a twinning, and those to be held by a day.
func (c *Client) Meetings(ctx context.Context, tender string) (MeetingsPage, error) {
	return ask[MeetingsPage](ctx, c, TenderOf(tender).path()+"/meetings", nil)
}

// Account is the bank account of a twinning, for its parties, the officers and who pays.
func (c *Client) Account(ctx context.Context, tender string) (AccountPage, error) {
	return ask[AccountPage](ctx, c, TenderOf(tender).path()+"/account", nil)
}

// Recoveries are what is asked back from the parties of a twinning, and what came back.
func (c *Client) Recoveries(ctx context.Context, tender string) (RecoveryPage, error) {
	return ask[RecoveryPage](ctx, c, TenderOf(tender).path()+"/recoveries", nil)
}

// Claim is an expense of a twinning as it is claimed now, by its id.
func (c *Client) Claim(ctx context.Context, tender, expense string) (Claim, error) {
	return ask[Claim](ctx, c, TenderOf(tender).path()+"/expenses/"+url.PathEscape(expense), nil)
}

// Invitations are those to a call and to its tenders, or, where call is "", those that the
// asker has sent, could have sent, has accepted or was sent.
func (c *Client) Invitations(ctx context.Context, call string) iter.Seq2[InvitationRow, error] {
	path := "/invitations"
	if call != "" {
		path = Call(call).path() + path
	}
	return list[InvitationRow](ctx, c, path, nil)
}

// ProgrammeInvitations are those to roles of a programme.
func (c *Client) ProgrammeInvitations(ctx context.Context, programme string) iter.Seq2[InvitationRow, error] {
	return list[InvitationRow](ctx, c, Programme(programme).path()+"/invitations", nil)
}

// InvitationsTo are those to take part in a survey, a body, an initiative or a masterclass.
func (c *Client) InvitationsTo(ctx context.Context, of Life) iter.Seq2[InvitationRow, error] {
	return list[InvitationRow](ctx, c, of.path()+"/invitations", nil)
}

// Invitation is an invitation, and why it holds no longer where it does not.
func (c *Client) Invitation(ctx context.Context, invitation string) (InvitationRow, error) {
	return ask[InvitationRow](ctx, c, Invitation(invitation).path(), nil)
}

// Organisations are the records of organisations with a part of a name, a PIC or a VAT
// number; all where find is "". To the staff they are everybody's, with those that may be
// one; to others their own.
func (c *Client) Organisations(ctx context.Context, find string) iter.Seq2[OrganisationRow, error] {
	return list[OrganisationRow](ctx, c, "/organisations", given("find", find))
}

// Organisation is the record of an organisation, with what it said before.
func (c *Client) Organisation(ctx context.Context, organisation string) (OrganisationRow, error) {
	return ask[OrganisationRow](ctx, c, OrganisationOf(organisation).path(), nil)
}

// Asked are the tenders that the asker is asked to speak for.
func (c *Client) Asked(ctx context.Context) iter.Seq2[AskedRow, error] {
	return list[AskedRow](ctx, c, "/asked", nil)
}

// Letters are the letters to the asker, with what became of each.
func (c *Client) Letters(ctx context.Context) iter.Seq2[LetterRow, error] {
	return list[LetterRow](ctx, c, "/letters", nil)
}

// Programmes are the programmes.
func (c *Client) Programmes(ctx context.Context) iter.Seq2[ProgrammeRow, error] {
	return list[ProgrammeRow](ctx, c, "/programmes", nil)
}

// Programme is a programme: its name, its roles, what its rule books begin with.
func (c *Client) Programme(ctx context.Context, programme string) (ProgrammePage, error) {
	return ask[ProgrammePage](ctx, c, Programme(programme).path(), nil)
}

// Administrators are who the administrators are, and who was one.
func (c *Client) Administrators(ctx context.Context) iter.Seq2[AdministratorRow, error] {
	return list[AdministratorRow](ctx, c, "/administrators", nil)
}

// Erasures are the requests for erasure that wait for an answer or were refused: one's own, and of an administrator all.
func (c *Client) Erasures(ctx context.Context) iter.Seq2[ErasureRow, error] {
	return list[ErasureRow](ctx, c, "/erasures", nil)
}

// People are all whom the asker may know, with their roles.
func (c *Client) People(ctx context.Context) iter.Seq2[PersonRow, error] {
	return list[PersonRow](ctx, c, "/people", nil)
}

// AllObligations are what is owed in all lives, with the letters about each where they are
// asked for.
func (c *Client) AllObligations(ctx context.Context, letters bool) iter.Seq2[ObligationRow, error] {
	return list[ObligationRow](ctx, c, "/obligations", given("letters", flag(letters)))
}

// Today is what waits for the asker in all lives, by the instant at which it is due, with the
// command that settles it; what no rule sets a day for comes last.
func (c *Client) Today(ctx context.Context) iter.Seq2[WaitRow, error] {
	return list[WaitRow](ctx, c, "/today", nil)
}

// DecisionAt says why the decision at a position of the ledger is what it is.
func (c *Client) DecisionAt(ctx context.Context, position int64) ([]Derivation, error) {
	return ask[[]Derivation](ctx, c, "/decisions/"+number(position), nil)
}
