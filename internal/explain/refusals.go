package explain

import (
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// refusals say by rule where the rule book has it, and what a refusal rests on
// besides its own sentence, which has the numbers in it.
var refusals = map[string]struct {
	paths []string
	more  func(*matter)
}{
	"stages":        {more: (*matter).standing},
	"roles":         {more: (*matter).roles},
	"deadlines":     {paths: deadlinePaths, more: (*matter).deadlines},
	"sealed":        {paths: deadlinePaths, more: (*matter).deadlines},
	"clarification": {paths: []string{"/eligibility/clarified_fields", "/eligibility/clarify_within"}},
	"eligibility":   {more: (*matter).text},
	"evaluation":    {paths: []string{"/evaluation/criteria"}},
	"assignment":    {paths: []string{"/evaluation/per_tender"}},
	"award":         {paths: []string{"/award/policy", "/evaluation/threshold"}, more: (*matter).prepared},
	"proposals":     {more: (*matter).hands},
	"rule-book":     {more: (*matter).standing},
	"four-eyes":     {more: (*matter).hands},
	"ceilings":      {more: (*matter).ceilings},
	"budget":        {paths: []string{"/budget"}, more: (*matter).left},
	"reserve":       {paths: []string{"/award/policy"}, more: (*matter).left},
	"contract":      {paths: []string{"/dates/start", "/contract/latest_start"}},
	"expenses":      {more: (*matter).hands},
	"money":         {paths: []string{"/budget"}},
	"evaluators":    {more: (*matter).roles},
	"reports":       {more: (*matter).contract},
	"logs":          {paths: []string{"/running/log_within"}, more: (*matter).contract},
	"closure":       {more: (*matter).contract},
}

func (m *matter) commandRefused(e law.CommandRefused) {
	m.rule(e.Rule)
	if m.who.sealed {
		m.outcome("refused; the reason may quote the tender, and %s", m.who.sealing)
		return
	}
	m.d.Rule.Code = e.Code
	why := refusals[e.Rule]
	m.values(why.paths...)
	m.stood()
	if why.more != nil {
		why.more(m)
	}
	m.outcome("refused by %s/%s: %s", e.Rule, e.Code, narrate.English().Refusal(e.Refusal))
}

// stood is the event that the life stood at when it was asked.
func (m *matter) stood() {
	if m.i > 0 {
		m.fact(m.line.events[m.i-1], "the life at version %d, which this was judged over", m.e.Version-1)
	}
}

func (m *matter) standing() {
	m.say("the stage is %s", stage(m.before.StageName()))
	c := m.call()
	if m.line.law.Name() == twinning.Law.Name() {
		m.say("the call is %s", stage(c.StageName()))
	}
}

func (m *matter) roles() {
	c, who := m.call().As(m.instant()), m.e.Actor
	var has []string
	for _, r := range append(law.StaffRoles(), law.Evaluator) {
		if c.Has(who, r) {
			has = append(has, r.Words())
		}
	}
	if t := m.tender(); who != "" && (who == t.Tender.Contact || who == t.SubmittedBy) {
		has = append(has, law.Contact.Words())
	} else if who != "" && who == t.Tender.Signatory {
		has = append(has, law.Signatory.Words())
	}
	if len(has) == 0 {
		has = []string{"none"}
	}
	m.say("roles of %s here: %s", m.who.name(who), and(has))
}

func (m *matter) deadlines() {
	m.standing()
	for i, d := range m.call().Deadlines {
		if len(d.Rule.Covers) == 0 || m.who.Full() {
			m.say("version %d of the deadline, recorded %s: %s - %s received = %s", i+1, instant(d.RecordedAt),
				instant(d.Rule.Limit()), instant(m.instant()), seconds(d.Rule.Limit().Sub(m.instant())))
		}
	}
}

// text is the tender, and the eligibility rule that it does not meet.
func (m *matter) text() {
	m.values(m.findingPath(m.d.Rule.Code, m.tender().Tender.Type)...)
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "the tender that was judged")
	}
}

func (m *matter) prepared() {
	if f, ok := m.own(isA[call.AwardPrepared]); ok {
		m.fact(f, "the award that is prepared")
	}
	out := map[string]int{}
	for _, s := range m.facts.Streams(call.TenderPrefix(m.call().Reference)) {
		out[stageOr(m.facts.State(s).StageName())]++
	}
	for _, stage := range sortedKeys(out) {
		m.say("%s %s", count(out[stage], "tender is", "tenders are"), stage)
	}
}

func (m *matter) hands() {
	t := m.tender()
	if c, ok := m.before.(call.Call); ok {
		if c.PreparedBy != "" {
			m.say("prepared by %s, asked by %s", m.who.name(c.PreparedBy), m.who.name(m.e.Actor))
		}
		for _, p := range c.Waiting() {
			m.say("proposal %d of %s waits for a signature, asked by %s", p.Number, m.who.name(p.By), m.who.name(m.e.Actor))
		}
		return
	}
	var expense string
	if m.receipt != nil {
		switch k := m.receipt.command.(type) {
		case twinning.ApproveExpense:
			expense = k.Expense
		case twinning.ReturnExpense:
			expense = k.Expense
		case twinning.CorrectExpense:
			expense = k.Claim.ID
		}
	}
	x, ok := t.Expense(expense)
	if !ok {
		return
	}
	m.claim(expense)
	m.say("expense %s is %s, %s, claimed by %s", x.ID, x.Status, x.Amount.Human(), m.who.name(x.Claimant))
	if had, ok := t.Hands[m.e.Actor]; ok {
		m.say("%s had a hand in the expenses before, to %s one", m.who.name(m.e.Actor), strings.TrimSpace(string(had)))
	}
}

func (m *matter) ceilings() {
	m.contract()
	t := m.tender()
	if t.Contract == nil {
		return
	}
	for _, k := range twinning.CostKinds() {
		m.say("%s costs: %s claimed, %s authorised, of %s", k, t.ClaimedSum(k, "").Human(), t.Spent(k).Human(), t.Contract.Costs.Of(k).Human())
	}
}

func (m *matter) left() {
	if c, ok := m.before.(call.Call); ok {
		m.say("%s of %s is left", c.Left.Human(), c.Rules.Budget.Human())
		for i, s := range c.Reserve {
			m.say("%d. of the reserve list: %s, %s", i+1, s.Tender, s.Amount.Human())
		}
	}
}

func (m *matter) commandUnjudged(e law.CommandUnjudged) {
	m.rule("unjudged commands")
	m.stood()
	m.say("tried %s: %s", count(e.Attempts, "time", "times"), narrate.English().Word("unjudged", e.Code))
	m.outcome("not judged; staff were told, and the life goes on since %s", calendar.Instant(m.e.Recorded))
}
