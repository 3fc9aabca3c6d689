package pages

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

type boardCard struct {
	callCard
	Waits, Who string
	Next, When string // the next date
	Owed       []owedLine
	Counts     []mark // tenders by stage
	Actions    []button
}

type boardColumn struct {
	Title string
	Cards []boardCard
}

type boardView struct {
	Today   int
	Columns []boardColumn
	Others  []callGroup
}

// mine tells whether somebody runs a call: is an officer or the head of it.
func mine(c query.CallRow) bool {
	return slices.Contains(c.Yours, law.Officer) || slices.Contains(c.Yours, law.Head)
}

// columnOf is the column of a stage, and of the calls of the public page.
func columnOf(stage string) int {
	switch call.Stage(stage) {
	case call.Open:
		return 0
	case call.None, call.Drafted, call.Published:
		return 1
	case call.Shut, call.Opened, call.Evaluating:
		return 2
	case call.Decided, call.Running:
		return 3
	case call.Finished, call.Cancelled:
	}
	return 4
}

// board is the first page of officers and heads: their calls by stage, with what each waits for,
// its next date and who must act.
func (d *desk) board(r *request, rows []query.CallRow) error {
	v := boardView{Columns: []boardColumn{{Title: r.say("calls.coming")}, {Title: r.say("calls.open")}, {Title: r.say("calls.judged")}, {Title: r.say("calls.running")}, {Title: r.say("calls.over")}}}
	places := []int{1, 0, 2, 3, 4} // coming before open
	var others []query.CallRow
	for _, c := range rows {
		if !mine(c) {
			others = append(others, c)
			continue
		}
		card, err := d.boardCard(r, c)
		if err != nil {
			return err
		}
		column := &v.Columns[places[columnOf(c.Stage)]]
		column.Cards = append(column.Cards, card)
		v.Today += len(slices.DeleteFunc(slices.Clone(card.Owed), func(o owedLine) bool { return o.Do == nil }))
	}
	for i := range v.Columns {
		slices.SortStableFunc(v.Columns[i].Cards, func(a, b boardCard) int { return cmp.Compare(b.Reference, a.Reference) })
	}
	v.Columns = slices.DeleteFunc(v.Columns, func(c boardColumn) bool { return len(c.Cards) == 0 })
	v.Others = r.groups(others)
	return d.show(r, http.StatusOK, "board.html", r.say("board.title"), nil, nil, v)
}

func (d *desk) boardCard(r *request, c query.CallRow) (boardCard, error) {
	card := boardCard{callCard: r.card(c)}
	p, err := d.Queries.Call(r.Context(), r.viewer, c.Reference)
	if err != nil {
		return card, err
	}
	n := p.Named(d.Queries.Names(r.Context(), p))
	card.Waits, card.Who = r.waits(p, n)
	dates, err := d.Queries.Dates(r.Context(), r.viewer, c.Reference)
	if err != nil {
		return card, err
	}
	card.Next, card.When = r.nextDate(dates.Rows, zoneOf(c.Zone))
	owed, err := d.Queries.Owes(r.Context(), r.viewer, law.CallStream(c.Reference))
	if err != nil {
		return card, err
	}
	card.Owed = r.owed(n, slices.DeleteFunc(owed, func(o query.ObligationRow) bool { return !isOwed(o) }))
	inSeason(p, card.Owed)
	for _, stage := range slices.SortedFunc(maps.Keys(c.Tenders), inLife) {
		card.Counts = append(card.Counts, mark{r.word("stage", stage) + r.colon() + r.number(c.Tenders[stage]), ""})
	}
	if buttons := r.buttons(p); len(buttons) > 0 && !buttons[0].Quiet {
		card.Actions = buttons[:1]
		card.Actions[0].Quiet = true
	}
	return card, nil
}

// waits is what a call waits for as it stands, and who must act.
func (r *request) waits(p query.CallPage, n query.Names) (what, who string) {
	what, who = r.say("board.waits."+p.Stage), r.say("board.nobody")
	staff := n.All(append(slices.Clone(p.Roles[law.Officer]), p.Roles[law.Head]...))
	switch call.Stage(p.Stage) {
	case call.Drafted:
		who = staff
	case call.Shut:
		if len(p.Opening.Awaits) > 0 {
			who = n.All(p.Opening.Awaits)
		}
	case call.Opened:
		who = n.All(p.Roles[law.Officer])
	case call.Evaluating:
		who = r.say("board.evaluators")
	case call.Decided, call.Running:
		who = r.say("board.parties")
	case call.Finished, call.Cancelled:
		who = ""
	case call.None, call.Published, call.Open:
	}
	if len(p.Proposals) > 0 {
		what, who = r.say("board.waits.signature"), staff
	}
	return what, who
}

// nextDate is the first date that is still to come.
func (r *request) nextDate(rows []query.DateRow, zone *time.Location) (what, when string) {
	var first time.Time
	for _, x := range rows {
		from, to, ok := spanOf(x, zone)
		over := to.Before(r.now)
		if x.At == "" { // a day ends with its last hour
			over = x.Date < r.now.In(zone).Format(time.DateOnly)
		}
		if !ok || over {
			continue
		}
		if first.IsZero() || from.Before(first) {
			first, what, when = from, x.What, r.when(x, zone)
		}
	}
	return strings.TrimSpace(what), when
}
