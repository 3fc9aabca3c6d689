package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
)

// The steps of the form of an entry, and the fields of each. What was typed in the others is
// carried along: nothing is recorded before the last one.
var entrySteps = []formStep{
	{"solution", []string{"side", "title", "description", "kind"}},
	{"field", []string{"topic", "types", "languages"}},
	{"place", []string{"organisation", "country", "region"}},
	{"readiness", nil},
}

type formStep struct {
	name   string
	fields []string
}

type carried struct{ Name, Value string }

type entryFormView struct {
	Action, Command, Problem, Step, Lead string
	Number, Of                           int
	Steps                                []entryStep
	Fields                               []field
	Carried                              []carried
	Wrong                                []complaint
	Last                                 bool
	Fixed                                bool // an offer stays one
	NoOrganisation                       bool
}

type entryStep struct {
	Name, Text string
	Here, Done bool
}

func (d *desk) newEntry(r *request) error {
	m, err := d.Queries.Market(r.Context(), r.viewer, r.PathValue("market"))
	if err != nil {
		return err
	}
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	typed := url.Values{"side": {r.URL.Query().Get("side")}, "languages": {"en"}}
	return d.entryForm(r, m, "/markets/"+m.Reference+"/new", typed, "")
}

func (d *desk) editEntry(r *request) error {
	e, err := d.Queries.Entry(r.Context(), r.viewer, r.PathValue("entry"))
	if err != nil {
		return err
	}
	if !e.Yours {
		return &query.Absent{Noun: "entry"}
	}
	m, err := d.Queries.Market(r.Context(), r.viewer, e.Market)
	if err != nil {
		return err
	}
	typed := url.Values{
		"side": {string(e.Side)}, "title": {string(e.Title)}, "description": {string(e.Description)}, "kind": {e.Kind}, "topic": {e.Topic}, "types": e.Types, "languages": e.Languages,
		"organisation": {e.Standing.Record}, "country": {e.Country}, "region": {string(e.Region)},
	}
	for _, q := range e.Readiness {
		typed.Set("q-"+q.Question, q.Option)
	}
	return d.entryForm(r, m, "/entries/"+e.Reference+"/edit", typed, e.Reference)
}

// entryForm shows a step, or takes it and goes on to the next; the last one drafts or revises.
func (d *desk) entryForm(r *request, m query.MarketRow, action string, typed url.Values, revises string) error {
	if r.Method != http.MethodPost {
		return d.showEntryForm(r, http.StatusOK, m, entryFormView{Action: action, Command: door.NewID(), Step: entrySteps[0].name, Fixed: revises != ""}, typed)
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	typed = r.PostForm
	v := entryFormView{Action: action, Command: typed.Get("command-id"), Step: typed.Get("step"), Fixed: revises != ""}
	if v.Command == "" {
		v.Command = door.NewID()
	}
	at := slices.IndexFunc(entrySteps, func(s formStep) bool { return s.name == v.Step })
	if at < 0 {
		return &query.Absent{Noun: "page"}
	}
	if then := typed.Get("then"); strings.HasPrefix(then, "step-") { // to any step, without a look at this one
		v.Step = strings.TrimPrefix(then, "step-")
		return d.showEntryForm(r, http.StatusOK, m, v, typed)
	}
	if v.Wrong = r.entryGaps(typed, entrySteps[at].fields); len(v.Wrong) > 0 {
		return d.showEntryForm(r, http.StatusUnprocessableEntity, m, v, typed)
	}
	if at < len(entrySteps)-1 {
		v.Step = entrySteps[at+1].name
		return d.showEntryForm(r, http.StatusOK, m, v, typed)
	}
	for _, s := range entrySteps { // a step that was passed over
		if v.Wrong = r.entryGaps(typed, s.fields); len(v.Wrong) > 0 {
			v.Step = s.name
			return d.showEntryForm(r, http.StatusUnprocessableEntity, m, v, typed)
		}
	}
	c := entryContent(m.Rules, typed)
	reference, q := revises, door.Request{As: r.viewer.Person, ID: v.Command, Command: market.ReviseEntry{Content: c}}
	if revises == "" {
		reference = market.NewReference(m.Reference, v.Command, r.viewer.Person)
		q.Command, q.Begins = market.DraftEntry{Content: c}, true
	}
	q.Stream, _ = market.EntryStream(reference)
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		v.Problem, v.Command = problem, door.NewID()
		return d.showEntryForm(r, http.StatusUnprocessableEntity, m, v, typed)
	}
	return r.to("/entries/" + reference)
}

// entryContent is what was typed.
func entryContent(rules market.Rules, v url.Values) market.Content {
	text := func(name string) law.Text {
		return law.Text(strings.ReplaceAll(strings.TrimSpace(v.Get(name)), "\r\n", "\n"))
	}
	c := market.Content{
		Side: market.Side(v.Get("side")), Title: text("title"), Description: text("description"), Kind: v.Get("kind"), Topic: v.Get("topic"), Types: v["types"], Languages: v["languages"],
		Organisation: v.Get("organisation"), Country: strings.ToUpper(strings.TrimSpace(v.Get("country"))), Region: text("region"),
	}
	for _, p := range rules.Priorities {
		if slices.ContainsFunc(p.Topics, func(t market.Term) bool { return t.ID == c.Topic }) {
			c.Priority = p.ID
		}
	}
	for _, q := range rules.Readiness {
		if o := v.Get("q-" + q.ID); o != "" {
			c.Readiness = append(c.Readiness, market.ReadinessAnswer{Question: q.ID, Option: o})
		}
	}
	return c
}

