package pages

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/payfile"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// runRoutes are the pages of payment runs.
func (d *desk) runRoutes() []route {
	return []route{
		{"GET /calls/{call}/payments", d.payments},
		{"POST /calls/{call}/payments/do/{what}", d.doPayments},
		{"POST /calls/{call}/payments/bank-file", d.bankFile},
		{"GET /calls/{call}/payments/{run}", d.paymentRun},
		{"GET /calls/{call}/payments/{run}/pain.001.xml", d.paymentOrder},
		{"POST /calls/{call}/payments/{run}/do/{what}", d.doRun},
	}
}

// sees tells who sees the payment runs of a call.
func (r *request) seesRuns(p query.CallPage) bool {
	return r.has(p, law.Payer, law.Officer, law.Head, law.Auditor)
}

type runCard struct {
	Href, Title, Lead, Prepared, Released string
	Stands                                mark
}

type runsView struct {
	Reference, Command, Problem, Account, Total, Report string
	Runs                                                []runCard
	Payable, LeftOut, Answers                           *chart.Figure
	MayPrepare, MayAccount, MayRead                     bool
	Typed                                               map[string]string
}

func runShade(s call.RunStatus) string {
	return map[call.RunStatus]string{call.RunPrepared: "wait", call.RunReleased: "wait", call.RunDone: "good"}[s]
}

// payments are the payment runs of a call, and what the next one would pay.
func (d *desk) payments(r *request) error {
	return d.showPayments(r, http.StatusOK, runsView{})
}

func (d *desk) showPayments(r *request, status int, v runsView) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	page, err := d.Queries.PaymentRuns(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context(), page)
	v.Reference, v.Command = p.Reference, door.NewID()
	if a := page.Account; a != nil {
		v.Account = r.say("runs.account.is", a.Number, a.Holder, a.Ends, names.Of(a.By))
	}
	for _, x := range page.Runs {
		c := runCard{
			Href: "/calls/" + p.Reference + "/payments/" + strconv.Itoa(x.Run), Title: r.say("runs.one", x.Run), Stands: mark{r.word("run", x.Status), runShade(x.Status)},
			Lead: r.say("runs.lead", x.Lines, r.money(x.Total), r.date(x.On)), Prepared: r.say("runs.prepared.by", names.Of(x.Prepared)),
		}
		if x.Released != "" {
			c.Released = r.say("runs.released.by", names.Of(x.Released), x.Executed, x.Returned, x.Waiting)
		}
		v.Runs = append(v.Runs, c)
	}
	if page.Total != nil {
		v.Total, v.Payable = r.say("runs.total", len(page.Payable), r.money(*page.Total)), r.paymentLines(r.say("runs.payable"), page.Payable)
	}
	v.LeftOut = r.leftOut(page.LeftOut)
	v.MayPrepare, v.MayAccount, v.MayRead = page.Account != nil && r.has(p, law.Payer, law.Officer), r.has(p, law.Officer, law.Head), r.has(p, law.Payer, law.Officer)
	crumbs, tabs := r.around(p, "payments")
	return d.show(r, status, "payments.html", r.say("runs.title", p.Reference), crumbs, tabs, v)
}

func (r *request) paymentLines(title string, lines []call.PaymentLine) *chart.Figure {
	f := &chart.Figure{Title: title, Header: []string{r.say("runs.line"), r.say("runs.tender"), r.say("runs.item"), r.say("runs.owed"), r.say("runs.deducted"), r.say("tender.amount"), r.say("instalment.due"), r.say("runs.payee")}}
	for _, l := range lines {
		deducted, due := "–", "–"
		if l.Deducted != nil {
			deducted = r.money(*l.Deducted)
		}
		if !l.Due.IsZero() {
			due = r.date(l.Due)
		}
		f.Rows = append(f.Rows, []string{r.number(l.Number), l.Tender, r.paidItem(l.Item, l.Kind), r.money(l.Owed), deducted, r.money(l.Amount), due, r.word("payee", l.Payee)})
	}
	return f
}

// paidItem is what a line pays: an expense and an instalment by what the parties and the rule book call it, interest by what it is for.
func (r *request) paidItem(item, kind string) string {
	of, interest := strings.CutPrefix(item, twinning.InterestOn(""))
	switch {
	case interest && kind == twinning.DefaultInterest:
		return r.word("payment", twinning.DefaultInterest) + " (" + of + ")"
	case kind == call.PreFinancing:
		return r.word("payment", kind)
	}
	return item
}

