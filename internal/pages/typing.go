package pages

import "net/url"

// A typing is what was typed into one of several forms of a page, which was refused: the form is shown again with it.
type typing struct {
	form  string // which of them, "" for none
	typed url.Values
}

// Is tells whether it was this form.
func (t typing) Is(form string) bool { return t.form == form }

// Of is what was typed into a field of a form, else what the field begins with.
func (t typing) Of(form, name string, otherwise any) any {
	if t.form == form && t.typed.Has(name) {
		return t.typed.Get(name)
	}
	return otherwise
}

// Ticked tells whether a box of a form was ticked, else whether it is at first.
func (t typing) Ticked(form, name, value string, otherwise bool) bool {
	if t.form != form {
		return otherwise
	}
	for _, v := range t.typed[name] {
		if v == value {
			return true
		}
	}
	return false
}
