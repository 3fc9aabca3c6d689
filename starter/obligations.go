package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
)

// An obligationRow is one thing owed.
type obligationRow struct {
	Stream   string   `json:"stream"`
	ID       string   `json:"id"`
	What     string   `json:"what"`
	Who      []string `json:"who"`
	Due      string   `json:"due"`
	Standing string   `json:"standing"`
	Met      string   `json:"met_at,omitempty"`
	Why      string   `json:"why,omitempty"` // it is no longer owed
	Lapse    string   `json:"lapse,omitempty"`
	Next     *rungRow `json:"next,omitempty"`
	// Letters are all of them, where they were asked for.
	Letters []reminderRow `json:"letters,omitempty"`
	planned []reminderRow // those still to come
}

// A rungRow is the next letter about an obligation.
type rungRow struct {
	Rung string   `json:"rung"`
	At   string   `json:"at"`
	To   []string `json:"to"`
}

func (a *app) obligations() *cobra.Command {
	var open, letters bool
	cmd := &cobra.Command{
		Use: "obligations [STREAM]", Short: "Show what is owed, by whom, until when, and how it stands",
		Long: `Show what is owed, by whom, until when, and how it stands: of a tender, of a call
with all its tenders, or of everything. With --letters also what became of each letter
about it: when it was sent or, where it was not, why.`,
		Example: "  twinning obligations DHE-2019 --open\n  twinning obligations DHE-2019-K7Q2MD --letters", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			now, err := a.now(ctx)
			if err != nil {
				return err
			}
			rows, err := a.owed(ctx, args, now)
			if err != nil {
				return err
			}
			if open {
				rows = slices.DeleteFunc(rows, func(r obligationRow) bool {
					return r.Standing != string(obligation.Owing) && r.Standing != string(obligation.Overdue)
				})
			}
			if letters {
				if err := a.withLetters(ctx, rows); err != nil {
					return err
				}
			}
			n := a.names(ctx, rows)
			return printAll(a, rows, func(w io.Writer) {
				obligationTable(w, rows, n)
				if letters {
					letterTable(w, rows, n)
				}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only what is still owed")
	cmd.Flags().BoolVar(&letters, "letters", false, "with each letter about it, and what became of it")
	return cmd
}

func (a *app) owed(ctx context.Context, args []string, now time.Time) ([]obligationRow, error) {
	var prefixes []string
	only := ""
	if len(args) == 1 {
		stream, err := a.find(ctx, args[0])
		if err != nil {
			return nil, err
		}
		if only = stream; lives.Members(stream) == "" {
			is, err := a.fold(ctx, stream)
			if err != nil {
				return nil, err
			}
			home, err := a.fold(ctx, lives.Home(stream))
			return obligationRows(is, home.State, now), err
		}
		prefixes = []string{stream, lives.Members(stream)}
	} else {
		for _, k := range lives.All() {
			prefixes = append(prefixes, k.Root)
		}
	}
	var rows []obligationRow
	homes := map[string]law.State{}
	for _, prefix := range prefixes {
		all, err := a.foldAll(ctx, prefix)
		if err != nil {
			return nil, err
		}
		for _, stream := range sorted(all) {
			if prefix == only && stream != only {
				continue // another life, whose reference begins alike
			}
			homes[stream] = all[stream].State
			rows = append(rows, obligationRows(all[stream], homes[lives.Home(stream)], now)...)
		}
	}
	slices.SortStableFunc(rows, func(x, y obligationRow) int {
		return cmp.Or(cmp.Compare(x.Due, y.Due), cmp.Compare(x.Stream, y.Stream))
	})
	return rows, nil
}

// obligationRows are the obligations of one life as they stand at an instant.
// home is the state of the life that steers it.
func obligationRows(is state.Folded, home law.State, now time.Time) []obligationRow {
	rows := []obligationRow{}
	schedule := is.Law.Schedule(is.State, state.Only(lives.Home(is.Stream), home))
	list := slices.Clone(schedule.Owed)
	obligation.Sort(list)
	plan := schedule.Plan()
	for _, o := range list {
		ladder := schedule.Ladders[o.Ladder]
		due, holds := o.Current()
		row := obligationRow{
			Stream: is.Stream, ID: o.ID, What: cmp.Or(ladder.What, strings.ReplaceAll(o.Ladder, "-", " ")), Who: o.Who,
			Due: due.On.String(), Standing: string(o.Stands(schedule.Cal, now)), Lapse: ladder.Lapse,
		}
		if !o.Met.IsZero() {
			row.Met = calendar.Instant(o.Met)
		} else if !holds {
			row.Why = narrate.English().Cause(due.Why)
		}
		for _, p := range plan {
			if p.Obligation.ID != o.ID {
				continue
			}
			row.planned = append(row.planned, reminderRow{Key: p.Key, Letter: p.Rung.Name, Due: p.Due.On.String(), At: calendar.Instant(p.At), Outcome: toCome})
			if outcome, _ := p.Outcome(); row.Next == nil && outcome == obligation.Sent {
				row.Next = &rungRow{Rung: p.Rung.Name, At: calendar.Instant(p.At), To: p.Rung.To}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func obligationTable(w io.Writer, rows []obligationRow, n names) {
	lines := make([]table.Row, len(rows))
	for i, r := range rows {
		next := "-"
		if r.Next != nil {
			next = r.Next.Rung + " to " + strings.Join(r.Next.To, ", ") + ", " + r.Next.At[:16] + "Z"
		}
		standing := r.Standing
		if r.Why != "" {
			standing += ": " + r.Why
		}
		lines[i] = table.Row{law.Reference(r.Stream), n.in(r.ID), r.What, dash(n.all(r.Who)), r.Due, standing, next}
	}
	columns(w, table.Row{"OF", "ID", "WHAT", "WHO", "DUE", "STANDING", "NEXT LETTER"}, lines)
}
