package money

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// TableDate is the day of the last ISO 4217 amendment that the embedded table follows, as year-month-day. Codes that
// came later are not known here; the head of currencies.csv says more.
const TableDate = "2026-01-01"

//go:embed currencies.csv
var currenciesCSV string

// none is the number of decimals of a code to which ISO 4217 gives no minor unit, such as XAU for gold.
const none = -1

// currency is a line of the table. from and until are year-month-day, or "" where the table gives no such day; the day
// named by until is the first on which the code is not current any more.
type currency struct {
	code        string
	digits      int32
	from, until string
}

// table reads the embedded file once. It panics if the file is broken, which its test would have shown.
var table = sync.OnceValue(func() map[string]currency {
	r := csv.NewReader(strings.NewReader(currenciesCSV))
	r.Comment = '#'
	r.FieldsPerRecord = 4
	lines, err := r.ReadAll()
	if err != nil {
		panic("money: currencies.csv: " + err.Error())
	}
	known := make(map[string]currency, len(lines))
	for _, l := range lines[1:] {
		c := currency{code: l[0], digits: none, from: orNone(l[2]), until: orNone(l[3])}
		if d := orNone(l[1]); d != "" {
			n, err := strconv.ParseInt(d, 10, 32)
			if err != nil {
				panic("money: currencies.csv: " + c.code + ": " + err.Error())
			}
			c.digits = int32(n)
		}
		known[c.code] = c
	}
	return known
})

func orNone(field string) string {
	if field == "-" {
		return ""
	}
	return field
}

// Digits says how many decimals amounts in a currency have (EUR 2, JPY 0, BHD 3), whether the code is current or
// historic. It is false for a code that the table does not have, and for one without a minor unit (XAU, XDR, XXX).
func Digits(code string) (int, bool) {
	c, ok := table()[code]
	if !ok || c.digits == none {
		return 0, false
	}
	return int(c.digits), true
}

// KnownOn reports whether [CheckOn] has nothing to say against the code on that day.
func KnownOn(code string, year int, month time.Month, day int) bool {
	return CheckOn(code, year, month, day) == nil
}

// CheckOn returns nil if the code was a current currency code of ISO 4217 on that calendar day (a date in the world,
// without a time zone), and otherwise an error with a sentence that says why not: unknown, without a minor unit, not
// yet, or not any more. Parallel circulation after a change of currency does not count: HRK ends before 2023-01-01.
// A code that the table dates only at its end counts as current on every day before.
func CheckOn(code string, year int, month time.Month, day int) error {
	c, err := lookup(code)
	if err != nil {
		return err
	}
	on := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	switch {
	case c.from != "" && on < c.from:
		return fmt.Errorf("%s is a currency of ISO 4217 only from %s, not on %s", code, c.from, on)
	case c.until != "" && on >= c.until:
		return fmt.Errorf("%s was a currency of ISO 4217 until %s, not on %s", code, c.until, on)
	}
	return nil
}

// lookup finds a code in which amounts can be counted, or says in a sentence why it cannot.
func lookup(code string) (currency, error) {
	if !isCode(code) {
		return currency{}, fmt.Errorf("%s is not a currency code: write three capital letters, as in EUR", quote(code))
	}
	c, ok := table()[code]
	if !ok {
		return currency{}, fmt.Errorf("%s is not a currency of ISO 4217 as of %s", code, TableDate)
	}
	if c.digits == none {
		return currency{}, fmt.Errorf("%s has no minor unit in ISO 4217: no amounts are counted in it", code)
	}
	return c, nil
}

func isCode(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
