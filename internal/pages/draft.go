package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// A clock is a deadline as a page shows it; a script counts it down.
type clock struct {
	Due, Text, Left string
	Passed          bool
	At, Gone        string
}

func (r *request) clock(s sketch) clock {
	c := clock{Passed: s.page.Late, Gone: r.date(s.page.GoneOn)}
	if !s.page.Due.IsZero() {
		c.At, c.Due = s.page.Due.UTC().Format(time.RFC3339Nano), r.instant(s.page.Due, s.call.In)
		if !c.Passed {
			c.Left = r.until(r.now, s.page.Due)
		}
	}
	return c
}

// A gap is something that keeps a draft from being submitted, at its field.
type gap struct {
	Step, Field, Href, Text string
	missing                 bool
}

// A stepLine is one step of a draft in the list of them.
type stepLine struct {
	Href, Name, Lead string
	Standing         mark
}

type draftView struct {
	Draft               query.DraftPage
	Reference, Call     string
	Clock               clock
	Became, Link        string
	Saved, Readers, New string
	Steps               []stepLine
	Gaps                []gap
	Findings            *findings
	Attach              bool
	Refused             int // rules that are not met
	Unmet               []gap
	Drop                string
}

func (d *desk) draft(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	v, err := d.draftView(r, s)
	if err != nil {
		return err
	}
	r.drafted()
	crumbs, tabs := r.draftAround(s, "")
	return d.show(r, http.StatusOK, "draft.html", s.title(r), crumbs, tabs, v)
}

func (d *desk) draftView(r *request, s sketch) (draftView, error) {
	n := d.Queries.Names(r.Context(), s.page)
	v := draftView{
		Draft: s.page, Call: s.Call, Clock: r.clock(s), Saved: r.instant(s.SavedAt, s.call.In), Gaps: r.gaps(s),
		Readers: n.All(append([]string{s.Owner}, s.Named...)), Drop: s.at() + "/drop", Attach: s.adds,
	}
	if s.stands != nil {
		v.Reference = s.tender
	}
	if s.page.Became != "" {
		v.Link = "/tenders/" + s.page.Became
		v.Became = r.say("draft.became", s.page.Version, s.page.Became, r.instant(s.page.Received, s.call.In))
	}
	for _, step := range s.steps() {
		line := stepLine{Href: s.at() + "/edit/" + step, Name: r.say("step." + step), Lead: r.say("step." + step + ".lead"), Standing: mark{r.say("draft.complete"), "good"}}
		if k := countGaps(v.Gaps, step); k > 0 {
			line.Standing = mark{r.say("draft.gaps", k), "wait"}
		}
		v.Steps = append(v.Steps, line)
	}
	tell, err := narrate.New(r.narrates(), n.Of, s.call.Zone)
	if err != nil {
		return v, err
	}
	tell = tell.Calling(s.call.Book.Terms(r.narrates()))
	for _, f := range s.page.Advice {
		if v.Findings == nil {
			v.Findings = &findings{Title: r.say("draft.rules")}
		}
		v.Findings.Rows = append(v.Findings.Rows, finding{r.findingName(s.call.Book, f.Rule), n.In(tell.Reason(f.Why)), f.OK})
		if step := stepOfRule(f.Rule); !f.OK {
			v.Refused++
			v.Unmet = append(v.Unmet, gap{Step: step, Href: s.at() + "/edit/" + step, Text: r.findingName(s.call.Book, f.Rule) + r.colon() + n.In(tell.Reason(f.Why))})
		}
	}
	return v, nil
}

// stepOfRule is the step in which a rule can be met.
func stepOfRule(rule string) string {
	if strings.Contains(rule, "number-of-") || strings.HasPrefix(rule, "attribute-") {
		return "parties"
	}
	switch rule {
	case "type", "topic", "months":
		return "offer"
	case "ceiling", "money":
		return "costs"
	case "adopter-abroad", "contractor-established", "parties-in", "adopter-region", "countries", "shares", "conflicts":
		return "parties"
	}
	return "documents"
}

func countGaps(gaps []gap, step string) (n int) {
	for _, g := range gaps {
		if g.Step == step {
			n++
		}
	}
	return n
}

// draftAround is the way to a draft and its steps.
func (r *request) draftAround(s sketch, step string) (crumbs []crumb, tabs []tab) {
	crumbs = []crumb{{"/", r.say("home")}, {"/calls/" + s.Call, s.Call}, {s.at(), s.title(r)}}
	tabs = []tab{{s.at(), r.say("step."), step == ""}}
	gaps := r.gaps(s)
	for _, x := range s.steps() {
		text := r.say("step." + x)
		if n := countGaps(gaps, x); n > 0 {
			text = r.say("step.open", text, n)
		}
		tabs = append(tabs, tab{s.at() + "/edit/" + x, text, x == step})
	}
	switch step {
	case "":
		crumbs[2].Href = ""
	default:
		crumbs = append(crumbs, crumb{"", r.say("step." + step)})
	}
	return crumbs, tabs
}

// dropDraft removes a draft, after it was asked whether that is meant.
func (d *desk) dropDraft(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		crumbs, _ := r.draftAround(s, "")
		crumbs[2].Href = s.at()
		return d.show(r, http.StatusOK, "drop.html", r.say("draft.drop.title", s.title(r)), append(crumbs, crumb{"", r.say("draft.drop")}), nil, struct {
			Action, Back string
			Stands       bool
		}{s.at() + "/drop", s.at(), s.stands != nil})
	}
	if _, err := d.Drafts.Drop(r.Context(), r.viewer.Person, s.Call, s.ID); err != nil {
		return err
	}
	return r.to("/calls/" + s.Call + "/start")
}

// draftFile is the file of a draft, as the command line takes it.
func (d *desk) draftFile(r *request) error {
	s, err := d.sketch(r)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="`+url.PathEscape(s.Call)+`-tender.yaml"`)
	return r.file("application/yaml; charset=utf-8", s.data)
}

// to leads on to a path of the desk.
func (r *request) to(path string) error {
	if r.underWay > 0 {
		path = saysUnderWay(path, r.underWay)
	}
	http.Redirect(r.w, r.Request, path, http.StatusSeeOther)
	return nil
}

// inUnderWay is where the address of a page says in how many other lives something that follows from what was sent was not there yet.
const inUnderWay = "under-way"

func saysUnderWay(path string, lives int) string {
	before, fragment, cut := strings.Cut(path, "#")
	sign := "?"
	if strings.Contains(before, "?") {
		sign = "&"
	}
	before += sign + inUnderWay + "=" + strconv.Itoa(lives)
	if cut {
		before += "#" + fragment
	}
	return before
}

// underWayIn reads what saysUnderWay wrote, "" where it says nothing.
func (r *request) underWayIn() string {
	n, err := strconv.Atoi(r.URL.Query().Get(inUnderWay))
	if err != nil || n < 1 {
		return ""
	}
	return r.say("done.underway", r.number(n))
}
