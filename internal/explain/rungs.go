package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func (m *matter) callRung(e call.RungPassed) {
	m.rung(e.Passed, e.Promise, m.before.(call.Call).Obligations)
}

func (m *matter) twinningRung(e twinning.RungPassed) {
	m.rung(e.Passed, e.Promise, m.tender().Obligations)
}

// rung says when a letter was to go, and why it went or did not.
func (m *matter) rung(p obligation.Passed, letters law.Promise, list []obligation.Obligation) {
	m.rule("reminders", "/reminders/at")
	o, ok := obligation.Find(list, p.Obligation)
	if !ok {
		return
	}
	ladder := m.book.rules.Reminders.Ladders[o.Ladder]
	for i, r := range ladder.Rungs {
		if r.Name == p.Rung {
			m.values(fmt.Sprintf("/reminders/ladders/%s/rungs/%d", o.Ladder, i))
			m.say("%s is due on %s; %s is %s from it, at %s in %s: %s", plainly(o.Ladder, ladder), p.Due, r.Name, days(r.Days), m.book.rules.Reminders.At, m.book.rules.Zone, instant(p.At))
			m.say("it goes to %s", strings.Join(r.To, ", "))
		}
	}
	for _, d := range o.Dues {
		if d.On != p.Due {
			m.say("due on %s, known since %s%s", d.On, instant(d.Since), until(d))
			continue
		}
		m.say("this due date is known since %s%s", instant(d.Since), until(d))
	}
	if o.Met.IsZero() {
		m.say("it had not arrived when it was recorded")
	} else {
		m.say("it arrived at %s; %s - %s = %s", instant(o.Met), instant(o.Met), instant(p.At), seconds(o.Met.Sub(p.At)))
	}
	if f, ok := m.owing(p.Obligation); ok {
		m.fact(f, "since when it is owed")
	}
	m.outcome("%s: %s; %s promised", p.Outcome, p.Why, count(len(letters.Letters), "letter is", "letters are"))
}

// notSent says which letters a decision made needless, and why. A reader who may
// not see all is told of what they owe themselves.
func (m *matter) notSent() {
	list, err := law.ReadNotSent(m.line.bodies[m.i])
	if err != nil {
		m.say(unworkable+": %v", err)
		return
	}
	var owed []obligation.Obligation
	switch s := m.before.(type) {
	case call.Call:
		owed = s.Obligations
	case twinning.Twinning:
		owed = s.Obligations
	}
	for _, p := range list {
		if o, _ := obligation.Find(owed, p.Obligation); m.who.Full() || slices.Contains(o.Who, m.who.reader.Person) {
			m.say("the letter %s about %s, due on %s, would have gone at %s and is not sent: %s", p.Rung, p.Obligation, p.Due, instant(p.At), p.Why)
		}
	}
}

// owing is the last event before this one that opened an obligation, or gave
// it another date.
func (m *matter) owing(id string) (e ledger.Event, ok bool) {
	for i := m.i - 1; i >= 0; i-- {
		var body struct {
			Owed []obligation.Owed `json:"owed"`
		}
		if !bytes.Contains(m.line.bodies[i], []byte(`"owed"`)) || json.Unmarshal(m.line.bodies[i], &body) != nil {
			continue
		}
		if has(body.Owed, id) {
			return m.line.events[i], true
		}
	}
	return e, false
}

func has(owed []obligation.Owed, id string) bool {
	for _, o := range owed {
		if o.ID == id {
			return true
		}
	}
	return false
}

func plainly(name string, l obligation.Ladder) string {
	if l.What != "" {
		return l.What
	}
	return plain(name)
}

func days(n int) string {
	switch {
	case n < 0:
		return count(-n, "day", "days") + " back"
	case n > 0:
		return count(n, "day", "days") + " on"
	}
	return "no day"
}

func until(d obligation.Due) string {
	if d.Until.IsZero() {
		return ""
	}
	return fmt.Sprintf(", and no longer since %s: %s", instant(d.Until), d.Why)
}
