// Package query answers what people ask about calls, tenders, twinnings and people:
// typed questions with typed answers, the same for the command line, for pages and
// for programs. Every question names who asks; what they may not see is not in the
// answer, and package access alone says what that is. An answer holds ids of people;
// Names says who they are. What people wrote stands in it as text, and where it was
// erased, as such.
//
// Nothing here changes anything, except for a what-if, which is recorded with who
// asked it.
package query

import (
	"context"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// Queries answers questions. It is safe for any number of goroutines.
type Queries struct {
	ledger *ledger.Ledger
	people *people.Directory
	views  func(context.Context) (*views.Store, error)
	folder *state.Folder
	texts  *entryMemory // nil: nothing is remembered
	words  *textIndex   // nil: nothing is remembered
	reads  Recorder     // nil: nobody records
	then   *instant     // nil: now
	desk   string       // the address of the desk for people; "" where it is not known
}

// A Recorder records who read what is sealed or personal.
type Recorder interface {
	Record(ctx context.Context, r reads.Read) error
}

// Recording are the same queries, with who read what recorded. A question whose reading
// cannot be recorded is not answered.
func (q *Queries) Recording(r Recorder) *Queries {
	is := *q
	is.reads = r
	return &is
}

// read records that a viewer reads what is sealed or personal in a life. What a party
// reads of its own, and what is public, is not recorded.
func (q *Queries) read(ctx context.Context, v access.Viewer, s access.Sight, stream, what string) error {
	by := s.By()
	if q.reads == nil || by == "party" || by == "public" {
		return nil
	}
	r := reads.Read{Person: v.Person, Stream: stream, What: what, Rule: by}
	if by == "auditor" {
		r.Purpose = reads.PurposeIn(ctx)
	}
	return q.reads.Record(ctx, r)
}

// Over reads from a ledger and its directory of people. views opens the tables of
// where lives stand, when a question first needs them; who gave it closes them.
func Over(l *ledger.Ledger, p *people.Directory, views func(context.Context) (*views.Store, error)) *Queries {
	return &Queries{ledger: l, people: p, views: views, folder: state.NewFolder(l, 0)}
}

// Remembering are the same queries that remember so many lives as they were last folded,
// for a process that answers many questions. It must be told what is erased: Forget.
func (q *Queries) Remembering(lives int) *Queries {
	is := *q
	is.folder, is.texts, is.words = state.NewFolder(q.ledger, lives), newEntryMemory(lives), newTextIndex()
	return &is
}

// Reached are the same queries of a ledger whose desk people reach at an address, as in
// https://desk.example.org: the letters that they show lead there.
func (q *Queries) Reached(desk string) *Queries {
	is := *q
	is.desk = desk
	return &is
}

// Forget makes the next question read these streams again: bodies in them were erased.
func (q *Queries) Forget(streams []string) {
	q.folder.ForgetErased(streams)
	q.texts.forget()
	q.words.forget(streams)
}

// Now is the programme clock's instant, or the one as of which is asked.
func (q *Queries) Now(ctx context.Context) (time.Time, error) {
	if q.then != nil {
		return q.then.at, nil
	}
	clock, err := q.ledger.Clock(ctx)
	return clock.Now(), err
}

// fold adds a stream up as it stands, with what people wrote.
func (q *Queries) fold(ctx context.Context, stream string) (state.Folded, error) {
	var is state.Folded
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		is, err = q.folder.Fold(ctx, from, stream)
		return err
	})
	if err != nil {
		return is, err
	}
	is.State, err = texts.Told(ctx, texts.New(q.ledger), is.State)
	return is, err
}

// foldAll adds up every life whose stream begins with a prefix. What people wrote
// stands in their states as references.
func (q *Queries) foldAll(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	var all map[string]state.Folded
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		all, err = q.folder.FoldAll(ctx, from, prefix)
		return err
	})
	return all, err
}

// foldToRead is foldAll with what people wrote in the states.
func (q *Queries) foldToRead(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	all, err := q.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	streams := sorted(all)
	states := make([]law.State, len(streams))
	for i, s := range streams {
		states[i] = all[s].State
	}
	if states, err = texts.Told(ctx, texts.New(q.ledger), states); err != nil {
		return nil, err
	}
	for i, s := range streams {
		is := all[s]
		is.State = states[i]
		all[s] = is
	}
	return all, nil
}

// callOf is the call that a life belongs to, or is; none for a life of another kind.
func (q *Queries) callOf(ctx context.Context, stream string) (call.Call, error) {
	is, err := q.fold(ctx, lives.Home(stream))
	if err != nil {
		return call.Call{}, err
	}
	c, _ := is.State.(call.Call)
	return c, nil
}

// openedCall is the call of a reference, which must have been opened.
func (q *Queries) openedCall(ctx context.Context, reference string) (call.Call, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return call.Call{}, err
	}
	c, err := q.callOf(ctx, stream)
	if err == nil && c.Stage == call.None {
		return c, absent(law.Why("call-not-opened", law.Ref("call", reference)))
	}
	return c, err
}

// tender is a tender as it stands now, with its call.
func (q *Queries) tender(ctx context.Context, reference string) (is state.Folded, c call.Call, err error) {
	stream := law.TwinningStream(reference)
	if err = q.MustBegin(ctx, stream); err != nil {
		return is, c, err
	}
	if is, err = q.fold(ctx, stream); err != nil {
		return is, c, err
	}
	c, err = q.callOf(ctx, stream)
	return is, c, err
}

// pending are the commands of a life that have been received and not judged: all for who is told all of its facts, and to others their own.
func (q *Queries) pending(ctx context.Context, v access.Viewer, stream string) (int, error) {
	tells, err := q.TellsVersion(ctx, v, stream)
	if err != nil {
		return 0, err
	}
	var waiting []ledger.Event
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		waiting, err = from.Unanswered(ctx, stream)
		return err
	})
	if !tells {
		waiting = slices.DeleteFunc(waiting, func(e ledger.Event) bool { return v.Person == "" || e.Actor != v.Person && e.For != v.Person })
	}
	return len(waiting), err
}

// Zone is the zone of a call, or UTC while it has none.
func Zone(c call.Call) *time.Location {
	zone, err := calendar.Zone(c.Rules.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// latest is the instant of the last version in time.
func latest(t twinning.Twinning) time.Time {
	if len(t.Versions) == 0 {
		return time.Time{}
	}
	return t.Versions[len(t.Versions)-1].ReceivedAt
}

// arrived is latest or, where no version was in time, the instant of the last that came late.
func arrived(t twinning.Twinning) time.Time {
	if at := latest(t); !at.IsZero() || len(t.Late) == 0 {
		return at
	}
	return t.Late[len(t.Late)-1].ReceivedAt
}

// day is a date, or nothing.
func day(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Short is an instant on the clocks of a zone, to the second; "-" for none.
func Short(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(zone).Format("2006-01-02 15:04:05 -07:00")
}
