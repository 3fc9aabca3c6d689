package pages

import (
	"net/url"
	"strconv"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

var (
	recoverable = []string{"active", "suspended", "reporting", "closed", "terminated", "retained"}
	receivers   = []law.Role{law.Payer, law.Officer}
)

// recoveryForms are the commands about what is asked back, drawn from their schemas.
var recoveryForms = []form{
	drawnOf(twinning.IntendRecovery{}, form{
		tender: true, hands: staff, rare: true, stages: recoverable,
		drawn: drawn{open: func(t target) bool { return t.call.Book.Running.Recovery != nil && !t.is.Transferred().IsZero() }, about: aboutRecoveries},
	}, input{name: "of", kind: "radio", choices: []string{twinning.OfExpense, twinning.OfPreFinancing, twinning.OfFinding}, words: "recovery-of"},
		input{name: "expense", kind: "pick", from: "paid-expenses"}),
	drawnOf(twinning.ObserveRecovery{}, form{
		tender: true, party: speakers, stages: recoverable, drawn: drawn{open: someRecovery(twinning.RecoveryIntends), about: aboutRecoveries},
	}, input{name: "number", kind: "pick", from: "intended-recoveries"}),
	drawnOf(twinning.DecideRecovery{}, form{
		tender: true, hands: heads, stages: recoverable, drawn: drawn{open: someRecovery(twinning.RecoveryIntends), about: aboutRecoveries},
	}, input{name: "number", kind: "pick", from: "intended-recoveries"},
		input{name: "verdict", kind: "radio", choices: []string{twinning.RecoveryConfirm, twinning.RecoveryReduce, twinning.RecoveryDrop}, words: "recovery-verdict"}),
	drawnOf(twinning.OrderRecovery{}, form{
		tender: true, hands: staff, rare: true, stages: recoverable, drawn: drawn{open: someRecovery(twinning.RecoveryDeducts), about: aboutRecoveries},
	}, input{name: "number", kind: "pick", from: "deductible-recoveries"}),
	drawnOf(twinning.ReceiveRecovery{}, form{
		tender: true, hands: receivers, stages: recoverable, drawn: drawn{open: someRecovery(twinning.RecoveryAsked, twinning.RecoveryDeducts), about: aboutRecoveries},
	}, input{name: "number", kind: "pick", from: "decided-recoveries"}),
	drawnOf(twinning.WaiveRecovery{}, form{
		tender: true, hands: staff, rare: true, stages: recoverable, drawn: drawn{open: someRecovery(twinning.RecoveryAsked, twinning.RecoveryDeducts), about: aboutRecoveries},
	}, input{name: "number", kind: "pick", from: "decided-recoveries"}),
}

func someRecovery(statuses ...twinning.RecoveryStatus) func(target) bool {
	return func(t target) bool { return len(t.recoveries(statuses...)) > 0 }
}

// recoveries are those that stand so.
func (t target) recoveries(statuses ...twinning.RecoveryStatus) []twinning.Recovery {
	var list []twinning.Recovery
	for _, x := range t.is.Recoveries {
		for _, s := range statuses {
			if x.Status == s {
				list = append(list, x)
			}
		}
	}
	return list
}

// recoveryPicks are the recoveries that a form can be about.
func (t target) recoveryPicks(r *request, from string, add func(value, text string)) {
	statuses := map[string][]twinning.RecoveryStatus{
		"intended-recoveries": {twinning.RecoveryIntends}, "deductible-recoveries": {twinning.RecoveryDeducts}, "decided-recoveries": {twinning.RecoveryAsked, twinning.RecoveryDeducts},
	}[from]
	for _, x := range t.recoveries(statuses...) {
		add(strconv.Itoa(x.Number), r.say("recovery.one", x.Number, recoveryOf(r, x), r.money(x.Left())))
	}
}

func recoveryOf(r *request, x twinning.Recovery) string {
	of := r.word("recovery-of", x.Of)
	if x.Expense != "" {
		of += " " + x.Expense
	}
	return of
}

// aboutRecoveries shows what is asked back, with the reasons and what the parties said to it.
func aboutRecoveries(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	var list []fact
	for _, x := range t.is.Recoveries {
		if n := typed.Get("number"); !x.Open() || n != "" && n != strconv.Itoa(x.Number) || typed.Get("of") != "" {
			continue
		}
		list = append(list, fact{r.say("recovery.reason", x.Number), string(x.Reason), ""})
		for _, o := range x.Observations {
			list = append(list, fact{r.say("ending.observed", t.names.Of(o.By)), string(o.Text), ""})
		}
		if x.Decision != "" {
			list = append(list, fact{r.say("recovery.decision", x.Number), string(x.Decision), ""})
		}
	}
	if f := r.recoveries(t.is); f != nil {
		return list, []chart.Figure{*f}
	}
	return list, nil
}

// recoveries are what is asked back from the parties of a twinning, as it stands.
func (r *request) recoveries(t twinning.Twinning) *chart.Figure {
	if len(t.Recoveries) == 0 {
		return nil
	}
	f := &chart.Figure{Title: r.say("recoveries"), Header: []string{
		r.say("recovery.number"), r.say("recovery.of"), r.say("tender.amount"), r.say("recovery.got"), r.say("recovery.left"), r.say("owed.standing"), r.say("recovery.due"),
	}}
	for _, x := range t.Recoveries {
		day := x.Due
		if x.Status == twinning.RecoveryIntends {
			day = x.Until
		}
		on := ""
		if !day.IsZero() {
			on = r.date(day)
		}
		f.Rows = append(f.Rows, []string{strconv.Itoa(x.Number), recoveryOf(r, x), r.money(x.Amount), r.money(x.Got), r.money(x.Left()), r.word("recovery-status", x.Status), on})
	}
	return f
}
