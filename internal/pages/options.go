package pages

import (
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// picks are the choices of a field, by how the life stands.
func (d *desk) picks(r *request, t target, in input) ([]choice, error) {
	var list []choice
	add := func(value, text string) { list = append(list, choice{Value: value, Text: text}) }
	switch in.from {
	case "proposals":
		for _, p := range t.proposals() {
			add(strconv.Itoa(p.Number), r.say("proposal.one", p.Number, r.word("proposal", p.What)))
		}
	case "evaluators":
		for _, e := range t.call.Evaluators {
			add(e.Person, t.names.Of(e.Person))
		}
	case "roles":
		for _, role := range law.StaffRoles() {
			if r.has(t.call, call.Givers(role)...) {
				add(string(role), r.word("role", role))
			}
		}
	case "holders":
		roles := map[string][]string{}
		for _, role := range law.StaffRoles() {
			for _, p := range t.call.Roles[role] {
				roles[p] = append(roles[p], r.word("role", role))
			}
		}
		for _, role := range law.StaffRoles() {
			for _, p := range t.call.Roles[role] {
				if !slices.ContainsFunc(list, func(c choice) bool { return c.Value == p }) {
					add(p, t.names.Of(p)+" ("+strings.Join(roles[p], ", ")+")")
				}
			}
		}
	case "tenders":
		rows, err := d.Queries.Tenders(r.Context(), r.viewer, t.call.Reference)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			add(x.Reference, strings.TrimSpace(x.Reference+" "+x.Title))
		}
	case "fields":
		for _, name := range t.call.Book.Eligibility.ClarifiedFields {
			add(name, r.fieldOfTender(name))
		}
	case "organisations":
		for _, o := range t.is.Tender.Organisations {
			add(o.ID, o.Name+" ("+o.Country+")")
		}
	case "personnel-roles":
		if rule := t.call.Book.Running.Personnel; rule != nil {
			for _, x := range rule.Roles {
				add(x.ID, x.Name)
			}
		}
	case "personnel":
		if t.is.Contract != nil {
			for _, p := range t.is.Contract.Personnel {
				add(p.ID, r.say("personnel.one", p.ID, p.Role, r.money(p.Rate), r.word("unit", p.Unit)))
			}
		}
	case "categories":
		if rules := t.call.Book.Running.Expenses; rules != nil {
			for _, k := range rules.Categories {
				if !k.Refused {
					add(k.ID, r.unit(k))
				}
			}
		}
	case "units":
		for _, u := range twinning.Units() {
			add(u, r.word("unit", u))
		}
	case "adopters":
		for _, id := range t.is.Tender.Adopters {
			o, _ := t.is.Tender.Organisation(id)
			add(o.ID, o.Name+" ("+o.Country+")")
		}
	case "attributes":
		for _, a := range t.call.Book.Eligibility.Attributes {
			add(a.ID, a.Name)
		}
	case "types":
		for _, x := range t.call.Book.Types {
			add(x.ID, x.Name)
		}
	case "months":
		for _, m := range t.months(twinning.StatusSubmitted) {
			add(strconv.Itoa(m), r.say("month.title", m))
		}
	case "approvable":
		for _, e := range t.approvable() {
			add(e.ID+"|"+string(e.NextStep()), r.say("approve."+string(e.NextStep()), e.ID, r.money(e.Amount), string(e.What)))
		}
	case "checklist":
		for _, k := range t.checklist() {
			add(k.ID, k.Name)
		}
	case "errors":
		for _, x := range t.call.Book.Running.ErrorTypes {
			add(x.ID, x.Name)
		}
	case "accepted":
		for _, m := range t.months(twinning.StatusAccepted) {
			add(strconv.Itoa(m), r.say("month.title", m))
		}
	case "returnable", "returned", "unsettled", "parked":
		statuses := map[string][]twinning.ExpenseStatus{
			"returnable": {twinning.Claimed, twinning.ExpenseVerified}, "returned": {twinning.ExpenseReturns}, "unsettled": unsettled, "parked": {twinning.Parked},
		}[in.from]
		for _, e := range t.expenses(statuses...) {
			add(e.ID, r.say("expense.one", e.ID, r.money(e.Amount), string(e.What)))
		}
	case "owed-instalments", "stopped-instalments":
		status := map[string]twinning.InstalmentStatus{"owed-instalments": twinning.InstalmentOwed, "stopped-instalments": twinning.InstalmentStopped}[in.from]
		for _, x := range t.instalments(status) {
			add(x.ID, r.say("instalment.one", r.instalmentName(t.is, x), r.money(x.Amount), r.date(x.Due)))
		}
	case "intended-recoveries", "deductible-recoveries", "decided-recoveries":
		t.recoveryPicks(r, in.from, func(value, text string) { add(value, text) })
	case "unreached":
		t.unreachedPicks(r, func(value, text string) { add(value, text) })
	case "handed-letters":
		t.handedPicks(r, func(value, text string) { add(value, text) })
	case "owed-deliverables", "planned-deliverables", "submitted-deliverables":
		t.deliverablePicks(r, in.from, func(value, text string) { add(value, text) })
	case "meeting-kinds", "planned-meetings", "meetings":
		t.meetingPicks(r, in.from, func(value, text string) { add(value, text) })
	case "paid-expenses":
		for _, e := range t.expenses(twinning.Paid) {
			add(e.ID, r.say("expense.one", e.ID, r.money(e.Net()), string(e.What)))
		}
	case "grounds":
		if t.call.Book.Payments != nil {
			for _, x := range t.call.Book.Payments.SuspendFor {
				add(x.ID, x.Name)
			}
		}
	case "reports":
		for _, name := range t.reportsOwed() {
			add(name, r.word("report", name))
		}
	case "shows":
		for _, x := range t.asked() {
			add(x.ID, x.Name)
		}
	case "submitted":
		for _, name := range t.reportsIn() {
			add(name, r.word("report", name))
		}
	case "purposes":
		for _, x := range t.purposes() {
			add(x.String(), r.aim(t, x))
		}
	case "files":
		rows, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, t.stream)
		if err != nil {
			return nil, err
		}
		for _, e := range rows {
			if x, err := twinning.ParseTarget(e.For); err == nil {
				add(e.File+"|"+e.For, e.Name+" ("+r.aim(t, x)+")")
			}
		}
	}
	return list, nil
}

