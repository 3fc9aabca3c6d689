package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) letters() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "letters", Short: "Show the letters to a person, with what became of each",
		Long: `Show the letters to a person, the last one first, with what became of each. They are
told to that person alone.`,
		Example: "  twinning letters --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if as == "" {
				return usage("--as is missing: say who reads, by alias or id; `twinning people list` shows who is")
			}
			rows, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.LetterRow, error) {
				return q.Letters(cmd.Context(), v)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "there is no letter to you yet\n")
				}
				for _, l := range rows {
					printf(w, "%s\n", a.paint(bold, l.Subject))
					fields(w, "promised", l.At, "fate", phrased("%s %s", coded(l.Fate), l.FateAt))
					printf(w, "\n%s\n", n.In(l.Text))
				}
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}

func (a *app) letter() *cobra.Command {
	return group("letter", "Look at the letters that a call sends", "  twinning letter preview DHE-2019 awarded --language fr --as officer", a.letterList(), a.letterPreview(), a.letterBounced(), a.letterReached())
}

// letterReached says how somebody was reached whom a letter had not reached.
func (a *app) letterReached() *cobra.Command {
	var how, note string
	var again bool
	var w commandFlags
	cmd := mutating(&cobra.Command{
		Use: "reached TENDER NUMBER", Short: "Record how somebody was reached whom a letter did not reach",
		Long: `Record how somebody was reached whom a letter did not reach. NUMBER is that of the letter
which tender show lists as not come, or the id of the letter, as in 12/0. With --again the
letters that had not reached the person go to the corrected address; where it has not
been corrected yet that is refused.`,
		Example: `  twinning letter reached DHE-2019-K7Q2MD 1 --how told-otherwise --note "by telephone" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			number, err := a.unreachedNumber(cmd.Context(), w.as, law.Reference(stream), args[1])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, twinning.SettleUnreached{Number: number, How: twinning.Reached(how), Note: law.Text(note), Again: again})
		},
	}, &w)
	cmd.Flags().StringVar(&how, "how", "", "address-corrected or told-otherwise")
	cmd.Flags().StringVar(&note, "note", "", "how and when, which is recorded")
	cmd.Flags().BoolVar(&again, "again", false, "send the letters that did not come to the corrected address")
	return cmd
}

// unreachedNumber is the number of a letter that did not come, by that number or by the id of the letter.
func (a *app) unreachedNumber(ctx context.Context, as, reference, typed string) (int, error) {
	if number, err := strconv.Atoi(typed); err == nil {
		return number, nil
	}
	unknown := usage("%q is no number; `twinning tender show` lists the letters that did not come", query.Cut(typed))
	if !law.IsLetterID(typed) {
		return 0, unknown
	}
	page, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.TenderPage, error) { return q.Tender(ctx, v, reference) })
	if err != nil {
		return 0, err
	}
	for _, u := range slices.Backward(page.Unreached) { // the last one first: a letter may not have come twice
		if u.Letter == typed {
			return u.Number, nil
		}
	}
	return 0, unknown
}

func (a *app) letterList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list CALL", Short: "List the letters of a call, and which of them its rule book words itself",
		Example: "  twinning letter list DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			rows, _, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.LetterTemplate, error) {
				return q.LetterTemplates(cmd.Context(), v, args[0])
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Template, r.Name, dash(strings.Join(r.Worded, ", "))}
				}
				columns(w, table.Row{"LETTER", "WHAT IT SAYS", "WORDED BY THE CALL"}, lines)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}

func (a *app) letterPreview() *cobra.Command {
	var as, lang, to string
	var page bool
	cmd := &cobra.Command{
		Use: "preview CALL LETTER", Short: "Show a letter with made-up content, as the call would send it now",
		Long: `Show a letter with made-up content, as the call would send it now: with its own wording,
where its rule book has one. Nothing is sent or recorded. It is for the staff and the
auditors. LETTER is a name of ` + "`twinning letter list CALL`" + `.`,
		Example: `  twinning letter preview DHE-2019 awarded --language fr --as officer
  twinning letter preview DHE-2019 reminder --to mask-contact --html --as head > letter.html`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			p, _, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) (query.LetterPreview, error) {
				return q.LetterPreview(cmd.Context(), v, args[0], args[1], lang, to)
			})
			if err != nil {
				return err
			}
			return a.print(p, func(w io.Writer) {
				if page {
					fmt.Fprint(w, p.HTML)
					return
				}
				printf(w, "%s\n", a.paint(bold, p.Subject))
				wordedBy := phrased("as every call words it")
				if p.Worded {
					wordedBy = phrased("by the rule book of the call")
				}
				fields(w, "letter", p.Name, "language", p.Language, "worded", wordedBy)
				printf(w, "\n%s", p.Text)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	cmd.Flags().StringVar(&lang, languageFlag, "", "`LANGUAGE` of the letter: en, fr or de; else that of whom it is to, else the call's")
	cmd.Flags().StringVar(&to, "to", "", "alias or id of the `PERSON` whom it is to")
	cmd.Flags().BoolVar(&page, "html", false, "show the page of the letter instead of its text")
	complete(cmd, languageFlag, letters.Languages()...)
	return cmd
}
