package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// RolesPage is who has which role in a call, and how that came about since its opening.
type RolesPage struct {
	Roles    []RoleRow       `json:"roles"`
	Changes  []RoleChangeRow `json:"changes"`  // in the order of their decisions; for the staff
	Absences []AbsenceRow    `json:"absences"` // for the staff
}

// A RoleRow is one person in one role.
type RoleRow struct {
	Role   law.Role `json:"role"`
	Person string   `json:"person"`
	For    string   `json:"for,omitempty"` // whose deputy the person is
}

// A RoleChangeRow is one change of a role.
type RoleChangeRow struct {
	Number    int      `json:"number"`
	Role      law.Role `json:"role"`
	Given     string   `json:"given,omitempty"`
	Withdrawn string   `json:"withdrawn,omitempty"`
	Since     string   `json:"since"`
	InForce   bool     `json:"in_force"`
}

// An AbsenceRow is one absence with its deputy.
type AbsenceRow struct {
	Number int        `json:"number"`
	Person string     `json:"person"`
	Deputy string     `json:"deputy"`
	Roles  []law.Role `json:"roles"`
	Since  string     `json:"since"`
	End    string     `json:"end"`
	Stands string     `json:"stands"` // to come, now, over
}

// Roles is who has which role in a call. What has changed, and who is away, is
// told to those who see the whole call.
func (q *Queries) Roles(ctx context.Context, v access.Viewer, reference string) (RolesPage, error) {
	stream := law.CallStream(reference)
	if err := q.MustBegin(ctx, stream); err != nil {
		return RolesPage{}, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return RolesPage{}, err
	}
	sight := access.OfCall(v, is.State.(call.Call))
	c, _ := sight.Call(is.State.(call.Call))
	if !sight.Full() && (c.Stage == call.None || c.Stage == call.Drafted) {
		return RolesPage{}, hidden(stream)
	}
	r := RolesPage{Roles: []RoleRow{}, Changes: []RoleChangeRow{}, Absences: []AbsenceRow{}}
	for _, role := range law.StaffRoles() {
		for _, p := range c.Roles[role] {
			r.Roles = append(r.Roles, RoleRow{Role: role, Person: p})
		}
		for _, a := range c.Absences {
			if a.StandsIn(c, role) {
				r.Roles = append(r.Roles, RoleRow{Role: role, Person: a.Deputy, For: a.Person})
			}
		}
	}
	for _, ch := range c.RoleChanges {
		r.Changes = append(r.Changes, RoleChangeRow{Number: ch.Number, Role: ch.Role, Given: ch.Given, Withdrawn: ch.Withdrawn, Since: calendar.Instant(ch.Since), InForce: ch.InForce})
	}
	for _, a := range c.Absences {
		row := AbsenceRow{Number: a.Number, Person: a.Person, Deputy: a.Deputy, Roles: a.Roles, Since: calendar.Instant(a.Since), End: calendar.Instant(a.End), Stands: "to come"}
		switch {
		case a.Now:
			row.Stands = "now"
		case a.Over:
			row.Stands = "over"
		}
		r.Absences = append(r.Absences, row)
	}
	return r, nil
}
