package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

var (
	weighers = []law.Role{law.Verifier, law.Authoriser}
	beforeIt = []string{"submitted", "clarification-requested", "eligible", "ineligible", "arbitration", "consensus", "evaluated", "awarded", "reserve", "rejected", "withdrawn", "cancelled"}
	recorded = slices.Concat(beforeIt, []string{"contracted", "active", "suspended", "reporting", "closed", "terminated", "retained"})
)

// claimForms are the commands about claims that came apart from a log, or do not go
// straight on, and about the record of a twinning, drawn from their schemas.
var claimForms = []form{
	drawnOf(twinning.ClaimExpenses{}, form{
		tender: true, party: contact, rare: true, stages: []string{"active", "reporting"},
		leaves: map[string]string{"expenses.id": "rows are numbered"},
		drawn:  drawn{open: func(t target) bool { return !t.call.Book.Moneyless() }, finish: claimed, files: ofClaim, about: aboutTotals},
	}, input{name: "expenses.kind", kind: "radio", choices: costKinds(), words: "cost"}, input{name: "expenses.payee", kind: "person"},
		input{name: "expenses.evidence", kind: "attachment", label: "proof"}, input{name: "expenses", required: true},
		input{name: "expenses.organisation", kind: "suggest", from: "organisations"}, input{name: "expenses.category", kind: "suggest", from: "categories"},
		input{name: "expenses.personnel", kind: "suggest", from: "personnel"}),
	drawnOf(twinning.WithdrawExpense{}, form{
		tender: true, party: contact, rare: true, stages: judged, drawn: drawn{open: someExpense(unsettled...), about: aboutExpenses(unsettled...)},
	}, input{name: "expense", kind: "pick", from: "unsettled"}),
	drawnOf(twinning.RejectExpense{}, form{
		tender: true, hands: weighers, rare: true, stages: judged, drawn: drawn{open: someExpense(unsettled...), about: aboutExpenses(unsettled...)},
	}, input{name: "expense", kind: "pick", from: "unsettled"}),
	drawnOf(twinning.ParkExpense{}, form{
		tender: true, hands: weighers, rare: true, stages: judged,
		drawn: drawn{open: someExpense(twinning.Claimed, twinning.ExpenseVerified), about: aboutExpenses(twinning.Claimed, twinning.ExpenseVerified)},
	}, input{name: "expense", kind: "pick", from: "returnable"}),
	drawnOf(twinning.TakeUpExpense{}, form{
		tender: true, hands: weighers, stages: judged, drawn: drawn{open: someExpense(twinning.Parked), about: aboutExpenses(twinning.Parked)},
	}, input{name: "expense", kind: "pick", from: "parked"}),
	drawnOf(twinning.DrawSample{}, form{
		tender: true, hands: []law.Role{law.Verifier}, rare: true, stages: judged,
		drawn: drawn{open: func(t target) bool {
			rules := t.call.Book.Running.Expenses
			return rules != nil && rules.Sample != nil && len(t.expenses(twinning.Claimed)) > 0
		}, about: aboutExpenses(twinning.Claimed)},
	}),
	drawnOf(twinning.CorrectLog{}, form{
		tender: true, party: contact, rare: true, stages: []string{"active", "reporting"},
		drawn: drawn{open: func(t target) bool { return len(t.months(twinning.StatusAccepted)) > 0 }, start: acceptedLog},
	}, input{name: "month", kind: "pick", from: "accepted"}),
	drawnOf(twinning.AskSuspension{}, form{tender: true, party: speakers, rare: true, stages: []string{"active"}}),
	drawnOf(twinning.RefuseSuspension{}, form{
		tender: true, hands: heads, stages: []string{"active", "reporting"},
		drawn: drawn{open: suspensionAsked, about: aboutSuspension},
	}),
	drawnOf(twinning.PlaceHold{}, form{tender: true, hands: heads, rare: true, stages: recorded, drawn: drawn{open: func(t target) bool { return t.is.Hold == nil }}}),
	drawnOf(twinning.LiftHold{}, form{tender: true, hands: heads, stages: recorded, drawn: drawn{open: func(t target) bool { return t.is.Hold != nil }, about: aboutHold}}),
}

