package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// A comma file is CSV (RFC 4180), UTF-8 with a byte order mark, by which spreadsheets know
// it. The head and each part are blocks with an empty line between them. An amount takes
// two fields, the number and its currency; an instant is RFC 3339 with the offset of the
// zone that the head names.
type commas struct {
	out   *csv.Writer
	w     io.Writer
	point string
}

func newCSV(w io.Writer, f Form, in *words) *commas {
	c := &commas{out: csv.NewWriter(w), w: w, point: "."}
	c.out.UseCRLF = true
	if f.Semicolon {
		c.out.Comma = ';'
		_, c.point = in.marks()
	}
	return c
}

func (c *commas) begin(d *Document) error {
	if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
		return written(err)
	}
	if err := c.line(d.words.say("what"), d.Title); err != nil {
		return err
	}
	return c.list(d, d.Head)
}

// line writes a line of texts.
func (c *commas) line(cells ...string) error {
	for i := range cells {
		cells[i] = Unformula(cells[i])
	}
	return written(c.out.Write(cells))
}

// gap parts two blocks.
func (c *commas) gap(title, note string) error {
	c.out.Flush()
	if err := c.out.Error(); err != nil {
		return written(err)
	}
	if _, err := io.WriteString(c.w, "\r\n"); err != nil {
		return written(err)
	}
	if err := c.line(title); err != nil || note == "" {
		return err
	}
	return c.line(note)
}

func (c *commas) list(d *Document, facts []Fact) error {
	for _, f := range facts {
		if v := plain(f.Value); v != nil {
			fields := append([]string{Unformula(f.Name)}, c.fields(d, v, isAmount(v))...)
			if err := written(c.out.Write(fields)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *commas) facts(d *Document, p Part) error {
	if err := c.gap(p.Title, p.Note); err != nil {
		return err
	}
	return c.list(d, p.Facts)
}

func (c *commas) table(d *Document, p Part) error {
	if err := c.gap(p.Title, p.Note); err != nil {
		return err
	}
	var header []string
	for _, col := range p.Columns {
		header = append(header, Unformula(col.Title))
		if col.Sum {
			header = append(header, Unformula(d.words.say("currency")))
		}
	}
	return written(c.out.Write(header))
}

func (c *commas) row(d *Document, p Part, cells []any) error {
	var fields []string
	for i, v := range cells {
		fields = append(fields, c.fields(d, v, p.Columns[i].Sum)...)
	}
	return written(c.out.Write(fields))
}

func (c *commas) total(d *Document, p Part, cells []any) error { return c.row(d, p, cells) }

func (c *commas) close(*Document, Part, int) error { return nil }

func (c *commas) end(d *Document, rows int, moved int64) error {
	if err := c.gap(d.words.ending(rows, moved), ""); err != nil {
		return err
	}
	c.out.Flush()
	return written(c.out.Error())
}

func isAmount(v any) bool {
	_, is := v.(money.Amount)
	return is
}

// fields are those of a cell; a column of amounts has two.
func (c *commas) fields(d *Document, v any, amount bool) []string {
	if a, is := v.(money.Amount); is && amount {
		return []string{c.number(a.Decimal()), a.Currency()}
	}
	var text string
	switch v := v.(type) {
	case nil:
	case string:
		text = Unformula(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case decimal.Decimal:
		text = c.number(v)
	case money.Amount:
		text = v.Currency() + " " + c.number(v.Decimal())
	case calendar.Date:
		text = v.String()
	case time.Time:
		text = v.In(d.Zone).Format(time.RFC3339)
	default:
		text = Unformula(d.words.shown(v, d.Zone))
	}
	if amount {
		return []string{text, ""}
	}
	return []string{text}
}

func (c *commas) number(v decimal.Decimal) string {
	return strings.Replace(v.StringFixed(max(0, -v.Exponent())), ".", c.point, 1)
}

// Unformula is a text that no spreadsheet takes for a formula (OWASP, CSV injection): one
// that begins like one, after spaces or not, has an apostrophe before it.
func Unformula(s string) string {
	if s == "" {
		return s
	}
	if strings.ContainsAny(s[:1], "\t\r\n") {
		return "'" + s
	}
	if first := strings.TrimLeft(s, " \t\r\n\u00a0\ufeff\u200b"); first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) {
		return "'" + s
	}
	return s
}

func written(err error) error {
	if err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}
