package pages

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// staff tells whether the viewer has a role in a call that reads all of it.
func (r *request) staff(p query.CallPage) bool {
	return r.viewer.Operator || r.has(p, law.Officer, law.Head, law.Auditor)
}

// has tells whether the viewer has one of the roles in a call, also as a deputy.
func (r *request) has(p query.CallPage, roles ...law.Role) bool {
	return slices.ContainsFunc(roles, func(role law.Role) bool {
		return r.viewer.Person != "" && (slices.Contains(p.Yours, role) || slices.Contains(p.Roles[role], r.viewer.Person))
	})
}

// around is what stands around each page of a call: its way and its parts.
func (r *request) around(p query.CallPage, part string) (crumbs []crumb, tabs []tab) {
	at := "/calls/" + p.Reference
	parts := []string{"", "dates"}
	if r.staff(p) {
		parts = append(parts, "tenders", "evaluation", "ranking")
		if slices.Contains([]string{string(call.Evaluating), string(call.Decided), string(call.Running), string(call.Finished)}, p.Stage) {
			parts = append(parts, "what-if") // before there are scores, nothing can be asked of them
		}
		parts = append(parts, "letters")
	}
	if r.seesRuns(p) && !p.Book.Moneyless() {
		parts = append(parts, "payments")
	}
	if r.staff(p) || r.has(p, law.ProcurerSignatory) || slices.ContainsFunc(p.Evaluators, func(e call.Evaluator) bool { return r.viewer.Person != "" && e.Person == r.viewer.Person }) { // others are told of none of it
		parts = append(parts, "history", "state")
	}
	parts = append(parts, "exports")
	if r.staff(p) {
		parts = append(parts, "access")
	}
	crumbs = []crumb{{"/", r.say("home")}, {at, p.Reference}}
	r.about(law.CallStream(p.Reference), r.staff(p))
	r.stands(r.word("stage", p.Stage))
	for _, x := range parts {
		t := tab{Href: at, Text: r.say("part." + x), Here: x == part}
		if x != "" {
			t.Href += "/" + x
		}
		tabs = append(tabs, t)
	}
	if part == "" {
		crumbs[1].Href = ""
	} else {
		crumbs = append(crumbs, crumb{"", r.say("part." + part)})
	}
	return crumbs, tabs
}

type callView struct {
	Call           query.CallPage
	Stage          mark
	Left, Deadline string
	Actions        []button
	Proposals      []string
	Funnel         []chart.Figure
	Calendar       chart.Figure
	Facts          []fact
	Owed           owedViews
}

func (d *desk) call(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	dates, err := d.Queries.Dates(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	n := p.Named(d.Queries.Names(r.Context(), p))
	card := r.card(p.CallRow)
	v := callView{Call: p, Stage: card.Stage, Left: card.Left, Deadline: card.Deadline, Calendar: r.gantt(dates.Rows, zoneOf(p.Zone)), Actions: r.buttons(p)}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("fact." + name), value, ""})
		}
	}
	add("deadline", card.Deadline)
	add("zone", p.Zone)
	add("budget", card.Budget)
	if !p.Left.IsNone() {
		add("left", r.money(p.Left))
	}
	add("complaints", r.date(p.ComplaintsUntil))
	add("standstill", r.date(p.StandstillUntil))
	if !p.OpenedAt.IsZero() {
		add("opened", r.instant(p.OpenedAt, p.In))
	}
	add("openedby", n.All(p.Opening.OpenedBy))
	if p.Opening.SignedBy != "" && len(p.Opening.OpenedBy) == 0 {
		add("signedby", n.Of(p.Opening.SignedBy))
	}
	for _, role := range law.StaffRoles() {
		add("role."+string(role), n.All(p.Roles[role]))
	}
	committees, err := d.committees(r, p)
	if err != nil {
		return err
	}
	v.Facts = append(v.Facts, committees...)
	add("documents", p.SHA256)
	if r.staff(p) {
		if v.Funnel, err = d.funnel(r, p); err != nil {
			return err
		}
		var names []string
		for _, e := range p.Evaluators {
			names = append(names, n.Of(e.Person))
		}
		add("evaluators", strings.Join(names, ", "))
	}
	for _, x := range p.Proposals {
		v.Proposals = append(v.Proposals, r.say("call.proposal", r.word("proposal", x.What), n.Of(x.By), n.In(x.Why)))
	}
	if r.viewer.Person != "" {
		rows, err := d.Queries.Owes(r.Context(), r.viewer, law.CallStream(p.Reference))
		if err != nil {
			return err
		}
		v.Owed = r.owedSoon(n, rows, func(lines []owedLine) { inSeason(p, lines) })
	}
	if !r.staff(p) && r.now.Before(dueOf(p)) && slices.Contains([]string{"published", "open"}, p.Stage) {
		v.Actions = append([]button{{Href: "/calls/" + p.Reference + "/start", Text: r.say("start")}}, v.Actions...)
	}
	v.Actions = append(v.Actions, r.bulkButtons(p, func(bulkKind) bool { return true })...)
	crumbs, tabs := r.around(p, "")
	return d.show(r, http.StatusOK, "call.html", p.Title, crumbs, tabs, v)
}

