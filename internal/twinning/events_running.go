package twinning

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// The facts of a twinning from its first month on.

// ActivitiesBegan says that M1 has begun.
type ActivitiesBegan struct {
	At time.Time `json:"at"`
}

// An Activity is what was done on a day, or from one day to another.
type Activity struct {
	On           calendar.Date `json:"date"`
	What         law.Text      `json:"what"`
	Where        law.Text      `json:"where,omitempty"`
	Participants int           `json:"participants,omitempty"`

	Kind          string        `json:"kind,omitempty"` // a kind of the rule book's list
	Until         calendar.Date `json:"until,omitzero"` // the last day; zero where it is On
	Online        bool          `json:"online,omitempty"`
	Organisations []string      `json:"organisations,omitempty"` // of the tender, that took part
	Outcome       law.Text      `json:"outcome,omitempty"`
	Files         []string      `json:"files,omitempty"` // that were added for the log of the month
}

// A Claim is one expense as a log or a correction claims it.
type Claim struct {
	ID       string        `json:"id"` // short code, unique in the twinning
	Kind     CostKind      `json:"kind"`
	Amount   money.Amount  `json:"amount"`
	On       calendar.Date `json:"date"`
	What     law.Text      `json:"what"`
	Payee    string        `json:"payee,omitempty"` // person id: personnel is contracted person by person
	Evidence []Attachment  `json:"evidence,omitempty"`
	Line
}

// An Attachment is a Document whose name the claimant wrote.
type Attachment struct {
	ID     string   `json:"id"`
	Name   law.Text `json:"name"`
	SHA256 string   `json:"sha256,omitempty"` // 64 hexadecimal digits; "" where File is named
	Size   int64    `json:"size,omitempty"`   // bytes; 0 where File is named
	File   string   `json:"file,omitempty"`   // opaque name in the store
}

// attached are attachments as documents; a name that was checked before, and is
// a reference now, is left out.
func attached(list []Attachment) []Document {
	documents := make([]Document, len(list))
	for i, a := range list {
		documents[i] = Document{ID: a.ID, Name: "-", SHA256: a.SHA256, Size: a.Size, File: a.File}
		if _, ref := a.Name.Ref(); !ref {
			documents[i].Name = string(a.Name)
		}
	}
	return documents
}

// LogSubmitted is the log of one project month: activities and expenses.
type LogSubmitted struct {
	Month      int               `json:"month"`
	Number     int               `json:"number"` // from 1; the last one counts
	Activities []Activity        `json:"activities,omitempty"`
	Nothing    law.Text          `json:"nothing,omitempty"` // why nothing was done in the month; then there are no activities
	Expenses   []Claim           `json:"expenses,omitempty"`
	Late       bool              `json:"late"`
	Owed       []obligation.Owed `json:"owed"`

	Conversions []Conversion `json:"conversions,omitempty"` // of claims in another currency; the claims hold what they come to
}

// LogAccepted says that an officer accepts a log.
type LogAccepted struct {
	Month int  `json:"month"`
	Hand  bool `json:"hand,omitempty"` // who accepts has a hand in the expenses of the twinning
}

