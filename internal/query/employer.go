package query

import (
	"context"
	"errors"

	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/people"
)

// An EmployerRow is the record of the organisation that somebody belongs to.
type EmployerRow struct {
	Record  string               `json:"record"` // reference
	Details organisation.Details `json:"details"`
}

// Employer is the record of the organisation of whoever sent an invitation, nil where they belong to none. It is suggested to whoever has the
// address that the letter went to and registers: who asks makes sure of that.
func (q *Queries) Employer(ctx context.Context, reference string) (*EmployerRow, error) {
	stream, ok := invitation.Stream(reference)
	if !ok {
		return nil, nil //nolint:nilnil // there is no such invitation
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return nil, err
	}
	i, _ := is.State.(invitation.Invitation)
	if i.Stage != invitation.Open {
		return nil, nil //nolint:nilnil // it suggests nothing any more
	}
	p, err := q.people.Find(ctx, i.By)
	if errors.Is(err, people.ErrUnknown) || err == nil && (p.Erased || p.Works == "") {
		return nil, nil //nolint:nilnil // they belong to none
	}
	if err != nil {
		return nil, err
	}
	o, err := q.MayBelong(ctx, p.Works)
	var absent *Absent
	if errors.As(err, &absent) {
		return nil, nil //nolint:nilnil // the record is gone
	}
	return &EmployerRow{Record: o.Reference, Details: o.Details}, err
}
