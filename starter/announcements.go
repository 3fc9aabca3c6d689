package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
)

// A previewPage is an award that nobody has been told of.
type previewPage struct {
	Call      string              `json:"call"`
	Prepared  bool                `json:"prepared"`
	By        string              `json:"prepared_by,omitempty"`
	Moved     string              `json:"moved,omitempty"` // the first thing that moved since it was prepared
	Release   []string            `json:"may_release"`
	Verdicts  []verdictRow        `json:"verdicts"`
	Budget    money.Amount        `json:"budget"`
	Left      money.Amount        `json:"left"`
	Envelopes []call.EnvelopeLeft `json:"envelopes,omitempty"`
	Rounds    []roundRow          `json:"rounds,omitempty"` // of letters, were it released now
}

// A verdictRow is how many have an outcome, and who.
type verdictRow struct {
	Verdict call.Verdict `json:"verdict"`
	Count   int          `json:"count"`
	Tenders []string     `json:"tenders"`
}

func (a *app) awardPreview() *cobra.Command {
	return &cobra.Command{
		Use: "preview CALL", Short: "Show what a release would do, before anybody is told",
		Long: `Show what a release would do, computed from what is recorded now: who would be
awarded, on the reserve list and rejected, the money of each envelope, who must
release it, and what has moved since it was prepared. Nothing is recorded.`,
		Example: "  twinning award preview DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			c, err := a.openedCall(ctx, args[0])
			if err != nil {
				return err
			}
			now, err := a.now(ctx)
			if err != nil {
				return err
			}
			var facts state.Facts
			err = a.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
				facts, err = state.NewFolder(a.ledger, 0).Facts(ctx, from, []string{call.TenderPrefix(c.Reference) + "*"})
				return err
			})
			if err != nil {
				return err
			}
			p, err := c.Preview(facts, law.Receipt{ReceivedAt: now})
			if r, refused := law.Refused(err); refused {
				return &failure{code: exitRefused, what: "there is nothing to preview: " + narrate.English().Refusal(*r)}
			}
			if err != nil {
				return err
			}
			names := a.names(ctx, p)
			page := newPreviewPage(c, p, names)
			return a.print(page, func(w io.Writer) { previewText(w, page) })
		},
	}
}

func newPreviewPage(c call.Call, p call.Preview, n names) previewPage {
	page := previewPage{
		Call: c.Reference, Prepared: p.Prepared, Release: []string{}, Verdicts: []verdictRow{},
		Budget: p.Award.Budget, Left: p.Award.Left, Envelopes: p.Award.Envelopes, Rounds: roundRows(c, p.Rounds, nil),
	}
	if p.Moved != nil {
		page.Moved = narrate.English().Reason(*p.Moved)
	}
	if p.Prepared {
		page.By = n.of(c.PreparedBy)
	}
	for _, id := range p.Release {
		page.Release = append(page.Release, n.of(id))
	}
	for _, v := range []call.Verdict{call.Awarded, call.Reserve, call.Rejected} {
		refs := p.Award.With(v)
		page.Verdicts = append(page.Verdicts, verdictRow{Verdict: v, Count: len(refs), Tenders: append([]string{}, refs...)})
	}
	return page
}

func previewText(w io.Writer, p previewPage) {
	state := "not prepared yet"
	if p.Prepared {
		state = "prepared by " + p.By
	}
	fmt.Fprintf(w, "%s: a preview of the award, %s. Nobody is told before its release.\n", p.Call, state)
	for _, v := range p.Verdicts {
		fields(w, string(v.Verdict), fmt.Sprintf("%d\n%s", v.Count, strings.Join(v.Tenders, ", ")))
	}
	fields(w, "budget", budget(p.Budget, p.Left, "would be left"))
	for _, e := range p.Envelopes {
		fields(w, "envelope", e.ID+": "+e.Budget.Human()+", of which "+e.Left.Human()+" would be left")
	}
	for _, r := range p.Rounds {
		fields(w, "letters", string(r.Verdict)+" at "+r.When)
	}
	fields(w, "release", "by one of "+strings.Join(p.Release, ", "))
	moved := p.Moved
	if p.Prepared && moved == "" {
		moved = "nothing since it was prepared"
	} else if moved != "" {
		moved += "; prepare it again"
	}
	fields(w, "moved", moved)
}

