package pages

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

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
