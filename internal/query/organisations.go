package query

import (
	"context"
	"errors"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
)

// An OrganisationRow is the record of an organisation.
type OrganisationRow struct {
	Reference string `json:"reference"`
	Stage     string `json:"stage"` // recorded or joined
	organisation.Details
	By    string                 `json:"by"`             // person id of who recorded it
	Into  string                 `json:"into,omitempty"` // the record that this one is another of
	Since string                 `json:"since"`          // of what it says now
	Past  []organisation.Details `json:"past"`           // what it said before, the oldest first
	Yours bool                   `json:"yours"`          // whoever asks belongs to it
	// Alike are other records that may be of the same organisation: for the staff, who join them or do not.
	Alike []AlikeRow `json:"alike,omitempty"`
}

// An AlikeRow is a record that may be of the same organisation, and by what.
type AlikeRow struct {
	Reference string                  `json:"reference"`
	By        []organisation.Likeness `json:"by"`
}

// Organisations lists the records of organisations: all to the staff, with those that may be
// one suggested; to others those that they made, or belong to. find is a part of a name, or
// a number; "" is all.
func (q *Queries) Organisations(ctx context.Context, v access.Viewer, find string) ([]OrganisationRow, error) {
	if !v.Operator && v.Person == "" {
		return nil, &Nobody{For: "records of organisations are for those who are known here"}
	}
	all, err := q.foldAll(ctx, organisation.Root)
	if err != nil {
		return nil, err
	}
	staff, yours, err := q.towardsOrganisations(ctx, v, all)
	if err != nil {
		return nil, err
	}
	rows := []OrganisationRow{}
	for _, stream := range sorted(all) {
		o, _ := all[stream].State.(organisation.Organisation)
		if o.Stage == "" || !staff && o.By != v.Person && o.Reference != yours || !matches(o.Details, find) {
			continue
		}
		row := OrganisationRow{
			Reference: o.Reference, Stage: o.Stage, Details: o.Details, By: o.By, Into: o.Into, Since: calendar.Instant(o.Since),
			Past: append([]organisation.Details{}, o.Past...), Yours: yours != "" && o.Reference == yours,
		}
		if staff && o.Stage == organisation.Kept {
			row.Alike = alike(o, all)
		}
		rows = append(rows, row)
	}
	if staff && q.reads != nil && !v.Operator && len(rows) > 0 {
		if err := q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: organisation.Root, What: "organisations", Rule: "staff"}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// Organisation is one record. Who may not see it is told that there is none.
func (q *Queries) Organisation(ctx context.Context, v access.Viewer, reference string) (OrganisationRow, error) {
	rows, err := q.Organisations(ctx, v, "")
	if err != nil {
		return OrganisationRow{}, err
	}
	i := slices.IndexFunc(rows, func(r OrganisationRow) bool { return r.Reference == reference })
	if i < 0 {
		return OrganisationRow{}, noLife("organisation", reference)
	}
	return rows[i], nil
}

// MayBelong is the record that somebody who knows its reference may say they belong to:
// one that was joined is the one that holds.
func (q *Queries) MayBelong(ctx context.Context, reference string) (organisation.Organisation, error) {
	all, err := q.foldAll(ctx, organisation.Root)
	if err != nil {
		return organisation.Organisation{}, err
	}
	o := holding(reference, all)
	if o.Stage == "" {
		return o, noLife("organisation", reference)
	}
	return o, nil
}

// mostJoins is how many joins in a row are followed to the record that holds.
const mostJoins = 16

// holding is the record of a reference or, where it was joined, the one that holds.
func holding(reference string, all map[string]state.Folded) organisation.Organisation {
	o, _ := all[organisation.Root+reference].State.(organisation.Organisation)
	for n := 0; o.Into != "" && n < mostJoins; n++ {
		o, _ = all[organisation.Root+o.Into].State.(organisation.Organisation)
	}
	return o
}

func alike(o organisation.Organisation, all map[string]state.Folded) (rows []AlikeRow) {
	for _, stream := range sorted(all) {
		other, _ := all[stream].State.(organisation.Organisation)
		if other.Stage != organisation.Kept || other.Reference == o.Reference {
			continue
		}
		if by := organisation.Alike(o.Details, other.Details); len(by) > 0 {
			rows = append(rows, AlikeRow{Reference: other.Reference, By: by})
		}
	}
	return rows
}

func matches(d organisation.Details, find string) bool {
	find = strings.ToLower(strings.TrimSpace(find))
	return find == "" || strings.Contains(strings.ToLower(d.Name), find) || d.PIC == find || strings.ToLower(d.VAT) == find
}

// towardsOrganisations tells whether a viewer is of the staff, and to which record they belong: as it is now.
func (q *Queries) towardsOrganisations(ctx context.Context, v access.Viewer, all map[string]state.Folded) (staff bool, yours string, err error) {
	if v.Operator {
		return true, "", nil
	}
	if q.then != nil {
		now := q.then.now.queries
		if all, err = now.foldAll(ctx, organisation.Root); err != nil {
			return false, "", err
		}
		return now.towardsOrganisations(ctx, access.As(v.Person), all)
	}
	p, err := q.people.Find(ctx, v.Person)
	switch {
	case errors.Is(err, people.ErrUnknown) || err == nil && p.Erased:
		return false, "", nil
	case err != nil:
		return false, "", err
	case p.Works != "":
		yours = holding(p.Works, all).Reference
	}
	if staff, err = q.governs(ctx, v); err != nil || staff {
		return staff, yours, err
	}
	calls, err := q.foldAll(ctx, "call/")
	if err != nil {
		return false, "", err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return false, "", err
	}
	for _, is := range calls {
		if c, _ := is.State.(call.Call); access.Holds(v, c.As(now), law.Officer, law.Head) {
			return true, yours, nil
		}
	}
	return false, yours, nil
}
