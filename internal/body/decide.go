package body

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// hashOf is the SHA-256 of a rule book as JSON.
func hashOf(r BodyRules) string {
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// needs are the lives that a command is judged with.
func needs(_ Body, commands ...Command) (list []string) {
	list = append(governance.ToOpen[OpenBody](commands), governance.ToOpen[ChangeBodyStaff](commands)...)
	for _, c := range commands {
		if link, links := c.(LinkBody); links {
			list = append(list, link.To)
		}
	}
	return list
}

// decide opens a body: from the first administrator on by one of them, or by a head or an
// officer of the open programme that it belongs to; before by anybody, as a call is.
func (c OpenBody) decide(b Body, f law.Facts, r law.Receipt) ([]Event, error) {
	if b.Stage != "" {
		return nil, law.Refuse("bodies", "opened-already", law.Ref("body", b.Reference))
	}
	if a, _ := f.State(governance.AdministrationStream).(governance.Administration); len(a.People) > 0 && !a.Has(r.Actor) {
		p, _ := f.State(governance.ProgrammeStream(c.Rules.Programme)).(governance.Programme)
		if p.Stage != governance.Open || !p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return nil, law.Refuse("bodies", "not-yours-to-open", law.Who("person", r.Actor), law.Ref("programme", c.Rules.Programme))
		}
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("bodies", "no-calendar")
	}
	if ends := c.Rules.Mandate.Ends; !ends.IsZero() && !r.ReceivedAt.Before(ends.End(cal.Zone)) {
		return nil, law.Refuse("bodies", "ends-in-the-past", law.On("ends", ends))
	}
	b.Rules, b.Ends = c.Rules, c.Rules.Mandate.Ends
	return []Event{BodyOpened{Rules: c.Rules, SHA256: hashOf(c.Rules), By: r.Actor, Owed: b.firstMeeting(r.ReceivedAt)}}, nil
}

// steers refuses whoever is not of the secretariat.
func (b Body) steers(r law.Receipt) error {
	if b.Stage == "" || !b.Staff(r.Actor) {
		return law.Refuse("bodies", "staff-only", law.Ref("body", b.Reference))
	}
	return nil
}

// leads refuses whoever is neither of the secretariat nor a chair.
func (b Body) leads(r law.Receipt) error {
	if b.Stage == "" || !b.Staff(r.Actor) && !b.Presides(r.Actor) {
		return law.Refuse("bodies", "chair-only", law.Ref("body", b.Reference))
	}
	return nil
}

// works refuses what a body does not do after its mandate.
func (b Body) works() error {
	if b.Stage != Active {
		return law.Refuse("bodies", "not-active", law.Ref("body", b.Reference))
	}
	return nil
}

// together is the first refusal.
func together(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

func noSuch(what, id string) error {
	return law.Refuse("bodies", "no-such", law.Word("what", "body-thing", what), law.Ref("id", id))
}

func isThere(what, id string) error {
	return law.Refuse("bodies", "there-already", law.Word("what", "body-thing", what), law.Ref("id", id))
}

// speaker gives a member for which whoever sends the command speaks.
func (b Body) speaker(member string, r law.Receipt) (Member, error) {
	m, ok := b.Member(member)
	if !ok || !m.Sits() || !m.Speaks(r.Actor) {
		return m, law.Refuse("bodies", "not-your-member", law.Ref("body", b.Reference), law.Ref("member", member))
	}
	return m, nil
}

func (b Body) owes(ladder, id string, due calendar.Date, who ...string) obligation.Owed {
	return obligation.Owed{ID: id, Ladder: ladder, Who: who, Due: due}
}

func (c ExtendBody) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.steers(r), b.works()); err != nil {
		return nil, err
	}
	if b.Ends.IsZero() && r.By(law.Edition1) {
		return nil, law.Refuse("bodies", "no-last-day", law.Ref("body", b.Reference))
	}
	if b.Ends.IsZero() || !c.Ends.After(b.Ends) {
		return nil, law.Refuse("bodies", "not-later", law.On("ends", b.Ends))
	}
	b.Ends = c.Ends
	return []Event{BodyExtended{Ends: c.Ends, By: r.Actor, Why: c.Why, Owed: b.meetingAgain(r.ReceivedAt)}}, nil
}

func (c DissolveBody) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.steers(r); err != nil {
		return nil, err
	}
	if b.Stage == Dissolved {
		return nil, b.works()
	}
	if i := slices.IndexFunc(b.Decisions, func(d Decision) bool { return d.Stands == Open }); i >= 0 {
		return nil, law.Refuse("bodies", "vote-open", law.Ref("decision", b.Decisions[i].ID))
	}
	return []Event{BodyDissolved{By: r.Actor, Why: c.Why, Promise: law.Promise{Letters: law.To(b.everybody(), "body-dissolved", law.Ref("body", b.Reference), law.Quote("why", c.Why))}}}, nil
}

func (c LinkBody) decide(b Body, f law.Facts, r law.Receipt) ([]Event, error) {
	what, id, _ := strings.Cut(c.From, "/")
	var ok, own bool
	switch what {
	case "meeting":
		_, ok = b.Meeting(id)
	case "decision":
		_, ok = b.Decision(id)
	case "advice":
		_, ok = b.Given(id)
	case "action":
		var a PlannedAction
		if a, ok = b.Planned(id); ok {
			m, _ := b.Member(a.Member)
			own = m.Speaks(r.Actor)
		}
	}
	if !own && b.leads(r) != nil { // the same whether there is one or not
		return nil, law.Refuse("bodies", "not-yours-to-link", law.Ref("body", b.Reference), law.Ref("from", c.From))
	}
	if !ok {
		return nil, noSuch(what, id)
	}
	if is := f.State(c.To); is == nil || is.StageName() == "" {
		return nil, noSuch("life", c.To)
	}
	if slices.ContainsFunc(b.Links, func(l BodyLink) bool { return l.From == c.From && l.To == c.To }) {
		return nil, isThere("life", c.To)
	}
	return []Event{BodyLinked{From: c.From, To: c.To, By: r.Actor}}, nil
}

// ahead tells whether a day is not over yet.
func (b Body) ahead(day calendar.Date, at time.Time) bool { return at.Before(day.End(b.zone())) }
