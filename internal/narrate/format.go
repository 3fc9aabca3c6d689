package narrate

import (
	"fmt"
	"regexp"
	"strconv"
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
	andTo         string                      // between infinitives
	semicolon     string                      // between the parts of an enumeration
	lengths       map[calendar.Unit][2]string // one and many
	zoned         string                      // how a time says on which clocks it is: 10:00 in Europe/Brussels
	days          [2]string                   // of a duration: one and many
	weekdays      [7]string                   // from Sunday on
	months        [12]string
	inFull        string // a day: its weekday, its number, its month, its year
	dot           string // after the number of a day
	first         string // the number of the first day of a month; "" is 1
	elides        bool   // de + a vowel is d'
}

var formats = map[string]format{
	"en": {
		date: "2006-01-02", clock: "2006-01-02 15:04", group: ",", point: ".", currencyFirst: true, and: " and ", andTo: " and to ", semicolon: "; ", or: " or ", zoned: "%s in %s", days: [2]string{"day", "days"},
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		inFull:   "%s %s %s %d",
	},
	"fr": {
		date: "02/01/2006", clock: "02/01/2006 15:04", group: "\u202f", point: ",", and: " et ", andTo: " et ", semicolon: "\u202f; ", or: " ou ", zoned: "%s (%s)", days: [2]string{"jour", "jours"},
		weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		months:   [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		inFull:   "%s %s %s %d", first: "1er", elides: true,
		lengths: map[calendar.Unit][2]string{
			calendar.Days: {"jour", "jours"}, calendar.WorkingDays: {"jour ouvrable", "jours ouvrables"}, calendar.Weeks: {"semaine", "semaines"},
			calendar.Months: {"mois", "mois"}, calendar.Years: {"an", "ans"},
		},
	},
	"de": {
		date: "02.01.2006", clock: "02.01.2006 15:04", group: ".", point: ",", and: " und ", andTo: " und ", semicolon: "; ", or: " oder ", zoned: "%s (%s)", days: [2]string{"Tag", "Tage"},
		weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		months:   [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		inFull:   "%s, %s. %s %d", dot: ".",
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
	return f.on(at.In(loc).Format(f.date+" 15:04:05.000000 -07:00"), zone) + " (" + utc + ")"
}

// on says on which clocks a time is.
func (f format) on(time, zone string) string { return fmt.Sprintf(f.zoned, time, zone) }

func (f format) day(d calendar.Date) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(f.date)
}

// wallClock writes a time on clocks, with its offset where it has one.
func (f format) wallClock(text string) string {
	const layout = "2006-01-02T15:04"
	if len(text) < len(layout) {
		return text
	}
	at, err := time.Parse(layout, text[:len(layout)])
	if err != nil {
		return text
	}
	return at.Format(f.clock) + text[len(layout):]
}

// vowel stands before a parameter that begins with one, until the text around it is known.
const vowel = "\ue000"

// before marks the value of a parameter that begins with a vowel.
func (f format) before(value string) string {
	if f.elides && value != "" && strings.ContainsRune("aeiouéèêàâîôûAEIOUÉÈÊÀÂÎÔÛ", []rune(value)[0]) {
		return vowel + value
	}
	return value
}

// elided writes what stands before a vowel as the language does.
func (f format) elided(text string) string {
	if !f.elides || !strings.Contains(text, vowel) {
		return text
	}
	return strings.ReplaceAll(elision.ReplaceAllString(text, "$1$2’"), vowel, "")
}

// stop stands after a text that ends as sentences end, until the text around it is known: no full stop follows it.
const stop = "\ue001"

var stopped = strings.NewReplacer(stop+".", "", stop, "")

// elision is a word that loses its last letter before a vowel.
var elision = regexp.MustCompile(`(^|[^\p{L}])([dD]|[qQ]u)e ` + vowel)

// dayInFull writes the day of an instant, on the clocks that it is on.
func (f format) dayInFull(at time.Time) string {
	number := strconv.Itoa(at.Day())
	if at.Day() == 1 && f.first != "" {
		number = f.first
	}
	return fmt.Sprintf(f.inFull, f.weekdays[at.Weekday()], number, f.months[at.Month()-1], at.Year())
}

// dateInWords writes a date with the name of its month.
func (f format) dateInWords(d calendar.Date) string {
	number := strconv.Itoa(d.Day)
	if d.Day == 1 && f.first != "" {
		number = f.first
	}
	return number + f.dot + " " + f.months[d.Month-1] + " " + strconv.Itoa(d.Year)
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
