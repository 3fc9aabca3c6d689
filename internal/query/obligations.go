package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// An ObligationRow is one thing owed.
type ObligationRow struct {
	Stream   string   `json:"stream"`
	ID       string   `json:"id"`
	What     string   `json:"what"`
	Who      []string `json:"who"`
	Due      string   `json:"due"`
	Standing string   `json:"standing"`
	Met      string   `json:"met_at,omitempty"`
	Why      string   `json:"why,omitempty"` // it is no longer owed
	Lapse    string   `json:"lapse,omitempty"`
	Next     *RungRow `json:"next,omitempty"`
	// Letters are all of them, where they were asked for.
	Letters []ReminderRow `json:"letters,omitempty"`
	planned []ReminderRow // letters still to come
	ladder  string
}

// Deliverable is the deliverable that the obligation is about, "" for none, and whether it is owed by whoever judges it.
func (o ObligationRow) Deliverable() (id string, judged bool) {
	return twinning.DeliverableOf(o.ID, o.ladder)
}

// A RungRow is the next letter about an obligation.
type RungRow struct {
	Rung string   `json:"rung"`
	At   string   `json:"at"`
	To   []string `json:"to"`
}

// obligationRows are the obligations of one life as they stand at an instant.
// home is the state of the life that steers it.
func obligationRows(tell *narrate.Narrator, is state.Folded, home law.State, now time.Time) []ObligationRow {
	rows := []ObligationRow{}
	schedule := is.Law.Schedule(is.State, state.Only(lives.Home(is.Stream), home))
	list := slices.Clone(schedule.Owed)
	obligation.Sort(list)
	plan := schedule.Plan()
	book := ruleBook(is.State, home)
	for _, o := range list {
		row := obligationRow(tell, is.Stream, schedule, book, o, now)
		for _, p := range plan {
			if p.Obligation.ID != o.ID {
				continue
			}
			row.planned = append(row.planned, ReminderRow{Key: p.Key, Letter: p.Rung.Name, Due: p.Due.On.String(), At: calendar.Instant(p.At), Outcome: ToCome})
			if outcome, _ := p.Outcome(); row.Next == nil && outcome == obligation.Sent {
				row.Next = &RungRow{Rung: p.Rung.Name, At: calendar.Instant(p.At), To: p.Rung.To}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// obligationRow is one obligation of a life as it stands at an instant, without its letters.
func obligationRow(tell *narrate.Narrator, stream string, schedule obligation.Schedule, book call.RuleBook, o obligation.Obligation, now time.Time) ObligationRow {
	ladder := schedule.Ladders[o.Ladder]
	due, holds := o.Current()
	row := ObligationRow{
		ladder: o.Ladder, Stream: stream, ID: o.ID, What: owedAs(tell, book, o.Ladder, "what", cmp.Or(ladder.What, strings.ReplaceAll(o.Ladder, "-", " "))), Who: o.Who,
		Due: due.On.String(), Standing: string(o.Stands(schedule.Cal, now)), Lapse: owedAs(tell, book, o.Ladder, "lapse", ladder.Lapse),
	}
	if !o.Met.IsZero() {
		row.Met = calendar.Instant(o.Met)
	} else if !holds {
		row.Why = tell.Cause(due.Why)
	}
	return row
}

// ruleBook is the rule book by which a life goes: of a call its own, of a tender that of its call; without one the zero book.
func ruleBook(states ...law.State) call.RuleBook {
	for _, s := range states {
		if c, is := s.(call.Call); is {
			return c.Rules
		}
	}
	return call.RuleBook{}
}

// owedAs is what an obligation is called, or what follows from its lapse, in the language of a narrator.
func owedAs(tell *narrate.Narrator, book call.RuleBook, ladder, what, text string) string {
	return letters.InWords(tell, tell.Language(), book, "reminders.ladders."+ladder+"."+what, text)
}

// mayOwe are the lives under a prefix, other than tenders, in which a viewer may see something that is owed. Entries of marketplaces and interests in
// them are many: who is of the staff of no marketplace sees those alone in which they have a part.
func (q *Queries) mayOwe(ctx context.Context, v access.Viewer, prefix string) (map[string]state.Folded, error) {
	if prefix == market.EntryRoot || prefix == market.InterestRoot {
		checks := v.Operator || q.then != nil // where lives stand is known of now alone
		all, err := q.foldAll(ctx, market.Root)
		if err != nil {
			return nil, err
		}
		for _, is := range all {
			m, _ := is.State.(market.Market)
			checks = checks || v.Person != "" && m.Checks(v.Person)
		}
		if !checks {
			streams, err := q.streamsOf(ctx, v, prefix)
			if err != nil {
				return nil, err
			}
			some := map[string]state.Folded{}
			err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
				some, err = q.folder.FoldEach(ctx, from, streams)
				return err
			})
			return some, err
		}
	}
	return q.foldAll(ctx, prefix)
}

// Owes is what is owed in one life and in none that belongs to it, as Obligations has it.
func (q *Queries) Owes(ctx context.Context, v access.Viewer, stream string) ([]ObligationRow, error) {
	now, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return nil, err
	}
	home, err := q.fold(ctx, lives.Home(stream))
	if err != nil {
		return nil, err
	}
	return owedTo(narrate.For(ctx), v, is, home.State, now), nil
}

// owedTo are the obligations of a life that a viewer may see.
func owedTo(tell *narrate.Narrator, v access.Viewer, is state.Folded, home law.State, now time.Time) []ObligationRow {
	c, _ := home.(call.Call)
	whole := false
	switch s := is.State.(type) {
	case twinning.Twinning:
		sight := access.Of(v, c, s)
		whole = sight.Full() || sight.Sees(access.Running) && !sight.Party()
	case call.Call:
		whole = access.OfCall(v, s).Full()
	default:
		whole = sightOf(v, home, is).Full()
	}
	if mine, is := is.State.(call.Call); !whole && is && !slices.ContainsFunc(mine.Obligations, func(o obligation.Obligation) bool { return slices.Contains(o.Who, v.Person) }) {
		return nil // of most calls most people owe nothing: no calendar is made for that
	}
	rows := obligationRows(tell, is, home, now)
	if whole {
		return rows
	}
	return slices.DeleteFunc(rows, func(r ObligationRow) bool { return v.Person == "" || !slices.Contains(r.Who, v.Person) })
}
