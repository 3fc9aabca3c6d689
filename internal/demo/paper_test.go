package demo

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// paper plays a script by the law alone, in memory: no ledger, no Temporal, a
// second for the year.
type paper struct {
	t        testing.TB
	cast     *Cast
	states   map[string]law.State
	versions map[string]int64
	position int64
	now      time.Time
	stops    int // instants at which the clock was held
	told     []law.Message
	events   map[string][]told
	promised map[string][]law.Promised
}

func playOnPaper(t testing.TB, cast *Cast) *paper {
	t.Helper()
	s, err := NewScript(cast)
	require.NoError(t, err)
	p := &paper{t: t, cast: cast, states: map[string]law.State{}, versions: map[string]int64{}, now: cast.start(), events: map[string][]told{}, promised: map[string][]law.Promised{}}
	for _, a := range s.acts {
		p.until(a.at)
		p.stops++
		for _, o := range a.orders() {
			if o.hidden {
				continue // the law is not asked
			}
			c := o.command
			if o.reads != nil {
				c = o.reads(p.State, a.at)
			}
			p.judge(o.stream, c, law.Receipt{Command: o.id, Actor: cast.id(o.as), ReceivedAt: a.at, Edition: law.Newest}, o.want, strings.Join(a.what, "; "))
		}
		p.relay()
	}
	return p
}

// State and Streams make a paper the facts of every law.
func (p *paper) State(stream string) law.State { return p.states[stream] }

func (p *paper) Streams(prefix string) []string {
	var out []string
	for _, s := range slices.Sorted(maps.Keys(p.states)) {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

// until lets every moment before an instant happen, each at its own.
func (p *paper) until(at time.Time) {
	for {
		var next time.Time
		for stream, s := range p.states {
			l, _ := lives.Law(stream)
			if m, ok := l.Wakes(s, p); ok && m.At.Before(at) && (next.IsZero() || m.At.Before(next)) {
				next = m.At
			}
		}
		if next.IsZero() {
			p.now = at
			return
		}
		p.now = next.Add(time.Microsecond)
		p.stops++
		for _, stream := range slices.Sorted(maps.Keys(p.states)) {
			p.elapse(stream, func(l law.Law) bool {
				m, ok := l.Wakes(p.states[stream], p)
				return ok && m.At.Before(p.now)
			})
		}
		p.relay()
	}
}

func (p *paper) elapse(stream string, while func(law.Law) bool) {
	l, _ := lives.Law(stream)
	for while(l) {
		m, _ := l.Next(p.states[stream], p)
		events := l.Elapse(p.states[stream], p, m)
		require.NotEmpty(p.t, events, m.Key)
		for _, e := range events {
			p.add(stream, l, e, law.Recorded{})
		}
	}
}

func (p *paper) judge(stream string, c law.Command, r law.Receipt, want, what string) {
	l, ok := lives.Law(stream)
	require.True(p.t, ok, stream)
	if p.states[stream] == nil {
		p.states[stream] = l.Zero(stream)
	}
	require.NoError(p.t, c.Check(), "%s: %s", what, r.Command)
	p.position++
	r.Position = p.position
	p.elapse(stream, func(l law.Law) bool {
		m, ok := l.Next(p.states[stream], p)
		return ok && m.At.Before(r.ReceivedAt)
	})
	events, err := l.Decide(p.states[stream], p, c, r)
	got := ""
	if no, refused := law.Refused(err); refused {
		got, err = no.Rule+"/"+no.Code, nil
		if got != want {
			err = fmt.Errorf("%s: %s", r.ReceivedAt, narrate.English().Refusal(*no))
		}
	}
	for _, e := range events {
		switch no := e.(type) {
		case twinning.TenderRefusedLate:
			got = lateRefusal
		case twinning.TenderRefused:
			got = no.Rule + "/" + no.Code
		}
	}
	require.NoError(p.t, err, "%s: %s on %s", what, r.Command, stream)
	require.Equal(p.t, want, got, "%s: %s on %s", what, r.Command, stream)
	for _, e := range events {
		p.add(stream, l, e, law.Recorded{ReceivedAt: r.ReceivedAt, Actor: r.Actor, Command: r.Command})
	}
}

func (p *paper) add(stream string, l law.Law, e law.Event, at law.Recorded) {
	body, err := json.Marshal(e)
	require.NoError(p.t, err)
	e, err = l.Event(e.Kind(), body)
	require.NoError(p.t, err)
	p.position++
	p.versions[stream]++
	at.Position, at.Version, at.RecordedAt = p.position, p.versions[stream], p.now
	p.told = append(p.told, l.Messages(p.states[stream], e)...)
	for n, l := range law.Letters(e) {
		p.promised[stream] = append(p.promised[stream], law.Promised{ID: fmt.Sprintf("%d/%d", at.Version, n), Letter: l, Version: at.Version})
	}
	p.events[stream] = append(p.events[stream], told{at: ledger.Event{Header: ledger.Header{
		Stream: stream, Version: at.Version, Kind: e.Kind(), Recorded: at.RecordedAt, Received: at.ReceivedAt, Actor: at.Actor, Command: at.Command,
	}}, says: e})
	p.states[stream] = l.Evolve(p.states[stream], e, at)
}

// relay passes on what other lives are told, until nobody is told anything.
func (p *paper) relay() {
	for len(p.told) > 0 {
		m := p.told[0]
		p.told = p.told[1:]
		body, err := json.Marshal(m.Body)
		require.NoError(p.t, err)
		l, _ := lives.Law(m.Stream)
		c, err := l.Command(m.Kind, body)
		require.NoError(p.t, err)
		p.judge(m.Stream, c, law.Receipt{Command: fmt.Sprintf("%d/%s", p.position, m.Stream), Actor: law.Engine, ReceivedAt: p.now}, "", "relayed")
	}
}

// account is what the ledger would tell, every letter having been sent.
func (p *paper) account() *account {
	cal, err := p.cast.book.Calendar()
	require.NoError(p.t, err)
	a := newAccount(p.cast, p.now, cal)
	a.promised = p.promised
	for stream, events := range p.events {
		a.of(stream).events[stream] = events
	}
	for stream, s := range p.states {
		of := a.of(stream)
		switch s := s.(type) {
		case call.Call:
			of.call = s
		case twinning.Twinning:
			of.twinnings[s.Reference] = s
		default:
			a.around[stream] = s
		}
		for _, l := range p.promised[stream] {
			a.fates[stream] = append(a.fates[stream], law.LetterSending{Letter: l.ID}, law.LetterSent{Letter: l.ID})
		}
	}
	return a
}
