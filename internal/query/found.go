package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/survey"
)

// A FoundLife is a survey, a body, a marketplace, an initiative or a masterclass that a search has found.
type FoundLife struct {
	Stream string
	Noun   string // of its kind of life
	Title  string // in the language of whoever asks
	Stage  string // its code
}

// FindLives looks for words in the references and titles, in any language, of the surveys, bodies, marketplaces, initiatives and masterclasses
// that the viewer may see.
func (q *Queries) FindLives(ctx context.Context, v access.Viewer, words []string) ([]FoundLife, error) {
	found := []FoundLife{}
	add := func(root, reference, stage string, title market.Words) {
		if Matches(words, reference, title.EN, title.FR, title.DE) {
			stream := root + reference
			found = append(found, FoundLife{Stream: stream, Noun: NounOf(stream), Title: title.In(narrate.LanguageOf(ctx)), Stage: stage})
		}
	}
	surveys, err := q.Surveys(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, s := range surveys {
		add(survey.Root, s.Reference, string(s.Stage), s.Rules.Title)
	}
	bodies, err := q.Bodies(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		add(body.Root, b.Reference, string(b.Stage), b.Title)
	}
	markets, err := q.Markets(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, m := range markets {
		add(market.Root, m.Reference, string(m.Stage), m.Rules.Title)
	}
	initiatives, err := q.Initiatives(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, i := range initiatives {
		add(capacity.Root, i.Reference, string(i.Stage), i.Rules.Title)
	}
	classes, err := q.Masterclasses(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, m := range classes {
		add(masterclass.Root, m.Reference, string(m.Stage), m.Rules.Title)
	}
	return found, nil
}
