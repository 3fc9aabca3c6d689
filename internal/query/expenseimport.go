package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An ImportPage is what files of expenses say, and what would become of them. Nothing is recorded.
type ImportPage struct {
	Tender   string          `json:"tender"`
	Problems []ImportProblem `json:"problems"`
	// Command is sent as claim-expenses to claim all of it; none where there is a problem.
	Command *twinning.ClaimExpenses `json:"command,omitempty"`
	Lines   []ImportLine            `json:"lines"`
	Totals  []ImportTotal           `json:"totals"` // by cost kind, where the law would take it
	Refusal *law.Refusal            `json:"refusal,omitempty"`
}

// An ImportProblem is what is wrong, and where.
type ImportProblem struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`   // from 1; 0 for the whole file
	Column string `json:"column,omitempty"` // its name, of an invoice the term of EN 16931
	Code   string `json:"code"`
	Says   string `json:"says"`
}

// An ImportLine is one claim, where it was read, and what it comes to.
type ImportLine struct {
	File   string            `json:"file,omitempty"`
	Line   int               `json:"line,omitempty"`
	ID     string            `json:"id"`
	Kind   twinning.CostKind `json:"kind"`
	Date   string            `json:"date"`
	What   law.Text          `json:"what"`
	Stated money.Amount      `json:"stated"`
	Amount *money.Amount     `json:"amount,omitempty"` // in the currency of the contract
}

// An ImportTotal is what a cost kind of the contract has, and what the files add to it.
type ImportTotal struct {
	Kind     twinning.CostKind `json:"kind"`
	Contract money.Amount      `json:"contract"`
	Before   money.Amount      `json:"claimed_before"`
	Added    money.Amount      `json:"added"`
	Left     money.Amount      `json:"left"`
}

// Import reads files of expenses, and asks the law of each claim and of all of them
// together. It is for whoever may claim. Nothing is recorded.
func (q *Queries) Import(ctx context.Context, v access.Viewer, stream string, files []claimfile.File, given claimfile.Given) (ImportPage, error) {
	page := ImportPage{Tender: law.Reference(stream), Problems: []ImportProblem{}, Lines: []ImportLine{}, Totals: []ImportTotal{}}
	if v.Person == "" {
		return page, &Nobody{}
	}
	is, c, err := q.tender(ctx, page.Tender)
	if err != nil {
		return page, err
	}
	if t, ok := is.State.(twinning.Twinning); !ok || !access.Of(v, c, t).Sees(access.Running) {
		return page, hidden(stream)
	}
	read, wrong := claimfile.Parse(files, given)
	tell := narrate.For(ctx)
	for _, p := range wrong {
		page.Problems = append(page.Problems, ImportProblem{File: p.File, Line: p.Line, Column: p.Column, Code: p.Why.Code, Says: tell.Reason(p.Why)})
	}
	for _, r := range read {
		page.Lines = append(page.Lines, ImportLine{File: r.File, Line: r.Line, ID: r.Claim.ID, Kind: r.Claim.Kind, Date: r.Claim.On.String(), What: r.Claim.What, Stated: r.Claim.Amount})
	}
	if len(page.Problems) > 0 {
		return page, nil
	}
	return page, q.tryImport(ctx, v, stream, read, &page)
}

// tryImport asks the law. What it has against a claim stands with the claim's place.
func (q *Queries) tryImport(ctx context.Context, v access.Viewer, stream string, read []claimfile.Read, page *ImportPage) error {
	all := twinning.ClaimExpenses{Expenses: claimfile.Claims(read)}
	if err := q.MaySend(ctx, v.Person, stream, all.Kind()); err != nil {
		return err
	}
	would, err := q.would(ctx, v, stream, "", all)
	if err != nil {
		return err
	}
	tell := narrate.For(ctx)
	events, err := allOf(would, all)
	if err == nil {
		page.Command = &all
		return page.totals(would, events)
	}
	refusal, refused := law.Refused(err)
	if page.Refusal = refusal; !refused {
		page.Problems = append(page.Problems, ImportProblem{Code: "nonsense", Says: tell.Error(err)})
	}
	for _, r := range read {
		_, err := allOf(would, twinning.ClaimExpenses{Expenses: []twinning.Claim{r.Claim}})
		if no, refused := law.Refused(err); refused {
			page.Problems = append(page.Problems, ImportProblem{File: r.File, Line: r.Line, Code: no.Rule + "/" + no.Code, Says: tell.Refusal(*no)})
		}
	}
	if refused && !slices.ContainsFunc(page.Problems, func(p ImportProblem) bool { return p.Code == refusal.Rule+"/"+refusal.Code }) {
		page.Problems = append(page.Problems, ImportProblem{Code: refusal.Rule + "/" + refusal.Code, Says: tell.Refusal(*refusal)})
	}
	return nil
}

// allOf is what the law would record of claims.
func allOf(w would, c twinning.ClaimExpenses) ([]law.Event, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return w.decide(c)
}

func (page *ImportPage) totals(w would, events []law.Event) error {
	before, ok := w.state.(twinning.Twinning)
	if !ok || before.Contract == nil {
		return nil
	}
	after := before
	for _, e := range events {
		after, _ = w.law.Evolve(after, e, law.Recorded{ReceivedAt: w.at.ReceivedAt, RecordedAt: w.at.ReceivedAt, Actor: w.at.Actor}).(twinning.Twinning)
	}
	for i := range page.Lines {
		if x, known := after.Expense(page.Lines[i].ID); known {
			page.Lines[i].Amount = &x.Amount
		}
	}
	for _, k := range twinning.CostKinds() {
		was, is, contract := before.ClaimedSum(k, ""), after.ClaimedSum(k, ""), after.Contract.Costs.Of(k)
		page.Totals = append(page.Totals, ImportTotal{Kind: k, Contract: contract, Before: was, Added: is.Sub(was), Left: contract.Sub(is)})
	}
	return nil
}
