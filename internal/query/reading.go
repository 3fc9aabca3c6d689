package query

import (
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// readOf records that a viewer reads a life, as it and its call stand now.
func (q *Queries) readOf(ctx context.Context, v access.Viewer, c call.Call, stream, what string) error {
	if q.reads == nil || stream == "" {
		return nil
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return err
	}
	home, err := q.home(ctx, is)
	if err != nil {
		return err
	}
	sight := sightOf(v, home, is)
	if t, isTender := is.State.(twinning.Twinning); isTender && access.Of(v, c, t).Sealed() {
		return nil // nothing of it is told
	}
	return q.read(ctx, v, sight, stream, what)
}

// home is the state of the life that steers one, as it stands now: its call, the
// administration, or itself.
func (q *Queries) home(ctx context.Context, is state.Folded) (law.State, error) {
	of := lives.Home(is.Stream)
	if of == is.Stream {
		return is.State, nil
	}
	home, err := q.fold(ctx, of)
	return home.State, err
}

// sightOf is what a viewer may see of a life of any kind; home is the state of the
// life that steers it.
func sightOf(v access.Viewer, home law.State, is state.Folded) access.Sight {
	c, _ := home.(call.Call)
	switch s := is.State.(type) {
	case twinning.Twinning:
		return access.Of(v, c, s)
	case call.Call:
		return access.OfCall(v, s)
	}
	return access.OfLife(v, is.Stream, is.State, home, is.Law.Staff(is.State, state.Beside(is.Stream, is.State, home)))
}

// A CouldRow says whether somebody could see a part of a life at an instant.
type CouldRow struct {
	Part  access.Aspect `json:"part"`
	Could bool          `json:"could"`
}

// A Could says what somebody could see of a life at an instant, and by what.
type Could struct {
	Stream string     `json:"stream"`
	Person string     `json:"person"` // id; "" is the public
	At     string     `json:"at"`     // UTC
	Stage  string     `json:"stage"`  // of the life then
	By     string     `json:"by"`     // staff, auditor, party, evaluator, procurer, hand or public
	Parts  []CouldRow `json:"parts"`
}

// Could answers what a person could have seen of a life at an instant, by the roles, the
// stage, the seal and the conflicts of that time and the rules of today. It is for the
// staff and the auditors of its call.
func (q *Queries) Could(ctx context.Context, v access.Viewer, person, stream string, at Then) (Could, error) {
	now, err := q.callOf(ctx, stream)
	if err != nil {
		return Could{}, err
	}
	if err := q.full(ctx, v, now, "who could see what"); err != nil {
		return Could{}, err
	}
	zone, err := q.LifeZone(ctx, stream)
	if err != nil {
		return Could{}, err
	}
	is, then, err := q.stood(ctx, stream, at, zone)
	if err != nil {
		return Could{}, err
	}
	home := is
	if h := lives.Home(stream); h != stream {
		if home, _, err = q.stood(ctx, h, at, zone); err != nil {
			return Could{}, err
		}
	}
	sight := sightOf(access.Viewer{Person: person}, home.State, is)
	could := Could{Stream: stream, Person: person, At: calendar.Instant(then), Stage: is.State.StageName(), By: sight.By(), Parts: []CouldRow{}}
	parts := access.Aspects()
	if _, isTender := is.State.(twinning.Twinning); !isTender {
		parts = slices.DeleteFunc(parts, func(p access.Aspect) bool { return p != access.Listed })
	}
	for _, p := range parts {
		could.Parts = append(could.Parts, CouldRow{Part: p, Could: is.Version > 0 && sight.Sees(p)})
	}
	return could, nil
}

// Reads are who read what is sealed or personal of a life, the newest first. It is for
// the staff and the auditors of its call; of everything for the operator.
func (q *Queries) Reads(ctx context.Context, v access.Viewer, from *reads.Store, f reads.Filter) ([]reads.Read, error) {
	if err := q.readBy(ctx, &f); err != nil {
		return nil, err
	}
	if f.Stream == "" && !v.Operator && (v.Person == "" || f.Person != v.Person) {
		return nil, invalid(law.Why("readers-of-which-life"))
	}
	if f.Stream != "" && !v.Operator {
		c, err := q.callOf(ctx, f.Stream)
		if err != nil {
			return nil, err
		}
		if !access.OfCall(v, c).Full() {
			return nil, withheld(law.Why("readers-for-staff-and-auditors", law.Ref("life", law.Reference(f.Stream))))
		}
	}
	return from.Log(ctx, f)
}

// readBy leaves out what was read later than what is asked of. Reads are kept in real time: where the programme has a clock of its own, nobody
// can say what had been read by an instant of it.
func (q *Queries) readBy(ctx context.Context, f *reads.Filter) error {
	if q.then == nil {
		return nil
	}
	clock, err := q.ledger.Clock(ctx)
	if err != nil {
		return err
	}
	if !clock.Identity {
		return invalid(law.Why("reads-in-real-time"))
	}
	if after := q.then.at.Add(time.Microsecond); f.Before.IsZero() || after.Before(f.Before) {
		f.Before = after
	}
	return nil
}
