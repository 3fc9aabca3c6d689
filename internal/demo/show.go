package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"twinning.example/engine/internal/money"
)

// Show writes the report for people.
func (r Report) Show(w io.Writer) {
	day := func(t time.Time) string { return t.UTC().Format("2 January 2006") }
	fmt.Fprintf(w, "The demo of seed %d: %s, %d tenders, from %s to %s\n", r.Seed, r.Call, len(r.Tenders), day(r.From), day(r.To))
	r.showOutcomes(w, "Outcome by type", "TYPE", r.ByType)
	r.showOutcomes(w, "Outcome by country of the contractor", "COUNTRY", r.ByCountry)
	r.showBudget(w)
	r.showTwinnings(w)
	r.showSecondLooks(w)
	r.showWhatIfs(w)
	t := newTable(w, "Letters and their fate", "LETTER", "PROMISED", "SENT", "REFUSED", "SUPPRESSED", "ATTEMPTS", "WITHOUT FATE")
	var all Letters
	for _, l := range r.Letters {
		t.AppendRow(table.Row{l.Template, l.Promised, l.Sent, l.Refused, l.Suppressed, l.Attempts, l.Without})
		all.Promised, all.Sent, all.Refused = all.Promised+l.Promised, all.Sent+l.Sent, all.Refused+l.Refused
		all.Suppressed, all.Attempts, all.Without = all.Suppressed+l.Suppressed, all.Attempts+l.Attempts, all.Without+l.Without
	}
	t.AppendFooter(table.Row{"all", all.Promised, all.Sent, all.Refused, all.Suppressed, all.Attempts, all.Without})
	t.Render()
	t = newTable(w, "Obligations", "WHAT IS OWED", "MET", "MET LATE", "MISSED", "VOID", "OPEN")
	var o Obligations
	for _, x := range r.Obligations {
		t.AppendRow(table.Row{x.What, x.Met, x.Late, x.Missed, x.Void, x.Open})
		o.Met, o.Late, o.Missed, o.Void, o.Open = o.Met+x.Met, o.Late+x.Late, o.Missed+x.Missed, o.Void+x.Void, o.Open+x.Open
	}
	t.AppendFooter(table.Row{"all", o.Met, o.Late, o.Missed, o.Void, o.Open})
	t.Render()
	r.showAround(w)
	r.showRefusals(w)
	r.showLedger(w)
	r.showExpectations(w)
}

func newTable(w io.Writer, title string, header ...any) table.Writer {
	fmt.Fprintf(w, "\n%s\n\n", title)
	t := table.NewWriter()
	t.SetOutputMirror(w)
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "  ", ""
	style.Format.Header, style.Format.Footer = text.FormatDefault, text.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	t.AppendHeader(header)
	return t
}

