package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// A workbook has a sheet with the head and the facts, and a sheet for each table. Rows are
// streamed: what does not fit into memory stands in a file of Form.Sheets until it is
// written. Amounts are numbers whose format names the currency, dates and instants are
// dates of the workbook, on the clocks of the zone that the head names; texts are texts,
// whatever they begin with.
type workbook struct {
	f      *excelize.File
	sheet  *excelize.StreamWriter
	about  *excelize.StreamWriter
	line   int // of about
	at     int // row of sheet
	names  map[string]bool
	styles map[string]int
}

// longestCell is the most characters of a cell of a workbook.
const longestCell = 32767

func (d *Document) workbook(ctx context.Context, w io.Writer, f Form, told Progress) (err error) {
	b := &workbook{f: excelize.NewFile(excelize.Options{TmpDir: f.Sheets}), names: map[string]bool{}, styles: map[string]int{}}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	if err := d.walk(ctx, b, told); err != nil {
		return err
	}
	_, err = b.f.WriteTo(w)
	return written(err)
}

// name is a name of a sheet: 31 characters at most, without those that none may have, and none twice.
func (b *workbook) name(title string) string {
	title = strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title))
	cut := func(n int) string {
		runes := []rune(title)
		return strings.TrimSpace(string(runes[:min(len(runes), n)]))
	}
	name := cut(31)
	for i := 2; b.names[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s %d", cut(27), i)
	}
	b.names[strings.ToLower(name)] = true
	return name
}

func (b *workbook) begin(d *Document) error {
	first := b.name(d.words.say("about"))
	if err := b.f.SetSheetName(b.f.GetSheetName(0), first); err != nil {
		return written(err)
	}
	created := d.At.UTC().Format(time.RFC3339)
	if err := b.f.SetDocProps(&excelize.DocProperties{Title: d.Title, Language: d.words.lang, Created: created, Modified: created, Creator: d.words.say("product")}); err != nil {
		return written(err)
	}
	var err error
	if b.about, err = b.f.NewStreamWriter(first); err != nil {
		return written(err)
	}
	if err := b.about.SetColWidth(1, 1, 34); err != nil {
		return written(err)
	}
	if err := b.about.SetColWidth(2, 2, 90); err != nil {
		return written(err)
	}
	if err := b.fact(d, "", d.Title, "title"); err != nil {
		return err
	}
	return b.list(d, d.Head)
}

// style is the style of a kind of cell; what is not known yet is made.
func (b *workbook) style(kind string) (int, error) {
	if id, known := b.styles[kind]; known {
		return id, nil
	}
	s := &excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}
	format := func(f string) { s.CustomNumFmt = &f }
	base, bold := strings.CutPrefix(kind, "total ")
	switch name, of, _ := strings.Cut(base, " "); name {
	case "title", "head":
		bold = true
		s.Alignment.WrapText = name == "head"
	case "long":
		s.Alignment.WrapText = true
	case "date":
		format("yyyy-mm-dd")
	case "instant":
		format("yyyy-mm-dd hh:mm:ss")
	case "count":
		format("#,##0")
	case "points":
		format("0." + strings.Repeat("0", len(of)))
	case "money":
		currency, places, _ := strings.Cut(of, " ")
		number := "#,##0"
		if places != "" {
			number += "." + strings.Repeat("0", len(places))
		}
		format(fmt.Sprintf(`[$%s] %s;-[$%s] %s`, currency, number, currency, number))
	}
	if bold {
		s.Font = &excelize.Font{Bold: true}
	}
	id, err := b.f.NewStyle(s)
	if err != nil {
		return 0, written(err)
	}
	b.styles[kind] = id
	return id, nil
}

