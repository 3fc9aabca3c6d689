package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
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

type queuedFile struct {
	Name, Href, About string
	Picture, Document bool // shown beside the line: as an image, or by the reader of PDF that a browser has
}

type queuedView struct {
	Action, Command, Back, Previous, Next, Place string
	Problem, Receipt, SignIn                     string
	Lead, Step, Why                              string
	Marks                                        []mark
	Facts, Money                                 []fact
	Files                                        []queuedFile
	Same                                         []fact
	Checks, Errors                               []choice
	Currency, Accepted, Reason                   string
	Seen, SeenAmount                             string // the step and the amount that are judged
	Approve, Deduct, Park, Return, Reject, Take  bool
}

// queuedExpense shows one expense with its files beside it, and what can be done with it.
func (d *desk) queuedExpense(r *request) error {
	return d.showQueued(r, http.StatusOK, queuedView{Receipt: r.receiptAsked()})
}

// receiptAsked is the receipt of what was done before, as the address says it.
func (r *request) receiptAsked() string {
	done := r.URL.Query().Get("done")
	tender, id, _ := strings.Cut(done, ".")
	if _, err := query.TenderRef(tender); err != nil || law.CheckCode("command id", id) != nil {
		return ""
	}
	return "/tenders/" + tender + "/receipts/" + url.PathEscape(id)
}

// queuedAt finds the expense of a path among those that wait for the viewer.
func (d *desk) queuedAt(r *request) ([]query.QueuedExpense, int, error) {
	tender, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return nil, 0, err
	}
	rows, err := d.Queries.ExpenseQueue(r.Context(), r.viewer, law.CallOf(tender))
	if err != nil {
		return nil, 0, err
	}
	i := slices.IndexFunc(rows, func(e query.QueuedExpense) bool { return e.Tender == tender && e.Expense == r.PathValue("expense") })
	if i < 0 {
		return rows, i, &query.Absent{Noun: "page"}
	}
	return rows, i, nil
}

func (d *desk) showQueued(r *request, status int, v queuedView) error {
	rows, i, err := d.queuedAt(r)
	if err != nil {
		return err
	}
	e := rows[i]
	names := d.Queries.Names(r.Context(), e)
	v.Action, v.Back, v.Place = queuedHref(e)+"/do/", "/expense-queue", r.say("queue.place", i+1, len(rows))
	if v.Command == "" {
		v.Command = door.NewID()
	}
	if i > 0 {
		v.Previous = queuedHref(rows[i-1])
	}
	if i+1 < len(rows) {
		v.Next = queuedHref(rows[i+1])
	}
	v.Lead, v.Step, v.Why, v.Marks = string(e.Claim.What), r.word("queuestep", e.Step), string(e.Why), r.queueMarks(e)
	v.Facts, v.Money = r.queuedFacts(e, names), r.queuedMoney(e)
	for _, x := range e.Invoices {
		v.Same = append(v.Same, fact{x.Expense, r.say("queue.same.one", x.Tender, r.money(x.Amount), r.word("expense-status", x.Status)), "/tenders/" + x.Tender})
	}
	if v.Files, err = d.queuedFiles(r, e); err != nil {
		return err
	}
	for _, k := range e.Checks {
		v.Checks = append(v.Checks, choice{k.ID, k.Name, slices.Contains(r.chosen("checked"), k.ID)})
	}
	for _, k := range e.Errors {
		v.Errors = append(v.Errors, choice{k.ID, k.Name, r.one("error") == k.ID})
	}
	v.Currency, v.Seen, v.SeenAmount = e.Amount.Currency(), seenStep(e), e.Accepted.String()
	open := e.Status != twinning.Parked && e.Step != twinning.Pay
	v.Approve, v.Deduct, v.Take = e.Status != twinning.Parked, open && e.Step == twinning.Verify, e.Status == twinning.Parked
	v.Park, v.Return, v.Reject = open, open, e.Step != twinning.Pay
	crumbs := []crumb{{"/", r.say("home")}, {"/expense-queue", r.say("queue.title")}, {"", e.Tender + " " + e.Expense}}
	return d.show(r, status, "queuedexpense.html", r.say("queue.one", e.Expense, e.Tender), crumbs, nil, v)
}

