package pages

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

var (
	payers  = []law.Role{law.Verifier, law.Authoriser, law.Payer, law.Head} // the head what is above the limit of an authoriser
	contact = []law.Role{law.Contact}
	judged  = []string{"active", "suspended", "reporting"}
)

// runningForms are the commands to a twinning that runs, drawn from their schemas.
var runningForms = []form{
	drawnOf(twinning.AcceptLog{}, form{
		tender: true, settles: "log-review", hands: officers, stages: judged,
		drawn: drawn{open: func(t target) bool { return len(t.months(twinning.StatusSubmitted)) > 0 }, about: aboutLog},
	}, input{name: "month", kind: "pick", from: "months"}),
	drawnOf(twinning.ReturnLog{}, form{
		tender: true, hands: officers, stages: judged,
		drawn: drawn{open: func(t target) bool { return len(t.months(twinning.StatusSubmitted)) > 0 }, about: aboutLog},
	}, input{name: "month", kind: "pick", from: "months"}),
	drawnOf(twinning.ApproveExpense{}, form{
		tender: true, settles: "payment", hands: payers, stages: append(slices.Clone(judged), "closed", "terminated"),
		leaves: map[string]string{"step": "it is the next one of the expense that is chosen"},
		drawn: drawn{
			open: func(t target) bool { return len(t.approvable()) > 0 }, about: aboutExpense, finish: split("expense", "step"), fits: fitsApproval, heads: nextApproval,
		},
	}, input{name: "expense", kind: "pick", from: "approvable"}, input{name: "error", kind: "pick", from: "errors"}, input{name: "checked", kind: "picks", from: "checklist"}),
	drawnOf(twinning.ReturnExpense{}, form{
		tender: true, hands: []law.Role{law.Verifier, law.Authoriser}, stages: judged,
		drawn: drawn{open: func(t target) bool { return len(t.expenses(twinning.Claimed, twinning.ExpenseVerified)) > 0 }, about: aboutExpense},
	}, input{name: "expense", kind: "pick", from: "returnable"}),
	drawnOf(twinning.CorrectExpense{}, form{
		tender: true, party: contact, stages: []string{"active", "reporting"},
		leaves: map[string]string{
			"claim.kind": "it stays that of the first claim", "claim.evidence.id": "rows are numbered", "claim.evidence.sha256": "the store knows it", "claim.evidence.size": "the store knows it",
		},
		drawn: drawn{
			open: func(t target) bool { return len(t.expenses(twinning.ExpenseReturns)) > 0 }, about: aboutReturned, start: returnedClaim, finish: correctedClaim,
			files: func(content map[string]any, _ string) string {
				claim, _ := content["claim"].(map[string]any)
				return twinning.Target{Purpose: twinning.ForExpense, ID: scalar(claim["id"])}.String()
			},
		},
	}, input{name: "claim.id", kind: "pick", from: "returned", label: "expense"}, input{name: "claim.payee", kind: "person"}, input{name: "claim.evidence.name", kind: "line", label: "file-name"},
		input{name: "claim.evidence.file", kind: "file"}, input{name: "claim.organisation", kind: "suggest", from: "organisations"},
		input{name: "claim.category", kind: "suggest", from: "categories"}, input{name: "claim.personnel", kind: "suggest", from: "personnel"}),
	drawnOf(twinning.SubmitReport{}, form{
		tender: true, settles: "interim-report", party: contact, stages: []string{"active", "reporting"},
		drawn: drawn{
			open: func(t target) bool { return len(t.reportsOwed()) > 0 }, start: reportBefore, finish: numbered,
			files: func(content map[string]any, _ string) string {
				return twinning.Target{Purpose: twinning.ForReport, ID: scalar(content["report"])}.String()
			},
		},
	}, input{name: "report", kind: "pick", from: "reports"}, input{name: "evidence.id", kind: "pick", from: "shows", optional: true}, input{name: "evidence.file", kind: "file"},
		input{name: "follow_up", kind: "radio", choices: []string{string(twinning.FollowUpWanted), string(twinning.FollowUpNotWanted)}, words: "follow-up"}),
	drawnOf(twinning.AcceptReport{}, form{
		tender: true, hands: officers, stages: judged,
		drawn: drawn{open: func(t target) bool { return len(t.reportsIn()) > 0 }, about: aboutReport},
	}, input{name: "report", kind: "pick", from: "submitted"}),
	drawnOf(twinning.ReturnReport{}, form{
		tender: true, hands: officers, stages: judged,
		drawn: drawn{open: func(t target) bool { return len(t.reportsIn()) > 0 }, about: aboutReport},
	}, input{name: "report", kind: "pick", from: "submitted"}),
	drawnOf(twinning.CloseTwinning{}, form{tender: true, settles: "closure", hands: staff, stages: []string{"reporting"}}),
	drawnOf(twinning.SuspendTwinning{}, form{tender: true, hands: heads, rare: true, stages: []string{"active"}}),
	drawnOf(twinning.ResumeTwinning{}, form{tender: true, hands: heads, stages: []string{"suspended"}}),
	drawnOf(twinning.TerminateTwinning{}, form{tender: true, hands: heads, rare: true, stages: []string{"contracted", "active", "suspended", "reporting"}}),
}

