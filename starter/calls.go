package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A callRow is a call as a list and `call show` give it.
type callRow struct {
	Reference string         `json:"reference"`
	Stage     string         `json:"stage"`
	Title     string         `json:"title"`
	Programme string         `json:"programme"`
	Zone      string         `json:"zone"`
	Deadline  string         `json:"deadline"` // the last one for everyone, UTC
	Budget    money.Amount   `json:"budget"`
	Left      money.Amount   `json:"left"`
	SHA256    string         `json:"sha256"` // of the rule book
	Version   int64          `json:"version"`
	Tenders   map[string]int `json:"tenders"` // by stage
}

func newCallRow(is state.Folded, tenders views.Stages) callRow {
	c := is.State.(call.Call)
	row := callRow{
		Reference: c.Reference, Stage: string(c.Stage), Title: c.Rules.Title, Programme: c.Rules.Programme, Zone: c.Rules.Zone,
		Budget: c.Rules.Budget, Left: c.Left, SHA256: c.SHA256, Version: is.Version, Tenders: map[string]int{},
	}
	if d, ok := deadline(c); ok {
		row.Deadline = calendar.Instant(d.Instant)
	}
	for stage, n := range tenders[c.Reference] {
		row.Tenders[cmp.Or(stage, "none in time")] = n
	}
	return row
}

// stages counts the tenders under a prefix by call and stage: by the table of
// where lives stand, and by their streams where it is behind.
func (a *app) stages(ctx context.Context, prefix string) (views.Stages, error) {
	store, err := a.views(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	counts, behind, err := store.Stages(ctx, prefix)
	if err != nil {
		return nil, err
	}
	for _, stream := range behind {
		is, err := a.fold(ctx, stream)
		if err != nil {
			return nil, err
		}
		counts.Add(law.CallOf(law.Reference(stream)), is.State.StageName(), 1)
	}
	return counts, nil
}

// deadline is the last version for everyone.
func deadline(c call.Call) (calendar.Deadline, bool) {
	for _, d := range slices.Backward(c.Deadlines) {
		if len(d.Rule.Covers) == 0 && !d.Shortened {
			return d.Rule, true
		}
	}
	return calendar.Deadline{}, false
}

func (a *app) callList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the calls", Example: "  twinning call list\n  twinning call list -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			calls, err := a.received(cmd.Context(), "call/")
			if err != nil {
				return err
			}
			tenders, err := a.stages(cmd.Context(), "twinning/")
			if err != nil {
				return err
			}
			var rows []callRow
			var lines []table.Row
			for _, stream := range sorted(calls) {
				row := newCallRow(calls[stream], tenders)
				rows = append(rows, row)
				all := 0
				for _, n := range row.Tenders {
					all += n
				}
				c := calls[stream].State.(call.Call)
				due := "-"
				if d, ok := deadline(c); ok {
					due = short(d.Instant, zoneOf(c))
				}
				stage := row.Stage
				if row.Version == 0 {
					stage = "(received)"
				}
				lines = append(lines, table.Row{row.Reference, dash(stage), due, all, dash(row.Budget.Human()), dash(row.Left.Human()), row.Title})
			}
			return printAll(a, rows, func(w io.Writer) {
				columns(w, table.Row{"CALL", "STAGE", "DEADLINE", "TENDERS", "BUDGET", "LEFT", "TITLE"}, lines)
			})
		},
	}
}

// A callPage is a call with its roles.
type callPage struct {
	callRow
	Roles      map[law.Role][]string `json:"roles"`
	Evaluators []call.Evaluator      `json:"evaluators"`
	Deadlines  []dateRow             `json:"deadlines"`
	Opening    openingRow            `json:"opening"`
	Reserve    []string              `json:"reserve"`
	Proposals  []proposalRow         `json:"proposals"` // that wait for a second signature

	Follows         *call.Follows           `json:"follows,omitempty"`  // the first call, whose money this one spends
	Reopened        map[string]money.Amount `json:"reopened,omitempty"` // to second calls
	EnvelopesLeft   map[string]money.Amount `json:"envelopes_left,omitempty"`
	ComplaintsUntil string                  `json:"complaints_until,omitempty"`
	StandstillUntil string                  `json:"standstill_until,omitempty"`
}

// An openingRow says how the opening of the tenders stands.
type openingRow struct {
	SignedBy string   `json:"signed_by,omitempty"` // first; a second signature is awaited
	Awaits   []string `json:"awaits,omitempty"`    // whose signature opens them
	Moment   string   `json:"moment,omitempty"`    // at which they are opened by themselves
	OpenedAt string   `json:"opened_at,omitempty"`
	OpenedBy []string `json:"opened_by,omitempty"`
}

func newOpeningRow(c call.Call) openingRow {
	row := openingRow{SignedBy: c.OpeningSigned, OpenedBy: c.OpenedBy}
	moment, byItself := c.OpeningMoment()
	switch {
	case !c.OpenedAt.IsZero():
		row.OpenedAt = calendar.Instant(c.OpenedAt)
	case byItself:
		row.Moment = calendar.Instant(moment)
	case c.Stage == call.Shut:
		row.Awaits = openers(c)
	}
	return row
}

