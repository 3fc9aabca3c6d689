package export

import (
	"context"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Document is one export, ready to be written. It is for one goroutine, and written once.
type Document struct {
	What      string // one of Kinds
	Reference string // of the call or the tender
	Command   string // of a receipt
	Title     string
	Zone      *time.Location // in which its instants are told
	At        time.Time      // programme instant as of which it is
	Position  int64          // of the last event of the ledger that is in it, -1 for none and for who is not told it
	Head      []Fact
	Parts     []Part
	// Rows is how many rows of tables there are, as far as is known before they are asked for.
	Rows int

	words *words
	last  int64                                // position when it was begun
	after func(context.Context) (int64, error) // the position once all is written
}

// A Fact is one line of a list: its value is one of those of a cell.
type Fact struct {
	Key   string // stable, of programs
	Name  string // in the reader's language
	Value any
}

// A Part is a list of facts, or a table.
type Part struct {
	Key   string // stable, of programs
	Title string // in the reader's language
	Note  string // a sentence above it, "" for none
	Facts []Fact
	// Columns of the table; none where it has facts.
	Columns []Column
	// Each hands out the rows, in their order.
	Each func(add func(cells ...any) error) error
	// Totals has a last row with the sums of the columns that are summed.
	Totals bool
}

// A Column says what stands in the cells of a table below it. A cell is nil where there is
// nothing, else a string, an int, an int64, a decimal.Decimal, a money.Amount, a
// calendar.Date, a time.Time or a bool.
type Column struct {
	Key   string // stable, of programs
	Title string // in the reader's language
	Sum   bool   // of amounts: they add up to something
	Long  bool   // text of any length
}

// rows are the rows of a list that is there.
func rows[T any](list []T, cells func(T) []any) func(add func(...any) error) error {
	return func(add func(...any) error) error {
		for _, x := range list {
			if err := add(cells(x)...); err != nil {
				return err
			}
		}
		return nil
	}
}

// A sink writes a document part by part.
type sink interface {
	begin(d *Document) error
	facts(d *Document, p Part) error
	table(d *Document, p Part) error
	row(d *Document, p Part, cells []any) error
	total(d *Document, p Part, cells []any) error
	close(d *Document, p Part, rows int) error
	// end is told the last position of the ledger where it has moved while the document was written, else -1.
	end(d *Document, rows int, moved int64) error
}

// Progress is told how many rows are written, now and then.
type Progress func(rows int)

// everyRows is after how many rows progress is told.
const everyRows = 200

func (d *Document) walk(ctx context.Context, s sink, told Progress) error {
	if err := s.begin(d); err != nil {
		return err
	}
	all := 0
	for _, p := range d.Parts {
		if len(p.Columns) == 0 {
			if err := s.facts(d, p); err != nil {
				return err
			}
			continue
		}
		n, err := d.rowsOf(ctx, s, p, func() {
			if all++; told != nil && all%everyRows == 0 {
				told(all)
			}
		})
		if err != nil {
			return err
		}
		if err := s.close(d, p, n); err != nil {
			return err
		}
	}
	if told != nil {
		told(all)
	}
	moved := int64(-1)
	if d.after != nil {
		last, err := d.after(ctx)
		if err != nil {
			return err
		}
		if last != d.last {
			moved = last
		}
	}
	return s.end(d, all, moved)
}

func (d *Document) rowsOf(ctx context.Context, s sink, p Part, count func()) (n int, err error) {
	if err := s.table(d, p); err != nil {
		return 0, err
	}
	sums := make([]sum, len(p.Columns))
	err = p.Each(func(cells ...any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for len(cells) < len(p.Columns) {
			cells = append(cells, nil)
		}
		for i := range cells {
			cells[i] = plain(cells[i])
			if a, is := cells[i].(money.Amount); is && p.Columns[i].Sum {
				sums[i].add(a)
			}
		}
		n++
		count()
		return s.row(d, p, cells)
	})
	if err != nil || !p.Totals || n == 0 {
		return n, err
	}
	cells := make([]any, len(p.Columns))
	for i := range sums {
		if sums[i].any && !sums[i].mixed {
			cells[i] = sums[i].total
		}
	}
	cells[0] = d.words.say("total")
	return n, s.total(d, p, cells)
}

// A sum adds amounts of one currency up, exactly.
type sum struct {
	total      money.Amount
	any, mixed bool
}

func (s *sum) add(a money.Amount) {
	switch {
	case a.IsNone():
	case s.any && !money.SameCurrency(s.total, a):
		s.mixed = true
	default:
		s.any, s.total = true, s.total.Add(a)
	}
}

// plain is a cell as the sinks know it: nothing stands where a value says nothing.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
	case *money.Amount:
		if v == nil {
			return nil
		}
		return plain(*v)
	case money.Amount:
		if v.IsNone() {
			return nil
		}
	case *decimal.Decimal:
		if v == nil {
			return nil
		}
		return *v
	case calendar.Date:
		if v.IsZero() {
			return nil
		}
	case time.Time:
		if v.IsZero() {
			return nil
		}
	case int:
		return int64(v)
	}
	return v
}

// A Format is a form of a document.
type Format string

// The formats.
const (
	XLSX  Format = "xlsx"
	CSV   Format = "csv"
	JSONL Format = "jsonl"
	HTML  Format = "html"
	PDF   Format = "pdf"
)

// Formats are all of them.
func Formats() []Format { return []Format{XLSX, CSV, JSONL, HTML, PDF} }

// Type is the media type of a format.
func (f Format) Type() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case CSV:
		return "text/csv; charset=utf-8; header=absent"
	case JSONL:
		return "application/jsonl"
	case HTML:
		return "text/html; charset=utf-8"
	case PDF:
		return "application/pdf"
	}
	return ""
}

// A Form is a format, and what of it is free.
type Form struct {
	Format Format
	// Semicolon separates the fields of CSV by semicolons, and writes the decimals as the
	// language does; else they are separated by commas, and decimals have a point.
	Semicolon bool
	// StyleAt is where the style of a page stands; "" writes it into the page.
	StyleAt string
	// Sheets is a folder for what does not fit into memory while a workbook is written;
	// "" is that of the system.
	Sheets string
}

// Write writes the document. PDF is written by Printer.
func (d *Document) Write(ctx context.Context, w io.Writer, f Form, told Progress) error {
	switch f.Format {
	case XLSX:
		return d.workbook(ctx, w, f, told)
	case CSV:
		return d.walk(ctx, newCSV(w, f, d.words), told)
	case JSONL:
		return d.walk(ctx, &lines{w: w}, told)
	case HTML:
		return d.walk(ctx, &page{w: w, style: f.StyleAt}, told)
	case PDF:
	}
	return &Unknown{What: "format", Is: string(f.Format)}
}

// File is what a document is called as a file.
func (a Ask) File() string {
	name := a.What + "-" + strings.ReplaceAll(law.Reference(a.Stream), "/", "-")
	if a.Command != "" {
		name += "-" + unfit.ReplaceAllString(a.Command, "_")
	}
	return name + "." + string(a.Form.Format)
}

var unfit = regexp.MustCompile(`[^A-Za-z0-9._-]`)
