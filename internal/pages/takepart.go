package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

// takePartRoutes are the pages where the staff of a life invites people to take part in it.
func (d *desk) takePartRoutes() (all []route) {
	for _, k := range lives.All() {
		if !invitation.TakesPart(k.Root) {
			continue
		}
		streamOf := func(r *request) string { return k.Root + r.PathValue(k.Noun) }
		path := "/" + k.Plural() + "/{" + k.Noun + "}/invitations"
		all = append(all,
			route{"GET " + path, func(r *request) error {
				v := takePartView{Waits: r.URL.Query().Get("waits")}
				if !isInvitation(v.Waits) {
					v.Waits = ""
				}
				return d.showTakePart(r, streamOf(r), http.StatusOK, v)
			}},
			route{"POST " + path, func(r *request) error { return d.inviteToTakePart(r, streamOf(r)) }},
			route{"POST " + "/" + k.Plural() + "/{" + k.Noun + "}/staff", func(r *request) error { return d.changeStaff(r, streamOf(r)) }})
	}
	return all
}

type takePartView struct {
	At, Waits, Command, Problem string // Waits: an invitation that is received and not judged yet
	May                         bool   // invite
	StaffOnly                   bool   // the viewer may change the staff, and is not of it
	Invitations                 []invitationLine
	Typed                       invitation.Invite
	Languages                   []choice

	Life                       string // the page of the life
	Officers                   []choice
	Comes, Gone, Why, StaffWhy string // as they were typed; why the staff were not changed
}

func (d *desk) showTakePart(r *request, stream string, status int, v takePartView) error {
	officers, err := d.Queries.Steering(r.Context(), r.viewer, stream)
	if err != nil {
		return err
	}
	rows, may, err := d.Queries.TakingPart(r.Context(), r.viewer, stream)
	if v.StaffOnly = isRefusal(err) || isHidden(err); err != nil && !v.StaffOnly { // who is invited is told to the staff alone
		return err
	}
	v.At, v.May, v.Command = lifeHref(stream)+"/invitations", may, door.NewID()
	for _, row := range slices.Backward(rows) {
		line, err := r.invitationLine(d, row)
		if err != nil {
			return err
		}
		v.Invitations = append(v.Invitations, line)
	}
	names := d.Queries.Names(r.Context(), officers)
	for _, person := range officers {
		v.Officers = append(v.Officers, choice{person, names.Of(person), person == v.Gone})
	}
	v.Life = lifeHref(stream)
	for _, lang := range narrate.Languages() {
		v.Languages = append(v.Languages, choice{lang, ownNames[lang], lang == v.Typed.Language})
	}
	of := law.Reference(stream)
	crumbs := []crumb{{"/", r.say("home")}, {lifeHref(stream), of}, {"", r.say("invitations")}}
	return d.show(r, status, "takepart.html", r.say("takepart.title", of), crumbs, nil, v)
}

// inviteToTakePart sends an invitation, and shows it.
func (d *desk) inviteToTakePart(r *request, stream string) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	if _, _, err := d.Queries.TakingPart(r.Context(), r.viewer, stream); err != nil {
		return err
	}
	c := typedInvite(r.PostForm, law.Colleague)
	problem, err := d.invite(r, stream, c, lifeHref(stream)+"/invitations")
	if err != nil || problem == "" {
		return err
	}
	return d.showTakePart(r, stream, http.StatusUnprocessableEntity, takePartView{Problem: problem, Typed: c})
}

func typedInvite(form url.Values, role law.Role) invitation.Invite {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return invitation.Invite{Role: role, Address: law.Text(get("address")), Name: law.Text(get("name")), Language: get("language"), Why: law.Text(get("because"))}
}

// invite sends an invitation to a life, and shows it, or the page where it is said that it waits. Otherwise it says why it was not sent.
func (d *desk) invite(r *request, to string, c invitation.Invite, waits string) (problem string, err error) {
	id := strings.TrimSpace(r.PostForm.Get("command-id"))
	if id == "" {
		id = door.NewID()
	}
	reference := invitation.NewReferenceIn(to, id, r.viewer.Person)
	at, _ := invitation.Stream(reference)
	problem, err = d.ask(r, door.Request{Stream: at, Command: c, As: r.viewer.Person, ID: id, Begins: true})
	if err != nil || problem != "" {
		return problem, err
	}
	var notYet *query.Absent
	switch _, err = d.Queries.Invitation(r.Context(), r.viewer, reference); {
	case errors.As(err, &notYet): // it is received and not judged yet
		return "", r.to(waits + "?waits=" + reference)
	case err != nil:
		return "", err
	}
	return "", r.to("/invitations/" + reference)
}

// changeStaff lets somebody steer a life from now on, or no longer.
func (d *desk) changeStaff(r *request, stream string) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	if _, err := d.Queries.Steering(r.Context(), r.viewer, stream); err != nil { // who is known is told to the staff alone
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	v := takePartView{Comes: get("comes"), Gone: get("gone"), Why: get("why")}
	refuse := func(why string) error {
		v.StaffWhy = why
		return d.showTakePart(r, stream, http.StatusUnprocessableEntity, v)
	}
	change := governance.StaffChange{Gone: v.Gone, Why: typedLaw(v.Why)}
	if v.Comes != "" {
		p, err := d.knownAs(r.Context(), v.Comes)
		if err != nil {
			return refuse(r.unknownHere(v.Comes))
		}
		change.Comes = p.ID
	}
	c := staffCommand(stream, change)
	if err := c.Check(); err != nil {
		return refuse(r.why(err))
	}
	id := get("command-id")
	if id == "" {
		id = door.NewID()
	}
	problem, err := d.ask(r, door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: id})
	switch {
	case err != nil:
		return err
	case problem != "":
		return refuse(problem)
	}
	return r.to(lifeHref(stream))
}

// staffCommand is the command that changes who steers a life, of its kind.
func staffCommand(stream string, c governance.StaffChange) law.Command {
	switch {
	case strings.HasPrefix(stream, survey.Root):
		return survey.ChangeSurveyStaff{StaffChange: c}
	case strings.HasPrefix(stream, body.Root):
		return body.ChangeBodyStaff{StaffChange: c}
	case strings.HasPrefix(stream, capacity.Root):
		return capacity.ChangeInitiativeStaff{StaffChange: c}
	case strings.HasPrefix(stream, market.Root):
		return market.ChangeMarketStaff{StaffChange: c}
	}
	return masterclass.ChangeMasterclassStaff{StaffChange: c}
}