// text is the opening in words.
func (o openingRow) text(n names) string {
	switch {
	case o.OpenedAt != "" && len(o.OpenedBy) > 0:
		return o.OpenedAt + ", by " + n.all(o.OpenedBy)
	case o.OpenedAt != "":
		return o.OpenedAt + ", by itself"
	case o.Moment != "":
		return o.Moment + ", by itself"
	case o.SignedBy != "":
		return "signed by " + n.of(o.SignedBy) + "; one of these must sign, too: " + n.all(o.Awaits)
	case len(o.Awaits) > 0:
		return "two of these must sign: " + n.all(o.Awaits)
	}
	return ""
}

func (a *app) callShow() *cobra.Command {
	return &cobra.Command{
		Use: "show CALL", Short: "Show a call: stage, dates, money, roles", Example: "  twinning call show DHE-2019", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := a.mustBegin(ctx, stream); err != nil {
				return err
			}
			is, err := a.fold(ctx, stream)
			if err != nil {
				return err
			}
			c := is.State.(call.Call)
			tenders, err := a.stages(ctx, call.TenderPrefix(law.Reference(stream)))
			if err != nil {
				return err
			}
			page := callPage{callRow: newCallRow(is, tenders), Roles: c.Roles, Evaluators: c.Evaluators, Deadlines: deadlineRows(c), Opening: newOpeningRow(c), Reserve: []string{}, Proposals: proposalRows(c)}
			page.Follows, page.Reopened, page.EnvelopesLeft = c.Rules.Follows, c.Reopened, c.EnvelopesLeft
			page.ComplaintsUntil, page.StandstillUntil = day(c.ComplaintsUntil), day(c.StandstillUntil)
			for _, s := range c.Reserve {
				page.Reserve = append(page.Reserve, s.Tender)
			}
			if page.Evaluators == nil {
				page.Evaluators = []call.Evaluator{}
			}
			return a.print(page, func(w io.Writer) { a.callText(ctx, w, page, c) })
		},
	}
}

func (a *app) callText(ctx context.Context, w io.Writer, p callPage, c call.Call) {
	n := a.names(ctx, p)
	fmt.Fprintf(w, "%s  %s\n", a.paint(bold, p.Reference), p.Title)
	pairs := []string{
		"stage", dash(p.Stage), "programme", p.Programme,
		"budget", budget(p.Budget, p.Left, "is not committed"), "rule book", p.SHA256,
	}
	if p.Stage == "" {
		pairs = []string{"waiting", "it is received and has not been judged yet"}
	}
	who := n
	if !access.Opened(c) {
		who = n.office(c) // whom a version covers may be who tenders
	}
	for _, d := range p.Deadlines {
		pairs = append(pairs, d.What, d.Wall+" in "+d.Zone+" ("+d.At+")"+whom(d, who)+because(d.Why))
	}
	pairs = append(pairs, "opening", p.Opening.text(n))
	for _, r := range p.Proposals {
		pairs = append(pairs, "proposed", r.text(n))
	}
	for _, role := range law.StaffRoles() {
		pairs = append(pairs, role.Words(), n.all(c.Roles[role]))
	}
	for _, e := range p.Evaluators {
		said := "has not declared impartiality"
		if !e.DeclaredAt.IsZero() {
			said = "declared impartiality"
		}
		pairs = append(pairs, "evaluator", n.of(e.Person)+", "+said)
	}
	for _, stage := range sorted(p.Tenders) {
		pairs = append(pairs, "tenders", fmt.Sprintf("%d %s", p.Tenders[stage], stage))
	}
	pairs = append(pairs, "reserve", strings.Join(p.Reserve, ", "))
	for _, id := range sorted(p.EnvelopesLeft) {
		pairs = append(pairs, "envelope", id+", of which "+p.EnvelopesLeft[id].Human()+" is not committed")
	}
	for _, to := range sorted(p.Reopened) {
		pairs = append(pairs, "reopened", p.Reopened[to].Human()+" to "+to)
	}
	if f := p.Follows; f != nil {
		pairs = append(pairs, "follows", f.Call+", with "+f.Amount.Human()+" of its money")
	}
	fields(w, append(pairs, "complaints", until(c.ComplaintsUntil), "contracts", held(c))...)
}

// budget says how much there is, and what is left of it.
func budget(whole, left money.Amount, is string) string {
	if whole.IsNone() {
		return "none: the programme has no money"
	}
	return whole.Human() + ", of which " + left.Human() + " " + is
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ", because: " + why
}

func whom(d dateRow, n names) string {
	if len(d.Covers) == 0 {
		return ""
	}
	return ", only for " + n.all(d.Covers)
}

// latest is the instant of the last version in time.
func latest(t twinning.Twinning) time.Time {
	if len(t.Versions) == 0 {
		return time.Time{}
	}
	return t.Versions[len(t.Versions)-1].ReceivedAt
}
