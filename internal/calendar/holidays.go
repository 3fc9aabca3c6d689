package calendar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Holiday is a public holiday: a day and what it is called.
type Holiday struct {
	Date Date
	Name string
}

// Holidays are the public holidays that count for a rule book. By article 2(1) of Regulation (EEC, Euratom) No 1182/71
// these are the days that the Member State, or the institution, where the action is to be taken has designated as such;
// which ones is data, published in lists, and never computed here. The zero Holidays has none: then only Saturdays and
// Sundays are not worked. A value cannot be changed once made, so it may be copied and shared.
type Holidays struct {
	days []Holiday // by date, one each; never written to again
}

// NewHolidays makes Holidays of the given days, in any order. It refuses a day without a date and a date given twice:
// two feasts on one day (1 May 2008 was Ascension Day too) are one holiday with both names.
func NewHolidays(days ...Holiday) (Holidays, error) {
	sorted := slices.SortedStableFunc(slices.Values(days), func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	for i, h := range sorted {
		if h.Date.IsZero() {
			return Holidays{}, fmt.Errorf("holiday %s has no date", quote(h.Name))
		}
		if i > 0 && sorted[i-1].Date == h.Date {
			return Holidays{}, fmt.Errorf("holiday %s is given twice, as %s and as %s: write it once, with both names",
				h.Date, quote(sorted[i-1].Name), quote(h.Name))
		}
	}
	return Holidays{days: sorted}, nil
}

// ParseHolidays reads holidays as rule books write them, one text for each: the date, a space and the name, as in
// "2019-11-01 All Saints' Day". It refuses with a sentence what [ParseDate] or [NewHolidays] refuses, and a missing name.
func ParseHolidays(lines ...string) (Holidays, error) {
	days := make([]Holiday, 0, len(lines))
	for _, l := range lines {
		text, name, _ := strings.Cut(l, " ")
		d, err := ParseDate(text)
		if err != nil {
			return Holidays{}, fmt.Errorf("holiday %s: %w", quote(l), err)
		}
		if name = strings.TrimSpace(name); name == "" {
			return Holidays{}, fmt.Errorf("holiday %s has no name: write one, as in 2019-11-01 All Saints' Day", text)
		}
		days = append(days, Holiday{d, name})
	}
	return NewHolidays(days...)
}

// Name is what a public holiday is called; false if the day is none.
func (h Holidays) Name(d Date) (string, bool) {
	i, found := slices.BinarySearchFunc(h.days, d, func(day Holiday, d Date) int { return day.Date.Compare(d) })
	if !found {
		return "", false
	}
	return h.days[i].Name, true
}

// Days are all the holidays, by date. The slice is the caller's own.
func (h Holidays) Days() []Holiday { return slices.Clone(h.days) }

// IsWorkingDay reports whether a day is a working day: any day other than public holidays, Sundays and Saturdays
// (Regulation (EEC, Euratom) No 1182/71, article 2(2)).
func (h Holidays) IsWorkingDay(d Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	_, holiday := h.Name(d)
	return !holiday
}

// NextWorkingDay is the first working day after d; d itself never.
func (h Holidays) NextWorkingDay(d Date) Date { return h.AddWorkingDays(d, 1) }

// AddWorkingDays is the n-th working day after d or, if n is negative, before it. d itself is not counted, whether it is
// a working day or not; for n = 0 the answer is d, working day or not.
func (h Holidays) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d = d.AddDays(step); h.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// MarshalJSON writes an object from date to name, by date.
func (h Holidays) MarshalJSON() ([]byte, error) {
	byDate := make(map[string]string, len(h.days))
	for _, d := range h.days {
		byDate[d.Date.String()] = d.Name
	}
	return json.Marshal(byDate) // keys come out sorted, and dates sort as text
}

// UnmarshalJSON reads what MarshalJSON writes.
func (h *Holidays) UnmarshalJSON(text []byte) error {
	var byDate map[Date]string
	if err := json.Unmarshal(text, &byDate); err != nil {
		return err
	}
	days := make([]Holiday, 0, len(byDate))
	for d, name := range byDate { // any order: NewHolidays sorts them
		days = append(days, Holiday{d, name})
	}
	read, err := NewHolidays(days...)
	if err != nil {
		return err
	}
	*h = read
	return nil
}

// Easter is Easter Sunday of a year of the Gregorian calendar, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, 1991).
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month, day := (h+l-7*m+114)/31, (h+l-7*m+114)%31+1
	return Date{Year: year, Month: time.Month(month), Day: day}
}
