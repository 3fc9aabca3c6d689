package market

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An EntryEvent is a fact of an entry.
//
//sumtype:decl
type EntryEvent interface {
	law.Event
	entry()
}

// EntryDrafted begins an entry, for whoever made it alone.
type EntryDrafted struct {
	Content Content `json:"content"`
	By      string  `json:"by"` // person id
}

// EntryRevised says what it says from now on. It is a draft again, and not public.
type EntryRevised struct {
	Content Content `json:"content"`
}

// EntrySubmitted gives it to the staff to check.
type EntrySubmitted struct {
	Owed obligation.Owed `json:"owed"` // the check
	law.Promise
}

// EntryReturned gives it back to whoever made it, with reasons.
type EntryReturned struct {
	By    string   `json:"by"` // person id, of the staff
	Why   law.Text `json:"why"`
	Check string   `json:"check"` // id of the obligation that is met
	law.Promise
}

// EntryPublished makes it public until the end of a day.
type EntryPublished struct {
	By    string          `json:"by"` // person id, of the staff
	Until calendar.Date   `json:"until"`
	Check string          `json:"check"` // id of the obligation that is met
	Owed  obligation.Owed `json:"owed"`  // the renewal
	law.Promise
}

// EntryRenewed gives it another last day.
type EntryRenewed struct {
	Until   calendar.Date   `json:"until"`
	Renewal string          `json:"renewal"` // id of the obligation that is met
	Owed    obligation.Owed `json:"owed"`
}

// EntryExpired says that its last day has passed.
type EntryExpired struct {
	At time.Time `json:"at"`
	law.Promise
}

// EntryWithdrawn ends it, by whoever made it.
type EntryWithdrawn struct {
	Why law.Text `json:"why,omitempty"`
}

// EntryShut ends it, by the staff, with reasons.
type EntryShut struct {
	By  string   `json:"by"` // person id, of the staff
	Why law.Text `json:"why"`
	law.Promise
}

// IntroductionNoted says that it has led to an introduction.
type IntroductionNoted struct {
	Interest string `json:"interest"` // reference
}

// EntryMatched ends it: whoever made it has found a partner by an introduction.
type EntryMatched struct {
	Interest string `json:"interest"` // reference
}

// EntryReminded is the one outcome of one rung of a reminder.
type EntryReminded struct {
	obligation.Passed
	law.Promise
}

// Kind is the kind's name.
func (EntryDrafted) Kind() string { return "entry-drafted.v1" }

// Kind is the kind's name.
func (EntryRevised) Kind() string { return "entry-revised.v1" }

// Kind is the kind's name.
func (EntrySubmitted) Kind() string { return "entry-submitted.v1" }

// Kind is the kind's name.
func (EntryReturned) Kind() string { return "entry-returned.v1" }

// Kind is the kind's name.
func (EntryPublished) Kind() string { return "entry-published.v1" }

// Kind is the kind's name.
func (EntryRenewed) Kind() string { return "entry-renewed.v1" }

// Kind is the kind's name.
func (EntryExpired) Kind() string { return "entry-expired.v1" }

// Kind is the kind's name.
func (EntryWithdrawn) Kind() string { return "entry-withdrawn.v1" }

// Kind is the kind's name.
func (EntryShut) Kind() string { return "entry-shut.v1" }

// Kind is the kind's name.
func (IntroductionNoted) Kind() string { return "introduction-noted.v1" }

// Kind is the kind's name.
func (EntryMatched) Kind() string { return "entry-matched.v1" }

// Kind is the kind's name.
func (EntryReminded) Kind() string { return "entry-reminded.v1" }

func (EntryDrafted) entry()      {}
func (EntryRevised) entry()      {}
func (EntrySubmitted) entry()    {}
func (EntryReturned) entry()     {}
func (EntryPublished) entry()    {}
func (EntryRenewed) entry()      {}
func (EntryExpired) entry()      {}
func (EntryWithdrawn) entry()    {}
func (EntryShut) entry()         {}
func (IntroductionNoted) entry() {}
func (EntryMatched) entry()      {}
func (EntryReminded) entry()     {}

// Sealed: a draft is for whoever made it.
func (EntryDrafted) Sealed() bool { return true }

// Sealed: a draft is for whoever made it.
func (EntryRevised) Sealed() bool { return true }

// HappenedAt is its moment.
func (e EntryExpired) HappenedAt() time.Time { return e.At }

// HappenedAt is its moment.
func (e EntryReminded) HappenedAt() time.Time { return e.At }

// Tell is its sentence.
func (e EntryDrafted) Tell() law.Reason {
	return law.Why("entry-drafted", law.Who("by", e.By), law.Word("side", "side", e.Content.Side), law.Quote("title", e.Content.Title))
}

// Tell is its sentence.
func (e EntryRevised) Tell() law.Reason {
	return law.Why("entry-revised", law.Quote("title", e.Content.Title))
}

// Tell is its sentence.
func (e EntrySubmitted) Tell() law.Reason {
	return law.Why("entry-submitted", law.On("due", e.Owed.Due))
}

// Tell is its sentence.
func (e EntryReturned) Tell() law.Reason {
	return law.Why("entry-returned", law.Who("by", e.By), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e EntryPublished) Tell() law.Reason {
	return law.Why("entry-published", law.Who("by", e.By), law.On("until", e.Until))
}

// Tell is its sentence.
func (e EntryRenewed) Tell() law.Reason { return law.Why("entry-renewed", law.On("until", e.Until)) }

// Tell is its sentence.
func (e EntryExpired) Tell() law.Reason { return law.Why("entry-expired", law.At("at", e.At, "")) }

// Tell is its sentence.
func (e EntryWithdrawn) Tell() law.Reason {
	if e.Why == "" {
		return law.Why("entry-withdrawn")
	}
	return law.Why("entry-withdrawn-because", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e EntryShut) Tell() law.Reason {
	return law.Why("entry-shut", law.Who("by", e.By), law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e IntroductionNoted) Tell() law.Reason {
	return law.Why("introduction-noted", law.Ref("interest", e.Interest))
}

// Tell is its sentence.
func (e EntryMatched) Tell() law.Reason {
	return law.Why("entry-matched", law.Ref("interest", e.Interest))
}

// Tell is its sentence.
func (e EntryReminded) Tell() law.Reason { return reminded(e.Passed) }

// reminded tells the outcome of a rung.
func reminded(p obligation.Passed) law.Reason {
	return law.Why("market-reminder", law.Word("rung", "template", p.Rung), law.On("due", p.Due), law.Word("outcome", "rung-outcome", p.Outcome))
}
