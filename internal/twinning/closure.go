package twinning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// SignReport is one party's signature under the final report, in substance and finance.
type SignReport struct {
	SHA256 string `json:"sha256"` // of its ReportText
}

// ReportSigned says that a party signed the final report as it stood.
type ReportSigned struct {
	Party  string            `json:"party"`
	Number int               `json:"number"` // of the report
	SHA256 string            `json:"sha256"`
	Owed   []obligation.Owed `json:"owed,omitempty"` // the other signature, where it was given under another text
	law.Promise
}

// TwinningCompleted says that a twinning has delivered everything before its last month.
type TwinningCompleted struct {
	Unlogged []int             `json:"unlogged,omitempty"` // months of which no log is owed any more
	Owed     []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// Closing is what the closure rests on beside logs, reports and payments.
type Closing struct {
	Signatures  map[string]Signature `json:"signatures,omitempty"` // by party
	CompletedAt time.Time            `json:"completed_at,omitzero"`
}

// FollowUp says whether the parties want to go on with each other once the twinning is over.
type FollowUp string

// What a final report says of a follow-up.
const (
	FollowUpWanted    FollowUp = "wanted"
	FollowUpNotWanted FollowUp = "not-wanted"
)

func (SignReport) Kind() string        { return "sign-report" }
func (ReportSigned) Kind() string      { return "report-signed.v1" }
func (TwinningCompleted) Kind() string { return "twinning-completed.v1" }

func (SignReport) command()        {}
func (ReportSigned) event()        {}
func (TwinningCompleted) event()   {}
func (ReportSigned) closing()      {}
func (TwinningCompleted) closing() {}

// A closingEvent is a fact about what a closure rests on.
//
//sumtype:decl
type closingEvent interface {
	Event
	closing()
}

// A ReportText is what the parties sign under the final report. Its canonical bytes are its
// JSON in this order, without spaces. What was submitted stands in it by its hash, and the
// costs as they are accepted: when either changes, a signature before is void.
type ReportText struct {
	Call      string        `json:"call"`
	Tender    string        `json:"tender"`
	Contract  string        `json:"contract,omitempty"` // SHA-256 of the contract's text, where the signatures under it named it
	Rules     string        `json:"rules"`
	Number    int           `json:"number"`
	Substance string        `json:"substance"`
	Finance   []FinanceLine `json:"finance,omitempty"`
}

// A FinanceLine is what one cost kind was to cost, and what was accepted of it.
type FinanceLine struct {
	Kind     CostKind     `json:"kind"`
	Contract money.Amount `json:"contract"`
	Accepted money.Amount `json:"accepted"`
}

// SHA256 is the hash that a signature names, in hexadecimal.
func (x ReportText) SHA256() string { return hashOf(x) }

func hashOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it has nothing that JSON cannot say
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// FinalText is what is signed under the final report as it stands.
func (t Twinning) FinalText() ReportText {
	x := ReportText{
		Call: law.CallOf(t.Reference), Tender: t.Reference, Contract: t.Contract.SHA256, Rules: t.Contract.Rules,
		Number: t.Reports[Final].Number, Substance: t.Reports[Final].SHA256,
	}
	if t.Contract.Amount.IsNone() {
		return x
	}
	for _, k := range CostKinds() {
		x.Finance = append(x.Finance, FinanceLine{Kind: k, Contract: t.Contract.Costs.Of(k), Accepted: t.Spent(k)})
	}
	return x
}

// FinalSigned tells whether a party has signed the final report as it stands.
func (t Twinning) FinalSigned(party string) bool {
	return t.Closing != nil && t.Reports[Final].Number > 0 && t.Closing.Signatures[party].SHA256 == t.FinalText().SHA256()
}

// Completed tells whether a twinning delivered everything before its last month.
func (t Twinning) Completed() bool { return t.Closing != nil && !t.Closing.CompletedAt.IsZero() }

func bothParties() []string { return []string{PartyContractor, PartyProcurer} }

func oweCoSign(party string) string { return "report-signature-" + party }

// coSigning is the signature of each of these parties, to be given within the time for the closure.
func (t Twinning) coSigning(terms terms, c call.Call, at time.Time, parties ...string) []obligation.Owed {
	var owed []obligation.Owed
	for _, party := range parties {
		owed = append(owed, obligation.Owed{
			ID: t.anew(oweCoSign(party)), Ladder: ladderCoSign, Who: t.signers(c, party), Due: terms.due(terms.day(at), terms.book.Running.CloseWithin),
		})
	}
	return owed
}

// Check wants the hash of what is signed.
func (o SignReport) Check() error {
	if !law.IsSHA256(o.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case: the hash of the final report that is signed")
	}
	return nil
}

// Decide takes the signature of a party under the final report once it is accepted and no
// claim is undecided: what was accepted then stands. A signature under what stood before is void.
func (o SignReport) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("signing-the-final-report", Reporting); err != nil {
		return nil, err
	}
	party := ""
	switch {
	case r.Actor == t.Tender.Signatory:
		party = PartyContractor
	case c.Has(r.Actor, law.ProcurerSignatory):
		party = PartyProcurer
	default:
		return nil, law.Refuse("roles", "not-a-signatory", law.Who("person", r.Actor), law.Ref("tender", t.Reference))
	}
	terms, err := t.terms(c)
	switch {
	case err != nil:
		return nil, err
	case !terms.book.Running.Closes().CoSigned:
		return nil, law.Refuse("closure", "not-co-signed", law.Ref("tender", t.Reference))
	case t.Reports[Final].Status != StatusAccepted:
		return nil, law.Refuse("closure", "final-report", law.Ref("tender", t.Reference))
	}
	if err := t.decided(); err != nil {
		return nil, err
	}
	switch is := t.FinalText().SHA256(); {
	case o.SHA256 != is:
		return nil, law.Refuse("closure", "other-text", law.Ref("tender", t.Reference), law.SHA256("given", o.SHA256), law.SHA256("is", is))
	case t.FinalSigned(party):
		return nil, law.Refuse("closure", "signed-already", law.Word("party", "party", party), law.Ref("tender", t.Reference))
	}
	e := ReportSigned{Party: party, Number: t.Reports[Final].Number, SHA256: o.SHA256}
	for _, other := range bothParties() {
		if other != party && !t.FinalSigned(other) && !t.owesSignature(other) {
			e.Owed = append(e.Owed, t.coSigning(terms, c, r.ReceivedAt, other)...)
			e.Promise = t.letters(t.signers(c, other), "report-to-sign", law.On("due", e.Owed[0].Due))
		}
	}
	return []Event{e}, nil
}