// months are those whose log stands so.
func (t target) months(status string) []int {
	var list []int
	for m, l := range t.is.Logs {
		if l.Status == status {
			list = append(list, m)
		}
	}
	slices.Sort(list)
	return list
}

// expenses are those that stand so.
func (t target) expenses(statuses ...twinning.ExpenseStatus) []twinning.Expense {
	return slices.DeleteFunc(slices.Clone(t.is.Expenses), func(e twinning.Expense) bool { return !slices.Contains(statuses, e.Status) })
}

// approvable are the expenses whose next step is the viewer's.
func (t target) approvable() []twinning.Expense {
	return slices.DeleteFunc(slices.Clone(t.is.Expenses), func(e twinning.Expense) bool {
		return e.NextStep() == "" || !slices.Contains(t.call.Yours, twinning.Approves(e, t.call.Book))
	})
}

// fitsApproval tells whether a field is asked of the viewer: what is deducted, and what a checklist asks, is said by who verifies alone.
func fitsApproval(t target, in input) bool {
	verifies := slices.ContainsFunc(t.approvable(), func(e twinning.Expense) bool { return e.NextStep() == twinning.Verify })
	switch in.name {
	case "accepted", "reason":
		return verifies
	case "error":
		return verifies && len(t.call.Book.Running.ErrorTypes) > 0
	case "checked":
		return verifies && len(t.checklist()) > 0
	}
	return true
}

// nextApproval is what the viewer does with the expenses, where it is the same for all; "" where it is not.
func nextApproval(r *request, t target) string {
	var step twinning.Step
	for i, e := range t.approvable() {
		if i > 0 && e.NextStep() != step {
			return ""
		}
		step = e.NextStep()
	}
	if step == "" {
		return ""
	}
	return r.say("wait." + string(step))
}

// checklist is what a verification confirms.
func (t target) checklist() []call.Check {
	if rules := t.call.Book.Running.Expenses; rules != nil {
		return rules.Checklist
	}
	return nil
}

// reportsOwed are those that are asked for and not accepted.
func (t target) reportsOwed() []string {
	var list []string
	for _, name := range []string{twinning.Interim, twinning.Final} {
		asked := slices.ContainsFunc(t.is.Obligations, func(o obligation.Obligation) bool { return o.ID == name+"-report" })
		if asked && t.is.Reports[name].Status != twinning.StatusAccepted {
			list = append(list, name)
		}
	}
	return list
}

// reportsIn are those that wait to be accepted or returned.
func (t target) reportsIn() []string {
	var list []string
	for _, name := range []string{twinning.Interim, twinning.Final} {
		if t.is.Reports[name].Status == twinning.StatusSubmitted {
			list = append(list, name)
		}
	}
	return list
}

// aboutLog shows the logs that wait to be judged, or the one that was chosen.
func aboutLog(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	var list []chart.Figure
	for _, m := range t.months(twinning.StatusSubmitted) {
		if chosen := typed.Get("month"); chosen != "" && chosen != fmt.Sprint(m) {
			continue
		}
		f := chart.Figure{Title: r.say("month.title", m), Header: []string{r.say("month.on"), r.say("month.what"), r.say("month.where.short"), r.say("month.participants.short")}}
		for _, a := range t.is.Logs[m].Activities {
			f.Rows = append(f.Rows, []string{r.date(a.On), string(a.What), string(a.Where), r.number(a.Participants)})
		}
		list = append(list, f)
		claims := chart.Figure{Title: r.say("month.claims", m), Header: claimHeader(r)}
		for _, e := range t.is.Expenses {
			if e.Month == m {
				claims.Rows = append(claims.Rows, claimRow(r, e))
			}
		}
		if len(claims.Rows) > 0 {
			list = append(list, claims)
		}
	}
	return nil, list
}

func claimHeader(r *request) []string {
	return []string{r.say("expense.id"), r.say("month.what"), r.say("expense.kind"), r.say("tender.amount"), r.say("month.on"), r.say("owed.standing"), r.say("tender.files")}
}

func claimRow(r *request, e twinning.Expense) []string {
	var files []string
	for _, a := range e.Evidence {
		files = append(files, string(a.Name))
	}
	return []string{e.ID, string(e.What), r.word("cost", e.Kind), r.money(e.Amount), r.date(e.On), r.word("expense-status", e.Status), strings.Join(files, ", ")}
}

