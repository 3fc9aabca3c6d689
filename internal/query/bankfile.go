package query

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/payfile"
)

// A BankFile is what a file of a bank says of the payment runs of a call. Nothing is recorded by reading it: each answer that
// is to be recorded is a command of its own, with an identity of its own, so that a file that is read twice records nothing twice.
type BankFile struct {
	Kind  string         `json:"kind"`  // pain.002.001.10, camt.053.001.08
	Rows  []BankRow      `json:"rows"`  // in the order of the file
	Count map[string]int `json:"count"` // of each means
}

// A BankRow is one answer of a bank.
type BankRow struct {
	Place    int            `json:"place"` // in the file, from 1
	Means    string         `json:"means"` // BankRecords and the others
	EndToEnd string         `json:"end_to_end,omitempty"`
	Run      int            `json:"run,omitempty"`
	Line     int            `json:"line,omitempty"`
	Tender   string         `json:"tender,omitempty"`
	Amount   *money.Amount  `json:"amount,omitempty"` // as the file has it
	Status   payfile.Status `json:"status"`
	On       *calendar.Date `json:"on,omitempty"`
	Ref      string         `json:"ref,omitempty"`
	Code     string         `json:"code,omitempty"`
	Command  string         `json:"command,omitempty"`    // the kind of the command that records it
	Identity string         `json:"command_id,omitempty"` // of the command: the same whenever the file is read
}

// What an answer means.
const (
	BankRecords   = "record"      // it is to be recorded
	BankKnown     = "known"       // it is recorded already
	BankWaits     = "on-its-way"  // a later file says what became of it
	BankUnmatched = "unmatched"   // it is about no payment of this call
	BankDiffers   = "amount"      // it is of another amount than was to be paid: look into it
	BankEarly     = "unreleased"  // of a run that was not released
	BankUndated   = "no-date"     // it has no day, or no reference of the bank
	BankDisagrees = "contradicts" // another answer was recorded
)

// BankFile reads a status report (pain.002) or a statement (camt.053) against the runs of a call, for who pays and officers.
func (q *Queries) BankFile(ctx context.Context, v access.Viewer, reference, file string) (BankFile, error) {
	if v.Person == "" {
		return BankFile{}, &Nobody{}
	}
	c, err := q.paying(ctx, v, reference, []law.Role{law.Payer, law.Officer})
	if err != nil {
		return BankFile{}, err
	}
	kind, answers, err := payfile.Read([]byte(file))
	if err != nil {
		return BankFile{}, invalidOrder(err)
	}
	is := BankFile{Kind: kind, Rows: []BankRow{}, Count: map[string]int{}}
	for _, a := range answers {
		for _, row := range bankRows(c, a) {
			is.Rows = append(is.Rows, row)
			is.Count[row.Means]++
		}
	}
	return is, q.readPayments(ctx, v, c, "bank-file")
}

// bankRows are what an answer means: one line, or each line of a run that it is about as a whole.
func bankRows(c call.Call, a payfile.Answer) []BankRow {
	row := BankRow{Place: a.Place, EndToEnd: a.EndToEnd, Status: a.Status, Ref: a.Ref, Code: a.Code, Means: BankUnmatched}
	if !a.On.IsZero() {
		on := a.On
		row.On = &on
	}
	if !a.Amount.IsNone() {
		amount := a.Amount
		row.Amount = &amount
	}
	var rows []BankRow
	for _, r := range c.Runs {
		whole := a.EndToEnd == "" && a.Message != "" && (a.Message == r.Message || strings.HasPrefix(a.Message, r.Message+"-"))
		if whole && row.Amount != nil && !row.Amount.Equal(call.Sum(r.Left())) {
			row.Run, row.Means = r.Number, BankDiffers
			return []BankRow{row}
		}
		for _, l := range r.Lines {
			if l.Status == call.LineRemoved || !whole && (l.EndToEnd != a.EndToEnd || a.Message != "" && a.Message != r.Message && !strings.HasPrefix(a.Message, r.Message+"-")) {
				continue
			}
			one := row
			one.EndToEnd, one.Run, one.Line, one.Tender = l.EndToEnd, r.Number, l.Number, l.Tender
			if whole {
				amount := l.Amount
				one.Amount = &amount
			}
			rows = append(rows, one.against(c, r, l))
		}
	}
	if len(rows) == 0 {
		return []BankRow{row}
	}
	return rows
}

// against says what the answer means for its line.
func (b BankRow) against(c call.Call, r call.PaymentRun, l call.RunLine) BankRow {
	switch {
	case r.Status != call.RunReleased && r.Status != call.RunDone:
		b.Means = BankEarly
	case b.Status == payfile.Unknown:
		b.Means = BankUnmatched
	case b.Status == payfile.Accepted:
		b.Means = BankWaits
	case b.Amount != nil && !b.Amount.Equal(l.Amount):
		b.Means = BankDiffers
	case b.Status == payfile.Executed && (b.On == nil || b.Ref == ""), b.On == nil:
		b.Means = BankUndated
	case b.Status == payfile.Executed && l.Status == call.LineWaits, b.Status == payfile.Returned && l.Status != call.LineReturned:
		b.Means = BankRecords
	case b.Status == payfile.Executed && l.Status == call.LineReturned && !l.Booked:
		b.Means = BankDisagrees
	default:
		b.Means = BankKnown
	}
	if b.Means == BankRecords {
		b.Command = b.Sends().Kind()
		sum := sha256.Sum256([]byte(fmt.Sprintf("%s %d %d %s %s %s %s", c.Reference, b.Run, b.Line, b.Status, b.On, b.Ref, b.Code)))
		b.Identity = "bank-" + hex.EncodeToString(sum[:12])
	}
	return b
}

// Sends is the command that records the answer.
func (b BankRow) Sends() law.Command {
	var on calendar.Date
	if b.On != nil {
		on = *b.On
	}
	if b.Status == payfile.Executed {
		return call.ExecutePayment{Run: b.Run, Line: b.Line, On: on, Ref: b.Ref}
	}
	return call.ReturnPayment{Run: b.Run, Line: b.Line, On: on, Code: b.Code, Ref: b.Ref}
}

// RunNumber reads the number of a run.
func RunNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, invalid(law.Why("not-a-run-number", narrate.Verbatim("number", s)))
	}
	return n, nil
}

// invalidOrder is what is wrong with a file that a bank sends, or would be sent.
func invalidOrder(err error) error {
	return wrong(err)
}
