package governance_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// The people of these tests.
const (
	ada    = "p-aaaaaaaaaa" // the first administrator
	ben    = "p-bbbbbbbbbb"
	cleo   = "p-cccccccccc"
	dora   = "p-dddddddddd"
	nobody = "p-zzzzzzzzzz"
)

const dhe = "programme/DHE"

// A world is lives and their facts at an instant.
type world struct {
	t        *testing.T
	now      time.Time
	states   map[string]law.State
	position int64
	letters  []string // template and whom it goes to
}

// administered is a world in which ada was made the first administrator.
func administered(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2019, 6, 1, 9, 0, 0, 0, time.UTC), states: map[string]law.State{}}
	w.record(governance.AdministrationStream, governance.FirstAdministratorMade{Person: ada})
	return w
}

// opened is administered with an open programme.
func opened(t *testing.T) *world {
	w := administered(t)
	w.do(dhe, ada, governance.OpenProgramme{Name: "DigitalHealthEurope", Zone: "Europe/Brussels"})
	return w
}

// State and Streams make it facts.
func (w *world) State(stream string) law.State { return w.states[stream] }

func (w *world) Streams(prefix string) []string {
	var all []string
	for s := range w.states {
		if strings.HasPrefix(s, prefix) {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return all
}

func (w *world) life(stream string) (law.Law, law.State) {
	l, ok := lives.Law(stream)
	require.True(w.t, ok, stream)
	if s, ok := w.states[stream]; ok {
		return l, s
	}
	return l, l.Zero(stream)
}

func (w *world) record(stream string, e law.Event) {
	w.position++
	l, is := w.life(stream)
	w.states[stream] = l.Evolve(is, e, law.Recorded{Position: w.position, RecordedAt: w.now, ReceivedAt: w.now})
	for _, letter := range law.Letters(e) {
		w.letters = append(w.letters, letter.Template+" to "+letter.To)
	}
}

// pass lets the moments before an instant come.
func (w *world) pass(to time.Time) {
	for stream := range w.states {
		for {
			l, is := w.life(stream)
			m, ok := l.Next(is, w)
			if !ok || m.At.After(to) {
				break
			}
			for _, e := range l.Elapse(is, w, m) {
				w.record(stream, e)
			}
		}
	}
	w.now = to
}

func (w *world) send(stream, actor string, c law.Command) error {
	w.t.Helper()
	require.NoError(w.t, c.Check())
	w.now = w.now.Add(time.Second)
	r := law.Receipt{Command: fmt.Sprint("c-", w.position), Actor: actor, ReceivedAt: w.now, Position: w.position, Edition: law.Newest}
	c, err := law.Referred(c, r)
	require.NoError(w.t, err)
	l, is := w.life(stream)
	before, err := json.Marshal(is)
	require.NoError(w.t, err)
	events, err := l.Decide(is, w, c, r)
	after, _ := json.Marshal(is)
	require.JSONEq(w.t, string(before), string(after), "deciding changed the state")
	if err != nil {
		return err
	}
	for _, e := range events {
		w.record(stream, e)
	}
	return nil
}

func (w *world) do(stream, actor string, c law.Command) {
	w.t.Helper()
	require.NoError(w.t, w.send(stream, actor, c))
}

// refused sends a command that must be refused by a rule and code.
func (w *world) refused(with, stream, actor string, c law.Command) {
	w.t.Helper()
	no, ok := law.Refused(w.send(stream, actor, c))
	require.True(w.t, ok, "%s by %s is not refused", c.Kind(), actor)
	require.Equal(w.t, with, calltest.RuleAndCode(no))
}

func (w *world) programme() governance.Programme { return w.states[dhe].(governance.Programme) }

func (w *world) administration() governance.Administration {
	return w.states[governance.AdministrationStream].(governance.Administration)
}

func give(role law.Role, person, from string) governance.GiveProgrammeRole {
	return governance.GiveProgrammeRole{Role: role, Person: person, From: on(from), Why: "the decision of the board"}
}

func on(day string) calendar.Date {
	if day == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		panic(err)
	}
	return d
}
