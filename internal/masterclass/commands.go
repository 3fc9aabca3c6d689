package masterclass

import (
	"net/url"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/survey"
)

// A Command is a request that a masterclass may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Masterclass, law.Facts, law.Receipt) ([]Event, error)
}

// PlanMasterclass follows from a topic of an initiative that became a masterclass. Its officers open it with a rule book.
type PlanMasterclass struct {
	Initiative string   `json:"initiative"` // reference
	Topic      string   `json:"topic"`
	Title      Words    `json:"title"`
	Officers   []string `json:"officers"` // person ids
}

// OpenMasterclass opens registration with the rule book.
type OpenMasterclass struct {
	Rules MasterclassRules `json:"rules"`
}

// RegisterForMasterclass asks for a place.
type RegisterForMasterclass struct {
	Group        string   `json:"group"` // target group
	Country      string   `json:"country"`
	Organisation law.Text `json:"organisation"`
	Needs        law.Text `json:"needs,omitempty"` // what one needs so as to take part
}

// ConfirmPlace says that one comes.
type ConfirmPlace struct{}

// EndRegistration gives a place, or a place on the waiting list, back. The staff may do so for somebody, with a reason.
type EndRegistration struct {
	Person string   `json:"person,omitempty"` // person id; none: one's own
	Why    law.Text `json:"why,omitempty"`
}

// SetCapacity says how many places there are from now on.
type SetCapacity struct {
	Capacity int      `json:"capacity"`
	Why      law.Text `json:"why"`
}

// MoveSession gives a session another time or place.
type MoveSession struct {
	Session string             `json:"session"` // id
	Starts  calendar.WallClock `json:"starts"`
	Ends    calendar.WallClock `json:"ends"`
	Place   Words              `json:"place"`
	Why     law.Text           `json:"why"`
}

// AddMaterial adds a file that is in the store, or a file or a page by its address. The hash of a file says that it is still the same.
type AddMaterial struct {
	ID     string   `json:"id"`
	Title  law.Text `json:"title"`
	Module string   `json:"module,omitempty"`
	Link   string   `json:"link"`             // "" for a file in the store
	SHA256 string   `json:"sha256,omitempty"` // of the file at the address, in hexadecimal

	Stored *law.StoredFile `json:"stored,omitempty"` // none: it has an address
}

// RecordAttendance says who was present at a session. It takes the place of what was recorded before.
type RecordAttendance struct {
	Session string   `json:"session"` // id
	Present []string `json:"present"` // person ids
}

// EvaluateMasterclass answers the evaluation form. The last answer counts.
type EvaluateMasterclass struct {
	Answers []survey.Given `json:"answers"`
}

// TakeCertificate asks for the certificate of attendance. Its receipt proves it.
type TakeCertificate struct{}

// CancelMasterclass says that it does not take place.
type CancelMasterclass struct {
	Why law.Text `json:"why"`
}

// Kind is the kind's name.
func (PlanMasterclass) Kind() string { return "plan-masterclass" }

// Kind is the kind's name.
func (OpenMasterclass) Kind() string { return "open-masterclass" }

// Kind is the kind's name.
func (RegisterForMasterclass) Kind() string { return "register-for-masterclass" }

// Kind is the kind's name.
func (ConfirmPlace) Kind() string { return "confirm-place" }

// Kind is the kind's name.
func (EndRegistration) Kind() string { return "end-registration" }

// Kind is the kind's name.
func (SetCapacity) Kind() string { return "set-masterclass-capacity" }

// Kind is the kind's name.
func (MoveSession) Kind() string { return "move-session" }

// Filed is the file, where there is one.
func (c AddMaterial) Filed() []law.StoredFile {
	if c.Stored == nil {
		return nil
	}
	return c.Stored.Filed()
}

// Kind is the kind's name.
func (AddMaterial) Kind() string { return "add-material" }

// Kind is the kind's name.
func (RecordAttendance) Kind() string { return "record-attendance" }

// Kind is the kind's name.
func (EvaluateMasterclass) Kind() string { return "evaluate-masterclass" }

// Kind is the kind's name.
func (TakeCertificate) Kind() string { return "take-certificate" }

// Kind is the kind's name.
func (CancelMasterclass) Kind() string { return "cancel-masterclass" }

// Sealed: who takes part, and what they need for it, is for themselves and the staff.
func (RegisterForMasterclass) Sealed() bool { return true }

// Sealed: who was present is for themselves and the staff.
func (RecordAttendance) Sealed() bool { return true }

// Sealed: what somebody thinks of a masterclass is for the staff.
func (EvaluateMasterclass) Sealed() bool { return true }

// LongestText is the most characters of an organisation, of needs and of a title.
const LongestText = 500

