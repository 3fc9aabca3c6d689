package demo

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// An order is one command of somebody, and what the law must answer.
type order struct {
	id      string // of the command; numbered through the script where it is not given
	stream  string
	as      string // alias
	command law.Command
	begins  bool
	draft   string // name of the draft that is sent; "" for none
	want    string // rule/code of the refusal that must come; "" for none
	// reads is what is sent once the lives are read, where it follows from them: the hash of what is signed, as a page shows it; else nil.
	reads  func(is func(stream string) law.State, now time.Time) law.Command
	hidden bool // whoever sends it may not know of the life: they are told that there is none, and nothing of it is recorded
}

// An act is what is done at one instant of the programme clock.
type act struct {
	at   time.Time
	what []string // for the bar
	// Drafts are saved first.
	drafts []draft
	// Lanes go side by side, a life each; within one everything has its order.
	lanes [][]order
	// Then they go one by one, each answered before the next, as other lives are told of them.
	then []order
	// What-ifs are asked last; no life knows of them.
	asks []ask
}

// A draft is a tender that is not submitted yet.
type draft struct {
	as, name string
	tender   twinning.Tender
}

// An ask is a question what the award would be otherwise.
type ask struct {
	as       string
	question call.WhatIf
}

// A Script is everything that is done in a demo, by date.
type Script struct {
	cast *Cast
	acts []*act
	cal  obligation.Calendar
	now  *act // what is being written
}

// Start is where the programme clock stands when the demo begins.
func (c *Cast) start() time.Time {
	return c.book.Dates.Publication.Start(time.UTC).Add(7 * time.Hour)
}

// NewScript writes the script of a cast, from the publication to the closure
// of the last twinning.
func NewScript(c *Cast) (*Script, error) {
	cal, err := c.book.Calendar()
	if err != nil {
		return nil, fmt.Errorf("read the calendar of the call: %w", err)
	}
	s := &Script{cast: c, cal: cal}
	if c.story != nil {
		c.story.tender.tender.Match = c.match()
	}
	s.publish()
	s.tenders()
	s.opening()
	s.eligibility()
	s.evaluation()
	s.award()
	s.complaints()
	s.contracts()
	s.rates()
	for _, e := range c.contracted() {
		s.year(e)
	}
	s.around()
	s.on("2020-12-22 10:00", "a year and a half after the publication, everything is closed")
	s.sort()
	return s, nil
}

// on goes to an instant on the clocks of the call.
func (s *Script) on(wall, what string) *Script {
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, s.cal.Zone)
	if err != nil {
		panic(err)
	}
	return s.at(at, what)
}

// at goes to an instant, and says what happens there.
func (s *Script) at(at time.Time, what string) *Script {
	at = at.UTC()
	i := slices.IndexFunc(s.acts, func(a *act) bool { return a.at.Equal(at) })
	if i < 0 {
		s.acts = append(s.acts, &act{at: at})
		i = len(s.acts) - 1
	}
	s.now = s.acts[i]
	if what != "" && !slices.Contains(s.now.what, what) {
		s.now.what = append(s.now.what, what)
	}
	return s
}

// day is an hour of a day on the clocks of the call.
func (s *Script) day(d calendar.Date, hour int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, s.cal.Zone)
}

// does puts an order into the lane of its life.
func (s *Script) does(as, stream string, c law.Command) *order {
	return s.put(order{as: as, stream: stream, command: c})
}

// refused is does with something that the law must refuse.
func (s *Script) refused(want, as, stream string, c law.Command) {
	s.put(order{as: as, stream: stream, command: c, want: want})
}

// hidden sends something to a life of which somebody may not know.
func (s *Script) hidden(as, stream string, c law.Command) {
	s.put(order{as: as, stream: stream, command: c, hidden: true})
}

// saves puts a draft before everything else.
func (s *Script) saves(as, name string, t twinning.Tender) {
	s.now.drafts = append(s.now.drafts, draft{as: as, name: name, tender: t})
}

// asks puts a question behind everything else.
func (s *Script) asks(as string, questions ...call.WhatIf) {
	for _, q := range questions {
		s.now.asks = append(s.now.asks, ask{as: as, question: q})
	}
}

// tells puts an order behind the lanes: other lives are told of it.
func (s *Script) tells(as, stream string, c law.Command) {
	s.now.then = append(s.now.then, order{as: as, stream: stream, command: c}.read())
}

// read has who signs a contract name its text.
func (o order) read() order {
	if c, signs := o.command.(twinning.SignContract); signs {
		o.reads = func(is func(string) law.State, now time.Time) law.Command {
			t, _ := is(o.stream).(twinning.Twinning)
			of, _ := is(law.CallStream(law.CallOf(law.Reference(o.stream)))).(call.Call)
			return c.Read(t, of, law.Receipt{ReceivedAt: now, Edition: law.Newest})
		}
	}
	return o
}

func (s *Script) put(o order) *order {
	o = o.read()
	i := slices.IndexFunc(s.now.lanes, func(l []order) bool { return l[0].stream == o.stream })
	if i < 0 {
		s.now.lanes = append(s.now.lanes, nil)
		i = len(s.now.lanes) - 1
	}
	s.now.lanes[i] = append(s.now.lanes[i], o)
	return &s.now.lanes[i][len(s.now.lanes[i])-1]
}

// sort brings the acts into their order and numbers what has no name.
func (s *Script) sort() {
	slices.SortStableFunc(s.acts, func(a, b *act) int { return a.at.Compare(b.at) })
	n := 0
	number := func(o *order) {
		if n++; o.id == "" {
			o.id = s.cast.command(fmt.Sprintf("%04d-%s", n, o.command.Kind()))
		}
	}
	for _, a := range s.acts {
		for _, lane := range a.lanes {
			for i := range lane {
				number(&lane[i])
			}
		}
		for i := range a.then {
			number(&a.then[i])
		}
	}
}

// orders lists every order of an act.
func (a *act) orders() []order {
	return append(slices.Concat(a.lanes...), a.then...)
}

// lateRefusal is how a tender that is late is refused: by an event of its own,
// which keeps its hash.
const lateRefusal = "deadlines/late"
