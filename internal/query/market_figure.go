package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A MarketFigure is what came of a marketplace: how much there is of each, and, for every call,
// the tenders that name a match, followed down to each twinning.
type MarketFigure struct {
	Market    string          `json:"market"`
	Entries   []StageCount    `json:"entries"`   // by stage
	Interests []StageCount    `json:"interests"` // by stage
	Matches   int             `json:"matches"`   // introductions
	Calls     []CallFigureRow `json:"calls"`
}

// A StageCount is how many stand in a stage.
type StageCount struct {
	Stage string `json:"stage"`
	Count int    `json:"count"`
}

// A CallFigureRow is what came of a marketplace in one call, as far as the viewer may see its tenders.
type CallFigureRow struct {
	Call      string          `json:"call"`
	Entries   int             `json:"entries"`   // that led to its tenders
	Interests int             `json:"interests"` // in those entries
	Matches   int             `json:"matches"`   // that its tenders name
	Tenders   int             `json:"tenders"`
	Awards    int             `json:"awards"`
	Closures  int             `json:"closures"`
	Twinnings []MatchedTender `json:"twinnings"`
}

// A MatchedTender is a tender that names a match.
type MatchedTender struct {
	Tender string         `json:"tender"` // reference
	Title  string         `json:"title"`
	Match  string         `json:"match"` // reference of the interest
	Offer  string         `json:"offer,omitempty"`
	Sought string         `json:"requirement,omitempty"`
	Stage  twinning.Stage `json:"stage"`
}

// MarketFigure is for the staff of the marketplace. Of a tender it tells no more than they
// may see: one that is sealed, or rejected, or of a call in which they have no role is not counted.
func (q *Queries) MarketFigure(ctx context.Context, v access.Viewer, reference string) (MarketFigure, error) {
	m, err := q.market(ctx, reference)
	if err != nil {
		return MarketFigure{}, err
	}
	if !access.Checks(v, m) {
		return MarketFigure{}, withheld(law.Why("for-market-staff", law.Ref("market", m.Reference)))
	}
	f := MarketFigure{Market: m.Reference, Entries: []StageCount{}, Interests: []StageCount{}, Calls: []CallFigureRow{}}
	interests := map[string]market.Interest{}
	byStage := map[string]int{}
	all, err := q.foldAll(ctx, market.InterestRoot+m.Reference+"-")
	if err != nil {
		return f, err
	}
	for _, is := range all {
		if i, _ := is.State.(market.Interest); i.Market == m.Reference && i.Stage != "" {
			interests[i.Reference] = i
			byStage[string(i.Stage)]++
			if i.Stage == market.Introduced {
				f.Matches++
			}
		}
	}
	f.Interests = counted(byStage)
	entries, err := q.byStage(ctx, market.EntryRoot+m.Reference+"-")
	if err != nil {
		return f, err
	}
	f.Entries = counted(entries)
	if f.Calls, err = q.callFigures(ctx, v, interests); err != nil {
		return f, err
	}
	if q.reads != nil && !v.Operator {
		if err := q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: market.Root + m.Reference, What: "what came of the market", Rule: "staff"}); err != nil {
			return f, err
		}
	}
	return f, nil
}

// byStage counts the lives under a prefix by stage.
func (q *Queries) byStage(ctx context.Context, prefix string) (map[string]int, error) {
	if q.then != nil { // the table tells of now alone
		all, err := q.foldAll(ctx, prefix)
		by := map[string]int{}
		for _, is := range all {
			by[is.State.StageName()]++
		}
		return by, err
	}
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	return store.ByStage(ctx, prefix)
}

func counted(by map[string]int) []StageCount {
	list := []StageCount{}
	for _, stage := range sorted(by) {
		if stage != "" {
			list = append(list, StageCount{stage, by[stage]})
		}
	}
	return list
}

