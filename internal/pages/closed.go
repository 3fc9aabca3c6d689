package pages

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A closedView says of a form why it cannot be sent now, since when, and what is still possible.
type closedView struct {
	Kind, Why, Since, When string
	Drafts                 []draftLine
	Own                    []fact // tenders of the viewer
	Next                   []button
	Calls                  []button // others that take tenders
}

// stageOrder is the order in which a life passes through its stages, as far as there is one.
var stageOrder = map[bool][]string{
	false: append(slices.Clone(wholeLife), "cancelled"),
	true: {
		"submitted", "clarification-requested", "ineligible", "eligible", "arbitration", "consensus", "evaluated", "reserve", "rejected", "awarded",
		"contracted", "active", "suspended", "reporting", "closed", "terminated", "withdrawn", "cancelled", "retained", "over",
	},
}

// closed tells of a form that cannot be sent as the life stands why that is so; nil where it can.
// What was typed and kept is shown in its form all the same.
func (d *desk) closed(r *request, t target) (*closedView, error) {
	stage, order := t.call.Stage, stageOrder[t.tender != nil]
	if t.tender != nil {
		stage = t.tender.Stage
	}
	fits := len(t.form.stages) == 0 || slices.Contains(t.form.stages, stage)
	if fits && (t.form.open == nil || t.form.open(t)) || t.form.asked || t.form.anybody || r.URL.Query().Has("signed-in") {
		return nil, nil
	}
	is, err := d.kept(r, t)
	if err != nil || len(is.Typed) > 0 {
		return nil, err
	}
	v := closedView{Kind: "empty"}
	at := func(s string) int { return slices.Index(order, s) }
	switch {
	case fits:
		v.Why = r.say("closed.nothing", t.reference)
	case stage == "cancelled":
		v.Kind, v.Why = "denied", r.say("closed.cancelled", t.reference)
	case !slices.ContainsFunc(t.form.stages, func(s string) bool { return at(s) < at(stage) }):
		v.Kind = "waiting"
		var names []string
		for _, s := range t.form.stages {
			if slices.Contains(order, s) {
				names = append(names, r.word("stage", s))
			}
		}
		v.Why = r.say("closed.early", t.reference, r.word("stage", stage))
		v.When = r.say("closed.when", strings.Join(names, ", "))
	default:
		v.Why = r.say("closed.over", t.reference, r.word("stage", stage))
	}
	if !fits {
		if v.Since, err = d.stageSince(r, t.stream, stage, t.call.In); err != nil {
			return nil, err
		}
	}
	if t.tender != nil {
		if v.Next, err = d.tenderButtons(r, t.call, *t.tender); err != nil {
			return nil, err
		}
	} else {
		v.Next = r.buttons(t.call)
	}
	v.Next = append(v.Next, button{Href: t.page, Text: r.say("closed.back", t.reference), Quiet: len(v.Next) > 0})
	return &v, nil
}

// stageSince is when a life came to its stage, in words; "" where the viewer may not know.
func (d *desk) stageSince(r *request, stream, stage string, zone *time.Location) (string, error) {
	h, err := d.Queries.History(r.Context(), r.viewer, stream, false)
	if isHidden(err) || isRefusal(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	moves := map[string]bool{}
	life := map[bool]string{true: "twinning", false: "call"}[strings.HasPrefix(stream, law.TenderFamily)]
	for _, row := range query.Stages() {
		for _, m := range row.Moves {
			if row.Life == life && m.To == stage {
				moves[m.By] = true
			}
		}
	}
	for _, l := range slices.Backward(h.Lines) {
		if moves[l.Kind] {
			return r.say("closed.since", r.instant(l.Instant, zone)), nil
		}
	}
	return "", nil
}

// showClosed shows why a form cannot be sent now.
func (d *desk) showClosed(r *request, status int, title string, crumbs []crumb, v closedView) error {
	return d.show(r, status, "closed.html", title, crumbs, nil, v)
}

// startClosed tells why no tender can be started in a call, nil where one can.
func (d *desk) startClosed(r *request, p query.CallPage) (*closedView, error) {
	v := closedView{Kind: "denied"}
	due := dueOf(p)
	switch {
	case p.Stage == "cancelled":
		v.Why = r.say("closed.cancelled", p.Reference)
		var err error
		if v.Since, err = d.stageSince(r, law.CallStream(p.Reference), p.Stage, p.In); err != nil {
			return nil, err
		}
	case !due.IsZero() && !r.now.Before(due), !slices.Contains([]string{"drafted", "published", "open"}, p.Stage):
		v.Kind, v.Why = "waiting", r.say("closed.call", p.Title)
		if !due.IsZero() {
			v.Since = r.say("closed.deadline", r.instant(due, p.In))
		}
	case r.staff(p):
		v.Why = r.say("closed.staff")
	default:
		return nil, nil
	}
	if err := d.stillPossible(r, p, &v); err != nil {
		return nil, err
	}
	return &v, nil
}

// stillPossible adds what somebody can do who came too late for a call.
func (d *desk) stillPossible(r *request, p query.CallPage, v *closedView) error {
	if r.viewer.Person != "" && !r.staff(p) {
		var err error
		if v.Drafts, err = d.myDrafts(r, p.Reference); err != nil {
			return err
		}
		own, err := d.Queries.Tenders(r.Context(), r.viewer, p.Reference)
		if err != nil {
			return err
		}
		for _, t := range own {
			if tender, err := d.Queries.Tender(r.Context(), r.viewer, t.Reference); err == nil && r.speaks(tender) {
				v.Own = append(v.Own, fact{t.Reference, strings.TrimSpace(t.Title + " · " + r.word("stage", t.Stage)), "/tenders/" + t.Reference})
			}
		}
	}
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	for _, c := range calls {
		at, _ := time.Parse(time.RFC3339, c.Deadline) // "" is none
		if c.Reference != p.Reference && slices.Contains([]string{"published", "open"}, c.Stage) && r.now.Before(at) {
			v.Calls = append(v.Calls, button{Href: "/calls/" + c.Reference, Text: c.Title, Quiet: true})
		}
	}
	v.Next = []button{
		{Href: "/calls/" + p.Reference, Text: r.say("start.call")},
		{Href: "/calls/" + p.Reference + "/dates", Text: r.say("part.dates"), Quiet: true},
		{Href: "/", Text: r.say("closed.calls"), Quiet: true},
		{Href: "/markets", Text: r.say("markets"), Quiet: true},
	}
	if slices.Contains([]string{"decided", "running", "finished"}, p.Stage) {
		v.Next = append(v.Next, button{Href: "/awarded", Text: r.say("nav.awarded"), Quiet: true})
	}
	return nil
}

// startOf is the call of a path, with why no tender can be started in it.
func (d *desk) startOf(r *request) (query.CallPage, *closedView, error) {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return p, nil, err
	}
	v, err := d.startClosed(r, p)
	return p, v, err
}

// startRefused shows that no tender can be started, with the status of an answer to a form
// where one was sent.
func (d *desk) startRefused(r *request, p query.CallPage, v closedView) error {
	status := http.StatusOK
	if r.Method == http.MethodPost {
		status = http.StatusConflict
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/calls/" + p.Reference, p.Reference}, {"", r.say("start")}}
	return d.showClosed(r, status, r.say("start.title", p.Title), crumbs, v)
}
