package pages

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A filling reads what was typed into the fields of a form as the content of its command.
type filling struct {
	d      *desk
	r      *request
	t      target
	typed  url.Values
	wrong  []complaint
	at     map[string]string // the field of a member, by its path in the content
	labels map[string]string // the label of a member, by the same path
	err    error             // of a directory that does not answer
}

// object reads the fields of an object; at is what their names begin with, path where it
// stands in the content.
func (f *filling) object(in []input, at, label, path string) map[string]any {
	content := map[string]any{}
	for _, x := range in {
		if x.memberOf() == "" {
			continue
		}
		where := strings.TrimPrefix(path+"."+x.memberOf(), ".")
		f.at[where], f.labels[where] = at+x.name, f.r.labelOf(f.t.form.kind, label+x.name, x)
		v, ok := f.value(x, at+x.name, label+x.name, where)
		switch {
		case ok:
			content[x.memberOf()] = v
		case x.required && !slices.ContainsFunc(f.wrong, func(w complaint) bool { return w.Field == at+x.name }):
			f.wrong = append(f.wrong, complaint{at + x.name, f.r.say("form.missing", f.labels[where])})
		}
	}
	return content
}

// value reads a field; false where nothing was typed, or what does not fit.
func (f *filling) value(in input, name, label, path string) (any, bool) {
	text := typedText(f.typed, name)
	switch in.kind {
	case "group":
		content := f.object(in.within, name+"-", label+".", path)
		return content, len(content) > 0
	case "rows":
		return f.rows(in, name, label, path)
	case "check":
		return true, f.typed.Get(name) != ""
	case "yesno":
		return text == "yes", text != ""
	case "people", "picks":
		return anyOf(f.typed[name]), len(f.typed[name]) > 0
	case "file":
		text = f.typed.Get(name + "-stored")
		return text, text != ""
	case "uploads":
		list := slices.DeleteFunc(slices.Clone(f.typed[name+"-stored"]), func(stored string) bool { return stored == "" || slices.Contains(f.typed[name+"-without"], stored) })
		return anyOf(list), len(list) > 0
	case "attachment":
		if text = f.typed.Get(name + "-stored"); text == "" {
			return nil, false
		}
		return []any{map[string]any{"id": "file", "name": f.typed.Get(name + "-title"), "file": text}}, true
	case "lines", "persons", "covered":
		var list []any
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				one, ok := f.named(in.kind, name, line)
				if !ok {
					return nil, false
				}
				list = append(list, one)
			}
		}
		return list, len(list) > 0
	}
	if text == "" {
		return nil, false
	}
	return f.scalar(in, name, text)
}

// scalar reads a field of one value, which is not empty.
func (f *filling) scalar(in input, name, text string) (any, bool) {
	unfit := func(kind string, args ...any) (any, bool) {
		f.wrong = append(f.wrong, complaint{name, f.r.say("gap.wrong", f.r.labelOf(f.t.form.kind, in.name, in), f.r.say("fits."+kind, args...))})
		return nil, false
	}
	switch in.kind {
	case "number":
		n, err := strconv.Atoi(text)
		if err != nil {
			return unfit("number")
		}
		return n, true
	case "decimal":
		n, err := decimal.NewFromString(strings.ReplaceAll(text, ",", "."))
		if err != nil {
			return unfit("decimal")
		}
		return n.String(), true
	case "money":
		as := sketch{call: f.t.call}.amount(text)
		if _, err := money.Parse(as); err != nil {
			return unfit("money", f.t.call.Book.Budget.Currency())
		}
		return as, true
	case "date":
		if _, err := calendar.ParseDate(text); err != nil {
			return unfit("date")
		}
	case "wall":
		if _, err := calendar.ParseWallClock(text); err != nil {
			return unfit("wall")
		}
	case "person":
		return f.named("persons", name, text)
	}
	if in.kind == "pick" && in.integer {
		n, err := strconv.Atoi(text)
		if err != nil {
			return unfit("choice")
		}
		return n, true
	}
	return text, true
}

