package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

// draftName is the name of a draft that is given none.
const draftName = "draft"

func (a *app) tenderDraft() *cobra.Command {
	return group("draft", "Keep drafts of tenders, private to their party", "  twinning tender draft save DHE-2019 tender.yaml --as mask-contact",
		a.draftSave(), a.draftList(), a.draftShow(), a.draftDrop())
}

// asking gives a command the flags that say who asks for a draft, and of which call.
func asking(cmd *cobra.Command, as, of *string) *cobra.Command {
	cmd.Flags().StringVar(as, "as", os.Getenv("TWINNING_AS"), "who asks: alias or id of a `PERSON` (TWINNING_AS), until there is sign-in")
	if of != nil {
		cmd.Flags().StringVar(of, "call", "", "only of this `CALL`")
	}
	return cmd
}

func (a *app) draftSave() *cobra.Command {
	var as, name, id, revision string
	cmd := &cobra.Command{
		Use: "save CALL FILE", Short: "Save a draft of a tender, in place of the one of that name",
		Long: `Save a draft of a tender, in place of your draft of that name. It need not be
complete: what is still missing is listed. It is sealed; nobody reads it but you
and those whom it names as contact and signatory. It is no submission, and it is
gone 30 days after the limit of its call. FILE - is the standard input.`,
		Example: "  twinning tender draft save DHE-2019 tender.yaml --as mask-contact\n  twinning tender draft save DHE-2019 - --name with-porto --as mask-contact < tender.yaml",
		Args:    takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			of, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			file, data, err := a.readBytes(args[1])
			if err != nil {
				return err
			}
			if _, err := programme.ParseDraft(file, data); err != nil {
				return err
			}
			store, done, err := a.drafts(ctx, as)
			if err != nil {
				return err
			}
			defer done()
			if err := a.mustBegin(ctx, law.CallStream(of)); err != nil {
				return err
			}
			d, err := store.Save(ctx, drafts.File{As: as, Call: of, Name: name, ID: id, Data: data, If: revision})
			if err != nil {
				return draftError(err)
			}
			page, n, err := a.draftPage(ctx, d, as, file, data)
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) {
				printf(w, "%s %s\n", a.paint(green, a.inWords("saved")), d.Name)
				draftText(w, a.tell(ctx), page, n)
			})
		},
	}
	cmd.Flags().StringVar(&id, "id", "", "save over the draft of this `ID`: yours, or one that names you as contact or signatory")
	cmd.Flags().StringVar(&revision, "if", "", "only over this `REVISION`, which save, list and show print")
	cmd.Flags().StringVar(&name, "name", draftName, "what you call it: one `WORD`, which is sealed, too")
	return asking(cmd, &as, nil)
}

func (a *app) draftList() *cobra.Command {
	var as, of string
	cmd := &cobra.Command{
		Use: "list", Short: "List the drafts that you saved, or that name you as contact or signatory",
		Example: "  twinning tender draft list --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			store, of, done, err := a.draftsOf(ctx, as, of)
			if err != nil {
				return err
			}
			defer done()
			list, err := store.List(ctx, as, of)
			if err != nil {
				return draftError(err)
			}
			q, err := a.query(ctx)
			if err != nil {
				return err
			}
			rows, lines, n := make([]query.DraftRow, len(list)), make([]table.Row, len(list)), a.names(ctx)
			zones := map[string]*time.Location{}
			for i, d := range list {
				if zones[d.Call] == nil {
					if zones[d.Call], err = q.CallZone(ctx, d.Call); err != nil {
						return err
					}
				}
				rows[i] = query.NewDraftRow(d, zones[d.Call])
				name := d.Name
				if d.Closed {
					name = a.inWords("(cannot be opened)")
				}
				lines[i] = table.Row{name, d.ID, d.Call, n.Of(d.Owner), query.Short(d.SavedAt, zones[d.Call]), d.Version, d.Size, rows[i].GoneOn}
			}
			return printAll(a, rows, func(w io.Writer) {
				columns(w, table.Row{"DRAFT", "ID", "CALL", "BY", "SAVED", "REVISION", "BYTES", "GONE ON"}, lines)
			})
		},
	}
	return asking(cmd, &as, &of)
}

func (a *app) draftShow() *cobra.Command {
	var as, of string
	var only bool
	cmd := &cobra.Command{
		Use: "show DRAFT", Short: "Show a draft, by name or id: what is still missing, what the rules would find, and the file",
		Example: "  twinning tender draft show draft --as mask-contact\n  twinning tender draft show draft --file --as mask-contact > tender.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			d, data, err := a.readDraft(ctx, as, of, args[0])
			if err != nil {
				return err
			}
			if only {
				_, err := a.out.Write(data)
				return err
			}
			page, n, err := a.draftPage(ctx, d, as, d.Name, data)
			if err != nil {
				return err
			}
			page.File = string(data)
			return a.print(page, func(w io.Writer) {
				printf(w, "%s  a draft for %s\n", a.paint(bold, d.Name), d.Call)
				draftText(w, a.tell(ctx), page, n)
				printf(w, "\n%s", data)
			})
		},
	}
	cmd.Flags().BoolVar(&only, "file", false, "the file alone, byte for byte as it was saved")
	return asking(cmd, &as, &of)
}

