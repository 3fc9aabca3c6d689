package calendar

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar day in the proleptic Gregorian calendar, in no time zone. The zero Date means "no date" and is
// written as the empty text. Dates can be compared with == and used as map keys.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads year-month-day with all ten characters, "2019-10-14", years 0001 to 9999. It refuses with a sentence
// what is written in another way and days that no calendar has, such as 2019-02-29.
func ParseDate(text string) (Date, error) {
	if !shaped(text, "0000-00-00") {
		return Date{}, fmt.Errorf("%s is not a date: write year-month-day, as in 2019-10-14", quote(text))
	}
	d := Date{Year: number(text[0:4]), Month: time.Month(number(text[5:7])), Day: number(text[8:10])}
	switch {
	case d.Year == 0:
		return Date{}, fmt.Errorf("%s is not a date: there is no year 0", text)
	case d.Month < time.January || d.Month > time.December:
		return Date{}, fmt.Errorf("%s is not a date: there is no month %d", text, int(d.Month))
	case d.Day < 1 || d.Day > daysIn(d.Year, d.Month):
		return Date{}, fmt.Errorf("%s is not a date: %s %d has %d days", text, d.Month, d.Year, daysIn(d.Year, d.Month))
	}
	return d, nil
}

// DateOf is the calendar day that it is at an instant in a zone.
func DateOf(t time.Time, loc *time.Location) Date {
	year, month, day := t.In(loc).Date()
	return Date{year, month, day}
}

// IsZero reports whether d is the zero Date, "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String writes year-month-day, "2019-10-14", and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// MarshalText writes [Date.String]; JSON uses it too. It refuses a Date that was put together by hand and does not exist.
func (d Date) MarshalText() ([]byte, error) {
	text := d.String()
	if text != "" {
		if _, err := ParseDate(text); err != nil {
			return nil, err
		}
	}
	return []byte(text), nil
}

// UnmarshalText reads what [ParseDate] reads, and the empty text as the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// AddDays is the date n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	year, month, day := d.utc().AddDate(0, 0, n).Date()
	return Date{year, month, day}
}

// AddMonths is the date with the same day number n months later, or earlier if n is negative; where that month has no
// such day, its last day: 31 January and 1 month are 28 or 29 February. So it is not reversible, and adding one month
// twice is not adding two: count from the first date, as [Month] does.
func (d Date) AddMonths(n int) Date {
	months := d.Year*12 + int(d.Month) - 1 + n
	year, month := floorDiv(months, 12), time.Month(months-floorDiv(months, 12)*12+1)
	return Date{year, month, min(d.Day, daysIn(year, month))}
}

// Compare is -1 if d is before e, 0 if they are one day, 1 if d is after e. The zero Date is before all others.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// DaysUntil is the number of days from d to e: 1 from a day to the next one, negative if e is before d.
func (d Date) DaysUntil(e Date) int {
	const day = 24 * 60 * 60
	return int((e.utc().Unix() - d.utc().Unix()) / day)
}

// Start is the first instant at which the calendar in loc shows d, in UTC. That is midnight, or, where the clocks go
// forward over midnight, the moment after the jump (Sao Paulo, 2018-11-04: 01:00). A day that a zone left out altogether
// starts, and ends, when the next one starts (Apia, 2011-12-30).
func (d Date) Start(loc *time.Location) time.Time {
	return starts.of(d, loc)
}

func (d Date) startIn(loc *time.Location) time.Time {
	midnight := d.utc()
	for _, s := range stretchesAround(midnight, loc) {
		at := midnight.Add(-s.offset)
		if at.Before(s.start) {
			at = s.start
		}
		if s.contains(at) {
			return at
		}
	}
	panic("calendar: " + d.String() + " never starts in " + loc.String()) // not reachable: the last stretch has no such gap
}

// End is the first instant after the day d in loc, in UTC: the start of the next day. The day's instants are those from
// Start on and before End. (Where clocks go back over midnight, as in St John's until 2011, the calendar shows d once
// more after that for an hour; no zone of this tzdata has done so since.)
func (d Date) End(loc *time.Location) time.Time { return d.AddDays(1).Start(loc) }

// utc is midnight of the day in UTC, for arithmetic.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// shaped reports whether text has the length of pattern, a digit wherever pattern has 0, and pattern's own characters
// elsewhere.
func shaped(text, pattern string) bool {
	if len(text) != len(pattern) {
		return false
	}
	for i := range len(text) {
		if digit := text[i] >= '0' && text[i] <= '9'; pattern[i] == '0' && !digit || pattern[i] != '0' && text[i] != pattern[i] {
			return false
		}
	}
	return true
}

// number reads digits that were looked at before.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// quote makes a text that was refused safe to show in a sentence: short, on one line, in quotes.
func quote(text string) string {
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "..."
	}
	return strconv.Quote(text)
}
