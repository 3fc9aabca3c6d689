package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"golang.org/x/term"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/texts"
)

// The forms of output.
const (
	asText  = "text"
	asJSON  = "json"
	asLines = "jsonl"
	asCSV   = "csv" // only of commands that say so
)

// alsoCSV marks a command that can write CSV.
const alsoCSV = "csv"

func (a *app) json() bool { return a.flags.output == asJSON || a.flags.output == asLines }

// print writes one value: as JSON, or as text writes it.
func (a *app) print(v any, text func(w io.Writer)) error {
	if !a.json() {
		on := sheet{tell: narrator(a.language)}
		text(&on)
		said := on.String()
		if err := a.resolve(func(ctx context.Context, t *texts.Texts) error { return t.Sentences(ctx, &said) }, said); err != nil {
			return err
		}
		return a.write([]byte(said))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if a.flags.output == asJSON {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write the output: %w", err)
	}
	doc := b.Bytes()
	err := a.resolve(func(ctx context.Context, t *texts.Texts) (err error) {
		doc, err = t.JSON(ctx, doc)
		return err
	}, string(doc))
	if err != nil {
		return err
	}
	return a.write(doc)
}

func (a *app) write(output []byte) error {
	if _, err := a.out.Write(output); err != nil {
		return fmt.Errorf("write the output: %w", err)
	}
	return nil
}

// resolve puts what people wrote in the place of references that are left in an
// output: those of many lives are not resolved one by one.
func (a *app) resolve(with func(context.Context, *texts.Texts) error, output string) error {
	if a.ledger == nil || !texts.Refers(output) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return with(ctx, texts.New(a.ledger))
}

// printAll writes a list: as one JSON array, as one JSON value a line, or as text.
func printAll[T any](a *app, list []T, text func(w io.Writer)) error {
	if a.flags.output != asLines {
		if list == nil {
			list = []T{}
		}
		return a.print(list, text)
	}
	for _, v := range list {
		if err := a.print(v, nil); err != nil {
			return err
		}
	}
	return nil
}

// say talks to whoever sits there, unless they want quiet.
func (a *app) say(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintln(a.talk, phrased(format, args...).advising(narrator(a.language), a.formatAsTyped))
	}
}

// program is how this program is typed on this machine, with the folder of the stack where one was named.
func (a *app) program() string {
	program := "twinning"
	if name := os.Args[0]; filepath.Base(name) == program && strings.Contains(name, "/") && !filepath.IsAbs(name) {
		program = name
	}
	if a.flags.data != "" && a.flags.data != env("TWINNING_DATA", localData) {
		program += " --data " + inShell(a.flags.data)
	}
	return program
}

// inShell is an argument as a shell takes it.
func inShell(argument string) string {
	if plainArgument.MatchString(argument) {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}

var plainArgument = regexp.MustCompile(`^[\pL\pN_./:@%+=,-]+$`)

// asTyped has the commands that a text of ours advises of the same program and stack as what was typed. The words of others are not put through it.
func (a *app) asTyped(text string) string {
	if a.served != nil {
		return text
	}
	return strings.ReplaceAll(text, typedSo, "`"+a.program()+" ")
}

// typedSo is how our texts begin a command that they advise.
const typedSo = "`twinning "

// formatAsTyped is asTyped of a format of package fmt.
func (a *app) formatAsTyped(format string) string {
	if a.served != nil {
		return format
	}
	return strings.ReplaceAll(format, typedSo, "`"+strings.ReplaceAll(a.program(), "%", "%%")+" ")
}

// columns writes a table for people. Headings, phrases and words are told in the language of whoever reads.
func columns(w io.Writer, header table.Row, rows []table.Row) {
	tell := teller(w)
	t := table.NewWriter()
	t.SetOutputMirror(w)
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = 0
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	named := make(table.Row, len(header))
	for i, h := range header {
		named[i] = label(tell, h)
	}
	t.AppendHeader(named)
	for _, row := range rows {
		cells := make(table.Row, len(row))
		for i, cell := range row {
			cells[i] = told(tell, cell)
		}
		t.AppendRow(cells)
	}
	t.Render()
}

// label is a heading, or the name of a field, where it is a text of ours. What is told already, as a code or an id that heads a column, stays.
func label(tell *narrate.Narrator, v any) string {
	name := fmt.Sprint(told(tell, v))
	if _, is := v.(verbatim); is {
		return name
	}
	core := strings.TrimSpace(name)
	form, is := words.Exact(tell.Language(), core)
	if !is || core == "" {
		return name
	}
	return strings.Replace(name, core, form, 1)
}

// fields writes names and values, one pair a line; pairs without a value are left out.
func fields(w io.Writer, pairs ...any) {
	tell := teller(w)
	var names, values []string
	wide := 12
	for i := 0; i+1 < len(pairs); i += 2 {
		value := fmt.Sprint(told(tell, pairs[i+1]))
		if value == "" {
			continue
		}
		names, values = append(names, label(tell, pairs[i])), append(values, value)
		wide = max(wide, utf8.RuneCountInString(names[len(names)-1]))
	}
	for i, name := range names {
		fmt.Fprintf(w, "  %-*s %s\n", wide, name, strings.ReplaceAll(values[i], "\n", "\n"+strings.Repeat(" ", wide+3)))
	}
}

// A color of a terminal.
type color string

const (
	red    color = "31"
	green  color = "32"
	yellow color = "33"
	bold   color = "1"
)

// paint colours a text where colours are wanted.
func (a *app) paint(c color, text string) string {
	if !a.colours() {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// colours: said by --color, else by NO_COLOR and FORCE_COLOR, else by where the output goes.
func (a *app) colours() bool {
	switch a.flags.color {
	case "always":
		return true
	case "never":
		return false
	}
	if os.Getenv("NO_COLOR") != "" {
		return false
	}
	return os.Getenv("FORCE_COLOR") != "" || isTerminal(a.out)
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// inZone writes an instant on the clocks of a zone alone.
func inZone(t time.Time, zone *time.Location) string {
	return t.In(cmp.Or(zone, time.UTC)).Format("2006-01-02 15:04:05.000000 -07:00")
}

// onClocks writes an instant on the clocks of a zone, and in UTC.
func onClocks(t time.Time, zone *time.Location) any {
	if t.IsZero() {
		return ""
	}
	if zone == nil || zone == time.UTC || zone.String() == "UTC" {
		return calendar.Instant(t)
	}
	return phrased("%s in %s (%s)", inZone(t, zone), zone, calendar.Instant(t))
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// amountOrDash is an amount, - for none.
func amountOrDash(a money.Amount) any {
	if a.IsNone() {
		return "-"
	}
	return a
}

// counted is a number with its noun.
func counted(n int, one, many string) phrase {
	if n == 1 {
		return phrased("1 " + one)
	}
	return phrased("%d "+many, n)
}
