package query

import (
	"context"
	"errors"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/texts"
)

// A ProgrammeRow is a programme in a list.
type ProgrammeRow struct {
	Reference string `json:"reference"`
	Name      string `json:"name"`
	Stage     string `json:"stage"`
	Zone      string `json:"zone"`
	Defaults  string `json:"defaults_sha256,omitempty"` // of the default parts of rule books
	Version   int64  `json:"version,omitempty"`         // 0 for who is not told how many facts there are
}

// A ProgrammePage is a programme with its roles and what its rule books begin with.
type ProgrammePage struct {
	ProgrammeRow
	File    string             `json:"defaults,omitempty"` // YAML
	Roles   []RoleRow          `json:"roles"`              // auditors for who sees it whole
	Changes []ProgrammeRoleRow `json:"changes"`            // in the order of their decisions; for who sees it whole
}

// A ProgrammeRoleRow is one change of a role of a programme.
type ProgrammeRoleRow struct {
	RoleChangeRow
	Why law.Text `json:"why"`
}

// An AdministratorRow is one administrator, now or in the past.
type AdministratorRow struct {
	Person string `json:"person"`
	Now    bool   `json:"now"`
}

// Programmes lists the programmes. That they are there is public.
func (q *Queries) Programmes(ctx context.Context, v access.Viewer) ([]ProgrammeRow, error) {
	all, err := q.foldAll(ctx, governance.ProgrammeFamily)
	if err != nil {
		return nil, err
	}
	rows := []ProgrammeRow{}
	for _, stream := range sorted(all) {
		if p := all[stream].State.(governance.Programme); p.Stage != "" {
			home, err := q.home(ctx, all[stream])
			if err != nil {
				return nil, err
			}
			rows = append(rows, programmeRow(p, versionFor(sightOf(v, home, all[stream]), all[stream].Version)))
		}
	}
	return rows, nil
}

func programmeRow(p governance.Programme, version int64) ProgrammeRow {
	return ProgrammeRow{Reference: p.Reference, Name: p.Name, Stage: p.Stage, Zone: p.Zone, Defaults: p.RulesSHA(), Version: version}
}

// Programme is one programme, as far as the viewer may see it: see access.Programme.
func (q *Queries) Programme(ctx context.Context, v access.Viewer, reference string) (ProgrammePage, error) {
	stream := governance.ProgrammeStream(reference)
	if stream == "" {
		return ProgrammePage{}, invalid(law.Why("no-reference-of-programme", narrate.Verbatim("text", Cut(reference))))
	}
	if err := q.MustBegin(ctx, stream); err != nil {
		return ProgrammePage{}, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return ProgrammePage{}, err
	}
	home, err := q.home(ctx, is)
	if err != nil {
		return ProgrammePage{}, err
	}
	now, err := q.Now(ctx)
	if err != nil {
		return ProgrammePage{}, err
	}
	p := is.State.(governance.Programme).As(now)
	is.State = p
	if p.Stage == "" {
		return ProgrammePage{}, missing(stream) // it was asked for and refused
	}
	p, _ = sightOf(v, home, is).Programme(p)
	if p, err = texts.Told(ctx, texts.New(q.ledger), p); err != nil {
		return ProgrammePage{}, err
	}
	page := ProgrammePage{ProgrammeRow: programmeRow(p, versionFor(sightOf(v, home, is), is.Version)), Roles: []RoleRow{}, Changes: []ProgrammeRoleRow{}}
	if p.Defaults != nil {
		page.File = p.Defaults.File
	}
	for _, role := range governance.ProgrammeRoles() {
		for _, person := range p.Roles[role] {
			page.Roles = append(page.Roles, RoleRow{Role: role, Person: person})
		}
	}
	for _, c := range p.Changes {
		page.Changes = append(page.Changes, ProgrammeRoleRow{Why: c.Why, RoleChangeRow: RoleChangeRow{
			Number: c.Number, Role: c.Role, Given: c.Given, Withdrawn: c.Withdrawn, Since: calendar.Instant(c.Since), InForce: c.InForce,
		}})
	}
	return page, nil
}

// An ErasureRow is that somebody asked for what is kept of them to be erased.
type ErasureRow struct {
	Person   string   `json:"person"`
	Asked    string   `json:"asked"` // instant, UTC
	Due      string   `json:"due"`   // the last day, UTC
	At       string   `json:"at"`    // the instant at which it is overdue, UTC
	Standing string   `json:"standing"`
	Why      law.Text `json:"why,omitempty"`
	Refused  string   `json:"refused,omitempty"` // instant, UTC
	Reason   law.Text `json:"reason,omitempty"`  // of the refusal
}

