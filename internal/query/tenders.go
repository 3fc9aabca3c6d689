package query

import (
	"context"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A TenderRow is a tender in a list. What it says is left out while it is sealed.
type TenderRow struct {
	Reference  string        `json:"reference"`
	Call       string        `json:"call"`
	Stage      string        `json:"stage"`
	Waiting    bool          `json:"waiting"` // received, and nothing of it judged yet
	Versions   int           `json:"versions"`
	Late       int           `json:"late"`
	ReceivedAt string        `json:"received_at,omitempty"` // of the version that counts
	Sealed     bool          `json:"sealed"`
	Title      string        `json:"title,omitempty"`
	Type       string        `json:"type,omitempty"`
	Amount     *money.Amount `json:"amount,omitempty"`
	Countries  []string      `json:"countries,omitempty"`
	Score      string        `json:"score,omitempty"`
	Outcome    *call.Outcome `json:"outcome,omitempty"`
	Received   string        `json:"-"` // ReceivedAt on clocks in the zone of the call
}

// newTenderRow is a row of what a viewer sees of a tender.
func newTenderRow(t twinning.Twinning, sight access.Sight) TenderRow {
	sealed := !sight.Sees(access.Published)
	row := TenderRow{
		Reference: t.Reference, Call: law.CallOf(t.Reference), Stage: string(t.Stage), Versions: len(t.Versions), Late: len(t.Late), Sealed: sealed,
	}
	if at := latest(t); !at.IsZero() {
		row.ReceivedAt = calendar.Instant(at)
	}
	if sealed || t.Tender.Title == "" {
		return row
	}
	amount := t.Tender.Costs.Total()
	row.Title, row.Type, row.Amount, row.Outcome = t.Tender.Title, t.Tender.Type, &amount, t.Outcome
	row.Countries = t.Tender.Countries(append(append([]string{}, t.Tender.Originators...), t.Tender.Adopters...))
	if t.Means != nil {
		row.Score = t.Score.String()
	}
	return row
}

// received adds up every life under a prefix, those too of which nothing has
// been judged yet.
func (q *Queries) received(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	all, err := q.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	return all, q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, prefix)
		for _, s := range streams {
			stream, isInbox := strings.CutSuffix(s, life.InboxSuffix)
			if _, judged := all[stream]; !isInbox || judged {
				continue
			}
			zero, err := state.Zero(stream)
			if err != nil {
				return err
			}
			all[stream] = zero
		}
		return err
	})
}

// A TenderPage is a tender with its versions and late attempts.
type TenderPage struct {
	TenderRow
	Submissions []twinning.Version     `json:"submissions"`
	Refused     []twinning.LateAttempt `json:"late_attempts"`
	Attempts    []AttemptRow           `json:"refused_attempts"` // with those that came late
	Tender      *twinning.Tender       `json:"tender,omitempty"`
	EligibilityPage
	Reviews    []twinning.Review  `json:"reviews,omitempty"`
	Conflicts  []twinning.Tie     `json:"conflicts,omitempty"`
	Contract   *twinning.Contract `json:"contract,omitempty"`
	Doubts     []Doubt            `json:"does_not_count,omitempty"`
	Rounds     []EarlierRow       `json:"rounds,omitempty"` // results that another look followed
	Complaints []ComplaintRow     `json:"complaints,omitempty"`
	Pending    int                `json:"pending"` // commands received and not judged
	// Withheld are the parts that are kept from the reader.
	Withheld []access.Aspect `json:"withheld,omitempty"`
	Sealing  string          `json:"-"` // why it is sealed, and until when
	Zone     *time.Location  `json:"-"` // of its call
	naming
}

func newTenderPage(is state.Folded, c call.Call, sight access.Sight) TenderPage {
	t, withheld := sight.Tender(is.State.(twinning.Twinning))
	page := TenderPage{TenderRow: newTenderRow(t, sight), Submissions: t.Versions, Refused: t.Late, Attempts: attempts(t, sight.Sees(access.Content)), Withheld: withheld, Sealing: sealing(c, is.State.(twinning.Twinning))}
	if page.Sealed {
		page.naming = office(c)
	}
	if page.Submissions == nil {
		page.Submissions = []twinning.Version{}
	}
	if page.Refused == nil {
		page.Refused = []twinning.LateAttempt{}
	}
	if page.Sealed || len(t.Versions) == 0 {
		return page
	}
	if sight.Sees(access.Conflicts) {
		page.Doubts = doubts(t, Zone(c))
	}
	page.Rounds, page.Complaints = earlierRows(t), complaintRows(t, !sight.Sees(access.Complaints))
	page.Tender, page.Reviews, page.Conflicts, page.Contract = &t.Tender, t.Reviews, t.Conflicts, t.Contract
	if access.Opened(c) && sight.Sees(access.Findings) {
		page.EligibilityPage = newEligibilityPage(t, c, sight.Party())
	}
	return page
}

// sealing says why a tender of a call is sealed, and until when.
func sealing(c call.Call, t twinning.Twinning) string {
	switch {
	case access.WithdrawnSealed(c, t):
		return "sealed: it was withdrawn before the opening"
	case c.Stage == call.Cancelled:
		return "sealed: " + c.Reference + " was cancelled before its opening"
	}
	return "sealed until the opening of " + c.Reference
}

// Tenders lists the tenders of a call, or of all with call "", by reference, as far
// as the viewer may know that they exist. What they say is left out while it is sealed.
func (q *Queries) Tenders(ctx context.Context, v access.Viewer, of string) ([]TenderRow, error) {
	prefix := law.TenderFamily
	if of != "" {
		if err := q.MustBegin(ctx, law.CallStream(of)); err != nil {
			return nil, err
		}
		prefix = call.TenderPrefix(of)
	}
	all, err := q.received(ctx, prefix)
	if err != nil {
		return nil, err
	}
	calls := map[string]call.Call{}
	rows := []TenderRow{}
	for _, stream := range sorted(all) {
		home := lives.Home(stream)
		c, known := calls[home]
		if !known {
			if c, err = q.callOf(ctx, stream); err != nil {
				return nil, err
			}
			calls[home] = c
		}
		t := all[stream].State.(twinning.Twinning)
		sight := access.Of(v, c, t)
		if !sight.Sees(access.Listed) {
			continue
		}
		t, _ = sight.Tender(t)
		row := newTenderRow(t, sight)
		row.Waiting, row.Received = all[stream].Version == 0, Short(latest(t), Zone(c))
		rows = append(rows, row)
	}
	return rows, nil
}

// Tender is a tender: versions, verdicts and, once it is opened or to its party, what
// it says.
func (q *Queries) Tender(ctx context.Context, v access.Viewer, reference string) (TenderPage, error) {
	is, c, err := q.tender(ctx, reference)
	if err != nil {
		return TenderPage{}, err
	}
	sight := access.Of(v, c, is.State.(twinning.Twinning))
	if !sight.Sees(access.Listed) {
		return TenderPage{}, hidden(is.Stream)
	}
	page := newTenderPage(is, c, sight)
	if !page.Sealed {
		if err := q.read(ctx, v, sight, is.Stream, "tender"); err != nil {
			return TenderPage{}, err
		}
	}
	page.Zone = Zone(c)
	page.Pending, err = q.pending(ctx, is.Stream)
	return page, err
}
