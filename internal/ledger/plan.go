package ledger

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/transparency-dev/merkle/compact"
	"twinning.example/engine/internal/ledger/format"
)

// lockedView is what the ledger said under its lock: everything that deciding a batch needs.
type lockedView struct {
	size      int64
	tree      *compact.Range
	recorded  time.Time // of the last batch; zero before the first
	at        time.Time // of the last batch, on PostgreSQL's clock
	clock     Clock
	tolerance time.Duration
	since     time.Time       // when the tolerance was set; zero before the first
	heads     map[string]head // of the streams written to and guarded
	known     map[commandKey]span
	grown     map[growthKey]growth // the first event of a prefix since a position
}

type (
	head       struct{ version, position int64 }
	commandKey struct{ stream, command string }
	span       struct{ first, last int64 }
	growthKey  struct {
		prefix string
		seen   int64
	}
	growth struct {
		stream   string
		position int64
	}
	answerRow struct {
		Answer
		stream               string
		first, last, version int64
	}
	keyRow struct {
		position int64
		part     part
		subjects []string
	}
)

func (s span) String() string { return fmt.Sprintf("%d to %d", s.first, s.last) }

// plan is a decided batch: what to store, and what to tell each request once it is stored.
type plan struct {
	first, size int64
	tree        *compact.Range
	recorded    time.Time // on the programme clock
	at          time.Time // the same instant on PostgreSQL's clock
	events      []Event
	answers     []answerRow
	keys        []keyRow
	settings    *format.Settings // only migration sets this
	outcomes    []outcome
}

// outcome is the answer to one request. A known command that an earlier batch answered has its span here, to be read outside the lock.
type outcome struct {
	appended Appended
	stored   *span
	err      error
}

// planBatch decides a batch: requests in order, each against what the ledger holds and what those before it add. It is pure, so the same
// requests one by one have the same outcome (plan_test.go).
func planBatch(g *lockedView, jobs []*job) (*plan, error) {
	if g.clock.DatabaseNow.Before(g.at) { // PostgreSQL's clock was set back: nothing is recorded before what is recorded, see stale.go
		g.clock.DatabaseNow = g.at
	}
	p := &plan{first: g.size, size: g.size, tree: g.tree, recorded: g.clock.Now(), at: g.clock.DatabaseNow, outcomes: make([]outcome, len(jobs))}
	if p.recorded.Before(g.recorded) {
		p.recorded = g.recorded
	}
	placed := map[commandKey][]Event{}
	for i, j := range jobs {
		if o, done := g.alreadyAnswered(j, placed); done {
			p.outcomes[i] = o
			continue
		}
		if err := g.refuses(j); err != nil {
			p.outcomes[i].err = fmt.Errorf("append to %s: %w", j.Stream, err)
			continue
		}
		events, err := p.write(g, j)
		if err != nil {
			return nil, err
		}
		p.outcomes[i].appended = Appended{Events: events, Size: p.size}
		for _, a := range j.Answers {
			placed[commandKey{j.Stream, a.Command}] = events[a.First : a.First+a.Count]
		}
	}
	return p, nil
}

// alreadyAnswered comes first: a command that is asked again gets its first answer, however the ledger has grown since.
func (g *lockedView) alreadyAnswered(j *job, placed map[commandKey][]Event) (outcome, bool) {
	if j.Command != "" {
		key := commandKey{j.Stream, j.Command}
		if events, ok := placed[key]; ok {
			return outcome{appended: Appended{Known: true, Events: events, Size: events[len(events)-1].Position + 1}}, true
		}
		if stored, ok := g.known[key]; ok {
			return outcome{stored: &stored}, true
		}
	}
	for _, a := range j.Answers {
		key := commandKey{j.Stream, a.Command}
		_, stored := g.known[key]
		if _, now := placed[key]; now || stored {
			return outcome{err: fmt.Errorf("append to %s: command %s has been answered: %w", j.Stream, a.Command, ErrConflict)}, true
		}
	}
	return outcome{}, false
}

