// Package rates reads exchange rates from CSV: the files of the European Central
// Bank (the reference rates of a day, their history, and what its data portal
// exports) and a plain one with the columns currency, date and rate.
package rates

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
)

// Limit is the most bytes a file of rates may have.
const Limit = 8 << 20

// A Problem is what is wrong with a file, and where.
type Problem struct {
	Line   int    `json:"line"`   // from 1, as an editor counts
	Column string `json:"column"` // as the first line names it; "" for the whole line
	Says   string `json:"says"`
}

func (p Problem) Error() string {
	if p.Column == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Says)
	}
	return fmt.Sprintf("line %d, column %s: %s", p.Line, p.Column, p.Says)
}

// An Only says which of the rates of a file are wanted; what is empty leaves none out.
type Only struct {
	Currencies  []string
	From, Until calendar.Date // first and last day
}

func (o Only) wants(r call.Rate) bool {
	return (len(o.Currencies) == 0 || slices.Contains(o.Currencies, r.Currency)) &&
		(o.From.IsZero() || !r.On.Before(o.From)) && (o.Until.IsZero() || !r.On.After(o.Until))
}

// Parse reads the rates of a file, each as units of the currency for one of the
// base currency, with all that is wrong in it. The files of the European Central
// Bank have rates for the euro alone: for another base they are refused.
func Parse(file []byte, base string, only Only) ([]call.Rate, error) {
	if len(file) > Limit {
		return nil, fmt.Errorf("the file has %d bytes; %d are allowed", len(file), Limit)
	}
	if !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0 {
		return nil, errors.New("the file is no text in UTF-8: save it as CSV")
	}
	lines := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	lines.FieldsPerRecord, lines.TrimLeadingSpace = -1, true
	if first, _, _ := bytes.Cut(file, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		lines.Comma = ';'
	}
	head, err := lines.Read()
	if err != nil {
		return nil, errors.New("the file has no line that names its columns")
	}
	for i := range head {
		head[i] = strings.TrimSpace(head[i])
	}
	f, err := formOf(head, base)
	if err != nil {
		return nil, err
	}
	var list []call.Rate
	var wrong []error
	for len(wrong) < 100 {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		at, _ := lines.FieldPos(0)
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			wrong = append(wrong, Problem{Line: broken.Line, Says: "the quotes do not match, or a field is not as CSV has it"})
			break
		}
		for _, got := range f.rates(at, row) {
			switch {
			case got.wrong != nil:
				wrong = append(wrong, *got.wrong)
			case only.wants(got.rate):
				list = append(list, got.rate)
			}
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	if len(list) == 0 {
		return nil, errors.New("the file has no rate that is wanted")
	}
	return list, nil
}

// A found is a rate of a line, or what is wrong with it.
type found struct {
	rate  call.Rate
	wrong *Problem
}

// A form is how a file says its rates.
type form struct {
	head           []string
	wide           bool // a column for each currency
	day, code, val int  // columns
}

func formOf(head []string, base string) (form, error) {
	at := func(names ...string) int {
		return slices.IndexFunc(head, func(h string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(h, n) })
		})
	}
	ecb := func(f form) (form, error) {
		if base != "EUR" {
			return f, fmt.Errorf("the file has rates for EUR, and %s is the currency of the budget", base)
		}
		return f, nil
	}
	day, code, rate := at("date", "day"), at("currency"), at("rate")
	switch {
	case day >= 0 && code >= 0 && rate >= 0:
		return form{head: head, day: day, code: code, val: rate}, nil
	case at("TIME_PERIOD") >= 0 && at("CURRENCY") >= 0 && at("OBS_VALUE") >= 0:
		return ecb(form{head: head, day: at("TIME_PERIOD"), code: at("CURRENCY"), val: at("OBS_VALUE")})
	case day == 0 && len(head) > 1:
		return ecb(form{head: head, wide: true})
	}
	return form{}, errors.New("the first line names no columns that are known: currency, date and rate, or those of a file of the European Central Bank")
}

func (f form) rates(line int, row []string) []found {
	cell := func(i int) string {
		if i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	name := func(i int) string {
		if i < len(f.head) {
			return f.head[i]
		}
		return fmt.Sprint(i + 1)
	}
	if len(row) == 1 && cell(0) == "" {
		return nil
	}
	on, err := day(cell(f.day))
	if err != nil {
		return []found{{wrong: &Problem{line, name(f.day), err.Error()}}}
	}
	one := func(currency string, column int) found {
		value, err := decimal.NewFromString(cell(column))
		switch {
		case err != nil || strings.ContainsAny(cell(column), "eE"):
			return found{wrong: &Problem{line, name(column), fmt.Sprintf("%q is not a rate: write digits and at most one point", cut(cell(column)))}}
		case !value.IsPositive():
			return found{wrong: &Problem{line, name(column), fmt.Sprintf("a rate is above zero, and %s is not", value)}}
		}
		return found{rate: call.Rate{Currency: currency, On: on, Rate: value}}
	}
	if !f.wide {
		return []found{one(strings.ToUpper(cell(f.code)), f.val)}
	}
	var list []found
	for i := 1; i < len(f.head); i++ {
		if c := cell(i); f.head[i] != "" && c != "" && !strings.EqualFold(c, "N/A") {
			list = append(list, one(f.head[i], i))
		}
	}
	return list
}

// day reads 2019-11-15, 15 November 2019, or a month, 2019-11, as its first day.
func day(s string) (calendar.Date, error) {
	for _, layout := range []string{"2006-01-02", "2 January 2006", "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return calendar.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, nil
		}
	}
	return calendar.Date{}, fmt.Errorf("%q is not a day: write it as in 2019-11-15, or a month as in 2019-11", cut(s))
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
