package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) programme() *cobra.Command {
	check := &cobra.Command{
		Use: "check FILE...", Short: "Check rule books, and say everything that is wrong with them, and where",
		Long: `Check rule books of calls, surveys, bodies, marketplaces, initiatives and masterclasses:
which kind a file is of is told by its fields. Files that other commands read, as of
people, tenders, entries and answers, are checked, too, and it is said which reads them.`,
		Example: "  twinning programme check programmes/dhe-2019.yaml programmes/surveys/ehn-2021.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error { return a.checkFiles(cmd.Context(), args) },
	}
	return group("programme", "Open programmes, give their roles, show them; check rule books", "  twinning programme list",
		a.programmeOpen(), a.programmeDefaults(), a.programmeGive(), a.programmeWithdraw(), a.programmeReplace(), a.programmeClose(), a.programmeShow(), a.programmeList(), check)
}

// programmeStream is the stream of a programme that is named with or without its noun.
func programmeStream(text string) (string, error) {
	stream := governance.ProgrammeStream(strings.TrimPrefix(text, governance.ProgrammeFamily))
	if stream == "" {
		return "", usage("%q is not the reference of a programme: one is letters, digits and single hyphens, as in DigitalHealthEurope", query.Cut(text))
	}
	return stream, nil
}

// defaults reads a part of a rule book; none where no file is named.
func (a *app) defaults(file string) (*governance.Defaults, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // there are none
	}
	name, text, err := a.readBytes(file)
	if err != nil {
		return nil, err
	}
	if err := programme.CheckParts(name, text); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return &governance.Defaults{SHA256: hex.EncodeToString(sum[:]), File: string(text)}, nil
}

func (a *app) programmeOpen() *cobra.Command {
	var w commandFlags
	var name, zone, file, like string
	cmd := &cobra.Command{
		Use: "open PROGRAMME", Short: "Open a programme, as an administrator",
		Long: `Open a programme, as an administrator. The rule books of its calls name it by its
reference (programme: in the file). Its heads and officers may open calls under it.
--defaults is a file with parts of a rule book, such as the holidays: a call has them
where its own rule book says nothing of the part. --like begins with the zone and the
default parts of another programme, where they are not given.`,
		Example: `  twinning programme open DigitalHealthEurope --name "DigitalHealthEurope" --zone Europe/Brussels --as ada`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := programmeStream(args[0])
			if err != nil {
				return err
			}
			d, err := a.defaults(file)
			if err != nil {
				return err
			}
			if like != "" {
				if zone, d, err = a.likeProgramme(cmd.Context(), w.as, like, zone, d); err != nil {
					return err
				}
			}
			if name == "" {
				name = law.Reference(stream)
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: governance.OpenProgramme{Name: name, Zone: zone, Defaults: d}, Begins: true})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what the programme is called in public; its reference if left out")
	cmd.Flags().StringVar(&zone, "zone", "", "the `ZONE` of the days of its roles, as in Europe/Brussels; UTC if left out")
	cmd.Flags().StringVar(&file, "defaults", "", "parts of a rule book, in a `FILE`")
	cmd.Flags().StringVar(&like, "like", "", "another `PROGRAMME` to begin from")
	return mutating(cmd, &w)
}

// likeProgramme is the zone and the default parts of another programme, where none are given.
func (a *app) likeProgramme(ctx context.Context, as, like, zone string, d *governance.Defaults) (string, *governance.Defaults, error) {
	stream, err := programmeStream(like)
	if err != nil {
		return zone, d, err
	}
	page, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.ProgrammePage, error) {
		return q.Programme(ctx, v, law.Reference(stream))
	})
	if err != nil {
		return zone, d, err
	}
	if d == nil && page.File != "" {
		sum := sha256.Sum256([]byte(page.File))
		d = &governance.Defaults{SHA256: hex.EncodeToString(sum[:]), File: page.File}
	}
	return cmp.Or(zone, page.Zone), d, nil
}

