package call

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// A Payee is a twinning that is paid to.
type Payee interface {
	// Payables are what it is owed, in the order in which it fell due, as if the run of that number were not there.
	Payables(c Call, but int) []Payable
	// PaidBy refuses who may not release a payment to it: a party, or who has another hand in its expenses.
	PaidBy(person string) error
	// PreparedBy tells whether somebody may prepare a payment to it: no party, and nobody who claimed, verified or authorised.
	PreparedBy(person string) bool
}

// A Payable is an item that is owed: a line of a run, but for its number and its tender.
type Payable struct {
	PaymentLine
	Not string // why no run pays it now, "" where one does
}

// A Selection says which items a run takes.
type Selection struct {
	DueBy   calendar.Date // only what is due by then; zero is all
	Tenders []string      // only these; none is all
}

func (s Selection) takes(tender string, due calendar.Date) bool {
	return (len(s.Tenders) == 0 || slices.Contains(s.Tenders, tender)) && (s.DueBy.IsZero() || !due.After(s.DueBy))
}

// Payable gathers what a run would pay, in the order of the tenders, and what of the
// same it would leave out, and why.
func (c Call) Payable(f law.Facts, s Selection, by string) (lines []PaymentLine, out []LeftOut) {
	number := len(c.Runs) + 1
	for _, stream := range f.Streams(TenderPrefix(c.Reference)) {
		t, ok := f.State(stream).(Payee)
		if !ok {
			continue
		}
		tender := law.Reference(stream)
		for _, p := range t.Payables(c, 0) {
			if !s.takes(tender, p.Due) {
				continue
			}
			p.Tender = tender
			if p.Not == "" && by != "" && !t.PreparedBy(by) {
				p.Not = OtherHand
			}
			if p.Not != "" {
				out = append(out, LeftOut{Tender: tender, Of: p.Of, Item: p.Item, Amount: p.Owed, Why: p.Not})
				continue
			}
			p.Number = len(lines) + 1
			p.EndToEnd = c.message(number) + "-" + strconv.Itoa(p.Number)
			lines = append(lines, p.PaymentLine)
		}
	}
	return lines, out
}

// message is the id by which a bank knows a run: at most 28 characters, so that the
// number of a line fits behind it. A long reference is cut, with its hash.
func (c Call) message(run int) string {
	ref := c.Reference
	if len(ref) > 20 {
		sum := sha256.Sum256([]byte(ref))
		ref = strings.TrimRight(ref[:11], "-") + "-" + strings.ToUpper(hex.EncodeToString(sum[:4]))
	}
	return ref + "-R" + strconv.Itoa(run)
}

// LinesSHA is the SHA-256 of the lines of a run: who releases it names it.
func LinesSHA(lines []PaymentLine) string {
	text, err := json.Marshal(lines)
	if err != nil {
		panic(err) // texts, numbers and amounts
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Moved finds the first line of a run that is not payable as it was prepared.
func (c Call) Moved(f law.Facts, run PaymentRun) *law.Reason {
	now := map[string][]Payable{}
	for _, l := range run.Left() {
		if _, known := now[l.Tender]; !known {
			if t, is := f.State(law.TwinningStream(l.Tender)).(Payee); is {
				now[l.Tender] = t.Payables(c, run.Number)
			}
		}
		if what := moved(l, now[l.Tender]); what != nil {
			return what
		}
	}
	return nil
}

func moved(l PaymentLine, now []Payable) *law.Reason {
	line, tender, item := law.Count("line", l.Number), law.Ref("tender", l.Tender), law.Word("item", "item", l.Item)
	var why law.Reason
	i := slices.IndexFunc(now, func(p Payable) bool { return p.Of == l.Of && p.Item == l.Item })
	switch {
	case i < 0:
		why = law.Why("line-not-owed", line, tender, item)
	case now[i].Not != "":
		why = law.Why("line-not-payable", line, tender, item, law.Word("why", "left-out", now[i].Not))
	case !now[i].Owed.Equal(l.Owed), !now[i].Amount.Equal(l.Amount):
		why = law.Why("line-amount", line, tender, item, law.Money("before", l.Amount), law.Money("now", now[i].Amount))
	case now[i].Account != l.Account:
		why = law.Why("line-account", line, tender, item)
	default:
		return nil
	}
	return &why
}
