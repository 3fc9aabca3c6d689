package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// A RuleBookPage is the rule book of a call as the file was recorded.
type RuleBookPage struct {
	Call     string `json:"call"`
	SHA256   string `json:"sha256"` // of File
	File     string `json:"file"`   // YAML
	Position int64  `json:"position"`
}

// RuleBook is the rule book of a call as it holds, byte for byte. It is for whoever may see
// the rules of the call: everybody, once it is published.
func (q *Queries) RuleBook(ctx context.Context, v access.Viewer, reference string) (RuleBookPage, error) {
	page, err := q.Call(ctx, v, reference) // who may not see it is refused there
	if err != nil {
		return RuleBookPage{}, err
	}
	stream := law.CallStream(page.Reference)
	events, err := q.events(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return RuleBookPage{}, err
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool {
		return e.Kind != call.CallOpened{}.Kind() && e.Kind != call.RulesChanged{}.Kind()
	})
	if len(events) == 0 {
		return RuleBookPage{}, absent(law.Why("call-not-opened", law.Ref("call", page.Reference)))
	}
	bodies, err := q.ledger.OpenBodies(ctx, events[len(events)-1:])
	if err != nil {
		return RuleBookPage{}, err
	}
	last := events[len(events)-1]
	fact, err := call.Law.Event(last.Kind, bodies[0])
	if err != nil {
		return RuleBookPage{}, err
	}
	b := RuleBookPage{Call: page.Reference, Position: last.Position}
	switch e := fact.(type) {
	case call.CallOpened:
		b.SHA256, b.File = e.SHA256, e.File
	case call.RulesChanged:
		b.SHA256, b.File = e.SHA256, e.File
	}
	return b, nil
}
