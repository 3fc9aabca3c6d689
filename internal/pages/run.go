package pages

import (
	"net/http"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type runView struct {
	Reference, Command, Problem, Lead, SHA256, Message, Account, Why string
	Number                                                           int
	Stands                                                           mark
	Lines, LeftOut                                                   *chart.Figure
	People                                                           []fact
	Removable, Waiting, Returnable                                   []choice
	MayRelease, MayChange, MayExport                                 bool
	Wait                                                             string
}

func (d *desk) paymentRun(r *request) error { return d.showRun(r, http.StatusOK, "") }

func (d *desk) runNumber(r *request) (query.CallPage, int, error) {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return p, 0, err
	}
	n, err := strconv.Atoi(r.PathValue("run"))
	if err != nil || n < 1 {
		return p, 0, &query.Absent{Noun: "page"}
	}
	return p, n, nil
}

func (d *desk) showRun(r *request, status int, problem string) error {
	p, n, err := d.runNumber(r)
	if err != nil {
		return err
	}
	page, err := d.Queries.PaymentRun(r.Context(), r.viewer, p.Reference, n)
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context(), page)
	v := runView{
		Reference: p.Reference, Number: n, Command: door.NewID(), Problem: problem, Stands: mark{r.word("run", page.Status), runShade(page.Status)}, SHA256: page.SHA256, Message: page.Message, Why: string(page.Why),
		Lead: r.say("runs.lead", page.Lines, r.money(page.Total), r.date(page.On)), People: []fact{{r.say("runs.preparer"), names.Of(page.Prepared), ""}}, LeftOut: r.leftOut(page.LeftOut),
	}
	if page.Released != "" {
		v.People = append(v.People, fact{r.say("runs.releaser"), names.Of(page.Released), ""})
	}
	if a := page.Account; a != nil {
		v.Account = r.say("runs.account.is", a.Number, a.Holder, a.Ends, names.Of(a.By))
	}
	v.Lines = &chart.Figure{Title: r.say("runs.lines"), Header: []string{r.say("runs.line"), r.say("runs.tender"), r.say("runs.item"), r.say("tender.amount"), r.say("runs.payee"), r.say("bank.status"), r.say("bank.day"), r.say("bank.ref")}}
	released := page.Status == call.RunReleased || page.Status == call.RunDone
	for _, l := range page.Rows {
		day := ""
		if !l.Day.IsZero() {
			day = r.date(l.Day)
		}
		stands := r.word("line", l.Status)
		if l.Code+string(l.Why) != "" {
			stands += " · " + l.Code + string(l.Why)
		}
		v.Lines.Rows = append(v.Lines.Rows, []string{r.number(l.Number), l.Tender, l.Item, r.money(l.Amount), r.word("payee", l.Payee), stands, day, l.Ref})
		one := choice{Value: strconv.Itoa(l.Number), Text: r.say("runs.choice", l.Number, l.Tender, l.Item, r.money(l.Amount))}
		switch {
		case page.Status == call.RunPrepared && l.Status == call.LineWaits:
			v.Removable = append(v.Removable, one)
		case l.Status == call.LineWaits && page.Status == call.RunReleased:
			v.Waiting = append(v.Waiting, one)
		}
		if released && r.mayReturn(p, page, l) {
			v.Returnable = append(v.Returnable, one)
		}
	}
	v.MayChange = page.Status == call.RunPrepared && r.has(p, law.Payer, law.Officer, law.Head)
	v.MayRelease = page.Status == call.RunPrepared && r.has(p, law.Payer, law.Head) && page.Prepared != r.viewer.Person
	v.MayExport = released && r.has(p, law.Payer, law.Officer, law.Head)
	if !r.has(p, law.Payer, law.Officer) {
		v.Waiting = nil
	}
	if page.Status == call.RunPrepared && !v.MayRelease {
		v.Wait = r.say("runs.wait")
	}
	if len(v.Removable) < 2 {
		v.Removable = nil // the last line goes with its run
	}
	crumbs, tabs := r.around(p, "payments")
	crumbs = append(crumbs[:len(crumbs)-1], crumb{"/calls/" + p.Reference + "/payments", r.say("part.payments")}, crumb{"", r.say("runs.one", n)})
	return d.show(r, status, "paymentrun.html", r.say("runs.one", n), crumbs, tabs, v)
}

// mayReturn tells whether the viewer may record that a line was not paid or came back: it takes a second hand.
func (r *request) mayReturn(p query.CallPage, page query.RunPage, l call.RunLine) bool {
	if page.Prepared == r.viewer.Person || !r.has(p, law.Payer, law.Officer, law.Head) {
		return false
	}
	return l.Status == call.LineWaits || l.Status == call.LineExecuted && l.Recorded != r.viewer.Person
}

// doRun sends a command about one run.
func (d *desk) doRun(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	p, n, err := d.runNumber(r)
	if err != nil {
		return err
	}
	if !r.seesRuns(p) {
		return &query.Absent{Noun: "page"}
	}
	on, wrong := r.typedDay("on")
	line, _ := strconv.Atoi(r.PostForm.Get("line"))
	ref := strings.Join(strings.Fields(r.PostForm.Get("ref")), "")
	var c law.Command
	switch r.PathValue("what") {
	case "release":
		c = call.ReleasePaymentRun{Run: n, SHA256: r.PostForm.Get("sha256")}
	case "withdraw":
		c = call.WithdrawPaymentRun{Run: n, Reason: r.words("reason")}
	case "remove":
		c = call.RemovePaymentLine{Run: n, Line: line, Reason: r.words("reason")}
	case "execute":
		c = call.ExecutePayment{Run: n, Line: line, On: on, Ref: ref}
	case "return":
		c = call.ReturnPayment{Run: n, Line: line, On: on, Code: strings.ToUpper(strings.TrimSpace(r.PostForm.Get("code"))), Ref: ref}
	default:
		return &query.Absent{Noun: "page"}
	}
	problem := ""
	if wrong != nil {
		problem = wrong.Error()
	} else if problem, err = d.ask(r, r.sendsFor(p.Reference, c)); err != nil {
		return err
	}
	if problem != "" {
		return d.showRun(r, http.StatusUnprocessableEntity, problem)
	}
	return r.to("/calls/" + p.Reference + "/payments/" + strconv.Itoa(n))
}

// paymentOrder hands a released run out for the bank, as a file to keep.
func (d *desk) paymentOrder(r *request) error {
	p, n, err := d.runNumber(r)
	if err != nil {
		return err
	}
	text, err := d.Queries.PaymentOrder(r.Context(), r.viewer, p.Reference, n)
	if err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+strings.ToLower(p.Reference)+"-run-"+strconv.Itoa(n)+`.xml"`)
	h.Set("Cache-Control", "no-store")
	_, err = r.w.Write(text)
	return err
}
