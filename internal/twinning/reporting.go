package twinning

import (
	"slices"

	"twinning.example/engine/internal/calendar"
)

// Logs are the project months with whose end a log is owed: each or, where the rule
// book has longer periods, the last of each of them. The last period may be shorter. A log
// has the number of that month.
func (c Contract) Logs() []int { return logMonths(c.Months, c.Period) }

func logMonths(months, period int) []int {
	period = max(1, period)
	var list []int
	for n := period; n < months; n += period {
		list = append(list, n)
	}
	return append(list, months)
}

// HasLog tells whether there is a log with that number.
func (c Contract) HasLog(n int) bool { return slices.Contains(c.Logs(), n) }

// LogSpan is the time that a log reports on, from its first month to that of its number.
func (c Contract) LogSpan(n int) calendar.Span {
	first := 1
	for _, m := range c.Logs() {
		if m < n {
			first = m + 1
		}
	}
	return calendar.Span{From: c.Month(first).From, Until: c.Month(n).Until}
}

// logOf is the number of the log that reports on a day; a day outside of all months
// counts for the last one.
func (c Contract) logOf(on calendar.Date) int {
	logs := c.Logs()
	for _, n := range logs {
		if c.LogSpan(n).Contains(on) {
			return n
		}
	}
	return logs[len(logs)-1]
}
