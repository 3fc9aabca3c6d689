package market

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// An InterestCommand is a request that an interest may refuse.
//
//sumtype:decl
type InterestCommand interface {
	law.Command
	decide(Interest, law.Facts, law.Receipt) ([]InterestEvent, error)
}

// ExpressInterest writes to whoever made a published entry.
type ExpressInterest struct {
	Entry   string   `json:"entry"`          // reference
	From    string   `json:"from,omitempty"` // reference of an own entry of the other side; none where there is none
	Message law.Text `json:"message"`
	Consent bool     `json:"consent"` // one's contact data are told to the other side as soon as they accept
}

// AcceptInterest agrees, and consents that one's contact data are told to the other side.
type AcceptInterest struct{}

// GiveConsent is the consent of whoever expressed an interest without it.
type GiveConsent struct{}

// DeclineInterest ends it. No reason need be given.
type DeclineInterest struct {
	Why law.Text `json:"why,omitempty"` // told to whoever expressed the interest
}

// WithdrawInterest ends it, by whoever expressed it.
type WithdrawInterest struct {
	Why law.Text `json:"why,omitempty"`
}

// Kind is the kind's name.
func (ExpressInterest) Kind() string { return "express-interest" }

// Kind is the kind's name.
func (AcceptInterest) Kind() string { return "accept-interest" }

// Kind is the kind's name.
func (GiveConsent) Kind() string { return "give-consent" }

// Kind is the kind's name.
func (DeclineInterest) Kind() string { return "decline-interest" }

// Kind is the kind's name.
func (WithdrawInterest) Kind() string { return "withdraw-interest" }

// Sealed: who is interested in what is for the two alone.
func (ExpressInterest) Sealed() bool { return true }

// LongestMessage is the most characters of a message.
const LongestMessage = 4000

// Check refuses an interest in nothing, and one without a message.
func (c ExpressInterest) Check() error {
	for _, x := range [][2]string{{"entry", c.Entry}, {"from", c.From}} {
		name, reference := x[0], x[1]
		if (name == "entry" || reference != "") && Of(reference) == "" {
			return law.Nonsensef(law.WrongReference(name, "HEALTH-K7Q2MDAAAAAA"), "%s %q is not the reference of an entry", name, reference)
		}
	}
	return checkText("message", c.Message, LongestMessage, true)
}

// Check refuses nothing.
func (AcceptInterest) Check() error { return nil }

// Check refuses nothing.
func (GiveConsent) Check() error { return nil }

// Check refuses a reason that nobody should have written.
func (c DeclineInterest) Check() error { return checkText("why", c.Why, LongestMessage, false) }

// Check refuses a reason that nobody should have written.
func (c WithdrawInterest) Check() error { return checkText("why", c.Why, LongestMessage, false) }

func entryOf(reference string, f law.Facts) Entry {
	e, _ := f.State(EntryRoot + reference).(Entry)
	return e
}

func (c ExpressInterest) decide(i Interest, f law.Facts, r law.Receipt) ([]InterestEvent, error) {
	m, to := marketOf(i.Reference, f), entryOf(c.Entry, f)
	switch {
	case m.Stage != Opened:
		return nil, law.Refuse("interests", "no-market", law.Ref("market", i.Market))
	case i.Stage != "":
		return nil, law.Refuse("interests", "expressed-already", law.Ref("interest", i.Reference))
	case owner(i.Reference) != Owned(i.Market, r.Actor):
		return nil, law.Refuse("interests", "reference-of-another", law.Ref("interest", i.Reference))
	case !to.Public(), to.Market != i.Market: // what is not published is told as if there were none
		return nil, law.Refuse("interests", "no-such-entry", law.Ref("entry", c.Entry))
	case to.By == r.Actor:
		return nil, law.Refuse("interests", "own-entry", law.Ref("entry", c.Entry))
	}
	if c.From != "" {
		if from := entryOf(c.From, f); from.By != r.Actor || !from.Public() {
			return nil, law.Refuse("interests", "not-from-yours", law.Ref("entry", c.From))
		} else if from.Content.Side == to.Content.Side {
			return nil, law.Refuse("interests", "same-side", law.Ref("from", c.From), law.Ref("entry", c.Entry))
		} else if from.Content.Organisation == to.Content.Organisation {
			return nil, law.Refuse("interests", "own-organisation", law.Ref("entry", c.Entry))
		}
	}
	if err := i.notTooMany(c, m.Rules, f, r); err != nil {
		return nil, err
	}
	until, err := period(m.Rules, r.ReceivedAt, m.Rules.AnswerWithin)
	if err != nil {
		return nil, err
	}
	return []InterestEvent{InterestExpressed{
		Entry: c.Entry, From: c.From, By: r.Actor, To: to.By, Message: c.Message, Consent: c.Consent, Until: until,
		Owed: obligation.Owed{ID: AnswerLadder, Ladder: AnswerLadder, Who: []string{to.By}, Due: until},
		Promise: law.Promise{Letters: law.To([]string{to.By}, "interest-expressed", law.Ref("interest", i.Reference), law.Ref("entry", c.Entry),
			law.Quote("title", to.Content.Title), law.Quote("message", c.Message), law.On("until", until))},
	}}, nil
}

