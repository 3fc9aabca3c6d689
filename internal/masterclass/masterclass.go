package masterclass

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/survey"
)

// A Stage is where a masterclass stands.
type Stage string

// The stages of a masterclass.
const (
	Planned   Stage = "planned"   // a topic became one; it has no rule book yet
	Opened    Stage = "open"      // registrations are taken
	Closed    Stage = "closed"    // they are not any more
	Held      Stage = "held"      // its last session is over
	Ended     Stage = "over"      // and so is the time for evaluations and certificates
	Cancelled Stage = "cancelled" // it does not take place
)

// A Masterclass is what the events of one add up to.
type Masterclass struct {
	Reference     string                  `json:"reference"`
	Stage         Stage                   `json:"stage"` // "" before it is planned or opened
	Plan          *Plan                   `json:"plan,omitempty"`
	Rules         MasterclassRules        `json:"rules"`
	SHA256        string                  `json:"sha256,omitempty"` // of its rule book, in hexadecimal
	By            string                  `json:"by,omitempty"`
	OpenedAt      time.Time               `json:"opened_at,omitzero"`
	EndedAt       time.Time               `json:"ended_at,omitzero"`
	Why           law.Text                `json:"why,omitempty"`      // it was cancelled
	Capacity      int                     `json:"capacity,omitempty"` // places now
	Sessions      []Session               `json:"sessions,omitempty"` // as they are now
	Registrations []Registration          `json:"registrations,omitempty"`
	Attendance    []Attendance            `json:"attendance,omitempty"` // by session
	Materials     []Material              `json:"materials,omitempty"`
	Obligations   []obligation.Obligation `json:"obligations,omitempty"`
	Passed        map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// A Plan is of which topic a masterclass became one.
type Plan struct {
	Initiative string   `json:"initiative"` // reference
	Topic      string   `json:"topic"`
	Title      Words    `json:"title"`
	Officers   []string `json:"officers"` // person ids
}

// A Registration is one person's.
type Registration struct {
	Number       int            `json:"number"` // from 1, in the order of arrival
	Person       string         `json:"person"` // id
	Group        string         `json:"group"`
	Country      string         `json:"country"`
	Organisation law.Text       `json:"organisation,omitempty"`
	Needs        law.Text       `json:"needs,omitempty"` // so as to take part
	At           time.Time      `json:"at"`
	Place        int            `json:"place,omitempty"` // 0: it waits
	ConfirmBy    calendar.Date  `json:"confirm_by,omitzero"`
	ConfirmedAt  time.Time      `json:"confirmed_at,omitzero"`
	Ended        Ending         `json:"ended,omitempty"`
	EndedAt      time.Time      `json:"ended_at,omitzero"`
	Why          law.Text       `json:"why,omitempty"`
	Evaluated    []survey.Given `json:"evaluated,omitempty"`
	EvaluatedAt  time.Time      `json:"evaluated_at,omitzero"`
	Certificate  *Certificate   `json:"certificate,omitempty"`
}

// An Ending is how a registration ended.
type Ending string

// How a registration ends.
const (
	Withdrawn Ending = "withdrawn" // by whoever registered
	Removed   Ending = "removed"   // by the staff
	Lapsed    Ending = "lapsed"    // it was not confirmed in time
)

// A Certificate says at what somebody was present.
type Certificate struct {
	Sessions []string  `json:"sessions"` // ids
	Minutes  int       `json:"minutes"`  // of these sessions
	At       time.Time `json:"at"`
	Command  string    `json:"command"` // whose receipt it has
}

// Attendance is who was present at a session.
type Attendance struct {
	Session string `json:"session"` // id
	Numbers []int  `json:"numbers"` // of registrations
}

// A Material is a file, or a page, of the masterclass.
type Material struct {
	ID     string   `json:"id"`
	Title  law.Text `json:"title"`
	Module string   `json:"module,omitempty"`
	Link   string   `json:"link,omitempty"`   // https://
	SHA256 string   `json:"sha256,omitempty"` // of the file there, in hexadecimal

	Stored *law.StoredFile `json:"stored,omitempty"` // the file, where it is in the store
}

// Live tells whether a registration stands: it has a place, or waits for one.
func (r Registration) Live() bool { return r.Ended == "" }

// Seated tells whether a registration has a place.
func (r Registration) Seated() bool { return r.Live() && r.Place > 0 }

// StageName is the stage.
func (m Masterclass) StageName() string { return string(m.Stage) }

// Over tells that nothing is awaited any more.
func (m Masterclass) Over() bool { return m.Stage == Ended || m.Stage == Cancelled }

// HasRules tells whether it was opened by a rule book.
func (m Masterclass) HasRules() bool { return m.Rules.Given() }

// RulesSHA is the hash of its rule book.
func (m Masterclass) RulesSHA() string { return m.SHA256 }

// Staff tells whether a person is of the staff of the masterclass.
func (m Masterclass) Staff(person string) bool {
	return person != "" && slices.Contains(m.officers(), person)
}

func (m Masterclass) officers() []string {
	if m.Plan != nil && !m.HasRules() {
		return m.Plan.Officers
	}
	return m.Rules.Officers
}

// Of is the registration of a person that stands, else their last one.
func (m Masterclass) Of(person string) (Registration, bool) {
	for i := len(m.Registrations) - 1; i >= 0; i-- {
		if r := m.Registrations[i]; r.Person == person && person != "" {
			return r, true
		}
	}
	return Registration{}, false
}

// Seats is how many places are taken, and how many registrations wait.
func (m Masterclass) Seats() (taken, waiting int) {
	for _, r := range m.Registrations {
		switch {
		case r.Seated():
			taken++
		case r.Live():
			waiting++
		}
	}
	return taken, waiting
}

// free are the numbers of the places that nobody has, the lowest first.
func (m Masterclass) free() (places []int) {
	taken := map[int]bool{}
	for _, r := range m.Registrations {
		if r.Seated() {
			taken[r.Place] = true
		}
	}
	for n := 1; n <= m.Capacity; n++ {
		if !taken[n] {
			places = append(places, n)
		}
	}
	return places
}

// Present tells at which sessions a registration was present, in their order.
func (m Masterclass) Present(number int) (sessions []string) {
	for _, s := range m.Sessions {
		for _, a := range m.Attendance {
			if a.Session == s.ID && slices.Contains(a.Numbers, number) {
				sessions = append(sessions, s.ID)
			}
		}
	}
	return sessions
}

// Session is a session as it is now.
func (m Masterclass) Session(id string) (Session, bool) {
	for _, s := range m.Sessions {
		if s.ID == id {
			return s, true
		}
	}
	return Session{}, false
}

// Spans is when the first session starts and the last one ends.
func (m Masterclass) Spans() (first, last time.Time) {
	for _, s := range m.Sessions {
		from, to, err := m.Rules.Times(s)
		if err != nil {
			continue
		}
		if first.IsZero() || from.Before(first) {
			first = from
		}
		if to.After(last) {
			last = to
		}
	}
	return first, last
}

// with is the masterclass with another state of a registration.
func (m Masterclass) with(number int, change func(*Registration)) Masterclass {
	m.Registrations = law.Changed(m.Registrations, func(r Registration) bool { return r.Number == number }, change)
	return m
}

func (m Masterclass) people() (list []string) {
	for _, r := range m.Registrations {
		list = append(list, r.Person)
	}
	for _, x := range m.Rules.Experts {
		list = append(list, x.Person)
	}
	return list
}

// Fold changes whenever the same events add up to another state.
const Fold = 1

// The members of the two unions.
var (
	Events = law.NewCatalogue[Event](MasterclassPlanned{}, MasterclassOpened{}, RegistrationMade{}, PlaceGiven{}, PlaceConfirmed{}, PlaceLapsed{}, RegistrationEnded{},
		CapacitySet{}, SessionMoved{}, MaterialAdded{}, RegistrationClosed{}, AttendanceRecorded{}, MasterclassHeld{}, MasterclassEvaluated{}, CertificateIssued{},
		MasterclassEnded{}, MasterclassCancelled{}, MasterclassReminded{}, MasterclassStaffChanged{})
	Commands = law.NewCatalogue[Command](PlanMasterclass{}, OpenMasterclass{}, RegisterForMasterclass{}, ConfirmPlace{}, EndRegistration{}, SetCapacity{}, MoveSession{},
		AddMaterial{}, RecordAttendance{}, EvaluateMasterclass{}, TakeCertificate{}, CancelMasterclass{}, ChangeMasterclassStaff{})
)

// Law is the law of a masterclass, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Masterclass, Event, Command]{
	Name: "masterclass", Fold: Fold, Events: Events, Commands: Commands,
	Zero:   func(reference string) Masterclass { return Masterclass{Reference: reference} },
	Evolve: Masterclass.evolve,
	Decide: func(c Command, m Masterclass, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(m, f, r) },
	Needs: func(_ Masterclass, commands ...Command) []string {
		return append(governance.ToOpen[OpenMasterclass](commands), governance.ToOpen[ChangeMasterclassStaff](commands)...)
	},
	Moments:  Masterclass.moments,
	Elapse:   Masterclass.elapse,
	Schedule: func(m Masterclass, _ law.Facts) obligation.Schedule { return m.schedule() },
	Owes: func(o obligation.Obligation) (string, []law.Role) {
		if o.Ladder == AttendanceLadder {
			return "record of who was present", []law.Role{law.Officer}
		}
		return "confirmation of a place", []law.Role{law.Contact}
	},
	Staff:  func(m Masterclass, _ law.Facts) []string { return m.officers() },
	People: Masterclass.people,
})

const owedAttendance = "attendance"

// owedBy is the id of the confirmation of a place.
func owedBy(number, place int) string {
	return "place-" + strconv.Itoa(number) + "-" + strconv.Itoa(place)
}

// numberOf is the registration of such an id, 0 where it is another one.
func numberOf(id string) int {
	number, _, _ := strings.Cut(strings.TrimPrefix(id, "place-"), "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}
