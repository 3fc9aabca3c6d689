package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

type orgRow struct {
	Row, ID, Name, Country, Region string
	Roles                          []choice
	Attributes                     []attributeRow
	Share                          string
	Shares                         bool // the rule book divides the costs
	Tenderer, Contractor, Blank    bool
	Wrong                          map[string]string // by the end of the field's name
}

type documentRow struct {
	ID, Name, Hint, Wrong, Href string
	File, Type, Size, State     string
	Hash                        string // where it is named by its hash alone
	Gone                        bool
}

// A both is a field that somebody else has changed while it was typed in.
type both struct{ Name, Yours, Theirs string }

type stepView struct {
	Step, Action, Was, Lead string
	Fields                  []field
	Orgs                    []orgRow
	People                  []field
	Documents               []documentRow
	Wrong                   []complaint
	Both                    []both
	Gaps                    []gap
	Clock                   clock
	Saved, Next, Back       string
	Total                   string // of the costs, with the ceiling
}

func digest(part map[string]any) string {
	text, _ := json.Marshal(part) // texts, numbers, lists and groups of a file
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// step is the page of one step of a draft.
func (d *desk) step(r *request) error {
	s, step, err := d.stepTarget(r)
	if err != nil {
		return err
	}
	return d.showStep(r, http.StatusOK, s, step, s.part(step), unfit(r.gaps(s), step), nil)
}

func (d *desk) stepTarget(r *request) (sketch, string, error) {
	s, err := d.sketch(r)
	step := r.PathValue("step")
	if err == nil && !slices.Contains(s.steps(), step) {
		err = &query.Absent{Noun: "page"}
	}
	return s, step, err
}

func (d *desk) showStep(r *request, status int, s sketch, step string, part map[string]any, wrong []complaint, differ []both) error {
	v := stepView{
		Step: step, Action: s.at() + "/edit/" + step, Was: digest(s.part(step)), Lead: r.say("step." + step + ".lead"), Wrong: wrong, Both: differ, Clock: r.clock(s),
		Saved: r.say("draft.saved", r.instant(s.SavedAt, s.call.In)), Back: s.at(),
	}
	for _, g := range r.gaps(s) {
		if g.Step == step && g.missing {
			v.Gaps = append(v.Gaps, g)
		}
	}
	v.Next = s.at()
	if steps := s.steps(); slices.Index(steps, step)+1 < len(steps) {
		v.Next = s.at() + "/edit/" + steps[slices.Index(steps, step)+1]
	}
	switch step {
	case "offer", "plan", "costs":
		v.Fields = r.stepFields(s, step, part)
	case "parties":
		r.parties(s, part, &v)
		for _, name := range []string{"contact", "signatory"} {
			text := scalar(part[name])
			if strings.HasPrefix(text, "p-") {
				text = d.Queries.Names(r.Context()).Of(text)
			}
			v.People = append(v.People, field{Name: name, Type: "line", Label: r.label(name), Hint: r.say("draft." + name + ".hint"), Value: text})
		}
	case "documents":
		v.Documents = r.documents(s)
		f := field{Name: "exclusion", Type: "check", Label: r.label("exclusion"), Hint: r.say("draft.exclusion.hint")}
		if part["exclusion"] == true {
			f.Value = "yes"
		}
		v.Fields = []field{f}
	}
	for _, w := range wrong {
		mark := func(list []field) {
			for i := range list {
				if list[i].Name == w.Field {
					list[i].Wrong = w.Text
				}
			}
		}
		mark(v.Fields)
		mark(v.People)
		for i := range v.Orgs {
			if name, is := strings.CutPrefix(w.Field, "org-"+v.Orgs[i].Row+"-"); is {
				v.Orgs[i].Wrong = map[string]string{name: w.Text}
			}
		}
		for i := range v.Documents {
			if w.Field == "document-"+v.Documents[i].ID {
				v.Documents[i].Wrong = w.Text
			}
		}
	}
	if step == "costs" {
		v.Total = r.costsTotal(s)
	}
	crumbs, tabs := r.draftAround(s, step)
	return d.show(r, status, "step.html", r.say("step."+step), crumbs, tabs, v)
}

// stepFields are the fields of a step as they are filled in.
func (r *request) stepFields(s sketch, step string, part map[string]any) []field {
	book := s.call.Book
	add := func(name, kind string) field {
		f := field{Name: name, Type: kind, Label: r.label(name), Value: scalar(part[name])}
		if _, ok := r.keys["draft."+name+".hint"]; ok {
			f.Hint = r.say("draft." + name + ".hint")
		}
		if name == "solution" && book.Publishes(call.PublishSolution) {
			f.Hint += " " + r.say("draft.solution.published")
		}
		return f
	}
	switch step {
	case "offer":
		types, topics, months := add("type", "radio"), add("topic", "select"), add("months", "number")
		for _, t := range book.Types {
			types.Choices = append(types.Choices, choice{t.ID, r.typeText(book, t), part["type"] == t.ID})
		}
		topics.Choices = []choice{{"", r.say("draft.topic.none"), false}}
		for _, p := range book.Priorities {
			g := group{Name: r.priorityName(book, p.ID)}
			for _, t := range p.Topics {
				g.Choices = append(g.Choices, choice{p.ID + "|" + t.ID, r.topicName(book, p.ID, t.ID), part["topic"] == t.ID && part["priority"] == p.ID})
			}
			topics.Groups = append(topics.Groups, g)
		}
		months.Hint, months.Max = r.fits(s, "months"), book.Running.Months
		return []field{add("title", "line"), types, topics, months}
	case "plan":
		var list []field
		for _, name := range stepFields[step] {
			f := add(name, "text")
			f.Max, f.Rows = law.TextLimit, 8
			list = append(list, f)
		}
		return list
	}
	costs, _ := part["costs"].(map[string]any)
	var list []field
	for _, name := range []string{"personnel", "direct", "subcontracting"} {
		f := add(name, "money")
		f.Unit = book.Budget.Currency()
		f.Value = strings.TrimPrefix(scalar(costs[name]), f.Unit+" ")
		list = append(list, f)
	}
	return list
}

// costsTotal is what the costs add up to, beside the ceiling of the type.
func (r *request) costsTotal(s sketch) string {
	t, known := s.call.Book.Type(s.read.Tender.Type)
	total := s.read.Tender.Costs.Total()
	switch {
	case total.IsNone():
		return ""
	case !known || t.Ceiling.IsNone():
		return r.say("draft.total", r.money(total))
	case t.Ceiling.LessThan(total):
		return r.say("draft.total.above", r.money(total), r.money(t.Ceiling), t.Name)
	}
	return r.say("draft.total.within", r.money(total), r.money(t.Ceiling), t.Name)
}

// parties are the organisations, and an empty row for one more.
func (r *request) parties(s sketch, part map[string]any, v *stepView) {
	list, _ := part["organisations"].([]any)
	used := map[string]bool{}
	row := func(o map[string]any, blank bool) {
		id := scalar(o["id"])
		x := orgRow{Row: fmt.Sprint(len(v.Orgs)), ID: id, Name: scalar(o["name"]), Country: scalar(o["country"]), Region: scalar(o["region"]), Blank: blank}
		x.Tenderer, x.Contractor = id != "" && part["tenderer"] == id, id != "" && part["contractor"] == id
		for _, w := range wishes {
			x.Roles = append(x.Roles, choice{w[0], r.say("party.role." + w[0]), slices.Contains(scalars(part[w[1]]), id)})
		}
		x.Attributes, x.Shares, x.Share = r.attributes(s, x.Row, o), s.call.Book.Eligibility.Shares, share(part, id)
		v.Orgs = append(v.Orgs, x)
		used[id] = true
	}
	for _, o := range list {
		if org, ok := o.(map[string]any); ok {
			row(org, false)
		}
	}
	for blanks, n := max(1, 2-len(list)), 1; blanks > 0; n++ {
		if id := fmt.Sprintf("org-%d", n); !used[id] {
			row(map[string]any{"id": id}, true)
			blanks--
		}
	}
}

// saveStep keeps what was typed in one step. Where somebody else has changed the same
// step since the form was made, both are shown and nothing is replaced.
func (d *desk) saveStep(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	s, step, err := d.stepTarget(r)
	if err != nil {
		return err
	}
	typed := s.typed(step, r.PostForm)
	for tries := 0; ; tries++ {
		now := s.part(step)
		if sameAs(now, typed) {
			break
		}
		if digest(now) != r.PostForm.Get("was") {
			return d.answerStep(r, http.StatusConflict, s, step, typed, []complaint{{"", r.say("draft.moved")}}, r.differing(step, typed, now))
		}
		_, err := d.Drafts.Save(r.Context(), drafts.File{As: r.viewer.Person, Call: s.Call, ID: s.ID, If: s.Version, Data: s.with(step, typed)})
		if errors.Is(err, drafts.ErrClosed) || errors.Is(err, drafts.ErrNonsense) {
			return d.answerStep(r, http.StatusUnprocessableEntity, s, step, typed, []complaint{{"", r.say("draft.notsaved", r.why(err))}}, nil)
		}
		if err != nil && (!errors.Is(err, drafts.ErrMoved) || tries >= 5) {
			return err
		}
		if s, err = d.sketch(r); err != nil {
			return err
		}
	}
	if wrong := unfit(r.gaps(s), step); len(wrong) > 0 {
		return d.answerStep(r, http.StatusUnprocessableEntity, s, step, s.part(step), wrong, nil)
	}
	if r.wantsJSON() {
		return d.answerStep(r, http.StatusOK, s, step, nil, nil, nil)
	}
	switch r.PostForm.Get("then") {
	case "stay":
		return r.to(s.at() + "/edit/" + step)
	case "check":
		return r.to(s.at())
	}
	steps := s.steps()
	if next := slices.Index(steps, step) + 1; next < len(steps) {
		return r.to(s.at() + "/edit/" + steps[next])
	}
	return r.to(s.at())
}

// with is the file of a draft with a step as it was typed.
func (s sketch) with(step string, typed map[string]any) []byte {
	values := map[string]any{}
	for name, v := range s.read.Values {
		values[name] = v
	}
	for _, name := range stepFields[step] {
		delete(values, name)
	}
	for name, v := range typed {
		values[name] = v
	}
	if len(s.read.Tender.Sources) > 0 {
		values["sources"] = s.read.Tender.Sources
	}
	data, _ := json.MarshalIndent(values, "", "  ") // texts, numbers, lists and groups of a file
	return data
}

// whereFile is the path of a file of a draft.
func (s sketch) whereFile(document string) string {
	return s.at() + "/documents/" + url.PathEscape(document)
}
