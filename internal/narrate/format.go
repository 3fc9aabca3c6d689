package narrate

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// A format is how a language writes what is no word.
type format struct {
	date, clock   string // layouts of package time
	group, point  string // of numbers
	currencyFirst bool
	and, or       string
	lengths       map[calendar.Unit][2]string // one and many
	within        string                      // 10:00 in Europe/Brussels
	days          [2]string                   // of a duration: one and many
}

var formats = map[string]format{
	"en": {
		date: "2006-01-02", clock: "2006-01-02 15:04", group: ",", point: ".", currencyFirst: true, and: " and ", or: " or ", within: " in ", days: [2]string{"day", "days"},
	},
	"fr": {
		date: "02/01/2006", clock: "02/01/2006 15:04", group: "\u202f", point: ",", and: " et ", or: " ou ", within: " à ", days: [2]string{"jour", "jours"},
		lengths: map[calendar.Unit][2]string{
			calendar.Days: {"jour", "jours"}, calendar.WorkingDays: {"jour ouvrable", "jours ouvrables"}, calendar.Weeks: {"semaine", "semaines"},
			calendar.Months: {"mois", "mois"}, calendar.Years: {"an", "ans"},
		},
	},
	"de": {
		date: "02.01.2006", clock: "02.01.2006 15:04", group: ".", point: ",", and: " und ", or: " oder ", within: " in ", days: [2]string{"Tag", "Tage"},
		lengths: map[calendar.Unit][2]string{
			calendar.Days: {"Tag", "Tage"}, calendar.WorkingDays: {"Arbeitstag", "Arbeitstage"}, calendar.Weeks: {"Woche", "Wochen"},
			calendar.Months: {"Monat", "Monate"}, calendar.Years: {"Jahr", "Jahre"},
		},
	},
}

// instant writes an instant on the clocks of a zone, to the minute unless it has
// seconds.
func (f format) instant(at time.Time, zone string) string {
	loc, err := calendar.Zone(zone)
	if err != nil {
		loc = time.UTC
	}
	layout := f.clock
	if at.Second() != 0 {
		layout += ":05"
	}
	return at.In(loc).Format(layout)
}

// exact writes an instant to the microsecond, on the clocks of a zone with the
// offset then in force, and in UTC. A zone that is not known leaves UTC alone.
func (f format) exact(at time.Time, zone string) string {
	utc := calendar.Instant(at)
	loc, err := calendar.Zone(zone)
	if err != nil || zone == "UTC" {
		return utc
	}
	return at.In(loc).Format(f.date+" 15:04:05.000000 -07:00") + f.within + zone + " (" + utc + ")"
}

func (f format) day(d calendar.Date) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(f.date)
}

func (f format) amount(a money.Amount) string {
	if f.currencyFirst {
		return a.Human()
	}
	number := strings.TrimPrefix(a.Human(), a.Currency()+" ")
	return strings.NewReplacer(",", f.group, ".", f.point).Replace(number) + "\u00a0" + a.Currency()
}

func (f format) length(l calendar.Length) string {
	names, ok := f.lengths[l.Unit]
	if !ok {
		return l.String()
	}
	name := names[1]
	if l.N == 1 {
		name = names[0]
	}
	return decimal.NewFromInt(int64(l.N)).String() + " " + name
}

// duration writes a duration in words. Below an hour it is exact, to the
// microsecond: 9 min 59.999999 s; above, it has its two largest units and what is
// smaller is left out: 2 h 42 min, 92 days 6 h. The instants beside it are exact.
func (f format) duration(s decimal.Decimal) string {
	whole := s.Truncate(0).IntPart()
	days, hours, minutes := whole/86400, whole%86400/3600, whole%3600/60
	parts := make([]string, 0, 2)
	add := func(n int64, unit string) {
		if n > 0 {
			parts = append(parts, decimal.NewFromInt(n).String()+" "+unit)
		}
	}
	switch {
	case days > 0:
		unit := f.days[1]
		if days == 1 {
			unit = f.days[0]
		}
		add(days, unit)
		add(hours, "h")
	case hours > 0:
		add(hours, "h")
		add(minutes, "min")
	default:
		add(minutes, "min")
		if rest := s.Sub(decimal.NewFromInt(minutes * 60)); !rest.IsZero() || minutes == 0 {
			parts = append(parts, strings.Replace(rest.String(), ".", f.point, 1)+" s")
		}
	}
	return strings.Join(parts, " ")
}

// signed writes a duration in seconds to the microsecond, with its sign.
func (f format) signed(s decimal.Decimal) string {
	sign := "+"
	if s.IsNegative() {
		sign = "-"
	}
	return sign + strings.Replace(s.Abs().StringFixed(6), ".", f.point, 1) + " s"
}

// list joins values: a, b and c.
func list(values []string, last string) string {
	if n := len(values); n > 1 {
		return strings.Join(values[:n-1], ", ") + last + values[n-1]
	}
	return strings.Join(values, "")
}
