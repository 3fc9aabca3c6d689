package calendar

// Span is a run of calendar days: From is the first, Until the first that is no longer in it. In JSON: from, until.
type Span struct {
	From  Date `json:"from"`
	Until Date `json:"until"`
}

// Contains reports whether a day is in the span.
func (s Span) Contains(d Date) bool { return !d.Before(s.From) && d.Before(s.Until) }

// LastDay is the last day of the span, the one before Until.
func (s Span) LastDay() Date { return s.Until.AddDays(-1) }

// Month is project month n of work that starts on m1, the first day of M1: from m1 + (n-1) months until m1 + n months.
// Both ends are counted from m1 and clamped to the end of short months ([Date.AddMonths]), never from the month before:
// from 31 January, M2 starts on 28 or 29 February and M3 on 31 March. Months so counted meet without gap or overlap.
// n counts from 1; 0 and less give the months before M1.
//
// Source: the DigitalHealthEurope call of 2019 counts M1, M2, ... from the start of activities, 14.10.2019; that M12 then
// ends on 13.10.2020 follows from "month n ends n months after the start minus one day". It is no legal period: see
// [Period].
func Month(m1 Date, n int) Span {
	return Span{From: m1.AddMonths(n - 1), Until: m1.AddMonths(n)}
}

// WholeMonth is project month n as [Month] has it, but that where a month has no day of the number of m1 its last day still
// belongs to the project month before: that one ends as a period of months does, with the last day of the month
// (Regulation 1182/71, Article 3(2)(c)), and the next begins with the first of the month after. From 29 February 2020 twelve
// months end on 28 February 2021, and from 31 January M1 ends on 28 or 29 February.
func WholeMonth(m1 Date, n int) Span {
	begins := func(n int) Date {
		d := m1.AddMonths(n)
		if d.Day < m1.Day {
			return d.AddDays(1)
		}
		return d
	}
	return Span{From: begins(n - 1), Until: begins(n)}
}

// MonthOf is the number n of the project month, as counted by [Month], in which d lies; 0 if d is before m1.
func MonthOf(m1, d Date) int {
	if d.Before(m1) {
		return 0
	}
	n := (d.Year-m1.Year)*12 + int(d.Month) - int(m1.Month) + 1
	if d.Before(Month(m1, n).From) {
		n--
	}
	return n
}
