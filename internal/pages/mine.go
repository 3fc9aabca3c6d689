package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

type letterLine struct {
	Subject, Text, At, About, Reference string
	Page, Lang, Note                    string
	Fate                                mark
}

// mostLetters is how many letters one page shows.
const mostLetters = 200

// myLetters are the letters to the viewer, with what became of each.
func (d *desk) myLetters(r *request) error {
	rows, err := d.Queries.Letters(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	v := struct {
		Total int
		Rows  []letterLine
	}{Total: len(rows)}
	for _, x := range rows[:min(len(rows), mostLetters)] {
		zone, err := d.Queries.CallZone(r.Context(), callOf(x.Stream))
		if err != nil {
			return err
		}
		l := letterLine{Subject: x.Subject, Text: x.Text, At: r.instant(x.At, zone), About: lifeHref(x.Stream), Reference: law.Reference(x.Stream), Fate: mark{r.word("letter", x.Fate), ""}}
		l.Lang, l.Page = x.Language, "/letters/page?"+url.Values{"life": {x.Stream}, "letter": {x.ID}}.Encode()
		if !x.AsSent {
			l.Note = r.say("myletters.asnow")
		}
		switch x.Fate {
		case query.LetterSent:
			l.Fate = mark{r.say("letter.sent.at", r.instant(x.FateAt, zone)), "good"}
		case query.LetterRefused, query.LetterSuppressed, query.LetterCameBack:
			l.Fate.Shade = "bad"
		case query.LetterInDoubt, query.LetterToCome:
			l.Fate.Shade = "wait"
		}
		v.Rows = append(v.Rows, l)
	}
	return d.show(r, http.StatusOK, "myletters.html", r.say("myletters"), []crumb{{"/", r.say("home")}, {"", r.say("myletters")}}, nil, v)
}

// callOf is the reference of the call that a life belongs to, or is.
func callOf(stream string) string {
	if strings.HasPrefix(stream, law.TenderFamily) {
		return law.CallOf(law.Reference(stream))
	}
	return law.Reference(stream)
}

// me is what is kept of the viewer, and who corrects and erases it.
func (d *desk) me(r *request) error { return d.showMe(r, http.StatusOK, "", nil) }

// showMe shows one's own page, with why an erasure was not asked for and what is wrong with a correction; nil where none was sent.
func (d *desk) showMe(r *request, status int, problem string, wrong []complaint) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "data"}
	}
	p, err := d.People.Find(r.Context(), r.viewer.Person)
	if err != nil {
		return err
	}
	v := struct {
		Facts, Roles     []fact
		Problem, Command string
		Erasures         []erasureLine
		MayAsk, Settles  bool
		Nobody           bool // there is no administrator who could settle a request
		Correction       correction
	}{Problem: problem, Command: door.NewID()}
	var typed url.Values
	if wrong != nil {
		typed = r.PostForm
	}
	v.Correction = r.correctionOf(p, typed, wrong)
	asked, err := d.Queries.OwnErasures(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	administrators, err := d.Queries.Administrators(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	answer := inOffice(administrators)
	v.Erasures = r.erasureLines(asked, d.Queries.Names(r.Context(), administrators), answer)
	v.Settles, v.Nobody = slices.Contains(answer, r.viewer.Person), len(answer) == 0
	v.MayAsk = !v.Nobody && !slices.ContainsFunc(asked, func(x query.ErasureRow) bool { return x.Refused == "" })
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{r.say("me." + name), value, ""})
		}
	}
	add("name", p.Name)
	add("email", p.Email)
	add("organisation", p.Organisation)
	if p.Country != "" {
		add("country", r.country(p.Country))
	}
	add("language", r.word("language", p.Language))
	add("alias", strings.TrimSpace(p.Alias+" "+p.Also))
	add("id", p.ID)
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	for _, row := range calls {
		c, err := d.Queries.Call(r.Context(), r.viewer, row.Reference)
		if err != nil {
			return err
		}
		for _, role := range law.StaffRoles() {
			if r.has(c, role) {
				v.Roles = append(v.Roles, fact{c.Reference, r.say("fact.role." + string(role)), "/calls/" + c.Reference})
			}
		}
		if r.evaluates(c) {
			v.Roles = append(v.Roles, fact{c.Reference, r.say("fact.role.evaluator"), "/evaluating"})
		}
	}
	tenders, err := d.Queries.OwnTenders(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	for _, row := range tenders {
		if row.Title == "" || row.Outcome != nil && row.Versions == 0 {
			continue
		}
		t, err := d.Queries.Tender(r.Context(), r.viewer, row.Reference)
		if err != nil {
			return err
		}
		if r.speaks(t) {
			v.Roles = append(v.Roles, fact{row.Reference, r.say("me.party", row.Title), "/tenders/" + row.Reference})
		}
	}
	return d.show(r, status, "me.html", r.say("me"), []crumb{{"/", r.say("home")}, {"", r.say("me")}}, nil, v)
}