// entryGaps is what is missing of some fields.
func (r *request) entryGaps(v url.Values, fields []string) (wrong []complaint) {
	for _, name := range fields {
		if name != "region" && strings.TrimSpace(v.Get(name)) == "" {
			wrong = append(wrong, complaint{name, r.say("form.missing", r.say("market."+name))})
		}
	}
	if slices.Contains(fields, "country") && v.Get("country") != "" && !law.CountryCode(strings.ToUpper(strings.TrimSpace(v.Get("country")))) {
		wrong = append(wrong, complaint{"country", r.say("market.country.wrong")})
	}
	for name, most := range map[string]int{"title": market.LongestTitle, "description": market.LongestDescription, "region": market.LongestRegion} {
		if slices.Contains(fields, name) && len([]rune(strings.TrimSpace(v.Get(name)))) > most {
			wrong = append(wrong, complaint{name, r.say("market.long", r.say("market."+name), most)})
		}
	}
	return wrong
}

func (d *desk) showEntryForm(r *request, status int, m query.MarketRow, v entryFormView, typed url.Values) error {
	at := 0
	for i, s := range entrySteps {
		if s.name == v.Step {
			at = i
		}
	}
	v.Step, v.Number, v.Of, v.Last = entrySteps[at].name, at+1, len(entrySteps), at == len(entrySteps)-1
	v.Lead = r.say("entry.step." + v.Step + ".lead")
	for i, s := range entrySteps {
		v.Steps = append(v.Steps, entryStep{s.name, r.say("entry.step." + s.name), i == at, i < at})
	}
	var err error
	if v.Fields, v.NoOrganisation, err = d.entryFields(r, m.Rules, v, typed); err != nil {
		return err
	}
	for i, f := range v.Fields {
		for _, w := range v.Wrong {
			if w.Field == f.Name {
				v.Fields[i].Wrong = w.Text
			}
		}
	}
	here := map[string]bool{}
	for _, f := range v.Fields {
		here[f.Name] = true
	}
	for _, s := range append(slices.Clone(entrySteps), formStep{"readiness", questions(m.Rules)}) {
		for _, name := range s.fields {
			if !here[name] {
				for _, value := range typed[name] {
					v.Carried = append(v.Carried, carried{name, value})
				}
			}
		}
	}
	return d.show(r, status, "entryform.html", r.say("market.form"), r.marketCrumbs(m, r.say("market.form")), nil, v)
}

func questions(rules market.Rules) (names []string) {
	for _, q := range rules.Readiness {
		names = append(names, "q-"+q.ID)
	}
	return names
}

// entryFields are the fields of a step, with what was typed.
func (d *desk) entryFields(r *request, rules market.Rules, v entryFormView, typed url.Values) (fields []field, none bool, err error) {
	get := typed.Get
	pick := func(name string, choices []choice, groups []group) field {
		return r.selects(name, get(name), r.say("market.choose"), choices, groups)
	}
	ticks := func(name string, choices []choice) field {
		for i := range choices {
			choices[i].On = slices.Contains(typed[name], choices[i].Value)
		}
		return field{Name: name, Type: "people", Label: r.say("market." + name), Choices: choices}
	}
	switch v.Step {
	case "solution":
		sides := []choice{{Value: "offer", Text: r.say("market.side.offer")}, {Value: "requirement", Text: r.say("market.side.requirement")}}
		for i := range sides {
			sides[i].On = sides[i].Value == get("side")
		}
		if v.Fixed {
			sides = slices.DeleteFunc(sides, func(c choice) bool { return !c.On })
		}
		fields = []field{
			{Name: "side", Type: "radio", Label: r.say("market.side"), Choices: sides},
			{Name: "title", Type: "line", Label: r.say("market.title"), Hint: r.say("market.title.hint"), Value: get("title"), Max: market.LongestTitle},
			{Name: "description", Type: "text", Label: r.say("market.description"), Hint: r.say("market.description.hint"), Value: get("description"), Rows: 10, Max: market.LongestDescription},
			pick("kind", r.choicesOf(rules.Kinds), nil),
		}
	case "field":
		fields = []field{pick("topic", nil, r.topicGroups(rules)), ticks("types", r.choicesOf(rules.Types)), ticks("languages", r.codes(rules, "language", rules.Languages))}
	case "place":
		rows, err := d.Queries.Organisations(r.Context(), r.viewer, "")
		if err != nil {
			return nil, false, err
		}
		var own []choice
		for _, o := range rows {
			if o.Stage == organisation.Kept && (o.By == r.viewer.Person || o.Yours) {
				own = append(own, choice{Value: o.Reference, Text: o.Name + ", " + narrate.Country(r.lang(), o.Country)})
			}
		}
		none = len(own) == 0
		fields = []field{
			pick("organisation", own, nil),
			{Name: "country", Type: "line", Label: r.say("market.country"), Hint: r.say("hint.country"), Value: get("country"), Max: 2},
			{Name: "region", Type: "line", Label: r.say("market.region"), Hint: r.say("market.region.hint"), Value: get("region"), Max: market.LongestRegion},
		}
	case "readiness":
		for _, q := range rules.Readiness {
			f := field{Name: "q-" + q.ID, Type: "radio", Label: q.Title.In(r.lang())}
			for _, o := range q.Options {
				f.Choices = append(f.Choices, choice{Value: o.ID, Text: r.say("market.option", o.Title.In(r.lang()), o.Points), On: get("q-"+q.ID) == o.ID})
			}
			fields = append(fields, f)
		}
	}
	return fields, none, nil
}
