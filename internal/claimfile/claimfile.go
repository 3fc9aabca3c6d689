// Package claimfile reads the claims of a month from a table, CSV or XLSX, and
// says of everything that is wrong in it on which line and in which column it
// stands. A file with anything wrong gives no claims at all.
package claimfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// What a file may have at most. A workbook is a ZIP file: what it unpacks to is
// limited, however small it is.
const (
	Limit    = 4 << 20
	unpacked = 32 << 20
	Rows     = 500
	wide     = 100 // columns; a workbook of one cell far to the right has 16384 in a row
)

// Columns are the columns of a table in the order of the template. Those up to
// what are needed.
func Columns() []string {
	return []string{
		"id", "kind", "currency", "amount", "date", "what", "category", "supplier", "supplier_id", "invoice", "invoice_date", "paid_on", "from", "until",
		"net", "vat", "vat_deductible", "quantity", "reference", "again",
	}
}

const needed = 6

// Template is an empty table as CSV.
func Template() string { return strings.Join(Columns(), ",") + "\r\n" }

// A Problem is what is wrong, and where.
type Problem struct {
	Line   int    `json:"line"`   // from 1, the line of the names of the columns
	Column string `json:"column"` // by its name; "" for the whole line
	Says   string `json:"says"`
}

func (p Problem) Error() string {
	if p.Column == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Says)
	}
	return fmt.Sprintf("line %d, column %s: %s", p.Line, p.Column, p.Says)
}

// most is how many problems are told of a file.
const most = 100

// Parse reads a table. The error joins all that is wrong in it, each a Problem
// where it has a place. What the file is says its content, and no name.
func Parse(file []byte) ([]twinning.Claim, error) {
	rows, err := table(file)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("the file has no line that names its columns")
	}
	at, wrong := heads(rows[0])
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	var list []twinning.Claim
	ids := map[string]int{}
	for i, cells := range rows[1:] {
		r := row{line: i + 2, at: at, cells: cells}
		if r.blank() {
			continue
		}
		c := r.claim()
		if first, twice := ids[c.ID]; twice && c.ID != "" {
			r.bad("id", "%q is there twice: it is also on line %d", cut(c.ID), first)
		}
		ids[c.ID] = r.line
		wrong = append(wrong, r.wrong...)
		list = append(list, c)
		if len(list) > Rows {
			return nil, fmt.Errorf("the file has more than %d claims", Rows)
		}
		if len(wrong) >= most {
			break
		}
	}
	switch {
	case len(wrong) > 0:
		return nil, errors.Join(wrong...)
	case len(list) == 0:
		return nil, errors.New("the file has no claim below the names of its columns")
	}
	return list, nil
}

func table(file []byte) ([][]string, error) {
	switch {
	case len(file) > Limit:
		return nil, fmt.Errorf("the file has %d bytes; %d are allowed", len(file), Limit)
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return workbook(file)
	case !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0:
		return nil, errors.New("the file is neither CSV, as text in UTF-8, nor an XLSX workbook")
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	lines := csv.NewReader(bytes.NewReader(file))
	lines.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(file, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		lines.Comma = ';'
	}
	var rows [][]string
	for {
		cells, err := lines.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &broken):
			return nil, Problem{Line: broken.Line, Says: "the quotes do not match, or a field is not as CSV has it"}
		case err != nil:
			return nil, err
		}
		if len(cells) > wide {
			line, _ := lines.FieldPos(0)
			return nil, Problem{Line: line, Says: fmt.Sprintf("it has more than %d columns", wide)}
		}
		for line, _ := lines.FieldPos(0); len(rows) < line-1 && len(rows) <= Rows; {
			rows = append(rows, nil) // a line without anything, or the rest of a text on several
		}
		if rows = append(rows, cells); len(rows) > 10*Rows {
			return nil, fmt.Errorf("the file has more than %d lines", 10*Rows)
		}
	}
}

func workbook(file []byte) (rows [][]string, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked, RawCellValue: true})
	if err != nil {
		return nil, errors.New("the file begins as an XLSX workbook and cannot be read as one, or unpacks to more than is allowed")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheet")
	}
	lines, err := f.Rows(sheets[0])
	if err != nil {
		return nil, errors.New("the first sheet of the workbook cannot be read")
	}
	defer func() { err = errors.Join(err, lines.Close()) }()
	for lines.Next() {
		cells, err := lines.Columns()
		if err != nil {
			return nil, Problem{Line: len(rows) + 1, Says: "it cannot be read"}
		}
		if len(cells) > wide {
			return nil, Problem{Line: len(rows) + 1, Says: fmt.Sprintf("it has more than %d columns", wide)}
		}
		if rows = append(rows, cells); len(rows) > 10*Rows {
			return nil, fmt.Errorf("the sheet has more than %d lines", 10*Rows)
		}
	}
	return rows, nil
}