// aboutExpense shows the expenses that the form can be sent about.
func aboutExpense(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	from := t.approvable()
	if t.form.kind != (twinning.ApproveExpense{}).Kind() {
		from = t.expenses(twinning.Claimed, twinning.ExpenseVerified)
	}
	f := chart.Figure{Title: r.say("tender.expenses"), Header: claimHeader(r)}
	chosen, _ := parted(typed.Get("expense"))
	for _, e := range from {
		if chosen == "" || chosen == e.ID {
			f.Rows = append(f.Rows, claimRow(r, e))
		}
	}
	return nil, []chart.Figure{f}
}

// aboutReturned says why an expense was returned.
func aboutReturned(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	f := chart.Figure{Title: r.say("expense.returned"), Header: []string{r.say("expense.id"), r.say("expense.kind"), r.say("tender.amount"), r.say("field.reason")}}
	for _, e := range t.expenses(twinning.ExpenseReturns) {
		f.Rows = append(f.Rows, []string{e.ID, r.word("cost", e.Kind), r.money(e.Amount), string(e.Why)})
	}
	return nil, []chart.Figure{f}
}

// aboutReport shows the reports that wait.
func aboutReport(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	var list []fact
	var files []chart.Figure
	for _, name := range t.reportsIn() {
		if chosen := typed.Get("report"); chosen != "" && chosen != name {
			continue
		}
		x := t.is.Reports[name]
		list = append(list, fact{r.word("report", name), string(x.Summary), ""})
		f := chart.Figure{Title: r.say("report.evidence", r.word("report", name)), Header: []string{r.say("field.submit-report.evidence.id"), r.say("month.what"), r.say("document.file")}}
		for _, e := range x.Evidence {
			shows := r.say("evidence.other")
			if i := slices.IndexFunc(t.asked(), func(x call.Evidence) bool { return x.ID == e.ID }); i >= 0 {
				shows = t.asked()[i].Name
			}
			f.Rows = append(f.Rows, []string{shows, string(e.What), map[bool]string{true: r.say("yes"), false: r.say("no")}[e.File != ""]})
		}
		if len(f.Rows) > 0 {
			files = append(files, f)
		}
	}
	return list, files
}

// returnedClaim is the claim that is corrected, as it stands.
func returnedClaim(t target, asked url.Values) any {
	for _, e := range t.expenses(twinning.ExpenseReturns) {
		if id := asked.Get("claim-id"); id == "" || id == e.ID {
			return map[string]any{"claim": asContent(e.AsClaimed())}
		}
	}
	return nil
}

// correctedClaim keeps what a correction does not change.
func correctedClaim(_ *request, t target, content map[string]any) []complaint {
	claim, _ := content["claim"].(map[string]any)
	if claim == nil {
		return nil
	}
	if e, ok := t.is.Expense(scalar(claim["id"])); ok {
		claim["kind"] = string(e.Kind)
		list, _ := claim["evidence"].([]any)
		for i, x := range list {
			row, _ := x.(map[string]any)
			row["id"] = fmt.Sprintf("file-%d", i+1)
			for _, was := range e.Evidence { // named by its hash alone, or as it was
				if i < len(e.Evidence) && row["file"] == nil && was.ID == e.Evidence[i].ID {
					kept := asContent(was)
					kept["name"] = row["name"]
					list[i] = kept
				}
			}
		}
	}
	return nil
}

// reportBefore is a report that was sent before, to begin with.
func reportBefore(t target, asked url.Values) any {
	for _, name := range t.reportsOwed() {
		if chosen := asked.Get("report"); chosen != "" && chosen != name {
			continue
		}
		content := map[string]any{"report": name}
		if x, sent := t.is.Reports[name]; sent {
			content["summary"], content["lessons"], content["follow_up"], content["follow_up_form"] = string(x.Summary), string(x.Lessons), string(x.FollowUp), string(x.FollowUpForm)
			text, _ := json.Marshal(x.Evidence)
			var rows any
			_ = numbers(text, &rows)
			content["evidence"] = rows
		}
		if name == twinning.Final {
			content["evidence"] = t.withAsked(content["evidence"])
		}
		return content
	}
	return nil
}

// asked is the evidence that the final report must give, by the type of the twinning.
func (t target) asked() []call.Evidence {
	typ, _ := t.call.Book.Type(t.is.Tender.Type)
	return typ.Closure
}

// withAsked are rows of evidence, with an empty one for each that is asked for and not there.
func (t target) withAsked(rows any) any {
	list, _ := rows.([]any)
	for _, need := range t.asked() {
		if !slices.ContainsFunc(list, func(x any) bool { row, _ := x.(map[string]any); return scalar(row["id"]) == need.ID }) {
			list = append(list, map[string]any{"id": need.ID})
		}
	}
	return list
}

// numbered gives the rows of evidence their ids, where they show nothing that is asked for.
func numbered(_ *request, _ target, content map[string]any) []complaint {
	list, _ := content["evidence"].([]any)
	for i, x := range list {
		if row, ok := x.(map[string]any); ok && scalar(row["id"]) == "" {
			row["id"] = fmt.Sprintf("evidence-%d", i+1)
		}
	}
	return nil
}
