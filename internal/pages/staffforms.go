package pages

import (
	"net/url"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// staffForms are what the staff use most, made by hand.
var staffForms = []form{
	{kind: "publish-call", hands: staff, stages: []string{"drafted"}, command: func(url.Values) law.Command { return call.PublishCall{} }},
	{kind: "open-tenders", settles: "opening", hands: staff, stages: []string{"shut"}, command: func(url.Values) law.Command { return call.OpenTenders{} }},
	{
		kind: "appoint-evaluator", hands: staff, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating", "decided", "running"},
		seldom: []string{"decided", "running"},
		fields: []input{{name: "evaluator", kind: "line", required: true}, {name: "organisation", kind: "line"}, {name: "country", kind: "line"}},
		command: func(v url.Values) law.Command {
			return call.AppointEvaluator{Evaluator: v.Get("evaluator"), Organisation: v.Get("organisation"), Country: v.Get("country")}
		},
	},
	{
		kind: "assign-evaluators", hands: officers, stages: []string{"opened", "evaluating", "decided", "running"}, seldom: []string{"decided", "running"},
		fields: []input{{name: "tender", kind: "tender", required: true}, {name: "evaluators", kind: "people", required: true}, {name: "why", kind: "text"}},
		command: func(v url.Values) law.Command {
			return call.AssignEvaluators{Tender: v.Get("tender"), Evaluators: v["evaluators"], Why: law.Text(v.Get("why"))}
		},
	},
	{
		kind: "draw-assignments", hands: officers, stages: []string{"opened", "evaluating"}, fields: []input{{name: "seed", kind: "line", required: true}},
		command: func(v url.Values) law.Command { return call.DrawAssignments{Seed: v.Get("seed")} },
		leaves:  map[string]string{"tenders": "a draw from the page is for all that need it; a single tender is assigned by name"},
	},
	{kind: "prepare-award", settles: "award", hands: staff, stages: []string{"opened", "evaluating"}, command: func(url.Values) law.Command { return call.PrepareAward{} }},
	{kind: "release-award", hands: staff, stages: []string{"opened", "evaluating"}, command: func(url.Values) law.Command { return call.ReleaseAward{} }},
	{
		kind: "activate-reserve", hands: heads, stages: []string{"decided", "running"}, drawn: drawn{open: func(t target) bool { return len(t.call.Reserve) > 0 }}, fields: []input{{name: "tender", kind: "line"}},
		command: func(v url.Values) law.Command { return call.ActivateReserve{Tender: v.Get("tender")} },
	},
	{
		kind: "decide-eligibility", tender: true, settles: "eligibility", hands: staff, stages: []string{"submitted", "clarification-requested"},
		fields: []input{
			{name: "verdict", member: "eligible", kind: "radio", required: true, choices: []string{"eligible", "ineligible"}},
			{name: "reason", kind: "text"},
			{name: "override", kind: "check"},
		},
		command: func(v url.Values) law.Command {
			return twinning.DecideEligibility{Eligible: v.Get("verdict") == "eligible", Reason: law.Text(v.Get("reason")), Override: v.Get("override") != ""}
		},
	},
	inviting(false), inviting(true),
	{kind: "sign-eligibility", tender: true, hands: staff, command: func(url.Values) law.Command { return twinning.SignEligibility{} }},
}
