package query

import (
	"context"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A RoundLetter is a letter of a round: who was told, and what became of it. What it says is
// its recipient's alone.
type RoundLetter struct {
	Tender string `json:"tender"`
	To     string `json:"to"`     // person id
	Letter string `json:"letter"` // template
	Fate   string `json:"fate"`   // sent, came back, in doubt, refused, not sent, to come
	FateAt string `json:"fate_at,omitempty"`
}

// withLetters adds its letters to each round that has been.
func (q *Queries) withLetters(ctx context.Context, c call.Call, rows []RoundRow) error {
	all, err := q.foldAll(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return err
	}
	fates, err := q.fatesIn(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return err
	}
	for i := range rows {
		for _, tender := range rows[i].Tenders {
			stream := law.TwinningStream(tender)
			for _, l := range all[stream].Promised {
				if l.Template != string(rows[i].Verdict) {
					continue
				}
				x := RoundLetter{Tender: tender, To: l.To, Letter: l.Template, Fate: LetterToCome}
				if f, known := fates[stream+" "+l.ID]; known {
					x.Fate, x.FateAt = f.what, calendar.Instant(f.at)
				}
				if t, is := all[stream].State.(twinning.Twinning); is {
					if back, did := t.CameBack(l.ID); did {
						x.Fate, x.FateAt = LetterCameBack, calendar.Instant(back)
					}
				}
				rows[i].Letters = append(rows[i].Letters, x)
			}
		}
	}
	return nil
}

// fatesIn are the fates of all letters of the lives under a prefix, by stream and letter.
func (q *Queries) fatesIn(ctx context.Context, prefix string) (map[string]toldFate, error) {
	told, err := q.events(ctx, ledger.Query{Prefix: prefix, Kinds: []string{
		law.LetterSent{}.Kind(), law.LetterInDoubt{}.Kind(), law.LetterRefused{}.Kind(), law.LetterSuppressed{}.Kind(),
	}})
	if err != nil {
		return nil, err
	}
	bodies, err := q.ledger.OpenBodies(ctx, told)
	if err != nil {
		return nil, err
	}
	fates := map[string]toldFate{}
	for i, e := range told {
		stream, is := strings.CutSuffix(e.Stream, life.LettersSuffix)
		if !is || e.Removed || bodies[i] == nil {
			continue
		}
		f, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return nil, err
		}
		at := state.Around(e).RecordedAt
		switch f := f.(type) {
		case law.LetterSent:
			fates[stream+" "+f.Letter] = toldFate{LetterSent, at}
		case law.LetterInDoubt:
			fates[stream+" "+f.Letter] = toldFate{LetterInDoubt, at}
		case law.LetterRefused:
			fates[stream+" "+f.Letter] = toldFate{LetterRefused, at}
		case law.LetterSuppressed:
			fates[stream+" "+f.Letter] = toldFate{LetterSuppressed, at}
		case law.LetterWritten: // its words, which are its recipient's
		}
	}
	return fates, nil
}
