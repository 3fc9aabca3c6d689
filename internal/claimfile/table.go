package claimfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
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
		"id", "kind", "currency", "amount", "date", "what", "organisation", "category", "supplier", "supplier_id", "invoice", "invoice_date", "paid_on", "from", "until",
		"net", "vat", "vat_deductible", "quantity", "personnel", "reference", "again",
	}
}

const needed = 6

// Template is an empty table as CSV.
func Template() string { return strings.Join(Columns(), ",") + "\r\n" }

// tableOf reads the claims of a table, each with its line.
func tableOf(file []byte) (list []Read, wrong []Problem) {
	rows, bad := table(file)
	if bad != nil {
		return nil, []Problem{*bad}
	}
	if len(rows) == 0 {
		return nil, []Problem{{Why: law.Why("file-no-heads")}}
	}
	at, wrong := heads(rows[0])
	if len(wrong) > 0 {
		return nil, wrong
	}
	ids := map[string]int{}
	for i, cells := range rows[1:] {
		r := row{line: i + 2, at: at, cells: cells}
		if r.blank() {
			continue
		}
		c := r.claim()
		if first, twice := ids[c.ID]; twice && c.ID != "" {
			r.bad("id", law.Why("cell-twice", narrate.Verbatim("text", cut(c.ID)), law.Count("line", first)))
		}
		ids[c.ID] = r.line
		wrong = append(wrong, r.wrong...)
		list = append(list, Read{Line: r.line, Claim: c})
		if len(list) > Rows {
			return nil, []Problem{{Why: law.Why("file-many", law.Count("most", Rows))}}
		}
		if len(wrong) >= most {
			break
		}
	}
	if len(wrong) == 0 && len(list) == 0 {
		return nil, []Problem{{Why: law.Why("file-no-claims")}}
	}
	return list, wrong
}

func table(file []byte) ([][]string, *Problem) {
	switch {
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return workbook(file)
	case !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0:
		return nil, &Problem{Why: law.Why("file-unknown")}
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
			return nil, &Problem{Line: broken.Line, Why: law.Why("file-quotes")}
		case err != nil:
			return nil, &Problem{Line: len(rows) + 1, Why: law.Why("file-unread")}
		}
		if len(cells) > wide {
			line, _ := lines.FieldPos(0)
			return nil, &Problem{Line: line, Why: law.Why("file-wide", law.Count("most", wide))}
		}
		for line, _ := lines.FieldPos(0); len(rows) < line-1 && len(rows) <= Rows; {
			rows = append(rows, nil) // a line without anything, or the rest of a text on several
		}
		if rows = append(rows, cells); len(rows) > 10*Rows {
			return nil, &Problem{Why: law.Why("file-long", law.Count("most", 10*Rows))}
		}
	}
}

func workbook(file []byte) (rows [][]string, bad *Problem) {
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked, RawCellValue: true})
	if err != nil {
		return nil, &Problem{Why: law.Why("file-no-workbook")}
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, &Problem{Why: law.Why("file-no-sheet")}
	}
	lines, err := f.Rows(sheets[0])
	if err != nil {
		return nil, &Problem{Why: law.Why("file-no-sheet")}
	}
	defer lines.Close()
	for lines.Next() {
		cells, err := lines.Columns()
		if err != nil {
			return nil, &Problem{Line: len(rows) + 1, Why: law.Why("file-unread")}
		}
		if len(cells) > wide {
			return nil, &Problem{Line: len(rows) + 1, Why: law.Why("file-wide", law.Count("most", wide))}
		}
		if rows = append(rows, cells); len(rows) > 10*Rows {
			return nil, &Problem{Why: law.Why("file-long", law.Count("most", 10*Rows))}
		}
	}
	return rows, nil
}

func heads(names []string) (map[string]int, []Problem) {
	at, wrong := map[string]int{}, []Problem(nil)
	for i, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		switch _, twice := at[n]; {
		case n == "":
		case twice:
			wrong = append(wrong, Problem{Line: 1, Column: cut(n), Why: law.Why("column-twice")})
		case !slices.Contains(Columns(), n):
			wrong = append(wrong, Problem{Line: 1, Column: cut(n), Why: law.Why("column-none", narrate.Verbatim("columns", strings.Join(Columns(), ", ")))})
		default:
			at[n] = i
		}
		if len(wrong) >= most {
			break
		}
	}
	for _, n := range Columns()[:needed] {
		if _, there := at[n]; !there {
			wrong = append(wrong, Problem{Line: 1, Column: n, Why: law.Why("column-missing")})
		}
	}
	return at, wrong
}

type row struct {
	line  int
	at    map[string]int
	cells []string
	wrong []Problem
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

func (r *row) bad(column string, why law.Reason) {
	r.wrong = append(r.wrong, Problem{Line: r.line, Column: column, Why: why})
}

func (r *row) claim() twinning.Claim {
	for _, n := range Columns()[:needed] {
		if r.cell(n) == "" {
			r.bad(n, law.Why("cell-empty"))
		}
	}
	currency := strings.ToUpper(r.cell("currency"))
	c := twinning.Claim{ID: r.code("id"), Kind: twinning.CostKind(strings.ToLower(r.cell("kind"))), On: r.day("date"), What: r.text("what")}
	if r.cell("kind") != "" && !slices.Contains(twinning.CostKinds(), c.Kind) {
		r.bad("kind", law.Why("cell-kind", narrate.Verbatim("text", cut(r.cell("kind")))))
	}
	if sum := r.amount("amount", currency); sum != nil {
		if c.Amount = *sum; c.Amount.IsZero() {
			r.bad("amount", law.Why("cell-zero"))
		}
	}
	c.Line = twinning.Line{
		Organisation: r.code("organisation"), Category: r.code("category"), Supplier: r.text("supplier"), SupplierID: r.code("supplier_id"), Invoice: r.code("invoice"), InvoiceDate: r.day("invoice_date"), PaidOn: r.day("paid_on"),
		From: r.day("from"), Until: r.day("until"), Net: r.amount("net", currency), VAT: r.amount("vat", currency), Personnel: r.code("personnel"), Reference: r.text("reference"), Again: r.text("again"),
	}
	switch v := strings.ToLower(r.cell("vat_deductible")); v {
	case "", "no", "false", "0":
	case "yes", "true", "1":
		c.Deductible = true
	default:
		r.bad("vat_deductible", law.Why("cell-yes-no", narrate.Verbatim("text", cut(v))))
	}
	if v := r.cell("quantity"); v != "" {
		n, err := decimal.NewFromString(v)
		if err != nil || strings.ContainsAny(v, "eE") || !n.IsPositive() || law.CheckNumber("it", n) != nil {
			r.bad("quantity", law.Why("cell-quantity", narrate.Verbatim("text", cut(v))))
		} else {
			c.Quantity = &n
		}
	}
	return c
}

func (r *row) text(name string) law.Text {
	v := r.cell(name)
	if law.CheckText("it", law.Text(v)) != nil {
		r.bad(name, law.Why("cell-text"))
	}
	return law.Text(v)
}

// code is a number as people write it, its spaces as hyphens.
func (r *row) code(name string) string {
	v := strings.Join(strings.Fields(r.cell(name)), "-")
	if v != "" {
		if law.CheckCode("it", v) != nil {
			r.bad(name, law.Why("cell-code", narrate.Verbatim("text", cut(v))))
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
		r.bad(name, law.Why("cell-day", narrate.Verbatim("text", cut(v))))
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
		r.bad(name, law.Why("cell-amount", narrate.Verbatim("text", cut(v)), narrate.Verbatim("currency", cut(currency))))
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
