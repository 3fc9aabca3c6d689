// Package sample is a small life, for the proof that a new kind of life needs
// its row, its law, its sentences and its tests, and nothing else: a notice that
// is posted until a date, may be withdrawn, and expires by itself. No shipped
// program is built with it; the test of this package builds some that are.
package sample

import (
	"fmt"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
)

// Kind is its row in the table of lives.
var Kind = lives.Kind{Noun: "notice", Form: "as in PAGES", Root: "notice/", Workflow: "Notice", Law: Law, Begins: []string{PostNotice{}.Kind()}}

func init() {
	lives.Add(Kind)
	narrate.Add("en", map[string]string{
		"reason notice-posted":              "{by} posted the notice until {until}",
		"reason notice-withdrawn":           "{by} withdrew the notice",
		"reason notice-expired":             "The notice expired at {at}",
		"refusal notices/posted-already":    "the notice {notice} is posted already",
		"refusal notices/not-posted":        "the notice {notice} is not posted",
		"refusal notices/not-yours":         "only {by} withdraws the notice {notice}",
		"refusal notices/over-before-it-is": "a notice until {until} would be over before it is posted",
	})
}

// A Notice is what its events add up to.
type Notice struct {
	Reference string        `json:"reference"`
	Stage     string        `json:"stage"`
	By        string        `json:"by,omitempty"`
	Until     calendar.Date `json:"until"`
}

// The stages of a notice.
const (
	Posted    = "posted"
	Withdrawn = "withdrawn"
	Expired   = "expired"
)

// StageName, Over and RulesSHA make it a state.
func (n Notice) StageName() string { return n.Stage }

// Over tells that nothing is awaited any more.
func (n Notice) Over() bool { return n.Stage == Withdrawn || n.Stage == Expired }

// RulesSHA is none: it has no rule book.
func (n Notice) RulesSHA() string { return "" }

// An Event is what happened to a notice.
type Event interface{ law.Event }

// NoticePosted says until when it stands, that day included, in UTC.
type NoticePosted struct {
	By    string        `json:"by"`
	Until calendar.Date `json:"until"`
}

// NoticeWithdrawn ends it early.
type NoticeWithdrawn struct {
	By string `json:"by"`
}

// NoticeExpired follows from its last day.
type NoticeExpired struct {
	At time.Time `json:"at"`
}

// Kind names the kinds of events, for ever.
func (NoticePosted) Kind() string { return "notice-posted.v1" }

// Kind is the kind's name.
func (NoticeWithdrawn) Kind() string { return "notice-withdrawn.v1" }

// Kind is the kind's name.
func (NoticeExpired) Kind() string { return "notice-expired.v1" }

// HappenedAt is its moment.
func (e NoticeExpired) HappenedAt() time.Time { return e.At }

// Tell gives the events their sentences.
func (e NoticePosted) Tell() law.Reason {
	return law.Why("notice-posted", law.Who("by", e.By), law.On("until", e.Until))
}

// Tell is its sentence.
func (e NoticeWithdrawn) Tell() law.Reason { return law.Why("notice-withdrawn", law.Who("by", e.By)) }

// Tell is its sentence.
func (e NoticeExpired) Tell() law.Reason { return law.Why("notice-expired", law.At("at", e.At, "")) }

// A Command is what somebody wishes of a notice.
type Command interface {
	law.Command
	decide(Notice, law.Receipt) ([]Event, error)
}

// PostNotice posts it until a date.
type PostNotice struct {
	Until calendar.Date `json:"until"`
}

// WithdrawNotice withdraws it.
type WithdrawNotice struct{}

// Kind names the kinds of commands, for ever.
func (PostNotice) Kind() string { return "post-notice" }

// Kind is the kind's name.
func (WithdrawNotice) Kind() string { return "withdraw-notice" }

// Check refuses nonsense.
func (c PostNotice) Check() error {
	if c.Until.IsZero() {
		return fmt.Errorf("a notice has a last day")
	}
	return nil
}

// Check refuses nothing.
func (WithdrawNotice) Check() error { return nil }

func (c PostNotice) decide(n Notice, r law.Receipt) ([]Event, error) {
	switch {
	case n.Stage != "":
		return nil, law.Refuse("notices", "posted-already", law.Ref("notice", n.Reference))
	case c.Until.End(time.UTC).Before(r.ReceivedAt):
		return nil, law.Refuse("notices", "over-before-it-is", law.On("until", c.Until))
	}
	return []Event{NoticePosted{By: r.Actor, Until: c.Until}}, nil
}

func (WithdrawNotice) decide(n Notice, r law.Receipt) ([]Event, error) {
	switch {
	case n.Stage != Posted:
		return nil, law.Refuse("notices", "not-posted", law.Ref("notice", n.Reference))
	case n.By != r.Actor:
		return nil, law.Refuse("notices", "not-yours", law.Ref("notice", n.Reference), law.Who("by", n.By))
	}
	return []Event{NoticeWithdrawn{By: r.Actor}}, nil
}

// Law is the law of a notice.
var Law = law.Adapt(law.Typed[Notice, Event, Command]{
	Name: "notice", Fold: 1,
	Events:   law.NewCatalogue[Event](NoticePosted{}, NoticeWithdrawn{}, NoticeExpired{}),
	Commands: law.NewCatalogue[Command](PostNotice{}, WithdrawNotice{}),
	Zero:     func(reference string) Notice { return Notice{Reference: reference} },
	Evolve: func(n Notice, e Event, _ law.Recorded) Notice {
		switch e := e.(type) {
		case NoticePosted:
			n.Stage, n.By, n.Until = Posted, e.By, e.Until
		case NoticeWithdrawn:
			n.Stage = Withdrawn
		case NoticeExpired:
			n.Stage = Expired
		}
		return n
	},
	Decide: func(c Command, n Notice, _ law.Facts, r law.Receipt) ([]Event, error) { return c.decide(n, r) },
	Moments: func(n Notice, _ law.Facts) []law.Moment {
		if n.Stage != Posted {
			return nil
		}
		return []law.Moment{{At: n.Until.End(time.UTC), Key: "expires"}}
	},
	Elapse: func(_ Notice, _ law.Facts, m law.Moment) []Event { return []Event{NoticeExpired{At: m.At}} },
	Staff:  func(n Notice, _ law.Facts) []string { return []string{n.By} },
})
