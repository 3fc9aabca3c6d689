package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// A ClosurePage is what the closure of a twinning takes, and who owes what is missing.
type ClosurePage struct {
	Tender string       `json:"tender"`
	Stage  string       `json:"stage"`
	Met    int          `json:"met"` // how many of the items
	Items  []ClosureRow `json:"items"`

	Text   *twinning.ReportText `json:"text,omitempty"`   // what both parties sign, once the final report is accepted, where the rule book asks for it
	SHA256 string               `json:"sha256,omitempty"` // of its canonical bytes
}

// A ClosureRow is one item of the checklist.
type ClosureRow struct {
	Item   string   `json:"item"`           // log, interim-report, final-report, evidence, expense, payment, deliverable, lessons, follow-up, signature
	ID     string   `json:"id,omitempty"`   // of the expense, of the evidence or deliverable in the rule book, or the party that signs
	Name   string   `json:"name,omitempty"` // of the evidence or deliverable, as the rule book calls it
	Month  int      `json:"month,omitempty"`
	Met    bool     `json:"met"`
	Stands string   `json:"stands,omitempty"` // submitted, accepted, returned; of an expense its status
	Role   string   `json:"role,omitempty"`   // whose turn it is
	Who    []string `json:"who,omitempty"`    // person ids
	Due    string   `json:"due,omitempty"`
}

// Closure is the checklist of a twinning. Those see it who see its contract.
func (q *Queries) Closure(ctx context.Context, v access.Viewer, stream string) (ClosurePage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return ClosurePage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	if !ok {
		return ClosurePage{}, hidden(stream)
	}
	sight := access.Of(v, c, t)
	if !sight.Sees(access.Running) {
		return ClosurePage{}, hidden(stream)
	}
	if err := q.read(ctx, v, sight, stream, "closure"); err != nil {
		return ClosurePage{}, err
	}
	page := ClosurePage{Tender: t.Reference, Stage: string(t.Stage), Items: []ClosureRow{}}
	book, _ := c.Book(t.RulesSHA())
	book = book.In(narrate.LanguageOf(ctx))
	typ, _ := book.Type(t.Tender.Type)
	if t.Stage == twinning.Reporting && book.Running.Closes().CoSigned && t.Reports[twinning.Final].Status == twinning.StatusAccepted {
		text := t.FinalText()
		page.Text, page.SHA256 = &text, text.SHA256()
	}
	for _, x := range t.Checklist(c) {
		row := ClosureRow{Item: x.Item, ID: x.ID, Month: x.Month, Met: x.Met, Stands: x.Stands, Role: string(x.Owes)}
		for _, e := range typ.Closure {
			if x.Item == twinning.NeedsEvidence && e.ID == x.ID {
				row.Name = e.Name
			}
		}
		if d, named := book.Deliverable(x.ID); named && x.Item == twinning.NeedsDeliverable {
			row.Name = d.Name
		}
		switch x.Owes {
		case "":
			page.Met++
		case law.Signatory:
			row.Who = []string{t.Tender.Signatory}
		case law.Contact:
			row.Who = []string{t.Tender.Contact}
		default:
			row.Who = c.People(x.Owes)
		}
		if !x.Due.IsZero() {
			row.Due = x.Due.String()
		}
		page.Items = append(page.Items, row)
	}
	return page, nil
}
