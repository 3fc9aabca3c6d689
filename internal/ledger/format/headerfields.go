package format

import (
	"fmt"
	"strconv"
	"time"
)

// fieldParser keeps the first thing that is wrong, so that a header reads as one literal.
type fieldParser struct{ err error }

func (p *fieldParser) fail(name, value, want string) {
	if p.err == nil {
		p.err = fmt.Errorf("read header: %s %q is not %s", name, value, want)
	}
}

func (p *fieldParser) text(name, value string, required bool) string {
	if value != "-" {
		return value
	}
	if required {
		p.fail(name, value, "given")
	}
	return ""
}

func (p *fieldParser) number(name, value string, least int64) int64 {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < least || (value[0] == '0' && value != "0") || value[0] == '+' {
		p.fail(name, value, fmt.Sprintf("a plain number from %d", least))
	}
	return n
}

func (p *fieldParser) date(name, value string) string {
	if value == "-" {
		return ""
	}
	if _, err := time.Parse(dateLayout, value); err != nil {
		p.fail(name, value, "a date")
	}
	return value
}

// instant is written out because it is the dearest part of reading a million headers, and because time.Parse takes more than one text
// for one instant.
func (p *fieldParser) instant(name, v string, required bool) time.Time {
	if v == "-" && !required {
		return time.Time{}
	}
	if len(v) != len(InstantLayout) || v[4] != '-' || v[7] != '-' || v[10] != 'T' || v[13] != ':' || v[16] != ':' || v[19] != '.' || v[26] != 'Z' {
		p.fail(name, v, "an instant in UTC with six digits")
		return time.Time{}
	}
	ok := true
	n := func(from, to int) (n int) {
		for _, c := range []byte(v[from:to]) {
			ok = ok && c >= '0' && c <= '9'
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := n(0, 4), n(5, 7), n(8, 10)
	hour, minute, second, micro := n(11, 13), n(14, 16), n(17, 19), n(20, 26)
	if !ok || year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		p.fail(name, v, "an instant in UTC with six digits")
		return time.Time{}
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, micro*1000, time.UTC)
	if t.Day() != day || t.IsZero() { // the 31st of a month of 30 days; the zero instant is written "-"
		p.fail(name, v, "an instant in UTC with six digits")
		return time.Time{}
	}
	return t
}