// cell is a value with its style.
func (b *workbook) cell(d *Document, v any, total bool) (excelize.Cell, error) {
	kind := "text"
	switch x := v.(type) {
	case string:
		if utf8.RuneCountInString(x) > 60 {
			kind = "long"
		}
		v = fit(x, d.words.say("cut"))
	case int64:
		kind = "count"
	case decimal.Decimal:
		places := max(0, int(-x.Exponent()))
		if kind = "count"; places > 0 {
			kind = "points " + strings.Repeat("0", places)
		}
		v = x.InexactFloat64()
	case money.Amount:
		kind = "money " + x.Currency() + " " + strings.Repeat("0", max(0, int(-x.Decimal().Exponent())))
		v = x.Decimal().InexactFloat64() // exact to the cent below 10^13
	case calendar.Date:
		kind, v = "date", x.Start(time.UTC)
	case time.Time:
		kind, v = "instant", onClocks(x, d.Zone)
	case bool:
		v = d.words.shown(x, d.Zone)
	}
	if total {
		kind = "total " + kind
	}
	id, err := b.style(kind)
	return excelize.Cell{StyleID: id, Value: v}, err
}

// onClocks is an instant as its wall clock shows it, which is all that a workbook can hold.
func onClocks(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// fit cuts a text to what a cell may hold, and says so.
func fit(text, cut string) string {
	if utf8.RuneCountInString(text) <= longestCell/2 { // characters outside the first plane count twice
		return text
	}
	runes := []rune(text)
	return string(runes[:longestCell/2-len([]rune(cut))-1]) + " " + cut
}

func (b *workbook) fact(d *Document, name string, v any, kind string) error {
	b.line++
	cell, err := b.cell(d, v, false)
	if err != nil {
		return err
	}
	head, err := b.style("head")
	if err != nil {
		return err
	}
	row := []any{excelize.Cell{StyleID: head, Value: name}, cell}
	if kind == "title" {
		if cell.StyleID, err = b.style("title"); err != nil {
			return err
		}
		row = []any{cell}
	}
	at, err := excelize.CoordinatesToCellName(1, b.line)
	if err != nil {
		return written(err)
	}
	return written(b.about.SetRow(at, row))
}

func (b *workbook) list(d *Document, facts []Fact) error {
	for _, f := range facts {
		if v := plain(f.Value); v != nil {
			if err := b.fact(d, f.Name, v, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *workbook) facts(d *Document, p Part) error {
	b.line++
	if err := b.fact(d, "", p.Title, "title"); err != nil {
		return err
	}
	if p.Note != "" {
		if err := b.fact(d, "", p.Note, ""); err != nil {
			return err
		}
	}
	return b.list(d, p.Facts)
}

func (b *workbook) table(d *Document, p Part) error {
	name := b.name(p.Title)
	if _, err := b.f.NewSheet(name); err != nil {
		return written(err)
	}
	var err error
	if b.sheet, err = b.f.NewStreamWriter(name); err != nil {
		return written(err)
	}
	for i, c := range p.Columns {
		width := float64(max(12, min(24, len([]rune(c.Title))+2)))
		if c.Long {
			width = 60
		}
		if err := b.sheet.SetColWidth(i+1, i+1, width); err != nil {
			return written(err)
		}
	}
	if err := b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return written(err)
	}
	head, err := b.style("head")
	if err != nil {
		return err
	}
	header := make([]any, len(p.Columns))
	for i, c := range p.Columns {
		header[i] = excelize.Cell{StyleID: head, Value: c.Title}
	}
	b.at = 1
	return written(b.sheet.SetRow("A1", header))
}

func (b *workbook) row(d *Document, p Part, cells []any) error { return b.cells(d, cells, false) }

func (b *workbook) total(d *Document, p Part, cells []any) error { return b.cells(d, cells, true) }

func (b *workbook) cells(d *Document, cells []any, total bool) error {
	row := make([]any, len(cells))
	for i, v := range cells {
		if v == nil {
			continue
		}
		c, err := b.cell(d, v, total)
		if err != nil {
			return err
		}
		row[i] = c
	}
	b.at++
	at, err := excelize.CoordinatesToCellName(1, b.at)
	if err != nil {
		return written(err)
	}
	return written(b.sheet.SetRow(at, row))
}

func (b *workbook) close(d *Document, p Part, rows int) error {
	if p.Note != "" {
		b.line++
		if err := b.fact(d, p.Title, p.Note, ""); err != nil {
			return err
		}
	}
	return written(b.sheet.Flush())
}

func (b *workbook) end(d *Document, rows int, moved int64) error {
	b.line++
	if err := b.fact(d, "", d.words.ending(rows, moved), ""); err != nil {
		return err
	}
	return written(b.about.Flush())
}
