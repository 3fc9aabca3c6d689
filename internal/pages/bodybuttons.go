package pages

import (
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/query"
)

// A bodyButton leads to a form.
type bodyButton struct{ Href, Text string }

// A bodyGroup is forms that serve one purpose.
type bodyGroup struct {
	Title   string
	Buttons []bodyButton
}

// bodyGroups are the purposes of forms, in the order in which they are shown, with the forms of each.
var bodyGroups = []struct {
	purpose string
	what    []string
}{
	{"members", []string{"apply", "interests", "leave", "call", "select", "appoint", "delegates", "renew", "chair"}},
	{"work", []string{"convene", "put", "commit", "report", "advise", "follow", "link"}},
	{"mandate", []string{"extend", "dissolve"}},
	{"meeting", []string{"conflict", "document", "change", "cancel", "presence"}},
	{"minutes", []string{"minutes", "comment", "approve", "publish"}},
}

// bodyButtons are the forms that whoever asks may use on a body.
func (r *request) bodyButtons(b query.BodyRow) []bodyGroup {
	return r.grouped("/bodies/"+b.Reference+"/do/", "", func(a bodyAct) bool {
		return a.where == "" && a.may(b, r.viewer.Person) && b.Stage == body.Active && (a.what != "apply" || b.Calling && !b.Steers)
	})
}

// meetingButtons are those for a meeting, as far as it has come: nobody records who was there before it begins, or approves minutes
// of which there is no draft.
func (r *request) meetingButtons(b query.BodyRow, m query.BodyMeetingRow) []bodyGroup {
	starts, err := calendar.ParseInstant(m.Starts)
	begun := err == nil && !r.now.Before(starts)
	now := map[string]bool{
		"change": m.Stands == body.Convened, "cancel": m.Stands == body.Convened, "presence": begun, "minutes": begun,
		"comment": m.Drafts > 0, "approve": m.Drafts > 0, "publish": m.Approved != "" && m.PublishedAt == "",
	}
	return r.grouped("/bodies/"+b.Reference+"/do/", "?meeting="+url.QueryEscape(m.Meeting), func(a bodyAct) bool {
		fits, depends := now[a.what]
		return a.where == "meeting" && a.may(b, r.viewer.Person) && (fits || !depends)
	})
}

// grouped are the forms that fit, by purpose.
func (r *request) grouped(at, about string, fits func(bodyAct) bool) (list []bodyGroup) {
	for _, g := range bodyGroups {
		group := bodyGroup{Title: r.say("body.group." + g.purpose)}
		for _, what := range g.what {
			if i := slices.IndexFunc(bodyActs, func(a bodyAct) bool { return a.what == what }); fits(bodyActs[i]) {
				group.Buttons = append(group.Buttons, bodyButton{at + what + about, r.say("body.do." + what)})
			}
		}
		if len(group.Buttons) > 0 {
			list = append(list, group)
		}
	}
	return list
}

// foremost are the forms that are used most, of those that are offered: at most two.
func foremost(groups []bodyGroup, reference string) (list []bodyButton) {
	for _, what := range []string{"apply", "convene", "put", "report", "commit", "presence", "minutes", "publish", "comment"} {
		for _, g := range groups {
			for _, b := range g.Buttons {
				if to, _, _ := strings.Cut(b.Href, "?"); to == "/bodies/"+reference+"/do/"+what && len(list) < 2 {
					list = append(list, b)
				}
			}
		}
	}
	return list
}
