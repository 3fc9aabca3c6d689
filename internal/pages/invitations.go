package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// inviting is the form of an invitation to a call, or to a tender.
func inviting(tender bool) form {
	return form{
		kind: invitation.Invite{}.Kind(), tender: tender, anybody: true, invites: true, aside: true,
		stages: []string{"published", "open", "shut", "opened", "evaluating", "decided", "running", "submitted", "clarification", "eligible", "ineligible", "evaluated", "reserve"},
		fields: []input{
			{name: "role", kind: "role", required: true},
			{name: "address", kind: "line", required: true},
			{name: "name", kind: "line"},
			{name: "language", kind: "line"},
			{name: "because", member: "why", kind: "text", required: true},
		},
		leaves: map[string]string{"tender": "the page is that of the tender"},
		command: func(v url.Values) law.Command {
			return invitation.Invite{
				Role: law.Role(v.Get("role")), Address: law.Text(v.Get("address")), Name: law.Text(v.Get("name")), Language: v.Get("language"), Why: law.Text(v.Get("because")),
			}
		},
	}
}

// invitation is a request for an invitation, which begins with it.
func (t target) invitation(q door.Request) door.Request {
	c, _ := q.Command.(invitation.Invite)
	of := t.reference
	if to := law.CallOf(of); to != "" {
		c.Tender, of = of, to
	}
	q.Stream, _ = invitation.Stream(invitation.NewReference(of, q.ID, q.As))
	q.Command, q.Begins = c, true
	return q
}

// invitable are the roles to which the viewer may invite.
func (r *request) invitable(t target) []law.Role {
	if law.CallOf(t.reference) != "" {
		return []law.Role{law.Signatory, law.Contact}
	}
	var roles []law.Role
	for _, role := range law.StaffRoles() {
		if r.has(t.call, call.Givers(role)...) {
			roles = append(roles, role)
		}
	}
	if r.has(t.call, law.Officer, law.Head) {
		return append([]law.Role{law.Evaluator}, roles...)
	}
	return append(roles, law.Signatory, law.Colleague)
}

type invitationLine struct {
	Reference, Role, Of, Address, Name, By, Until, Person, Why, Ended string
	Stands                                                            mark
	ToYou                                                             bool
}

func (r *request) invitationLine(d *desk, row query.InvitationRow) (invitationLine, error) {
	n := d.Queries.Names(r.Context(), row)
	until, err := calendar.ParseInstant(row.Until)
	if err != nil {
		return invitationLine{}, err
	}
	zone, err := d.Queries.LifeZone(r.Context(), invitation.Root+row.Reference)
	if err != nil {
		return invitationLine{}, err
	}
	l := invitationLine{
		Reference: row.Reference, Role: r.word("role", row.Role), Of: row.Call, Address: string(row.Address), Name: string(row.Name), By: n.Of(row.By),
		Until: r.instant(until, zone), Why: string(row.Why), ToYou: row.ToYou, Stands: mark{r.lifeStage(row.Stage), ""},
	}
	l.Of = cmp.Or(row.Tender, row.Call, row.Programme, law.Reference(row.Life))
	if row.Person != "" {
		l.Person, l.Stands.Shade = n.Of(row.Person), "good"
	}
	if row.Ended != nil {
		tell, err := r.teller(d.Queries, zone.String())
		if err != nil {
			return l, err
		}
		l.Ended = tell.Refusal(*row.Ended)
		if row.Stage == invitation.Open {
			l.Stands = mark{r.say("invitation.ended"), "bad"}
		}
	}
	return l, nil
}

