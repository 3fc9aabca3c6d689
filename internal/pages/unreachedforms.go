package pages

import (
	"net/url"
	"slices"
	"strconv"

	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// unreachedForms are the commands about people whom letters do not reach, drawn from their schemas.
var unreachedForms = []form{
	drawnOf(twinning.SettleUnreached{}, form{
		tender: true, hands: staff, stages: recorded, drawn: drawn{open: func(t target) bool { return len(t.unreached()) > 0 }, about: aboutUnreached},
	}, input{name: "number", kind: "pick", from: "unreached"},
		input{name: "how", kind: "radio", choices: []string{string(twinning.ReachedCorrected), string(twinning.ReachedOtherwise)}, words: "reached"}),
	drawnOf(twinning.ReportBounce{}, form{tender: true, hands: staff, rare: true, stages: recorded, drawn: drawn{open: func(t target) bool { return t.call.IsOpened }, about: aboutHanded}},
		input{name: "letter", kind: "pick", from: "handed-letters"}),
}

// unreached are those whom a letter did not reach, and of whom nobody has said yet that they were reached.
func (t target) unreached() []twinning.Unreached {
	var list []twinning.Unreached
	for _, u := range t.is.Unreached {
		if u.SettledAt.IsZero() {
			list = append(list, u)
		}
	}
	return list
}

// handedPicks are the letters that a mail server may have taken, but for those of which it is recorded that they came back.
func (t target) handedPicks(r *request, add func(value, text string)) {
	for _, l := range t.handed {
		if _, did := t.is.CameBack(l.ID); !did {
			add(l.ID, r.say("handed.one", l.ID, t.names.Of(l.To), r.word("template", l.Template), r.instant(l.At, t.call.In)))
		}
	}
}

// aboutHanded says where there is no letter to choose.
func aboutHanded(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	if slices.ContainsFunc(t.handed, func(l query.HandedLetter) bool { _, did := t.is.CameBack(l.ID); return !did }) {
		return nil, nil
	}
	return []fact{{r.say("handed"), r.say("handed.none"), ""}}, nil
}

func (t target) unreachedPicks(r *request, add func(value, text string)) {
	for _, u := range t.unreached() {
		add(strconv.Itoa(u.Number), r.say("unreached.one", u.Number, t.names.Of(u.To), r.word("template", u.Template), u.Letter))
	}
}

// aboutUnreached shows whose letter did not come, and why.
func aboutUnreached(r *request, t target, typed url.Values) ([]fact, []chart.Figure) {
	var list []fact
	for _, u := range t.unreached() {
		if n := typed.Get("number"); n != "" && n != strconv.Itoa(u.Number) {
			continue
		}
		list = append(list, fact{r.say("unreached.one", u.Number, t.names.Of(u.To), r.word("template", u.Template), u.Letter), r.word("letter-cause", u.Why), ""},
			fact{r.say("dates.when"), r.instant(u.At, t.call.In), ""})
	}
	return list, nil
}
