package pages

import (
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A form is a command that people send from a page of its own.
type form struct {
	kind    string // of the command
	tender  bool   // it goes to the life of a tender, else to that of a call
	settles string // how the obligations that it settles begin, "" for none
	hands   []law.Role
	party   []law.Role // who speaks for the tender
	// evaluator: an evaluator of the call sends it.
	evaluator bool
	stages    []string // in which the button is shown; the law decides whether it may be sent
	fields    []input
	command   func(url.Values) law.Command
	anybody   bool // who is signed in and sees the life may open it: the law decides
	invites   bool // it begins an invitation to the call or the tender
}

// An input is one field of a form.
type input struct {
	name, kind string // line, text, people, tender, radio or check
	required   bool
	choices    []string // of a radio
}

var (
	officers = []law.Role{law.Officer}
	staff    = []law.Role{law.Officer, law.Head}
)

// forms are the commands that people use most. The law knows all others.
var forms = append(staffForms, partyForms...)

var staffForms = []form{
	{kind: "publish-call", hands: staff, stages: []string{"drafted"}, command: func(url.Values) law.Command { return call.PublishCall{} }},
	{kind: "open-tenders", settles: "opening", hands: staff, stages: []string{"shut"}, command: func(url.Values) law.Command { return call.OpenTenders{} }},
	{
		kind: "appoint-evaluator", hands: officers, stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating"},
		fields: []input{{name: "evaluator", kind: "line", required: true}, {name: "organisation", kind: "line"}, {name: "country", kind: "line"}},
		command: func(v url.Values) law.Command {
			return call.AppointEvaluator{Evaluator: v.Get("evaluator"), Organisation: v.Get("organisation"), Country: v.Get("country")}
		},
	},
	{
		kind: "assign-evaluators", hands: officers, stages: []string{"opened", "evaluating"},
		fields: []input{{name: "tender", kind: "tender", required: true}, {name: "evaluators", kind: "people", required: true}, {name: "why", kind: "text"}},
		command: func(v url.Values) law.Command {
			return call.AssignEvaluators{Tender: v.Get("tender"), Evaluators: v["evaluators"], Why: law.Text(v.Get("why"))}
		},
	},
	{
		kind: "draw-assignments", hands: officers, stages: []string{"opened", "evaluating"}, fields: []input{{name: "seed", kind: "line", required: true}},
		command: func(v url.Values) law.Command { return call.DrawAssignments{Seed: v.Get("seed")} },
	},
	{kind: "prepare-award", settles: "award", hands: staff, stages: []string{"opened", "evaluating"}, command: func(url.Values) law.Command { return call.PrepareAward{} }},
	{kind: "release-award", hands: staff, stages: []string{"opened", "evaluating"}, command: func(url.Values) law.Command { return call.ReleaseAward{} }},
	{
		kind: "activate-reserve", hands: staff, stages: []string{"decided", "running"}, fields: []input{{name: "tender", kind: "line"}},
		command: func(v url.Values) law.Command { return call.ActivateReserve{Tender: v.Get("tender")} },
	},
	{
		kind: "decide-eligibility", tender: true, settles: "eligibility", hands: staff, stages: []string{"submitted"},
		fields: []input{{name: "verdict", kind: "radio", required: true, choices: []string{"eligible", "ineligible"}}, {name: "reason", kind: "text"}, {name: "override", kind: "check"}},
		command: func(v url.Values) law.Command {
			return twinning.DecideEligibility{Eligible: v.Get("verdict") == "eligible", Reason: law.Text(v.Get("reason")), Override: v.Get("override") != ""}
		},
	},
	inviting(false), inviting(true),
	{kind: "sign-eligibility", tender: true, hands: staff, command: func(url.Values) law.Command { return twinning.SignEligibility{} }},
}

// formOf is the form of a command of a life.
func formOf(kind string, tender bool) (form, bool) {
	i := slices.IndexFunc(forms, func(f form) bool { return f.kind == kind && f.tender == tender })
	if i < 0 {
		return form{}, false
	}
	return forms[i], true
}

// missing are the fields that must be there and are not.
func (f form) missing(v url.Values) []string {
	var names []string
	for _, in := range f.fields {
		if in.required && strings.TrimSpace(strings.Join(v[in.name], "")) == "" {
			names = append(names, in.name)
		}
	}
	return names
}

// buttons lead to the forms that the viewer may use on a call as it stands; with kinds, only to those.
func (r *request) buttons(p query.CallPage, kinds ...string) []button {
	var list []button
	for _, f := range forms {
		if f.tender || !r.may(f, p, nil) || !slices.Contains(f.stages, p.Stage) || len(kinds) > 0 && !slices.Contains(kinds, f.kind) {
			continue
		}
		list = append(list, button{Href: "/calls/" + p.Reference + "/do/" + f.kind, Text: r.say("do." + f.kind), Quiet: len(list) > 0})
	}
	return list
}

// tenderButtons are those of a tender.
func (r *request) tenderButtons(c query.CallPage, p query.TenderPage) []button {
	var list []button
	if r.canRevise(c, p) {
		list = append(list, button{Href: "/tenders/" + p.Reference + "/revise", Text: r.say("do.revise"), Post: true})
	}
	for _, f := range forms {
		fits := slices.Contains(f.stages, p.Stage) && !p.Sealed && p.Proposal == nil
		if f.kind == "sign-eligibility" {
			fits = p.Proposal != nil && slices.Contains(p.Proposal.Awaits, r.viewer.Person)
		}
		if f.evaluator {
			continue // they stand on the sheet
		}
		if len(f.party) > 0 {
			fits = slices.Contains(f.stages, p.Stage)
		}
		if f.tender && fits && r.may(f, c, &p) && (!f.invites || p.Tender != nil && slices.Contains([]string{p.Tender.Contact, p.Tender.Signatory}, r.viewer.Person)) {
			list = append(list, button{Href: "/tenders/" + p.Reference + "/do/" + f.kind, Text: r.say("do." + f.kind), Quiet: len(list) > 0})
		}
	}
	return list
}