func (d *desk) invitations(r *request) error {
	rows, err := d.Queries.Invitations(r.Context(), r.viewer, "")
	if err != nil {
		return err
	}
	lines := make([]invitationLine, len(rows))
	for i, row := range rows {
		if lines[i], err = r.invitationLine(d, row); err != nil {
			return err
		}
	}
	slices.Reverse(lines)
	v := struct {
		Waits string // an invitation that is received and not judged yet
		Lines []invitationLine
	}{Lines: lines}
	if waits := r.URL.Query().Get("waits"); isInvitation(waits) {
		v.Waits = waits
	}
	crumbs := []crumb{{"/", r.say("home")}, {"", r.say("invitations")}}
	return d.show(r, http.StatusOK, "invitations.html", r.say("invitations"), crumbs, nil, v)
}

func isInvitation(reference string) bool {
	_, is := invitation.Stream(reference)
	return is
}

type invitationView struct {
	invitationLine
	Command, Secret, Problem string
	Accepts, Withdraws       bool
}

// invitation is the page to which the link of a letter leads. Whoever is not signed in is
// led through sign-in and, the first time, registration.
func (d *desk) invitation(r *request) error {
	secret := r.URL.Query().Get("secret")
	if r.viewer.Person == "" && secret != "" && d.SignIn != "" {
		http.Redirect(r.w, r.Request, d.SignIn+"?"+url.Values{"back": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
		return nil
	}
	return d.showInvitation(r, http.StatusOK, secret, "")
}

func (d *desk) showInvitation(r *request, status int, secret, problem string) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	row, err := d.Queries.Invitation(r.Context(), r.viewer, r.PathValue("invitation"))
	var absent *query.Absent
	if errors.As(err, &absent) && secret != "" { // the same is said whether there is such an invitation or not
		return &query.Withheld{What: r.say("invitation.other")}
	}
	if err != nil {
		return err
	}
	line, err := r.invitationLine(d, row)
	if err != nil {
		return err
	}
	v := invitationView{
		invitationLine: line, Command: door.NewID(), Secret: secret, Problem: problem,
		Accepts: row.Stage == invitation.Open && row.Ended == nil && row.ToYou && secret != "", Withdraws: row.Withdraws,
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/invitations", r.say("invitations")}, {"", row.Reference}}
	tabs, err := d.wholeTabs(r, invitation.Root+line.Reference, nil)
	if err != nil {
		return err
	}
	return d.show(r, status, "invitation.html", r.say("invitation.title", line.Role, line.Of), crumbs, tabs, v)
}

func (d *desk) acceptInvitation(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	c := invitation.Accept{Secret: r.PostForm.Get("secret")}
	if p, err := d.People.Find(r.Context(), r.viewer.Person); err == nil {
		c.Organisation, c.Country = p.Organisation, p.Country
	}
	return d.answerInvitation(r, c, c.Secret)
}

func (d *desk) withdrawInvitation(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	return d.answerInvitation(r, invitation.Withdraw{Why: law.Text(r.PostForm.Get("because"))}, "")
}

// answerInvitation sends a command to an invitation, and shows the invitation as it stands then.
func (d *desk) answerInvitation(r *request, c law.Command, secret string) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	reference := r.PathValue("invitation")
	stream, ok := invitation.Stream(reference)
	if !ok {
		return &query.Absent{Noun: "invitation"}
	}
	if _, err := d.Queries.Invitation(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: r.PostForm.Get("command-id")})
	switch {
	case err != nil && got.Status == "" && (errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrOtherContent) || errors.Is(err, door.ErrNotReceived)):
		return d.showInvitation(r, http.StatusUnprocessableEntity, secret, r.why(err))
	case err != nil && got.Status == "":
		return err
	case got.Status == door.Refused && got.Refusal != nil:
		zone, err := d.Queries.LifeZone(r.Context(), stream)
		if err != nil {
			return err
		}
		tell, err := r.teller(d.Queries, zone.String())
		if err != nil {
			return err
		}
		return d.showInvitation(r, http.StatusUnprocessableEntity, secret, tell.Refusal(*got.Refusal))
	}
	http.Redirect(r.w, r.Request, "/invitations/"+reference, http.StatusSeeOther)
	return nil
}
