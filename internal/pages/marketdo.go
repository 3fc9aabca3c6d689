package pages

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

// doEntry sends a command about an entry, or expresses an interest in it.
func (d *desk) doEntry(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	reference, form := r.PathValue("entry"), r.PostForm
	if _, err := d.Queries.Entry(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	stream, _ := market.EntryStream(reference)
	why := law.Text(strings.ReplaceAll(strings.TrimSpace(form.Get("why")), "\r\n", "\n"))
	q := door.Request{Stream: stream, As: r.viewer.Person, ID: form.Get("command-id")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	next := "/entries/" + reference
	switch r.PathValue("what") {
	case "submit":
		q.Command = market.SubmitEntry{}
	case "return":
		q.Command = market.ReturnEntry{Why: why}
	case "publish":
		q.Command = market.PublishEntry{}
	case "withdraw-file":
		q.Command = market.WithdrawEntryFile{File: form.Get("file")}
	case "renew":
		q.Command = market.RenewEntry{}
	case "withdraw":
		q.Command = market.WithdrawEntry{Why: why}
	case "close":
		q.Command = market.ShutEntry{Why: why}
	case "match":
		q.Command = market.MatchEntry{Interest: form.Get("interest")}
	case "interest":
		of := market.NewReference(market.Of(reference), q.ID, r.viewer.Person)
		q.Stream, _ = market.InterestStream(of)
		q.Command, q.Begins = market.ExpressInterest{Entry: reference, From: form.Get("from"), Message: why, Consent: form.Get("consent") == "yes"}, true
		next = "/interests/" + of
	default:
		return &query.Absent{Noun: "page"}
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showEntry(r, http.StatusUnprocessableEntity, problem, string(why))
	}
	return r.to(next)
}

type interestLine struct {
	query.InterestRow
	Way, Expressed, Until, Text, WhyText string
	Stands                               mark
	Leads, FromLeads                     bool // the entry, and the one from which it was expressed, have a page for whoever asks
}

func (d *desk) interestLine(r *request, row query.InterestRow, zone *time.Location) interestLine {
	l := interestLine{InterestRow: row, Way: r.say("interest.to"), Until: r.dayOf(row.Until), Text: string(row.Message), WhyText: string(row.Why), Stands: mark{r.word("market-stage", row.Stage), shadeOf(row.Stage)}}
	if row.Yours {
		l.Way = r.say("interest.from")
	}
	if at, err := calendar.ParseInstant(row.ExpressedAt); err == nil {
		l.Expressed = r.instant(at, zone)
	}
	l.Leads, l.FromLeads = d.leads(r, market.EntryRoot+row.Entry), row.From != "" && d.leads(r, market.EntryRoot+row.From)
	return l
}

func (d *desk) interests(r *request) error {
	rows, err := d.Queries.Interests(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	var v struct{ Waiting, Others []interestLine }
	for _, row := range rows {
		zone, err := d.Queries.LifeZone(r.Context(), market.InterestRoot+row.Reference)
		if err != nil {
			return err
		}
		l := d.interestLine(r, row, zone)
		if row.Stage == market.Expressed && !row.Yours || row.Stage == market.Accepted && row.Yours {
			v.Waiting = append(v.Waiting, l)
		} else {
			v.Others = append(v.Others, l)
		}
	}
	return d.show(r, http.StatusOK, "interests.html", r.say("interests"), r.marketCrumbs(query.MarketRow{}, r.say("interests")), nil, v)
}

type interestView struct {
	interestLine
	Command, Problem, Typed            string
	Accepts, Consents, Declines, Takes bool
	Calls                              []choice // in which a tender can be submitted
}

func (d *desk) interest(r *request) error { return d.showInterest(r, http.StatusOK, "", "") }

func (d *desk) showInterest(r *request, status int, problem, typed string) error {
	row, err := d.Queries.Interest(r.Context(), r.viewer, r.PathValue("interest"))
	if err != nil {
		return err
	}
	zone, err := d.Queries.LifeZone(r.Context(), market.InterestRoot+row.Reference)
	if err != nil {
		return err
	}
	v := interestView{
		interestLine: d.interestLine(r, row, zone), Command: door.NewID(), Problem: problem, Typed: typed,
		Accepts: !row.Yours && row.Stage == market.Expressed, Declines: !row.Yours && row.Stage == market.Expressed,
		Consents: row.Yours && row.Stage == market.Accepted, Takes: row.Yours && (row.Stage == market.Expressed || row.Stage == market.Accepted),
	}
	if row.Stage == market.Introduced {
		calls, err := d.Queries.Calls(r.Context(), r.viewer)
		if err != nil {
			return err
		}
		for _, c := range calls {
			if call.Stage(c.Stage) == call.Published || call.Stage(c.Stage) == call.Open {
				v.Calls = append(v.Calls, choice{Value: c.Reference, Text: c.Reference, On: len(v.Calls) == 0})
			}
		}
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/interests", r.say("interests")}, {"", row.Reference}}
	tabs, err := d.wholeTabs(r, market.InterestRoot+row.Reference, nil)
	if err != nil {
		return err
	}
	return d.show(r, status, "interest.html", r.say("interest.title", string(row.Title)), crumbs, tabs, v)
}

func (d *desk) doInterest(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	reference, form := r.PathValue("interest"), r.PostForm
	if _, err := d.Queries.Interest(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	stream, _ := market.InterestStream(reference)
	why := law.Text(strings.ReplaceAll(strings.TrimSpace(form.Get("why")), "\r\n", "\n"))
	q := door.Request{Stream: stream, As: r.viewer.Person, ID: form.Get("command-id")}
	switch r.PathValue("what") {
	case "accept":
		q.Command = market.AcceptInterest{}
	case "consent":
		q.Command = market.GiveConsent{}
	case "decline":
		q.Command = market.DeclineInterest{Why: why}
	case "withdraw":
		q.Command = market.WithdrawInterest{Why: why}
	default:
		return &query.Absent{Noun: "page"}
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showInterest(r, http.StatusUnprocessableEntity, problem, string(why))
	}
	return r.to("/interests/" + reference)
}

// tenderOfMatch begins the draft of a tender that names a match: its parties are filled in, and
// can be changed like everything else.
func (d *desk) tenderOfMatch(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	p, err := d.Queries.MatchParties(r.Context(), r.viewer, r.PathValue("interest"))
	if err != nil {
		return err
	}
	c, err := d.Queries.Call(r.Context(), r.viewer, r.PostForm.Get("call"))
	if err != nil {
		return err
	}
	is := map[string]any{"title": string(p.Title), "match": p.Match, "organisations": p.Organisations, "contact": d.Queries.Names(r.Context()).Of(r.viewer.Person)}
	for name, list := range map[string][]string{"originators": p.Originators, "adopters": p.Adopters} {
		if len(list) > 0 {
			is[name] = list
		}
	}
	if p.Solution != "" {
		is["solution"] = string(p.Solution)
	}
	i := slices.IndexFunc(c.Book.Priorities, func(x call.Priority) bool { return x.ID == p.Priority })
	if i >= 0 && slices.ContainsFunc(c.Book.Priorities[i].Topics, func(t call.Topic) bool { return t.ID == p.Topic }) {
		is["priority"], is["topic"] = p.Priority, p.Topic
	}
	data, err := json.MarshalIndent(is, "", "  ")
	if err != nil {
		return err
	}
	made, err := d.Drafts.Save(r.Context(), drafts.File{As: r.viewer.Person, Call: c.Reference, Name: "t-" + strings.ToLower(rand.Text()[:10]), Data: data})
	if errors.Is(err, drafts.ErrClosed) || errors.Is(err, drafts.ErrNonsense) {
		return d.showInterest(r, http.StatusUnprocessableEntity, r.why(err), "")
	}
	if err != nil {
		return err
	}
	return r.to("/drafts/" + made.ID + "/edit/offer")
}
