package query

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/obligation"
)

// A CountryPeriodRow is how the report of a country on a period of a country twinning stands.
type CountryPeriodRow struct {
	Period  int    `json:"period"`
	Country string `json:"country"`
	From    string `json:"from"`
	Until   string `json:"until"`
	Due     string `json:"due,omitempty"` // last day for the report, while one is owed
	Stands  string `json:"stands"`        // reported, nothing, returned, overdue, owed or ahead
	Late    bool   `json:"late,omitempty"`
}

// How the report on a period stands.
const (
	periodReported = "reported"
	periodNothing  = "nothing" // was done, and why is said
	periodReturned = "returned"
	periodOverdue  = "overdue"
	periodOwed     = "owed"
	periodAhead    = "ahead" // the period has not begun
	periodNone     = "none"  // none is owed any more
)

// countryPeriods are the reports of both countries on all periods.
func countryPeriods(i capacity.Initiative, t capacity.Twinning, now time.Time) []CountryPeriodRow {
	rows := []CountryPeriodRow{}
	from := t.Begins
	for n, until := range t.Periods(i.Rules.Twinning) {
		for _, country := range []string{t.Offers, t.Seeks} {
			row := CountryPeriodRow{Period: n + 1, Country: country, From: from.String(), Until: until.String()}
			owed, _ := obligation.Find(i.Obligations, t.Owes(i, n+1, country))
			due, _ := owed.Current()
			report, there := t.Report(n+1, country)
			switch today := i.Day(now); {
			case there && report.Returned != nil:
				row.Stands = periodReturned
			case there && !owed.Open() && len(report.Activities) == 0: // while another version is owed, as of a period that became longer, it is not over
				row.Stands = periodNothing
			case there && !owed.Open():
				row.Stands = periodReported
			case !owed.Open():
				row.Stands = periodNone
			case today.Before(from):
				row.Stands = periodAhead
			case today.After(due.On):
				row.Stands = periodOverdue
			default:
				row.Stands = periodOwed
			}
			if owed.Open() {
				row.Due = due.On.String()
			}
			row.Late = !owed.Met.IsZero() && i.Day(owed.Met).After(lastDue(owed))
			rows = append(rows, row)
		}
		from = until.AddDays(1)
	}
	return rows
}

// lastDue is the last day on which an obligation was owed.
func lastDue(o obligation.Obligation) calendar.Date {
	if len(o.Dues) == 0 {
		return calendar.Date{}
	}
	return o.Dues[len(o.Dues)-1].On
}
