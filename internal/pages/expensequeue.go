package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// queueRoutes are the pages of the expenses that wait for the viewer, one after the other.
func (d *desk) queueRoutes() []route {
	return []route{
		{"GET /expense-queue", d.expenseQueue},
		{"GET /expense-queue/{tender}/{expense}", d.queuedExpense},
		{"POST /expense-queue/{tender}/{expense}/do/{what}", d.judgeExpense},
	}
}

// judges are the roles for which expenses wait.
var judges = []law.Role{law.Verifier, law.Authoriser, law.Payer, law.Head}

func queuedHref(e query.QueuedExpense) string {
	return "/expense-queue/" + e.Tender + "/" + url.PathEscape(e.Expense)
}

type queueLine struct {
	Href, Tender, Title, What, Month, Step, Amount, Claimant string
	Marks                                                    []mark
}

type queueView struct {
	Sums []fact
	Rows []queueLine
	Next string

	Problem string
}

// expenseQueue is everything that waits for the viewer, with its count and sum by step.
func (d *desk) expenseQueue(r *request) error { return d.showQueue(r, http.StatusOK, "") }

// showQueue shows it with what was wrong, if anything was.
func (d *desk) showQueue(r *request, status int, problem string) error {
	rows, err := d.Queries.ExpenseQueue(r.Context(), r.viewer, "")
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context(), rows)
	v := queueView{Problem: problem}
	for _, step := range []twinning.Step{twinning.Verify, twinning.Authorise, twinning.Pay} {
		n, sums := 0, map[string]money.Amount{}
		for _, e := range rows {
			if e.Step == step {
				n++
				sums[e.Accepted.Currency()] = sums[e.Accepted.Currency()].Add(e.Accepted)
			}
		}
		if n > 0 {
			v.Sums = append(v.Sums, fact{r.word("queuestep", step), r.say("queue.sum", n, r.sums(sums)), ""})
		}
	}
	for _, e := range rows {
		v.Rows = append(v.Rows, queueLine{
			Href: queuedHref(e), Tender: e.Tender, Title: e.Title, What: r.say("queue.what", e.Expense, string(e.Claim.What)), Month: r.say("month.short", e.Month),
			Step: r.word("queuestep", e.Step), Amount: r.money(e.Accepted), Claimant: names.Of(e.Claimant), Marks: r.queueMarks(e),
		})
	}
	if len(rows) > 0 {
		v.Next = queuedHref(rows[0])
	}
	return d.show(r, status, "expensequeue.html", r.say("queue.title"), []crumb{{"/", r.say("home")}, {"", r.say("queue.title")}}, nil, v)
}