// callFigures follow the tenders that name one of these matches.
func (q *Queries) callFigures(ctx context.Context, v access.Viewer, matches map[string]market.Interest) ([]CallFigureRow, error) {
	rows := []CallFigureRow{}
	calls, err := q.foldAll(ctx, "call/")
	if err != nil {
		return nil, err
	}
	for _, stream := range sorted(calls) {
		c, _ := calls[stream].State.(call.Call)
		if seen, _ := access.OfCall(v, c).Call(c); seen.Stage == call.None {
			continue
		}
		tenders, err := q.foldAll(ctx, call.TenderPrefix(c.Reference))
		if err != nil {
			return nil, err
		}
		row := CallFigureRow{Call: c.Reference, Twinnings: []MatchedTender{}}
		named, led := map[string]bool{}, map[string]bool{}
		for _, of := range sorted(tenders) {
			t, _ := tenders[of].State.(twinning.Twinning)
			i, made := matches[t.Tender.Match]
			if !made || i.Stage != market.Introduced || !access.Of(v, c, t).Sees(access.Content) && !access.Of(v, c, t).Sees(access.Published) {
				continue
			}
			row.Tenders++
			named[i.Reference] = true
			for _, entry := range []string{i.Entry, i.From} {
				if entry != "" {
					led[entry] = true
				}
			}
			if t.Outcome != nil && t.Outcome.Verdict == call.Awarded {
				row.Awards++
			}
			if slices.Contains([]twinning.Stage{twinning.Closed, twinning.Retained, twinning.Over}, t.Stage) && t.Contract != nil {
				row.Closures++
			}
			row.Twinnings = append(row.Twinnings, MatchedTender{Tender: t.Reference, Title: t.Tender.Title, Match: i.Reference, Offer: i.Entry, Sought: i.From, Stage: t.Stage})
		}
		for _, i := range matches {
			if led[i.Entry] {
				row.Interests++
			}
		}
		row.Matches, row.Entries = len(named), len(led)
		rows = append(rows, row)
	}
	return q.sides(ctx, rows)
}

// sides puts the entries of each match on their sides: the offer and the requirement.
func (q *Queries) sides(ctx context.Context, rows []CallFigureRow) ([]CallFigureRow, error) {
	for n := range rows {
		for t := range rows[n].Twinnings {
			one := &rows[n].Twinnings[t]
			is, err := q.fold(ctx, market.EntryRoot+one.Offer)
			if err != nil {
				return nil, err
			}
			if e, _ := is.State.(market.Entry); e.Content.Side == market.Requirement {
				one.Offer, one.Sought = one.Sought, one.Offer
			}
		}
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}

// MatchParties is what a tender may begin with that names a match: the organisations of both
// entries on their sides. It is for the two who were introduced; nothing of it is forced.
type MatchParties struct {
	Match         string                  `json:"match"`
	Title         law.Text                `json:"title"`
	Priority      string                  `json:"priority"`
	Topic         string                  `json:"topic"`
	Solution      law.Text                `json:"solution"`
	Organisations []twinning.Organisation `json:"organisations"`
	Originators   []string                `json:"originators"`
	Adopters      []string                `json:"adopters"`
}

// MatchParties are the parties of a match. The side that had no entry is left out.
func (q *Queries) MatchParties(ctx context.Context, v access.Viewer, reference string) (MatchParties, error) {
	row, err := q.Interest(ctx, v, reference)
	if err != nil {
		return MatchParties{}, err
	}
	if row.Stage != market.Introduced {
		return MatchParties{}, invalid(law.Why("no-match-yet", law.Ref("interest", reference)))
	}
	p := MatchParties{Match: reference, Organisations: []twinning.Organisation{}, Originators: []string{}, Adopters: []string{}}
	for _, entry := range []string{row.Entry, row.From} {
		if entry == "" {
			continue
		}
		is, err := q.fold(ctx, market.EntryRoot+entry)
		if err != nil {
			return p, err
		}
		e, _ := is.State.(market.Entry)
		name := row.Organisation
		if entry == row.From {
			name = row.FromName
		}
		o := twinning.Organisation{Name: name, Country: e.Content.Country, Region: string(e.Content.Region)}
		if e.Content.Side == market.Offer {
			o.ID = "originator"
			p.Originators, p.Title, p.Solution, p.Priority, p.Topic = []string{o.ID}, e.Content.Title, e.Content.Description, e.Content.Priority, e.Content.Topic
		} else {
			o.ID = "adopter"
			p.Adopters = []string{o.ID}
			if p.Title == "" {
				p.Title, p.Priority, p.Topic = e.Content.Title, e.Content.Priority, e.Content.Topic
			}
		}
		p.Organisations = append(p.Organisations, o)
	}
	return p, nil
}