func (a *app) programmeDefaults() *cobra.Command {
	var w commandFlags
	var file, why string
	cmd := &cobra.Command{
		Use: "set-defaults PROGRAMME", Short: "Replace the parts of rule books that calls have by default",
		Long: `Replace the parts of rule books that calls have by default, for calls that are opened
from then on; without --file they are removed. It is for the heads and administrators.`,
		Example: `  twinning programme set-defaults DHE --file holidays.yaml --why "the holidays of 2020" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := programmeStream(args[0])
			if err != nil {
				return err
			}
			d, err := a.defaults(file)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, governance.ChangeDefaults{Defaults: d, Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "the parts, in a `FILE`")
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}

// changeProgramme reads the day and the people, and brings the command that is made of them.
func (a *app) changeProgramme(cmd *cobra.Command, c *change, of string, who []string, command func(day calendar.Date, ids []string) law.Command) error {
	stream, err := programmeStream(of)
	if err != nil {
		return err
	}
	if err := c.w.prepare(); err != nil {
		return asUsage(err)
	}
	day, err := parseDay("from", c.from)
	if err != nil {
		return err
	}
	ids, err := a.ids(cmd.Context(), who)
	if err != nil {
		return err
	}
	return a.mutate(cmd.Context(), &c.w, stream, command(day, ids))
}

func (a *app) programmeGive() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "give-role PROGRAMME ROLE PERSON", Short: "Give a person a role of a programme, from a day on",
		Long: `Give a person a role of a programme: head, officer or auditor. Administrators and heads
give them, nobody to themselves. Whoever audits a programme, or did, never runs it.`,
		Example: `  twinning programme give-role DigitalHealthEurope head hana --why "elected by the board" --as ada`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeProgramme(cmd, &c, args[0], args[2:], func(day calendar.Date, ids []string) law.Command {
				return governance.GiveProgrammeRole{Role: law.Role(args[1]), Person: ids[0], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) programmeWithdraw() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "withdraw-role PROGRAMME ROLE PERSON", Short: "Take a role of a programme from a person, from a day on",
		Example: `  twinning programme withdraw-role DigitalHealthEurope officer olga --why "moved to another unit" --as hana`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeProgramme(cmd, &c, args[0], args[2:], func(day calendar.Date, ids []string) law.Command {
				return governance.WithdrawProgrammeRole{Role: law.Role(args[1]), Person: ids[0], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) programmeReplace() *cobra.Command {
	var c change
	return c.flags(&cobra.Command{
		Use: "replace-role PROGRAMME ROLE PERSON BY", Short: "Take a role of a programme from one person and give it to another, in one step",
		Example: `  twinning programme replace-role DigitalHealthEurope head hana hugo --from 2019-09-01 --why "hana retires" --as ada`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeProgramme(cmd, &c, args[0], args[2:], func(day calendar.Date, ids []string) law.Command {
				return governance.ReplaceProgrammeRole{Role: law.Role(args[1]), Person: ids[0], By: ids[1], From: day, Why: law.Text(c.why)}
			})
		},
	})
}

func (a *app) programmeClose() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "close PROGRAMME", Short: "Close a programme: no call is opened under it any more",
		Example: `  twinning programme close DigitalHealthEurope --why "the grant has ended" --as hana`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := programmeStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, governance.CloseProgramme{Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}

func (a *app) programmeList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the programmes",
		Example: "  twinning programme list -o json",
	}, (*query.Queries).Programmes, func(_ context.Context, w io.Writer, rows []query.ProgrammeRow, _ query.Names) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{r.Reference, r.Name, coded(r.Stage), r.Zone}
		}
		columns(w, table.Row{"PROGRAMME", "NAME", "STAGE", "ZONE"}, lines)
	})
}

func (a *app) programmeShow() *cobra.Command {
	var as string
	var defaults bool
	cmd := &cobra.Command{
		Use: "show PROGRAMME", Short: "Show a programme: who has which role, and what its rule books begin with",
		Example: "  twinning programme show DigitalHealthEurope --as hana\n  twinning programme show DigitalHealthEurope --defaults > parts.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := programmeStream(args[0])
			if err != nil {
				return err
			}
			page, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.ProgrammePage, error) {
				return q.Programme(ctx, v, law.Reference(stream))
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) {
				if defaults {
					fmt.Fprint(w, page.File)
					return
				}
				programmeText(w, page, n)
			})
		},
	}
	cmd.Flags().BoolVar(&defaults, "defaults", false, "print only the default parts of rule books, as their file is")
	return reading(cmd, &as)
}

func programmeText(w io.Writer, page query.ProgrammePage, n query.Names) {
	fields(w, "programme", page.Reference, "name", page.Name, "stage", coded(page.Stage), "zone", page.Zone, "default parts", dash(page.Defaults))
	lines := make([]table.Row, len(page.Roles))
	for i, r := range page.Roles {
		lines[i] = table.Row{worded("role", r.Role), n.Of(r.Person)}
	}
	columns(w, table.Row{"ROLE", "PERSON"}, lines)
	if len(page.Changes) == 0 {
		return
	}
	lines = nil
	for _, c := range page.Changes {
		stands := phrased("to come")
		if c.InForce {
			stands = phrased("in force")
		}
		lines = append(lines, table.Row{c.Number, worded("role", c.Role), dash(n.Of(c.Withdrawn)), dash(n.Of(c.Given)), c.Since, stands, string(c.Why)})
	}
	columns(w, table.Row{"CHANGE", "ROLE", "WITHDRAWN FROM", "GIVEN TO", "SINCE", "", "WHY"}, lines)
}

// bookWithDefaults reads a rule book, with the default parts of the programme that
// it names where they are asked for.
func (a *app) bookWithDefaults(ctx context.Context, path string, defaults bool) (programme.Book, error) {
	if !defaults {
		return readFile(a, path, programme.Parse)
	}
	name, text, err := a.readBytes(path)
	if err != nil {
		return programme.Book{}, err
	}
	of, err := programme.Named(name, text)
	if err != nil {
		return programme.Book{}, err
	}
	q, err := a.query(ctx)
	if err != nil {
		return programme.Book{}, err
	}
	page, err := q.Programme(ctx, access.Viewer{}, of)
	if err != nil {
		return programme.Book{}, err
	}
	if page.File != "" {
		if text, err = programme.WithParts(name, text, []byte(page.File)); err != nil {
			return programme.Book{}, err
		}
	}
	return programme.Parse(name, text)
}
