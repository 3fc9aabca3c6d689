package pages

import (
	"net/http"
	"time"

	"twinning.example/engine/internal/pages/chart"
)

// components shows every part that pages are made of, with made-up content.
func (d *desk) components(r *request) error {
	day := func(m time.Month, n int) time.Time { return time.Date(2019, m, n, 0, 0, 0, 0, time.UTC) }
	v := struct {
		Actions []button
		Tags    []mark
		Figures []chart.Figure
	}{
		[]button{{Href: "/components", Text: r.say("do.publish-call")}, {Href: "/components", Text: r.say("back"), Quiet: true}},
		[]mark{{r.word("stage", "open"), ""}, {r.word("verdict", "awarded"), "good"}, {r.word("verdict", "reserve"), "wait"}, {r.word("verdict", "rejected"), "bad"}},
		[]chart.Figure{
			chart.Funnel(r.say("funnel"), r.say("funnel.step"), r.say("funnel.count"), []chart.Count{{Label: r.say("funnel.received"), N: 45}, {Label: r.say("funnel.scored"), N: 38}, {Label: r.say("funnel.awarded"), N: 30}}),
			chart.Bars(r.say("tender.spent"), r.say("expense.kind"), []chart.Bar{{Label: r.word("cost", "direct"), Parts: []chart.Part{{Name: r.say("expense.claimed"), Value: 9, Text: "EUR 9", Shade: 0}, {Name: r.say("expense.approved"), Value: 6, Text: "EUR 6", Shade: 2}, {Name: r.say("expense.paid"), Value: 4, Text: "EUR 4", Shade: 1}}}}),
			chart.Strip(r.say("tender.months.picture"), r.say("tender.month"), r.say("owed.standing"), []chart.Cell{{Label: "M1", State: r.word("log", "accepted"), Mark: "✓", Shade: 1}, {Label: "M2", State: r.word("log", "submitted"), Mark: "•", Shade: 2}, {Label: "M3", State: r.say("log.none"), Mark: "·"}}),
			chart.Gantt(r.say("dates.picture"), r.say("dates.what"), r.say("dates.when"), day(7, 1), r.say("dates.now"), []chart.Span{{Label: r.word("stage", "open"), From: day(6, 11), To: day(8, 7), Text: r.date("2019-06-11")}, {Label: r.word("stage", "decided"), From: day(9, 30), To: day(9, 30), Text: r.date("2019-09-30")}}),
		},
	}
	return d.show(r, http.StatusOK, "components.html", r.say("components"), []crumb{{"/", r.say("home")}, {"", r.say("components")}}, nil, v)
}