// rows reads the rows of a list. A row of which nothing was typed is none.
func (f *filling) rows(in input, name, label, path string) (any, bool) {
	var list []any
	for _, row := range f.typed[name] {
		at := name + "-" + row + "-"
		if !f.begun(in.within, at) || f.typed.Get(at+"remove") != "" {
			continue
		}
		list = append(list, f.object(in.within, at, label+".", fmt.Sprintf("%s[%d]", path, len(list))))
	}
	return list, len(list) > 0
}

// begun tells whether something was typed into a row.
func (f *filling) begun(in []input, at string) bool {
	return slices.ContainsFunc(in, func(x input) bool {
		if x.kind == "group" {
			return f.begun(x.within, at+x.name+"-")
		}
		return x.kind != "pick" && x.kind != "radio" && strings.TrimSpace(strings.Join(f.typed[at+x.name], "")) != "" || f.typed.Get(at+x.name+"-stored") != ""
	})
}

// named is the id of somebody, or of a tender where that may be covered, too.
func (f *filling) named(kind, name, text string) (any, bool) {
	if kind == "lines" {
		return text, true
	}
	if kind == "covered" {
		if reference, err := query.TenderRef(text); err == nil && law.CallOf(reference) == f.t.call.Reference {
			return reference, true
		}
	}
	p, err := f.d.knownAs(f.r.Context(), text)
	switch {
	case errors.Is(err, people.ErrUnknown):
		f.wrong = append(f.wrong, complaint{name, f.r.unknown(text)})
		return nil, false
	case err != nil:
		f.err = errors.Join(f.err, err)
		return nil, false
	}
	return p.ID, true
}

func anyOf(list []string) []any {
	all := make([]any, len(list))
	for i, x := range list {
		all[i] = x
	}
	return all
}

// entitle gives files that were added before the names under which they were.
func (t target) entitle(typed url.Values) {
	for _, x := range t.fields {
		if x.kind != "uploads" {
			continue
		}
		for i, stored := range typed[x.name+"-stored"] {
			if k := slices.IndexFunc(t.is.Files, func(f twinning.File) bool { return f.File == stored }); k >= 0 && t.is.Files[k].Title != "" {
				typed[x.name+"-title"][i] = string(t.is.Files[k].Title)
			}
		}
	}
}

// spread fills in the fields of a form from the content of a command, as a form sends them.
func spread(in []input, content map[string]any, at string, v url.Values) {
	for _, x := range in {
		is, there := content[x.memberOf()]
		if !there || is == nil {
			continue
		}
		name := at + x.name
		switch x.kind {
		case "group":
			if of, ok := is.(map[string]any); ok {
				spread(x.within, of, name+"-", v)
			}
		case "rows":
			list, _ := is.([]any)
			for i, one := range list {
				if of, ok := one.(map[string]any); ok {
					v.Add(name, strconv.Itoa(i))
					spread(x.within, of, fmt.Sprintf("%s-%d-", name, i), v)
				}
			}
		case "check":
			if is == true {
				v.Set(name, "yes")
			}
		case "yesno":
			v.Set(name, map[bool]string{true: "yes", false: "no"}[is == true])
		case "people", "picks":
			v[name] = scalars(is)
		case "lines", "persons", "covered":
			v.Set(name, strings.Join(scalars(is), "\n"))
		case "uploads":
			v[name+"-stored"] = scalars(is)
			v[name+"-title"] = scalars(is)
		case "file":
			v.Set(name+"-stored", scalar(is))
			if title := scalar(content["name"]); title != "" {
				v.Set(name+"-title", title)
			} else {
				v.Set(name+"-title", scalar(content["what"]))
			}
		case "attachment":
			if list, _ := is.([]any); len(list) > 0 {
				row, _ := list[0].(map[string]any)
				v.Set(name+"-stored", scalar(row["file"]))
				v.Set(name+"-title", scalar(row["name"]))
			}
		case "money":
			_, number, two := strings.Cut(scalar(is), " ")
			if two {
				v.Set(name, number)
			}
		default:
			v.Set(name, scalar(is))
		}
	}
}
