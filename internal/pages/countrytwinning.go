package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

// mostCells is how many periods one strip shows.
const mostCells = 24

type countryTwinningView struct {
	Reference, Command, Problem, At string
	Typed                           typing
	Twinning                        twinningLine
	Facts                           []fact
	Strips                          []chart.Figure
	Steers, MayExtend, MayFollow    bool
	Extensions, FollowUps           []fact
	Activities                      []choice
}

// periodCells are how the reports on periods stand: a character and a shade.
var periodCells = map[string]chart.Cell{
	"reported": {Mark: "✓", Shade: 1}, "nothing": {Mark: "–", Shade: 1}, "returned": {Mark: "↩", Shade: 4}, "overdue": {Mark: "!", Shade: 4}, "owed": {Mark: "•", Shade: 2}, "ahead": {Mark: "·"}, "none": {Mark: "·"},
}

// countryTwinning is the page of a country twinning.
func (d *desk) countryTwinning(r *request) error {
	asked := typing{}
	if form := r.URL.Query().Get("form"); strings.HasPrefix(form, "report-") || strings.HasPrefix(form, "joint-report-") {
		asked = typing{form, url.Values{"period": {r.URL.Query().Get("period")}}}
	}
	number, _ := strconv.Atoi(r.PathValue("twinning")) // 0 is none
	return d.showCountryTwinning(r, http.StatusOK, number, "", asked)
}

func (d *desk) showCountryTwinning(r *request, status, number int, problem string, typed typing) error {
	i, err := d.Queries.Initiative(r.Context(), r.viewer, r.PathValue("initiative"))
	if err != nil {
		return err
	}
	b, err := d.Queries.InitiativeBoard(r.Context(), r.viewer, i.Reference)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(b.Twinnings, func(t query.CountryTwinningRow) bool { return t.Number == number })
	if n < 0 {
		return &query.Absent{Noun: "page"}
	}
	t, lang := b.Twinnings[n], r.lang()
	topic, _ := i.Rules.Topic(t.Topic)
	line := r.twinningLine(i, t, topic.Title.In(lang), r.twinningStands(t))
	v := countryTwinningView{
		Reference: i.Reference, Command: door.NewID(), Problem: problem, At: twinningHref(i.Reference, number), Typed: typed, Twinning: line, Steers: i.Steers,
		Strips: r.periodStrips(t), MayExtend: i.Steers && t.Stage == capacity.Running && t.Months < i.Rules.Twinning.MostMonths, MayFollow: t.Yours != "" && t.FollowUp,
	}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{Name: r.say(name), Value: value})
		}
	}
	add("initiative.topic", line.Title)
	add("initiative.offering", line.From)
	add("initiative.seeking", line.To)
	add("initiative.begins", line.Starts)
	add("initiative.months", r.number(t.Months))
	add("initiative.ends", r.dayOf(t.Ends))
	if t.Left != "" {
		add("initiative.left", r.country(t.Left))
	}
	zone := zoneOf(i.Rules.Zone)
	for _, x := range t.Extensions {
		v.Extensions = append(v.Extensions, fact{Name: r.say("initiative.extended.to", x.Months, r.instant(x.At, zone)), Value: string(x.Why)})
	}
	for _, x := range t.FollowUps {
		v.FollowUps = append(v.FollowUps, fact{Name: r.date(x.On) + ", " + r.country(x.Country), Value: string(x.What)})
	}
	for _, a := range i.Rules.Activities {
		v.Activities = append(v.Activities, choice{Value: a.ID, Text: a.Title.In(lang)})
	}
	title := r.say("initiative.twinning.title", number, line.From, line.To)
	crumbs := r.crumbsOf("initiatives", i.Reference, title)
	return d.show(r, status, "countrytwinning.html", title, crumbs, r.initiativeTabs(i, ""), v)
}

func twinningHref(initiative string, number int) string {
	return "/initiatives/" + initiative + "/twinnings/" + strconv.Itoa(number)
}

// twinningStands marks how a country twinning stands.
func (r *request) twinningStands(t query.CountryTwinningRow) mark {
	shades := map[capacity.TwinningStage]string{capacity.Running: "good", capacity.Ended: "good", capacity.Reported: "wait", capacity.Stopped: "bad"}
	return mark{r.say("initiative.twinning." + string(t.Stage)), shades[t.Stage]}
}

// periodStrips show how the reports of each country stand, period by period.
func (r *request) periodStrips(t query.CountryTwinningRow) (list []chart.Figure) {
	for _, country := range []string{t.Offers, t.Seeks} {
		var cells []chart.Cell
		for _, p := range t.Reporting {
			if p.Country != country {
				continue
			}
			c := periodCells[p.Stands]
			c.Label, c.State = r.number(p.Period), r.say("initiative.report."+p.Stands)
			if p.Late {
				c.State = r.say("log.late", c.State)
			}
			if p.Due != "" {
				c.State = r.say("initiative.report.due", c.State, r.dayOf(p.Due))
			}
			cells = append(cells, c)
		}
		for part := range slices.Chunk(cells, mostCells) {
			title := r.say("initiative.periods", r.country(country))
			if len(cells) > mostCells {
				title = r.say("initiative.periods.part", r.country(country), part[0].Label, part[len(part)-1].Label)
			}
			list = append(list, chart.Strip(title, r.say("initiative.period.number"), r.say("owed.standing"), part))
		}
	}
	return list
}
