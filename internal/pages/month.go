package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A running twinning, and the month of it that a page is about.
type running struct {
	target
	is     twinning.Twinning
	month  int
	period calendar.Span
}

type activityRow struct{ Row, On, What, Where, Participants, Wrong string }

type expenseRow struct {
	Row, ID, Kind, Amount, On, What, Stored, Title, Wrong string
	Kinds                                                 []choice
}

type kindTotal struct{ Kind, Contract, Claimed, Left string }

type monthView struct {
	ID, Action, Back, Standing, Why string
	From, To, First, Last           string // as written, and as a field takes it
	Currency, FileHint              string
	Activities                      []activityRow
	Expenses                        []expenseRow
	Totals                          []kindTotal
	Wrong                           []complaint
	Receipt                         string
	Open                            bool
}

// running finds the twinning and the month of a path, for those who speak for it.
func (d *desk) running(r *request) (x running, err error) {
	if x.target, err = d.target(r); err != nil {
		return x, err
	}
	if !r.speaks(*x.tender) {
		return x, &query.Withheld{What: r.say("error.party", r.say("do.submit-log"))}
	}
	row, err := d.Queries.State(r.Context(), r.viewer, x.stream, query.Then{})
	if err != nil {
		return x, err
	}
	if err := json.Unmarshal(row.State, &x.is); err != nil {
		return x, errors.Join(errors.New("read the state of "+x.reference), err)
	}
	x.month, err = strconv.Atoi(r.PathValue("month"))
	if err != nil || x.is.Contract == nil || x.month < 1 || x.month > x.is.Contract.Months {
		return x, &query.Absent{Noun: "page"}
	}
	x.period = calendar.Month(x.is.Contract.M1, x.month)
	return x, nil
}

// logged is the log of the month as it was sent last, as a form holds it; of one that was
// never sent, empty rows.
func (x running) logged() url.Values {
	v := url.Values{}
	for i, a := range x.is.Logs[x.month].Activities {
		at := fmt.Sprintf("activity-%d-", i)
		v.Add("activity", strconv.Itoa(i))
		v.Set(at+"date", a.On.String())
		v.Set(at+"what", string(a.What))
		v.Set(at+"where", string(a.Where))
		if a.Participants > 0 {
			v.Set(at+"participants", strconv.Itoa(a.Participants))
		}
	}
	n := 0
	for _, e := range x.is.Expenses {
		if e.Month != x.month {
			continue
		}
		at := fmt.Sprintf("expense-%d-", n)
		v.Add("expense", strconv.Itoa(n))
		v.Set(at+"id", e.ID)
		v.Set(at+"kind", string(e.Kind))
		v.Set(at+"amount", strings.TrimPrefix(e.Amount.String(), e.Amount.Currency()+" "))
		v.Set(at+"date", e.On.String())
		v.Set(at+"what", string(e.What))
		for _, f := range e.Evidence {
			if f.File != "" {
				v.Set(at+"stored", f.File)
				v.Set(at+"title", string(f.Name))
			}
		}
		n++
	}
	return v
}

func (d *desk) monthForm(r *request) error {
	x, err := d.running(r)
	if err != nil {
		return err
	}
	return d.showMonth(r, http.StatusOK, x, door.NewID(), x.logged(), nil, "")
}

func (d *desk) showMonth(r *request, status int, x running, id string, typed url.Values, wrong []complaint, receipt string) error {
	log := x.is.Logs[x.month]
	v := monthView{
		ID: id, Action: x.page + "/months/" + strconv.Itoa(x.month), Back: x.page, Wrong: wrong, Receipt: receipt, Currency: x.is.Contract.Amount.Currency(),
		From: r.date(x.period.From), To: r.date(x.period.LastDay()), First: x.period.From.String(), Last: x.period.LastDay().String(),
		Open: log.Status != twinning.StatusAccepted, FileHint: r.say("document.hint", evidence.Taken, r.bytes(evidence.Limit)),
	}
	if log.Status != "" {
		v.Standing = r.word("log", log.Status)
	}
	at := func(field string) string {
		for _, w := range wrong {
			if w.Field == field {
				return w.Text
			}
		}
		return ""
	}
	rows := slices.Clone(typed["activity"])
	for len(rows) < 2 || typed.Get("activity-"+rows[len(rows)-1]+"-what") != "" {
		rows = append(rows, strconv.Itoa(len(rows)))
	}
	for _, row := range rows {
		f := "activity-" + row + "-"
		v.Activities = append(v.Activities, activityRow{row, typed.Get(f + "date"), typed.Get(f + "what"), typed.Get(f + "where"), typed.Get(f + "participants"), at(f + "date")})
	}
	used := map[string]bool{}
	for _, e := range x.is.Expenses {
		used[e.ID] = true
	}
	rows = slices.Clone(typed["expense"])
	for _, row := range rows {
		used[typed.Get("expense-"+row+"-id")] = true
	}
	for len(rows) < 2 || typed.Get("expense-"+rows[len(rows)-1]+"-what") != "" {
		rows = append(rows, strconv.Itoa(len(rows)))
	}
	for _, row := range rows {
		f := "expense-" + row + "-"
		e := expenseRow{Row: row, ID: typed.Get(f + "id"), Amount: typed.Get(f + "amount"), On: typed.Get(f + "date"), What: typed.Get(f + "what"), Stored: typed.Get(f + "stored"), Title: typed.Get(f + "title"), Wrong: at(f + "amount")}
		for n := 1; e.ID == ""; n++ {
			if free := fmt.Sprintf("m%02d-%d", x.month, n); !used[free] {
				e.ID, used[free] = free, true
			}
		}
		for _, k := range twinning.CostKinds() {
			e.Kinds = append(e.Kinds, choice{string(k), r.word("cost", k), typed.Get(f+"kind") == string(k)})
		}
		v.Expenses = append(v.Expenses, e)
	}
	v.Totals = r.totals(x.is)
	crumbs := []crumb{{"/", r.say("home")}, {"/calls/" + x.call.Reference, x.call.Reference}, {x.page, x.reference}, {"", r.say("month.short", x.month)}}
	return d.show(r, status, "month.html", r.say("month.title", x.month), crumbs, nil, v)
}