// Erasures are the requests for erasure that are not settled by one: all of them for an administrator, whose they are to
// settle, and one's own. Who is none and has not asked may not ask for them.
func (q *Queries) Erasures(ctx context.Context, v access.Viewer) ([]ErasureRow, error) {
	if !v.Operator && v.Person == "" {
		return nil, &Nobody{For: "data"}
	}
	is, err := q.fold(ctx, governance.AdministrationStream)
	if err != nil {
		return nil, err
	}
	a := is.State.(governance.Administration)
	now, _ := q.standing(governance.AdministrationStream, a).(governance.Administration)
	all := v.Operator || a.Has(v.Person) && now.Has(v.Person)
	if !all && !slices.ContainsFunc(a.Erasures, func(e governance.ErasureRequest) bool { return e.Person == v.Person }) {
		return nil, withheld(law.Why("erasures-of-administrators"))
	}
	return q.erasures(ctx, v, a, all)
}

// OwnErasures are the requests of whoever asks.
func (q *Queries) OwnErasures(ctx context.Context, v access.Viewer) ([]ErasureRow, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "data"}
	}
	is, err := q.fold(ctx, governance.AdministrationStream)
	if err != nil {
		return nil, err
	}
	return q.erasures(ctx, v, is.State.(governance.Administration), false)
}

func (q *Queries) erasures(ctx context.Context, v access.Viewer, a governance.Administration, all bool) ([]ErasureRow, error) {
	at, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	rows := []ErasureRow{}
	for _, e := range a.Erasures {
		if !all && e.Person != v.Person {
			continue
		}
		p, err := q.people.Find(ctx, e.Person)
		if err != nil && !errors.Is(err, people.ErrUnknown) {
			return nil, err
		}
		if err != nil || p.Erased {
			continue // it is settled; who was erased is named no more, of an earlier time as well
		}
		row := ErasureRow{Person: e.Person, Asked: calendar.Instant(e.Asked), Due: e.Due.String(), At: calendar.Instant(e.Due.End(time.UTC)), Standing: string(obligation.Owing), Why: e.Why, Reason: e.Reason}
		switch {
		case !e.Open():
			row.Refused, row.Standing = calendar.Instant(e.Refused), string(obligation.InTime)
			if e.Refused.After(e.Due.End(time.UTC)) {
				row.Standing = string(obligation.Late)
			}
		case !at.Before(e.Due.End(time.UTC)):
			row.Standing = string(obligation.Overdue)
		}
		rows = append(rows, row)
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}

// toErase adds, for administrators, the requests for erasure that wait for an answer.
func (q *Queries) toErase(ctx context.Context, w *waits) error {
	is, err := q.fold(ctx, governance.AdministrationStream)
	if err != nil {
		return err
	}
	a, _ := is.State.(governance.Administration)
	if now, _ := q.standing(governance.AdministrationStream, a).(governance.Administration); !a.Has(w.v.Person) || !now.Has(w.v.Person) {
		return nil
	}
	rows, err := q.erasures(ctx, w.v, a, true)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Refused == "" {
			w.append(WaitRow{
				Stream: governance.AdministrationStream, Code: string(toSettleErasure), What: w.tell.Word("wait", string(toSettleErasure)),
				Due: r.Due, At: r.At, Standing: r.Standing, About: map[string]string{"person": r.Person},
			})
		}
	}
	return nil
}

// Administrators are the administrators, now and in the past. Whoever has a role is
// told who gives them, and so the answer is for everybody who is somebody.
func (q *Queries) Administrators(ctx context.Context, v access.Viewer) ([]AdministratorRow, error) {
	if !v.Operator && v.Person == "" {
		return nil, &Nobody{For: "who the administrators are is for those who are known here"}
	}
	is, err := q.fold(ctx, governance.AdministrationStream)
	if err != nil {
		return nil, err
	}
	a := is.State.(governance.Administration)
	rows := []AdministratorRow{}
	for _, p := range a.People {
		rows = append(rows, AdministratorRow{Person: p, Now: true})
	}
	for _, p := range a.Past {
		if !a.Has(p) {
			rows = append(rows, AdministratorRow{Person: p})
		}
	}
	return rows, nil
}
