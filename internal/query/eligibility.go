package query

import (
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// An EligibilityPage is what is known about the eligibility of a tender.
type EligibilityPage struct {
	Question *twinning.Question `json:"question,omitempty"`
	Found    []twinning.Finding `json:"found,omitempty"` // by the rules, where nothing is decided yet
	Findings []twinning.Finding `json:"findings,omitempty"`
	Override *twinning.Override `json:"override,omitempty"`
	Proposal *ProposedDecision  `json:"proposal,omitempty"` // for the staff alone
}

// A ProposedDecision waits for a second signature.
type ProposedDecision struct {
	By       string   `json:"by"`
	Eligible bool     `json:"eligible"`
	Against  []string `json:"against"`
	Reason   string   `json:"reason"`
	Awaits   []string `json:"awaits"` // whose signature makes it hold
}

func newEligibilityPage(t twinning.Twinning, c call.Call, isParty bool) EligibilityPage {
	page := EligibilityPage{Question: t.Question, Findings: t.Findings, Override: t.Override}
	if t.Stage != twinning.Submitted && t.Stage != twinning.Clarification || isParty {
		return page
	}
	// A tender that is judged again has findings of its first round.
	page.Found = t.Found(c)
	if p := t.Proposal; p != nil {
		page.Proposal = &ProposedDecision{By: t.ProposedBy, Eligible: p.Eligible, Against: p.Against, Reason: string(p.Reason), Awaits: signers(c, t.ProposedBy)}
	}
	return page
}

// signers are the officers and heads of a call but one.
func signers(c call.Call, but string) []string {
	people := []string{}
	for _, p := range slices.Concat(c.People(law.Officer), c.People(law.Head)) {
		if p != but && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}
