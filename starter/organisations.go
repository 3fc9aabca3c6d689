package main

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
)

func (a *app) organisationCommands() *cobra.Command {
	return group("organisation", "Record, find and correct organisations, join two records of one, and say where you work", "  twinning organisation list --as officer",
		a.organisationRecord(), a.organisationList(), a.organisationShow(), a.organisationCorrect(), a.organisationJoin(), a.organisationBelong())
}

// organisationStream is the stream of a record that is named with or without its noun.
func organisationStream(text string) (string, error) {
	stream, ok := organisation.Stream(strings.TrimPrefix(text, organisation.Root))
	if !ok {
		return "", usage("%q is not the reference of an organisation: one is ten of A-Z and 2-7", query.Cut(text))
	}
	return stream, nil
}

func detailsFlags(cmd *cobra.Command, d *organisation.Details) {
	f := cmd.Flags()
	f.StringVar(&d.Address, "address", "", "street, post code and town")
	f.StringVar(&d.Country, "country", "", "two letters, as in SE")
	f.StringVar(&d.PIC, "pic", "", "its PIC, nine digits; its shape alone is checked")
	f.StringVar(&d.VAT, "vat", "", "its VAT number with the prefix of its country, without spaces; its shape alone is checked")
}

func (a *app) organisationRecord() *cobra.Command {
	var w commandFlags
	var d organisation.Details
	cmd := &cobra.Command{
		Use: "record NAME", Short: "Record an organisation: its name, its address and, where known, its numbers",
		Long: `Record an organisation: its name, its address and, where they are known, its PIC and its
VAT number. Of the numbers the shape is checked, and nobody is asked whether they are
given out. Where another record may be of the same organisation, the staff are shown
it; nothing is joined by itself.`,
		Example: `  twinning organisation record "Region Skåne" --address "Rådhus Skåne, 291 89 Kristianstad" --country SE --pic 999999999 --as mask-contact`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			d.Name = args[0]
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			ids, err := a.ids(cmd.Context(), []string{w.as})
			if err != nil {
				return err
			}
			stream, _ := organisation.Stream(organisation.NewReference(w.id, ids[0]))
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: organisation.Record{Details: d}, Begins: true})
		},
	}
	detailsFlags(cmd, &d)
	return mutating(cmd, &w)
}

func (a *app) organisationCorrect() *cobra.Command {
	var w commandFlags
	var d organisation.Details
	var why string
	cmd := &cobra.Command{
		Use: "correct ORGANISATION", Short: "Correct a record: what is left out stays as it is",
		Example: `  twinning organisation correct K7Q2MDAAAA --address "Malmö" --why "it has moved" --as mask-contact`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := organisationStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			row, _, err := ask(cmd.Context(), a, w.as, func(q *query.Queries, v access.Viewer) (query.OrganisationRow, error) {
				return q.Organisation(cmd.Context(), v, law.Reference(stream))
			})
			if err != nil {
				return err
			}
			for name, value := range map[string]*string{"name": &d.Name, "address": &d.Address, "country": &d.Country, "pic": &d.PIC, "vat": &d.VAT} {
				if !cmd.Flags().Changed(name) {
					*value = map[string]string{"name": row.Name, "address": row.Address, "country": row.Country, "pic": row.PIC, "vat": row.VAT}[name]
				}
			}
			return a.mutate(cmd.Context(), &w, stream, organisation.Correct{Details: d, Why: law.Text(why)})
		},
	}
	detailsFlags(cmd, &d)
	cmd.Flags().StringVar(&d.Name, "name", "", "its name")
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}

