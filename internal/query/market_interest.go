package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// An InterestRow is an interest in an entry, for the two whom it concerns.
type InterestRow struct {
	Reference    string       `json:"reference"`
	Market       string       `json:"market"`
	Stage        market.Stage `json:"stage"`
	Entry        string       `json:"entry"`          // reference
	Title        law.Text     `json:"title"`          // of the entry
	Organisation string       `json:"organisation"`   // of the entry, by its name
	From         string       `json:"from,omitempty"` // reference of the entry of whoever expressed it
	FromTitle    law.Text     `json:"from_title,omitempty"`
	FromName     string       `json:"from_organisation,omitempty"`
	Message      law.Text     `json:"message"`
	Yours        bool         `json:"yours"`     // whoever asks expressed it
	Consented    bool         `json:"consented"` // whoever asks agreed that their contact data are told
	ExpressedAt  string       `json:"expressed_at"`
	Until        string       `json:"until"` // last day for the answer, or for the consent
	AnsweredAt   string       `json:"answered_at,omitempty"`
	EndedAt      string       `json:"ended_at,omitempty"`
	Why          law.Text     `json:"why,omitempty"`
	Contact      *ContactRow  `json:"contact,omitempty"` // of the other side, once both agreed
}

// Interests are those that the viewer expressed, or that are to them, the newest first.
func (q *Queries) Interests(ctx context.Context, v access.Viewer) ([]InterestRow, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "interests are for those who are known here"}
	}
	streams, err := q.streamsOf(ctx, v, market.InterestRoot)
	if err != nil {
		return nil, err
	}
	rows, err := q.interests(ctx, v, streams)
	slices.SortStableFunc(rows, func(a, b InterestRow) int {
		if a.ExpressedAt > b.ExpressedAt {
			return -1
		}
		return 1
	})
	return rows, err
}

// Interest is one interest. Who is neither of the two is told that there is none.
func (q *Queries) Interest(ctx context.Context, v access.Viewer, reference string) (InterestRow, error) {
	none := noLife("interest", reference)
	stream, ok := market.InterestStream(reference)
	if !ok {
		return InterestRow{}, none
	}
	rows, err := q.interests(ctx, v, []string{stream})
	if err != nil {
		return InterestRow{}, err
	}
	if len(rows) == 0 {
		return InterestRow{}, none
	}
	return rows[0], nil
}

func (q *Queries) interests(ctx context.Context, v access.Viewer, streams []string) ([]InterestRow, error) {
	rows, others := []InterestRow{}, []string(nil)
	var all, entries map[string]state.Folded
	var names map[string]string
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if all, err = q.folder.FoldEach(ctx, from, streams); err != nil {
			return err
		}
		about := map[string]bool{}
		for _, is := range all {
			i, _ := is.State.(market.Interest)
			for _, entry := range []string{i.Entry, i.From} {
				if entry != "" && i.Between(v.Person) {
					about[market.EntryRoot+entry] = true
				}
			}
		}
		if entries, err = q.folder.FoldEach(ctx, from, sorted(about)); err != nil {
			return err
		}
		names, err = q.organisationsOf(ctx, from, entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	q.lookedAt(streams)
	for _, stream := range streams { // outside of the snapshot: what is seen of the past is asked of the present
		i, _ := all[stream].State.(market.Interest)
		sight := access.OfInterest(v, i)
		if i.Stage == "" || !sight.Reads() {
			continue
		}
		entry, _ := entries[market.EntryRoot+i.Entry].State.(market.Entry)
		fromEntry, _ := entries[market.EntryRoot+i.From].State.(market.Entry)
		rows = append(rows, InterestRow{
			Reference: i.Reference, Market: i.Market, Stage: i.Stage, Entry: i.Entry, Title: entry.Content.Title, Organisation: names[entry.Content.Organisation],
			From: i.From, FromTitle: fromEntry.Content.Title, FromName: names[fromEntry.Content.Organisation], Message: i.Message,
			Yours: i.By == v.Person, Consented: slices.Contains(i.Consents, v.Person), ExpressedAt: calendar.Instant(i.ExpressedAt), Until: day(i.Until),
			AnsweredAt: optional(calendar.Instant(i.AnsweredAt), i.AnsweredAt.IsZero()), EndedAt: optional(calendar.Instant(i.EndedAt), i.EndedAt.IsZero()), Why: i.Why,
		})
		other := ""
		if sight.Contact() {
			if other = i.By; i.By == v.Person {
				other = i.To
			}
		}
		others = append(others, other)
	}
	for n, id := range others {
		if id == "" {
			continue
		}
		if rows[n].Contact, err = q.contact(ctx, id); err != nil {
			return nil, err
		}
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}