// committees are the bodies that accompany the twinnings of a call, with their registers where these are kept here.
func (d *desk) committees(r *request, p query.CallPage) (list []fact, err error) {
	for _, k := range p.Committees {
		f := fact{r.say("fact.committee"), k.Name, ""}
		if !k.Meets.IsZero() {
			f.Value = r.say("fact.committee.meets", k.Name, r.length(k.Meets))
		}
		if k.Body != "" {
			var none *query.Absent
			if _, err := d.Queries.Body(r.Context(), r.viewer, k.Body); err == nil {
				f.Href = "/bodies/" + k.Body
			} else if !errors.As(err, &none) {
				return nil, err
			}
		}
		list = append(list, f)
	}
	return list, nil
}

// dueOf is the deadline of a call for everyone, the zero time while there is none.
func dueOf(p query.CallPage) time.Time {
	at, _ := time.Parse(time.RFC3339, p.Deadline) // "" is none
	return at
}

// funnel counts the tenders of a call that were received in time, evaluated and awarded,
// and where all of them stand now; none where there is no tender yet.
func (d *desk) funnel(r *request, p query.CallPage) ([]chart.Figure, error) {
	rows, err := d.Queries.Tenders(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var received, scored, awarded int
	for _, t := range rows {
		if t.Versions > 0 {
			received++
		}
		if t.Score != "" {
			scored++
		}
		if t.Outcome != nil && t.Outcome.Verdict == call.Awarded {
			awarded++
		}
	}
	var counts []chart.Count
	for _, s := range []chart.Count{{Label: r.say("funnel.received"), N: received}, {Label: r.say("funnel.scored"), N: scored}, {Label: r.say("funnel.awarded"), N: awarded}} {
		s.Text = r.number(s.N)
		counts = append(counts, s)
	}
	var bars []chart.Bar
	for _, stage := range slices.SortedFunc(maps.Keys(p.Tenders), inLife) {
		n := p.Tenders[stage]
		bars = append(bars, chart.Bar{Label: r.word("stage", stage), Parts: []chart.Part{{Name: r.say("funnel.count"), Value: float64(n), Text: r.number(n), Shade: 3}}})
	}
	figures := []chart.Figure{chart.Funnel(r.say("funnel"), r.say("funnel.step"), r.say("funnel.count"), counts)}
	if len(bars) > 0 {
		figures = append(figures, chart.Bars(r.say("funnel.stages"), r.say("stage"), bars))
	}
	if f := r.mapPicture(rows); f != nil {
		figures = append(figures, *f)
	}
	return figures, nil
}

// inLife orders stages of tenders as they follow each other; those by which a tender ends otherwise come last.
func inLife(a, b string) int {
	at := func(stage string) int {
		if i := slices.Index(lifeStages, twinning.Stage(stage)); i >= 0 {
			return i
		}
		return len(lifeStages)
	}
	return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a, b))
}