func (g *lockedView) refuses(j *job) error {
	if j.Seen > g.size {
		return fmt.Errorf("it was read at size %d and the ledger holds %d events: %w", j.Seen, g.size, ErrConflict)
	}
	for _, guard := range j.Guards {
		if grown, ok := g.grew(guard, j.Seen); ok {
			return fmt.Errorf("%s has grown at position %d since %d: %w", grown.stream, grown.position, j.Seen, ErrConflict)
		}
	}
	if err := g.stale(j); err != nil {
		return err
	}
	if !j.Elapsed.IsZero() {
		passed, ok := g.clock.PassedFor(j.Elapsed)
		if !ok || passed < g.tolerance {
			return fmt.Errorf("%s (the clock stands at %s, the tolerance is %s): %w", j.Elapsed.UTC().Format(format.InstantLayout),
				g.clock.Now().UTC().Format(format.InstantLayout), g.tolerance, ErrTooEarly)
		}
	}
	if version := g.heads[j.Stream].version; j.Expect != Any && j.Expect != version {
		return fmt.Errorf("the stream has %d events, not %d: %w", version, j.Expect, ErrConflict)
	}
	return nil
}

func (g *lockedView) grew(guard string, seen int64) (growth, bool) {
	prefix, open := strings.CutSuffix(guard, "*")
	if !open {
		h, ok := g.heads[guard]
		return growth{guard, h.position}, ok && h.position >= seen
	}
	if grown, ok := g.grown[growthKey{prefix, seen}]; ok {
		return grown, true
	}
	for stream, h := range g.heads { // what this batch has added stands in heads
		rest, begins := strings.CutPrefix(stream, prefix)
		if h.position >= g.size && begins && !strings.Contains(rest, "/") {
			return growth{stream, h.position}, true
		}
	}
	return growth{}, false
}

// write gives a request its positions; nothing of it may fail any more that was not checked before.
func (p *plan) write(g *lockedView, j *job) ([]Event, error) {
	events := make([]Event, len(j.Drafts))
	h := g.heads[j.Stream]
	ends := j.ends()
	for i, d := range j.Drafts {
		part := j.parts[i]
		e := Event{Stored: part.stored, Salt: part.salt, BodyHash: part.bodyHash}
		e.Header = ends[i].header(d.header(Header{
			Position: p.size, Stream: j.Stream, Version: h.version + 1, Recorded: p.recorded, Seen: j.Seen, SealedBy: part.keyID,
		}))
		if !d.Received.IsZero() {
			e.Stamped = j.Stamp.Round(0).UTC()
		}
		var err error
		if e.HeaderBytes, err = e.Header.Bytes(); err != nil {
			return nil, fmt.Errorf("append to %s: %w", j.Stream, err)
		}
		e.Leaf = format.LeafHash(e.HeaderBytes, e.BodyHash)
		if err := p.tree.Append(e.Leaf[:], nil); err != nil {
			return nil, fmt.Errorf("append to %s: %w", j.Stream, err)
		}
		if part.keyID != "" {
			p.keys = append(p.keys, keyRow{p.size, part, d.Subjects})
		}
		events[i] = e
		h = head{h.version + 1, p.size}
		p.size++
	}
	for _, a := range j.Answers {
		first, last := events[a.First], events[a.First+a.Count-1]
		p.answers = append(p.answers, answerRow{Answer: a, stream: j.Stream, first: first.Position, last: last.Position, version: last.Version})
	}
	g.heads[j.Stream] = h
	p.events = append(p.events, events...)
	return events, nil
}

// ends are the answers of a request by the index of their last event.
func (j *job) ends() map[int]Answer {
	ends := make(map[int]Answer, len(j.Answers))
	for _, a := range j.Answers {
		ends[a.First+a.Count-1] = a
	}
	return ends
}

// header writes an answer into the header of its last event. The zero answer writes nothing.
func (a Answer) header(h Header) Header {
	h.Status, h.Code, h.Fold = a.Status, a.Code, a.Fold
	if a.State != ([32]byte{}) {
		h.State = hex.EncodeToString(a.State[:])
	}
	return h
}

func (d Draft) header(h Header) Header {
	h.Kind, h.Received, h.Due, h.Effective, h.Actor, h.For = d.Kind, d.Received.Round(0).UTC(), d.Due.Round(0).UTC(), d.Effective, d.Actor, d.For
	h.Command, h.Cause, h.Rules, h.Workflow, h.Run = d.Command, d.Cause, d.Rules, d.Workflow, d.Run
	return h
}
