package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A ConflictRow is one reason against one evaluator of one tender.
type ConflictRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Evaluator string `json:"evaluator"` // id
	Conflict  string `json:"conflict"`  // party, declared, same-organisation, same-country, former-organisation, earlier-round
	Assigned  bool   `json:"assigned"`
	Reported  bool   `json:"reported"`
	Why       string `json:"why"`
}

func conflictRows(tell *narrate.Narrator, c call.Call, tenders []twinning.Twinning) []ConflictRow {
	var rows []ConflictRow
	for _, t := range tenders {
		f := t.TenderFact()
		for _, e := range c.Evaluators {
			row := ConflictRow{
				Tender: t.Reference, Stage: string(t.Stage), Evaluator: e.Person, Assigned: slices.Contains(t.Assigned, e.Person),
				Reported: slices.ContainsFunc(t.Reviews, func(v twinning.Review) bool { return v.Evaluator == e.Person }),
			}
			for _, r := range c.Conflicts(e, f) {
				row.Conflict, row.Why = r.Code, tell.Refusal(r)
				if i := slices.IndexFunc(t.Conflicts, func(x twinning.Tie) bool { return x.Evaluator == e.Person }); r.Code == "declared" && i >= 0 {
					row.Why = string(t.Conflicts[i].Why)
				}
				rows = append(rows, row)
			}
			if slices.Contains(f.Barred, e.Person) {
				row.Conflict, row.Why = "earlier-round", tell.Reason(law.Why("evaluated-before", law.Who("evaluator", e.Person)))
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// Conflicts tells who is in conflict with which tender of a call: declared, recorded
// or computed. It is for the staff and the auditors, once the tenders are opened.
func (q *Queries) Conflicts(ctx context.Context, v access.Viewer, reference string) ([]ConflictRow, error) {
	c, tenders, err := q.inspected(ctx, v, reference, "the list of conflicts")
	if err != nil {
		return nil, err
	}
	return conflictRows(narrate.For(ctx), c, tenders), nil
}

// inspected is a call with its tenders, for whoever may see all of them.
func (q *Queries) inspected(ctx context.Context, v access.Viewer, reference, what string) (c call.Call, tenders []twinning.Twinning, err error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return c, nil, err
	}
	if c, err = q.callOf(ctx, stream); err != nil {
		return c, nil, err
	}
	if err := inspects(v, c, what); err != nil {
		return c, nil, err
	}
	if err := q.read(ctx, v, access.OfCall(v, c), stream, what); err != nil {
		return c, nil, err
	}
	if !access.Opened(c) {
		return c, nil, tendersSealed(c)
	}
	all, err := q.foldToRead(ctx, call.TenderPrefix(c.Reference))
	for _, s := range sorted(all) {
		if t := all[s].State.(twinning.Twinning); t.Stage != twinning.None && !access.WithdrawnSealed(c, t) {
			tenders = append(tenders, t)
		}
	}
	return c, tenders, err
}

// inspects refuses whoever may not see every report of a call, or does not say who they are.
func inspects(v access.Viewer, c call.Call, what string) error {
	switch {
	case v.Person == "":
		return &Nobody{For: what + " is for officers, the head and auditors of the call"}
	case !access.OfCall(v, c).Full():
		return withheld(law.Why("for-staff-and-auditors", law.Ref("call", c.Reference)))
	}
	return nil
}

// tendersSealed refuses to tell of the tenders of a call before its opening.
func tendersSealed(c call.Call) error {
	return withheld(law.Why("tenders-sealed", law.Because("why", sealing(c, twinning.Twinning{}))))
}
