package letters

import (
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

func (l Letter) desk() string { return strings.TrimSuffix(l.Desk, "/") }

// pageAddress is the page of the desk that a letter is about, "" where no desk is known.
func (l Letter) pageAddress() string {
	if l.Desk == "" {
		return ""
	}
	return l.desk() + l.pagePath()
}

// pagePath is where what a letter asks for is done, or else where what it tells is seen.
func (l Letter) pagePath() string {
	tender, call := url.PathEscape(flat(l.Words["tender"])), url.PathEscape(flat(l.Words["call"]))
	if tender == "" && strings.HasPrefix(l.Stream, law.TenderFamily) {
		tender = url.PathEscape(flat(law.Reference(l.Stream)))
	}
	if call == "" && strings.HasPrefix(l.Stream, callFamily) {
		call = url.PathEscape(flat(law.Reference(l.Stream)))
	}
	switch l.Template {
	case "evaluator-appointed", "assignments-drawn", "evaluator-replaced", "evaluator-excluded", "evaluator-briefed":
		return "/evaluating"
	case "evaluator-assigned":
		return "/tenders/" + tender + "/score"
	case "log-returned":
		if month := flat(l.Words["month"]); month != "" {
			return "/tenders/" + tender + "/months/" + url.PathEscape(month)
		}
	case "budget-freed", "reserve-fundable":
		return "/calls/" + call + "/ranking"
	case "payment-run-prepared", "payment-returned":
		if run := flat(l.Words["run"]); run != "" {
			return "/calls/" + call + "/payments/" + url.PathEscape(run)
		}
	case "invitation", "invitation-to-tender", "invitation-accepted", "invitation-to-programme", "invitation-to-take-part", "invitation-taken":
		return "/invitations"
	case "erasure-asked", "erasure-refused":
		return "/me"
	case "erasure-waits":
		return "/erasures"
	case "administrator-given", "administrator-withdrawn", "programme-role-given", "programme-role-withdrawn":
		return "/today"
	}
	for _, k := range slices.Concat(desks, markets) {
		if of := flat(l.of(k.noun)); of != "" {
			return "/" + k.at + "/" + url.PathEscape(of)
		}
	}
	if body := flat(l.body()); body != "" {
		at := "/bodies/" + url.PathEscape(body)
		if meeting := flat(l.Words["meeting"]); meeting != "" {
			return at + "/meetings/" + url.PathEscape(meeting)
		}
		if decision := flat(l.Words["decision"]); decision != "" {
			return at + "/decisions/" + url.PathEscape(decision)
		}
		return at
	}
	switch {
	case tender != "":
		return "/tenders/" + tender
	case call != "":
		return "/calls/" + call
	}
	return "/today"
}

// callFamily is how the streams of calls begin.
const callFamily = "call/"

// desks are the kinds of life that belong to no call, by their pages.
var desks = []struct{ noun, at string }{{"masterclass", "masterclasses"}, {"survey", "surveys"}, {"initiative", "initiatives"}}

// markets are those of a marketplace: an interest names its entry, too.
var markets = []struct{ noun, at string }{{"interest", "interests"}, {"entry", "entries"}, {"market", "markets"}}

// of is the life of a kind that a letter is about, "" for none.
func (l Letter) of(noun string) string {
	if of := l.Words[noun]; of != "" {
		return of
	}
	of, is := strings.CutPrefix(l.Stream, noun+"/")
	if !is {
		return ""
	}
	return of
}

// body is the body that a letter is about, "" for none.
func (l Letter) body() string {
	if of := l.Words["body"]; of != "" {
		return of
	}
	of, _ := strings.CutPrefix(l.Stream, "body/")
	if of == l.Stream {
		return ""
	}
	return of
}

// showing is the command that shows what a letter is about, "" for none.
func (l Letter) showing() string {
	for _, of := range []struct{ word, command string }{
		{"tender", "twinning tender show "}, {"call", "twinning call show "}, {"programme", "twinning programme show "},
	} {
		if ref := flat(l.Words[of.word]); ref != "" {
			return of.command + ref
		}
	}
	for _, k := range desks {
		if of := flat(l.of(k.noun)); of != "" {
			if k.noun == "initiative" {
				return "twinning capacity show " + of
			}
			return "twinning " + k.noun + " show " + of
		}
	}
	if of := flat(l.body()); of != "" {
		return "twinning body show " + of
	}
	switch ref := flat(law.Reference(l.Stream)); {
	case strings.HasPrefix(l.Stream, law.TenderFamily):
		return "twinning tender show " + ref
	case strings.HasPrefix(l.Stream, callFamily):
		return "twinning call show " + ref
	}
	return ""
}
