package calendar

// Period is the last day of a legal period of length l that runs from an event, with whose last hour it ends: as an
// instant, the End of that day in the zone where the action is to be taken.
//
// Source: Regulation (EEC, Euratom) No 1182/71 of the Council of 3 June 1971 determining the rules applicable to periods,
// dates and time limits (OJ L 124, 8.6.1971, p. 1), article 3:
//
//   - (1) the day of the event does not fall within the period;
//   - (2)(b) a period in days ends with the last hour of its last day;
//   - (2)(c) a period in weeks, months or years ends with the last hour of the day, in the last week, month or year, that
//     is the same day of the week or has the same date as the day from which the period runs. That is the day of the
//     event itself and not the one after, as the Court held for weeks (case C-171/03, Toeters and Verberk, 11 November
//     2004). Where the last month has no such date, the period ends with the last day of that month;
//   - (3) public holidays, Sundays and Saturdays are counted, unless the period is expressed in working days;
//   - (4) if the last day is a public holiday, Sunday or Saturday, the period ends with the following working day;
//   - (5) a period of two days or more includes at least two working days, and ends later if it has to.
//
// It panics on a zero Length: a rule that gives no length has no last day.
func Period(event Date, l Length, h Holidays) Date {
	last := h.count(event, l, 1)
	if !h.IsWorkingDay(last) {
		last = h.NextWorkingDay(last)
	}
	if l.twoDaysOrMore() {
		last = latest(last, h.AddWorkingDays(event, 2))
	}
	return last
}

// PeriodBefore is the first day of a legal period of length l that is calculated backwards from an event, such as "at
// least 10 days before the meeting"; the last day is the one before the event. Article 3(4), which moves the end of a
// period to the following working day, does not apply to periods calculated retroactively (its second sentence), so the
// first day may be a holiday. Article 3(1) and 3(5) speak of any period and are applied, backwards.
//
// It panics on a zero Length.
func PeriodBefore(event Date, l Length, h Holidays) Date {
	first := h.count(event, l, -1)
	if l.twoDaysOrMore() {
		first = earliest(first, h.AddWorkingDays(event, -2))
	}
	return first
}

// count goes l forwards (sign 1) or backwards (sign -1) from the day of the event, which is not counted.
func (h Holidays) count(event Date, l Length, sign int) Date {
	if l.N < 1 {
		panic("calendar: a period needs a length of 1 or more")
	}
	n := sign * l.N
	switch l.Unit {
	case Days:
		return event.AddDays(n)
	case WorkingDays:
		return h.AddWorkingDays(event, n)
	case Weeks:
		return event.AddDays(7 * n)
	case Months:
		return event.AddMonths(n)
	case Years:
		return event.AddMonths(12 * n)
	}
	panic("calendar: a period cannot be counted in " + quote(string(l.Unit)))
}

func (l Length) twoDaysOrMore() bool {
	return l.N > 1 || l.Unit != Days && l.Unit != WorkingDays
}

func latest(a, b Date) Date {
	if b.After(a) {
		return b
	}
	return a
}

func earliest(a, b Date) Date {
	if b.Before(a) {
		return b
	}
	return a
}
