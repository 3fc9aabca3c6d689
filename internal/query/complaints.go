package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A ComplaintRow is a complaint in a list. Its text is for the staff and the
// auditors of the call, and for who speaks for the tender.
type ComplaintRow struct {
	Tender  string         `json:"tender"`
	Stage   string         `json:"stage"` // of the tender, now
	Number  int            `json:"number"`
	At      string         `json:"at"`
	Against twinning.Stage `json:"against"`
	Grounds string         `json:"grounds,omitempty"`
	Status  string         `json:"status"`
	Finding string         `json:"finding,omitempty"`
	Sealed  bool           `json:"sealed"`
	Text    string         `json:"text,omitempty"`
	Reason  string         `json:"reason,omitempty"`
}

func complaintRows(t twinning.Twinning, sealed bool) []ComplaintRow {
	rows := []ComplaintRow{}
	for _, c := range t.Complaints {
		row := ComplaintRow{
			Tender: t.Reference, Stage: string(t.Stage), Number: c.Number, At: calendar.Instant(c.At), Against: c.Against, Status: c.Status, Sealed: sealed,
		}
		if !sealed {
			row.Grounds, row.Finding, row.Text, row.Reason = c.Grounds, c.Finding, string(c.Text), string(c.Reason)
		}
		rows = append(rows, row)
	}
	return rows
}

// An EarlierRow is a result of a tender that another look followed.
type EarlierRow struct {
	Stage   string `json:"stage"`
	Score   string `json:"score,omitempty"`
	Reports int    `json:"reports,omitempty"` // that counted
	Why     string `json:"why"`               // it was looked at again
}

func earlierRows(t twinning.Twinning) []EarlierRow {
	var rows []EarlierRow
	for _, r := range t.Rounds {
		row := EarlierRow{Stage: string(r.Stage), Why: string(r.Why), Reports: len(r.Counted)}
		if row.Reports > 0 {
			row.Score = r.Score.String()
		}
		rows = append(rows, row)
	}
	return rows
}

// Complaints are the complaints of a call. What they say is for the staff, the
// auditors and their party.
func (q *Queries) Complaints(ctx context.Context, v access.Viewer, reference string) ([]ComplaintRow, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return nil, err
	}
	all, err := q.foldToRead(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return nil, err
	}
	if err := q.read(ctx, v, access.OfCall(v, c), law.CallStream(c.Reference), "complaints"); err != nil {
		return nil, err
	}
	rows := []ComplaintRow{}
	for _, stream := range sorted(all) {
		t := all[stream].State.(twinning.Twinning)
		sight := access.Of(v, c, t)
		if sight.Sees(access.Listed) {
			rows = append(rows, complaintRows(t, !sight.Sees(access.Complaints))...)
		}
	}
	return rows, nil
}
