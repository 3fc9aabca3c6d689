package export

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/query"
)

// Certificate is the document of a certificate of attendance at a masterclass.
const Certificate = "certificate"

// Certificate makes the document of the viewer's own certificate: who was present at which sessions, and the receipt
// that proves it to anybody. Errors are those of the query.
func (m *Maker) Certificate(ctx context.Context, v access.Viewer, reference, lang string, f Form) (*Document, error) {
	if err := CheckFormat(f.Format); err != nil {
		return nil, err
	}
	is, err := m.Queries.Certificate(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	class := is.Masterclass
	names := m.Queries.Names(ctx)
	w, err := newWords(lang, func(id string) string { return names.Of(id) }, class.Rules.Zone)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(class.Rules.Zone)
	if err != nil {
		return nil, err
	}
	r, err := m.Queries.Receipt(ctx, v, masterclass.Root+class.Reference, is.Command, true)
	if err != nil {
		return nil, err
	}
	at, err := calendar.ParseInstant(is.At)
	if err != nil {
		return nil, err
	}
	x := &making{words: w, doc: &Document{
		What: Certificate, Reference: class.Reference, Command: is.Command, Title: w.say("title.certificate"), Zone: zone, At: at, Position: -1, words: w,
		after: func(context.Context) (int64, error) { return -1, nil },
	}}
	x.doc.Head = []Fact{
		{"name", w.say("head.name"), is.Name},
		{"masterclass", w.say("head.masterclass"), class.Rules.Title.In(w.lang)},
		{"reference", w.say("head.reference"), class.Reference},
		{"issued", w.say("head.issued"), at},
		{"minutes", w.say("head.minutes"), is.Minutes},
		{"command", w.say("head.certificate"), is.Command},
	}
	sessions := slices.DeleteFunc(slices.Clone(class.Sessions), func(s query.MasterclassSessionRow) bool { return !slices.Contains(is.Sessions, s.ID) })
	table(x, "sessions", sessions, func(s query.MasterclassSessionRow) []any {
		return []any{s.Title.In(w.lang), instant(s.From), instant(s.Until), s.Place.In(w.lang)}
	}, x.long("session"), x.col("starts"), x.col("ends"), x.long("at"))
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, err
	}
	x.add(Part{Key: "file", Title: w.say("part.file"), Note: w.say("note.file"), Facts: []Fact{x.fact("json", string(text))}})
	return x.doc, nil
}