func (r *request) gantt(rows []query.DateRow, zone *time.Location) chart.Figure {
	spans := r.phases(rows, zone)
	for _, d := range rows {
		from, to, ok := spanOf(d, zone)
		if ok {
			spans = append(spans, chart.Span{Label: d.What, From: from, To: to, Text: r.when(d, zone), Beside: r.date(d.Date)})
		}
	}
	return chart.Gantt(r.say("dates.picture"), r.say("dates.what"), r.say("dates.when"), r.now, r.say("dates.now"), spans)
}

// phases are the stages of a call between its dates: it takes tenders, they are evaluated, contracts are signed.
func (r *request) phases(rows []query.DateRow, zone *time.Location) (spans []chart.Span) {
	for _, p := range []struct {
		stage    call.Stage
		from, to query.DateKind
	}{{call.Open, query.TakenFrom, query.Deadline}, {call.Evaluating, query.Deadline, query.Award}, {call.Decided, query.Award, query.FirstMonth}} {
		from, to := lastOf(rows, p.from), lastOf(rows, p.to)
		begins, _, known := spanOf(from, zone)
		_, ends, also := spanOf(to, zone)
		if known && also && begins.Before(ends) {
			spans = append(spans, chart.Span{Label: r.word("stage", string(p.stage)), From: begins, To: ends, Text: r.say("dates.until", r.when(from, zone), r.when(to, zone))})
		}
	}
	return spans
}

// lastOf is the last date of a kind: that of the last version, where a deadline has moved. One for named tenders alone is none.
func lastOf(rows []query.DateRow, kind query.DateKind) (last query.DateRow) {
	for _, d := range rows {
		if d.Kind == kind && len(d.Covers) == 0 {
			last = d
		}
	}
	return last
}

func spanOf(d query.DateRow, zone *time.Location) (from, to time.Time, ok bool) {
	from, err := time.Parse(time.RFC3339, d.At)
	if err != nil {
		if from, err = time.ParseInLocation(time.DateOnly, d.Date, zone); err != nil {
			return from, to, false
		}
	}
	to = from
	if until, err := time.Parse(time.RFC3339, d.Until); err == nil {
		to = until
	}
	return from, to, true
}

func (r *request) when(d query.DateRow, zone *time.Location) string {
	text := r.date(d.Date)
	if d.At != "" {
		text = r.instant(d.At, zone)
	}
	if d.Until != "" {
		text = r.say("dates.until", text, r.instant(d.Until, zone))
	}
	return text
}

type dateLine struct{ What, When, Zone, Why string }

func (d *desk) dates(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	list, err := d.Queries.Dates(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	n := d.Queries.Names(r.Context(), list.Rows)
	zone := zoneOf(p.Zone)
	body := struct {
		Call, Lang string
		Calendar   chart.Figure
		Rows       []dateLine
	}{p.Reference, r.tag.String(), r.gantt(list.Rows, zone), nil}
	for _, x := range list.Rows {
		body.Rows = append(body.Rows, dateLine{x.What, r.when(x, zone), p.Zone, n.In(x.Why)})
	}
	crumbs, tabs := r.around(p, "dates")
	return d.show(r, http.StatusOK, "dates.html", r.say("dates.title", p.Reference), crumbs, tabs, body)
}

// float is an amount as a length in a picture.
func float(a money.Amount) float64 {
	f, _ := a.Decimal().Float64()
	return f
}

// verdict marks an outcome.
func (r *request) verdict(v call.Verdict) mark {
	return mark{r.word("verdict", v), map[call.Verdict]string{call.Awarded: "good", call.Reserve: "wait", call.Rejected: "bad"}[v]}
}
