package pages

import (
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

func practiceHref(reference, action string) string {
	return "/bodies/" + reference + "/actions/" + action + "/offer"
}

// topicsOf are the topics of a marketplace to choose from: each is written MARKET/PRIORITY/TOPIC.
type topicsOf struct {
	Text    string
	Choices []choice
}

type practiceView struct {
	Offer                          *market.Content
	Country, Action, Back, Problem string
	Topics                         []topicsOf
	Organisations                  []choice
}

// practiceOffer offers an action that is done to others, in one step: it drafts an entry of a marketplace, and notes it beside the
// action. Done again, it makes none twice.
func (d *desk) practiceOffer(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(b.Actions, func(a query.BodyActionRow) bool { return a.Action == r.PathValue("action") && a.Offer != nil })
	if i < 0 {
		return &query.Absent{Noun: "action"}
	}
	a := b.Actions[i]
	if r.Method != http.MethodPost {
		return d.showPractice(r, http.StatusOK, b, a, "")
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	to, topic, _ := strings.Cut(r.PostForm.Get("topic"), "/")
	offer := *a.Offer
	offer.Organisation = r.PostForm.Get("organisation")
	offer.Priority, offer.Topic, _ = strings.Cut(topic, "/")
	id := body.PracticeCommand(b.Reference, a.Action)
	entry := market.NewReference(to, id, r.viewer.Person)
	stream, ok := market.EntryStream(entry)
	if !ok {
		return &query.Absent{Noun: "market"}
	}
	for _, q := range []door.Request{
		{Stream: stream, Command: market.DraftEntry{Content: offer}, As: r.viewer.Person, ID: id, Begins: true},
		{Stream: body.Root + b.Reference, Command: body.LinkBody{From: "action/" + a.Action, To: stream}, As: r.viewer.Person, ID: id},
	} {
		problem, err := d.ask(r, q)
		if err != nil {
			return err
		}
		if problem != "" {
			return d.showPractice(r, http.StatusUnprocessableEntity, b, a, problem)
		}
	}
	return r.to("/entries/" + entry)
}

func (d *desk) showPractice(r *request, status int, b query.BodyRow, a query.BodyActionRow, problem string) error {
	v := practiceView{Offer: a.Offer, Country: r.country(a.Offer.Country), Action: practiceHref(b.Reference, a.Action), Back: "/bodies/" + b.Reference, Problem: problem}
	markets, err := d.Queries.Markets(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	chosen := r.PostForm.Get("topic")
	for _, m := range markets {
		if m.Stage != market.Opened {
			continue
		}
		of := topicsOf{Text: m.Rules.Title.In(r.lang())}
		for _, p := range m.Rules.Priorities {
			for _, t := range p.Topics {
				value := m.Reference + "/" + p.ID + "/" + t.ID
				of.Choices = append(of.Choices, choice{Value: value, Text: t.Title.In(r.lang()), On: value == chosen || chosen == "" && p.ID == a.Offer.Priority && t.ID == a.Offer.Topic})
			}
		}
		v.Topics = append(v.Topics, of)
	}
	if v.Organisations, err = d.ownOrganisations(r); err != nil {
		return err
	}
	return d.show(r, status, "practiceoffer.html", r.say("body.offer.title"), r.crumbsOf("bodies", b.Reference, r.say("body.offer.title")), nil, v)
}
