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
	Offer                 *market.Content
	Country, Action, Back string
	Problem               string
	Waits                 string // the draft is not judged yet
	Topics                []topicsOf
	Organisations         []choice
}

// practiceOffer offers an action that is done to others, in one step: it drafts an entry of a marketplace and, once that is there, notes it beside
// the action. Done again, it makes none twice.
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
		return d.showPractice(r, http.StatusOK, b, a, practiceView{})
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	to, topic, _ := strings.Cut(r.PostForm.Get("topic"), "/")
	offer := *a.Offer
	offer.Organisation = r.PostForm.Get("organisation")
	offer.Priority, offer.Topic, _ = strings.Cut(topic, "/")
	stream, got, err := d.draftEntry(r, to, offer, func(nth int) string { return body.PracticeCommand(b.Reference, a.Action, offer, nth) })
	problem, err := d.notDone(r, got, err)
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showPractice(r, http.StatusUnprocessableEntity, b, a, practiceView{Problem: problem})
	case got.Status != door.Done: // nothing can be noted of an entry that is not there
		return d.showPractice(r, http.StatusAccepted, b, a, practiceView{Waits: r.say("body.offer.waits")})
	}
	problem, err = d.ask(r, door.Request{
		Stream: body.Root + b.Reference, Command: body.LinkBody{From: "action/" + a.Action, To: stream}, As: r.viewer.Person, ID: door.NewID(),
	})
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showPractice(r, http.StatusUnprocessableEntity, b, a, practiceView{Problem: problem})
	}
	return r.to(lifeHref(stream))
}

func (d *desk) showPractice(r *request, status int, b query.BodyRow, a query.BodyActionRow, v practiceView) error {
	v.Offer, v.Country, v.Action, v.Back = a.Offer, r.country(a.Offer.Country), practiceHref(b.Reference, a.Action), "/bodies/"+b.Reference
	markets, err := d.Queries.Markets(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	chosen, of := r.PostForm.Get("topic"), r.PostForm.Get("organisation")
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
	if slices.ContainsFunc(v.Organisations, func(c choice) bool { return c.Value == of }) { // as it was sent
		for i := range v.Organisations {
			v.Organisations[i].On = v.Organisations[i].Value == of
		}
	}
	return d.show(r, status, "practiceoffer.html", r.say("body.offer.title"), r.crumbsOf("bodies", b.Reference, r.say("body.offer.title")), nil, v)
}
