package capacity

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// hashOf is the SHA-256 of a rule book as JSON.
func hashOf(r InitiativeRules) string {
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// decide opens an initiative: from the first administrator on by one of them, or by a head or an
// officer of the open programme that it belongs to; before by anybody, as a call is.
func (c OpenInitiative) decide(i Initiative, f law.Facts, r law.Receipt) ([]Event, error) {
	if i.Stage != "" {
		return nil, law.Refuse("initiatives", "opened-already", law.Ref("initiative", i.Reference))
	}
	if a, _ := f.State(governance.AdministrationStream).(governance.Administration); len(a.People) > 0 && !a.Has(r.Actor) {
		p, _ := f.State(governance.ProgrammeStream(c.Rules.Programme)).(governance.Programme)
		if p.Stage != governance.Open || !p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return nil, law.Refuse("initiatives", "not-yours-to-open", law.Who("person", r.Actor), law.Ref("programme", c.Rules.Programme))
		}
	}
	for _, t := range c.Rules.Topics {
		if len(i.MasterclassOf(t.ID)) > 40 {
			return nil, law.Refuse("initiatives", "reference-too-long", law.Word("topic", "capacity-topic", t.ID))
		}
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("initiatives", "no-calendar")
	}
	if !r.ReceivedAt.Before(c.Rules.Closes.End(cal.Zone)) {
		return nil, law.Refuse("initiatives", "closes-in-the-past", law.On("closes", c.Rules.Closes))
	}
	return []Event{InitiativeOpened{Rules: c.Rules, SHA256: hashOf(c.Rules), By: r.Actor}}, nil
}

// steers refuses whoever is not of the staff of the initiative.
func (i Initiative) steers(r law.Receipt) error {
	if i.Stage == "" || !i.Staff(r.Actor) {
		return law.Refuse("initiatives", "staff-only", law.Ref("initiative", i.Reference))
	}
	return nil
}

// asks gives a country of the list.
func (i Initiative) asks(code string) (Country, error) {
	c, ok := i.Country(code)
	if !ok {
		return c, law.Refuse("initiatives", "country-not-asked", law.Word("country", "country", code), law.Ref("initiative", i.Reference))
	}
	return c, nil
}

func (c NameCountryContact) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	is, err := i.asks(c.Country)
	if err != nil {
		return nil, err
	}
	if slices.Contains(is.Contacts, c.Person) {
		return nil, law.Refuse("initiatives", "contact-already", law.Who("person", c.Person), law.Word("country", "country", is.Code))
	}
	if i.Staff(c.Person) && r.By(law.Edition2) {
		return nil, law.Refuse("staff", "steers-it", law.Who("person", c.Person))
	}
	e := CountryContactNamed{Country: is.Code, Person: c.Person, By: r.Actor}
	if i.Stage == Opened && len(is.Interests) == 0 {
		e.Owed = obligation.Owed{ID: statementOf(is.Code), Ladder: InterestLadder, Who: append(slices.Clone(is.Contacts), c.Person), Due: i.Rules.Closes}
	}
	e.Letters = law.To([]string{c.Person}, "country-contact-named", law.Ref("initiative", i.Reference), law.Word("country", "country", is.Code), law.On("closes", i.Rules.Closes))
	return []Event{e}, nil
}

func (c RemoveCountryContact) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	is, err := i.asks(c.Country)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(is.Contacts, c.Person) {
		return nil, law.Refuse("initiatives", "no-contact", law.Who("person", c.Person), law.Word("country", "country", is.Code))
	}
	return []Event{CountryContactRemoved{Country: is.Code, Person: c.Person, By: r.Actor}}, nil
}

func (c StateTopicInterest) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, ok := i.Country(c.Country)
	if i.Stage == "" || !ok || !slices.Contains(is.Contacts, r.Actor) {
		return nil, law.Refuse("initiatives", "not-yours-to-state", law.Ref("initiative", i.Reference), law.Word("country", "country", c.Country))
	}
	t, ok := i.Topic(c.Topic)
	if !ok {
		return nil, law.Refuse("initiatives", "no-such-topic", law.Word("topic", "capacity-topic", c.Topic))
	}
	if !i.Takes(t, r.ReceivedAt) {
		return nil, law.Refuse("initiatives", "closed", law.Word("topic", "capacity-topic", t.ID), law.On("closes", i.Rules.Closes))
	}
	for _, a := range c.Activities {
		if _, is := i.Rules.Activity(a); !is {
			return nil, law.Refuse("initiatives", "no-such-activity", law.Word("activity", "capacity-activity", a))
		}
	}
	for _, l := range c.Languages {
		if !slices.Contains(i.Rules.Languages, l) {
			return nil, law.Refuse("initiatives", "no-such-language", law.Word("language", "language", l))
		}
	}
	return []Event{TopicInterestStated{Country: is.Code, By: r.Actor, Topic: t.ID, Offers: c.Offers, Seeks: c.Seeks, Activities: c.Activities, Languages: c.Languages, Remarks: c.Remarks}}, nil
}

