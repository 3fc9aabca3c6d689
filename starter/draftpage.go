package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

// A draftRow is a draft in a list.
type draftRow struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Call    string   `json:"call"`
	By      string   `json:"by"`
	Named   []string `json:"named,omitempty"`
	SavedAt string   `json:"saved_at"`
	Size    int      `json:"size"`
	GoneAt  string   `json:"gone_at"`
	GoneOn  string   `json:"gone_on"` // the day, by the clocks of the call
	Closed  bool     `json:"cannot_be_opened,omitempty"`
}

func newDraftRow(d drafts.Draft, zone *time.Location) draftRow {
	return draftRow{
		ID: d.ID, Name: d.Name, Call: d.Call, By: d.Owner, Named: d.Named, SavedAt: calendar.Instant(d.SavedAt), Size: d.Size,
		GoneAt: calendar.Instant(d.Gone), GoneOn: calendar.DateOf(d.Gone, zone).String(), Closed: d.Closed,
	}
}

// A draftPage is a draft with what is to be done before it can be submitted.
type draftPage struct {
	draftRow
	Missing  []string           `json:"missing"`             // before it can be submitted
	Advice   []twinning.Finding `json:"advice,omitempty"`    // what the rules would find today; once nothing is missing
	Became   string             `json:"submitted,omitempty"` // the tender whose version says the same
	Version  int                `json:"version,omitempty"`
	Received string             `json:"received_at,omitempty"`
	File     string             `json:"file,omitempty"`
	Late     bool               `json:"deadline_passed,omitempty"` // for whoever reads it

	zone *time.Location
}

// draftPage looks at a draft with the rules of its call, for who asks. file is how messages call it.
func (a *app) draftPage(ctx context.Context, d drafts.Draft, as, file string, data []byte) (draftPage, error) {
	read, err := programme.ParseDraft(file, data)
	if err != nil {
		return draftPage{}, err
	}
	c, err := a.callOf(ctx, law.CallStream(d.Call))
	if err != nil {
		return draftPage{}, err
	}
	page := draftPage{draftRow: newDraftRow(d, zoneOf(c)), Missing: []string{}, zone: zoneOf(c)}
	for _, p := range read.Missing {
		page.Missing = append(page.Missing, p.String())
	}
	t, unknown, err := a.partly(ctx, read.Tender)
	if err != nil {
		return draftPage{}, err
	}
	if c.Stage != call.None && !c.Rules.Moneyless() && t.Costs.None() {
		page.Missing = append(page.Missing, "/costs: is missing; allowed: the fields personnel, direct, subcontracting, in "+c.Rules.Budget.Currency())
	}
	if page.Missing = append(page.Missing, unknown...); len(page.Missing) > 0 {
		return page, nil
	}
	if t, err = asReceived(t); err != nil {
		return draftPage{}, err
	}
	now, err := a.now(ctx)
	if err != nil {
		return draftPage{}, err
	}
	page.Advice = t.Advice(c, d.Owner, calendar.DateOf(now, page.zone))
	reader, err := a.reader(ctx, as)
	if err != nil {
		return draftPage{}, err
	}
	own, err := a.covering(ctx, c, reader)
	if err != nil {
		return draftPage{}, err
	}
	deadline, ok := c.DeadlineFor(now, math.MaxInt64, nil, own.names...)
	page.Late = !ok || !deadline.Rule.InTime(now)
	return page, a.became(ctx, &page, reader, t)
}

// partly is resolved for a tender that need not be complete: it says what is
// wrong with those who are named, too.
func (a *app) partly(ctx context.Context, t twinning.Tender) (_ twinning.Tender, wrong []string, _ error) {
	for _, who := range []*string{&t.Contact, &t.Signatory} {
		if *who == "" {
			continue // it is listed already
		}
		p, err := a.person(ctx, *who)
		switch {
		case errors.Is(err, people.ErrUnknown):
			wrong = append(wrong, err.Error())
		case err != nil:
			return t, nil, err
		case p.Erased:
			wrong = append(wrong, fmt.Sprintf("%s has been erased; name somebody else", p.ID))
		default:
			*who = p.ID
		}
	}
	return t, wrong, nil
}

// asReceived is a tender as it would stand in the ledger: the door writes all
// text in one form of Unicode.
func asReceived(t twinning.Tender) (twinning.Tender, error) {
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
func (a *app) became(ctx context.Context, page *draftPage, reader string, t twinning.Tender) error {
	all, err := a.foldAll(ctx, call.TenderPrefix(page.Call))
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

func (a *app) draftText(w io.Writer, p draftPage, n names) {
	fields(w, "id", p.ID, "call", p.Call, "by", n.of(p.By), "read by", n.all(p.Named), "saved", p.SavedAt, "bytes", fmt.Sprint(p.Size),
		"gone on", p.GoneOn+", 30 days after the limit of the call")
	if p.Became != "" {
		fields(w, "submitted", fmt.Sprintf("version %d of %s says the same, received %s", p.Version, p.Became, p.Received))
	}
	for _, m := range p.Missing {
		fields(w, "missing", m)
	}
	for _, f := range p.Advice {
		if !f.OK {
			fields(w, "advice", n.in("as it is, "+f.Rule+" would not hold: "+narrate.English().Reason(f.Why)))
		}
	}
	switch {
	case len(p.Missing) == 0 && p.Late:
		fields(w, "complete", "the deadline has passed: it is refused as late unless more time is given: twinning tender submit --draft "+p.Name)
	case len(p.Missing) == 0:
		fields(w, "complete", "it can be submitted: twinning tender submit --draft "+p.Name)
	}
}