// sums are sums of several currencies.
func (r *request) sums(of map[string]money.Amount) string {
	var list []string
	for _, a := range of { // sorted below
		list = append(list, r.money(a))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// queueMarks are what is to be noted of an expense before anything else.
func (r *request) queueMarks(e query.QueuedExpense) (marks []mark) {
	if e.Status == twinning.Parked {
		marks = append(marks, mark{r.word("expense-status", e.Status), "wait"})
	}
	if e.Sampled {
		marks = append(marks, mark{r.say("queue.sampled"), ""})
	}
	if len(e.Invoices) > 0 {
		marks = append(marks, mark{r.say("queue.same", len(e.Invoices)), "bad"})
	}
	return marks
}

// judgeExpense sends what was decided of an expense, and goes on to the next one.
func (d *desk) judgeExpense(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	id := r.PostForm.Get("command")
	if err := law.CheckCode("command id", id); err != nil || strings.Contains(id, "/") {
		return &query.Invalid{Why: r.say("bulk.noid")}
	}
	rows, i, err := d.queuedAt(r)
	if err != nil {
		return d.judgedBefore(r, id, err)
	}
	e := rows[i]
	v := queuedView{Command: id, Accepted: r.one("accepted"), Reason: r.one("reason")}
	again := func(why string) error {
		v.Problem, v.Command = why, door.NewID()
		return d.showQueued(r, http.StatusUnprocessableEntity, v)
	}
	c, why := r.judgement(e)
	switch {
	case c == nil && why == "":
		return &query.Absent{Noun: "page"}
	case r.one("seen") != seenStep(e) || r.one("seen-amount") != e.Accepted.String(): // another hand acted since
		v.Accepted = ""
		return again(r.say("queue.moved", r.word("queuestep", e.Step), r.money(e.Accepted)))
	case why != "":
		return again(why)
	}
	why, err = d.ask(r, door.Request{Stream: law.TwinningStream(e.Tender), Command: c, As: r.viewer.Person, ID: id})
	var stale *query.SignInAgain
	switch {
	case errors.As(err, &stale) && d.SignIn != "":
		ask := url.Values{"again": {""}, "back": {queuedHref(e)}}
		if stale.ACR != "" {
			ask.Set("acr", stale.ACR)
		}
		v.Problem, v.SignIn = r.why(stale), d.SignIn+"?"+ask.Encode()
		return d.showQueued(r, http.StatusUnauthorized, v)
	case err != nil:
		return err
	case why != "":
		return again(d.Queries.Names(r.Context()).In(why))
	}
	next := "/expense-queue"
	switch {
	case i+1 < len(rows):
		next = queuedHref(rows[i+1])
	case i > 0:
		next = queuedHref(rows[i-1])
	}
	return r.to(next + "?" + url.Values{"done": {e.Tender + "." + id}}.Encode())
}

// seenStep is what somebody judged: the step that an expense waits for, and whether it is put aside.
func seenStep(e query.QueuedExpense) string { return string(e.Step) + "." + string(e.Status) }

// judgesIn tells whether expenses of the call of a tender may wait for the viewer.
func (r *request) judgesIn(d *desk, tender string) bool {
	c, err := d.Queries.Call(r.Context(), r.viewer, law.CallOf(tender))
	return err == nil && r.has(c, judges...)
}

// judgedBefore answers a form that was sent already: its expense waits no more, and the receipt says what became of it.
func (d *desk) judgedBefore(r *request, id string, err error) error {
	var absent *query.Absent
	tender, wrong := query.TenderRef(r.PathValue("tender"))
	if !errors.As(err, &absent) || wrong != nil {
		return err
	}
	got, other := d.receiptOf(r.Context(), r, law.TwinningStream(tender), id)
	switch {
	case other != nil:
		return other
	case got == nil && r.judgesIn(d, tender):
		return d.showQueue(r, http.StatusUnprocessableEntity, r.say("queue.gone", r.PathValue("expense"), tender))
	case got == nil:
		return err
	}
	return r.to("/tenders/" + tender + "/receipts/" + url.PathEscape(id))
}

// judgement is the command of a form, or what is wrong with it.
func (r *request) judgement(e query.QueuedExpense) (law.Command, string) {
	reason := r.words("reason")
	needs := func(c law.Command) (law.Command, string) {
		if reason == "" {
			return nil, r.say("form.missing", r.say("field.reason"))
		}
		return c, ""
	}
	switch r.PathValue("what") {
	case "approve":
		return twinning.ApproveExpense{Expense: e.Expense, Step: e.Step, Checked: r.PostForm["checked"]}, ""
	case "deduct":
		text := r.one("accepted")
		if !strings.HasPrefix(text, e.Amount.Currency()) {
			text = e.Amount.Currency() + " " + text
		}
		accepted, err := money.Parse(strings.ReplaceAll(text, ",", "."))
		if err != nil {
			return nil, r.say("gap.wrong", r.say("queue.accepted"), r.say("fits.money", e.Amount.Currency()))
		}
		return needs(twinning.ApproveExpense{Expense: e.Expense, Step: twinning.Verify, Accepted: &accepted, Error: r.one("error"), Reason: reason, Checked: r.PostForm["checked"]})
	case "return":
		return needs(twinning.ReturnExpense{Expense: e.Expense, Reason: reason})
	case "park":
		return needs(twinning.ParkExpense{Expense: e.Expense, Reason: reason})
	case "reject":
		return needs(twinning.RejectExpense{Expense: e.Expense, Reason: reason})
	case "take-up":
		return twinning.TakeUpExpense{Expense: e.Expense}, ""
	}
	return nil, ""
}
