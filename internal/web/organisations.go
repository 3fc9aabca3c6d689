package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
)

// Records are the records of organisations, as far as somebody who registers deals with them.
type Records struct {
	Queries *query.Queries
	Door    *door.Door
}

// An employer is where somebody who registers says that they work: a record that there is, or one that is made with them.
type employer struct {
	Record  string // reference of a record that there is
	Details organisation.Details
	Anew    bool // they have seen that there is one like it, and record another one all the same
}

// employerOf reads what a form says. The country of the organisation is that of the person where it says no other.
func employerOf(form url.Values, country string) employer {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return employer{
		Record: strings.ToUpper(strings.TrimPrefix(get("record"), organisation.Root)), Anew: get("anew") != "",
		Details: organisation.Details{
			Name: get("organisation"), Address: strings.ReplaceAll(get("address"), "\r\n", "\n"), Country: cmp.Or(strings.ToUpper(get("organisation-country")), country),
			PIC: get("pic"), VAT: strings.ToUpper(strings.ReplaceAll(get("vat"), " ", "")),
		},
	}
}

// isNew tells whether a record is made: a name alone stands in letters, and makes none.
func (e employer) isNew() bool {
	return e.Record == "" && (e.Details.Address != "" || e.Details.PIC != "" || e.Details.VAT != "")
}

// check says what is wrong with where somebody says that they work, "" where nothing is, and gives the record that holds where they name one.
// like is the record that they were shown: one like it is made only where they say so.
func (r *Records) check(ctx context.Context, tell words, e employer, like *query.EmployerRow) (holds organisation.Organisation, problem string, err error) {
	switch {
	case r == nil:
	case e.Record != "":
		holds, err = r.Queries.MayBelong(ctx, e.Record)
		var absent *query.Absent
		if errors.As(err, &absent) {
			return holds, tell.Say("problem.record"), nil
		}
		return holds, "", err
	case e.isNew():
		if err := e.Details.Check(); err != nil {
			return holds, tell.Say("problem.organisation", tell.error(err)), nil
		}
		if like != nil && !e.Anew && len(organisation.Alike(e.Details, like.Details)) > 0 {
			return holds, tell.Say("problem.alike", like.Details.Name, like.Record), nil
		}
	}
	return holds, "", nil
}

// record makes the record of an organisation for somebody who has registered, once for each command, and gives its reference.
func (r *Records) record(ctx context.Context, person, command string, details organisation.Details) (string, error) {
	reference := organisation.NewReference(command, person)
	stream, _ := organisation.Stream(reference)
	got, err := r.Door.Insist(ctx, door.Request{Stream: stream, Command: organisation.Record{Details: details}, As: person, ID: command, Begins: true})
	if err != nil && got.Status == "" {
		return "", fmt.Errorf("record the organisation: %w", err)
	}
	return reference, nil
}

// inviter is the record of the organisation of whoever invited somebody who comes from the letter of an invitation to their address; nil where
// they come from none, or whoever sent it has said of none that they belong to it.
func (s *Server) inviter(ctx context.Context, email string) (*query.EmployerRow, error) {
	if s.records == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	from, err := url.Parse(s.sessions.GetString(ctx, "back"))
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // they come from no invitation
	}
	reference, is := strings.CutPrefix(from.Path, "/invitations/")
	stream, ok := invitation.Stream(reference)
	if !is || !ok {
		return nil, nil //nolint:nilnil // they come from no invitation
	}
	to, err := s.invited(ctx, email)
	if err != nil || !to.IsFor(email) {
		return nil, err
	}
	return s.records.Queries.Employer(ctx, law.Reference(stream))
}
