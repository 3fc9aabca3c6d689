package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/query"
)

// presentOf is the field of a form that says who was there for a member.
func presentOf(member string) string { return presentPrefix + member }

const presentPrefix = "present-"

// presences ask for each member of a body who was there for it: nobody, whoever represents it, or an alternate.
func (r *request) presences(names query.Names, b query.BodyRow, typed url.Values) (fields []field) {
	for _, m := range b.Members {
		if !m.Sits {
			continue
		}
		name := presentOf(m.Member)
		is := field{Name: name, Type: "select", Label: r.say("body.field.present.of", r.bodyName(m)), Value: typed.Get(name)}
		add := func(value, text string) {
			is.Choices = append(is.Choices, choice{Value: value, Text: text, On: value == typed.Get(name)})
		}
		add("", r.say("body.absent"))
		for _, person := range append([]string{m.Person}, m.Alternates...) {
			add(person, names.Of(person))
		}
		fields = append(fields, is)
	}
	return fields
}

// recorded are the values of the form with who was there as it is recorded already: a correction begins with that.
func (d *desk) recorded(r *request, b query.BodyRow, typed url.Values) (url.Values, error) {
	m, err := d.Queries.BodyMeeting(r.Context(), r.viewer, b.Reference, typed.Get("meeting"))
	var none *query.Absent
	if errors.As(err, &none) { // the form asks for the meeting
		return typed, nil
	}
	for _, p := range m.Present {
		typed.Set(presentOf(p.Member), p.Person)
	}
	return typed, err
}

// chosenPresent are the people who were chosen in the form, by their members. They are persons, not places in a list that may have changed since the
// form was shown: the law refuses who no longer represents the member.
func chosenPresent(form url.Values) []body.BodyPresence {
	list := []body.BodyPresence{}
	for name, values := range form {
		if member, is := strings.CutPrefix(name, presentPrefix); is && values[0] != "" {
			list = append(list, body.BodyPresence{Member: member, Person: values[0]})
		}
	}
	slices.SortFunc(list, func(a, b body.BodyPresence) int { return strings.Compare(a.Member, b.Member) })
	return list
}
