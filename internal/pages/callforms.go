package pages

import (
	"errors"
	"net/url"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

var (
	beforeOpening = []string{"drafted", "published", "open", "shut"}
	wholeLife     = []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running", "finished"}
)

// callForms are the other commands to a call, drawn from their schemas.
var callForms = []form{
	drawnOf(call.SignProposal{}, form{
		hands: staff, stages: wholeLife, leaves: map[string]string{"sha256": "it is that of the proposal that is chosen"},
		drawn: drawn{
			open:  func(t target) bool { return len(t.proposals()) > 0 },
			about: aboutProposals,
			finish: func(_ *request, t target, content map[string]any) []complaint {
				for _, p := range t.call.Proposals {
					if content["number"] == p.Number && p.SHA256 != "" {
						content["sha256"] = p.SHA256
					}
				}
				return nil
			},
		},
	}, input{name: "number", kind: "pick", from: "proposals"}),
	drawnOf(call.ExtendDeadline{}, form{hands: heads, rare: true, stages: beforeOpening}, input{name: "covers", kind: "covered"}),
	drawnOf(call.ShortenDeadline{}, form{hands: staff, rare: true, stages: []string{"drafted", "published", "open"}}, input{name: "covers", kind: "covered"}),
	drawnOf(call.AdmitLate{}, form{hands: heads, rare: true, stages: []string{"open", "shut"}}),
	drawnOf(call.ChangeRules{}, form{
		hands: staff, rare: true, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running"},
		leaves: map[string]string{"rules": "they are read from the file", "sha256": "it is that of the file"},
		drawn:  drawn{finish: readRules},
	}, input{name: "file", kind: "textfile"}),
	drawnOf(call.CancelCall{}, form{hands: staff, rare: true, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating"}}),
	drawnOf(call.BriefEvaluators{}, form{
		hands: officers, rare: true, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running"},
		drawn: drawn{open: func(t target) bool { return len(t.call.Evaluators) > 0 }},
	}, input{name: "evaluators", kind: "picks", from: "evaluators", required: true}),
	drawnOf(call.DecidePanel{}, form{
		hands: staff, stages: []string{"evaluating"}, drawn: drawn{open: func(t target) bool { return t.call.Book.Evaluation.Panel }},
	}, input{name: "present", kind: "persons", required: true}, input{name: "minutes", kind: "hash"}, input{name: "scores.tender", kind: "pick", from: "tenders"}, input{name: "scores.absent", kind: "persons"}),
	drawnOf(call.ReopenLeftover{}, form{hands: heads, rare: true, stages: []string{"decided", "running", "finished"}}),
	drawnOf(call.FundAmendment{}, form{hands: heads, rare: true, stages: []string{"decided", "running"}}),
	drawnOf(call.ImportRates{}, form{
		hands: officers, rare: true, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running"},
		drawn: drawn{open: func(t target) bool { return t.call.Book.Running.Currencies != nil }},
	}, input{name: "rates", required: true}),
}

// roleForms change who does what in a call.
var roleForms = []form{
	drawnOf(call.GiveRole{}, form{hands: staff, rare: true, stages: append(slices.Clone(wholeLife), "cancelled")},
		input{name: "role", kind: "pick", from: "roles"}, input{name: "person", kind: "person"}),
	drawnOf(call.WithdrawRole{}, form{hands: staff, rare: true, stages: append(slices.Clone(wholeLife), "cancelled")},
		input{name: "role", kind: "pick", from: "roles"}, input{name: "person", kind: "pick", from: "holders"}),
	drawnOf(call.ReplaceRole{}, form{hands: staff, rare: true, stages: append(slices.Clone(wholeLife), "cancelled")},
		input{name: "role", kind: "pick", from: "roles"}, input{name: "person", kind: "pick", from: "holders"}, input{name: "by", kind: "person"}),
	drawnOf(call.SetAbsence{}, form{hands: everyHand, rare: true, stages: append(slices.Clone(wholeLife), "cancelled")},
		input{name: "person", kind: "pick", from: "holders"}, input{name: "deputy", kind: "person"}),
	drawnOf(call.EndAbsence{}, form{hands: everyHand, rare: true, stages: append(slices.Clone(wholeLife), "cancelled")},
		input{name: "person", kind: "pick", from: "holders"}),
}

// everyHand are all who have a role in a call: anybody of them may set an absence of their own.
var everyHand = law.StaffRoles()

// proposals are those that the viewer may sign: what somebody else proposed.
func (t target) proposals() []query.ProposalRow {
	return slices.DeleteFunc(slices.Clone(t.call.Proposals), func(p query.ProposalRow) bool { return p.By == t.viewer })
}

// aboutProposals shows what waits for a second signature.
func aboutProposals(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	f := chart.Figure{Title: r.say("proposals"), Header: []string{r.say("proposal.number"), r.say("proposal.what"), r.say("field.reason"), r.say("proposal.until"), r.say("fact.documents")}}
	for _, p := range t.proposals() {
		f.Rows = append(f.Rows, []string{r.number(p.Number), r.word("proposal", p.What), t.names.In(p.Why), p.Until, p.SHA256})
	}
	return nil, []chart.Figure{f}
}

// readRules reads a rule book from its file, with what its check finds.
func readRules(_ *request, _ target, content map[string]any) []complaint {
	text, _ := content["file"].(string)
	if text == "" {
		return nil // which is said already
	}
	book, err := programme.Parse("rule-book.yaml", []byte(text))
	var problems programme.Problems
	if errors.As(err, &problems) {
		var wrong []complaint
		for _, p := range problems {
			wrong = append(wrong, complaint{"file", p.String()})
		}
		return wrong
	}
	if err != nil {
		return []complaint{{"file", err.Error()}}
	}
	content["rules"], content["sha256"], content["file"] = book.RuleBook, book.SHA256, string(book.Source)
	return nil
}
