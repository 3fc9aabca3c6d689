package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A running twinning, and the month of it that a page is about.
type running struct {
	target
	month  int
	period calendar.Span
}

// running finds the twinning and the month of a path, for those who speak for it.
func (d *desk) running(r *request) (x running, err error) {
	if x.target, err = d.target(r); err != nil {
		return x, err
	}
	if !r.speaks(*x.tender) {
		return x, &query.Withheld{What: r.say("error.party", r.say("do.submit-log"))}
	}
	if err := d.stands(r, &x.target); err != nil {
		return x, err
	}
	version, err := d.Queries.Addressable(r.Context(), r.viewer, x.stream, twinning.SubmitLog{}.Kind())
	if err != nil {
		return x, err
	}
	if x.version, err = d.Queries.Seen(r.Context(), r.viewer, x.stream, version); err != nil {
		return x, err
	}
	x.names = x.tender.Named(d.Queries.Names(r.Context(), x.tender))
	x.month, err = strconv.Atoi(r.PathValue("month"))
	if err != nil || x.is.Contract == nil || !x.is.Contract.HasLog(x.month) {
		return x, &query.Absent{Noun: "page"}
	}
	x.period = x.is.Contract.LogSpan(x.month)
	x.form = form{kind: twinning.SubmitLog{}.Kind(), settles: fmt.Sprintf("log-%02d", x.month)}
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
		v.Set(at+"kind", a.Kind)
		if !a.Until.IsZero() {
			v.Set(at+"until", a.Until.String())
		}
		if a.Online {
			v.Set(at+"online", "yes")
		}
		v.Set(at+"outcome", string(a.Outcome))
		v.Set(at+"organisations", strings.Join(a.Organisations, " "))
		v.Set(at+"files", strings.Join(a.Files, " "))
	}
	v.Set("nothing", string(x.is.Logs[x.month].Nothing))
	n := 0
	for _, e := range x.is.Expenses {
		if e.Month != x.month {
			continue
		}
		at := fmt.Sprintf("expense-%d-", n)
		v.Add("expense", strconv.Itoa(n))
		v.Set(at+"id", e.ID)
		v.Set(at+"kind", string(e.Kind))
		v.Set(at+"amount", strings.TrimPrefix(e.AsClaimed().Amount.String(), x.is.Contract.Amount.Currency()+" "))
		setLine(v, at, e.Claim)
		v.Set(at+"date", e.On.String())
		v.Set(at+"what", string(e.What))
		for _, f := range e.Evidence {
			if f.File != "" {
				v.Set(at+"file-stored", f.File)
				v.Set(at+"file-title", string(f.Name))
			}
		}
		n++
	}
	return v
}

// monthButtons lead to the months that can be logged now.
func (r *request) monthButtons(p query.TenderPage, t twinning.Twinning) []button {
	if t.Contract == nil || !r.speaks(p) || t.Tender.Contact != r.viewer.Person || !slices.Contains([]string{"active", "reporting"}, p.Stage) {
		return nil
	}
	var list []button
	today := calendar.DateOf(r.now, p.Zone)
	for _, m := range t.Contract.Logs() {
		if s := t.Logs[m].Status; !today.Before(t.Contract.LogSpan(m).From) && s != twinning.StatusAccepted {
			list = append(list, button{Href: "/tenders/" + p.Reference + "/months/" + strconv.Itoa(m), Text: r.say("month.log", m), Quiet: s == twinning.StatusSubmitted})
		}
	}
	if !t.Contract.Amount.IsNone() {
		list = append(list, button{Href: "/tenders/" + p.Reference + "/import", Text: r.say("import.title"), Quiet: true})
	}
	return list
}
