package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

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
