package pages

import (
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// programmeRoutes are the pages of programmes: who has which role, and who is invited to one.
func (d *desk) programmeRoutes() []route {
	return []route{
		{"GET /programmes", d.programmes},
		{"GET /programmes/{programme}", d.programme},
		{"POST /programmes/{programme}/invite", d.inviteToProgramme},
	}
}

type programmeLine struct{ Reference, Name, Stage string }

func (d *desk) programmes(r *request) error {
	rows, err := d.Queries.Programmes(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	lines := make([]programmeLine, len(rows))
	for i, row := range rows {
		lines[i] = programmeLine{row.Reference, row.Name, r.lifeStage(row.Stage)}
	}
	return d.show(r, http.StatusOK, "programmes.html", r.say("programmes"), []crumb{{"/", r.say("home")}, {"", r.say("programmes")}}, nil, lines)
}

type heldRole struct{ Role, Who string }

type programmeView struct {
	programmeLine
	Roles            []heldRole
	Known            bool // the viewer is somebody, and may have been invited or have invited
	Invitations      []invitationLine
	Waits            string // an invitation that is received and not judged yet
	May              bool   // invite
	Command, Problem string
	Typed            invitation.Invite
	Choices          []choice // of roles
	Languages        []choice
}

func (d *desk) programme(r *request) error {
	v := programmeView{Waits: r.URL.Query().Get("waits")}
	if !isInvitation(v.Waits) {
		v.Waits = ""
	}
	return d.showProgramme(r, http.StatusOK, v)
}

// mayInviteTo tells whether the viewer gives the roles of a programme, and so invites to them.
func (d *desk) mayInviteTo(r *request, p query.ProgrammePage) (bool, error) {
	if r.viewer.Person == "" || p.Stage != governance.Open {
		return false, nil
	}
	if slices.ContainsFunc(p.Roles, func(row query.RoleRow) bool { return row.Role == law.Head && row.Person == r.viewer.Person }) {
		return true, nil
	}
	administrators, err := d.Queries.Administrators(r.Context(), r.viewer)
	return slices.ContainsFunc(administrators, func(a query.AdministratorRow) bool { return a.Now && a.Person == r.viewer.Person }), err
}

func (d *desk) showProgramme(r *request, status int, v programmeView) error {
	p, err := d.Queries.Programme(r.Context(), r.viewer, r.PathValue("programme"))
	if err != nil {
		return err
	}
	v.programmeLine = programmeLine{p.Reference, p.Name, r.lifeStage(p.Stage)}
	n := d.Queries.Names(r.Context(), p)
	for _, role := range governance.ProgrammeRoles() {
		var who []string
		for _, row := range p.Roles {
			if row.Role == role {
				who = append(who, row.Person)
			}
		}
		if len(who) > 0 {
			v.Roles = append(v.Roles, heldRole{r.word("role", role), n.All(who)})
		}
	}
	if v.Known = r.viewer.Person != ""; v.Known {
		rows, err := d.Queries.ProgrammeInvitations(r.Context(), r.viewer, p.Reference)
		if err != nil {
			return err
		}
		for _, row := range slices.Backward(rows) {
			line, err := r.invitationLine(d, row)
			if err != nil {
				return err
			}
			v.Invitations = append(v.Invitations, line)
		}
	}
	if v.May, err = d.mayInviteTo(r, p); err != nil {
		return err
	}
	v.Command = door.NewID()
	for _, role := range governance.ProgrammeRoles() {
		v.Choices = append(v.Choices, choice{string(role), r.word("role", role), role == v.Typed.Role})
	}
	for _, lang := range narrate.Languages() {
		v.Languages = append(v.Languages, choice{lang, ownNames[lang], lang == v.Typed.Language})
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/programmes", r.say("programmes")}, {"", p.Reference}}
	tabs, err := d.wholeTabs(r, governance.ProgrammeStream(p.Reference), nil)
	if err != nil {
		return err
	}
	return d.show(r, status, "programme.html", p.Name, crumbs, tabs, v)
}

// inviteToProgramme sends an invitation to a role of a programme, and shows it.
func (d *desk) inviteToProgramme(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	p, err := d.Queries.Programme(r.Context(), r.viewer, r.PathValue("programme"))
	if err != nil {
		return err
	}
	c := typedInvite(r.PostForm, law.Role(strings.TrimSpace(r.PostForm.Get("role"))))
	problem, err := d.invite(r, governance.ProgrammeStream(p.Reference), c, "/programmes/"+p.Reference)
	if err != nil || problem == "" {
		return err
	}
	return d.showProgramme(r, http.StatusUnprocessableEntity, programmeView{Problem: problem, Typed: c})
}
