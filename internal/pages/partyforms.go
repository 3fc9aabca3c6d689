package pages

import (
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

var (
	speakers   = []law.Role{law.Contact, law.Signatory}
	reasons    = []input{{name: "reason", kind: "text"}}
	mustReason = []input{{name: "reason", kind: "text", required: true}}
	successor  = []input{{name: "person", kind: "line", required: true}, {name: "reason", member: "why", kind: "text", required: true}}
	changeable = []string{"submitted", "clarification-requested", "eligible", "ineligible", "arbitration", "consensus", "evaluated", "reserve"}
)

// partyForms are what those who speak for a tender, and evaluators, send from a page of its own.
var partyForms = []form{
	{
		kind: "withdraw-tender", tender: true, party: speakers, stages: []string{"submitted", "clarification-requested", "eligible", "arbitration", "consensus", "evaluated", "awarded", "reserve"},
		fields: reasons, command: func(v url.Values) law.Command { return twinning.WithdrawTender{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "undo-withdrawal", tender: true, party: speakers, stages: []string{"withdrawn"},
		fields: reasons, command: func(v url.Values) law.Command { return twinning.UndoWithdrawal{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "decline-contract", tender: true, party: []law.Role{law.Signatory}, stages: []string{"awarded"}, fields: mustReason,
		command: func(v url.Values) law.Command { return twinning.DeclineContract{Reason: law.Text(v.Get("reason"))} },
	},
	{
		kind: "lodge-complaint", tender: true, settles: "complaint-window", refuses: true, party: speakers, stages: []string{"ineligible", "reserve", "rejected"},
		fields: []input{{name: "grounds", kind: "radio", required: true, choices: []string{twinning.GroundsProcedure, twinning.GroundsFacts}}, {name: "text", kind: "text", required: true}},
		command: func(v url.Values) law.Command {
			return twinning.LodgeComplaint{Grounds: v.Get("grounds"), Text: law.Text(v.Get("text"))}
		},
	},
	{
		kind: "change-contact", tender: true, party: speakers, stages: changeable, fields: successor,
		command: func(v url.Values) law.Command {
			return twinning.ChangeContact{Person: v.Get("person"), Why: law.Text(v.Get("reason"))}
		},
	},
	{
		kind: "change-signatory", tender: true, party: speakers, stages: changeable, fields: successor,
		command: func(v url.Values) law.Command {
			return twinning.ChangeSignatory{Person: v.Get("person"), Why: law.Text(v.Get("reason"))}
		},
	},
	{
		kind: "declare-conflict", tender: true, evaluator: true, stages: []string{"submitted", "eligible", "arbitration", "consensus", "evaluated"}, fields: []input{{name: "why-conflict", member: "why", kind: "text", required: true}},
		command: func(v url.Values) law.Command { return twinning.DeclareConflict{Why: law.Text(v.Get("why-conflict"))} },
	},
	{
		kind: "agree-consensus", tender: true, settles: "consensus", evaluator: true, stages: []string{"consensus"},
		command: func(url.Values) law.Command { return twinning.AgreeConsensus{} },
		leaves:  map[string]string{"proposal": "the sheet shows the one that stands, and the form is refused where it has moved"},
	},
	{
		kind: "declare-impartiality", evaluator: true, settles: "impartiality", stages: []string{"drafted", "published", "open", "shut", "opened", "evaluating"},
		fields:  []input{{name: "impartial", member: "-", kind: "check", required: true}, {name: "former", kind: "text"}},
		command: func(v url.Values) law.Command { return call.DeclareImpartiality{Former: formerOf(v.Get("former"))} },
	},
}

// formerOf reads a line for each tie that somebody had: an organisation, and its last day
// at the end. A line without a day has none, which the command then refuses.
func formerOf(text string) []call.FormerTie {
	var list []call.FormerTie
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		tie := call.FormerTie{Organisation: strings.Join(words, " ")}
		if until, err := calendar.ParseDate(words[len(words)-1]); err == nil {
			tie.Organisation, tie.Until = strings.TrimRight(strings.Join(words[:len(words)-1], " "), ",; "), until
		}
		list = append(list, tie)
	}
	return list
}

// may tells whether a form is for the viewer: by a role in the call, by speaking for
// the tender, as an evaluator of the call, or as anybody who is signed in.
func (r *request) may(f form, c query.CallPage, t *query.TenderPage) bool {
	if r.viewer.Person == "" {
		return false
	}
	if f.anybody || len(f.hands) > 0 && r.has(c, f.hands...) {
		return true
	}
	if f.evaluator {
		return r.evaluates(c)
	}
	if f.asked {
		return true // the law knows who is asked; who may address the tender gets here
	}
	if t == nil || t.Tender == nil {
		return false
	}
	return slices.ContainsFunc(f.party, func(role law.Role) bool {
		return role == law.Contact && t.Tender.Contact == r.viewer.Person || role == law.Signatory && t.Tender.Signatory == r.viewer.Person
	})
}

// evaluates tells whether the viewer is an evaluator of a call.
func (r *request) evaluates(c query.CallPage) bool {
	return slices.ContainsFunc(c.Evaluators, func(e call.Evaluator) bool { return r.viewer.Person != "" && e.Person == r.viewer.Person })
}