// queuedFacts is what the claim names.
func (r *request) queuedFacts(e query.QueuedExpense, names query.Names) (list []fact) {
	add := func(name, value string) {
		if value != "" {
			list = append(list, fact{name, value, ""})
		}
	}
	list = append(list, fact{r.say("runs.tender"), e.Tender + ", " + e.Title, "/tenders/" + e.Tender})
	c := e.Claim
	add(r.say("expense.kind"), r.word("cost", c.Kind))
	add(r.say("queue.month"), r.say("month.short", e.Month))
	add(r.say("month.on"), r.dateOr(c.On))
	add(r.say("expense.claimant"), names.Of(e.Claimant))
	if c.Payee != "" {
		add(r.say("queue.payee"), names.Of(c.Payee))
	}
	add(r.say("queue.category"), c.Category)
	add(r.say("queue.supplier"), strings.Trim(string(c.Supplier)+", "+c.SupplierID, ", "))
	add(r.say("queue.invoice"), strings.Trim(c.Invoice+", "+r.dateOr(c.InvoiceDate), ", "))
	add(r.say("queue.paidon"), r.dateOr(c.PaidOn))
	if !c.From.IsZero() {
		add(r.say("queue.period"), r.say("queue.fromto", r.date(c.From), r.date(c.Until)))
	}
	if c.Net != nil {
		add(r.say("queue.net"), r.money(*c.Net))
	}
	if c.VAT != nil {
		vat := r.money(*c.VAT)
		if c.Deductible {
			vat += ", " + r.say("queue.deductible")
		}
		add(r.say("queue.vat"), vat)
	}
	if c.Quantity != nil {
		add(r.say("queue.quantity"), r.decimal(c.Quantity.String()))
	}
	add(r.say("queue.reference"), string(c.Reference))
	add(r.say("queue.again"), string(c.Again))
	return list
}

// dateOr is a day as it is written, "" for none.
func (r *request) dateOr(d interface{ IsZero() bool }) string {
	if d.IsZero() {
		return ""
	}
	return r.date(d)
}

// queuedMoney is what the claim comes to, and what is left of its cost kind.
func (r *request) queuedMoney(e query.QueuedExpense) (list []fact) {
	list = append(list, fact{r.say("expense.claimed"), r.money(e.Claim.Amount), ""})
	if e.Rate != nil {
		list = append(list, fact{r.say("queue.rate"), r.say("queue.rate.is", r.decimal(e.Rate.Rate.String()), r.date(e.Rate.From), r.date(e.Rate.To), r.money(e.Amount)), ""})
	}
	if !e.Accepted.Equal(e.Amount) {
		list = append(list, fact{r.say("queue.accepted"), r.money(e.Accepted), ""})
	}
	left := e.Contract.Sub(e.Claimed)
	return append(list,
		fact{r.say("tender.contracted"), r.money(e.Contract), ""},
		fact{r.say("queue.kind.claimed"), r.money(e.Claimed), ""},
		fact{r.say("ranking.left"), r.money(left), ""})
}

// queuedFiles are the files of a claim: pictures and PDFs are shown, all can be kept. A file that is handed out runs nothing.
func (d *desk) queuedFiles(r *request, e query.QueuedExpense) ([]queuedFile, error) {
	var files []queuedFile
	var held []query.EvidenceRow
	if d.Evidence != nil {
		var err error
		if held, err = d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, law.TwinningStream(e.Tender)); err != nil {
			return nil, err
		}
	}
	for _, a := range e.Claim.Evidence {
		f := queuedFile{Name: string(a.Name)}
		i := slices.IndexFunc(held, func(h query.EvidenceRow) bool { return a.File != "" && h.File == a.File })
		if i < 0 {
			f.About = r.say("queue.nofile")
			files = append(files, f)
			continue
		}
		h := held[i]
		f.About = r.fileType(h.Type) + ", " + r.bytes(h.Size) + ", " + r.word("scan", h.State)
		if h.State != evidence.StateErased && h.State != evidence.StateWaiting && h.State != evidence.StateRefused {
			f.Href = "/tenders/" + e.Tender + "/files/" + url.PathEscape(h.File)
			f.Picture, f.Document = h.Type == "image/png" || h.Type == "image/jpeg", h.Type == pdfType
		}
		files = append(files, f)
	}
	return files, nil
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
	return err == nil && slices.ContainsFunc(judges, func(role law.Role) bool { return slices.Contains(c.Roles[role], r.viewer.Person) })
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
