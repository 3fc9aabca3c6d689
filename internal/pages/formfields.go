package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
)

type field struct {
	Name, Type, Label, Hint, Value, Wrong string
	Choices                               []choice
	Groups                                []group
	Unit                                  string // of money
	Max, Rows                             int    // the most characters or the highest number; lines shown
	Stored, Title                         string // of a file that was sent: its name in the store, and as it was called
	Members                               []field
	Lines                                 []rowOf // of a list
	Must                                  bool
}

// A rowOf is one row of a list in a form.
type rowOf struct {
	Name, Number, Label string
	Members             []field
	Blank               bool
}

// A group is some of the choices of a field, with a name.
type group struct {
	Name    string
	Choices []choice
}

type choice struct {
	Value, Text string
	On          bool
}

// A complaint is something wrong with a form, at a field or with the whole.
type complaint struct{ Field, Text string }

// formFields are the fields of a form as they are shown: at begins their names, path their
// texts in the catalogue.
func (d *desk) formFields(r *request, t target, fields []input, at, path string, typed url.Values, wrong []complaint) ([]field, error) {
	var list []field
	kind := t.form.kind
	for _, in := range fields {
		name := at + in.name
		f := field{Name: name, Type: in.kind, Label: r.labelOf(kind, path+in.name, in), Hint: r.hintOf(kind, path+in.name, in), Value: typed.Get(name), Must: in.required}
		for _, w := range wrong {
			if w.Field == name && f.Wrong == "" {
				f.Wrong = w.Text
			}
		}
		switch in.kind {
		case "group":
			members, err := d.formFields(r, t, in.within, name+"-", path+in.name+".", typed, wrong)
			if err != nil {
				return nil, err
			}
			f.Members = members
		case "rows":
			if err := d.formRows(r, t, in, &f, path, typed, wrong); err != nil {
				return nil, err
			}
		default:
			if err := d.choices(r, t, in, typed, &f); err != nil {
				return nil, err
			}
		}
		list = append(list, f)
	}
	return list, nil
}

// formRows are the rows of a list that were typed, and an empty one.
func (d *desk) formRows(r *request, t target, in input, f *field, path string, typed url.Values, wrong []complaint) error {
	reading := filling{typed: typed}
	rows := slices.Clone(typed[f.Name])
	next := 0
	for _, row := range rows {
		if n, err := strconv.Atoi(row); err == nil {
			next = max(next, n+1)
		}
	}
	if len(rows) == 0 || reading.begun(in.within, f.Name+"-"+rows[len(rows)-1]+"-") {
		rows = append(rows, strconv.Itoa(next))
	}
	for i, row := range rows {
		at := f.Name + "-" + row + "-"
		members, err := d.formFields(r, t, in.within, at, path+in.name+".", typed, wrong)
		if err != nil {
			return err
		}
		f.Lines = append(f.Lines, rowOf{Name: f.Name, Number: row, Label: r.say("form.row", f.Label, i+1), Members: members, Blank: !reading.begun(in.within, at)})
	}
	return nil
}

// choices fills in what can be chosen in a field, and what it takes.
func (d *desk) choices(r *request, t target, in input, typed url.Values, f *field) error {
	on := func(value string) bool { return slices.Contains(typed[f.Name], value) }
	switch in.kind {
	case "radio":
		words := in.words
		if words == "" {
			words = "stage"
		}
		for _, c := range in.choices {
			f.Choices = append(f.Choices, choice{c, r.word(words, c), on(c)})
		}
	case "yesno":
		f.Type = "radio"
		f.Choices = []choice{{"yes", r.say("yes"), on("yes")}, {"no", r.say("no"), on("no")}}
		for _, x := range []string{"yes", "no"} {
			if _, own := r.keys["choice."+t.form.kind+"."+in.name+"."+x]; own {
				f.Choices[map[string]int{"yes": 0, "no": 1}[x]].Text = r.say("choice." + t.form.kind + "." + in.name + "." + x)
			}
		}
	case "people":
		for _, e := range t.call.Evaluators {
			f.Choices = append(f.Choices, choice{e.Person, t.names.Of(e.Person), on(e.Person)})
		}
	case "role":
		f.Type = "select"
		for _, role := range r.invitable(t) {
			f.Choices = append(f.Choices, choice{string(role), r.word("role", role), on(string(role))})
		}
	case "tender":
		f.Type = "select"
		rows, err := d.tenderChoices(r, t)
		if err != nil {
			return err
		}
		for _, x := range rows {
			f.Choices = append(f.Choices, choice{x.Reference, strings.TrimSpace(x.Reference + " " + x.Title), on(x.Reference)})
		}
	case "suggest":
		list, err := d.picks(r, t, in)
		if err != nil {
			return err
		}
		f.Type, f.Choices = "line", list
	case "pick", "picks":
		list, err := d.picks(r, t, in)
		if err != nil {
			return err
		}
		if in.from == "shows" {
			if len(list) == 0 { // nothing is asked for: there is nothing to choose
				f.Type = "hidden"
				return nil
			}
			list = slices.Insert(list, 0, choice{Text: r.say("evidence.other")})
		}
		f.Type = map[string]string{"pick": "select", "picks": "people"}[in.kind]
		if in.kind == "pick" && in.from != "shows" && (!in.required || len(list) != 1) {
			f.Choices = append(f.Choices, choice{"", r.say("form.choose"), false})
		}
		for _, c := range list {
			c.On = on(c.Value) || strings.HasPrefix(c.Value, typed.Get(f.Name)+"|") && typed.Get(f.Name) != ""
			f.Choices = append(f.Choices, c)
		}
	case "money":
		f.Unit = t.call.Book.Budget.Currency()
	case "text":
		f.Max, f.Rows = law.TextLimit, 5
	case "lines", "persons", "covered":
		f.Type, f.Rows = "text", 3
	case "textfile":
		f.Rows = 16
	case "person", "decimal":
		f.Type = "line"
	case "uploads":
		f.Hint = r.say("document.hint", r.say("document.taken"), r.bytes(evidence.Limit))
		for i, stored := range typed[f.Name+"-stored"] {
			if titles := typed[f.Name+"-title"]; stored != "" && i < len(titles) {
				f.Choices = append(f.Choices, choice{stored, titles[i], slices.Contains(typed[f.Name+"-without"], stored)})
			}
		}
	case "file", "attachment":
		f.Type, f.Stored, f.Title, f.Hint = "file", typed.Get(f.Name+"-stored"), typed.Get(f.Name+"-title"), r.say("document.hint", r.say("document.taken"), r.bytes(evidence.Limit))
	}
	return nil
}