func (t Twinning) owesSignature(party string) bool {
	return slices.ContainsFunc(t.Obligations, func(o obligation.Obligation) bool {
		return o.Ladder == ladderCoSign && o.Open() && strings.HasPrefix(o.ID, oweCoSign(party))
	})
}

// decided refuses what comes only once every claim is paid, to be paid, rejected or withdrawn.
func (t Twinning) decided() error {
	for _, x := range t.Expenses {
		if x.open() {
			return law.Refuse("closure", "expenses", law.Word("expense", "expense", x.ID), law.Word("status", "expense-status", x.Status))
		}
	}
	return nil
}

// early refuses a final report before the end of the last month, unless the rule book allows
// it and everything is delivered: a log of each month that has begun, each deliverable.
func (t Twinning) early(terms terms, today calendar.Date) error {
	switch {
	case !terms.book.Running.Closes().Early:
		return t.must("submitting-the-final-report", Reporting)
	case t.Ends():
		return law.Refuse("termination", "decided", law.Ref("tender", t.Reference), law.On("effective", t.Ending.Effective))
	}
	for _, n := range t.Contract.Logs() {
		if s := t.Logs[n].Status; !t.Contract.LogSpan(n).From.After(today) && s != StatusAccepted && s != StatusSubmitted && !slices.Contains(t.Unlogged, n) {
			return law.Refuse("closure", "early-logs", law.Count("month", n))
		}
	}
	for _, d := range t.Deliverables {
		if d.Status != StatusAccepted {
			return law.Refuse("closure", "deliverables", law.Words("missing", "deliverable", []string{d.ID}))
		}
	}
	return nil
}

