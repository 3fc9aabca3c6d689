package call

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// sameAward refuses, once the tenders are opened, a version that differs in
// anything that an award depends on: whoever changes it then knows whom that
// helps. It also keeps the award after the last limit, wherever extensions have
// moved that to.
func (c Call) sameAward(b RuleBook, now time.Time) error {
	if !c.IsOpened(now) {
		return c.awardAfterLimit(b)
	}
	if path := firstChange("", tree(c.settledBy(c.Rules)), tree(c.settledBy(b))); path != "" {
		return law.Refuse("rule-book", "settled", law.Path("path", path[1:]), law.Ref("call", c.Reference))
	}
	return nil
}

// settledBy is a rule book without what may change after the opening: words,
// the dates that follow, the contract, the year, and what is kept and reminded
// of. A new value of a rule book is settled until it stands here. Budgets may
// change once the award is released, as what is free then goes down the reserve
// list in its order; they never go below what is committed.
func (c Call) settledBy(b RuleBook) RuleBook {
	b.Title, b.Programme, b.Marks, b.Reminders, b.Retention, b.Contract = "", "", nil, Reminders{}, Retention{}, Contract{}
	b.Holidays, b.Complaints, b.Follows = nil, nil, nil // these two have rules of their own
	b.Invitations, b.SignIn = nil, nil
	b.Language, b.Wording, b.Words = "", nil, nil
	b.Dates = Dates{} // and so have the deadline and the opening
	b.Running = RunningYear{Months: b.Running.Months}
	b.Award.NotifyWithin, b.Award.Letters = calendar.Length{}, nil
	b.Award.Policy, b.Evaluation.Aggregate, b.Evaluation.Arbitration = policyOf(b), aggregateOf(b), arbitrationOf(b)
	b.Eligibility.DecideWithin, b.Eligibility.ClarifyWithin, b.Evaluation.Within = calendar.Length{}, calendar.Length{}, calendar.Length{}
	b.Types, b.Priorities = slices.Clone(b.Types), slices.Clone(b.Priorities)
	b.Committees = nil
	b.Eligibility.Attributes = slices.Clone(b.Eligibility.Attributes)
	for i := range b.Eligibility.Attributes {
		b.Eligibility.Attributes[i].Name = ""
	}
	for i := range b.Types {
		b.Types[i].Name, b.Types[i].Closure, b.Types[i].Deliverables = "", nil, nil
	}
	for i := range b.Priorities {
		b.Priorities[i].Name, b.Priorities[i].Topics = "", slices.Clone(b.Priorities[i].Topics)
		for n := range b.Priorities[i].Topics {
			b.Priorities[i].Topics[n].Name = ""
		}
	}
	b.Eligibility.Documents = slices.Clone(b.Eligibility.Documents)
	for i := range b.Eligibility.Documents {
		b.Eligibility.Documents[i].Name = ""
	}
	b.Evaluation.Criteria = slices.Clone(b.Evaluation.Criteria)
	for i := range b.Evaluation.Criteria {
		b.Evaluation.Criteria[i].Name = ""
	}
	if c.Released != nil {
		b.Budget = c.Rules.Budget
		b.Award.Envelopes = nil // which types they are kept for has a rule of its own
	}
	return b
}

func policyOf(b RuleBook) string {
	if b.Award.Policy == "" {
		return Stop
	}
	return b.Award.Policy
}

func aggregateOf(b RuleBook) string {
	if b.Evaluation.Aggregate == "" {
		return Mean
	}
	return b.Evaluation.Aggregate
}

// arbitrationOf and complaintsOf leave out what is the default where it is written out.
func arbitrationOf(b RuleBook) *Arbitration {
	if a := b.Evaluation.Arbitration; a != nil && a.Alone == AloneCounts {
		return &Arbitration{Share: a.Share}
	}
	return b.Evaluation.Arbitration
}

func complaintsOf(b RuleBook) *Complaints {
	if k := b.Complaints; k != nil && k.Leftover == LeftoverFree {
		is := *k
		is.Leftover = ""
		return &is
	}
	return b.Complaints
}

// awardAfterLimit refuses a version whose award would come before a limit that
// extensions have moved, or before the opening that follows it.
func (c Call) awardAfterLimit(b RuleBook) error {
	c.Rules = b
	for _, v := range c.Deadlines {
		if v.Shortened {
			continue
		}
		if err := c.inOrder(v.Rule); err != nil {
			return law.Refuse("rule-book", "award-before-limit", law.On("award", b.Dates.Award), law.At("limit", v.Rule.Limit(), b.Zone))
		}
	}
	return nil
}

// tree is a rule book as it is written.
func tree(b RuleBook) any {
	body, err := json.Marshal(b)
	if err != nil {
		panic(err) // a rule book has nothing that JSON cannot say
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(err)
	}
	return v
}

// firstChange is the path of the first value in which two trees differ, "" for
// none.
func firstChange(path string, was, is any) string {
	switch was := was.(type) {
	case map[string]any:
		other, ok := is.(map[string]any)
		if !ok {
			return path
		}
		names := map[string]bool{}
		for n := range was { // any order: the names are sorted below
			names[n] = true
		}
		for n := range other { // any order: likewise
			names[n] = true
		}
		for _, n := range slices.Sorted(maps.Keys(names)) {
			if p := firstChange(path+"."+n, was[n], other[n]); p != "" {
				return p
			}
		}
	case []any:
		other, ok := is.([]any)
		if !ok || len(was) != len(other) {
			return path
		}
		for i := range was {
			if p := firstChange(fmt.Sprintf("%s[%d]", path, i), was[i], other[i]); p != "" {
				return p
			}
		}
	default:
		if was != is {
			return path
		}
	}
	return ""
}