func (c DecideTopic) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	t, ok := i.Topic(c.Topic)
	if ok {
		if err := i.branched(t, r); err != nil {
			return nil, err
		}
	}
	switch {
	case !ok:
		return nil, law.Refuse("initiatives", "no-such-topic", law.Word("topic", "capacity-topic", c.Topic))
	case t.Branch != Pairing && t.Branch != Waiting:
		return nil, law.Refuse("initiatives", "not-to-decide", law.Word("topic", "capacity-topic", t.ID))
	case slices.ContainsFunc(i.Pairings, func(p Paired) bool { return p.Topic == t.ID && (p.Stage == Proposed) }):
		return nil, law.Refuse("initiatives", "pairing-open", law.Word("topic", "capacity-topic", t.ID))
	}
	offers, seeks := i.Sides(t.ID)
	e := TopicDecided{Topic: t.ID, Branch: c.Branch, Offers: offers, Seeks: seeks, By: r.Actor, Why: c.Why}
	e.Promise = i.decided(e)
	return []Event{e}, nil
}

// decided is the letter about what became of a topic.
func (i Initiative) decided(e TopicDecided) law.Promise {
	t, _ := i.Rules.Topic(e.Topic)
	return law.Promise{Letters: law.To(append(slices.Clone(i.Rules.Officers), i.contacts()...), "topic-decided", law.Ref("initiative", i.Reference), law.Rules("topic", "topics."+t.ID, t.Title.EN),
		law.Word("branch", "capacity-branch", e.Branch))}
}

// branched refuses a topic of which the closing date has not yet said what becomes of it.
func (i Initiative) branched(t Topic, r law.Receipt) error {
	if r.By(law.Edition1) && i.Stage == Opened && t.Branch == "" {
		return law.Refuse("initiatives", "still-open", law.Word("topic", "capacity-topic", t.ID), law.On("closes", i.Rules.Closes))
	}
	return nil
}

func (c ProposePairing) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	t, ok := i.Topic(c.Topic)
	if !ok {
		return nil, law.Refuse("initiatives", "no-such-topic", law.Word("topic", "capacity-topic", c.Topic))
	}
	if err := i.branched(t, r); err != nil {
		return nil, err
	}
	if t.Branch != Pairing {
		return nil, law.Refuse("initiatives", "not-paired", law.Word("topic", "capacity-topic", t.ID))
	}
	offers, err := i.asks(c.Offers)
	if err != nil {
		return nil, err
	}
	seeks, err := i.asks(c.Seeks)
	if err != nil {
		return nil, err
	}
	all := i.Suggest(t.ID)
	n := slices.IndexFunc(all, func(s Suggestion) bool { return s.Offers == offers.Code && s.Seeks == seeks.Code })
	today := calendar.DateOf(r.ReceivedAt, i.zone())
	until := today.AddDays(i.Rules.AnswerDays)
	switch {
	case n < 0:
		return nil, law.Refuse("initiatives", "not-suggested", law.Word("offers", "country", offers.Code), law.Word("seeks", "country", seeks.Code))
	case slices.ContainsFunc(i.Pairings, func(p Paired) bool {
		return p.Topic == t.ID && p.Offers == offers.Code && p.Seeks == seeks.Code && (p.Stage == Proposed || p.Stage == Accepted)
	}):
		return nil, law.Refuse("initiatives", "paired-already", law.Word("offers", "country", offers.Code), law.Word("seeks", "country", seeks.Code))
	case c.Months > i.Rules.Twinning.MostMonths:
		return nil, law.Refuse("initiatives", "too-long", law.Count("most", i.Rules.Twinning.MostMonths))
	case !c.Begins.After(until):
		return nil, law.Refuse("initiatives", "begins-too-soon", law.On("until", until))
	}
	e := PairingProposed{Number: len(i.Pairings) + 1, Topic: t.ID, Offers: offers.Code, Seeks: seeks.Code, Begins: c.Begins, Months: c.Months, Until: until, By: r.Actor, Score: all[n].Score}
	for _, x := range []Country{offers, seeks} {
		e.Owed = append(e.Owed, obligation.Owed{ID: answerOf(e.Number, x.Code), Ladder: AnswerLadder, Who: x.Contacts, Due: until})
	}
	topic, _ := i.Rules.Topic(t.ID)
	e.Letters = law.To(i.contacts(offers.Code, seeks.Code), "pairing-proposed", law.Ref("initiative", i.Reference), law.Count("number", e.Number), law.Rules("topic", "topics."+t.ID, topic.Title.EN),
		law.Word("offers", "country", e.Offers), law.Word("seeks", "country", e.Seeks), law.On("begins", e.Begins), law.Count("months", e.Months), law.On("until", until))
	return []Event{e}, nil
}

