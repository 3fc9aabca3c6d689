package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// mostAtOnce is how many tenders one form decides.
const mostAtOnce = 100

type bulkLine struct {
	Reference, Title, Why, Receipt string
	Status                         mark
}

type bulkView struct {
	Call, Command string
	Done          bool
	Rows          []bulkLine
}

// bulkTenders are the tenders that a form names: of this call, each once.
func (r *request) bulkTenders(of string, names []string) ([]string, error) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	if len(names) == 0 || len(names) > mostAtOnce {
		return nil, &query.Invalid{Why: r.say("bulk.howmany", mostAtOnce)}
	}
	for _, name := range names {
		if _, err := query.TenderRef(name); err != nil {
			return nil, err
		}
		if law.CallOf(name) != of {
			return nil, &query.Invalid{Why: r.say("bulk.other", name, of)}
		}
	}
	return names, nil
}

// bulk decides several tenders eligible: first it shows which, then it sends one
// command each. Its ids follow from that of the form, so that a second click sends nothing.
func (d *desk) bulk(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	if !r.has(p, staff...) {
		return &query.Withheld{What: r.say("error.hands", r.say("do.decide-eligibility"))}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	names, err := r.bulkTenders(p.Reference, r.PostForm["tender"])
	if err != nil {
		return err
	}
	id := r.PostForm.Get("command")
	if err := law.CheckCode("command id", id); err != nil {
		return &query.Invalid{Why: r.say("bulk.noid")}
	}
	if r.PostForm.Get("step") != "send" {
		v := bulkView{Call: p.Reference, Command: id}
		for _, name := range names {
			t, err := d.Queries.Tender(r.Context(), r.viewer, name)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, bulkLine{Reference: name, Title: t.Title})
		}
		return d.show(r, http.StatusOK, "bulk.html", r.say("bulk.title"), r.bulkCrumbs(p.Reference), nil, v)
	}
	var failed error
	for _, name := range names {
		_, err := d.Door.Insist(r.Context(), door.Request{
			Stream: law.TwinningStream(name), Command: twinning.DecideEligibility{Eligible: true}, As: r.viewer.Person, ID: bulkID(id, name), Wait: -time.Second,
		})
		failed = errors.Join(failed, err)
	}
	if failed != nil {
		return failed
	}
	http.Redirect(r.w, r.Request, "/calls/"+p.Reference+"/eligible/"+url.PathEscape(id)+"?"+url.Values{"tender": names}.Encode(), http.StatusSeeOther)
	return nil
}

func (r *request) bulkCrumbs(reference string) []crumb {
	return []crumb{{"/", r.say("home")}, {"/calls/" + reference, reference}, {"/calls/" + reference + "/tenders", r.say("part.tenders")}, {"", r.say("bulk.title")}}
}

// bulkID is the id of the command to one tender.
func bulkID(id, tender string) string {
	return id + "-" + tender[strings.LastIndexByte(tender, '-')+1:]
}

// bulkDone is what became of each command.
func (d *desk) bulkDone(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	names, err := r.bulkTenders(p.Reference, r.URL.Query()["tender"])
	if err != nil {
		return err
	}
	tell, err := r.teller(d.Queries, p.Zone)
	if err != nil {
		return err
	}
	v := bulkView{Call: p.Reference, Done: true}
	for _, name := range names {
		id := bulkID(r.PathValue("id"), name)
		got, err := d.Queries.Receipt(r.Context(), r.viewer, law.TwinningStream(name), id, false)
		if err != nil {
			return err
		}
		line := bulkLine{Reference: name, Receipt: "/tenders/" + name + "/receipts/" + url.PathEscape(id), Status: mark{r.word("status", got.Status), map[string]string{door.Done: "good", door.Refused: "bad", door.Pending: "wait"}[got.Status]}}
		if got.Refusal != nil {
			line.Why = tell.Refusal(*got.Refusal)
		}
		v.Rows = append(v.Rows, line)
	}
	return d.show(r, http.StatusOK, "bulk.html", r.say("bulk.title"), r.bulkCrumbs(p.Reference), nil, v)
}
