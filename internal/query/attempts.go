package query

import (
	"cmp"
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An AttemptRow is a submission that was refused. Its sentence may quote the
// tender: before the opening only the parties read it.
type AttemptRow struct {
	Tender     string `json:"tender"`
	ReceivedAt string `json:"received_at"`
	Rule       string `json:"rule"`
	Code       string `json:"code"`
	HMAC       string `json:"hmac_sha256"` // of the tender as JSON, under the nonce in its receipt
	By         string `json:"by"`          // person id
	Position   int64  `json:"position"`
	Sentence   string `json:"sentence,omitempty"`
	// Version is the one that was in time later, 0 for none, and Admitted tells
	// that it took a late admission.
	Version  int       `json:"version_later"`
	Admitted bool      `json:"admitted_later"`
	At       time.Time `json:"-"`
}

// attempts are the refused submissions of a tender, in the order of their
// receipts. A verdict on lateness quotes nothing, nor does what is said of a role
// or a stage; other sentences are for who may read the tender.
func attempts(tell *narrate.Narrator, t twinning.Twinning, open bool) []AttemptRow {
	rows := []AttemptRow{}
	for _, l := range t.Late {
		rows = append(rows, AttemptRow{Rule: "deadlines", Code: "late", HMAC: l.HMAC, By: l.By, Position: l.Position, Sentence: tell.Reason(l.Why), At: l.ReceivedAt})
	}
	for _, l := range t.Attempts {
		row := AttemptRow{Rule: l.Rule, Code: l.Code, HMAC: l.HMAC, By: l.By, Position: l.Position, At: l.ReceivedAt}
		if open || !l.Quotes() {
			row.Sentence = tell.Refusal(l.Refusal)
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, byReceipt)
	for i := range rows {
		r := &rows[i]
		r.Tender, r.ReceivedAt = t.Reference, calendar.Instant(r.At)
		for _, v := range t.Versions {
			// Whose attempt came late speaks for the tender, as who sent the version does.
			if (v.By == r.By || r.Code == "late") && v.Position > r.Position {
				r.Version, r.Admitted = v.Number, v.Admission > 0
				break
			}
		}
	}
	return rows
}

// Attempts are the submissions to a call that were refused or came late, the oldest
// first: all of them for the staff and the auditors, their own for anybody else.
func (q *Queries) Attempts(ctx context.Context, v access.Viewer, reference string) (AttemptList, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return AttemptList{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return AttemptList{}, err
	}
	tenders, err := q.foldAll(ctx, call.TenderPrefix(reference))
	if err != nil {
		return AttemptList{}, err
	}
	list := AttemptList{Zone: Zone(c)}
	if !access.Opened(c) {
		list.naming = office(c)
	}
	for _, s := range sorted(tenders) {
		t := tenders[s].State.(twinning.Twinning)
		sight := access.Of(v, c, t)
		for _, row := range attempts(narrate.For(ctx), t, sight.Sees(access.Content)) {
			if sight.Staff() || sight.Party() || v.Person != "" && row.By == v.Person {
				list.Rows = append(list.Rows, row)
			}
		}
	}
	slices.SortStableFunc(list.Rows, byReceipt)
	return list, nil
}

// An AttemptList is a list of submissions that were refused, with the zone of their call.
type AttemptList struct {
	Rows []AttemptRow
	Zone *time.Location
	naming
}

func byReceipt(x, y AttemptRow) int {
	return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Position, y.Position))
}
