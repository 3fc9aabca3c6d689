package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
)

// revise has the head change the rule book of DHE-2019, so that its evaluation
// has what is named.
func (w *world) revise(names ...string) error {
	ctx := w.t.Context()
	is, err := state.FoldAt(ctx, w.ledger, snapshotOf{w.ledger}, law.CallStream("DHE-2019"), 0)
	if err != nil {
		return err
	}
	book := is.State.(call.Call).Rules
	for _, name := range names {
		switch e := &book.Evaluation; name {
		case "briefing":
			e.Briefing = true
		case "arbitration":
			e.Arbitration = &call.Arbitration{Share: decimal.NewFromInt(30)}
		case "consensus":
			e.Consensus = true
		case "panel":
			e.Panel = true
		default:
			return fmt.Errorf("no rule is called %s", name)
		}
	}
	why := strings.Join(names, ", ")
	r, err := (&door.Door{Ledger: w.ledger, People: people.NewDirectory(w.ledger)}).Submit(ctx, door.Request{
		Stream: law.CallStream("DHE-2019"), As: "head",
		Command: call.ChangeRules{Rules: book, SHA256: fmt.Sprintf("%064x", is.Version), File: why, Why: law.Text(why)},
	})
	if err == nil && r.Status != door.Done {
		return fmt.Errorf("the rules were not proposed: %+v", r)
	}
	if err != nil {
		return err
	}
	r, err = (&door.Door{Ledger: w.ledger, People: people.NewDirectory(w.ledger)}).Submit(ctx, door.Request{
		Stream: law.CallStream("DHE-2019"), As: "officer",
		Command: call.SignProposal{Number: is.State.(call.Call).Proposals + 1, SHA256: fmt.Sprintf("%064x", is.Version)},
	})
	if err == nil && r.Status != door.Done {
		err = fmt.Errorf("the rules were not changed: %+v", r)
	}
	return err
}