// totals are the running totals of a twinning by kind of cost.
func (r *request) totals(t twinning.Twinning) []kindTotal {
	if t.Contract == nil || t.Contract.Amount.IsNone() {
		return nil
	}
	var list []kindTotal
	for _, k := range twinning.CostKinds() {
		contract, claimed := t.Contract.Costs.Of(k), t.ClaimedSum(k, "")
		left := contract
		if !claimed.IsNone() {
			left = contract.Sub(claimed)
		}
		row := kindTotal{r.word("cost", k), r.money(contract), r.money(claimed), r.money(left)}
		list = append(list, row)
	}
	return list
}

// mostFields is how many bytes the fields of a form beside its files may have.
const mostFields = 2 << 20

// read takes the fields of a form as they come; each file goes into the store, and its
// name in the store takes its place.
func (d *desk) read(r *request, x running) (url.Values, []complaint, error) {
	_ = http.NewResponseController(r.w).SetReadDeadline(time.Now().Add(uploadTime)) // where it cannot be set, the server's own holds
	form, err := r.MultipartReader()
	if err != nil {
		return nil, nil, r.ParseForm()
	}
	values, wrong, size := url.Values{}, []complaint(nil), 0
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return values, wrong, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if title := fileName(part.FileName()); title != "" {
			row := strings.TrimSuffix(part.FormName(), "file")
			if d.Evidence == nil {
				wrong = append(wrong, complaint{row + "amount", r.say("document.nostore")})
				continue
			}
			f, err := d.Evidence.Put(r.Context(), evidence.Upload{Stream: x.stream, By: r.viewer.Person, Content: part})
			if errors.Is(err, evidence.ErrRefused) {
				wrong = append(wrong, complaint{row + "amount", title + ": " + err.Error()})
				continue
			}
			if err != nil {
				return nil, nil, err
			}
			values.Set(row+"stored", f.Name)
			values.Set(row+"title", title)
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, mostFields))
		if size += len(text); err != nil || size > mostFields {
			return nil, nil, errors.Join(err, &http.MaxBytesError{Limit: mostFields})
		}
		values.Add(part.FormName(), string(text))
	}
}

