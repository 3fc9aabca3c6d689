package market

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
)

// An EntryCommand is a request that an entry may refuse.
//
//sumtype:decl
type EntryCommand interface {
	law.Command
	decide(Entry, law.Facts, law.Receipt) ([]EntryEvent, error)
}

// DraftEntry begins an entry, for whoever sends it alone.
type DraftEntry struct {
	Content
}

// ReviseEntry replaces what an entry says: it is a draft again.
type ReviseEntry struct {
	Content
}

// SubmitEntry gives an entry to the staff to check.
type SubmitEntry struct{}

// ReturnEntry gives it back, with reasons.
type ReturnEntry struct {
	Why law.Text `json:"why"`
}

// PublishEntry makes it public, after the check.
type PublishEntry struct{}

// RenewEntry gives a published entry another last day, counted from today.
type RenewEntry struct{}

// WithdrawEntry ends it.
type WithdrawEntry struct {
	Why law.Text `json:"why,omitempty"`
}

// ShutEntry ends it, by the staff, with reasons.
type ShutEntry struct {
	Why law.Text `json:"why"`
}

// NoteIntroduction tells an entry that it has led to an introduction.
type NoteIntroduction struct {
	Interest string `json:"interest"` // reference
}

// MatchEntry says that whoever made it has found a partner by an introduction.
type MatchEntry struct {
	Interest string `json:"interest"` // reference
}

// Kind is the kind's name.
func (DraftEntry) Kind() string { return "draft-entry" }

// Kind is the kind's name.
func (ReviseEntry) Kind() string { return "revise-entry" }

// Kind is the kind's name.
func (SubmitEntry) Kind() string { return "submit-entry" }

// Kind is the kind's name.
func (ReturnEntry) Kind() string { return "return-entry" }

// Kind is the kind's name.
func (PublishEntry) Kind() string { return "publish-entry" }

// Kind is the kind's name.
func (RenewEntry) Kind() string { return "renew-entry" }

// Kind is the kind's name.
func (WithdrawEntry) Kind() string { return "withdraw-entry" }

// Kind is the kind's name.
func (ShutEntry) Kind() string { return "shut-entry" }

// Kind is the kind's name.
func (NoteIntroduction) Kind() string { return "note-introduction" }

// Kind is the kind's name.
func (MatchEntry) Kind() string { return "match-entry" }

// Sealed: a draft is for whoever made it.
func (DraftEntry) Sealed() bool { return true }

// Sealed: a draft is for whoever made it.
func (ReviseEntry) Sealed() bool { return true }

// The most characters of the texts of an entry.
const (
	LongestTitle       = 200
	LongestDescription = 8000
	LongestRegion      = 200
)

// Check refuses what no entry says, whatever the rule book.
func (c Content) Check() error {
	if c.Side != Offer && c.Side != Requirement {
		return law.Nonsensef(law.WrongValue("side", "offer", "requirement"), "side %q is neither offer nor requirement", c.Side)
	}
	for _, t := range []struct {
		name     string
		is       law.Text
		most     int
		required bool
	}{{"title", c.Title, LongestTitle, true}, {"description", c.Description, LongestDescription, true}, {"region", c.Region, LongestRegion, false}} {
		if err := checkText(t.name, t.is, t.most, t.required); err != nil {
			return err
		}
	}
	for _, x := range [][2]string{{"kind", c.Kind}, {"priority", c.Priority}, {"topic", c.Topic}} {
		if err := law.CheckCode(x[0], x[1]); err != nil {
			return err
		}
	}
	if _, ok := organisation.Stream(c.Organisation); !ok {
		return law.Nonsensef(law.WrongReference("organisation", "K7Q2MDAAAA"), "organisation %q is not the reference of the record of an organisation: one is ten of A-Z and 2-7", c.Organisation)
	}
	if !law.CountryCode(c.Country) {
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in SE", c.Country)
	}
	for _, x := range []struct {
		name  string
		codes []string
	}{{"types", c.Types}, {"languages", c.Languages}} {
		name, codes := x.name, x.codes
		if len(codes) == 0 {
			return law.Nonsensef(law.WrongMissing(name), "%s names none", name)
		}
		for i, code := range codes {
			if err := law.CheckCode(name, code); err != nil {
				return err
			}
			if slices.Contains(codes[:i], code) {
				return law.Nonsensef(law.WrongTwice(name, code), "%s has %s twice", name, code)
			}
		}
	}
	for i, a := range c.Readiness {
		if err := law.CheckCode("question", a.Question); err != nil {
			return err
		}
		if err := law.CheckCode("option", a.Option); err != nil {
			return err
		}
		if slices.ContainsFunc(c.Readiness[:i], func(b ReadinessAnswer) bool { return b.Question == a.Question }) {
			return law.Nonsensef(law.WrongTwice("readiness", a.Question), "readiness answers %s twice", a.Question)
		}
	}
	return nil
}

// checkText refuses a text that is too long, or missing where it is required.
func checkText(name string, t law.Text, most int, required bool) error {
	if required {
		if err := law.CheckRequired(name, t); err != nil {
			return err
		}
	} else if err := law.CheckText(name, t); err != nil {
		return err
	}
	if n := len([]rune(string(t))); t.IsText() && n > most {
		return law.Nonsensef(law.WrongLength(name, n, most), "%s has %d characters; %d are allowed", name, n, most)
	}
	return nil
}

// Check refuses nothing.
func (SubmitEntry) Check() error { return nil }

// Check refuses nothing.
func (PublishEntry) Check() error { return nil }

// Check refuses nothing.
func (RenewEntry) Check() error { return nil }

// Check refuses to return an entry without a reason.
func (c ReturnEntry) Check() error { return law.CheckRequired("why", c.Why) }

// Check refuses a reason that nobody should have written.
func (c WithdrawEntry) Check() error { return law.CheckText("why", c.Why) }

// Check refuses to close an entry without a reason.
func (c ShutEntry) Check() error { return law.CheckRequired("why", c.Why) }

// Check refuses what is no interest.
func (c NoteIntroduction) Check() error { return checkInterest(c.Interest) }

// Check refuses what is no interest.
func (c MatchEntry) Check() error { return checkInterest(c.Interest) }

func checkInterest(reference string) error {
	if Of(reference) == "" {
		return law.Nonsensef(law.WrongReference("interest", "HEALTH-K7Q2MDAAAAAA"), "interest %q is not the reference of an interest", reference)
	}
	return nil
}