// Check refuses a plan of nothing.
func (c PlanMasterclass) Check() error {
	if err := law.CheckCode("initiative", c.Initiative); err != nil {
		return err
	}
	if err := law.CheckCode("topic", c.Topic); err != nil {
		return err
	}
	for _, p := range c.Officers {
		if err := law.CheckCode("officers", p); err != nil {
			return err
		}
	}
	if c.Title.EN == "" {
		return law.Nonsensef(law.WrongEnglish("title"), "title has no English words (en)")
	}
	return nil
}

// Check refuses a rule book that cannot be one.
func (c OpenMasterclass) Check() error { return c.Rules.Check() }

// Check refuses a registration from nowhere.
func (c RegisterForMasterclass) Check() error {
	if err := law.CheckCode("group", c.Group); err != nil {
		return err
	}
	if !law.KnownCountry(c.Country) {
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in SE", c.Country)
	}
	if err := checkText("organisation", c.Organisation, true); err != nil {
		return err
	}
	return checkText("needs", c.Needs, false)
}

func checkText(field string, t law.Text, required bool) error {
	if n := len([]rune(string(t))); t.IsText() && n > LongestText {
		return law.Nonsensef(law.WrongLength(field, n, LongestText), "%s has %d characters; %d are allowed", field, n, LongestText)
	}
	if required {
		return law.CheckRequired(field, t)
	}
	return law.CheckText(field, t)
}

// Check refuses nothing.
func (ConfirmPlace) Check() error { return nil }

// Check refuses who can be nobody.
func (c EndRegistration) Check() error {
	if c.Person != "" {
		if err := law.CheckCode("person", c.Person); err != nil {
			return err
		}
		return law.CheckRequired("why", c.Why)
	}
	return law.CheckText("why", c.Why)
}

// Check refuses no places, and a change without a reason.
func (c SetCapacity) Check() error {
	if c.Capacity < 1 || c.Capacity > MostPlaces {
		return law.Nonsensef(law.WrongRange("capacity", 1, MostPlaces), "capacity is %d; 1 to %d places are allowed", c.Capacity, MostPlaces)
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses a session without a time, a place or a reason.
func (c MoveSession) Check() error {
	if err := law.CheckCode("session", c.Session); err != nil {
		return err
	}
	if c.Starts.IsZero() || c.Ends.IsZero() {
		return law.Nonsensef(law.Why("nonsense-starts-and-ends"), "starts and ends are both needed, as in 2024-06-05T09:00")
	}
	if c.Place.EN == "" {
		return law.Nonsensef(law.WrongEnglish("place"), "place has no English words (en)")
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses what can be no file and no page.
func (c AddMaterial) Check() error {
	if err := law.CheckCode("id", c.ID); err != nil {
		return err
	}
	if err := checkText("title", c.Title, true); err != nil {
		return err
	}
	if c.Stored != nil {
		if c.Link != "" || c.SHA256 != "" {
			return law.Nonsensef(law.Why("nonsense-file-or-link"), "a material is a file in the store, or has an address: not both")
		}
		return c.Stored.Check()
	}
	if u, err := url.Parse(c.Link); err != nil || u.Scheme != "https" || u.Host == "" || len(c.Link) > 2000 || law.CheckCode("link", c.Link[:min(120, len(c.Link))]) != nil {
		return law.Nonsensef(law.WrongLike("link", "https://example.org"), "link is no address that begins with https://")
	}
	if c.SHA256 != "" && !law.IsSHA256(c.SHA256) {
		return law.Nonsensef(law.WrongHash("sha256"), "sha256 is no SHA-256 in hexadecimal")
	}
	return nil
}

// Check refuses nobody, and somebody twice.
func (c RecordAttendance) Check() error {
	if err := law.CheckCode("session", c.Session); err != nil {
		return err
	}
	if len(c.Present) > MostPlaces {
		return law.Nonsensef(law.WrongMany("present", len(c.Present), MostPlaces), "present names %d people; %d are allowed", len(c.Present), MostPlaces)
	}
	for i, p := range c.Present {
		if err := law.CheckCode("present", p); err != nil {
			return err
		}
		if slices.Contains(c.Present[:i], p) {
			return law.Nonsensef(law.WrongTwice("present", p), "present names %s twice", p)
		}
	}
	return nil
}

// Check refuses what no questionnaire has.
func (c EvaluateMasterclass) Check() error { return survey.CheckAnswers(c.Answers) }

// Check refuses nothing.
func (TakeCertificate) Check() error { return nil }

// Check refuses no reason.
func (c CancelMasterclass) Check() error { return law.CheckRequired("why", c.Why) }
