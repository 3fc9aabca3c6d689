package activities

import (
	"strings"
	"unicode/utf8"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/obligation"
)

// Limits of what an outcome says for Temporal's page: it stands in the history
// once for each Judge.
const (
	mostOwed    = 4
	mostKeyword = 255 // bytes; a longer keyword is refused by Temporal's visibility store
)

// show adds to an outcome what Temporal's page shows: what was recorded, what is
// owed by which role until when, and the values of the search attributes.
func (s *snapshot) show(now *life.Now) {
	now.Events, now.Fell = life.Kinds(s.recorded), s.fell
	schedule := s.is.Law.Schedule(s.is.State, s.facts)
	open := make([]obligation.Obligation, 0, len(schedule.Owed))
	for _, o := range schedule.Owed {
		if o.Open() {
			open = append(open, o)
		}
	}
	obligation.Sort(open)
	for i, o := range open {
		if i == mostOwed {
			now.More = len(open) - i
			break
		}
		due, _ := o.Current()
		what, by := s.is.Law.Owes(o)
		now.Owed = append(now.Owed, life.Owed{What: what, By: roles(by), Due: due.On.String()})
	}
	if schedule.Cal.Zone != nil {
		now.Zone = schedule.Cal.Zone.String()
	}
	if !s.search {
		return
	}
	of := s.call()
	now.Search = &life.Search{Call: of.Reference, Programme: cut(of.Rules.Programme, mostKeyword)}
	if p, isProgramme := s.is.State.(governance.Programme); isProgramme {
		now.Search = &life.Search{Programme: p.Reference}
	}
	if len(open) > 0 {
		due, _ := open[0].Current()
		now.Search.Due = due.On.End(schedule.Cal.Zone).UTC()
	}
}

// call is the call that the life belongs to, or is.
func (s *snapshot) call() call.Call {
	if own, ok := s.is.State.(call.Call); ok {
		return own
	}
	home := lives.Home(s.stream)
	if of, ok := s.facts.State(home).(call.Call); ok {
		return of
	}
	return call.Call{Reference: law.Reference(home)}
}

// purpose is what a moment is for, without the people whom its key may name:
// "reminder log-03, due 2020-01-25", "retention ends".
func (s *snapshot) purpose(m law.Moment) string {
	id, rest, _ := strings.Cut(m.Key, "@")
	due, rung, isRung := strings.Cut(rest, "/")
	if !isRung {
		return strings.ReplaceAll(id, "-", " ")
	}
	o, ok := obligation.Find(s.is.Law.Schedule(s.is.State, s.facts).Owed, id)
	if !ok {
		return rung
	}
	what, _ := s.is.Law.Owes(o)
	due, _, _ = strings.Cut(due, "#")
	return rung + " " + what + ", due " + due
}

func roles(of []law.Role) string {
	words := make([]string, len(of))
	for i, r := range of {
		words[i] = r.Words()
	}
	return strings.Join(words, ", ")
}

// cut shortens a text to so many bytes of UTF-8.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
