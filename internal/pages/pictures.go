package pages

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// outcomeMarks tell an outcome by one character.
var outcomeMarks = map[call.Verdict]string{call.Awarded: "✓", call.Reserve: "R", call.Rejected: "×"}

// rankingPicture is the ranking with its threshold and its cut.
func (r *request) rankingPicture(award query.AwardRow) chart.Figure {
	var places []chart.Place
	cut := false
	for _, s := range award.Steps {
		score, _ := s.Score.Float64()
		p := chart.Place{
			Label: r.number(s.Place) + " " + s.Tender, Score: score, Text: r.decimal(s.Score.StringFixed(2)), Outcome: r.word("verdict", s.Verdict), Mark: outcomeMarks[s.Verdict],
			Shade: map[call.Verdict]int{call.Awarded: 1, call.Reserve: 2, call.Rejected: 4}[s.Verdict],
		}
		if s.Verdict != call.Awarded && !cut {
			cut, p.Cut = true, true
		}
		places = append(places, p)
	}
	threshold, _ := award.Threshold.Float64()
	return chart.Ranking(r.say("picture.ranking"), [3]string{r.say("tender"), r.say("ranking.score"), r.say("ranking.verdict")},
		threshold, r.say("picture.threshold", r.decimal(award.Threshold.String())), r.say("picture.cut"), places)
}

// walkPicture is how the award uses up the budget.
func (r *request) walkPicture(award query.AwardRow) chart.Figure {
	before := float(award.Budget)
	var steps []chart.Taken
	for _, s := range award.Steps {
		funded := s.Verdict == call.Awarded
		t := chart.Taken{
			Label: s.Tender, Before: before, After: before, Amount: r.money(s.Amount), Left: r.money(s.Left), Outcome: r.word("verdict", s.Verdict),
			Mark: outcomeMarks[s.Verdict], Funded: funded,
		}
		if funded {
			t.After = float(s.Left)
			before = t.After
		}
		steps = append(steps, t)
	}
	return chart.Walk(r.say("ranking.walk.caption"), [4]string{r.say("tender"), r.say("ranking.verdict"), r.say("tender.amount"), r.say("fact.budget")}, float(award.Budget), r.money(award.Budget), steps)
}

// spreadPicture is how far the scores of each tender lie apart; nil where no two are there.
func (d *desk) spreadPicture(r *request, p query.CallPage) (*chart.Figure, error) {
	set, err := d.Queries.Reports(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return nil, err
	}
	n := d.Queries.Names(r.Context(), set)
	last := map[string]query.Sheet{}
	for _, s := range set.Sheets {
		last[s.Tender] = s // the last round stands
	}
	apart := -1.0
	if x := p.Book.Evaluation.Arbitration; x != nil {
		apart, _ = x.Share.Float64()
	}
	var ranges []chart.Range
	for _, tender := range slices.Sorted(maps.Keys(last)) {
		g := chart.Range{Label: tender}
		low, most, sum := 100.0, 0.0, 0.0
		for _, report := range last[tender].Reports {
			score, err := strconv.ParseFloat(report.Total, 64)
			if err != nil {
				continue // it is awaited
			}
			low, most, sum = min(low, score), max(most, score), sum+score
			g.Scores, g.Texts = append(g.Scores, score), append(g.Texts, n.Of(report.Evaluator)+" "+r.decimal(report.Total))
		}
		if len(g.Scores) == 0 {
			continue
		}
		g.Mean = sum / float64(len(g.Scores))
		g.Text, g.Apart = r.decimal(strconv.FormatFloat(g.Mean, 'f', 2, 64)), r.decimal(strconv.FormatFloat(most-low, 'f', 2, 64))
		g.Far = apart >= 0 && most > 0 && (most-low)/most*100 > apart
		ranges = append(ranges, g)
	}
	if !slices.ContainsFunc(ranges, func(g chart.Range) bool { return len(g.Scores) > 1 }) {
		return nil, nil //nolint:nilnil // there is nothing to draw
	}
	f := chart.Spread(r.say("picture.spread"), [4]string{r.say("tender"), r.say("tender.reports"), r.say("picture.mean"), r.say("picture.apart")}, ranges)
	return &f, nil
}

