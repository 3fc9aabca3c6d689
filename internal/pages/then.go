package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type stateView struct {
	Whole                 bool // nothing of the life is kept from whoever asks
	At, With, Wrong, JSON string
	// The slider goes by days: from the first to now.
	First             string // its date
	Steps, Step       int
	AsOf, Later, Last string
	Around            []button // events before and after
	Facts             []fact
	Owed              *owedTable
	Compared          bool
	Count             int
	Open              bool // the changes are few
	Changes           []change
	Ranking, Budget   *chart.Figure
	Tenders           *chart.Figure
	Documents         *chart.Figure
}

// fewChanges is how many changes are shown at once; more are unfolded.
const fewChanges = 100

// largestState is how much of a state a page shows, in bytes.
const largestState = 60_000

// state is a life as it stood then, what makes it checkable, and what has changed since,
// or until another instant.
func (d *desk) state(r *request, stream string, crumbs []crumb, tabs []tab) error {
	asked := r.URL.Query()
	v := stateView{At: strings.TrimSpace(asked.Get("at")), With: strings.TrimSpace(asked.Get("with"))}
	title := r.say("state.title", law.Reference(stream))
	h, err := d.Queries.History(r.Context(), r.viewer, stream, false)
	if err != nil {
		return err
	}
	if asked.Has("day") {
		http.Redirect(r.w, r.Request, slid(r.URL.Path, asked, h), http.StatusSeeOther)
		return nil
	}
	wrong := func(err error) error {
		var is *query.Invalid
		if !errors.As(err, &is) {
			return err
		}
		v.Wrong = r.why(is)
		return d.show(r, http.StatusUnprocessableEntity, "state.html", title, crumbs, tabs, v)
	}
	row, err := d.Queries.State(r.Context(), r.viewer, stream, query.Then{At: v.At})
	if err != nil {
		return wrong(err)
	}
	n := row.Named(d.Queries.Names(r.Context(), row))
	at := r.now
	if row.As != "" {
		if at, err = time.Parse(time.RFC3339Nano, row.As); err != nil {
			return err
		}
	}
	v.AsOf = r.instant(at, h.Zone)
	r.slides(&v, h, at)
	if v.Whole, err = d.Queries.Whole(r.Context(), r.viewer, stream); err != nil {
		return err
	}
	r.stateFacts(&v, row, n)
	if v.At != "" || v.With != "" {
		later, err := d.Queries.State(r.Context(), r.viewer, stream, query.Then{At: v.With})
		if err != nil {
			return wrong(err)
		}
		v.Compared, v.Later = true, r.say("then.now")
		if later.As != "" {
			v.Later = r.instant(later.As, h.Zone)
		}
		if v.Changes, v.Count, err = r.compared(row.State, later.State, later.Named(d.Queries.Names(r.Context(), row, later)), h.Zone); err != nil {
			return err
		}
		v.Open = v.Count <= fewChanges
		if hasReceipts(stream) { // it is a call or a tender
			if v.Documents, err = r.documentsThen(row.State, later.State, v.AsOf, v.Later); err != nil {
				return err
			}
		}
		if err := d.beside(r, stream, &v); err != nil {
			return err
		}
	}
	return d.show(r, http.StatusOK, "state.html", title, crumbs, tabs, v)
}

// slid is where the slider leads: the end of a day, so many after the first.
func slid(path string, asked url.Values, h query.History) string {
	to := url.Values{}
	if days, err := strconv.Atoi(asked.Get("day")); err == nil && len(h.Lines) > 0 && days >= 0 && days < 100_000 {
		to.Set("at", h.Lines[0].Instant.In(h.Zone).AddDate(0, 0, days).Format(time.DateOnly))
	}
	if with := asked.Get("with"); with != "" {
		to.Set("with", with)
	}
	return path + "?" + to.Encode()
}

// slides sets the slider, and links to the events before and after.
func (r *request) slides(v *stateView, h query.History, at time.Time) {
	if len(h.Lines) == 0 {
		return
	}
	first := h.Lines[0].Instant.In(h.Zone)
	v.First = first.Format(time.DateOnly)
	v.Steps, v.Step = daysBetween(first, r.now.In(h.Zone)), daysBetween(first, at.In(h.Zone))
	next := slices.IndexFunc(h.Lines, func(l query.HistoryLine) bool { return l.Instant.After(at) })
	if next < 0 {
		next = len(h.Lines)
	}
	if next == 0 {
		return
	}
	is := h.Lines[next-1]
	v.Last = is.Sentence
	to := func(key string, l query.HistoryLine) {
		q := url.Values{"at": {l.Instant.UTC().Format(time.RFC3339Nano)}}
		if v.With != "" {
			q.Set("with", v.With)
		}
		v.Around = append(v.Around, button{Href: r.URL.Path + "?" + q.Encode(), Text: r.say(key, r.instant(l.Instant, h.Zone))})
	}
	for i := next - 1; i >= 0; i-- {
		if h.Lines[i].Instant.Before(is.Instant) || at.After(is.Instant) {
			to("then.before", h.Lines[i])
			break
		}
	}
	if next < len(h.Lines) {
		to("then.after", h.Lines[next])
	}
}

// daysBetween counts dates, in the zone of both.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return max(int(day(to).Sub(day(from)).Hours()/24), 0)
}

// stateFacts are what makes a state checkable.
func (r *request) stateFacts(v *stateView, row query.StateRow, n query.Names) {
	add := func(name, value, href string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("state." + name), value, href})
		}
	}
	add("asof", v.AsOf, "")
	add("stage", r.stageOf(row.Stream, row.Stage), "")
	if row.Version > 0 {
		add("version", strconv.FormatInt(row.Version, 10), "")
	}
	if row.Position > 0 {
		add("position", strconv.FormatInt(row.Position, 10), map[bool]string{true: "/explain/" + strconv.FormatInt(row.Position, 10)}[v.Whole])
	}
	add("fold", strconv.Itoa(row.Fold), "")
	add("hash", row.StateSHA256, "")
	add("pending", r.number(row.Pending), "")
	if row.Sealed {
		add("sealed", n.In(row.Sealing), "")
	}
	var kept []string
	for _, w := range row.Withheld {
		kept = append(kept, r.word("aspect", w))
	}
	add("withheld", strings.Join(kept, ", "), "")
	v.Owed = tableOf(r.owed(n, row.Obligations))
	var pretty bytes.Buffer
	if json.Indent(&pretty, row.State, "", "  ") != nil {
		return
	}
	v.JSON = n.In(pretty.String())
	if len(v.JSON) > largestState {
		v.JSON = strings.ToValidUTF8(v.JSON[:largestState], "") + "\n" + r.say("state.cut")
	}
}

// aboutTender says of a page of a tender whether its viewer sees the call whole.
func (d *desk) aboutTender(r *request, reference string) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, law.CallOf(reference))
	var absent *query.Absent
	if errors.As(err, &absent) {
		return nil
	}
	if err == nil {
		r.about(law.CallStream(p.Reference), r.staff(p))
	}
	return err
}
