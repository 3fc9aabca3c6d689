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
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
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

STREAM is a call, a tender or any other life, as in EHN or body/EHN where two have that
reference, of which every decision is explained in order; POSITION is
one event of the ledger, and that of a receipt stands for the answer to it. Without --as
you read as the staff do. A decision that does not come out the same ends the command
with exit code 4.`,
		Example: "  twinning explain DHE-2019-K7Q2MD\n  twinning explain DHE-2019 --kind award-released --last\n  twinning explain EHN --kind votes-counted\n  twinning explain 120 --as mask-contact -o json",
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
			if why.Stream, err = qs.Find(ctx, v, what); err != nil {
				return nil, err
			}
		}
		return qs.Explain(ctx, v, why)
	})
	if err != nil {
		return unexplained(err)
	}
	if err := printAll(a, all, func(w io.Writer) { a.derivationText(w, a.tell(ctx), all) }); err != nil {
		return err
	}
	return different(all)
}

// different fails where a decision did not come out the same.
func different(all []explain.Derivation) error {
	for _, d := range all {
		if !d.Recomputed.Same && d.Recomputed.Blind.Code == "" {
			return &failure{
				code: exitRefused, what: fmt.Sprintf("the decision at position %d does not come out the same: %s", d.Position, d.Recomputed.Difference.Text),
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
	switch {
	case plain.From > 0:
		f.next = fmt.Sprintf("`twinning explain %d` explains what it followed from", plain.From)
	case plain.Code == "no-decision-but-question":
		f.next = "`twinning award what-ifs CALL --check` lists the questions and computes them again"
	}
	return f
}

func (a *app) derivationText(w io.Writer, tell *narrate.Narrator, all []explain.Derivation) {
	label := func(code string) string { return tell.Word("label", code) }
	stage := func(stream, s string) string {
		if s == "" {
			return "-"
		}
		return tell.Word(lives.StageWords(stream), s)
	}
	for i, d := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		is := law.Why("explained-event", law.Word("kind", "event", d.Kind), law.Count("version", d.Version), law.Count("position", d.Position))
		if d.Version == 0 { // it is not told
			is = law.Why("explained-event-of-others-too", law.Word("kind", "event", d.Kind), law.Count("position", d.Position))
		}
		printf(w, "%s  %s\n", a.paint(bold, law.Reference(d.Stream)), tell.Reason(is))
		moved := stage(d.Stream, d.Before)
		if d.After != d.Before {
			moved += " -> " + stage(d.Stream, d.After)
		}
		fields(w, label("decision"), d.Decision.Text, label("outcome"), d.Outcome.Text, label("stage"), moved,
			label("at"), tell.Reason(law.Why("explained-at", narrate.Verbatim("at", d.At), narrate.Verbatim("recorded", d.RecordedAt))))
		fields(w, label("rule"), tell.Reason(law.Why("explained-rule", narrate.Verbatim("rule", d.Rule.Name), narrate.Verbatim("code", d.Rule.Code), law.SHA256("book", d.Rule.Book))))
		for _, v := range d.Rule.Values {
			fields(w, "", v.Path+" = "+v.Text()+"  ("+v.Origin.Text+")")
		}
		factText(w, tell, d)
		for n, line := range d.Arithmetic {
			fields(w, once(n, label("arithmetic")), line.Text)
		}
		if d.Table != nil {
			tableText(w, *d.Table)
		}
		if k := d.Command; k != nil { // its id may name who this reader may not know, and is then left out
			fields(w, label("asked-by"), tell.Reason(law.Why("explained-command", narrate.Verbatim("who", k.Who), narrate.Verbatim("kind", k.Kind), narrate.Verbatim("id", k.ID), narrate.Verbatim("received", k.ReceivedAt))))
		}
		if m := d.Moment; m != nil {
			fields(w, label("by-itself"), tell.Reason(law.Why("explained-moment", narrate.Verbatim("moment", m.Key), narrate.Verbatim("at", m.At))))
		}
		seen := ""
		if d.Seen > 0 {
			seen = tell.Reason(law.Why("explained-seen", law.Count("events", d.Seen)))
		}
		fields(w, label("seen"), seen, label("recomputed"), a.recomputed(tell, d.Recomputed))
	}
}

// factText lists facts, but for those whose positions stand in a table.
func factText(w io.Writer, tell *narrate.Narrator, d explain.Derivation) {
	n, tabled := 0, 0
	facts := tell.Word("label", "facts")
	for _, f := range d.Facts {
		if f.InTable {
			tabled++
			continue
		}
		fields(w, once(n, facts), tell.Reason(law.Why("explained-fact", law.Count("position", f.Position), law.Word("kind", "event", f.Kind), law.Word("stream", "stream", f.Stream), narrate.Verbatim("what", f.What.Text))))
		n++
	}
	if tabled > 0 {
		fields(w, once(n, facts), tell.Reason(law.Why("explained-facts-in-table", law.Count("scores", tabled))))
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
		head[i] = verbatim(h)
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

func (a *app) recomputed(tell *narrate.Narrator, r explain.Recomputed) string {
	painted := func(c color, code string) string { return a.paint(c, tell.Word("recomputed", code)) }
	switch {
	case r.Same:
		return tell.Reason(law.Why("recomputed-same", narrate.Verbatim("verdict", painted(green, "same"))))
	case r.Blind.Code != "":
		return tell.Reason(law.Why("recomputed-otherwise", narrate.Verbatim("verdict", painted(yellow, "impossible")), narrate.Verbatim("why", r.Blind.Text)))
	}
	return tell.Reason(law.Why("recomputed-otherwise", narrate.Verbatim("verdict", painted(red, "different")), narrate.Verbatim("why", r.Difference.Text)))
}
