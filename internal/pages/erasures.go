package pages

import (
	"net/http"
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
		{"POST /me/erasure", d.askErasure},
		{"GET /erasures", d.erasures},
		{"POST /erasures/{person}/refuse", d.refuseErasure},
	}
}

// An erasureLine is one request, as a page shows it.
type erasureLine struct {
	Person, Name, Asked, Due, Why, Refused, Reason, Command string
	Standing                                                mark
}

type erasuresView struct {
	Problem, Command, Typed string
	Rows                    []erasureLine
}

// erasureLines are requests as pages show them.
func (r *request) erasureLines(rows []query.ErasureRow, names query.Names) (list []erasureLine) {
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
	v.Rows, v.Command = r.erasureLines(rows, d.Queries.Names(r.Context(), rows)), door.NewID()
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
		return d.showMe(r, http.StatusUnprocessableEntity, problem)
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
	v := erasuresView{Typed: typedText(r.PostForm, "why")}
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
