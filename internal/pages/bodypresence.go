package pages

import (
	"net/url"
	"strconv"

	"twinning.example/engine/internal/query"
)

// presentOf is the field of a form that says who was there for a member.
func presentOf(member string) string { return "present-" + member }

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
		add("0", names.Of(m.Person))
		for i, person := range m.Alternates {
			add(strconv.Itoa(i+1), names.Of(person))
		}
		fields = append(fields, is)
	}
	return fields
}

// chosenPresent are those who were chosen in the form, as its lines say it: the code of a member, a colon, and the number of the alternate.
func chosenPresent(b query.BodyRow, form url.Values) (lines []string) {
	for _, m := range b.Members {
		if who := form.Get(presentOf(m.Member)); who != "" {
			lines = append(lines, m.Member+":"+who)
		}
	}
	return lines
}
