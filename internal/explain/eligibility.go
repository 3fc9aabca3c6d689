package explain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// findingPaths say by eligibility rule where the rule book has it.
var findingPaths = map[string]string{
	"topic": "/priorities", "months": "/running/months", "adopter-abroad": "/eligibility/adopter_abroad",
	"contractor-established": "/eligibility/contractor_in", "parties-in": "/eligibility/parties_in", "adopter-region": "/eligibility/adopter_region", "countries": "/eligibility/countries", "shares": "/eligibility/shares",
}

func (m *deriver) eligibilityDecided(e twinning.EligibilityDecided) {
	m.rule("eligibility")
	t := m.tender()
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "fact-version-judged", law.Count("version", len(t.Versions)))
	}
	if f, ok := m.own(isA[twinning.ClarificationRequested]); ok {
		m.fact(f, "fact-clarification-asked")
	}
	for _, f := range e.Findings {
		m.values(m.findingPath(f.Rule, t.Tender.Type)...)
		m.say("step-finding", finding("rule", f.Rule), check("holds", f.OK), law.Because("why", f.Why))
	}
	against := slices.DeleteFunc(slices.Clone(e.Findings), func(f twinning.Finding) bool { return f.OK })
	m.say("step-rules-not-met", law.Count("against", len(against)), law.Count("rules", len(e.Findings)))
	switch o := e.Override; {
	case o != nil:
		if f, ok := m.own(isA[twinning.EligibilityProposed]); ok {
			m.fact(f, "fact-proposal-of", law.Who("proposer", o.By))
		}
		m.say("step-against-the-rules", findings("against", o.Against), law.Who("proposer", o.By), law.Who("signer", o.SignedBy), check("holds", o.By != o.SignedBy))
		m.outcome("outcome-override", eligibility("verdict", e.Eligible), written("why", o.Reason))
	case !e.Eligible && len(against) == 0:
		m.outcome("outcome-ineligible-against-rules")
	default:
		m.outcome("outcome-eligibility", eligibility("verdict", e.Eligible))
	}
}

// findingPath is where the rule book has an eligibility rule.
func (m *deriver) findingPath(rule, typ string) []string {
	kind := slices.IndexFunc(m.book.rules.Types, func(t call.Type) bool { return t.ID == typ })
	switch {
	case rule == "type" && kind >= 0:
		return []string{fmt.Sprintf("/types/%d/id", kind)}
	case rule == "ceiling" && kind >= 0:
		return []string{fmt.Sprintf("/types/%d/ceiling", kind)}
	case strings.HasPrefix(rule, "number-of-"):
		return []string{"/eligibility/parties/" + strings.TrimPrefix(rule, "number-of-")}
	case strings.HasPrefix(rule, "type-number-of-") && kind >= 0:
		return []string{fmt.Sprintf("/types/%d/parties/%s", kind, strings.TrimPrefix(rule, "type-number-of-"))}
	case strings.HasPrefix(rule, "attribute-"):
		for i, a := range m.book.rules.Eligibility.Attributes {
			if "attribute-"+a.ID == rule {
				return []string{fmt.Sprintf("/eligibility/attributes/%d", i)}
			}
		}
	case strings.HasPrefix(rule, "document-"):
		for i, d := range m.book.rules.Eligibility.Documents {
			if "document-"+d.ID == rule {
				return []string{fmt.Sprintf("/eligibility/documents/%d", i)}
			}
		}
	}
	if path := findingPaths[rule]; path != "" && rule != "topic" {
		return []string{path}
	}
	return nil
}

// tenderText selects what changes the text of a tender.
func tenderText(v law.Event) bool {
	return isA[twinning.TenderSubmitted](v) || isA[twinning.ClarificationGiven](v)
}

func (m *deriver) clarificationRequested(e twinning.ClarificationRequested) {
	m.rule("clarification", "/eligibility/clarified_fields")
	allowed := m.book.rules.Eligibility.ClarifiedFields
	for _, f := range e.Fields {
		m.say("step-field-may-change", law.Word("field", "field", f), check("holds", slices.Contains(allowed, f)))
	}
	m.outcome("outcome-fields-may-change", fieldNames("fields", e.Fields))
}

func (m *deriver) clarificationGiven(e twinning.ClarificationGiven) {
	m.rule("clarification", "/eligibility/clarified_fields")
	t := m.tender()
	var asked []string
	if t.Question != nil {
		asked = t.Question.Fields
	}
	if f, ok := m.own(isA[twinning.ClarificationRequested]); ok {
		m.fact(f, "fact-asked-about", fieldNames("fields", asked))
	}
	if f, ok := m.own(tenderText); ok {
		m.fact(f, "fact-tender-as-it-was")
	}
	was, is := fields(t.Tender), fields(e.Tender)
	for _, name := range both(was, is) {
		if name != "sources" && string(was[name]) != string(is[name]) {
			m.say("step-field-changed", law.Word("field", "field", name), check("holds", slices.Contains(asked, name)))
		}
	}
	m.outcome("outcome-corrected-tender", law.SHA256("hash", e.SHA256))
}

// fields are the top fields of what JSON can say.
func fields(v any) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if text, err := json.Marshal(v); err == nil {
		_ = json.Unmarshal(text, &m) // it was JSON a moment ago
	}
	return m
}

// both are the names in either of two, in order.
func both(a, b map[string]json.RawMessage) []string {
	var names []string
	for n := range a {
		names = append(names, n)
	}
	for n := range b {
		names = append(names, n)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (m *deriver) tenderWithdrawn(e twinning.TenderWithdrawn) {
	m.rule("withdrawal")
	m.freed(e.Freed)
	m.outcome("outcome-withdrawn")
}
