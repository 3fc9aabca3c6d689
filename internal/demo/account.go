package demo

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// An account is the whole ledger, read once.
type account struct {
	cast       *Cast
	now        time.Time
	call       call.Call
	twinnings  map[string]twinning.Twinning // by reference
	around     map[string]law.State         // of other lives, by stream
	promised   map[string][]law.Promised    // letters, by stream of the life
	events     map[string][]told            // of lives, by stream
	fates      map[string][]law.Event       // of letters, by stream of the life
	unanswered []string
	cal        obligation.Calendar
	second     *account // of the call that pays by instalments: its state, its tender and their events
}

func newAccount(c *Cast, now time.Time, cal obligation.Calendar) *account {
	one := func() *account {
		return &account{
			cast: c, now: now, cal: cal, twinnings: map[string]twinning.Twinning{}, around: map[string]law.State{}, promised: map[string][]law.Promised{},
			events: map[string][]told{}, fates: map[string][]law.Event{},
		}
	}
	a := one()
	a.second = one()
	return a
}

// of is the account that a life belongs to.
func (a *account) of(stream string) *account {
	if ofSecond(stream) {
		return a.second
	}
	return a
}

// Told is an event of a life with what it says.
type told struct {
	at   ledger.Event
	says law.Event
}

// account reads everything. The demo's ledger is small.
func (d *Demo) account(ctx context.Context, now time.Time) (*account, error) {
	a := newAccount(d.cast, now, d.script.cal)
	err := d.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		for _, kind := range lives.All() {
			prefix := kind.Root
			all, err := state.NewFolder(d.ledger, 0).FoldAll(ctx, from, prefix)
			if err != nil {
				return err
			}
			for stream, is := range all {
				if err := a.add(ctx, d.ledger, from, stream, is); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return a, err
}

func (a *account) add(ctx context.Context, l *ledger.Ledger, from ledger.Snapshot, stream string, is state.Folded) error {
	of, theirs := a.of(stream), ofAnother(a.cast.book.Reference, is.State)
	if of != a {
		theirs = false
	}
	switch s := is.State.(type) {
	case call.Call:
		if !theirs {
			of.call = s
		}
	case twinning.Twinning:
		if !theirs {
			of.twinnings[s.Reference] = s
		}
	default:
		a.around[stream] = s
	}
	a.promised[stream] = is.Promised
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return err
	}
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return err
	}
	said := make([]law.Event, len(events))
	for i, e := range events {
		if said[i], err = state.Decode(is.Law, e.Kind, bodies[i]); err != nil {
			return err
		}
	}
	if said, err = texts.Told(ctx, texts.New(l), said); err != nil {
		return err
	}
	for i, e := range events {
		if theirs { // its letters alone are counted, since the mail has them
			break
		}
		of.events[stream] = append(of.events[stream], told{e, said[i]})
	}
	if events, err = from.Read(ctx, ledger.Query{Stream: life.Letters(stream)}); err != nil {
		return err
	}
	if bodies, err = l.OpenBodies(ctx, events); err != nil {
		return err
	}
	for i, e := range events {
		if e.Removed || e.Kind == (law.LetterWritten{}).Kind() {
			continue
		}
		v, err := law.Fates.Decode(e.Kind, bodies[i])
		if err != nil {
			return err
		}
		a.fates[stream] = append(a.fates[stream], v)
	}
	waiting, err := from.Unanswered(ctx, stream)
	for _, e := range waiting {
		a.unanswered = append(a.unanswered, e.Command+" on "+stream)
	}
	return err
}

// ofAnother tells whether a life is a call that somebody else opened in the same ledger, or a tender of one: the report is not of them.
func ofAnother(own string, is law.State) bool {
	switch s := is.(type) {
	case call.Call:
		return s.Reference != own
	case twinning.Twinning:
		return law.CallOf(s.Reference) != own
	}
	return false
}

// each shows every event of one type, life by life.
func each[E law.Event](a *account, f func(ref string, e E, at ledger.Event)) {
	for _, stream := range slices.Sorted(maps.Keys(a.events)) {
		for _, e := range a.events[stream] {
			if v, ok := e.says.(E); ok {
				f(law.Reference(stream), v, e.at)
			}
		}
	}
}

// obligations counts how everything owed stands at the end.
func (a *account) obligations() []Obligations {
	rows := map[string]*Obligations{}
	count := func(list []obligation.Obligation) {
		for _, o := range list {
			what := a.call.Rules.Reminders.Ladders[o.Ladder].What
			if rows[what] == nil {
				rows[what] = &Obligations{What: what, Ladder: o.Ladder}
			}
			switch row := rows[what]; o.Stands(a.cal, a.now) {
			case obligation.InTime:
				row.Met++
			case obligation.Late:
				row.Late++
			case obligation.Missed:
				row.Missed++
			case obligation.Void:
				row.Void++
			case obligation.Owing, obligation.Overdue:
				row.Open++
			}
		}
	}
	count(a.call.Obligations)
	for _, t := range a.twinnings {
		count(t.Obligations)
	}
	return sorted(rows)
}

func sorted[V any](m map[string]*V) []V {
	list := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		list = append(list, *m[k])
	}
	return list
}

// letters counts what became of every letter.
func (a *account) letters() []Letters {
	rows := map[string]*Letters{}
	for stream, promised := range a.promised {
		of := map[string]*Letters{} // by letter
		final := map[string]bool{}
		for _, p := range promised {
			if rows[p.Template] == nil {
				rows[p.Template] = &Letters{Template: p.Template}
			}
			of[p.ID] = rows[p.Template]
			of[p.ID].Promised++
		}
		for _, f := range a.fates[stream] {
			switch f := f.(type) {
			case law.LetterSending:
				of[f.Letter].Attempts++
			case law.LetterSent:
				of[f.Letter].Sent++
				final[f.Letter] = true
			case law.LetterRefused:
				of[f.Letter].Refused++
				final[f.Letter] = true
			case law.LetterSuppressed:
				of[f.Letter].Suppressed++
				final[f.Letter] = true
			}
		}
		for id, row := range of {
			if !final[id] {
				row.Without++
			}
		}
	}
	return sorted(rows)
}

// refusals groups what was refused, by rule.
func (w *observer) refusals(c *Cast) []Refusal {
	rows := map[string]*Refusal{}
	for _, key := range slices.SortedFunc(maps.Keys(w.answers), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }) {
		a := w.answers[key]
		if a.refusal == "" {
			continue
		}
		if rows[a.refusal] == nil {
			rows[a.refusal] = &Refusal{Rule: a.refusal, Kind: a.kind, Sentence: c.named(a.sentence)}
		}
		rows[a.refusal].Count++
	}
	return sorted(rows)
}

// Mail is what the mail sink kept.
type mail struct {
	files int
	twice []string // Message-IDs
}

func readMail(dir string) (mail, error) {
	var m mail
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		return m, fmt.Errorf("read the mail: %w", err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return m, fmt.Errorf("read the mail: %w", err)
		}
		header, err := textproto.NewReader(bufio.NewReader(strings.NewReader(string(text)))).ReadMIMEHeader()
		if err != nil {
			return m, fmt.Errorf("read the letter %s: %w", name, err)
		}
		id := header.Get("Message-Id")
		if m.files++; seen[id] || id == "" {
			m.twice = append(m.twice, id)
		}
		seen[id] = true
	}
	return m, nil
}
