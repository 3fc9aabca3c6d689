package twinning

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// DrawSample draws, by a seed, which of the claims that wait for their
// verification are looked at; the others are verified as they are claimed.
type DrawSample struct {
	Seed string `json:"seed"`
}

// SampleDrawn says which claims a verification looks at, and which it takes as
// they are. From the claims and the seed anybody can draw it again.
type SampleDrawn struct {
	Seed   string   `json:"seed"`
	Above  []string `json:"above,omitempty"`  // looked at for their amount
	Drawn  []string `json:"drawn,omitempty"`  // looked at by lot
	Passed []string `json:"passed,omitempty"` // verified as claimed
}

func (DrawSample) Kind() string  { return "draw-sample" }
func (SampleDrawn) Kind() string { return "sample-drawn.v1" }
func (DrawSample) command()      {}
func (SampleDrawn) event()       {}
func (SampleDrawn) claims()      {}

// Check wants a seed.
func (o DrawSample) Check() error { return law.CheckCode("seed", o.Seed) }

// Decide draws among the claims that wait for their verification and were in no
// draw yet: a claim has one lot. Who draws verifies, and has that hand alone.
func (o DrawSample) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	if err := t.must("drawing-a-sample", Active, Suspended, Reporting); err != nil {
		return nil, err
	}
	if err := staff(c, r, hands[Verify]); err != nil {
		return nil, err
	}
	terms, err := t.terms(c)
	if err != nil {
		return nil, err
	}
	rules := terms.book.Running.Expenses
	if rules == nil || rules.Sample == nil {
		return nil, law.Refuse("expenses", "no-sample", law.Ref("tender", t.Reference))
	}
	var open []Expense
	for _, x := range t.Expenses {
		if x.Status == Claimed && !x.Sampled {
			if err := t.notClaimant(x, r.Actor); err != nil {
				return nil, err
			}
			open = append(open, x)
		}
	}
	if len(open) == 0 {
		return nil, law.Refuse("expenses", "nothing-to-draw", law.Ref("tender", t.Reference))
	}
	if had, ok := t.Duties[r.Actor]; ok && had != Verify {
		return nil, law.Refuse("four-eyes", "same-person", law.Who("person", r.Actor), law.Ref("tender", t.Reference), law.Word("had", "approval", had), law.Word("step", "approval", Verify))
	}
	return []Event{Drawn(o.Seed, open, *rules.Sample)}, nil
}

// Drawn is the draw itself: claims above the amount are looked at; of the others
// the share with the lowest lots, rounded up to whole claims. The lot of a claim
// is the SHA-256 of the seed, a zero byte and its id.
func Drawn(seed string, open []Expense, rules call.Sample) SampleDrawn {
	e := SampleDrawn{Seed: seed}
	var rest []string
	for _, x := range open {
		if !rules.Above.IsNone() && rules.Above.LessThan(x.Amount) {
			e.Above = append(e.Above, x.ID)
		} else {
			rest = append(rest, x.ID)
		}
	}
	lot := func(id string) []byte {
		sum := sha256.Sum256([]byte(seed + "\x00" + id))
		return sum[:]
	}
	slices.SortFunc(rest, func(a, b string) int { return cmp.Or(bytes.Compare(lot(a), lot(b)), cmp.Compare(a, b)) })
	n := int(decimal.NewFromInt(int64(len(rest))).Mul(rules.Share).Div(decimal.NewFromInt(100)).Ceil().IntPart())
	e.Drawn, e.Passed = rest[:n], rest[n:]
	slices.Sort(e.Above)
	slices.Sort(e.Drawn)
	slices.Sort(e.Passed)
	return e
}

func (t Twinning) draw(e SampleDrawn, by string) Twinning {
	t.Expenses = slices.Clone(t.Expenses)
	for i, x := range t.Expenses {
		passed := slices.Contains(e.Passed, x.ID)
		if !passed && !slices.Contains(e.Above, x.ID) && !slices.Contains(e.Drawn, x.ID) {
			continue
		}
		if x.Sampled = true; passed {
			x.Status, x.Approvals = ExpenseVerified, with(x.Approvals, Verify, by)
		}
		t.Expenses[i] = x
	}
	t.Duties = with(t.Duties, by, Verify)
	return t
}

// checked refuses a verification that does not confirm the checklist of the rule
// book; one that accepts less says why instead.
func (o ApproveExpense) checked(x Expense, book call.RuleBook) error {
	rules := book.Running.Expenses
	var list []string
	if rules != nil && o.Step == Verify {
		for _, k := range rules.Checklist {
			list = append(list, k.ID)
		}
	}
	id := law.Word("expense", "expense", x.ID)
	for _, k := range o.Checked {
		if !slices.Contains(list, k) {
			return law.Refuse("expenses", "no-such-check", id, law.Word("check", "check", k))
		}
	}
	var missing []string
	for _, k := range list {
		if !slices.Contains(o.Checked, k) {
			missing = append(missing, k)
		}
	}
	if len(missing) > 0 && o.Accepted == nil {
		return law.Refuse("expenses", "unchecked", id, law.Words("missing", "check", missing))
	}
	return nil
}
