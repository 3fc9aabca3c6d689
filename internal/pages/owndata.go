package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// A correction is the form in which the viewer corrects what is kept of them, with what is wrong with what they typed.
type correction struct {
	Seen   string // mark of what they were shown
	Fields []field
	Wrong  []complaint
	Done   bool // it has just been recorded
}

// wasCorrected is where the address of one's own page says that a correction was recorded.
const wasCorrected = "corrected"

// correctionOf is the form about what is recorded, or about what was typed.
func (r *request) correctionOf(p people.Person, typed url.Values, wrong []complaint) correction {
	own := p.Own()
	if typed == nil {
		typed = url.Values{"name": {own.Name}, "organisation": {own.Organisation}, "country": {own.Country}, "language": {own.Language}}
	}
	at := func(name string) string {
		for _, w := range wrong {
			if w.Field == name {
				return w.Text
			}
		}
		return ""
	}
	c := correction{Seen: own.Mark(), Wrong: wrong, Done: r.URL.Query().Has(wasCorrected)}
	for _, name := range []string{"name", "organisation", "country", "language"} {
		f := field{Name: name, Label: r.say("me." + name), Value: typed.Get(name), Wrong: at(name)}
		switch name {
		case "country":
			f.Type, f.Choices = "select", r.countryChoices(f.Value, r.say("me.nocountry"))
		case "language":
			f.Type, f.Choices = "select", []choice{{Text: r.say("me.nolanguage"), On: f.Value == ""}}
			for _, lang := range letters.Languages() {
				f.Choices = append(f.Choices, choice{Value: lang, Text: r.word("language", lang), On: lang == f.Value})
			}
		}
		c.Fields = append(c.Fields, f)
	}
	return c
}

// countryChoices are all countries by their names, the one that is chosen whatever it is, and before them that none is.
func (r *request) countryChoices(chosen, none string) []choice {
	codes := law.Countries()
	if chosen != "" && !slices.Contains(codes, chosen) {
		codes = append(codes, chosen)
	}
	list := make([]choice, 0, len(codes)+1)
	for _, code := range codes {
		list = append(list, choice{Value: code, Text: r.country(code), On: code == chosen})
	}
	slices.SortFunc(list, func(a, b choice) int { return r.compare(a.Text, b.Text) })
	return slices.Insert(list, 0, choice{Text: none, On: chosen == ""})
}

// correctMe records what the viewer says of themselves now.
func (d *desk) correctMe(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "data"}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	get := func(name string) string { return typedText(r.PostForm, name) }
	own := people.Own{Name: get("name"), Organisation: get("organisation"), Country: strings.ToUpper(get("country")), Language: get("language")}
	wrong := r.wrongIn(own)
	if len(wrong) == 0 {
		_, err := d.People.Correct(r.Context(), r.viewer.Person, r.PostForm.Get("seen"), own)
		switch {
		case err == nil:
			return r.to("/me?" + wasCorrected)
		case !errors.Is(err, people.ErrMoved):
			return err
		}
		wrong = []complaint{{"", r.say("me.correct.moved")}}
	}
	return d.showMe(r, http.StatusUnprocessableEntity, "", wrong)
}

// wrongIn says what is wrong with what somebody says of themselves, at its fields.
func (r *request) wrongIn(own people.Own) (wrong []complaint) {
	if own.Name == "" {
		wrong = append(wrong, complaint{"name", r.say("form.missing", r.say("me.name"))})
	}
	for _, x := range []struct{ name, text string }{{"name", own.Name}, {"organisation", own.Organisation}} {
		if err := law.CheckText(x.name, law.Text(x.text)); err != nil {
			wrong = append(wrong, complaint{x.name, r.whyOf(err, func(string) string { return r.say("me." + x.name) })})
		}
	}
	if own.Country != "" && !law.CountryCode(own.Country) {
		wrong = append(wrong, complaint{"country", r.say("me.country.unknown")})
	}
	if own.Language != "" && !slices.Contains(letters.Languages(), own.Language) {
		wrong = append(wrong, complaint{"language", r.say("me.language.unknown")})
	}
	return wrong
}