// right aligns every column from one on.
func right(t table.Writer, from, columns int) {
	var configs []table.ColumnConfig
	for n := from; n <= columns; n++ {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight, AlignFooter: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

func (r Report) showOutcomes(w io.Writer, title, of string, rows []Outcomes) {
	header := []any{of, "TENDERED"}
	for _, o := range outcomes() {
		header = append(header, strings.ToUpper(string(o)))
	}
	t := newTable(w, title, append(header, "PAID, EUR")...)
	right(t, 2, len(header)+1)
	whole := Outcomes{By: map[Outcome]int{}}
	for _, x := range rows {
		row := table.Row{x.Of, x.Tendered}
		for _, o := range outcomes() {
			row = append(row, blank(x.By[o]))
			whole.By[o] += x.By[o]
		}
		t.AppendRow(append(row, plain(x.Paid)))
		whole.Tendered += x.Tendered
		whole.Paid = whole.Paid.Add(x.Paid)
	}
	row := table.Row{"all", whole.Tendered}
	for _, o := range outcomes() {
		row = append(row, whole.By[o])
	}
	t.AppendFooter(append(row, plain(whole.Paid)))
	t.Render()
}

// plain is an amount without its currency, which the title says.
func plain(a money.Amount) string { return strings.TrimPrefix(a.Human(), currency+" ") }

func blank(n int) any {
	if n == 0 {
		return ""
	}
	return n
}

func (r Report) showBudget(w io.Writer) {
	b := r.Budget
	t := newTable(w, "The budget, line by line", "LINE", "TIMES", "AMOUNT")
	right(t, 2, 3)
	t.AppendRow(table.Row{"budget of the call", "", b.Budget.Human()})
	for _, l := range b.Lines {
		t.AppendRow(table.Row{l.What, l.Count, l.Amount.Human()})
	}
	t.AppendRow(table.Row{"committed at the end", "", b.Committed.Human()})
	t.AppendRow(table.Row{"reopened to " + b.To, "", b.Reopened.Human()})
	t.AppendRow(table.Row{"left, freed too late for another award", "", b.Left.Human()})
	t.AppendRow(table.Row{"paid: personnel", "", b.Paid.Personnel.Human()})
	t.AppendRow(table.Row{"paid: direct", "", b.Paid.Direct.Human()})
	t.AppendRow(table.Row{"paid: subcontracting", "", b.Paid.Subcontracting.Human()})
	t.AppendRow(table.Row{"paid", "", b.Paid.Total.Human()})
	t.Render()
}

func (r Report) showTwinnings(w io.Writer) {
	t := newTable(w, "The twinnings that were contracted, in EUR", "PLACE", "TENDER", "TITLE", "OUTCOME", "CONTRACT", "PERSONNEL", "DIRECT", "SUBCONTRACTING", "PAID", "FREED")
	right(t, 5, 10)
	for _, x := range r.Tenders {
		if !x.Contract.IsNone() {
			t.AppendRow(table.Row{
				x.Place, x.Reference, text.Trim(x.Title, 42), x.Outcome, plain(x.Contract), plain(x.Paid.Personnel), plain(x.Paid.Direct),
				plain(x.Paid.Subcontracting), plain(x.Paid.Total), plain(x.Freed),
			})
		}
	}
	t.Render()
}

func (r Report) showSecondLooks(w io.Writer) {
	t := newTable(w, "Where people looked twice", "ON", "TENDER", "WHAT", "HOW")
	for _, x := range r.SecondLooks {
		t.AppendRow(table.Row{x.On.Format(time.DateOnly), x.Tender, x.What, x.How})
	}
	t.Render()
}

func (r Report) showWhatIfs(w io.Writer) {
	t := newTable(w, "What the award would be otherwise, as it was asked", "BY", "THE AWARD IS", "ASKED", "AWARDED", "RESERVE", "REJECTED", "IN", "OUT", "THE SAME")
	right(t, 4, 8)
	for _, x := range r.WhatIfs {
		same := "no"
		if x.Same {
			same = "yes"
		}
		t.AppendRow(table.Row{x.By, x.Official, x.What, x.Awarded, x.Reserve, x.Rejected, blank(x.In), blank(x.Out), same})
	}
	t.Render()
}

func (r Report) showAround(w io.Writer) {
	if len(r.Around) == 0 {
		return
	}
	t := newTable(w, "Before and around the call", "LIFE", "STAGE", "FACTS")
	right(t, 3, 3)
	for _, x := range r.Around {
		t.AppendRow(table.Row{x.Life, x.Stage, x.Facts})
	}
	t.Render()
}

func (r Report) showRefusals(w io.Writer) {
	t := newTable(w, "What was tried and refused", "RULE", "TIMES", "COMMAND", "THE LAW'S WORDS")
	for _, x := range r.Refusals {
		t.AppendRow(table.Row{x.Rule, x.Count, x.Kind, x.Sentence})
	}
	t.Render()
}

func (r Report) showLedger(w io.Writer) {
	l := r.Ledger
	fmt.Fprintf(w, "\nThe ledger\n\n")
	for _, pair := range [][2]string{
		{"size", fmt.Sprintf("%d events in %d streams and %d batches", l.Size, l.Streams, l.Batches)},
		{"root", l.Root},
		{"verified", fmt.Sprintf("every row; %d states folded again, as they stood with their answers; %d findings", l.Compared, len(l.Findings))},
		{"explained", fmt.Sprintf("%d decisions of %d kinds computed once more in %.1f s; %d come out otherwise", r.Explained.Decisions, r.Explained.Kinds, r.Explained.Took.Seconds(), len(r.Explained.Different))},
		{"verifier key", l.Verifier},
		{"checkpoint", strings.TrimSpace(l.Checkpoint)},
	} {
		for n, line := range strings.Split(pair[1], "\n") {
			if n > 0 {
				pair[0] = ""
			}
			fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("  %-14s%s", pair[0], line), " "))
		}
	}
	for _, f := range append(r.Explained.Different, l.Findings...) {
		fmt.Fprintln(w, "  FINDING       "+f)
	}
}

func (r Report) showExpectations(w io.Writer) {
	t := newTable(w, "What had to come of it", "", "EXPECTED", "FOUND")
	met := 0
	for _, e := range r.Expectations {
		word := "NO"
		if e.OK {
			word = "yes"
			met++
		}
		t.AppendRow(table.Row{word, e.Name, e.Why})
	}
	t.Render()
	seconds := func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
	x := r.Timings
	fmt.Fprintf(w, "\n%d of %d expectations were met. It took %s: %s to start, %s for the year, held at %d instants, %s to verify and report.\n",
		met, len(r.Expectations), seconds(x.Total()), seconds(x.Start), seconds(x.Play), x.Stops, seconds(x.Report))
	if x.SignIns > 0 {
		fmt.Fprintf(w, "%d people signed in, which took %s in all, and sent their commands and %d files over the API.\n", x.SignIns, seconds(x.SigningIn), x.Files)
	}
}
