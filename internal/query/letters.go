package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// What became of a letter.
const (
	LetterSent       = "sent"
	LetterInDoubt    = "in doubt" // the mail server died between taking it and saying so
	LetterRefused    = "refused"
	LetterCameBack   = "came back" // after the mail server had taken it
	LetterSuppressed = "not sent"  // no address was known
	LetterToCome     = "to come"
)

// A LetterRow is a letter to the viewer: as it was sent, or in the words that are made of
// what is recorded of it.
type LetterRow struct {
	Stream   string `json:"stream"` // of the life that promised it
	ID       string `json:"id"`     // one for ever in its stream
	Template string `json:"template"`
	At       string `json:"promised_at"`
	Fate     string `json:"fate"`
	FateAt   string `json:"fate_at,omitempty"`
	Language string `json:"language"` // of the letter: en, fr or de
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	HTML     string `json:"html"`
	// AsSent tells whether these are the words that were handed over; else they are made of
	// what is recorded, as they would be now.
	AsSent bool `json:"as_sent"`
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
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
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
	fates, written, err := q.fatesOf(ctx, told)
	if err != nil {
		return nil, err
	}
	book, err := q.bookOf(ctx, stream)
	if err != nil {
		return nil, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return nil, err
	}
	tender, _ := is.State.(twinning.Twinning)
	rows := make([]LetterRow, 0, len(own))
	for _, l := range own {
		row := LetterRow{Stream: stream, ID: l.ID, Template: l.Template, At: calendar.Instant(at[l.Version]), Fate: LetterToCome}
		f, known := fates[l.ID]
		if known {
			row.Fate, row.FateAt = f.what, calendar.Instant(f.at)
		}
		if back, did := tender.CameBack(l.ID); did {
			row.Fate, row.FateAt = LetterCameBack, calendar.Instant(back)
		}
		if w, kept := written[l.ID]; kept {
			row.Language, row.Subject, row.Text, row.HTML, row.AsSent = string(w.Language), string(w.Subject), string(w.Text), string(w.HTML), true
			rows = append(rows, row)
			continue
		}
		if err := q.asNow(ctx, stream, l, at[l.Version], p, book, known, &row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// asNow writes a letter that is not sent yet as it would be now, and one that was sent
// before letters were kept in English, as it was.
func (q *Queries) asNow(ctx context.Context, stream string, l law.Promised, at time.Time, p people.Person, book call.RuleBook, sent bool, row *LetterRow) error {
	lang := letters.LanguageOf(l.Template, p.Language, book.Language)
	if sent {
		lang, book = "en", call.RuleBook{}
	}
	words, err := letters.Told(lang, book, l.Letter)
	if err != nil {
		return err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return err
	}
	letters.Titles(lang, is.State, l.Letter, words)
	if err := texts.In(q.ledger, lang).Words(ctx, words); err != nil {
		return err
	}
	letter := letters.Letter{
		Stream: stream, ID: l.ID, Template: l.Template, Words: words, At: at, Language: lang, Desk: q.desk,
		To: letters.Person{ID: p.ID, Name: p.Name, Email: cmp.Or(p.Email, "nobody@example.org"), Language: p.Language},
	}
	if own, worded := book.Wording[l.Template][lang]; worded {
		letter.Wording = &own
	}
	mail, err := letters.Write(letter, "example.org")
	if err != nil {
		return err
	}
	row.Language, row.Subject, row.Text, row.HTML = lang, mail.Subject, mail.Text, mail.HTML
	return nil
}

// bookOf is the rule book that a life is under, the zero one where it belongs to no call.
func (q *Queries) bookOf(ctx context.Context, stream string) (call.RuleBook, error) {
	is, err := q.fold(ctx, stream)
	if err != nil {
		return call.RuleBook{}, err
	}
	home, err := q.fold(ctx, lives.Home(stream))
	if err != nil {
		return call.RuleBook{}, err
	}
	c, ok := home.State.(call.Call)
	if !ok {
		return call.RuleBook{}, nil
	}
	if book, known := c.Book(is.State.RulesSHA()); known {
		return book, nil
	}
	return c.Rules, nil
}

type toldFate struct {
	what string
	at   time.Time
}

// fatesOf is what became of each letter, and how it was written, by what the workers recorded.
func (q *Queries) fatesOf(ctx context.Context, told []ledger.Event) (map[string]toldFate, map[string]law.LetterWritten, error) {
	bodies, err := q.ledger.OpenBodies(ctx, told)
	if err != nil {
		return nil, nil, err
	}
	fates, written := map[string]toldFate{}, map[string]law.LetterWritten{}
	for i, e := range told {
		if e.Untrusted != "" || e.Removed || bodies[i] == nil {
			continue
		}
		f, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return nil, nil, err
		}
		switch f := f.(type) {
		case law.LetterWritten:
			written[f.Letter] = f
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
	return fates, written, nil
}
