package main

import (
	"context"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// callStream and tenderStream are the streams of what people name.
func callStream(text string) (string, error) {
	r, err := query.CallRef(text)
	return law.CallStream(r), err
}

func tenderStream(text string) (string, error) {
	r, err := query.TenderRef(text)
	return law.TwinningStream(r), err
}

// mustBegin refuses a life that never began.
func (a *app) mustBegin(ctx context.Context, stream string) error {
	q, err := a.query(ctx)
	if err != nil {
		return err
	}
	return q.MustBegin(ctx, stream)
}

// listers are the commands that list lives of a kind, by its noun.
var listers = map[string]string{
	"call": "call", "tender": "tender", "programme": "programme", "invitation": "invitation", "organisation": "organisation", "market": "market",
	"entry": "entry", "interest": "interest", "survey": "survey", "masterclass": "masterclass", "initiative": "capacity", "body": "body",
}

// listing is the command that lists lives of a kind.
func listing(noun string) string {
	if group, is := listers[noun]; is {
		return "`twinning " + group + " list`"
	}
	return "`twinning lives list`"
}
