package explain

import (
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// refusals say by rule where the rule book has it, and what a refusal rests on
// besides its own sentence, which has the numbers in it.
var refusals = map[string]struct {
	paths []string
	more  func(*deriver)
}{
	"stages":        {more: (*deriver).stages},
	"roles":         {more: (*deriver).roles},
	"deadlines":     {paths: deadlinePaths, more: (*deriver).deadlines},
	"sealed":        {paths: deadlinePaths, more: (*deriver).deadlines},
	"clarification": {paths: []string{"/eligibility/clarified_fields", "/eligibility/clarify_within"}},
	"eligibility":   {more: (*deriver).text},
	"evaluation":    {paths: []string{"/evaluation/criteria"}},
	"assignment":    {paths: []string{"/evaluation/per_tender"}},
	"award":         {paths: []string{"/award/policy", "/evaluation/threshold"}, more: (*deriver).prepared},
	"proposals":     {more: (*deriver).approvers},
	"rule-book":     {more: (*deriver).stages},
	"four-eyes":     {more: (*deriver).approvers},
	"ceilings":      {more: (*deriver).ceilings},
	"budget":        {paths: []string{"/budget"}, more: (*deriver).left},
	"reserve":       {paths: []string{"/award/policy"}, more: (*deriver).left},
	"contract":      {paths: []string{"/dates/start", "/contract/latest_start"}},
	"expenses":      {more: (*deriver).approvers},
	"money":         {paths: []string{"/budget"}},
	"evaluators":    {more: (*deriver).roles},
	"reports":       {more: (*deriver).contract},
	"logs":          {paths: []string{"/running/log_within"}, more: (*deriver).contract},
	"closure":       {paths: []string{"/running/closure"}, more: (*deriver).contract},
	"meetings":      {paths: []string{"/running/meetings"}, more: (*deriver).contract},
	"deliverables":  {more: (*deriver).contract},
}

func (m *deriver) commandRefused(e law.CommandRefused) {
	m.rule(e.Rule)
	if m.who.sealed {
		m.outcome("outcome-refused-sealed", law.Because("sealing", m.who.sealing))
		return
	}
	m.d.Rule.Code = e.Code
	why := refusals[e.Rule]
	m.values(why.paths...)
	m.stood()
	if why.more != nil {
		why.more(m)
	}
	m.outcome("outcome-refused", law.Word("rule", "rule", e.Rule), law.BecauseOf("why", e.Refusal))
}

// stood is the event that the life stood at when it was asked.
func (m *deriver) stood() {
	if m.i > 0 {
		m.fact(m.timeline.events[m.i-1], "fact-life-at-version", law.Count("version", m.e.Version-1))
	}
}

func (m *deriver) stages() {
	m.say("step-stage", stage("stage", m.e.Stream, m.before.StageName()))
	c := m.call()
	if m.timeline.law.Name() == twinning.Law.Name() {
		m.say("step-stage-of-call", stage("stage", law.CallStream(c.Reference), c.StageName()))
	}
}

func (m *deriver) roles() {
	c, who := m.call().As(m.instant()), m.e.Actor
	var has []law.Role
	for _, r := range append(law.StaffRoles(), law.Evaluator) {
		if c.Has(who, r) {
			has = append(has, r)
		}
	}
	if t := m.tender(); who != "" && (who == t.Tender.Contact || who == t.SubmittedBy) {
		has = append(has, law.Contact)
	} else if who != "" && who == t.Tender.Signatory {
		has = append(has, law.Signatory)
	}
	m.say("step-roles-here", law.Who("person", who), law.Words("roles", "role", has))
}

func (m *deriver) deadlines() {
	m.stages()
	for i, d := range m.call().Deadlines {
		if len(d.Rule.Covers) == 0 || m.who.Full() {
			m.say("step-version-minus-received", law.Count("version", i+1), instant("recorded", d.RecordedAt), instant("limit", d.Rule.Limit()), instant("received", m.instant()),
				law.Lasting("difference", d.Rule.Limit().Sub(m.instant())))
		}
	}
}

// text is the tender, and the eligibility rule that it does not meet.
func (m *deriver) text() {
	m.values(m.findingPath(m.d.Rule.Code, m.tender().Tender.Type)...)
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "fact-tender-judged")
	}
}

func (m *deriver) prepared() {
	if f, ok := m.own(isA[call.AwardPrepared]); ok {
		m.fact(f, "fact-award-is-prepared")
	}
	out := map[string]int{}
	for _, s := range m.facts.Streams(call.TenderPrefix(m.call().Reference)) {
		out[m.facts.State(s).StageName()]++
	}
	for _, stage := range sortedKeys(out) {
		m.say("step-tenders-in-stage", law.Count("number", out[stage]), inRanking("stage", stage))
	}
}

func (m *deriver) approvers() {
	t := m.tender()
	if c, ok := m.before.(call.Call); ok {
		if c.PreparedBy != "" {
			m.say("step-prepared-and-asked", law.Who("preparer", c.PreparedBy), law.Who("asker", m.e.Actor))
		}
		for _, p := range c.Waiting() {
			m.say("step-proposal-waits", law.Count("number", p.Number), law.Who("proposer", p.By), law.Who("asker", m.e.Actor))
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
	m.say("step-expense", narrate.Verbatim("expense", x.ID), law.Word("status", "expense-status", x.Status), law.Money("amount", x.Amount), law.Who("claimant", x.Claimant))
	if had, ok := t.Duties[m.e.Actor]; ok {
		m.say("step-had-a-hand", law.Who("person", m.e.Actor), law.Word("had", "approval", had))
	}
}

func (m *deriver) ceilings() {
	m.contract()
	t := m.tender()
	if t.Contract == nil {
		return
	}
	for _, k := range twinning.CostKinds() {
		m.say("step-costs", law.Word("kind", "cost-kind", k), law.Money("claimed", t.ClaimedSum(k, "")), law.Money("authorised", t.Spent(k)), law.Money("ceiling", t.Contract.Costs.Of(k)))
	}
}

func (m *deriver) left() {
	if c, ok := m.before.(call.Call); ok {
		m.say("step-left-of-budget", law.Money("left", c.Left), law.Money("budget", c.Rules.Budget))
		for i, s := range c.Reserve {
			m.say("step-on-reserve", law.Count("number", i+1), law.Ref("tender", s.Tender), law.Money("amount", s.Amount))
		}
	}
}

func (m *deriver) commandUnjudged(e law.CommandUnjudged) {
	m.rule("unjudged-commands")
	m.stood()
	m.say("step-tried", law.Count("attempts", e.Attempts), law.Word("why", "unjudged", e.Code))
	m.outcome("outcome-unjudged", instant("since", m.e.Recorded))
}
