package query

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"golang.org/x/text/unicode/norm"
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// A DraftRow is a draft in a list.
type DraftRow struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Call    string   `json:"call"`
	By      string   `json:"by"`
	Named   []string `json:"named,omitempty"`
	SavedAt string   `json:"saved_at"`
	Size    int      `json:"size"`
	// Revision is opaque: another one after each saving.
	Revision string `json:"revision"`
	GoneAt   string `json:"gone_at"`
	GoneOn   string `json:"gone_on"` // the day, by the clocks of the call
	Closed   bool   `json:"cannot_be_opened,omitempty"`
}

// NewDraftRow is a draft in a list, with its last day by the clocks of its call.
func NewDraftRow(d drafts.Draft, zone *time.Location) DraftRow {
	return DraftRow{
		ID: d.ID, Name: d.Name, Call: d.Call, By: d.Owner, Named: d.Named, Revision: d.Version, SavedAt: calendar.Instant(d.SavedAt), Size: d.Size,
		GoneAt: calendar.Instant(d.Gone), GoneOn: calendar.DateOf(d.Gone, zone).String(), Closed: d.Closed,
	}
}

// A DraftPage is a draft with what is to be done before it can be submitted.
type DraftPage struct {
	DraftRow
	Missing  []string           `json:"missing"`             // before it can be submitted
	Advice   []twinning.Finding `json:"advice,omitempty"`    // what the rules would find today; once nothing is missing
	Gaps     programme.Problems `json:"-"`                   // Missing, each with its path
	Became   string             `json:"submitted,omitempty"` // the tender whose version says the same
	Version  int                `json:"version,omitempty"`
	Received string             `json:"received_at,omitempty"`
	File     string             `json:"file,omitempty"`
	Late     bool               `json:"deadline_passed,omitempty"` // for whoever reads it
	Due      time.Time          `json:"-"`                         // the deadline for whoever reads it
}

// Draft looks at a draft with the rules of its call, for who asks: what is missing,
// what the rules would find, and what became of it. file is how messages call it; files
// are those in the store that are added to the tender, or will be.
func (q *Queries) Draft(ctx context.Context, v access.Viewer, d drafts.Draft, file string, data []byte, files ...twinning.File) (DraftPage, error) {
	read, err := programme.ParseDraft(file, data)
	if err != nil {
		return DraftPage{}, err
	}
	c, err := q.callOf(ctx, law.CallStream(d.Call))
	if err != nil {
		return DraftPage{}, err
	}
	page := DraftPage{DraftRow: NewDraftRow(d, Zone(c)), Missing: []string{}, Gaps: read.Missing}
	for _, p := range read.Missing {
		page.Missing = append(page.Missing, p.String())
	}
	t, unknown, err := q.partly(ctx, read.Tender)
	if err != nil {
		return DraftPage{}, err
	}
	if c.Stage != call.None && !c.Rules.Moneyless() && t.Costs.None() {
		page.Missing = append(page.Missing, "/costs: is missing; allowed: the fields personnel, direct, subcontracting, in "+c.Rules.Budget.Currency())
		page.Gaps = append(page.Gaps, programme.Problem{Path: "/costs", What: "is missing"})
	}
	for _, p := range unknown {
		page.Missing, page.Gaps = append(page.Missing, p.What), append(page.Gaps, p)
	}
	now, err := q.Now(ctx)
	if err != nil {
		return DraftPage{}, err
	}
	own, err := q.covering(ctx, c, v)
	if err != nil {
		return DraftPage{}, err
	}
	deadline, ok := c.DeadlineFor(now, math.MaxInt64, nil, own.names...)
	late := !ok || !deadline.Rule.InTime(now)
	if ok {
		page.Due = deadline.Rule.Instant
	}
	if len(page.Missing) > 0 {
		page.Late = late
		return page, nil
	}
	if t, err = AsReceived(t); err != nil {
		return DraftPage{}, err
	}
	page.Advice, page.Late = t.Advice(c, d.Owner, calendar.DateOf(now, Zone(c)), files...), late
	return page, q.became(ctx, &page, v.Person, t)
}

// partly is resolved for a tender that need not be complete: it says what is
// wrong with those who are named, too.
func (q *Queries) partly(ctx context.Context, t twinning.Tender) (_ twinning.Tender, wrong programme.Problems, _ error) {
	for _, f := range []struct {
		path string
		who  *string
	}{{"/contact", &t.Contact}, {"/signatory", &t.Signatory}} {
		who := f.who
		if *who == "" {
			continue // it is listed already
		}
		if people.ByAddress(*who) {
			wrong = append(wrong, programme.Problem{Path: f.path, What: fmt.Sprintf("%q is an address; invite them, and name them by alias or id once they have accepted", *who)})
			continue
		}
		p, err := q.people.Find(ctx, *who)
		switch {
		case errors.Is(err, people.ErrUnknown):
			wrong = append(wrong, programme.Problem{Path: f.path, What: err.Error()})
		case err != nil:
			return t, nil, err
		case p.Erased:
			wrong = append(wrong, programme.Problem{Path: f.path, What: fmt.Sprintf("%s has been erased; name somebody else", p.ID)})
		default:
			*who = p.ID
		}
	}
	return t, wrong, nil
}

// AsReceived is a tender as it would stand in the ledger: the door writes all
// text in one form of Unicode.
func AsReceived(t twinning.Tender) (twinning.Tender, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return t, fmt.Errorf("write a tender: %w", err)
	}
	var same twinning.Tender
	if err := json.Unmarshal(norm.NFC.Bytes(text), &same); err != nil {
		return t, fmt.Errorf("read a tender: %w", err)
	}
	return same, nil
}

// became finds the version of a tender that says what the draft says, among
// those for which the reader speaks: whom a draft names may be anybody, and what
// another party has sent is sealed to who guesses it, too.
func (q *Queries) became(ctx context.Context, page *DraftPage, reader string, t twinning.Tender) error {
	all, err := q.foldAll(ctx, call.TenderPrefix(page.Call))
	if err != nil {
		return err
	}
	for _, stream := range sorted(all) {
		is := all[stream].State.(twinning.Twinning)
		if v, ok := is.VersionOf(t); ok && access.Speaks(is, reader) {
			page.Became, page.Version, page.Received = is.Reference, v.Number, calendar.Instant(v.ReceivedAt)
		}
	}
	return nil
}

// CallZone is the zone of a call, UTC while it has none.
func (q *Queries) CallZone(ctx context.Context, reference string) (*time.Location, error) {
	c, err := q.callOf(ctx, law.CallStream(reference))
	return Zone(c), err
}
