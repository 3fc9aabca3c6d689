package pages

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
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
	Receipt              string // page of the receipt that it answers
	Cause                *button
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
	if err := d.aboutTender(r, reference); err != nil {
		return err
	}
	crumbs, tabs := r.tenderAround(reference, "history")
	return d.history(r, law.TwinningStream(reference), crumbs, tabs)
}

func (d *desk) history(r *request, stream string, crumbs []crumb, tabs []tab) error {
	var v struct {
		AsOf string // "" for now
		Days []historyDay
	}
	q, viewer, at := d.Queries, r.viewer, strings.TrimSpace(r.URL.Query().Get("at"))
	if at != "" { // as it was told then; of an instant that lies ahead nobody knows
		var err error
		if q, viewer, err = q.AsOf(r.Context(), viewer, query.Then{At: at}, stream); err != nil {
			return err
		}
		v.AsOf = at
	}
	h, err := q.History(r.Context(), viewer, stream, false)
	if err == nil {
		err = q.Err()
	}
	if err != nil {
		return err
	}
	r.counted("events", len(h.Lines))
	ofCall := false
	if of := law.CallOf(law.Reference(stream)); of != "" && strings.HasPrefix(stream, law.TenderFamily) {
		if ofCall, err = d.Queries.Whole(r.Context(), r.viewer, law.CallStream(of)); err != nil {
			return err
		}
	}
	for _, l := range h.Lines {
		at := l.Instant.In(h.Zone)
		if day := r.day(at); len(v.Days) == 0 || v.Days[len(v.Days)-1].Day != day {
			v.Days = append(v.Days, historyDay{Day: day})
		}
		last := &v.Days[len(v.Days)-1]
		line := historyLine{Clock: at.Format("15:04"), Sentence: l.Sentence, Who: l.Who, Position: l.Position}
		r.traced(&line, l, ofCall)
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
	if err := d.aboutTender(r, reference); err != nil {
		return err
	}
	crumbs, tabs := r.tenderAround(reference, "state")
	return d.state(r, law.TwinningStream(reference), crumbs, tabs)
}

type derivation struct {
	Same          bool
	Recomputed    string
	Facts         []fact
	Values, Table *chart.Figure
	Rests         []explain.Fact
	Arithmetic    []string
	Effects       []button // in other lives
	Whole         bool     // nothing of the life is kept from whoever asks
	Then          string   // the state as it stood then
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
		zone, err := d.Queries.LifeZone(r.Context(), x.Stream)
		if err != nil {
			return err
		}
		one := derivation{Same: x.Recomputed.Same, Recomputed: r.say("explain.same"), Rests: x.Facts}
		whole, err := d.Queries.Whole(r.Context(), r.viewer, x.Stream)
		if err != nil {
			return err
		}
		one.Whole = whole
		if whole && x.Stream != governance.AdministrationStream || hasReceipts(x.Stream) { // the state of a call or of a tender is shown without what is kept from the viewer
			one.Then = lifeHref(x.Stream) + "/state?at=" + url.QueryEscape(x.At)
		}
		if one.Effects, err = d.effects(r, x.Position); err != nil {
			return err
		}
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
		add("life", cmp.Or(law.Reference(x.Stream), x.Stream), lifeHref(x.Stream))
		add("at", r.instant(x.At, zone), "")
		add("recorded", r.instant(x.RecordedAt, zone), "")
		add("stages", r.stageOf(x.Stream, x.Before)+" → "+r.stageOf(x.Stream, x.After), "")
		add("rule.name", ruleNamed(narrate.For(r.Context()), x.Rule.Name), "")
		add("book", x.Rule.Book, "")
		if c := x.Command; c != nil {
			add("command", r.say("explain.asked", r.commandName(c.Kind), n.In(c.Who), r.instant(c.ReceivedAt, zone)), "")
		}
		if x.Seen > 0 {
			add("seen", r.number(int(x.Seen)), "")
		}
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
	if stream == governance.AdministrationStream { // administrators are named where programmes are
		return "/programmes"
	}
	if reference := law.Reference(stream); law.CallOf(reference) != "" && strings.HasPrefix(stream, law.TenderFamily) {
		return "/tenders/" + reference
	}
	for root, at := range map[string]string{
		market.EntryRoot: "/entries/", market.InterestRoot: "/interests/", market.Root: "/markets/", invitation.Root: "/invitations/", organisation.Root: "/organisations/",
		survey.Root: "/surveys/", masterclass.Root: "/masterclasses/", capacity.Root: "/initiatives/", body.Root: "/bodies/", governance.ProgrammeFamily: "/programmes/",
	} {
		if reference, is := strings.CutPrefix(stream, root); is {
			return at + reference
		}
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

// ruleNamed is what a rule by which something was decided is called: by the law's own name or, in lives whose rules have none, by what happened.
func ruleNamed(tell *narrate.Narrator, rule string) string {
	for _, set := range []string{"rule", "event"} {
		if is := tell.Word(set, rule); is != rule {
			return sentence(is)
		}
	}
	return rule
}
