package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/survey"
)

// A MasterclassRow is a masterclass as a viewer sees it.
type MasterclassRow struct {
	Reference    string                       `json:"reference"`
	Stage        masterclass.Stage            `json:"stage"` // planned, open, closed, held, over or cancelled
	Plan         *masterclass.Plan            `json:"plan,omitempty"`
	Rules        masterclass.MasterclassRules `json:"rules"`
	SHA256       string                       `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Places       int                          `json:"places"` // now
	Free         int                          `json:"free"`
	Waiting      int                          `json:"waiting"` // 0 where the viewer is not told
	Sessions     []MasterclassSessionRow      `json:"sessions"`
	Materials    []masterclass.Material       `json:"materials"` // for who registered, and the staff
	Registration *RegistrationRow             `json:"registration,omitempty"`
	Steers       bool                         `json:"steers"` // whoever asks is of its staff
	Why          law.Text                     `json:"why,omitempty"`
}

// A MasterclassSessionRow is a session as it is now.
type MasterclassSessionRow struct {
	masterclass.Session
	From  string `json:"from"` // instants
	Until string `json:"until"`
	In    string `json:"in"` // IANA name of its zone
}

// A RegistrationRow is a registration: one's own, or for the staff anybody's.
type RegistrationRow struct {
	Masterclass  string             `json:"masterclass"`
	Title        survey.Words       `json:"title"`
	Stage        masterclass.Stage  `json:"stage"` // of the masterclass
	Number       int                `json:"number"`
	Person       string             `json:"person"` // id
	Group        string             `json:"group"`
	Country      string             `json:"country"`
	Organisation law.Text           `json:"organisation"`
	Needs        law.Text           `json:"needs,omitempty"`
	At           string             `json:"at"`
	Place        int                `json:"place"` // 0: it waits
	Ahead        int                `json:"ahead"` // that wait before it
	ConfirmBy    string             `json:"confirm_by,omitempty"`
	ConfirmedAt  string             `json:"confirmed_at,omitempty"`
	Ended        masterclass.Ending `json:"ended,omitempty"`
	Why          law.Text           `json:"why,omitempty"`
	Present      []string           `json:"present"`   // ids of sessions
	Evaluates    bool               `json:"evaluates"` // the evaluation form is open to them
	Evaluated    bool               `json:"evaluated"` // they have filled it in
	Certifies    bool               `json:"certifies"` // they may take the certificate
	Certificate  *CertificateRow    `json:"certificate,omitempty"`
}

// A CertificateRow is a certificate of attendance.
type CertificateRow struct {
	Sessions []string `json:"sessions"` // ids
	Minutes  int      `json:"minutes"`
	At       string   `json:"at"`
	Command  string   `json:"command"` // whose receipt proves it
}

func registrationRow(m masterclass.Masterclass, r masterclass.Registration) RegistrationRow {
	row := RegistrationRow{
		Masterclass: m.Reference, Title: m.Rules.Title, Stage: m.Stage, Number: r.Number, Person: r.Person, Group: r.Group, Country: r.Country, Organisation: r.Organisation, Needs: r.Needs,
		At: calendar.Instant(r.At), Place: r.Place, ConfirmBy: optional(r.ConfirmBy.String(), r.ConfirmBy.IsZero()), ConfirmedAt: optional(calendar.Instant(r.ConfirmedAt), r.ConfirmedAt.IsZero()),
		Ended: r.Ended, Why: r.Why, Present: append([]string{}, m.Present(r.Number)...), Evaluated: !r.EvaluatedAt.IsZero(),
	}
	if r.Live() && r.Place == 0 {
		for _, x := range m.Registrations {
			if x.Live() && x.Place == 0 && x.Number < r.Number {
				row.Ahead++
			}
		}
	}
	there := r.Live() && len(row.Present) > 0 && !m.Over()
	row.Evaluates = there && len(m.Rules.Questions) > 0
	row.Certifies = there && m.Stage == masterclass.Held && r.Certificate == nil && len(row.Present) >= m.Rules.Needed() && (row.Evaluated || !m.Rules.CertificateForm)
	if c := r.Certificate; c != nil {
		row.Certificate = &CertificateRow{Sessions: c.Sessions, Minutes: c.Minutes, At: calendar.Instant(c.At), Command: c.Command}
	}
	return row
}

// HasRules tells whether it was opened by a rule book, whoever is told of its hash.
func (r MasterclassRow) HasRules() bool { return r.Rules.Given() }

func masterclassRow(v access.Viewer, m masterclass.Masterclass) (MasterclassRow, bool) {
	sight := access.OfMasterclass(v, m)
	if m.Stage == "" || !sight.Reads() {
		return MasterclassRow{}, false
	}
	taken, waiting := m.Seats()
	row := MasterclassRow{
		Reference: m.Reference, Stage: m.Stage, Plan: m.Plan, Rules: m.Rules, SHA256: m.SHA256, Places: m.Capacity, Free: m.Capacity - taken,
		Sessions: []MasterclassSessionRow{}, Materials: []masterclass.Material{}, Steers: sight.Steers(), Why: m.Why,
	}
	if !row.Steers { // who its officers are is for whoever steers it; by the hash of the rules others could try who they are
		row.Rules.Officers, row.SHA256 = nil, ""
		if row.Plan != nil {
			plan := *row.Plan
			plan.Officers, row.Plan = nil, &plan
		}
	}
	if waiting > 0 {
		row.Free = 0 // a free place is given to who waits
	}
	for _, s := range m.Sessions {
		is := MasterclassSessionRow{Session: s, In: m.Rules.ZoneOf(s)}
		if from, to, err := m.Rules.Times(s); err == nil {
			is.From, is.Until = calendar.Instant(from), calendar.Instant(to)
		}
		row.Sessions = append(row.Sessions, is)
	}
	if sight.Steers() {
		row.Waiting = waiting
	}
	if sight.Own() {
		row.Materials = append(row.Materials, m.Materials...)
	}
	if r, is := m.Of(v.Person); is {
		own := registrationRow(m, r)
		row.Registration = &own
	}
	return row, true
}

// Masterclasses lists the masterclasses that the viewer may see.
func (q *Queries) Masterclasses(ctx context.Context, v access.Viewer) ([]MasterclassRow, error) {
	all, err := q.foldToRead(ctx, masterclass.Root)
	if err != nil {
		return nil, err
	}
	rows := []MasterclassRow{}
	for _, stream := range sorted(all) {
		m, _ := all[stream].State.(masterclass.Masterclass)
		if row, seen := masterclassRow(v, m); seen {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// Registrations are the viewer's own, in all masterclasses.
func (q *Queries) Registrations(ctx context.Context, v access.Viewer) ([]RegistrationRow, error) {
	if v.Person == "" {
		return nil, &Nobody{}
	}
	all, err := q.foldToRead(ctx, masterclass.Root)
	if err != nil {
		return nil, err
	}
	rows := []RegistrationRow{}
	for _, stream := range sorted(all) {
		m, _ := all[stream].State.(masterclass.Masterclass)
		if r, is := m.Of(v.Person); is {
			rows = append(rows, registrationRow(m, r))
		}
	}
	return rows, nil
}

func (q *Queries) masterclass(ctx context.Context, v access.Viewer, reference string) (masterclass.Masterclass, error) {
	none := noLife("masterclass", reference)
	stream, ok := masterclass.StreamOf(reference)
	if !ok {
		return masterclass.Masterclass{}, none
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return masterclass.Masterclass{}, err
	}
	m, _ := is.State.(masterclass.Masterclass)
	if m.Stage == "" || !access.OfMasterclass(v, m).Reads() {
		return masterclass.Masterclass{}, none
	}
	return m, nil
}

// Masterclass is one masterclass. Who may not see it is told that there is none.
func (q *Queries) Masterclass(ctx context.Context, v access.Viewer, reference string) (MasterclassRow, error) {
	m, err := q.masterclass(ctx, v, reference)
	if err != nil {
		return MasterclassRow{}, err
	}
	row, _ := masterclassRow(v, m)
	return row, nil
}

// A MasterclassPeopleRow is who registered for a masterclass, and who was present at each session.
type MasterclassPeopleRow struct {
	Masterclass   string             `json:"masterclass"`
	Stage         masterclass.Stage  `json:"stage"`
	Places        int                `json:"places"`
	Groups        []masterclass.Term `json:"groups"`   // target groups of the rule book
	Recorded      []string           `json:"recorded"` // ids of sessions of which it is recorded who was present
	Registrations []RegistrationRow  `json:"registrations"`
}

// MasterclassPeople is who registered: for the staff.
func (q *Queries) MasterclassPeople(ctx context.Context, v access.Viewer, reference string) (MasterclassPeopleRow, error) {
	m, err := q.masterclass(ctx, v, reference)
	if err != nil {
		return MasterclassPeopleRow{}, err
	}
	if !access.OfMasterclass(v, m).People() {
		return MasterclassPeopleRow{}, withheld(law.Why("registrations-for-staff", law.Ref("masterclass", m.Reference)))
	}
	row := MasterclassPeopleRow{Masterclass: m.Reference, Stage: m.Stage, Places: m.Capacity, Groups: append([]masterclass.Term{}, m.Rules.Groups...), Recorded: []string{}, Registrations: []RegistrationRow{}}
	for _, s := range m.Sessions {
		if slices.ContainsFunc(m.Attendance, func(a masterclass.Attendance) bool { return a.Session == s.ID }) {
			row.Recorded = append(row.Recorded, s.ID)
		}
	}
	for _, r := range m.Registrations {
		row.Registrations = append(row.Registrations, registrationRow(m, r))
	}
	return row, q.masterclassRead(ctx, v, m, "registrations")
}

func (q *Queries) masterclassRead(ctx context.Context, v access.Viewer, m masterclass.Masterclass, what string) error {
	if q.reads == nil || v.Operator || !access.OfMasterclass(v, m).Steers() {
		return nil
	}
	return q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: masterclass.Root + m.Reference, What: what, Rule: "staff"})
}

// A MasterclassEvaluationRow is what was answered on the evaluation form, without who answered what.
type MasterclassEvaluationRow struct {
	Masterclass string                       `json:"masterclass"`
	Forms       int                          `json:"forms"`
	Parts       []masterclass.PartEvaluation `json:"parts"`
	Rules       survey.SurveyRules           `json:"rules"` // what the codes stand for
}

// MasterclassEvaluations are for the staff.
func (q *Queries) MasterclassEvaluations(ctx context.Context, v access.Viewer, reference string) (MasterclassEvaluationRow, error) {
	m, err := q.masterclass(ctx, v, reference)
	if err != nil {
		return MasterclassEvaluationRow{}, err
	}
	if !access.OfMasterclass(v, m).Evaluations() {
		return MasterclassEvaluationRow{}, withheld(law.Why("registrations-for-staff", law.Ref("masterclass", m.Reference)))
	}
	row := MasterclassEvaluationRow{Masterclass: m.Reference, Rules: m.Rules.Evaluation()}
	row.Forms, row.Parts = m.Evaluations()
	return row, q.masterclassRead(ctx, v, m, "evaluations")
}

// A CertificatePage is a certificate with what stands on it.
type CertificatePage struct {
	CertificateRow
	Masterclass MasterclassRow `json:"masterclass"`
	Person      string         `json:"person"` // id
	Name        string         `json:"name"`   // as it is known now
}

// Certificate is the viewer's own certificate of a masterclass.
func (q *Queries) Certificate(ctx context.Context, v access.Viewer, reference string) (CertificatePage, error) {
	m, err := q.masterclass(ctx, v, reference)
	if err != nil {
		return CertificatePage{}, err
	}
	row, _ := masterclassRow(v, m)
	if row.Registration == nil || row.Registration.Certificate == nil {
		return CertificatePage{}, absent(law.Why("no-certificate-of", law.Ref("masterclass", m.Reference)))
	}
	found, err := q.people.Named(ctx, []string{v.Person})
	if err != nil {
		return CertificatePage{}, err
	}
	return CertificatePage{CertificateRow: *row.Registration.Certificate, Masterclass: row, Person: v.Person, Name: found[v.Person].Name}, nil
}