// fieldOfTender is what a field of a tender is called.
func (r *request) fieldOfTender(name string) string {
	for _, w := range wishes {
		if name == w[1] {
			return r.say("party.role." + w[0])
		}
	}
	switch name {
	case "exclusion":
		return r.say("draft.exclusion.short")
	case "priority":
		return r.say("tender.priority")
	}
	return r.say("draft." + name)
}

// aim is what a file is for, with the words of the call.
func (r *request) aim(t target, x twinning.Target) string {
	switch x.Purpose {
	case twinning.ForDocument:
		if doc, asked := t.call.Book.Document(x.ID); asked {
			return doc.Name
		}
	case twinning.ForDeliverable:
		return r.say("deliverable") + r.colon() + t.deliverableName(x.ID)
	case twinning.ForMeeting:
		if m, ok := t.is.Meeting(x.ID); ok {
			return r.say("meeting") + r.colon() + string(m.Title)
		}
	case twinning.ForExpense:
		if e, ok := t.is.Expense(x.ID); ok {
			return r.say("expense.one", e.ID, r.money(e.Amount), string(e.What))
		}
	}
	return r.purpose(x.String())
}

// purposes are what a file can be added for, as the tender stands. The law decides.
func (t target) purposes() []twinning.Target {
	var list []twinning.Target
	switch t.is.Stage {
	case twinning.Submitted:
		if t.call.IsOpened {
			return nil
		}
		for _, x := range t.call.Book.Eligibility.Documents {
			list = append(list, twinning.Target{Purpose: twinning.ForDocument, ID: x.ID})
		}
	case twinning.Clarification:
		list = append(list, twinning.Target{Purpose: twinning.ForClarification})
	case twinning.Active, twinning.Reporting:
		for _, name := range t.reportsOwed() {
			list = append(list, twinning.Target{Purpose: twinning.ForReport, ID: name})
		}
		for _, d := range t.deliverables("", twinning.StatusSubmitted, twinning.StatusReturned) {
			list = append(list, twinning.Target{Purpose: twinning.ForDeliverable, ID: d.ID})
		}
		for _, m := range t.is.Meetings {
			if m.Stands != twinning.MeetingCancelled {
				list = append(list, twinning.Target{Purpose: twinning.ForMeeting, ID: m.Meeting})
			}
		}
		for _, e := range t.is.Expenses {
			if len(e.Approvals) == 0 {
				list = append(list, twinning.Target{Purpose: twinning.ForExpense, ID: e.ID})
			}
		}
		if t.is.Contract != nil {
			for _, m := range t.is.Contract.Logs() {
				if t.is.Logs[m].Status != twinning.StatusAccepted {
					list = append(list, twinning.Target{Purpose: twinning.ForLog, Month: m})
				}
			}
		}
	}
	return list
}

// tenderChoices are the tenders that can be assigned.
func (d *desk) tenderChoices(r *request, t target) ([]query.TenderRow, error) {
	rows, err := d.Queries.Tenders(r.Context(), r.viewer, t.call.Reference)
	return slices.DeleteFunc(rows, func(x query.TenderRow) bool { return x.Stage != "eligible" && x.Stage != "arbitration" }), err
}
