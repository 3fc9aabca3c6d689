package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// A registration is what somebody says of themselves at their first sign-in.
type registration struct {
	Email, Name, Country, Language string
	Problem                        string
	Employer                       employer
	Suggested                      *query.EmployerRow // the organisation of whoever invited them
	Records                        bool               // organisations are recorded here
}

// registerForm asks who somebody is who signs in for the first time.
func (s *Server) registerForm(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if s.sessions.GetString(ctx, "new-subject") == "" {
		http.Redirect(w, r, SignInPath, http.StatusSeeOther)
		return
	}
	language, _, _ := strings.Cut(s.sessions.GetString(ctx, "new-locale"), "-")
	page := registration{Email: s.sessions.GetString(ctx, "new-email"), Name: s.sessions.GetString(ctx, "new-name"), Language: language}
	invited, err := s.invited(ctx, page.Email)
	if err != nil {
		s.away(w, r, err)
		return
	}
	if page.Suggested, err = s.inviter(ctx, page.Email); err != nil {
		s.away(w, r, err)
		return
	}
	page.Records = s.records != nil
	page.Name = cmp.Or(page.Name, invited.Name)
	said := s.wordsFor(w, r)
	page.Language = cmp.Or(invited.Language, page.Language, said.Lang)
	s.show(w, http.StatusOK, "register.html", said, page)
}

// invited is what whoever sent an invitation wrote of somebody who comes from its letter,
// with the address that it went to; nothing of anybody else.
func (s *Server) invited(ctx context.Context, email string) (people.Invited, error) {
	from, err := url.Parse(s.sessions.GetString(ctx, "back"))
	if err != nil {
		return people.Invited{}, nil
	}
	reference, is := strings.CutPrefix(from.Path, "/invitations/")
	stream, ok := invitation.Stream(reference)
	if !is || !ok {
		return people.Invited{}, nil
	}
	to, err := s.people.Invited(ctx, stream)
	if errors.Is(err, people.ErrUnknown) || err == nil && !to.IsFor(email) {
		return people.Invited{}, nil
	}
	return to, err
}

// register records somebody new, once.
func (s *Server) register(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	i := people.Identity{Issuer: s.sessions.GetString(ctx, "new-issuer"), Subject: s.sessions.GetString(ctx, "new-subject")}
	if i.Subject == "" {
		http.Redirect(w, r, SignInPath, http.StatusSeeOther)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "refuse.form")
		return
	}
	said := registration{
		Email: s.sessions.GetString(ctx, "new-email"), Name: strings.TrimSpace(r.PostForm.Get("name")),
		Country: strings.ToUpper(strings.TrimSpace(r.PostForm.Get("country"))), Language: strings.TrimSpace(r.PostForm.Get("language")), Records: s.records != nil,
	}
	said.Employer = employerOf(r.PostForm, said.Country)
	var err error
	if said.Suggested, err = s.inviter(ctx, said.Email); err != nil {
		s.away(w, r, err)
		return
	}
	p := people.Person{Name: said.Name, Email: said.Email, Organisation: said.Employer.Details.Name, Country: said.Country, Language: said.Language}
	tell := s.wordsFor(w, r)
	holds, wrong, err := s.records.check(ctx, tell, said.Employer, said.Suggested)
	if err != nil {
		s.away(w, r, err)
		return
	}
	if said.Problem = cmp.Or(problem(tell, p), wrong); said.Problem != "" {
		s.show(w, http.StatusUnprocessableEntity, "register.html", tell, said)
		return
	}
	if holds.Reference != "" {
		p.Organisation = holds.Details.Name
	}
	// The same identity registers under the same command, so that a form that is sent twice records once.
	command := uuid.NewSHA1(uuid.NameSpaceURL, []byte(i.Issuer+"\n"+i.Subject)).String()
	known, err := s.people.Register(ctx, command, p, i)
	if err != nil {
		s.away(w, r, err)
		return
	}
	if err := s.employ(ctx, known.ID, command, said.Employer, holds); err != nil {
		s.away(w, r, err)
		return
	}
	for _, key := range []string{"issuer", "subject", "email", "name", "locale"} {
		s.sessions.Remove(ctx, "new-"+key)
	}
	auth, acr := s.sessions.GetInt64(ctx, "new-auth"), s.sessions.GetString(ctx, "new-acr")
	s.sessions.Remove(ctx, "new-auth")
	s.sessions.Remove(ctx, "new-acr")
	if err := s.sessions.RenewToken(ctx); err != nil {
		s.away(w, r, err)
		return
	}
	s.signedIn(ctx, known.ID, auth, acr)
	to := s.sessions.PopString(ctx, "back")
	http.Redirect(w, r, back(to), http.StatusSeeOther)
}

// employ records where somebody who has registered works: that there is a record, and that they belong to it.
func (s *Server) employ(ctx context.Context, person, command string, e employer, holds organisation.Organisation) error {
	if s.records == nil || !e.isNew() && holds.Reference == "" {
		return nil
	}
	reference, name := holds.Reference, holds.Details.Name
	if reference == "" {
		var err error
		if reference, err = s.records.record(ctx, person, command, e.Details); err != nil {
			return err
		}
		name = e.Details.Name
	}
	_, err := s.people.Belongs(ctx, person, reference, name)
	return err
}

// problem says what is wrong with what somebody says of themselves.
func problem(tell words, p people.Person) string {
	switch {
	case p.Name == "":
		return tell.Say("problem.name")
	case p.Country != "" && (len(p.Country) != 2 || strings.Trim(p.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""):
		return tell.Say("problem.country")
	}
	if err := people.Check(p); err != nil {
		return tell.error(err) + "."
	}
	return ""
}