func (c AnswerPairing) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, ok := i.Country(c.Country)
	if i.Stage == "" || !ok || !slices.Contains(is.Contacts, r.Actor) {
		return nil, law.Refuse("initiatives", "not-yours-to-state", law.Ref("initiative", i.Reference), law.Word("country", "country", c.Country))
	}
	p, ok := i.Pairing(c.Pairing)
	switch {
	case !ok || is.Code != p.Offers && is.Code != p.Seeks:
		return nil, law.Refuse("initiatives", "no-such-pairing", law.Count("number", c.Pairing))
	case p.Stage != Proposed:
		return nil, law.Refuse("initiatives", "answered-already", law.Count("number", p.Number))
	case slices.Contains(p.Accepted, is.Code):
		return nil, law.Refuse("initiatives", "accepted-already", law.Count("number", p.Number), law.Word("country", "country", is.Code))
	}
	if !c.Accept {
		return []Event{PairingEnded{Number: p.Number, How: Declined, Country: is.Code, By: r.Actor, Why: c.Why, Promise: i.ended(p)}}, nil
	}
	accepted := PairingAccepted{Number: p.Number, Country: is.Code, By: r.Actor, Met: answerOf(p.Number, is.Code)}
	if len(p.Accepted) == 0 {
		return []Event{accepted}, nil
	}
	t := Twinning{Number: p.Number, Topic: p.Topic, Offers: p.Offers, Seeks: p.Seeks, Begins: p.Begins, Months: p.Months}
	topic, _ := i.Rules.Topic(p.Topic)
	return []Event{accepted, CountryTwinningBegan{
		Number: p.Number, Topic: p.Topic, Offers: p.Offers, Seeks: p.Seeks, Begins: p.Begins, Months: p.Months, Owed: i.owed(t),
		Promise: law.Promise{Letters: law.To(append(i.contacts(p.Offers, p.Seeks), i.Rules.Officers...), "country-twinning-began", law.Ref("initiative", i.Reference), law.Count("number", p.Number),
			law.Rules("topic", "topics."+p.Topic, topic.Title.EN), law.Word("offers", "country", p.Offers), law.Word("seeks", "country", p.Seeks), law.On("begins", p.Begins), law.Count("months", p.Months))},
	}}, nil
}

// ended is the letter about a pairing that ended. It tells nobody who declined, or why.
func (i Initiative) ended(p Paired) law.Promise {
	return law.Promise{Letters: law.To(append(i.contacts(p.Offers, p.Seeks), i.Rules.Officers...), "pairing-ended", law.Ref("initiative", i.Reference), law.Count("number", p.Number),
		law.Word("offers", "country", p.Offers), law.Word("seeks", "country", p.Seeks))}
}

func (c WithdrawPairing) decide(i Initiative, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := i.steers(r); err != nil {
		return nil, err
	}
	p, ok := i.Pairing(c.Pairing)
	switch {
	case !ok:
		return nil, law.Refuse("initiatives", "no-such-pairing", law.Count("number", c.Pairing))
	case p.Stage != Proposed:
		return nil, law.Refuse("initiatives", "answered-already", law.Count("number", p.Number))
	}
	return []Event{PairingEnded{Number: p.Number, How: Withdrawn, By: r.Actor, Why: c.Why, Promise: i.ended(p)}}, nil
}