// unsettled are the statuses of an expense that is neither authorised nor over.
var unsettled = []twinning.ExpenseStatus{twinning.Claimed, twinning.ExpenseVerified, twinning.ExpenseReturns, twinning.Parked}

func costKinds() []string {
	var kinds []string
	for _, k := range twinning.CostKinds() {
		kinds = append(kinds, string(k))
	}
	return kinds
}

func someExpense(statuses ...twinning.ExpenseStatus) func(target) bool {
	return func(t target) bool { return len(t.expenses(statuses...)) > 0 }
}

// aboutExpenses shows the expenses that stand so, or the one that was chosen.
func aboutExpenses(statuses ...twinning.ExpenseStatus) func(*request, target, url.Values) ([]fact, []chart.Figure) {
	return func(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
		f := chart.Figure{Title: r.say("tender.expenses"), Header: claimHeader(r)}
		chosen, _ := parted(typed.Get("expense"))
		for _, e := range t.expenses(statuses...) {
			if chosen == "" || chosen == e.ID {
				f.Rows = append(f.Rows, claimRow(r, e))
			}
		}
		return nil, []chart.Figure{f}
	}
}

func aboutHold(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	if t.is.Hold == nil {
		return nil, nil
	}
	return []fact{{r.say("field.authority"), string(t.is.Hold.Authority), ""}, {r.say("field.reason"), string(t.is.Hold.Reason), ""}, {r.say("dates.when"), r.instant(t.is.Hold.At, t.call.In), ""}}, nil
}

// acceptedLog is what an accepted month says, to begin with.
func acceptedLog(t target, asked url.Values) any {
	for _, m := range t.months(twinning.StatusAccepted) {
		if fmt.Sprint(m) == asked.Get("month") {
			return asContent(twinning.CorrectLog{Month: m, Activities: t.is.Logs[m].Activities, Nothing: t.is.Logs[m].Nothing})
		}
	}
	return nil
}

// claimed gives new claims their ids: x-1, x-2 and so on, those that are free.
func claimed(_ *request, t target, content map[string]any) []complaint {
	used := map[string]bool{}
	for _, e := range t.is.Expenses {
		used[e.ID] = true
	}
	list, _ := content["expenses"].([]any)
	n := 0
	for _, x := range list {
		row, _ := x.(map[string]any)
		for n++; used[fmt.Sprintf("x-%d", n)]; n++ {
		}
		row["id"] = fmt.Sprintf("x-%d", n)
	}
	return nil
}

// ofClaim is what a file of one of several claims is for.
func ofClaim(content map[string]any, file string) string {
	list, _ := content["expenses"].([]any)
	for _, x := range list {
		claim, _ := x.(map[string]any)
		files, _ := claim["evidence"].([]any)
		for _, y := range files {
			if row, ok := y.(map[string]any); ok && scalar(row["file"]) == file {
				return twinning.Target{Purpose: twinning.ForExpense, ID: scalar(claim["id"])}.String()
			}
		}
	}
	return ""
}

// suspensionAsked tells whether a party waits for the answer to its request.
func suspensionAsked(t target) bool {
	return t.is.Asked != nil && slices.ContainsFunc(t.is.Obligations, func(o obligation.Obligation) bool {
		return strings.HasPrefix(o.ID, "suspension-") && o.Open()
	})
}

func aboutSuspension(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	x := t.is.Asked
	if x == nil {
		return nil, nil
	}
	return []fact{{r.say("tender.by"), t.names.Of(x.By), ""}, {r.say("dates.when"), r.instant(x.At, t.call.In), ""}, {r.say("field.reason"), string(x.Reason), ""}}, nil
}