func heads(names []string) (map[string]int, []error) {
	at, wrong := map[string]int{}, []error(nil)
	for i, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		switch _, twice := at[n]; {
		case n == "":
		case twice:
			wrong = append(wrong, Problem{1, cut(n), "the column is there twice"})
		case !slices.Contains(Columns(), n):
			wrong = append(wrong, Problem{1, cut(n), "there is no such column; they are " + strings.Join(Columns(), ", ")})
		default:
			at[n] = i
		}
		if len(wrong) >= most {
			break
		}
	}
	for _, n := range Columns()[:needed] {
		if _, there := at[n]; !there {
			wrong = append(wrong, Problem{1, n, "the column is missing"})
		}
	}
	return at, wrong
}

type row struct {
	line  int
	at    map[string]int
	cells []string
	wrong []error
}

func (r *row) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

func (r *row) cell(name string) string {
	if i, ok := r.at[name]; ok && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}

func (r *row) bad(column, format string, args ...any) {
	r.wrong = append(r.wrong, Problem{r.line, column, fmt.Sprintf(format, args...)})
}

func (r *row) claim() twinning.Claim {
	for _, n := range Columns()[:needed] {
		if r.cell(n) == "" {
			r.bad(n, "is empty")
		}
	}
	currency := strings.ToUpper(r.cell("currency"))
	c := twinning.Claim{ID: r.code("id"), Kind: twinning.CostKind(strings.ToLower(r.cell("kind"))), On: r.day("date"), What: r.text("what")}
	if r.cell("kind") != "" && !slices.Contains(twinning.CostKinds(), c.Kind) {
		r.bad("kind", "%q is no kind of cost: write personnel, direct or subcontracting", cut(r.cell("kind")))
	}
	if sum := r.amount("amount", currency); sum != nil {
		if c.Amount = *sum; c.Amount.IsZero() {
			r.bad("amount", "is not above zero")
		}
	}
	c.Line = twinning.Line{
		Category: r.code("category"), Supplier: r.text("supplier"), SupplierID: r.code("supplier_id"), Invoice: r.code("invoice"), InvoiceDate: r.day("invoice_date"), PaidOn: r.day("paid_on"),
		From: r.day("from"), Until: r.day("until"), Net: r.amount("net", currency), VAT: r.amount("vat", currency), Reference: r.text("reference"), Again: r.text("again"),
	}
	switch v := strings.ToLower(r.cell("vat_deductible")); v {
	case "", "no", "false", "0":
	case "yes", "true", "1":
		c.Deductible = true
	default:
		r.bad("vat_deductible", "%q is neither yes nor no", cut(v))
	}
	if v := r.cell("quantity"); v != "" {
		n, err := decimal.NewFromString(v)
		if err != nil || strings.ContainsAny(v, "eE") || !n.IsPositive() || law.CheckNumber("it", n) != nil {
			r.bad("quantity", "%q is no number above zero: write digits and at most one point", cut(v))
		} else {
			c.Quantity = &n
		}
	}
	return c
}

func (r *row) text(name string) law.Text {
	v := r.cell(name)
	if err := law.CheckText("it", law.Text(v)); err != nil {
		r.bad(name, "%s", err)
	}
	return law.Text(v)
}

// code is a number as people write it, its spaces as hyphens.
func (r *row) code(name string) string {
	v := strings.Join(strings.Fields(r.cell(name)), "-")
	if v != "" {
		if err := law.CheckCode("it", v); err != nil {
			r.bad(name, "%s", err)
		}
	}
	return v
}

func (r *row) day(name string) calendar.Date {
	v := r.cell(name)
	if v == "" {
		return calendar.Date{}
	}
	if serial, err := decimal.NewFromString(v); err == nil && serial.IsInteger() && serial.IsPositive() && serial.LessThan(decimal.NewFromInt(100_000)) {
		return calendar.Date{Year: 1899, Month: 12, Day: 30}.AddDays(int(serial.IntPart())) // a date of a workbook
	}
	on, err := calendar.ParseDate(v)
	if err != nil {
		r.bad(name, "%q is not a day: write it as in 2019-11-15", cut(v))
	}
	return on
}

func (r *row) amount(name, currency string) *money.Amount {
	v := r.cell(name)
	if v == "" {
		return nil
	}
	a, err := money.ParseParts(v, currency)
	if err != nil {
		r.bad(name, "%s", err)
		return nil
	}
	return &a
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
