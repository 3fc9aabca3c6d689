package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type stateView struct {
	At, With, Wrong, JSON string
	// The slider goes by days: from the first to now.
	First             string // its date
	Steps, Step       int
	AsOf, Later, Last string
	Around            []button // events before and after
	Facts             []fact
	Owed              []owedLine
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
		v.Documents, err = r.documentsThen(row.State, later.State, v.AsOf, v.Later)
		if err != nil {
			return err
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
	add("stage", r.word("stage", row.Stage), "")
	add("version", strconv.FormatInt(row.Version, 10), "")
	add("position", strconv.FormatInt(row.Position, 10), "/explain/"+strconv.FormatInt(row.Position, 10))
	add("fold", strconv.Itoa(row.Fold), "")
	add("hash", row.StateSHA256, "")
	add("pending", r.number(row.Pending), "")
	if row.Sealed {
		add("sealed", n.In(row.Sealing), "")
	}
	var kept []string
	for _, w := range row.Withheld {
		kept = append(kept, r.aspect(string(w)))
	}
	add("withheld", strings.Join(kept, ", "), "")
	v.Owed = r.owed(n, row.Obligations)
	var pretty bytes.Buffer
	if json.Indent(&pretty, row.State, "", "  ") != nil {
		return
	}
	v.JSON = n.In(pretty.String())
	if len(v.JSON) > largestState {
		v.JSON = strings.ToValidUTF8(v.JSON[:largestState], "") + "\n" + r.say("state.cut")
	}
}

// aspect is a part of what is known of a tender, in words.
func (r *request) aspect(code string) string {
	if text := r.texts.told("aspect", code); text != "" {
		return text
	}
	return code
}

// moment is how a call stood at an instant, as who may see all of it is told.
type moment struct {
	award   *query.AwardRow
	tenders []query.TenderRow
	page    query.CallPage
}

// moment asks at an instant; "" is now.
func (d *desk) moment(ctx context.Context, viewer access.Viewer, stream, at string) (m moment, err error) {
	q := d.Queries
	if at != "" {
		if q, viewer, err = d.Queries.AsOf(ctx, viewer, query.Then{At: at}, stream); err != nil {
			return m, err
		}
	}
	reference := law.Reference(stream)
	if m.page, err = q.Call(ctx, viewer, reference); err != nil {
		return m, err
	}
	award, err := q.Award(ctx, viewer, reference)
	var absent *query.Absent
	switch {
	case err == nil:
		m.award = &award
	case !errors.As(err, &absent):
		return m, err
	}
	if m.tenders, err = q.Tenders(ctx, viewer, reference); err != nil {
		return m, err
	}
	return m, q.Err()
}

// beside puts ranking, budget and tenders of two instants beside each other, for who sees all of a call.
func (d *desk) beside(r *request, stream string, v *stateView) error {
	if law.CallStream(law.Reference(stream)) != stream {
		return nil
	}
	p, err := d.Queries.Call(r.Context(), r.viewer, law.Reference(stream))
	if err != nil || !r.staff(p) {
		return err
	}
	then, err := d.moment(r.Context(), r.viewer, stream, v.At)
	var absent *query.Absent
	if errors.As(err, &absent) {
		return nil // it was not open then
	}
	if err != nil {
		return err
	}
	later, err := d.moment(r.Context(), r.viewer, stream, v.With)
	if err != nil {
		return err
	}
	v.Ranking = r.rankings(then.award, later.award, v.AsOf, v.Later, v.With == "")
	v.Tenders = r.standings(then.tenders, later.tenders, v.AsOf, v.Later, v.With == "")
	rows := [][]string{
		{r.say("fact.budget"), r.money(then.page.Budget), r.money(later.page.Budget)},
		{r.say("fact.left"), r.money(then.page.Left), r.money(later.page.Left)},
	}
	v.Budget = r.marked(r.say("then.budget"), []string{r.say("then.what"), v.AsOf, v.Later}, 1, rows)
	return nil
}

// marked is a table of two instants whose last column says in words what changed: each
// instant has so many columns.
func (r *request) marked(title string, header []string, width int, rows [][]string) *chart.Figure {
	f := &chart.Figure{Title: title, Header: append(header, r.say("then.change"))}
	for _, row := range rows {
		was, is := row[1:1+width], row[1+width:1+2*width]
		none := func(cells []string) bool {
			return !slices.ContainsFunc(cells, func(s string) bool { return s != "" && s != "–" })
		}
		mark := r.say("then.mark.changed")
		switch {
		case slices.Equal(was, is):
			mark = r.say("then.mark.same")
		case none(was):
			mark = r.say("then.mark.added")
		case none(is):
			mark = r.say("then.mark.removed")
		}
		f.Rows = append(f.Rows, append(slices.Clone(row), mark))
	}
	return f
}

// twice are how the columns of two instants are told apart.
func (r *request) twice(now bool) []string {
	if now {
		return []string{r.say("then.col.then"), r.say("then.now")}
	}
	return []string{r.say("then.col.then"), r.say("then.col.with")}
}

// rankings puts two awards beside each other.
func (r *request) rankings(then, later *query.AwardRow, thenText, laterText string, now bool) *chart.Figure {
	if then == nil && later == nil {
		return nil
	}
	of := func(a *query.AwardRow) (map[string][]string, []string) {
		all, order := map[string][]string{}, []string{}
		if a == nil {
			return all, order
		}
		for _, s := range a.Steps {
			all[s.Tender] = []string{r.number(s.Place), r.decimal(s.Score.StringFixed(2)), r.word("verdict", s.Verdict), r.money(s.Left)}
			order = append(order, s.Tender)
		}
		return all, order
	}
	was, first := of(then)
	is, order := of(later)
	for _, t := range first {
		if !slices.Contains(order, t) {
			order = append(order, t)
		}
	}
	header := []string{r.say("tender")}
	for _, at := range r.twice(now) {
		for _, of := range []string{"ranking.place", "ranking.score", "ranking.verdict", "ranking.left"} {
			header = append(header, r.say(of)+", "+at)
		}
	}
	return r.marked(r.say("then.ranking", thenText, laterText), header, 4, inBoth(order, was, is, 4))
}

// inBoth joins what two instants say of the same things.
func inBoth(order []string, was, is map[string][]string, width int) (rows [][]string) {
	cells := func(of []string) []string {
		if of == nil {
			return slices.Repeat([]string{"–"}, width)
		}
		return of
	}
	for _, x := range order {
		rows = append(rows, slices.Concat([]string{x}, cells(was[x]), cells(is[x])))
	}
	return rows
}

// standings puts the tenders of two instants beside each other.
func (r *request) standings(then, later []query.TenderRow, thenText, laterText string, now bool) *chart.Figure {
	of := func(list []query.TenderRow) (map[string][]string, []string) {
		all, order := map[string][]string{}, []string{}
		for _, t := range list {
			score, verdict := "–", "–"
			if t.Score != "" {
				score = t.Score
			}
			if t.Outcome != nil && t.Outcome.Verdict != call.Verdict("") {
				verdict = r.word("verdict", t.Outcome.Verdict)
			}
			all[t.Reference] = []string{r.word("stage", t.Stage), score, verdict}
			order = append(order, t.Reference)
		}
		return all, order
	}
	was, first := of(then)
	is, order := of(later)
	for _, t := range first {
		if !slices.Contains(order, t) {
			order = append(order, t)
		}
	}
	if len(order) == 0 {
		return nil
	}
	header := []string{r.say("tender")}
	for _, at := range r.twice(now) {
		for _, of := range []string{"stage", "ranking.score", "ranking.verdict"} {
			header = append(header, r.say(of)+", "+at)
		}
	}
	return r.marked(r.say("then.tenders", thenText, laterText), header, 3, inBoth(order, was, is, 3))
}

// documentsThen are what a tender was sent with and what was added to it, and the rule book
// of a call, by the first digits of the hash of each: the values that differ hold all of it.
func (r *request) documentsThen(then, later json.RawMessage, thenText, laterText string) (*chart.Figure, error) {
	type document struct {
		ID, Name, For, SHA256 string
	}
	type holder struct {
		SHA256 string     `json:"sha256"`
		Files  []document `json:"files"`
		Tender struct {
			Documents []document `json:"documents"`
		} `json:"tender"`
	}
	of := func(state json.RawMessage) (map[string][]string, []string, error) {
		var h holder
		if err := json.Unmarshal(state, &h); err != nil {
			return nil, nil, err
		}
		all, order := map[string][]string{}, []string{}
		add := func(name, sum string) {
			if name == "" || all[name] != nil {
				return
			}
			all[name] = []string{sum[:min(len(sum), 16)]}
			order = append(order, name)
		}
		if h.SHA256 != "" {
			add(r.say("then.rulebook"), h.SHA256)
		}
		for _, x := range append(h.Tender.Documents, h.Files...) {
			name := x.Name
			if x.For != "" {
				name += " (" + r.purpose(x.For) + ")"
			}
			add(name, x.SHA256)
		}
		return all, order, nil
	}
	was, first, err := of(then)
	if err != nil {
		return nil, err
	}
	is, order, err := of(later)
	if err != nil {
		return nil, err
	}
	for _, x := range first {
		if !slices.Contains(order, x) {
			order = append(order, x)
		}
	}
	if len(order) == 0 {
		return nil, nil
	}
	return r.marked(r.say("then.documents.caption", thenText, laterText), []string{r.say("document.file"), "SHA-256, " + thenText, "SHA-256, " + laterText}, 1, inBoth(order, was, is, 1)), nil
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
