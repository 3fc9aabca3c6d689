package pages

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// erasureRoutes are the requests of people that what is kept of them be erased.
func (d *desk) erasureRoutes() []route {
	return []route{
		{"POST /me", d.correctMe},
		{"POST /me/erasure", d.askErasure},
		{"GET /erasures", d.erasures},
		{"POST /erasures/{person}/refuse", d.refuseErasure},
	}
}

// An erasureLine is one request, as a page shows it.
type erasureLine struct {
	Person, Name, Asked, Due, Why, Refused, Reason, Command string
	By                                                      string // who has to answer it
	Standing                                                mark
	Own                                                     bool   // it is the viewer's
	Problem, Typed                                          string // why a refusal of it was not carried out, and what was typed
}

type erasuresView struct {
	About, Problem, Typed string // whose request was to be refused, why it was not, and what was typed
	Command               string
	Rows                  []erasureLine
}

// inOffice are the administrators who hold the role now: any of them answers.
func inOffice(all []query.AdministratorRow) (list []string) {
	for _, a := range all {
		if a.Now && !slices.Contains(list, a.Person) {
			list = append(list, a.Person)
		}
	}
	return list
}

// erasureLines are requests as pages show them, with those who have to answer.
func (r *request) erasureLines(rows []query.ErasureRow, names query.Names, by []string) (list []erasureLine) {
	instant := func(s string) string {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return ""
		}
		return r.instant(at, time.UTC)
	}
	for _, x := range rows {
		list = append(list, erasureLine{
			Person: x.Person, Name: names.Of(x.Person), Asked: instant(x.Asked), Due: r.date(x.Due), Why: string(x.Why), Refused: instant(x.Refused), Reason: string(x.Reason),
			Command: "twinning erase " + x.Person + " --article '19(1)(b)' --reason consent-withdrawn --as " + r.viewer.Person + " --yes", Standing: r.standing(x.Standing),
			Own: x.Person == r.viewer.Person, By: names.All(by),
		})
	}
	return list
}

// erasures are the requests that an administrator settles.
func (d *desk) erasures(r *request) error { return d.showErasures(r, http.StatusOK, erasuresView{}) }

func (d *desk) showErasures(r *request, status int, v erasuresView) error {
	rows, err := d.Queries.Erasures(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	administrators, err := d.Queries.Administrators(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	v.Rows, v.Command = r.erasureLines(rows, d.Queries.Names(r.Context(), rows, administrators), inOffice(administrators)), door.NewID()
	for i := range v.Rows {
		if x := &v.Rows[i]; x.Person == v.About && x.Refused == "" {
			x.Problem, x.Typed = v.Problem, v.Typed
		}
	}
	return d.show(r, status, "erasures.html", r.say("erasures"), []crumb{{"/", r.say("home")}, {"", r.say("erasures")}}, nil, v)
}

// askErasure asks that what is kept of the viewer be erased.
func (d *desk) askErasure(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "data"}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	problem, err := d.ask(r, door.Request{
		Stream: governance.AdministrationStream, Command: governance.AskErasure{Why: law.Text(strings.TrimSpace(typedText(r.PostForm, "why")))},
		As: r.viewer.Person, ID: r.PostForm.Get("command-id"),
	})
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showMe(r, http.StatusUnprocessableEntity, problem, nil)
	}
	return r.to("/me")
}

// refuseErasure says why what is kept of somebody is not erased.
func (d *desk) refuseErasure(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	v := erasuresView{About: r.PathValue("person"), Typed: typedText(r.PostForm, "why")}
	var err error
	v.Problem, err = d.ask(r, door.Request{
		Stream: governance.AdministrationStream, Command: governance.RefuseErasure{Person: r.PathValue("person"), Why: law.Text(strings.TrimSpace(v.Typed))},
		As: r.viewer.Person, ID: r.PostForm.Get("command-id"),
	})
	switch {
	case err != nil:
		return err
	case v.Problem != "":
		return d.showErasures(r, http.StatusUnprocessableEntity, v)
	}
	return r.to("/erasures")
}