// logOf is the log that a form says, with what does not fit.
func (r *request) logOf(x running, v url.Values) (c twinning.SubmitLog, wrong []complaint) {
	c.Month = x.month
	for _, row := range v["activity"] {
		at := "activity-" + row + "-"
		what, where, count := typedText(v, at+"what"), typedText(v, at+"where"), typedText(v, at+"participants")
		if what == "" && where == "" && count == "" {
			continue
		}
		on, err := calendar.ParseDate(typedText(v, at+"date"))
		n, nan := strconv.Atoi(count)
		switch {
		case err != nil:
			wrong = append(wrong, complaint{at + "date", r.say("month.date")})
		case what == "":
			wrong = append(wrong, complaint{at + "date", r.say("form.missing", r.say("month.what"))})
		case count != "" && nan != nil:
			wrong = append(wrong, complaint{at + "date", r.say("month.participants.wrong")})
		}
		c.Activities = append(c.Activities, twinning.Activity{On: on, What: law.Text(what), Where: law.Text(where), Participants: n})
	}
	if len(c.Activities) == 0 {
		wrong = append(wrong, complaint{"activity-0-what", r.say("month.noactivity")})
	}
	s := sketch{call: x.call}
	for _, row := range v["expense"] {
		at := "expense-" + row + "-"
		what, amount := typedText(v, at+"what"), typedText(v, at+"amount")
		if what == "" && amount == "" && v.Get(at+"stored") == "" {
			continue
		}
		claim := twinning.Claim{ID: typedText(v, at+"id"), Kind: twinning.CostKind(v.Get(at + "kind")), What: law.Text(what)}
		var err, day error
		claim.Amount, err = money.Parse(s.amount(amount))
		claim.On, day = calendar.ParseDate(typedText(v, at+"date"))
		switch {
		case err != nil || claim.Amount.IsZero():
			wrong = append(wrong, complaint{at + "amount", r.say("gap.wrong", r.say("month.amount"), r.say("fits.money", x.call.Book.Budget.Currency()))})
		case day != nil:
			wrong = append(wrong, complaint{at + "amount", r.say("month.date")})
		case what == "":
			wrong = append(wrong, complaint{at + "amount", r.say("form.missing", r.say("month.what"))})
		}
		if file := v.Get(at + "stored"); file != "" {
			claim.Evidence = []twinning.Attachment{{ID: "file", Name: law.Text(v.Get(at + "title")), File: file}}
		}
		c.Expenses = append(c.Expenses, claim)
	}
	return c, wrong
}

// submitMonth adds the files of the claims and sends the log of a month with them.
func (d *desk) submitMonth(r *request) error {
	x, err := d.running(r)
	if err != nil {
		return err
	}
	typed, wrong, err := d.read(r, x)
	if err != nil {
		return err
	}
	if typed == nil {
		typed = r.PostForm
	}
	id := typed.Get("command-id")
	if law.CheckCode("command id", id) != nil {
		id = door.NewID()
	}
	c, more := r.logOf(x, typed)
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return d.showMonth(r, http.StatusUnprocessableEntity, x, id, typed, wrong, "")
	}
	if err := d.addReceipts(r, x, id, c); err != nil {
		return err
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: x.stream, Command: c, As: r.viewer.Person, ID: id})
	receipt := x.page + "/receipts/" + url.PathEscape(got.CommandID)
	if err != nil && got.Status == "" {
		if errors.Is(err, door.ErrOtherContent) {
			id = door.NewID()
		}
		if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrNotReceived) || errors.Is(err, door.ErrOtherContent) {
			return d.showMonth(r, http.StatusUnprocessableEntity, x, id, typed, []complaint{{"", err.Error()}}, "")
		}
		return err
	}
	if got.Status == door.Refused && got.Refusal != nil {
		tell, err := r.teller(d.Queries, x.call.Zone)
		if err != nil {
			return err
		}
		return d.showMonth(r, http.StatusUnprocessableEntity, x, door.NewID(), typed, []complaint{{"", tell.Refusal(*got.Refusal)}}, receipt)
	}
	return r.to(receipt)
}

// addReceipts adds the files of claims that are not added yet.
func (d *desk) addReceipts(r *request, x running, id string, c twinning.SubmitLog) error {
	for n, claim := range c.Expenses {
		for _, a := range claim.Evidence {
			target := twinning.Target{Purpose: twinning.ForExpense, ID: claim.ID}.String()
			if _, added := x.is.FileFor(a.File, target); added {
				continue
			}
			f, err := d.Evidence.HeldSum(r.Context(), x.stream, a.File)
			if errors.Is(err, evidence.ErrNotFound) || errors.Is(err, evidence.ErrErased) {
				continue // the law says that it is not there
			}
			if err != nil {
				return err
			}
			if err := d.follow(r, x.stream, fmt.Sprintf("%s-e%d", id, n+1), twinning.AddEvidence{
				File: f.Name, For: target, SealedSHA256: f.Sealed, SealedSize: f.SealedSize, Title: a.Name, Type: law.Text(f.Type), SHA256: law.Text(f.SHA256),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// monthButtons lead to the months that can be logged now.
func (r *request) monthButtons(p query.TenderPage, t twinning.Twinning) []button {
	if t.Contract == nil || !r.speaks(p) || t.Tender.Contact != r.viewer.Person || !slices.Contains([]string{"active", "reporting"}, p.Stage) {
		return nil
	}
	var list []button
	today := calendar.DateOf(r.now, p.Zone)
	for m := 1; m <= t.Contract.Months; m++ {
		if s := t.Logs[m].Status; !today.Before(calendar.Month(t.Contract.M1, m).From) && s != twinning.StatusAccepted {
			list = append(list, button{Href: "/tenders/" + p.Reference + "/months/" + strconv.Itoa(m), Text: r.say("month.log", m), Quiet: s == twinning.StatusSubmitted})
		}
	}
	return list
}
