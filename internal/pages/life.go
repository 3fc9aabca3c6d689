package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

type historyDay struct {
	Day   string
	Lines []historyLine
}

type historyLine struct {
	Clock, Sentence, Who string
	NotSent              []string
	Position             int64
}

func (d *desk) callHistory(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	crumbs, tabs := r.around(p, "history")
	return d.history(r, law.CallStream(p.Reference), crumbs, tabs)
}

func (d *desk) tenderHistory(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	crumbs, tabs := r.tenderAround(reference, "history")
	return d.history(r, law.TwinningStream(reference), crumbs, tabs)
}

func (d *desk) history(r *request, stream string, crumbs []crumb, tabs []tab) error {
	h, err := d.Queries.History(r.Context(), r.viewer, stream, false)
	if err != nil {
		return err
	}
	r.counted("events", len(h.Lines))
	var v struct{ Days []historyDay }
	for _, l := range h.Lines {
		at := l.Instant.In(h.Zone)
		if day := r.day(at); len(v.Days) == 0 || v.Days[len(v.Days)-1].Day != day {
			v.Days = append(v.Days, historyDay{Day: day})
		}
		last := &v.Days[len(v.Days)-1]
		line := historyLine{Clock: at.Format("15:04"), Sentence: l.Sentence, Who: l.Who, Position: l.Position}
		for _, letter := range l.NotSent {
			line.NotSent = append(line.NotSent, letter.Text)
		}
		last.Lines = append(last.Lines, line)
	}
	return d.show(r, http.StatusOK, "history.html", r.say("history.title", law.Reference(stream)), crumbs, tabs, v)
}

func (d *desk) callState(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	crumbs, tabs := r.around(p, "state")
	return d.state(r, law.CallStream(p.Reference), crumbs, tabs)
}

func (d *desk) tenderState(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	crumbs, tabs := r.tenderAround(reference, "state")
	return d.state(r, law.TwinningStream(reference), crumbs, tabs)
}

type stateView struct {
	At, Wrong, JSON string
	Facts           []fact
	Owed            []owedLine
}

// state is a life as it stood then, with what makes it checkable.
func (d *desk) state(r *request, stream string, crumbs []crumb, tabs []tab) error {
	v := stateView{At: strings.TrimSpace(r.URL.Query().Get("at"))}
	title := r.say("state.title", law.Reference(stream))
	row, err := d.Queries.State(r.Context(), r.viewer, stream, query.Then{At: v.At})
	var wrong *query.Invalid
	if errors.As(err, &wrong) {
		v.Wrong = wrong.Why
		return d.show(r, http.StatusUnprocessableEntity, "state.html", title, crumbs, tabs, v)
	}
	if err != nil {
		return err
	}
	n := row.Named(d.Queries.Names(r.Context(), row))
	add := func(name, value, href string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("state." + name), value, href})
		}
	}
	add("asof", r.instant(row.As, time.UTC), "")
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
		kept = append(kept, r.word("aspect", w))
	}
	add("withheld", strings.Join(kept, ", "), "")
	v.Owed = r.owed(n, row.Obligations)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, row.State, "", "  "); err != nil {
		return err
	}
	v.JSON = n.In(pretty.String())
	if len(v.JSON) > largestState {
		v.JSON = v.JSON[:largestState] + "\n" + r.say("state.cut")
	}
	return d.show(r, http.StatusOK, "state.html", title, crumbs, tabs, v)
}

// largestState is how much of a state a page shows, in bytes.
const largestState = 60_000

type derivation struct {
	Same          bool
	Recomputed    string
	Facts         []fact
	Values, Table *chart.Figure
	Rests         []explain.Fact
	Arithmetic    []string
}

func (d *desk) explain(r *request) error {
	position, err := strconv.ParseInt(r.PathValue("position"), 10, 64)
	if err != nil || position < 0 {
		return &query.Absent{Noun: "event"}
	}
	list, err := d.Queries.Explain(r.Context(), r.viewer, query.Why{Position: position})
	if err != nil {
		return err
	}
	n := d.Queries.Names(r.Context(), list)
	var v []derivation
	for _, x := range list {
		one := derivation{Same: x.Recomputed.Same, Recomputed: r.say("explain.same"), Rests: x.Facts}
		switch {
		case x.Recomputed.Blind.Code != "":
			one.Recomputed = r.say("explain.blind", x.Recomputed.Blind.Text)
		case !x.Recomputed.Same:
			one.Recomputed = r.say("explain.different", x.Recomputed.Difference.Text)
		}
		for i := range one.Rests {
			one.Rests[i].What.Text = n.In(one.Rests[i].What.Text)
		}
		for _, a := range x.Arithmetic {
			one.Arithmetic = append(one.Arithmetic, n.In(a.Text))
		}
		add := func(name, value, href string) {
			if value != "" {
				one.Facts = append(one.Facts, fact{r.say("explain." + name), value, href})
			}
		}
		add("decision", n.In(x.Decision.Text), "")
		add("outcome", n.In(x.Outcome.Text), "")
		add("life", x.Stream, lifeHref(x.Stream))
		add("at", r.instant(x.At, time.UTC), "")
		add("recorded", r.instant(x.RecordedAt, time.UTC), "")
		add("stages", r.word("stage", x.Before)+" → "+r.word("stage", x.After), "")
		add("rule.name", x.Rule.Name, "")
		add("book", x.Rule.Book, "")
		if c := x.Command; c != nil {
			add("command", r.say("explain.asked", c.Kind, n.In(c.Who), r.instant(c.ReceivedAt, time.UTC)), "")
		}
		add("seen", r.number(int(x.Seen)), "")
		for _, value := range x.Rule.Values {
			if one.Values == nil {
				one.Values = &chart.Figure{Title: r.say("explain.rule"), Header: []string{r.say("explain.path"), r.say("explain.value"), r.say("explain.origin")}}
			}
			one.Values.Rows = append(one.Values.Rows, []string{value.Path, value.Text(), value.Origin.Text})
		}
		if t := x.Table; t != nil {
			one.Table = &chart.Figure{Title: r.say("explain.arithmetic"), Header: t.Header, Rows: t.Rows}
			for _, row := range t.Rows {
				for i := range row {
					row[i] = n.In(row[i])
				}
			}
		}
		v = append(v, one)
	}
	crumbs := []crumb{{"/", r.say("home")}, {"", r.say("explain.crumb", int(position))}}
	if len(list) > 0 {
		crumbs = append(crumbs[:1], crumb{lifeHref(list[0].Stream), law.Reference(list[0].Stream)}, crumbs[1])
	}
	return d.show(r, http.StatusOK, "explain.html", r.say("explain.title", int(position)), crumbs, nil, v)
}

// lifeHref is the page of a life.
func lifeHref(stream string) string {
	if reference := law.Reference(stream); law.CallOf(reference) != "" && strings.HasPrefix(stream, law.TenderFamily) {
		return "/tenders/" + reference
	}
	return "/calls/" + law.Reference(stream)
}

// tenderAt is what a tender said after an event, as far as the viewer may see it.
func (d *desk) tenderAt(r *request, reference string, position int64) (twinning.Tender, error) {
	row, err := d.Queries.State(r.Context(), r.viewer, law.TwinningStream(reference), query.Then{Position: &position})
	if err != nil {
		return twinning.Tender{}, err
	}
	var t twinning.Twinning
	if err := json.Unmarshal(row.State, &t); err != nil {
		return twinning.Tender{}, errors.Join(errors.New("read the state of "+reference), err)
	}
	return t.Tender, nil
}
