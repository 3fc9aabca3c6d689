package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// What became of a letter.
const (
	LetterSent       = "sent"
	LetterInDoubt    = "in doubt" // the mail server died between taking it and saying so
	LetterRefused    = "refused"
	LetterSuppressed = "not sent" // no address was known
	LetterToCome     = "to come"
)

// A LetterRow is a letter to the viewer, in the words that are made of what is recorded of it.
type LetterRow struct {
	Stream   string `json:"stream"` // of the life that promised it
	ID       string `json:"id"`     // one for ever in its stream
	Template string `json:"template"`
	At       string `json:"promised_at"`
	Fate     string `json:"fate"`
	FateAt   string `json:"fate_at,omitempty"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
}

// Letters are the letters to the viewer, the last one first, with what became of each. A
// letter is its recipient's: nobody else is told what it says.
func (q *Queries) Letters(ctx context.Context, v access.Viewer) ([]LetterRow, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "letters"}
	}
	p, err := q.people.Find(ctx, v.Person)
	if err != nil {
		return nil, err
	}
	rows := []LetterRow{}
	for _, kind := range lives.All() {
		all, err := q.foldAll(ctx, kind.Root)
		if err != nil {
			return nil, err
		}
		for _, stream := range sorted(all) {
			var own []law.Promised
			for _, l := range all[stream].Promised {
				if l.To == v.Person {
					own = append(own, l)
				}
			}
			if len(own) == 0 {
				continue
			}
			more, err := q.lettersOf(ctx, stream, own, p)
			if err != nil {
				return nil, fmt.Errorf("read the letters of %s: %w", law.Reference(stream), err)
			}
			rows = append(rows, more...)
		}
	}
	slices.SortStableFunc(rows, func(a, b LetterRow) int { return cmp.Compare(b.At, a.At) })
	return rows, nil
}

func (q *Queries) lettersOf(ctx context.Context, stream string, own []law.Promised, p people.Person) ([]LetterRow, error) {
	var promised, told []ledger.Event
	err := q.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if promised, err = from.Read(ctx, ledger.Query{Stream: stream, AfterVersion: own[0].Version - 1}); err == nil {
			told, err = from.Read(ctx, ledger.Query{Stream: life.Letters(stream), Trusted: true})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	at := map[int64]time.Time{}
	for _, e := range promised {
		at[e.Version] = state.Around(e).At()
	}
	fates, err := q.fatesOf(ctx, told)
	if err != nil {
		return nil, err
	}
	rows := make([]LetterRow, 0, len(own))
	for _, l := range own {
		row := LetterRow{Stream: stream, ID: l.ID, Template: l.Template, At: calendar.Instant(at[l.Version]), Fate: LetterToCome}
		if f, known := fates[l.ID]; known {
			row.Fate, row.FateAt = f.what, calendar.Instant(f.at)
		}
		words := narrate.English().Words(l.Letter)
		if err := texts.New(q.ledger).Words(ctx, words); err != nil {
			return nil, err
		}
		mail, err := letters.Write(letters.Letter{
			Stream: stream, ID: l.ID, Template: l.Template, Words: words, At: at[l.Version],
			To: letters.Person{ID: p.ID, Name: p.Name, Email: cmp.Or(p.Email, "nobody@example.org"), Language: p.Language},
		}, "example.org")
		if err != nil {
			return nil, err
		}
		row.Subject, row.Text = mail.Subject, mail.Text
		rows = append(rows, row)
	}
	return rows, nil
}

type toldFate struct {
	what string
	at   time.Time
}

// fatesOf is what became of each letter, by what the workers recorded.
func (q *Queries) fatesOf(ctx context.Context, told []ledger.Event) (map[string]toldFate, error) {
	bodies, err := q.ledger.OpenBodies(ctx, told)
	if err != nil {
		return nil, err
	}
	fates := map[string]toldFate{}
	for i, e := range told {
		if e.Untrusted != "" {
			continue
		}
		f, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return nil, err
		}
		switch f := f.(type) {
		case law.LetterSent:
			fates[f.Letter] = toldFate{LetterSent, state.Around(e).RecordedAt}
		case law.LetterInDoubt:
			fates[f.Letter] = toldFate{LetterInDoubt, state.Around(e).RecordedAt}
		case law.LetterRefused:
			fates[f.Letter] = toldFate{LetterRefused, state.Around(e).RecordedAt}
		case law.LetterSuppressed:
			fates[f.Letter] = toldFate{LetterSuppressed, state.Around(e).RecordedAt}
		}
	}
	return fates, nil
}