func (r *request) leftOut(out []call.LeftOut) *chart.Figure {
	if len(out) == 0 {
		return nil
	}
	f := &chart.Figure{Title: r.say("runs.left"), Header: []string{r.say("runs.tender"), r.say("runs.item"), r.say("month.amount"), r.say("runs.why")}}
	for _, o := range out {
		kind := "" // an expense is called as its party calls it
		if o.Of == call.OfInstalment {
			kind = twinning.DefaultInterest // where its id says so
		}
		f.Rows = append(f.Rows, []string{o.Tender, r.paidItem(o.Item, kind), r.money(o.Amount), r.word("leftout", o.Why)})
	}
	return f
}

// sendsFor is the request of a form with a command to a call.
func (r *request) sendsFor(reference string, c law.Command) door.Request {
	q := door.Request{Stream: law.CallStream(reference), Command: c, As: r.viewer.Person, ID: r.PostForm.Get("command-id")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	return q
}

// words are a text that was typed.
func (r *request) words(name string) law.Text {
	return law.Text(strings.ReplaceAll(strings.TrimSpace(r.PostForm.Get(name)), "\r\n", "\n"))
}

// day is a day that was typed, zero for none.
func (r *request) typedDay(name string) (calendar.Date, error) {
	text := strings.TrimSpace(r.PostForm.Get(name))
	if text == "" {
		return calendar.Date{}, nil
	}
	return calendar.ParseDate(text)
}

// doPayments prepares a run, or gives the account that runs are paid from.
func (d *desk) doPayments(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	if !r.seesRuns(p) {
		return &query.Absent{Noun: "page"}
	}
	on, onErr := r.typedDay("on")
	by, byErr := r.typedDay("due-by")
	var c law.Command
	switch r.PathValue("what") {
	case "prepare":
		c = call.PreparePaymentRun{On: on, DueBy: by}
	case "account":
		c = call.SetPayingAccount{
			Holder: r.words("holder"), IBAN: r.words("iban"), BIC: r.words("bic"), Street: r.words("street"), Post: r.words("post-code"), Town: r.words("town"),
			Country: strings.ToUpper(strings.TrimSpace(r.PostForm.Get("country"))),
		}
	default:
		return &query.Absent{Noun: "page"}
	}
	problem := ""
	if err := errors.Join(onErr, byErr); err != nil {
		problem = r.why(err)
	} else if problem, err = d.ask(r, r.sendsFor(p.Reference, c)); err != nil {
		return err
	}
	if problem != "" {
		typed := map[string]string{}
		for name := range r.PostForm {
			typed[name] = r.PostForm.Get(name)
		}
		return d.showPayments(r, http.StatusUnprocessableEntity, runsView{Problem: problem, Typed: typed})
	}
	return r.to("/calls/" + p.Reference + "/payments")
}

// bankFile reads what a bank answers, records what is new where that is asked for, and says what each answer means.
func (d *desk) bankFile(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseMultipartForm(largestForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	reference, err := query.CallRef(r.PathValue("call"))
	if err != nil {
		return err
	}
	var text []byte
	if file, _, err := r.FormFile("file"); err == nil {
		text, err = io.ReadAll(io.LimitReader(file, payfile.MostBytes+1))
		_ = file.Close()
		if err != nil {
			return err
		}
	}
	is, err := d.Queries.BankFile(r.Context(), r.viewer, reference, string(text))
	var wrong *query.Invalid
	if errors.As(err, &wrong) {
		return d.showPayments(r, http.StatusUnprocessableEntity, runsView{Problem: wrong.Why})
	}
	if err != nil {
		return err
	}
	f := &chart.Figure{Title: r.say("bank.answers"), Header: []string{r.say("bank.entry"), r.say("bank.id"), r.say("tender.amount"), r.say("bank.status"), r.say("bank.day"), r.say("bank.ref"), r.say("bank.means")}}
	recorded := 0
	for _, x := range is.Rows {
		amount, on, means := "–", "–", r.word("bankmeans", x.Means)
		if x.Amount != nil {
			amount = r.money(*x.Amount)
		}
		if x.On != nil {
			on = r.date(*x.On)
		}
		if x.Means == query.BankRecords && r.PostForm.Get("record") != "" {
			problem, err := d.ask(r, door.Request{Stream: law.CallStream(reference), Command: x.Sends(), As: r.viewer.Person, ID: x.Identity})
			if err != nil {
				return err
			}
			if means = problem; problem == "" {
				means = r.say("bank.recorded")
				recorded++
			}
		}
		status := r.word("bankstatus", x.Status)
		if x.Code != "" {
			status += " " + x.Code
		}
		f.Rows = append(f.Rows, []string{r.number(x.Place), x.EndToEnd, amount, status, on, x.Ref, means})
	}
	return d.showPayments(r, http.StatusOK, runsView{Report: r.say("bank.report", is.Kind, len(is.Rows), recorded), Answers: f})
}
