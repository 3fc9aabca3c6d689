package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A question is what somebody wants explained.
type question struct {
	as, kind string
	last     bool
}

func (a *app) explain() *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use: "explain STREAM|POSITION", Short: "Explain why something was decided, and compute it once more",
		Long: `Explain why something was decided, and compute it once more: the rule, with its
version and where its values come from; the facts, with their positions in the ledger;
the arithmetic; the outcome; and whether the law, asked again over the same facts, says
the same, byte for byte.

STREAM is a call or a tender, of which every decision is explained in order; POSITION is
one event of the ledger, and that of a receipt stands for the answer to it. Without --as
you read as the staff do. A decision that does not come out the same ends the command
with exit code 4.`,
		Example: "  twinning explain DHE-2019-K7Q2MD\n  twinning explain DHE-2019 --kind award-released --last\n  twinning explain 120 --as mask-contact -o json",
		Args:    takes,
		RunE:    func(cmd *cobra.Command, args []string) error { return a.derive(cmd.Context(), args[0], q) },
	}
	f := cmd.Flags()
	f.BoolVar(&q.last, "last", false, "only the newest decision")
	f.StringVar(&q.kind, "kind", "", "only decisions of this `KIND`, as in award-released")
	f.StringVar(&q.as, "as", "", "explain what this person may see: alias or id of a `PERSON`")
	cmd.AddCommand(a.explainStages())
	return cmd
}

func (a *app) derive(ctx context.Context, what string, q question) error {
	why := query.Why{Kind: q.kind, Last: q.last}
	position, err := strconv.ParseInt(what, 10, 64)
	one := err == nil
	if why.Position = position; one && (q.last || q.kind != "") {
		return usage("--last and --kind choose among the decisions of a stream; %s is one position", what)
	}
	all, _, err := ask(ctx, a, q.as, func(qs *query.Queries, v access.Viewer) ([]explain.Derivation, error) {
		if !one {
			var err error
			if why.Stream, err = qs.Find(ctx, what); err != nil {
				return nil, err
			}
		}
		return qs.Explain(ctx, v, why)
	})
	if err != nil {
		return unexplained(err)
	}
	if err := printAll(a, all, func(w io.Writer) { a.derivationText(w, all) }); err != nil {
		return err
	}
	return different(all)
}

// different fails where a decision did not come out the same.
func different(all []explain.Derivation) error {
	for _, d := range all {
		if !d.Recomputed.Same && d.Recomputed.Blind == "" {
			return &failure{
				code: exitRefused, what: fmt.Sprintf("the decision at position %d does not come out the same: %s", d.Position, d.Recomputed.Difference),
				next: "`twinning verify` says whether the ledger was changed; else the law was",
			}
		}
	}
	return nil
}

// unexplained gives what cannot be explained its exit code.
func unexplained(err error) error {
	var plain *explain.Plain
	if !errors.As(err, &plain) {
		return err
	}
	f := &failure{code: exitNotFound, what: plain.Error()}
	if plain.From > 0 {
		f.next = fmt.Sprintf("`twinning explain %d` explains what it followed from", plain.From)
	}
	return f
}

func (a *app) derivationText(w io.Writer, all []explain.Derivation) {
	for i, d := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s, version %d, position %d\n", a.paint(bold, law.Reference(d.Stream)), d.Kind, d.Version, d.Position)
		stage := dash(d.Before)
		if d.After != d.Before {
			stage += " -> " + dash(d.After)
		}
		fields(w, "decision", d.Decision, "outcome", d.Outcome, "stage", stage, "at", d.At+", recorded "+d.RecordedAt)
		rule := d.Rule.Name
		if d.Rule.Code != "" {
			rule += ", " + d.Rule.Code
		}
		if d.Rule.Book != "" {
			rule += "; rule book " + d.Rule.Book
		}
		fields(w, "rule", rule)
		for _, v := range d.Rule.Values {
			fields(w, "", v.Path+" = "+v.Text()+"  ("+v.Origin()+")")
		}
		factText(w, d)
		for n, line := range d.Arithmetic {
			fields(w, once(n, "arithmetic"), line)
		}
		if d.Table != nil {
			tableText(w, *d.Table)
		}
		if k := d.Command; k != nil {
			id := ""
			if k.ID != "" { // it may name who this reader may not know
				id = ", command " + k.ID
			}
			fields(w, "asked by", k.Who+": "+k.Kind+id+", received "+k.ReceivedAt)
		}
		if m := d.Moment; m != nil {
			fields(w, "by itself", "the moment "+m.Key+", "+m.At)
		}
		fields(w, "seen", fmt.Sprintf("the first %d events of the ledger", d.Seen), "recomputed", a.recomputed(d.Recomputed))
	}
}

// factText lists facts, but for those whose positions stand in a table.
func factText(w io.Writer, d explain.Derivation) {
	n, tabled := 0, 0
	for _, f := range d.Facts {
		if f.InTable {
			tabled++
			continue
		}
		fields(w, once(n, "facts"), fmt.Sprintf("position %d, %s in %s: %s", f.Position, f.Kind, f.Stream, f.What))
		n++
	}
	if tabled > 0 {
		fields(w, once(n, "facts"), fmt.Sprintf("%s, whose positions stand in the table", count(tabled, "score", "scores")))
	}
}

// once is a name for the first of many lines.
func once(n int, name string) string {
	if n > 0 {
		return ""
	}
	return name
}

func tableText(w io.Writer, t explain.Table) {
	head := make(table.Row, len(t.Header))
	for i, h := range t.Header {
		head[i] = h
	}
	rows := make([]table.Row, len(t.Rows))
	for i, r := range t.Rows {
		rows[i] = make(table.Row, len(r))
		for k, cell := range r {
			rows[i][k] = cell
		}
	}
	fmt.Fprintln(w)
	columns(w, head, rows)
	fmt.Fprintln(w)
}

func (a *app) recomputed(r explain.Recomputed) string {
	switch {
	case r.Same:
		return a.paint(green, "the same") + ", byte for byte"
	case r.Blind != "":
		return a.paint(yellow, "not possible") + ": " + r.Blind
	}
	return a.paint(red, "NOT the same") + ": " + r.Difference
}