func (a *app) draftDrop() *cobra.Command {
	var as, of string
	cmd := &cobra.Command{
		Use: "drop DRAFT", Short: "Remove a draft, by name or id, for everybody who may read it",
		Example: "  twinning tender draft drop draft --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			store, of, done, err := a.draftsOf(ctx, as, of)
			if err != nil {
				return err
			}
			defer done()
			d, err := store.Drop(ctx, as, of, args[0])
			if err != nil {
				return draftError(err)
			}
			return a.print(map[string]string{"dropped": d.ID, "name": d.Name, "call": d.Call}, func(w io.Writer) {
				printf(w, "dropped %s %s\n", dash(d.Name), d.ID)
			})
		},
	}
	return asking(cmd, &as, &of)
}

// drafts opens the drafts for whoever asks; done gives them back.
func (a *app) drafts(ctx context.Context, as string) (store *drafts.Store, done func(), err error) {
	if as == "" {
		return nil, nil, &failure{code: exitUsage, what: "nobody is said to ask", next: "say who with --as PERSON (alias or id), or set TWINNING_AS: a draft is shown to its party alone"}
	}
	l, err := a.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	if a.served != nil {
		return drafts.New(l, a.people, a.readers), func() {}, nil
	}
	s, err := a.settings()
	if err != nil {
		return nil, nil, err
	}
	pool, err := drafts.Connect(ctx, s.DatabaseURL)
	if err != nil {
		return nil, nil, away(s.DatabaseURL, err)
	}
	return drafts.New(l, a.people, pool), pool.Close, nil
}

// readDraft gives a draft with its file to whoever may read it.
func (a *app) readDraft(ctx context.Context, as, of, which string) (drafts.Draft, []byte, error) {
	store, of, done, err := a.draftsOf(ctx, as, of)
	if err != nil {
		return drafts.Draft{}, nil, err
	}
	defer done()
	d, data, err := store.Read(ctx, as, of, which)
	return d, data, draftError(err)
}

// submitDraft submits what a draft says; the draft stays.
func (a *app) submitDraft(ctx context.Context, w *commandFlags, of, version, draft string) error {
	if version != "" || of != "" {
		to, err := a.whereto(of, version)
		if err != nil {
			return err
		}
		of = to.call
	}
	d, data, err := a.readDraft(ctx, w.as, of, draft)
	if err != nil {
		return err
	}
	t, err := programme.ParseTender("draft "+d.Name, data)
	if err != nil {
		return err
	}
	to, err := a.whereto(d.Call, version)
	if err != nil {
		return err
	}
	return a.submitTender(ctx, w, to, t)
}

// draftsOf are the drafts with the reference of the call that --call names, ""
// for all.
func (a *app) draftsOf(ctx context.Context, as, named string) (store *drafts.Store, of string, done func(), err error) {
	if named != "" {
		if of, err = query.CallRef(named); err != nil {
			return nil, "", nil, err
		}
	}
	store, done, err = a.drafts(ctx, as)
	return store, of, done, err
}

// draftError gives an error of the drafts its exit code.
func draftError(err error) error {
	switch {
	case errors.Is(err, drafts.ErrNotFound):
		return &failure{code: exitNotFound, what: err.Error(), next: "`twinning tender draft list` shows those that you may read"}
	case errors.Is(err, drafts.ErrNonsense), errors.Is(err, drafts.ErrAmbiguous):
		return &failure{code: exitUsage, what: err.Error(), cause: err}
	case errors.Is(err, drafts.ErrMoved):
		return &failure{code: exitRefused, what: "it has been saved since you read it", next: "show it again, and save over that revision"}
	case errors.Is(err, drafts.ErrClosed):
		return &failure{code: exitRefused, what: err.Error(), cause: err}
	case errors.Is(err, drafts.ErrChanged):
		return &failure{code: exitRefused, what: err.Error(), next: "who saved it can drop it by its id: `twinning tender draft drop ID`"}
	}
	return err
}

// draftPage looks at a draft with the rules of its call, for who asks.
func (a *app) draftPage(ctx context.Context, d drafts.Draft, as, file string, data []byte) (query.DraftPage, query.Names, error) {
	return ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.DraftPage, error) {
		return q.Draft(ctx, v, d, file, data)
	})
}
