package pages

import (
	"net/url"
	"strconv"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

var (
	paid     = []string{"contracted", "active", "suspended", "reporting", "closed", "terminated"}
	stoppers = []law.Role{law.Officer, law.Payer}
)

// paymentForms are the commands about instalments and bank accounts, drawn from their schemas.
var paymentForms = []form{
	drawnOf(twinning.PayInstalment{}, form{
		tender: true, settles: "instalment", hands: []law.Role{law.Payer}, stages: paid,
		drawn: drawn{open: someInstalment(twinning.InstalmentOwed), about: aboutInstalments},
	}, input{name: "instalment", kind: "pick", from: "owed-instalments"}),
	drawnOf(twinning.SuspendPayment{}, form{
		tender: true, hands: stoppers, rare: true, stages: paid,
		drawn: drawn{open: func(t target) bool {
			return t.call.Book.Payments != nil && len(t.call.Book.Payments.SuspendFor) > 0 && someInstalment(twinning.InstalmentOwed)(t)
		}, about: aboutInstalments},
	}, input{name: "instalment", kind: "pick", from: "owed-instalments"}, input{name: "ground", kind: "pick", from: "grounds"}),
	drawnOf(twinning.ResumePayment{}, form{
		tender: true, hands: stoppers, stages: paid, drawn: drawn{open: someInstalment(twinning.InstalmentStopped), about: aboutInstalments},
	}, input{name: "instalment", kind: "pick", from: "stopped-instalments"}),
	drawnOf(twinning.SetAccount{}, form{tender: true, party: speakers, rare: true, stages: append([]string{"awarded"}, paid...)}),
	drawnOf(twinning.ConfirmAccount{}, form{
		tender: true, settles: "account", hands: officers, stages: append([]string{"awarded"}, paid...),
		drawn: drawn{open: func(t target) bool { return t.is.Payments != nil && t.is.Payments.Proposed != nil }, start: proposedAccount, about: aboutAccount},
	}, input{name: "payee", kind: "radio", choices: []string{twinning.PayeeMatches, twinning.PayeeClose, twinning.PayeeDiffers, twinning.PayeeUnproven}, words: "payee"}),
}

func someInstalment(status twinning.InstalmentStatus) func(target) bool {
	return func(t target) bool { return len(t.instalments(status)) > 0 }
}

// instalments are those that stand so.
func (t target) instalments(status twinning.InstalmentStatus) []twinning.Instalment {
	var list []twinning.Instalment
	for _, x := range t.is.Payments.Open() {
		if x.Status == status {
			list = append(list, x)
		}
	}
	return list
}

func proposedAccount(t target, _ url.Values) any {
	if t.is.Payments == nil || t.is.Payments.Proposed == nil {
		return nil
	}
	return map[string]any{"number": strconv.Itoa(t.is.Payments.Proposed.Number)}
}

// aboutAccount shows the account that waits, to compare it with the bank's answer.
func aboutAccount(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	a := t.account.Proposed
	if a == nil {
		return nil, nil
	}
	list := []fact{{r.say("account.holder"), a.Holder, ""}, {r.say("account.iban"), a.IBAN, ""}}
	if a.BIC != "" {
		list = append(list, fact{r.say("account.bic"), a.BIC, ""})
	}
	address := a.Town + ", " + a.Country
	if a.PostCode != "" {
		address = a.PostCode + " " + address
	}
	if a.Street != "" {
		address = a.Street + ", " + address
	}
	return append(list, fact{r.say("account.address"), address, ""}), nil
}

func aboutInstalments(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	if f := r.instalments(t.is); f != nil {
		return nil, []chart.Figure{*f}
	}
	return nil, nil
}

// instalments are what is paid to a twinning, as it stands.
func (r *request) instalments(t twinning.Twinning) *chart.Figure {
	if t.Payments == nil || len(t.Payments.Instalments) == 0 {
		return nil
	}
	f := &chart.Figure{Title: r.say("instalments"), Header: []string{
		r.say("instalment"), r.say("instalment.gross"), r.say("instalment.cleared"), r.say("tender.amount"), r.say("instalment.due"), r.say("owed.standing"), r.say("instalment.paid"),
	}}
	for _, x := range t.Payments.Instalments {
		on := ""
		if !x.Paid.IsZero() {
			on = r.date(x.Paid)
		}
		f.Rows = append(f.Rows, []string{r.instalmentName(t, x), r.money(x.Gross), r.money(x.Cleared), r.money(x.Amount), r.date(x.Due), r.word("paying", x.Status), on})
	}
	return f
}

// instalmentName is what an instalment is called: its kind, the number where there are several of it, and of interest what it is for.
func (r *request) instalmentName(t twinning.Twinning, x twinning.Instalment) string {
	name, number, several := r.word("payment", x.What), 0, 0
	for _, other := range t.Payments.Instalments {
		if other.What == x.What {
			if several++; other.ID == x.ID {
				number = several
			}
		}
		if x.ID == "interest-"+other.ID {
			return name + " (" + r.instalmentName(t, other) + ")"
		}
	}
	if several > 1 {
		name += " " + r.number(number)
	}
	return name
}
