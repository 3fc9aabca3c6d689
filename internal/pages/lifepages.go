package pages

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// otherLives are the kinds of life whose history and state then have pages made for any kind; calls and tenders have their own.
var otherLives = []string{"market", "entry", "interest", "invitation", "organisation", "programme", "survey", "masterclass", "initiative", "body"}

// lifeRoutes are the pages of what happened in lives of these kinds, and of how they stood.
func (d *desk) lifeRoutes() (list []route) {
	for _, k := range lives.All() {
		if slices.Contains(otherLives, k.Noun) {
			at := "GET /" + k.Plural() + "/{" + k.Noun + "}"
			list = append(list, route{at + "/history", d.lifePage(k, "history", d.history)}, route{at + "/state", d.lifePage(k, "state", d.state)})
		}
		if export.Recorded(k.Root) {
			list = append(list, route{"GET /" + k.Plural() + "/{" + k.Noun + "}/record/{format}", d.recordExport(k)})
		}
	}
	return list
}

func (d *desk) lifePage(k lives.Kind, part string, page func(*request, string, []crumb, []tab) error) func(*request) error {
	return func(r *request) error {
		stream, is := k.StreamOf(r.PathValue(k.Noun))
		if !is {
			return &query.Absent{Noun: k.Noun}
		}
		whole, err := d.Queries.Whole(r.Context(), r.viewer, stream)
		if err != nil {
			return err
		}
		at := lifeHref(stream)
		crumbs := []crumb{{"/", r.say("home")}, {at, law.Reference(stream)}, {"", r.say("part." + part)}}
		if whole {
			return page(r, stream, crumbs, r.lifeTabs(at, part))
		}
		if part != "history" {
			return &query.Absent{Noun: k.Noun}
		}
		if _, err := d.Queries.Known(r.Context(), r.viewer, stream); err != nil {
			return err
		}
		var hidden *explain.Hidden
		if err = page(r, stream, crumbs, nil); errors.As(err, &hidden) { // what is about the viewer alone is shown
			err = &query.Absent{Noun: k.Noun}
		}
		return err
	}
}

func (r *request) lifeTabs(at, here string) (tabs []tab) {
	for _, part := range []string{"", "history", "state"} {
		t := tab{Href: at, Text: r.say("part." + part), Here: part == here}
		if part != "" {
			t.Href += "/" + part
		}
		tabs = append(tabs, t)
	}
	return tabs
}

// wholeTabs are the parts of a life for whom nothing of it is kept from, beside those that its page has.
func (d *desk) wholeTabs(r *request, stream string, tabs []tab) ([]tab, error) {
	whole, err := d.Queries.Whole(r.Context(), r.viewer, stream)
	if err != nil {
		return tabs, err
	}
	all := r.lifeTabs(lifeHref(stream), "")
	if r.viewer.Person != "" && invitation.TakesPart(stream) { // who steers it, and may change that
		if _, err := d.Queries.Steering(r.Context(), r.viewer, stream); err == nil {
			if len(tabs) == 0 {
				tabs = all[:1:1]
			}
			tabs = append(tabs, tab{Href: lifeHref(stream) + "/invitations", Text: r.say("staff.title")})
		} else if !isRefusal(err) && !isHidden(err) {
			return tabs, err
		}
	}
	switch {
	case !whole:
		return tabs, nil
	case len(tabs) > 0:
		return append(tabs, all[1:]...), nil
	}
	return all, nil
}

// leads tells whether a life has a page for whoever asks.
func (d *desk) leads(r *request, stream string) bool {
	_, err := d.Queries.Known(r.Context(), r.viewer, stream)
	return err == nil
}

// lifeStage is where a life stands that takes no tenders: of these "open" says less than of a call.
func (r *request) lifeStage(stage any) string {
	if fmt.Sprint(stage) == "open" {
		return r.say("lifestage.open")
	}
	return r.word("stage", stage)
}

// stageOf is where a life of any kind stands.
func (r *request) stageOf(stream, stage string) string {
	if of := lives.StageWords(stream); of != "stage" || hasReceipts(stream) {
		return r.word(of, stage)
	}
	return r.lifeStage(stage)
}

// hasReceipts tells whether the receipts of a life have pages.
func hasReceipts(stream string) bool {
	at := lifeHref(stream)
	return strings.HasPrefix(at, "/calls/") || strings.HasPrefix(at, "/tenders/")
}
