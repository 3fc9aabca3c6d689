package call

import (
	"twinning.example/engine/internal/calendar"
)

const aLength = "a length above zero, as in 10 days, 5 working days or 1 month"

// length checks a length that may be left out, and tells whether it can be
// counted with.
func (c *check) length(l calendar.Length, path string) bool {
	if l.IsZero() {
		return false
	}
	return c.aboveZero(l, path)
}

// aboveZero checks a length that may not be left out.
func (c *check) aboveZero(l calendar.Length, path string) bool {
	_, err := calendar.ParseLength(l.String())
	c.unless(err == nil, path, aLength, nil, "%q is not a length above zero", l)
	return err == nil
}

// periods are the holidays of the rule book, by which its lengths are counted;
// false where they cannot be read, which is a problem of its own.
func (b RuleBook) periods() (calendar.Holidays, bool) {
	days := make([]calendar.Holiday, 0, len(b.Holidays))
	for _, h := range b.Holidays {
		days = append(days, calendar.Holiday{Date: h.On, Name: h.Name})
	}
	h, err := calendar.NewHolidays(days...)
	return h, err == nil
}