// mapPicture is in how many tenders each country takes part; nil where nothing of them may be read yet.
func (r *request) mapPicture(rows []query.TenderRow) *chart.Figure {
	counts := map[string]int{}
	for _, t := range rows {
		for _, c := range slices.Compact(slices.Sorted(slices.Values(t.Countries))) {
			counts[c]++
		}
	}
	if len(counts) == 0 {
		return nil
	}
	var tiles []chart.Tile
	for code, n := range counts {
		code = asEU(code)
		tiles = append(tiles, chart.Tile{Code: code, Name: r.country(code), N: n, Text: r.number(n)})
	}
	slices.SortFunc(tiles, func(a, b chart.Tile) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	f := chart.Tiles(r.say("picture.map"), r.say("party.country"), r.say("funnel.count"), tiles)
	return &f
}

// asEU is the code of a country as the EU writes it.
func asEU(code string) string { return cmp.Or(map[string]string{"GR": "EL", "GB": "UK"}[code], code) }

// country is the name of a country by the code that the EU writes.
func (r *request) country(code string) string {
	name := narrate.Country(r.narrates(), code)
	if name == code {
		return code
	}
	return name + " (" + asEU(code) + ")"
}

// lifeStages are the stages of a tender that comes to its end, in their order.
var lifeStages = []twinning.Stage{
	twinning.Submitted, twinning.Eligible, twinning.Evaluated, twinning.Awarded, twinning.Contracted, twinning.Active, twinning.Reporting, twinning.Closed, twinning.Retained, twinning.Over,
}

// lifePicture is the life of a tender with where it stands. A stage beside the way stands where it branched off.
func (r *request) lifePicture(stage string) *chart.Figure {
	at := slices.Index(lifeStages, twinning.Stage(stage))
	stages := slices.Clone(lifeStages)
	if at < 0 {
		after := map[string]twinning.Stage{
			"clarification-requested": twinning.Submitted, "ineligible": twinning.Submitted, "arbitration": twinning.Eligible, "consensus": twinning.Eligible, "rejected": twinning.Evaluated, "reserve": twinning.Evaluated,
			"suspended": twinning.Active, "terminated": twinning.Active, "declined": twinning.Awarded,
		}[stage]
		if after == "" {
			return nil
		}
		at = slices.Index(stages, after) + 1
		if slices.Contains([]string{"ineligible", "rejected", "terminated", "declined"}, stage) {
			stages = stages[:at]
		}
		stages = slices.Insert(stages, at, twinning.Stage(stage))
	}
	var stations []chart.Station
	for i, s := range stages {
		x := chart.Station{Label: r.word("stage", s), State: r.say("picture.tocome"), Mark: "·"}
		switch {
		case i < at:
			x.State, x.Mark, x.Shade = r.say("picture.passed"), "✓", 1
		case i == at:
			x.State, x.Mark, x.Shade, x.Here = r.say("picture.here"), "●", 2, true
		}
		stations = append(stations, x)
	}
	f := chart.Path(r.say("picture.life"), r.say("stage"), r.say("owed.standing"), stations)
	return &f
}

// spentPicture is what was contracted, claimed, accepted and paid by kind of cost.
func (r *request) spentPicture(t twinning.Twinning) *chart.Figure {
	var kinds []spentOn
	sums := t.SumsBy(func(e twinning.Expense) string { return string(e.Kind) })
	for _, k := range twinning.CostKinds() {
		x := spentOn{label: r.word("cost", k), sums: sums[string(k)]}
		if t.Contract != nil {
			x.contract = t.Contract.Costs.Of(k)
		}
		kinds = append(kinds, x)
	}
	return r.spentBars(r.say("tender.spent"), r.say("expense.kind"), t.Contract != nil, kinds)
}

// spentByPicture is the same by organisation, against its part where the costs are divided; nil where all is the contractor's.
func (r *request) spentByPicture(t twinning.Twinning) *chart.Figure {
	var organisations []spentOn
	sums := t.SumsBy(t.ClaimedFor)
	if _, contractors := sums[t.Tender.Contractor]; len(t.Tender.Shares) == 0 && (len(sums) == 0 || len(sums) == 1 && contractors) {
		return nil
	}
	for _, o := range t.Tender.Organisations {
		organisations = append(organisations, spentOn{label: o.Name, contract: t.Tender.Share(o.ID), sums: sums[o.ID]})
	}
	return r.spentBars(r.say("tender.spent.by"), r.say("field.organisation.of"), len(t.Tender.Shares) > 0, organisations)
}

// spentOn is one row of what was spent.
type spentOn struct {
	label    string
	contract money.Amount
	sums     twinning.Sums
}

func (r *request) spentBars(title, of string, contracted bool, rows []spentOn) *chart.Figure {
	part := func(name string, a money.Amount, shade int) chart.Part {
		if a.IsNone() {
			return chart.Part{Name: r.say(name), Text: "–", Shade: shade}
		}
		return chart.Part{Name: r.say(name), Value: float(a), Text: r.money(a), Shade: shade}
	}
	var bars []chart.Bar
	for _, x := range rows {
		if x.contract.IsNone() && x.sums.Claimed.IsNone() {
			continue
		}
		var parts []chart.Part
		if contracted {
			parts = append(parts, part("tender.contracted", x.contract, 0))
		}
		parts = append(parts, part("expense.claimed", x.sums.Claimed, 3), part("expense.accepted", x.sums.Accepted, 2), part("expense.paid", x.sums.Paid, 1))
		bars = append(bars, chart.Bar{Label: x.label, Parts: parts})
	}
	if len(bars) == 0 {
		return nil
	}
	f := chart.Bars(title, of, bars)
	return &f
}

// mostLines is how many of the last events stand on the page of a twinning.
const mostLines = 8

// recent are the last events of a life, the newest first, and the letters about what is or was owed in it.
func (d *desk) recent(r *request, p query.TenderPage, v *tenderView) error {
	h, err := d.Queries.History(r.Context(), r.viewer, law.TwinningStream(p.Reference), false)
	if err != nil {
		return err
	}
	for _, l := range slices.Backward(h.Lines) {
		if len(v.Recent) == mostLines {
			break
		}
		at := l.Instant.In(h.Zone)
		v.Recent = append(v.Recent, historyLine{Clock: r.day(at), Sentence: l.Sentence, Who: l.Who, Position: l.Position})
	}
	rows, err := d.Queries.Owes(r.Context(), r.viewer, law.TwinningStream(p.Reference))
	if err != nil {
		return err
	}
	if err := d.Queries.Reminders(r.Context(), rows); err != nil {
		return err
	}
	var lines [][]string
	for _, o := range rows {
		for _, x := range o.Letters {
			lines = append(lines, []string{o.What, r.word("rung", x.Letter), r.instant(x.At, p.Zone), strings.Trim(r.say("picture.letter."+strings.ReplaceAll(x.Outcome, " ", ""))+". "+x.Why, " "), x.At})
		}
	}
	slices.SortStableFunc(lines, func(a, b []string) int { return cmp.Compare(a[4], b[4]) })
	for _, l := range lines {
		if v.Letters == nil {
			v.Letters = &chart.Figure{Title: r.say("picture.letters"), Header: []string{r.say("owed.what"), r.say("picture.letter"), r.say("dates.when"), r.say("owed.standing")}}
		}
		v.Letters.Rows = append(v.Letters.Rows, l[:4])
	}
	return nil
}
