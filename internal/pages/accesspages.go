package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
)

func (d *desk) callAccess(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	crumbs, tabs := r.around(p, "access")
	return d.access(r, p, law.CallStream(p.Reference), crumbs, tabs)
}

func (d *desk) tenderAccess(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	if _, err := d.Queries.Tender(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	p, err := d.Queries.Call(r.Context(), r.viewer, law.CallOf(reference))
	if err != nil {
		return err
	}
	if !r.staff(p) {
		return &query.Withheld{What: r.say("error.staff", p.Reference)}
	}
	r.about(law.CallStream(p.Reference), true)
	crumbs, tabs := r.tenderAround(reference, "access")
	return d.access(r, p, law.TwinningStream(reference), crumbs, tabs)
}

type couldView struct {
	Lead  string
	Parts []fact
}

type accessView struct {
	Person, At, Wrong string
	People            []choice
	Could             *couldView
	Log               []readLine
	Cut               bool
	Recorded          bool
}

type readLine struct{ When, Who, What, By, Purpose string }

// mostReads is how many readings a page lists.
const mostReads = 300

// access says who could have seen what of a life when, and who read it.
func (d *desk) access(r *request, p query.CallPage, stream string, crumbs []crumb, tabs []tab) error {
	asked := r.URL.Query()
	v := accessView{Person: strings.TrimSpace(asked.Get("person")), At: strings.TrimSpace(asked.Get("at")), Recorded: d.Reads != nil}
	status := http.StatusOK
	n := d.Queries.Names(r.Context(), p)
	var known []string
	for _, role := range law.StaffRoles() {
		known = append(known, p.Roles[role]...)
	}
	for _, e := range p.Evaluators {
		known = append(known, e.Person)
	}
	slices.Sort(known)
	for _, id := range slices.Compact(known) {
		v.People = append(v.People, choice{Value: id, Text: n.Of(id)})
	}
	switch {
	case r.Method == http.MethodPost: // what is typed, which may be a name or an address, stands in no address of a page: the id does
		v.Person, v.At = strings.TrimSpace(r.PostFormValue("person")), strings.TrimSpace(r.PostFormValue("at"))
		id, err := d.idOf(r, v.Person)
		if err == nil {
			http.Redirect(r.w, r.Request, r.URL.Path+"?"+url.Values{"person": {id}, "at": {v.At}}.Encode(), http.StatusSeeOther)
			return nil
		}
		if !errors.Is(err, people.ErrUnknown) {
			return err
		}
		status, v.Wrong = http.StatusUnprocessableEntity, r.say("access.unknown")
	case asked.Has("person") || v.At != "": // of an instant alone: what the public could have seen
		could, err := d.could(r, stream, zoneOf(p.Zone), v.Person, v.At)
		var wrong *query.Invalid
		switch {
		case errors.As(err, &wrong):
			status, v.Wrong = http.StatusUnprocessableEntity, r.why(wrong)
		case errors.Is(err, people.ErrUnknown):
			status, v.Wrong = http.StatusUnprocessableEntity, r.say("access.unknown")
		case err != nil:
			return err
		default:
			v.Could = could
		}
	}
	if d.Reads != nil {
		rows, err := d.Queries.Reads(r.Context(), r.viewer, d.Reads, reads.Filter{Stream: stream, Limit: mostReads + 1})
		if err != nil {
			return err
		}
		v.Cut = len(rows) > mostReads
		n := d.Queries.Names(r.Context(), rows)
		for _, x := range rows[:min(len(rows), mostReads)] {
			who := r.say("access.machine")
			if x.Person != "" {
				who = n.Of(x.Person)
			}
			v.Log = append(v.Log, readLine{r.instant(x.At, zoneOf(p.Zone)), who, r.word("read", x.What), r.word("seenby", x.Rule), x.Purpose})
		}
	}
	return d.show(r, status, "access.html", r.say("access.title", law.Reference(stream)), crumbs, tabs, v)
}

// idOf is somebody's id, by alias or id; "" or public is the public.
func (d *desk) idOf(r *request, who string) (string, error) {
	if who == "" || who == "public" {
		return "", nil
	}
	p, err := d.knownAs(r.Context(), who)
	if err != nil {
		return "", fmt.Errorf("%q: %w", who, err)
	}
	return p.ID, nil
}

// could is what somebody could have seen, by id; "" is the public.
func (d *desk) could(r *request, stream string, zone *time.Location, who, at string) (*couldView, error) {
	person, err := d.idOf(r, who)
	if err == nil && person != who && who != "public" { // a page is found by an id alone
		err = people.ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	name := r.say("access.public")
	if person != "" {
		name = d.Queries.Names(r.Context(), []string{person}).Of(person)
	}
	c, err := d.Queries.Could(r.Context(), r.viewer, person, stream, query.Then{At: at})
	if err != nil {
		return nil, err
	}
	stage := r.say("access.notyet")
	if c.Stage != "" {
		stage = r.word("stage", c.Stage)
	}
	v := &couldView{Lead: r.say("access.could", name, r.word("seenby", c.By), r.instant(c.At, zone), stage)}
	for _, x := range c.Parts {
		v.Parts = append(v.Parts, fact{r.word("aspect", x.Part), map[bool]string{true: r.say("yes"), false: r.say("no")}[x.Could], ""})
	}
	return v, nil
}