func (a *app) organisationJoin() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "join ORGANISATION RECORD", Short: "Record that two records are of one organisation",
		Long: `Record that the second record is another one of the organisation that the first one is
of, for a reason. The first one holds from then on; what was recorded of both stays.
The staff do this, by what they know: the list only suggests it.`,
		Example: `  twinning organisation join K7Q2MDAAAA ABCDEFGHIJ --why "the same PIC, and their letter says so" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			into, err := organisationStream(args[0])
			if err != nil {
				return err
			}
			stream, err := organisationStream(args[1])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, organisation.Join{Into: law.Reference(into), Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}

func (a *app) organisationBelong() *cobra.Command {
	var as string
	var none bool
	cmd := &cobra.Command{
		Use: "belong [ORGANISATION]", Short: "Say to which organisation you belong, or with --none to none",
		Example: "  twinning organisation belong K7Q2MDAAAA --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if as == "" {
				return &failure{code: exitUsage, what: "nobody is said to act", next: "say who with --as PERSON (alias or id), or set TWINNING_AS"}
			}
			if none == (len(args) == 1) {
				return usage("name the organisation, or say --none")
			}
			p, err := a.person(ctx, as)
			if err != nil {
				return err
			}
			var is organisation.Organisation
			if !none {
				stream, err := organisationStream(args[0])
				if err != nil {
					return err
				}
				q, err := a.query(ctx)
				if err != nil {
					return err
				}
				if is, err = q.MayBelong(ctx, law.Reference(stream)); err != nil {
					return err
				}
			}
			if _, err := a.people.Belongs(ctx, p.ID, is.Reference, is.Details.Name); err != nil {
				return err
			}
			said := struct {
				Person       string `json:"person"`
				Organisation string `json:"organisation"`
			}{p.ID, is.Reference}
			return a.print(said, func(w io.Writer) { fields(w, "belongs to", dash(is.Details.Name), "record", dash(is.Reference)) })
		},
	}
	cmd.Flags().BoolVar(&none, "none", false, "to none any more")
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who says it of themselves: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}

// numbersOf are the numbers of an organisation in one column.
func numbersOf(d organisation.Details) string {
	return dash(strings.TrimSpace(d.PIC + " " + d.VAT))
}

// alikeOf says which records may be of the same organisation, and why.
func alikeOf(tell *narrate.Narrator, r query.OrganisationRow) string {
	var list []string
	for _, other := range r.Alike {
		var by []string
		for _, b := range other.By {
			by = append(by, tell.Word("likeness", string(b)))
		}
		list = append(list, other.Reference+" ("+strings.Join(by, ", ")+")")
	}
	return dash(strings.Join(list, "; "))
}

func (a *app) organisationList() *cobra.Command {
	var as, find string
	cmd := &cobra.Command{
		Use: "list", Short: "List organisations: the staff see all, and which records may be of one; others see their own",
		Example: "  twinning organisation list --as officer\n  twinning organisation list --find 999999999 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, _, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.OrganisationRow, error) {
				return q.Organisations(cmd.Context(), v, find)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "there is no organisation; `twinning organisation record` records one\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					stands := phrased("%s", coded(r.Stage))
					if r.Into != "" {
						stands = phrased("%s to %s", coded(r.Stage), r.Into)
					}
					lines[i] = table.Row{r.Reference, r.Name, r.Country, numbersOf(r.Details), stands, alikeOf(a.tell(cmd.Context()), r)}
				}
				columns(w, table.Row{"ORGANISATION", "NAME", "COUNTRY", "PIC, VAT", "STANDS", "MAY BE THE SAME AS"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&find, "find", "", "a part of a name, a PIC or a VAT number")
	return reading(cmd, &as)
}

func (a *app) organisationShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show ORGANISATION", Short: "Show the record of an organisation, and what it said before",
		Example: "  twinning organisation show K7Q2MDAAAA --as officer",
	}, organisationStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.OrganisationRow, error) {
		return q.Organisation(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, row query.OrganisationRow, n query.Names) {
		fields(w, "organisation", row.Reference, "name", row.Name, "address", strings.Join(strings.Fields(row.Address), " "), "country", row.Country,
			"pic", dash(row.PIC), "vat", dash(row.VAT), "recorded by", n.Of(row.By), "since", row.Since, "another one of", dash(row.Into), "may be the same as", alikeOf(a.tell(ctx), row))
		for _, was := range row.Past {
			fields(w, "before", strings.Join([]string{was.Name, strings.Join(strings.Fields(was.Address), " "), was.Country, numbersOf(was)}, "; "))
		}
	})
}
