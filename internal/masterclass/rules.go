package masterclass

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/survey"
)

// MasterclassRules are the rule book of a masterclass: its programme, and how it is held.
type MasterclassRules struct {
	Title      Words              `json:"title"`
	Lead       Words              `json:"lead"`
	Programme  string             `json:"programme,omitempty"`  // reference; none: it belongs to none
	Initiative string             `json:"initiative,omitempty"` // reference of the initiative whose topic it is about
	Topic      string             `json:"topic,omitempty"`      // of the initiative
	Zone       string             `json:"zone"`                 // IANA name: sessions are told, and days end, by its clocks
	Holidays   []market.ClosedDay `json:"holidays,omitempty"`
	Officers   []string           `json:"officers"` // person ids of the staff

	Objectives []Words             `json:"objectives"`
	Modules    []MasterclassModule `json:"modules"`
	Experts    []Expert            `json:"experts,omitempty"`
	Cases      []CountryCase       `json:"cases,omitempty"`
	Sessions   []Session           `json:"sessions"`
	Groups     []Term              `json:"groups"` // target groups: everybody who registers is of one

	Capacity         int           `json:"capacity"`                   // places
	RegisterBy       calendar.Date `json:"register_by"`                // last day for registrations
	ConfirmDays      int           `json:"confirm_days,omitempty"`     // a place lapses where it is not confirmed after so many days; 0: it need not be
	AttendanceWithin int           `json:"attendance_days,omitempty"`  // days after the last session within which the staff record who was present
	EvaluateBy       calendar.Date `json:"evaluate_by"`                // last day for evaluations and certificates
	CertificateFrom  int           `json:"certificate_from,omitempty"` // least number of sessions for a certificate; 0: all
	CertificateForm  bool          `json:"certificate_form,omitempty"` // the evaluation form comes before the certificate

	Vocabularies []survey.Vocabulary     `json:"vocabularies,omitempty"`
	Questions    []survey.SurveyQuestion `json:"questions,omitempty"` // of the evaluation form
	Reminders    market.Reminders        `json:"reminders"`

	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A MasterclassModule is a part of the programme.
type MasterclassModule struct {
	Term
	Lead Words `json:"lead,omitzero"`
}

// An Expert is of the team that makes the masterclass.
type Expert struct {
	Person  string   `json:"person"`            // person id
	Tutor   bool     `json:"tutor,omitempty"`   // leads modules
	Modules []string `json:"modules,omitempty"` // ids
}

// A CountryCase is what a country has learnt, as a case of the masterclass.
type CountryCase struct {
	Term
	Country string `json:"country"`
	Module  string `json:"module,omitempty"` // id
}

// A Session has its place and its time.
type Session struct {
	Term
	Starts  calendar.WallClock `json:"starts"`
	Ends    calendar.WallClock `json:"ends"`
	Zone    string             `json:"zone,omitempty"` // IANA name; none: that of the masterclass
	Place   Words              `json:"place"`
	Modules []string           `json:"modules,omitempty"` // ids
}

// The ladders of letters of a masterclass.
const (
	ConfirmLadder    = "masterclass-confirmation"
	AttendanceLadder = "masterclass-attendance"
)

// The most that a masterclass may have.
const (
	MostPlaces   = 5000
	MostSessions = 60
)

// Calendar is where and when reminders are sent.
func (r MasterclassRules) Calendar() (obligation.Calendar, error) {
	return market.Rules{Zone: r.Zone, Holidays: r.Holidays, Reminders: r.Reminders}.Calendar()
}

// ZoneOf is the zone of a session.
func (r MasterclassRules) ZoneOf(s Session) string {
	if s.Zone != "" {
		return s.Zone
	}
	return r.Zone
}

// Times are the instants between which a session is.
func (r MasterclassRules) Times(s Session) (from, to time.Time, err error) {
	if from, err = s.Starts.Resolve(r.ZoneOf(s)); err != nil {
		return from, to, err
	}
	to, err = s.Ends.Resolve(r.ZoneOf(s))
	return from, to, err
}

// Given tells whether there is a rule book: each has a title.
func (r MasterclassRules) Given() bool { return r.Title != (Words{}) }

// Needed is how many sessions a certificate asks for.
func (r MasterclassRules) Needed() int {
	if r.CertificateFrom == 0 {
		return len(r.Sessions)
	}
	return r.CertificateFrom
}

// Check refuses a rule book that cannot be one. All that is wrong is said.
func (r MasterclassRules) Check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := r.Calendar(); err != nil {
		say("%w", err)
	}
	if r.Title.EN == "" {
		say("title has no English words (en)")
	}
	if len(r.Officers) == 0 {
		say("officers names nobody: the masterclass has no staff")
	}
	if r.Capacity < 1 || r.Capacity > MostPlaces {
		say("capacity is %d; 1 to %d places are allowed", r.Capacity, MostPlaces)
	}
	if r.RegisterBy.IsZero() {
		say("register_by is missing: write the last day for registrations, as in 2024-05-24")
	}
	if r.EvaluateBy.IsZero() {
		say("evaluate_by is missing: write the last day for evaluations and certificates")
	}
	if r.ConfirmDays < 0 || r.ConfirmDays > 365 || r.AttendanceWithin < 0 || r.AttendanceWithin > 365 {
		say("confirm_days and attendance_days are days, at most 365")
	}
	if (r.Initiative == "") != (r.Topic == "") {
		say("initiative and topic stand together, or not at all")
	}
	wrong = append(wrong, r.checkProgramme()...)
	wrong = append(wrong, r.checkSessions()...)
	if len(r.Questions) > 0 {
		if err := r.Evaluation().CheckQuestionnaire(); err != nil {
			wrong = append(wrong, err)
		}
	} else if r.CertificateForm {
		say("certificate_form asks for an evaluation form, and questions is missing")
	}
	needed := func(name string, days int) {
		if _, there := r.Reminders.Ladders[name]; days > 0 && !there {
			say("reminders.ladders.%s is missing", name)
		}
	}
	needed(ConfirmLadder, r.ConfirmDays)
	needed(AttendanceLadder, r.AttendanceWithin)
	for _, name := range slices.Sorted(maps.Keys(r.Reminders.Ladders)) {
		for _, rung := range r.Reminders.Ladders[name].Rungs {
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

func (r MasterclassRules) checkProgramme() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if len(r.Groups) == 0 {
		say("groups is empty: nobody is addressed")
	}
	wrong = append(wrong, survey.CheckTerms("groups", r.Groups)...)
	modules := make([]Term, len(r.Modules))
	for i, m := range r.Modules {
		modules[i] = m.Term
	}
	wrong = append(wrong, survey.CheckTerms("modules", modules)...)
	known := func(where string, ids ...string) {
		for _, id := range ids {
			if id != "" && !hasTerm(modules, id) {
				say("%s names the module %q, which is not there", where, id)
			}
		}
	}
	for _, x := range r.Experts {
		if err := law.CheckCode("experts.person", x.Person); err != nil {
			wrong = append(wrong, err)
		}
		known("experts", x.Modules...)
	}
	cases := make([]Term, len(r.Cases))
	for i, c := range r.Cases {
		cases[i] = c.Term
		known("cases."+c.ID, c.Module)
		if !law.KnownCountry(c.Country) {
			say("cases.%s: %q is no country code: write two letters, as in SE", c.ID, c.Country)
		}
	}
	wrong = append(wrong, survey.CheckTerms("cases", cases)...)
	for _, s := range r.Sessions {
		known("sessions."+s.ID, s.Modules...)
	}
	return wrong
}

func (r MasterclassRules) checkSessions() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if n := len(r.Sessions); n == 0 || n > MostSessions {
		return []error{fmt.Errorf("sessions has %d; 1 to %d are allowed", n, MostSessions)}
	}
	if r.CertificateFrom < 0 || r.CertificateFrom > len(r.Sessions) {
		say("certificate_from is %d; there are %d sessions", r.CertificateFrom, len(r.Sessions))
	}
	terms := make([]Term, len(r.Sessions))
	for i, s := range r.Sessions {
		terms[i] = s.Term
		from, to, err := r.Times(s)
		switch {
		case err != nil:
			say("sessions.%s: %w", s.ID, err)
		case !from.Before(to):
			say("sessions.%s ends before it starts", s.ID)
		case s.Place.EN == "":
			say("sessions.%s has no place", s.ID)
		}
		if !r.RegisterBy.IsZero() && !r.EvaluateBy.IsZero() && (s.Starts.Date.Before(r.RegisterBy) || s.Ends.Date.After(r.EvaluateBy)) {
			say("sessions.%s is not between register_by and evaluate_by", s.ID)
		}
	}
	return append(wrong, survey.CheckTerms("sessions", terms)...)
}

func hasTerm(terms []Term, id string) bool {
	return slices.ContainsFunc(terms, func(t Term) bool { return t.ID == id })
}