// LogReturned asks for another log of the month.
type LogReturned struct {
	Month  int               `json:"month"`
	Hand   bool              `json:"hand,omitempty"` // as of LogAccepted
	Reason law.Text          `json:"reason"`
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// ExpenseApproved is one of the three approvals of an expense.
type ExpenseApproved struct {
	Expense  string        `json:"expense"`
	Step     Step          `json:"step"`
	Amount   money.Amount  `json:"amount"`             // what is accepted
	Deducted *money.Amount `json:"deducted,omitempty"` // what its verification takes off what is claimed
	Error    string        `json:"error,omitempty"`    // the type of error for which it does, of the rule book's list
	Reason   law.Text      `json:"reason,omitempty"`   // in words
	Checked  []string      `json:"checked,omitempty"`  // questions of the checklist that its verification confirms
	Run      int           `json:"run,omitempty"`      // the payment run with which it was paid, 0 for none
	By       string        `json:"by,omitempty"`       // who released that run: the hand that pays

	Owed []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ExpenseReturned sends an expense back to its claimant.
type ExpenseReturned struct {
	Expense string   `json:"expense"`
	Step    Step     `json:"step,omitempty"` // at which it was returned, where returning is a hand
	Reason  law.Text `json:"reason"`
	law.Promise
}

// ExpenseCorrected replaces a returned claim. The first claim stays readable:
// as stated, and as corrected.
type ExpenseCorrected struct {
	Claim  Claim    `json:"claim"`
	Reason law.Text `json:"reason"`

	Conversion *Conversion `json:"conversion,omitempty"`
}

// Evidence is one thing that a report shows.
type Evidence struct {
	ID   string   `json:"id"`
	What law.Text `json:"what"`
	File string   `json:"file,omitempty"` // opaque name in the store
}

// ReportSubmitted is an interim or the final report.
type ReportSubmitted struct {
	Report   string            `json:"report"` // interim or final
	Number   int               `json:"number"`
	Summary  law.Text          `json:"summary"`
	Evidence []Evidence        `json:"evidence,omitempty"`
	Late     bool              `json:"late"`
	Owed     []obligation.Owed `json:"owed"`

	Lessons      law.Text `json:"lessons,omitempty"`
	FollowUp     FollowUp `json:"follow_up,omitempty"`
	FollowUpForm law.Text `json:"follow_up_form,omitempty"`

	SHA256 string `json:"sha256,omitempty"` // of the final report where it is co-signed: what a person wrote stands in it as its place
}

// ReportAccepted says that an officer accepts a report.
type ReportAccepted struct {
	Report string            `json:"report"`
	Owed   []obligation.Owed `json:"owed,omitempty"`
	law.Promise
}

// ReportReturned asks for another one.
type ReportReturned struct {
	Report string            `json:"report"`
	Reason law.Text          `json:"reason"`
	Owed   []obligation.Owed `json:"owed"`
	law.Promise
}

// TwinningSuspended stops what is owed by the parties.
type TwinningSuspended struct {
	Reason law.Text `json:"reason"`
	law.Promise
}

// TwinningResumed goes on; due dates that lay ahead move by the days of the pause.
type TwinningResumed struct {
	Days     int               `json:"days"`
	Unlogged []int             `json:"unlogged,omitempty"` // months wholly inside the suspension, of which no log is owed
	Owed     []obligation.Owed `json:"owed"`
	law.Promise
}

// ReportingBegan says that the last month has ended.
type ReportingBegan struct {
	At   time.Time         `json:"at"`
	Owed []obligation.Owed `json:"owed,omitempty"` // the closure, where the rule book has a last day for it
}

// TwinningTerminated ends a twinning before its time and frees what is not spent.
type TwinningTerminated struct {
	Reason law.Text     `json:"reason"`
	Spent  money.Amount `json:"spent"` // authorised or paid
	Freed  money.Amount `json:"freed"`
	law.Promise
}

// TwinningClosed says that everything asked for by its type is there.
type TwinningClosed struct {
	Spent   money.Amount      `json:"spent"`
	Freed   money.Amount      `json:"freed"` // of the contract, not spent
	Owed    []obligation.Owed `json:"owed,omitempty"`
	Despite law.Text          `json:"despite,omitempty"` // why it is closed although something is missing
	Missing []string          `json:"missing,omitempty"` // what is: final-report, log-03
	law.Promise
}

// RetentionBegan starts the years for which the record is kept.
type RetentionBegan struct {
	At    time.Time     `json:"at"`
	Until calendar.Date `json:"until"` // the last day
	Years int           `json:"years"`

	Owed []obligation.Owed `json:"owed,omitempty"` // its end, where the rule book has letters before it
}

// RetentionEnded says that the years are over.
type RetentionEnded struct {
	At time.Time `json:"at"`
}

// RungPassed is the one outcome of one rung of a reminder.
type RungPassed struct {
	obligation.Passed
	law.Promise
}
