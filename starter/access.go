package main

import (
	"context"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
)

func (a *app) access() *cobra.Command {
	return group("access", "Say who read what is sealed or personal, and who could have seen what when", "  twinning access log DHE-2019-K7Q2MD",
		a.accessLog(), a.accessCould(), a.accessKept())
}

// Record opens the record of reads when something is first recorded.
func (a *app) Record(ctx context.Context, r reads.Read) error {
	store, err := a.reads(ctx)
	if err != nil {
		return err
	}
	return store.Record(ctx, r)
}

func (a *app) reads(ctx context.Context) (*reads.Store, error) {
	if a.readers == nil {
		s, err := a.settings()
		if err != nil {
			return nil, err
		}
		if a.readers, err = reads.Connect(ctx, s.DatabaseURL, 1); err != nil {
			return nil, away(s.DatabaseURL, err)
		}
	}
	return reads.New(a.readers), nil
}

func (a *app) accessLog() *cobra.Command {
	var as, person string
	var limit int
	cmd := &cobra.Command{
		Use: "log [STREAM]", Short: "List who read what is sealed or personal, the newest first",
		Long: `List who read what is sealed or personal of a life, or of all, the newest first: which
question, and by what they may. What a party reads of its own is not recorded. With
--person only what one person read.`,
		Example: "  twinning access log DHE-2019-K7Q2MD --as auditor\n  twinning access log --person eva-1 -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if limit < 1 || limit > 100_000 {
				return usage("--limit is 1 to 100000")
			}
			rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]reads.Read, error) {
				f := reads.Filter{Limit: limit}
				if len(args) == 1 {
					var err error
					if f.Stream, err = q.Find(ctx, v, args[0]); err != nil {
						return nil, err
					}
				}
				if person != "" {
					p, err := a.person(ctx, person)
					if err != nil {
						return nil, err
					}
					f.Person = p.ID
				}
				store, err := a.reads(ctx)
				if err != nil {
					return nil, err
				}
				return q.Reads(ctx, v, store, f)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "nobody has read it, but its own parties\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					var who any = phrased("(at this machine)")
					if r.Person != "" {
						who = n.Of(r.Person)
					}
					lines[i] = table.Row{r.At.UTC().Format(time.DateTime) + "Z", who, lifeCalled(r.Stream), r.What, r.Rule}
				}
				columns(w, table.Row{"READ", "WHO", "OF", "WHAT", "AS"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&person, "person", "", "only what this `PERSON` read: alias or id")
	cmd.Flags().IntVar(&limit, "limit", 1000, "at most so many")
	return reading(cmd, &as)
}

func (a *app) accessCould() *cobra.Command {
	var as string
	var at query.Then
	cmd := &cobra.Command{
		Use: "could PERSON STREAM", Short: "Say what a person could have seen of a life at an instant",
		Long: `Say what a person could have seen of a call or a tender at an instant, by the roles, the
stage, the seal and the conflicts of that time. PERSON is an alias or id, or public for
whoever is not signed in.`,
		Example: "  twinning access could eva-1 DHE-2019-K7Q2MD --at 2019-09-01 --as auditor", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			who := ""
			if args[0] != "public" {
				p, err := a.person(ctx, args[0])
				if err != nil {
					return err
				}
				who = p.ID
			}
			could, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.Could, error) {
				stream, err := q.Find(ctx, v, args[1])
				if err != nil {
					return query.Could{}, err
				}
				return q.Could(ctx, v, who, stream, at)
			})
			if err != nil {
				return err
			}
			return a.print(could, func(w io.Writer) { couldText(w, a.tell(ctx), could, n) })
		},
	}
	cmd.Flags().StringVar(&at.At, "at", "", "at an `INSTANT`: RFC 3339, or a date or wall-clock time in the zone of the call; now if left out")
	return reading(cmd, &as)
}

func couldText(w io.Writer, tell *narrate.Narrator, c query.Could, n query.Names) {
	var who any = phrased("the public")
	if c.Person != "" {
		who = n.Of(c.Person)
	}
	at, err := calendar.ParseInstant(c.At)
	when := c.At
	if err == nil {
		when = at.UTC().Format(time.DateTime) + "Z"
	}
	printf(w, "%s, as %s, of %s (%s) at %s\n\n", who, c.By, law.Reference(c.Stream), worded(lives.StageWords(c.Stream), c.Stage), when)
	lines := make([]table.Row, len(c.Parts))
	for i, p := range c.Parts {
		lines[i] = table.Row{tell.Word("aspect", string(p.Part)), tell.Word("answer", map[bool]string{true: "yes", false: "no"}[p.Could])}
	}
	columns(w, table.Row{"WHAT", "COULD SEE"}, lines)
}
