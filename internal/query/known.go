package query

import (
	"context"
	"errors"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// Known is the version of a life that the viewer may know of: they see that it exists,
// or sent it something. A life that they may not know of and one that never began are
// the same Absent, after the same reads.
func (q *Queries) Known(ctx context.Context, v access.Viewer, stream string) (version int64, err error) {
	return q.knowing(ctx, v, stream, listed)
}

// Addressable is Known of a life to which the viewer wishes to send something. From the
// opening on, an evaluator of a call may declare a conflict with any of its tenders, and
// so may address all of them. Who may not is recorded where reading is, with the kind of
// what they wished to send.
func (q *Queries) Addressable(ctx context.Context, v access.Viewer, stream, kind string) (version int64, err error) {
	if kind == (governance.AskErasure{}).Kind() { // everybody may ask that of the administration, which everybody knows of
		return q.knowing(ctx, v, stream, func(access.Viewer, state.Folded, state.Folded) bool { return true })
	}
	version, err = q.knowing(ctx, v, stream, addressed)
	var absent *Absent
	if errors.As(err, &absent) {
		err = errors.Join(q.denied(ctx, v.Person, stream, kind, "public"), err)
	}
	return version, err
}

// Unbegun tells whether a life has received something and nothing of it is judged yet.
func (q *Queries) Unbegun(ctx context.Context, stream string) (bool, error) {
	heads, err := q.ledger.Heads(ctx, stream, life.Inbox(stream))
	if err != nil {
		return false, err
	}
	return len(heads) == 1 && heads[0].Stream == life.Inbox(stream), nil
}

// MayAddress is Addressable of a viewer who has sent nothing yet: nothing is recorded.
func (q *Queries) MayAddress(ctx context.Context, v access.Viewer, stream string) (version int64, err error) {
	return q.knowing(ctx, v, stream, addressed)
}

// denied records that somebody was refused to send something before the law, whether or not there is such a life: the same is done for both.
func (q *Queries) denied(ctx context.Context, person, stream, kind, rule string) error {
	if q.reads == nil || person == "" {
		return nil
	}
	return q.reads.Record(ctx, reads.Read{Person: person, Stream: stream, What: "denied: " + kind, Rule: rule})
}

// TellsVersion tells whether the version of a life is for a viewer who may know of it. How many facts it has is for who is told
// all of them: to others each fact that they are not told of would show.
func (q *Queries) TellsVersion(ctx context.Context, v access.Viewer, stream string) (bool, error) {
	is, err := q.fold(ctx, stream)
	if err != nil {
		return false, err
	}
	home, err := q.home(ctx, is)
	if err != nil {
		return false, err
	}
	return sightOf(v, home, is).Full(), nil
}

func (q *Queries) knowing(ctx context.Context, v access.Viewer, stream string, seen func(v access.Viewer, is, home state.Folded) bool) (int64, error) {
	if !lives.Is(stream) || !lives.Is(lives.Home(stream)) {
		return 0, missing(stream) // such a reference nothing has
	}
	var is, home state.Folded
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if is, err = q.folder.Fold(ctx, from, stream); err != nil {
			return err
		}
		home, err = q.folder.Fold(ctx, from, lives.Home(stream))
		return err
	})
	if err != nil {
		return 0, err
	}
	if is.Version > 0 && seen(v, is, home) { // outside of the snapshot: what is seen of the past is asked of the present
		return is.Version, nil
	}
	inbox, err := q.events(ctx, ledger.Query{Stream: life.Inbox(stream)})
	switch {
	case err != nil:
		return 0, err
	case is.Version == 0 && len(inbox) == 0:
		return 0, missing(stream)
	case is.Version == 0 && seen(v, is, home) || sent(v, inbox):
		return is.Version, nil
	}
	if strings.HasPrefix(stream, law.InvitationFamily) { // whoever it was sent to knows of it
		mine, err := q.sentTo(ctx, v)
		if err != nil {
			return 0, err
		}
		if slices.Contains(mine, stream) {
			return is.Version, nil
		}
	}
	if reference, ok := strings.CutPrefix(stream, organisation.Root); ok && v.Person != "" { // the staff correct and join every record
		_, err := q.Organisation(ctx, v, reference)
		var none *Absent
		if err == nil {
			return is.Version, nil
		} else if !errors.As(err, &none) {
			return 0, err
		}
	}
	return 0, missing(stream)
}

// listed tells whether a viewer sees that a life exists.
func listed(v access.Viewer, is, home state.Folded) bool {
	switch s := is.State.(type) {
	case twinning.Twinning:
		c, _ := home.State.(call.Call)
		return access.Of(v, c, s).Sees(access.Listed)
	case call.Call:
		sight := access.OfCall(v, s)
		seen, _ := sight.Call(s)
		return sight.Full() || seen.Stage != call.None && seen.Stage != call.Drafted
	case governance.Programme:
		return s.Stage != "" // that there is a programme is public
	}
	switch s := is.State.(type) {
	case market.Market:
		return s.Stage != "" // that there is a marketplace is public, as are its rules
	case market.Entry:
		m, _ := home.State.(market.Market)
		return access.OfEntry(v, m, s).Reads()
	case capacity.Initiative:
		return s.Stage != "" && access.OfInitiative(v, s, "").Reads()
	case masterclass.Masterclass:
		return s.Stage != "" && access.OfMasterclass(v, s).Reads()
	case body.Body:
		return s.Stage != "" // that there is a body is public, as is its mandate
	case survey.Survey:
		return s.Stage != "" && access.OfSurvey(v, s, "").Reads()
	}
	return access.OfLife(v, is.Stream, is.State, home.State, is.Law.Staff(is.State, state.Beside(is.Stream, is.State, home.State))).Full()
}

// addressed tells whether a viewer may send something to a life as to one that is there.
func addressed(v access.Viewer, is, home state.Folded) bool {
	return listed(v, is, home) || sightOf(v, home.State, is).Addresses()
}

// sent tells whether a viewer sent one of the commands of an inbox.
func sent(v access.Viewer, inbox []ledger.Event) bool {
	return v.Person != "" && slices.ContainsFunc(inbox, func(e ledger.Event) bool { return e.Actor == v.Person })
}
