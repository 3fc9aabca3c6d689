package main

import (
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// closure shows what the closure of a twinning takes; close is the closure.
func (a *app) closure() *cobra.Command {
	var as string
	show := &cobra.Command{
		Use: "show TWINNING", Short: "Show what the closure takes, and who owes what is missing",
		Example: "  twinning closure show DHE-2019-K7Q2MD --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			page, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) (query.ClosurePage, error) {
				return q.Closure(cmd.Context(), v, stream)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { a.closureText(w, page, n) })
		},
	}
	show.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return group("closure", "What the closure of a twinning takes", "  twinning closure show DHE-2019-K7Q2MD --as officer", show)
}

func (a *app) closureText(w io.Writer, p query.ClosurePage, n query.Names) {
	printf(w, "%s  closure: %d of %d items are there\n", a.paint(bold, p.Tender), p.Met, len(p.Items))
	if p.SHA256 != "" {
		fields(w, "to be signed, SHA-256", p.SHA256)
	}
	for _, x := range p.Items {
		mark, name := "[ ]", any(coded(x.Item))
		if x.Met {
			mark = "[x]"
		}
		switch {
		case x.Month > 0:
			name = phrased("log of month %d", x.Month)
		case x.Name != "":
			name = x.Name
		case x.Item == twinning.NeedsSignature:
			name = phrased("%s: %s", coded(x.Item), worded("party", x.ID))
		case x.ID != "":
			name = phrased("%s %s", coded(x.Item), x.ID)
		}
		text := series{coded(x.Stands)}
		if !x.Met {
			text = append(text, phrased("%s: %s", worded("role", x.Role), n.All(x.Who)))
			if x.Due != "" {
				text = append(text, phrased("due %s", x.Due))
			}
		}
		fields(w, phrased("%s %s", mark, name), text)
	}
}
