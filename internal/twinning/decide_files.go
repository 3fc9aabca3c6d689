package twinning

import (
	"math"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// mostFiles is how many files one tender may have (our choice).
const mostFiles = 1_000

// Decide takes a file as long as what it is for is open.
func (o AddEvidence) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.filable(o.For, c, r); err != nil {
		return nil, err
	}
	if _, known := t.FileFor(o.File, o.For); known {
		return nil, law.Refuse("evidence", "known", law.Ref("file", o.File), law.Word("for", "purpose", o.For))
	}
	if len(t.Files) >= mostFiles {
		return nil, law.Refuse("evidence", "too-many", law.Ref("tender", t.Reference), law.Count("allowed", mostFiles))
	}
	target, err := ParseTarget(o.For)
	if err != nil {
		return nil, err
	}
	if d, ok := c.Rules.Document(target.ID); ok && target.Purpose == ForDocument && d.MaxBytes > 0 && contentOf(o.SealedSize) > d.MaxBytes {
		return nil, law.Refuse("evidence", "too-big", law.Word("document", "document", d.ID), law.Count("bytes", contentOf(o.SealedSize)), law.Count("allowed", d.MaxBytes))
	}
	return []Event{EvidenceAdded(o)}, nil
}

// contentOf is how many bytes a sealed file holds: each chunk of 64 KiB has a tag of 16 bytes.
func contentOf(sealed int64) int64 {
	const tag, step = 16, 64<<10 + 16
	return sealed - (sealed+step-1)/step*tag
}

// Decide gives a file back as long as what it is for is open and nothing that
// was submitted rests on it.
func (o WithdrawEvidence) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.filable(o.For, c, r); err != nil {
		return nil, err
	}
	if _, known := t.FileFor(o.File, o.For); !known {
		return nil, law.Refuse("evidence", "unknown", law.Ref("file", o.File), law.Word("for", "purpose", o.For))
	}
	target, err := ParseTarget(o.For)
	if err != nil {
		return nil, err
	}
	if t.counts(o.File, target) {
		return nil, law.Refuse("evidence", "counts", law.Ref("file", o.File), law.Word("for", "purpose", o.For))
	}
	return []Event{EvidenceWithdrawn(o)}, nil
}

// filable refuses files for what is not open, or from who does not speak for the
// tender.
func (t Twinning) filable(text string, c call.Call, r law.Receipt) error {
	if t.Stage == None {
		return law.Refuse("stages", "no-tender", law.Ref("tender", t.Reference))
	}
	target, err := ParseTarget(text)
	if err != nil {
		return err
	}
	if target.Purpose != ForMeeting || !c.Has(r.Actor, law.Officer) { // an officer records meetings, too
		if err := t.party(r, law.Contact, law.Signatory); err != nil {
			return err
		}
	}
	switch target.Purpose {
	case ForDocument:
		return t.documentOpen(target.ID, c, r)
	case ForClarification:
		return t.must("adding-evidence", Clarification)
	case ForLog:
		return t.logOpen(target.Month)
	case ForDeliverable:
		return t.deliverableOpen(target.ID)
	case ForMeeting:
		return t.meetingOpen(target.ID)
	case ForExpense:
		return t.expenseOpen(target.ID)
	case ForReport:
		if err := t.must("adding-evidence", Active, Reporting); err != nil {
			return err
		}
		if t.Reports[target.ID].Status == StatusAccepted {
			return law.Refuse("reports", "accepted", law.Word("report", "report", target.ID))
		}
	}
	return nil
}

// documentOpen: documents of the tender are taken until the limit that covers it,
// as the tender itself. A late admission is for a version, not for this.
func (t Twinning) documentOpen(id string, c call.Call, r law.Receipt) error {
	if err := t.must("adding-evidence", Submitted); err != nil {
		return err
	}
	if _, asked := c.Rules.Document(id); !asked {
		return law.Refuse("evidence", "not-asked", law.Word("document", "document", id), law.Ref("call", c.Reference))
	}
	d, ok := c.DeadlineFor(r.ReceivedAt, r.Position, []int{math.MaxInt}, t.Reference, r.Actor)
	if !ok {
		return law.Refuse("deadlines", "no-deadline", law.Ref("call", c.Reference))
	}
	if !d.Rule.InTime(r.ReceivedAt) {
		return law.Refuse("deadlines", "evidence-late", law.Ref("tender", t.Reference), law.Because("verdict", Judged(d.Rule, r.ReceivedAt, c.Rules.Zone)))
	}
	return nil
}

func (t Twinning) logOpen(month int) error {
	if err := t.must("adding-evidence", Active, Reporting); err != nil {
		return err
	}
	if err := t.logged(month); err != nil {
		return err
	}
	if t.Logs[month].Status == StatusAccepted {
		return law.Refuse("logs", "accepted", law.Count("month", month))
	}
	return nil
}

// expenseOpen: a file may come before the log that claims the expense, and until
// somebody has approved it.
func (t Twinning) expenseOpen(id string) error {
	if err := t.must("adding-evidence", Active, Reporting); err != nil {
		return err
	}
	if x, claimed := t.Expense(id); claimed && len(x.Approvals) > 0 {
		return law.Refuse("evidence", "expense-approved", law.Word("expense", "expense", id))
	}
	return nil
}

// counts tells whether something that was submitted rests on a file.
func (t Twinning) counts(file string, target Target) bool {
	switch target.Purpose {
	case ForDocument, ForClarification:
		return slices.ContainsFunc(t.Tender.Documents, func(d Document) bool { return d.File == file })
	case ForLog:
		return t.Logs[target.Month].Status == StatusSubmitted
	case ForReport:
		return t.Reports[target.ID].Status == StatusSubmitted
	case ForDeliverable:
		d, _ := t.Deliverable(target.ID)
		return d.Status == StatusSubmitted && slices.Contains(d.Files, file)
	case ForMeeting:
		m, _ := t.Meeting(target.ID)
		return slices.Contains(m.Files, file)
	case ForExpense:
		x, claimed := t.Expense(target.ID)
		return claimed && (x.Status != ExpenseReturns || slices.ContainsFunc(x.Evidence, func(a Attachment) bool { return a.File == file }))
	}
	return false
}

// added refuses a name of a file that was not added for any of these purposes.
func (t Twinning) added(file string, targets ...Target) error {
	if file == "" || slices.ContainsFunc(targets, func(x Target) bool { _, ok := t.FileFor(file, x.String()); return ok }) {
		return nil
	}
	return law.Refuse("evidence", "unknown", law.Ref("file", file), law.Word("for", "purpose", targets[0].String()))
}

// addedFor refuses names of files, in claims of a month, that were not added.
func (t Twinning) addedFor(month int, claims ...Claim) error {
	for _, c := range claims {
		for _, a := range c.Evidence {
			if err := t.added(a.File, Target{Purpose: ForExpense, ID: c.ID}, Target{Purpose: ForLog, Month: month}); err != nil {
				return err
			}
		}
	}
	return nil
}
