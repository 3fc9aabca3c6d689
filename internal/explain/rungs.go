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
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

func (m *deriver) callRung(e call.RungPassed) {
	m.rung(e.Passed, e.Promise, m.before.(call.Call).Obligations)
}

func (m *deriver) twinningRung(e twinning.RungPassed) {
	m.rung(e.Passed, e.Promise, m.tender().Obligations)
}

// rung says when a letter was to go, and why it went or did not.
func (m *deriver) rung(p obligation.Passed, letters law.Promise, list []obligation.Obligation) {
	m.rule("reminders", "/reminders/at")
	o, ok := obligation.Find(list, p.Obligation)
	if !ok {
		return
	}
	ladder := m.book.rules.Reminders.Ladders[o.Ladder]
	for i, r := range ladder.Rungs {
		if r.Name == p.Rung {
			m.values(fmt.Sprintf("/reminders/ladders/%s/rungs/%d", o.Ladder, i))
			m.say("step-rung", narrate.Verbatim("what", plainly(o.Ladder, ladder)), law.On("due", p.Due), law.Word("letter", "template", r.Name), law.Count("days", max(r.Days, -r.Days)),
				law.Word("direction", "direction", direction(r.Days)), narrate.Verbatim("hour", fmt.Sprint(m.book.rules.Reminders.At)), narrate.Verbatim("zone", m.book.rules.Zone), instant("at", p.At))
			m.say("step-goes-to", law.Words("to", "addressee", r.To))
		}
	}
	for _, d := range o.Dues {
		if d.On != p.Due {
			m.say("step-other-due-date", law.On("due", d.On), instant("since", d.Since), until("until", d), law.Word("why", "cause", d.Why))
			continue
		}
		m.say("step-due-date", instant("since", d.Since), until("until", d), law.Word("why", "cause", d.Why))
	}
	if o.Met.IsZero() {
		m.say("step-not-arrived")
	} else {
		m.say("step-arrived", instant("met", o.Met), instant("at", p.At), law.Lasting("difference", o.Met.Sub(p.At)))
	}
	if f, ok := m.owing(p.Obligation); ok {
		m.fact(f, "fact-owed-since")
	}
	m.outcome("outcome-rung", law.Word("outcome", "rung-outcome", p.Outcome), cause("why", p), law.Count("letters", len(letters.Letters)))
}

// notSent says which letters a decision made needless, and why. A reader who may
// not see all is told of what they owe themselves.
func (m *deriver) notSent() {
	list, err := law.ReadNotSent(m.timeline.bodies[m.i])
	if err != nil {
		m.say("step-unworkable", narrate.Verbatim("error", err.Error()))
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
			m.say("step-not-sent", law.Word("letter", "template", p.Rung), law.Word("about", "obligation", p.Obligation), law.On("due", p.Due), instant("at", p.At), cause("why", p))
		}
	}
}

// owing is the last event before this one that opened an obligation, or gave
// it another date.
func (m *deriver) owing(id string) (e ledger.Event, ok bool) {
	for i := m.i - 1; i >= 0; i-- {
		var body struct {
			Owed []obligation.Owed `json:"owed"`
		}
		if !bytes.Contains(m.timeline.bodies[i], []byte(`"owed"`)) || json.Unmarshal(m.timeline.bodies[i], &body) != nil {
			continue
		}
		if has(body.Owed, id) {
			return m.timeline.events[i], true
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
	return strings.ReplaceAll(name, "-", " ")
}

// direction is where a rung lies from its due date.
func direction(days int) string {
	switch {
	case days < 0:
		return "back"
	case days > 0:
		return "on"
	}
	return "same-day"
}

// until is when a due date ceased to hold; nothing where it holds.
func until(name string, d obligation.Due) law.Param {
	if d.Until.IsZero() {
		return law.Param{Name: name, Type: law.TypeInstant}
	}
	return instant(name, d.Until)
}