// A roundRow is a round of letters.
type roundRow struct {
	Verdict         call.Verdict `json:"verdict"`
	At              string       `json:"at"`   // UTC
	When            string       `json:"when"` // on clocks in the zone of the call
	Announced       bool         `json:"announced"`
	Tenders         []string     `json:"tenders"` // who was told
	Last            bool         `json:"last"`
	ComplaintsUntil string       `json:"complaints_until,omitempty"`
	StandstillUntil string       `json:"standstill_until,omitempty"`
}

func roundRows(c call.Call, planned []call.PlannedRound, said []call.OutcomesAnnounced) []roundRow {
	rows := []roundRow{}
	row := func(v call.Verdict, at time.Time) roundRow {
		return roundRow{Verdict: v, At: calendar.Instant(at), When: short(at, zoneOf(c)), Tenders: []string{}}
	}
	for _, e := range said {
		r := row(e.Verdict, e.At)
		r.Announced, r.Last, r.ComplaintsUntil, r.StandstillUntil = true, e.Last, day(e.ComplaintsUntil), day(e.StandstillUntil)
		for _, s := range e.Outcomes {
			r.Tenders = append(r.Tenders, s.Tender)
		}
		rows = append(rows, r)
	}
	for i, p := range planned {
		r := row(p.Verdict, p.At)
		r.Last = i == len(planned)-1
		rows = append(rows, r)
	}
	return rows
}

func day(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (a *app) awardAnnouncements() *cobra.Command {
	return &cobra.Command{
		Use: "announcements CALL", Short: "Show the rounds of letters: who was told when, and what is still to come",
		Example: "  twinning award announcements DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			c, err := a.openedCall(ctx, args[0])
			if err != nil {
				return err
			}
			if c.Released == nil {
				return notFound("the award of %s has not been released: nobody has been told anything", c.Reference)
			}
			said, err := a.announced(ctx, law.CallStream(c.Reference))
			if err != nil {
				return err
			}
			rows := roundRows(c, c.Rounds, said)
			return printAll(a, rows, func(w io.Writer) { announcementsText(w, c, rows) })
		},
	}
}

// announced are the rounds that have been, in their order.
func (a *app) announced(ctx context.Context, stream string) ([]call.OutcomesAnnounced, error) {
	events, err := a.ledger.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return e.Kind != call.OutcomesAnnounced{}.Kind() })
	bodies, err := a.ledger.OpenBodies(ctx, events)
	if err != nil {
		return nil, err
	}
	var said []call.OutcomesAnnounced
	for i, e := range events {
		fact, err := call.Law.Event(e.Kind, bodies[i])
		if err != nil {
			return nil, err
		}
		said = append(said, fact.(call.OutcomesAnnounced))
	}
	return said, nil
}

func announcementsText(w io.Writer, c call.Call, rows []roundRow) {
	if len(rows) == 0 {
		fmt.Fprintf(w, "%s told every tender at once, with the release of its award at %s\n", c.Reference, short(c.ReleasedAt, zoneOf(c)))
		return
	}
	var lines []table.Row
	for _, r := range rows {
		state := "to come"
		if r.Announced {
			state = "told " + count(len(r.Tenders), "tender", "tenders")
		}
		lines = append(lines, table.Row{cmp.Or(string(r.Verdict), "all"), r.When, state, strings.Join(r.Tenders, ", ")})
	}
	columns(w, table.Row{"WHO", "WHEN", "", "TENDERS"}, lines)
	fields(w, "complaints", until(c.ComplaintsUntil), "contracts", held(c))
}

func until(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return "until the end of " + d.String()
}

// held says until when contracts are held.
func held(c call.Call) string {
	switch day, all := c.HeldUntil(); {
	case !all:
		return "held until every tender has been told, and not before the end of " + day.String()
	case !day.IsZero() && !c.StandstillOver:
		return "held until the end of " + day.String()
	}
	return ""
}

// openedCall is the call that somebody names, which must have been opened.
func (a *app) openedCall(ctx context.Context, name string) (call.Call, error) {
	stream, err := callStream(name)
	if err != nil {
		return call.Call{}, err
	}
	if err := a.mustBegin(ctx, stream); err != nil {
		return call.Call{}, err
	}
	c, err := a.callOf(ctx, stream)
	if err == nil && c.Stage == call.None {
		return c, notFound("%s has not been opened yet", c.Reference)
	}
	return c, err
}
