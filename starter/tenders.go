package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A tenderRow is a tender in a list. What it says is left out while it is sealed.
type tenderRow struct {
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
}

// newTenderRow is a row of what a viewer sees of a tender.
func newTenderRow(t twinning.Twinning, sight access.Sight) tenderRow {
	sealed := !sight.Sees(access.Published)
	row := tenderRow{
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

func (a *app) tenderList() *cobra.Command {
	var of, as string
	cmd := &cobra.Command{
		Use: "list", Short: "List the tenders, sealed until the opening of their call",
		Example: "  twinning tender list --call DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, prefix := cmd.Context(), "twinning/"
			if of != "" {
				stream, err := callStream(of)
				if err != nil {
					return err
				}
				if err := a.mustBegin(ctx, stream); err != nil {
					return err
				}
				prefix = call.TenderPrefix(law.Reference(stream))
			}
			return a.listTenders(ctx, prefix, as)
		},
	}
	cmd.Flags().StringVar(&of, "call", "", "only of this `CALL`")
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

func (a *app) listTenders(ctx context.Context, prefix, as string) error {
	reader, err := a.reader(ctx, as)
	if err != nil {
		return err
	}
	all, err := a.received(ctx, prefix)
	if err != nil {
		return err
	}
	calls := map[string]call.Call{}
	for stream := range all {
		of := law.CallStream(law.CallOf(law.Reference(stream)))
		if _, known := calls[of]; known {
			continue
		}
		if calls[of], err = a.callOf(ctx, of); err != nil {
			return err
		}
	}
	var rows []tenderRow
	var lines []table.Row
	for _, stream := range sorted(all) {
		t := all[stream].State.(twinning.Twinning)
		c := calls[law.CallStream(law.CallOf(t.Reference))]
		sight := access.Of(access.As(reader), c, t)
		if !sight.Sees(access.Listed) {
			continue
		}
		t, _ = sight.Tender(t)
		row := newTenderRow(t, sight)
		row.Waiting = all[stream].Version == 0
		rows = append(rows, row)
		received := short(latest(t), zoneOf(c))
		title, amount, stage := "(sealed)", "-", dash(row.Stage)
		if row.Waiting {
			stage = "(received)"
		}
		if !row.Sealed {
			title = dash(row.Title)
			if row.Amount != nil {
				amount = dash(row.Amount.Human())
			}
		}
		lines = append(lines, table.Row{row.Reference, stage, row.Versions, received, dash(row.Type), amount, dash(row.Score), title})
	}
	return printAll(a, rows, func(w io.Writer) {
		columns(w, table.Row{"TENDER", "STAGE", "VERSIONS", "RECEIVED", "TYPE", "AMOUNT", "SCORE", "TITLE"}, lines)
	})
}

// received adds up every life under a prefix, those too of which nothing has
// been judged yet.
func (a *app) received(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	all, err := a.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	return all, a.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
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

// reader is the id of whoever reads, "" for nobody in particular.
func (a *app) reader(ctx context.Context, as string) (string, error) {
	if as == "" {
		return "", nil
	}
	p, err := a.person(ctx, as)
	return p.ID, err
}

// A tenderPage is a tender with its versions and late attempts.
type tenderPage struct {
	tenderRow
	Submissions []twinning.Version     `json:"submissions"`
	Refused     []twinning.LateAttempt `json:"late_attempts"`
	Attempts    []attemptRow           `json:"refused_attempts"` // with those that came late
	Tender      *twinning.Tender       `json:"tender,omitempty"`
	eligibilityPage
	Reviews    []twinning.Review  `json:"reviews,omitempty"`
	Conflicts  []twinning.Tie     `json:"conflicts,omitempty"`
	Contract   *twinning.Contract `json:"contract,omitempty"`
	Doubts     []doubt            `json:"does_not_count,omitempty"`
	Rounds     []earlierRow       `json:"rounds,omitempty"` // results that another look followed
	Complaints []complaintRow     `json:"complaints,omitempty"`
	Pending    int                `json:"pending"` // commands received and not judged
	// Withheld are the parts that are kept from the reader.
	Withheld []access.Aspect `json:"withheld,omitempty"`
	sealing  string          // why it is sealed
}

func (a *app) tenderShow() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "show TENDER", Short: "Show a tender: versions, verdicts, and what it says once it is opened",
		Example: "  twinning tender show DHE-2019-K7Q2MD --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, is, c, err := a.tenderNow(ctx, args[0])
			if err != nil {
				return err
			}
			reader, err := a.reader(ctx, as)
			if err != nil {
				return err
			}
			pending, err := a.pending(ctx, stream)
			if err != nil {
				return err
			}
			sight := access.Of(access.As(reader), c, is.State.(twinning.Twinning))
			if !sight.Sees(access.Listed) {
				return hidden(stream, as)
			}
			page := newTenderPage(is, c, sight)
			page.Pending = len(pending)
			return a.print(page, func(w io.Writer) { a.tenderText(ctx, w, page, c) })
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

func newTenderPage(is state.Folded, c call.Call, sight access.Sight) tenderPage {
	t, withheld := sight.Tender(is.State.(twinning.Twinning))
	page := tenderPage{tenderRow: newTenderRow(t, sight), Submissions: t.Versions, Refused: t.Late, Attempts: attempts(t, sight.Sees(access.Content)), Withheld: withheld, sealing: sealing(c, is.State.(twinning.Twinning))}
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
		page.Doubts = doubts(t, zoneOf(c))
	}
	page.Rounds, page.Complaints = earlierRows(t), complaintRows(t, !sight.Sees(access.Complaints))
	page.Tender, page.Reviews, page.Conflicts, page.Contract = &t.Tender, t.Reviews, t.Conflicts, t.Contract
	if access.Opened(c) && sight.Sees(access.Findings) {
		page.eligibilityPage = newEligibilityPage(t, c, sight.Party())
	}
	return page
}

func (a *app) tenderText(ctx context.Context, w io.Writer, p tenderPage, c call.Call) {
	n, zone := a.names(ctx, p), zoneOf(c)
	title := p.Title
	if p.Sealed {
		title = "(" + p.sealing + ")"
		n = n.office(c)
	}
	fmt.Fprintf(w, "%s  %s\n", a.paint(bold, p.Reference), title)
	fields(w, "stage", dash(p.Stage))
	if p.Pending > 0 {
		fields(w, "waiting", count(p.Pending, "command is", "commands are")+" received and not judged yet")
	}
	for _, v := range p.Submissions {
		fields(w, fmt.Sprintf("version %d", v.Number), onClocks(v.ReceivedAt, zone)+" by "+n.of(v.By)+"\nHMAC-SHA256 "+v.HMAC)
	}
	for _, l := range p.Attempts {
		what, why := "refused", l.Rule+"/"+l.Code
		if l.Code == "late" {
			what, why = "late", ""
		}
		fields(w, what, strings.TrimSpace(onClocks(l.at, zone)+" by "+n.of(l.By)+"\nHMAC-SHA256 "+l.HMAC+"\n"+strings.TrimPrefix(why+": "+n.in(l.Sentence), ": ")))
	}
	if t := p.Tender; t != nil {
		fields(w, "type", t.Type, "topic", t.Priority+", "+t.Topic, "months", fmt.Sprint(t.Months), "amount", p.Amount.Human(),
			"contact", n.of(t.Contact), "signatory", n.of(t.Signatory), "solution", t.Solution)
		for _, o := range t.Organisations {
			fields(w, "organisation", strings.TrimSuffix(o.ID+": "+o.Name+", "+o.Country+", "+o.Region, ", "))
		}
		fields(w, "originators", strings.Join(t.Originators, ", "), "adopters", strings.Join(t.Adopters, ", "), "contractor", t.Contractor)
	}
	a.eligibilityText(ctx, w, p.eligibilityPage, p.Reference)
	for _, r := range p.Reviews {
		fields(w, "evaluation", r.Total.String()+" by "+n.of(r.Evaluator))
	}
	fields(w, "not counted", doubted(p.Doubts, n), "score", p.Score)
	if o := p.Outcome; o != nil {
		fields(w, "outcome", fmt.Sprintf("%s, place %s: %s", o.Verdict, narrate.English().Reason(o.Where()), narrate.English().Reason(o.Why)))
	}
	for i, r := range p.Rounds {
		fields(w, fmt.Sprintf("round %d", i+1), r.text())
	}
	for _, c := range p.Complaints {
		says := c.Status
		if !c.Sealed {
			says = c.Grounds + ", " + c.Status + ": " + c.Text
			if c.Reason != "" {
				says += "\nanswer: " + c.Finding + ", because: " + c.Reason
			}
		}
		fields(w, fmt.Sprintf("complaint %d", c.Number), says)
	}
	if k := p.Contract; k != nil {
		fields(w, "contract", strings.TrimSuffix(fmt.Sprintf("%d months from %s, %s", k.Months, k.M1, k.Amount.Human()), ", "))
	}
}