// notTooMany refuses a second interest in an entry while the first is open, and more
// interests of one person within 24 hours than the rule book allows.
func (i Interest) notTooMany(c ExpressInterest, rules Rules, f law.Facts, r law.Receipt) error {
	var recent []time.Time
	for _, stream := range f.Streams(InterestRoot + owner(i.Reference)) {
		other, _ := f.State(stream).(Interest)
		if other.By != r.Actor {
			continue
		}
		if other.Entry == c.Entry && (other.Stage == Expressed || other.Stage == Accepted || other.Stage == Introduced) {
			return law.Refuse("interests", "one-at-a-time", law.Ref("interest", other.Reference), law.Ref("entry", c.Entry))
		}
		if other.ExpressedAt.After(r.ReceivedAt.Add(-day)) {
			recent = append(recent, other.ExpressedAt)
		}
	}
	if len(recent) < rules.InterestsADay {
		return nil
	}
	slices.SortFunc(recent, time.Time.Compare)
	return law.Refuse("interests", "too-many", law.Count("most", rules.InterestsADay), law.At("from", recent[len(recent)-rules.InterestsADay].Add(day), rules.Zone))
}

// of refuses whoever is not this party, as if there were no such interest.
func (i Interest) of(person string, r law.Receipt, in ...Stage) error {
	switch {
	case i.Stage == "" || person != r.Actor:
		return law.Refuse("interests", "not-yours", law.Ref("interest", i.Reference))
	case !slices.Contains(in, i.Stage):
		return law.Refuse("interests", "stage", law.Ref("interest", i.Reference), law.Word("stage", "stage", i.Stage))
	}
	return nil
}

func (AcceptInterest) decide(i Interest, f law.Facts, r law.Receipt) ([]InterestEvent, error) {
	if err := i.of(i.To, r, Expressed); err != nil {
		return nil, err
	}
	if entry := entryOf(i.Entry, f); entry.Stage == Stopped { // nobody is introduced by what the staff have closed
		return nil, law.Refuse("interests", "entry-closed", law.Ref("entry", i.Entry))
	}
	accepted := InterestAccepted{By: r.Actor, Met: AnswerLadder}
	if slices.Contains(i.Consents, i.By) {
		return []InterestEvent{accepted, i.introduces(append(slices.Clip(i.Consents), r.Actor))}, nil
	}
	rules := marketOf(i.Reference, f).Rules
	until, err := period(rules, r.ReceivedAt, rules.AnswerWithin)
	if err != nil {
		return nil, err
	}
	accepted.Until = until
	accepted.Owed = obligation.Owed{ID: consentOwed, Ladder: AnswerLadder, Who: []string{i.By}, Due: until}
	accepted.Letters = law.To([]string{i.By}, "interest-accepted", law.Ref("interest", i.Reference), law.Ref("entry", i.Entry), law.On("until", until))
	return []InterestEvent{accepted}, nil
}

// consentOwed is the id of the consent that is awaited.
const consentOwed = "consent"

// introduces is the introduction, with its one letter to both.
func (i Interest) introduces(consents []string) IntroductionMade {
	return IntroductionMade{
		Entry: i.Entry, From: i.From, Consents: consents,
		Promise: law.Promise{Letters: law.To(i.Parties(), "introduction", law.Ref("interest", i.Reference), law.Ref("entry", i.Entry),
			law.ContactOf("maker", i.To), law.ContactOf("interested", i.By))},
	}
}

func (GiveConsent) decide(i Interest, f law.Facts, r law.Receipt) ([]InterestEvent, error) {
	if err := i.of(i.By, r, Accepted); err != nil {
		return nil, err
	}
	if entry := entryOf(i.Entry, f); entry.Stage == Stopped {
		return nil, law.Refuse("interests", "entry-closed", law.Ref("entry", i.Entry))
	}
	return []InterestEvent{ConsentGiven{By: r.Actor, Met: consentOwed}, i.introduces(append(slices.Clip(i.Consents), r.Actor))}, nil
}

func (c DeclineInterest) decide(i Interest, _ law.Facts, r law.Receipt) ([]InterestEvent, error) {
	if err := i.of(i.To, r, Expressed); err != nil {
		return nil, err
	}
	return []InterestEvent{InterestDeclined{
		Why: c.Why, Promise: law.Promise{Letters: law.To([]string{i.By}, "interest-declined", law.Ref("interest", i.Reference), law.Ref("entry", i.Entry), law.Quote("why", c.Why))},
	}}, nil
}

func (c WithdrawInterest) decide(i Interest, _ law.Facts, r law.Receipt) ([]InterestEvent, error) {
	if err := i.of(i.By, r, Expressed, Accepted); err != nil {
		return nil, err
	}
	return []InterestEvent{InterestWithdrawn(c)}, nil
}
