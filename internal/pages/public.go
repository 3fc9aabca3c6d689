package pages

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// A mark is a word with how it is to be taken: good, bad, wait or "".
type mark struct{ Text, Shade string }

// A fact is one line of a list of facts.
type fact struct{ Name, Value, Href string }

type callCard struct {
	Reference, Title, Programme, Left, Deadline, Budget string
	Stage                                               mark
}

type callGroup struct {
	Title string
	Calls []callCard
}

func (d *desk) home(r *request) error {
	rows, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(rows, mine) {
		return d.board(r, rows)
	}
	return d.show(r, http.StatusOK, "home.html", r.say("nav.calls"), nil, nil, struct {
		Groups []callGroup
		Begin  bool
	}{r.groups(rows), r.mayBegin(rows)})
}

// groups are calls by where they stand, those that take tenders first.
func (r *request) groups(rows []query.CallRow) []callGroup {
	groups := []callGroup{{Title: r.say("calls.open")}, {Title: r.say("calls.coming")}, {Title: r.say("calls.judged")}, {Title: r.say("calls.running")}, {Title: r.say("calls.over")}}
	for _, c := range rows {
		g := columnOf(c.Stage)
		groups[g].Calls = append(groups[g].Calls, r.card(c))
	}
	return slices.DeleteFunc(groups, func(g callGroup) bool { return len(g.Calls) == 0 })
}

func (r *request) card(c query.CallRow) callCard {
	card := callCard{Reference: c.Reference, Title: c.Title, Programme: c.Programme, Stage: mark{r.word("stage", c.Stage), ""}}
	if !c.Budget.IsNone() {
		card.Budget = r.money(c.Budget)
	}
	if at, err := time.Parse(time.RFC3339, c.Deadline); err == nil {
		card.Deadline = r.instant(at, zoneOf(c.Zone))
		if c.Stage == string(call.Open) {
			card.Left, card.Stage.Shade = r.until(r.now, at), "good"
		}
	}
	return card
}

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// An awardedRow is an awarded tender, and whether it has a page for whoever asks.
type awardedRow struct {
	query.TenderRow
	Leads bool
}

func (d *desk) awarded(r *request) error {
	page, err := d.Queries.Awarded(r.Context(), r.viewer, r.URL.Query().Get("after"), query.DefaultLimit)
	if err != nil {
		return err
	}
	v := struct {
		Rows []awardedRow
		Map  *chart.Figure
		More string // where the list goes on; "" at its end
	}{}
	if after := r.URL.Query().Get("after"); after == "" && page.Next == "" { // of all, or of none
		v.Map = r.mapPicture(page.Items)
	}
	for _, row := range page.Items {
		v.Rows = append(v.Rows, awardedRow{row, d.leads(r, law.TwinningStream(row.Reference))})
	}
	if page.Next != "" {
		v.More = "?after=" + url.QueryEscape(page.Next)
	}
	return d.show(r, http.StatusOK, "awarded.html", r.say("nav.awarded"), []crumb{{"/", r.say("home")}, {"", r.say("nav.awarded")}}, nil, v)
}

type receiptPage struct {
	Text, Wrong string
	Result      *proof
}

// A proof is what the check of a receipt found.
type proof struct {
	Proven bool
	Why    string
	Facts  []fact
}

func (d *desk) receiptForm(r *request) error { return d.receiptPage(r, http.StatusOK, receiptPage{}) }

func (d *desk) receiptPage(r *request, status int, p receiptPage) error {
	return d.show(r, status, "receipt.html", r.say("nav.receipt"), []crumb{{"/", r.say("home")}, {"", r.say("nav.receipt")}}, nil, p)
}

// receiptCheck checks a receipt by its signed batches and the operators' keys that
// this ledger trusts. Nothing of it is kept.
func (d *desk) receiptCheck(r *request) error {
	if err := r.ParseMultipartForm(largestForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	text := strings.TrimSpace(r.FormValue("text"))
	if f, _, err := r.FormFile("file"); err == nil {
		body, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		if len(body) > 0 {
			text = strings.TrimSpace(string(body))
		}
	}
	p := receiptPage{Text: text}
	if text == "" {
		p.Wrong = r.say("receipt.missing")
		return d.receiptPage(r, http.StatusUnprocessableEntity, p)
	}
	keys, err := d.Door.Ledger.Keys(r.Context())
	if err != nil {
		return err
	}
	var trusted []format.PublicKey
	for _, k := range keys {
		if k.Revoked.IsZero() && slices.Contains(k.Roles, ledger.KeyRole("operator")) {
			trusted = append(trusted, k.PublicKey)
		}
	}
	got, err := receipt.Check([]byte(text), func(x format.Receipt) error { return format.CheckSigned(x, trusted) })
	if errors.Is(err, receipt.ErrNoReceipt) {
		p.Wrong = r.say("receipt.none")
		return d.receiptPage(r, http.StatusUnprocessableEntity, p)
	}
	p.Result = &proof{Proven: err == nil}
	if err != nil {
		p.Result.Why = err.Error()
		return d.receiptPage(r, http.StatusUnprocessableEntity, p)
	}
	p.Result.Facts = r.receiptFacts(got)
	for _, n := range got.NotProven {
		p.Result.Facts = append(p.Result.Facts, fact{r.say("receipt.unproven"), n.Field + r.colon() + n.Why, ""})
	}
	return d.receiptPage(r, http.StatusOK, p)
}

func (r *request) receiptFacts(x door.Receipt) []fact {
	list := []fact{
		{r.say("receipt.about"), x.Reference, ""},
		{r.say("receipt.command"), x.CommandID, ""},
		{r.say("receipt.at"), x.ReceivedAt, ""},
		{r.say("receipt.position"), r.number(int(x.Received.Position)), ""},
		{r.say("receipt.status"), r.word("status", x.Status), ""},
	}
	if x.Verdict != "" {
		list = append(list, fact{r.say("receipt.verdict"), r.word("status", x.Verdict), ""}, fact{r.say("receipt.limit"), x.Limit, ""})
	}
	for _, e := range x.Events {
		list = append(list, fact{r.say("receipt.event"), r.say("receipt.event.at", e.Kind, e.Position), ""})
	}
	return list
}

func (d *desk) datesJSON(r *request) error {
	list, err := d.Queries.Dates(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(list.Rows, "", "  ")
	if err != nil {
		return err
	}
	return r.file("application/json", append(body, '\n'))
}

func (d *desk) datesICS(r *request) error {
	list, err := d.Queries.Dates(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	return r.file("text/calendar; charset=utf-8", []byte(list.Calendar()))
}

// file sends what is no page. That the reader went away is nothing to tell anybody.
func (r *request) file(kind string, body []byte) error {
	r.w.Header().Set("Content-Type", kind)
	r.w.Header().Set("Cache-Control", "no-store")
	_, _ = r.w.Write(body)
	return nil
}