// completed ends the months of a twinning whose final report is accepted before its last one.
func (t Twinning) completed(terms terms, c call.Call, r law.Receipt) TwinningCompleted {
	e := TwinningCompleted{Owed: t.latest(terms, c), Promise: t.letters(once([]string{t.Tender.Contact, t.Tender.Signatory}), "completed")}
	if r.By(law.Edition1) {
		e.Owed = append(e.Owed, t.interimStill(terms, r.ReceivedAt)...)
	}
	for _, n := range t.Contract.Logs() {
		if t.Logs[n].Status == "" && !slices.Contains(t.Unlogged, n) {
			e.Unlogged = append(e.Unlogged, n)
		}
	}
	return e
}

// interimStill is the interim report of a twinning that is completed early, where the closure takes it: it was due before that, or was
// returned. What is overdue is due anew, within the time for reviews, so that its letters go on.
func (t Twinning) interimStill(terms terms, at time.Time) []obligation.Owed {
	if !terms.book.Running.Closes().Interim {
		return nil
	}
	id, today, is := oweInterim, terms.day(at), t.Reports[Interim]
	if is.Status == StatusReturned {
		id = oweReportAgain(Interim, is.Number+1)
	}
	o, _ := obligation.Find(t.Obligations, id)
	due, _ := o.Current()
	switch late := due.On.Before(today); {
	case !o.Open(), !late && id == oweInterim:
		return nil
	case late:
		due.On = terms.due(today, terms.book.Running.ReviewWithin)
	}
	return []obligation.Owed{{ID: id, Ladder: ladderInterim, Who: o.Who, Due: due.On}}
}

// latest is the closure, owed by the last day that the rule book has for it.
func (t Twinning) latest(terms terms, c call.Call) []obligation.Owed {
	within := terms.book.Running.Closes().Latest
	if within.IsZero() || t.Ends() {
		return nil
	}
	return []obligation.Owed{{ID: oweLatest, Ladder: ladderClosure, Who: c.People(law.Officer), Due: terms.due(t.Contract.End().AddDays(-1), within)}}
}

// evolveClosing is Evolve of the facts that a closure rests on.
func (t Twinning) evolveClosing(e closingEvent, at law.Recorded) Twinning {
	when := at.At()
	is := Closing{}
	if t.Closing != nil {
		is = *t.Closing
	}
	switch e := e.(type) {
	case ReportSigned:
		is.Signatures = with(is.Signatures, e.Party, Signature{By: at.Actor, At: when, SHA256: e.SHA256})
		for _, o := range t.Obligations {
			if o.Ladder == ladderCoSign && strings.HasPrefix(o.ID, oweCoSign(e.Party)) {
				t.Obligations = obligation.Meet(t.Obligations, o.ID, when)
			}
		}
		t = t.owe(when, "", e.Owed)
	case TwinningCompleted:
		is.CompletedAt = when
		t.Stage = Reporting
		t.Unlogged = append(slices.Clip(t.Unlogged), e.Unlogged...)
		t.Obligations = obligation.End(t.Obligations, when, obligation.CauseCompleted, func(o obligation.Obligation) bool {
			return o.ID == oweInterim || o.Ladder == ladderInterim || o.Ladder == ladderLog && slices.ContainsFunc(e.Unlogged, func(n int) bool { return o.ID == oweLog(n) })
		})
		t = t.owe(when, "", e.Owed)
	}
	t.Closing = &is
	return t
}
