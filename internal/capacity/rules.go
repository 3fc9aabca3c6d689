package capacity

import (
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/survey"
)

// InitiativeRules are the rule book of an initiative. They are public.
type InitiativeRules struct {
	Title     Words              `json:"title"`
	Lead      Words              `json:"lead"`
	Programme string             `json:"programme,omitempty"` // reference; none: it belongs to none
	Zone      string             `json:"zone"`                // IANA name: days end by its clocks
	Holidays  []market.ClosedDay `json:"holidays,omitempty"`
	Officers  []string           `json:"officers"` // person ids of the staff

	Countries  survey.CountryList `json:"countries"`
	Topics     []CapacityTopic    `json:"topics"`
	Activities []Term             `json:"activities"`
	Languages  []string           `json:"languages"` // ISO 639-1
	Closes     calendar.Date      `json:"closes"`    // last day for statements
	OneSided   OneSidedRule       `json:"one_sided"`
	Weights    PairingWeights     `json:"weights"` // of suggestions

	AnswerDays int                 `json:"answer_days"` // days within which both countries answer a pairing
	Twinning   CountryTwinningRule `json:"twinning"`
	Reminders  market.Reminders    `json:"reminders"`

	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A CapacityTopic is one on which countries may teach one another.
type CapacityTopic struct {
	Term
	Lead Words `json:"lead,omitzero"`
}

// A OneSidedRule says what follows from interest on one side only.
type OneSidedRule struct {
	Then  Branch        `json:"then"`            // waiting, masterclass or dropped
	Until calendar.Date `json:"until,omitzero"`  // of waiting: last day for statements on such a topic
	After Branch        `json:"after,omitempty"` // of waiting: masterclass or dropped
}

// A CountryTwinningRule is the rule book of the twinnings that pairings begin. No money is paid under it.
type CountryTwinningRule struct {
	Reporting  string `json:"reporting"`   // monthly or quarterly
	ReportDays int    `json:"report_days"` // days after the end of a period within which each country reports
	MostMonths int    `json:"most_months"`
	ClosesDays int    `json:"closes_days"` // days after its end within which the joint report is sent
}

// The reporting periods.
const (
	Monthly   = "monthly"
	Quarterly = "quarterly"
)

// MostMonths is the longest country twinning.
const MostMonths = 60

// The ladders of letters of an initiative.
const (
	InterestLadder = "capacity-interest"
	AnswerLadder   = "capacity-answer"
	ReportLadder   = "capacity-report"
	ClosureLadder  = "capacity-closure"
)

// Calendar is where and when reminders are sent.
func (r InitiativeRules) Calendar() (obligation.Calendar, error) {
	return market.Rules{Zone: r.Zone, Holidays: r.Holidays, Reminders: r.Reminders}.Calendar()
}

// Topic finds a topic.
func (r InitiativeRules) Topic(id string) (CapacityTopic, bool) {
	for _, t := range r.Topics {
		if t.ID == id {
			return t, true
		}
	}
	return CapacityTopic{}, false
}

// Activity finds an activity.
func (r InitiativeRules) Activity(id string) (Term, bool) {
	for _, a := range r.Activities {
		if a.ID == id {
			return a, true
		}
	}
	return Term{}, false
}

// PeriodMonths is how many months a reporting period has.
func (r CountryTwinningRule) PeriodMonths() int {
	if r.Reporting == Quarterly {
		return 3
	}
	return 1
}

// Check refuses a rule book that cannot be one. All that is wrong is said.
func (r InitiativeRules) Check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := r.Calendar(); err != nil {
		say("%w", err)
	}
	if r.Title.EN == "" {
		say("title has no English words (en)")
	}
	if len(r.Officers) == 0 {
		say("officers names nobody: the initiative has no staff")
	}
	if r.Closes.IsZero() {
		say("closes is missing: write the last day for statements, as in 2024-03-29")
	}
	if r.Countries.AsOf.IsZero() {
		say("countries.as_of is missing: write the day on which the list holds")
	}
	if n := len(r.Countries.Codes); n < 2 || n > survey.MostCountries {
		say("countries.codes has %d countries; 2 to %d are allowed", n, survey.MostCountries)
	}
	for i, c := range r.Countries.Codes {
		if !law.KnownCountry(c) {
			say("countries.codes: %q is no country code: write two letters, as in SE", c)
		}
		if slices.ContainsFunc(r.Countries.Codes[:i], func(b string) bool { return normal(b) == normal(c) }) {
			say("countries.codes has %s twice", c)
		}
	}
	if len(r.Topics) == 0 || len(r.Topics) > 100 {
		say("topics has %d; 1 to 100 are allowed", len(r.Topics))
	}
	topics := make([]Term, len(r.Topics))
	for i, t := range r.Topics {
		topics[i] = t.Term
		if _, ok := market.MarketStream(t.ID); !ok || len(t.ID) > 24 {
			say("topics: %q is part of the reference of a masterclass: letters, digits and single hyphens, at most 24", t.ID)
		}
	}
	wrong = append(append(wrong, survey.CheckTerms("topics", topics)...), survey.CheckTerms("activities", r.Activities)...)
	switch o := r.OneSided; {
	case o.Then == Waiting && (!o.Until.After(r.Closes) || o.After != Masterclass && o.After != Dropped):
		say("one_sided waits until a day after closes, and says in after whether masterclass or dropped follows")
	case o.Then != Waiting && o.Then != Masterclass && o.Then != Dropped:
		say("one_sided.then is %q: waiting, masterclass and dropped are allowed", o.Then)
	}
	t := r.Twinning
	if t.Reporting != Monthly && t.Reporting != Quarterly {
		say("twinning.reporting is %q: monthly and quarterly are allowed", t.Reporting)
	}
	if t.MostMonths < 1 || t.MostMonths > MostMonths {
		say("twinning.most_months is %d; 1 to %d are allowed", t.MostMonths, MostMonths)
	}
	days := func(name string, n int) {
		if n < 1 || n > 365 {
			say("%s is %d; 1 to 365 days are allowed", name, n)
		}
	}
	days("answer_days", r.AnswerDays)
	days("twinning.report_days", t.ReportDays)
	days("twinning.closes_days", t.ClosesDays)
	for _, name := range []string{InterestLadder, AnswerLadder, ReportLadder, ClosureLadder} {
		ladder, there := r.Reminders.Ladders[name]
		if !there {
			say("reminders.ladders.%s is missing", name)
		}
		for _, rung := range ladder.Rungs {
			for _, to := range rung.To {
				if to != obligation.Owner && to != string(law.Officer) {
					say("reminders.ladders.%s.%s goes to %q: owner and officer are allowed", name, rung.Name, to)
				}
			}
			if !slices.Contains([]string{"reminder", "overdue", "escalation"}, rung.Letter) {
				say("reminders.ladders.%s.%s is the letter %q: reminder, overdue and escalation are allowed", name, rung.Name, rung.Letter)
			}
		}
	}
	slices.SortStableFunc(wrong, func(a, b error) int {
		if a.Error() < b.Error() {
			return -1
		}
		return 1
	})
	return errors.Join(wrong...)
}
