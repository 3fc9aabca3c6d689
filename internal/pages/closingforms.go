package pages

import (
	"cmp"
	"net/url"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

// closingForms are the commands about deliverables and about the signatures under the final
// report, drawn from their schemas.
var closingForms = []form{
	drawnOf(twinning.SignReport{}, form{
		tender: true, party: []law.Role{law.Signatory}, hands: []law.Role{law.ProcurerSignatory}, stages: []string{"reporting"},
		drawn: drawn{open: toCoSign, start: func(t target, _ url.Values) any {
			return asContent(twinning.SignReport{SHA256: t.is.FinalText().SHA256()})
		}, about: aboutFinalReport},
	}),
	drawnOf(twinning.SubmitDeliverable{}, form{
		tender: true, party: contact, stages: []string{"active", "reporting"},
		drawn: drawn{open: someDeliverable("", twinning.StatusSubmitted, twinning.StatusReturned), files: func(content map[string]any, _ string) string {
			return twinning.Target{Purpose: twinning.ForDeliverable, ID: scalar(content["deliverable"])}.String()
		}},
	}, input{name: "deliverable", kind: "pick", from: "owed-deliverables"}, input{name: "files", kind: "uploads"}),
	drawnOf(twinning.RedateDeliverable{}, form{
		tender: true, party: contact, rare: true, stages: []string{"contracted", "active"}, drawn: drawn{open: someDeliverable("")},
	}, input{name: "deliverable", kind: "pick", from: "planned-deliverables"}),
	drawnOf(twinning.AcceptDeliverable{}, form{
		tender: true, hands: officers, stages: judged, drawn: drawn{open: someDeliverable(twinning.StatusSubmitted), about: aboutDeliverables},
	}, input{name: "deliverable", kind: "pick", from: "submitted-deliverables"}),
	drawnOf(twinning.ReturnDeliverable{}, form{
		tender: true, hands: officers, stages: judged, drawn: drawn{open: someDeliverable(twinning.StatusSubmitted), about: aboutDeliverables},
	}, input{name: "deliverable", kind: "pick", from: "submitted-deliverables"}),
}

// toCoSign tells whether the viewer's signature under the final report is awaited.
func toCoSign(t target) bool {
	if !t.call.Book.Running.Closes().CoSigned || t.is.Reports[twinning.Final].Status != twinning.StatusAccepted {
		return false
	}
	party := twinning.PartyProcurer
	if t.viewer == t.is.Tender.Signatory {
		party = twinning.PartyContractor
	}
	return !t.is.FinalSigned(party)
}

// aboutFinalReport shows what is signed: what was submitted, and what each cost kind cost.
func aboutFinalReport(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	is := t.is.Reports[twinning.Final]
	list := []fact{{r.say("report.summary"), string(is.Summary), ""}}
	if is.Lessons != "" {
		list = append(list, fact{r.say("field.lessons"), string(is.Lessons), ""})
	}
	if is.FollowUp != "" {
		list = append(list, fact{r.say("field.follow_up"), r.word("follow-up", is.FollowUp), string(is.FollowUpForm)})
	}
	text := t.is.FinalText()
	if len(text.Finance) == 0 {
		return list, nil
	}
	f := chart.Figure{Title: r.say("closing.finance"), Header: []string{r.say("expense.kind"), r.say("tender.contracted"), r.say("closing.accepted")}}
	for _, x := range text.Finance {
		f.Rows = append(f.Rows, []string{r.word("cost", x.Kind), r.money(x.Contract), r.money(x.Accepted)})
	}
	return list, []chart.Figure{f}
}

func someDeliverable(statuses ...string) func(target) bool {
	return func(t target) bool { return len(t.deliverables(statuses...)) > 0 }
}

// deliverables are those that stand so.
func (t target) deliverables(statuses ...string) []twinning.Deliverable {
	return slices.DeleteFunc(slices.Clone(t.is.Deliverables), func(d twinning.Deliverable) bool { return !slices.Contains(statuses, d.Status) })
}

// deliverablePicks are the deliverables that a form can be about.
func (t target) deliverablePicks(r *request, from string, add func(value, text string)) {
	statuses := map[string][]string{
		"owed-deliverables": {"", twinning.StatusSubmitted, twinning.StatusReturned}, "planned-deliverables": {""}, "submitted-deliverables": {twinning.StatusSubmitted},
	}[from]
	for _, d := range t.deliverables(statuses...) {
		add(d.ID, t.deliverableName(d.ID)+t.dueOf(r, d))
	}
}

func (t target) dueOf(r *request, d twinning.Deliverable) string {
	if due := t.is.DeliverableDue(d); !due.IsZero() {
		return " (" + r.date(due) + ")"
	}
	return ""
}

func (t target) deliverableName(id string) string {
	if d, ok := t.call.Book.Deliverable(id); ok {
		return d.Name
	}
	return id
}

// aboutDeliverables shows what was submitted.
func aboutDeliverables(_ *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	var list []fact
	for _, d := range t.deliverables(twinning.StatusSubmitted) {
		if id := typed.Get("deliverable"); id == "" || id == d.ID {
			list = append(list, fact{t.deliverableName(d.ID), string(d.What), string(d.WhyLate)})
		}
	}
	return list, nil
}

// deliverables are what the type of a twinning hands over, as it stands.
func (r *request) deliverables(t twinning.Twinning, named map[string]string) *chart.Figure {
	if len(t.Deliverables) == 0 {
		return nil
	}
	f := &chart.Figure{Title: r.say("deliverables"), Header: []string{r.say("deliverable"), r.say("owed.standing"), r.say("closing.due"), r.say("deliverable.late")}}
	for _, d := range t.Deliverables {
		status, due := d.Status, ""
		if status == "" {
			status = "planned"
		}
		if on := t.DeliverableDue(d); !on.IsZero() {
			due = r.date(on)
		}
		f.Rows = append(f.Rows, []string{cmp.Or(named[d.ID], d.ID), r.word("deliverable-status", status), due, string(d.WhyLate)})
	}
	return f
}
