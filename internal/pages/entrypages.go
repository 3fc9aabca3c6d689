package pages

import (
	"net/http"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

func (d *desk) myEntries(r *request) error {
	rows, err := d.Queries.MyEntries(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	markets, err := d.Queries.Markets(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	v := struct {
		Cards   []entryCard
		Markets []marketCard
	}{}
	rules := map[string]market.Rules{}
	for _, m := range markets {
		if rules[m.Reference] = m.Rules; m.Stage == market.Opened {
			v.Markets = append(v.Markets, marketCard{m.Reference, m.Rules.Title.In(r.lang()), ""})
		}
	}
	for _, e := range rows {
		v.Cards = append(v.Cards, r.entryCard(rules[e.Market], e))
	}
	return d.show(r, http.StatusOK, "myentries.html", r.say("market.mine"), r.marketCrumbs(query.MarketRow{}, r.say("market.mine")), nil, v)
}

// A may says what a viewer may do with an entry now.
type entryMay struct{ Edit, Submit, Renew, Withdraw, Check, Close, Express, Files bool }

type entryView struct {
	entryCard
	Row                      query.EntryRow
	Description, Region      string
	Command, Problem         string
	Readiness                [][3]string // question, answer, points
	Suggested                []entryCard
	May                      entryMay
	Stored                   []storedLine
	Mine                     []choice // own published entries of the other side
	Matches                  []string
	PublishedOn, Typed, What string
}

func (d *desk) entry(r *request) error { return d.showEntry(r, http.StatusOK, "", "") }

func (d *desk) showEntry(r *request, status int, problem, typed string) error {
	e, err := d.Queries.Entry(r.Context(), r.viewer, r.PathValue("entry"))
	if err != nil {
		return err
	}
	m, err := d.Queries.Market(r.Context(), r.viewer, e.Market)
	if err != nil {
		return err
	}
	v := entryView{entryCard: r.entryCard(m.Rules, e), Row: e, Description: string(e.Description), Region: string(e.Region), Command: door.NewID(), Problem: problem, Typed: typed}
	if at, err := calendar.ParseInstant(e.PublishedAt); err == nil {
		v.PublishedOn = r.instant(at, zoneOf(m.Rules.Zone))
	}
	for _, q := range m.Rules.Readiness {
		line := [3]string{q.Title.In(r.lang()), r.say("market.noanswer"), ""}
		for _, given := range e.Readiness {
			if given.Question == q.ID {
				for _, o := range q.Options {
					if o.ID == given.Option {
						line[1] = o.Title.In(r.lang())
					}
				}
				line[2] = r.say("market.points", given.Points, given.Most)
			}
		}
		v.Readiness = append(v.Readiness, line)
	}
	for _, f := range e.Files {
		v.Stored = append(v.Stored, storedLine{f.File, string(f.Name), r.fileType(string(f.Type)), "/entries/" + e.Reference + "/files/" + f.File})
	}
	in := func(stages ...market.Stage) bool { return slices.Contains(stages, e.Stage) }
	v.May = entryMay{
		Edit: e.Yours && in(market.Drafted, market.Returned, market.Published, market.Lapsed), Submit: e.Yours && in(market.Drafted, market.Returned, market.Lapsed),
		Files: e.Yours && in(market.Drafted, market.Returned, market.Lapsed) && d.Evidence != nil,
		Renew: e.Yours && in(market.Published), Withdraw: e.Yours && in(market.Drafted, market.Submitted, market.Returned, market.Published, market.Lapsed),
		Check: e.Checks && in(market.Submitted), Close: e.Checks && in(market.Submitted, market.Returned, market.Published, market.Lapsed),
		Express: r.viewer.Person != "" && !e.Yours && in(market.Published) && m.Stage == market.Opened,
	}
	if e.Yours && e.Standing != nil && in(market.Drafted, market.Returned, market.Published, market.Lapsed) {
		v.Matches = e.Standing.Matches
	}
	if in(market.Published) {
		list, err := d.Queries.Suggestions(r.Context(), r.viewer, e.Reference, 6)
		if err != nil {
			return err
		}
		for _, s := range list {
			c := r.entryCard(m.Rules, s.Entry)
			c.Why = s.Say
			v.Suggested = append(v.Suggested, c)
		}
	}
	if v.May.Express {
		mine, err := d.Queries.MyEntries(r.Context(), r.viewer)
		if err != nil {
			return err
		}
		for _, own := range mine {
			if own.Stage == market.Published && own.Market == e.Market && own.Side != e.Side {
				v.Mine = append(v.Mine, choice{Value: own.Reference, Text: string(own.Title), On: len(v.Mine) == 0})
			}
		}
	}
	tabs, err := d.wholeTabs(r, market.EntryRoot+e.Reference, r.marketTabs(m, ""))
	if err != nil {
		return err
	}
	return d.show(r, status, "entry.html", string(e.Title), r.marketCrumbs(m, e.Reference), tabs, v)
}

// A storedLine is a file that is in the store.
type storedLine struct{ File, Name, Type, Href string }
