package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

// marketRoutes are the pages of marketplaces, their entries, and interests in them.
func (d *desk) marketRoutes() []route {
	return []route{
		{"GET /markets", d.markets},
		{"GET /markets/{market}", d.market},
		{"POST /markets/{market}/close", d.closeMarket},
		{"GET /markets/{market}/new", d.newEntry},
		{"POST /markets/{market}/new", d.newEntry},
		{"GET /markets/{market}/queue", d.marketQueue},
		{"GET /markets/{market}/figure", d.marketFigure},
		{"GET /entries", d.myEntries},
		{"GET /entries/{entry}", d.entry},
		{"GET /entries/{entry}/edit", d.editEntry},
		{"POST /entries/{entry}/edit", d.editEntry},
		{"POST /entries/{entry}/do/{what}", d.doEntry},
		{"GET /interests", d.interests},
		{"GET /interests/{interest}", d.interest},
		{"POST /interests/{interest}/do/{what}", d.doInterest},
		{"POST /interests/{interest}/tender", d.tenderOfMatch},
	}
}

// countries are those that a search offers: of the European Union, the European Free Trade
// Association, and those that are candidates or neighbours (our choice). An entry may be of any.
var countries = strings.Fields("AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MD ME MK MT NL NO PL PT RO RS SE SI SK TR UA")

func (r *request) lang() string { return narrate.LanguageOf(r.Context()) }

func (r *request) term(rules market.Rules, set, code string) string {
	return query.Term(rules, r.lang(), set, code)
}

func (r *request) terms(rules market.Rules, set string, codes []string) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = r.term(rules, set, c)
	}
	return strings.Join(list, ", ")
}

// day is a date as it is written in the language of whoever reads; "" for none.
func (r *request) dayOf(text string) string {
	d, err := calendar.ParseDate(text)
	if err != nil {
		return ""
	}
	return r.date(d)
}

func (r *request) marketCrumbs(m query.MarketRow, last string) []crumb {
	crumbs := []crumb{{"/", r.say("home")}, {"/markets", r.say("markets")}}
	if m.Reference != "" {
		crumbs = append(crumbs, crumb{"/markets/" + m.Reference, m.Reference})
	}
	if last == "" {
		crumbs[len(crumbs)-1].Href = ""
		return crumbs
	}
	return append(crumbs, crumb{"", last})
}

// marketTabs are the parts of a marketplace that the viewer has.
func (r *request) marketTabs(m query.MarketRow, here string) (tabs []tab) {
	add := func(part, href string) { tabs = append(tabs, tab{href, r.say("market.tab." + part), part == here}) }
	add("search", "/markets/"+m.Reference)
	if r.viewer.Person == "" {
		return tabs
	}
	add("mine", "/entries")
	add("interests", "/interests")
	if m.Yours {
		add("queue", "/markets/"+m.Reference+"/queue")
		add("figure", "/markets/"+m.Reference+"/figure")
	}
	return tabs
}

type marketCard struct{ Reference, Title, Stands string }

func (d *desk) markets(r *request) error {
	rows, err := d.Queries.Markets(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	list, steers := lifeList[marketCard]{}, false
	for _, m := range rows {
		steers = steers || m.Yours
		list.Cards = append(list.Cards, marketCard{m.Reference, m.Rules.Title.In(r.lang()), r.word("market-stage", m.Stage)})
	}
	if list.Begin, err = d.begins(r, steers); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "markets.html", r.say("markets"), r.marketCrumbs(query.MarketRow{}, ""), nil, list)
}

// An entryCard is an entry in a list.
type entryCard struct {
	Reference, Title, Side, Topic, Priority, Kind, Types, Organisation, Country, Languages, Until, Text string
	Ready                                                                                               int
	Stands                                                                                              mark
	Why                                                                                                 []string // it is suggested
	CheckBy                                                                                             string
}

// beginning is the beginning of a text, by whole words.
func beginning(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
		if i := strings.LastIndexByte(text, ' '); i > 0 {
			text = text[:i]
		}
		return text + " …"
	}
	return text
}

func shadeOf(s market.Stage) string {
	switch s {
	case market.Published, market.Introduced, market.Matched, market.Accepted:
		return "good"
	case market.Submitted, market.Expressed:
		return "wait"
	case market.Returned, market.Stopped, market.Declined, market.Lapsed:
		return "bad"
	}
	return ""
}

func (r *request) entryCard(rules market.Rules, e query.EntryRow) entryCard {
	c := entryCard{
		Reference: e.Reference, Title: string(e.Title), Side: r.word("side", e.Side), Topic: r.term(rules, "topic", e.Topic), Priority: r.term(rules, "priority", e.Priority),
		Kind: r.term(rules, "kind-of-solution", e.Kind), Types: r.terms(rules, "type", e.Types), Organisation: e.Organisation, Country: r.term(rules, "country", e.Country),
		Languages: r.terms(rules, "language", e.Languages), Until: r.dayOf(e.Until), Text: beginning(string(e.Description), 240), Ready: e.Ready, Stands: mark{r.word("market-stage", e.Stage), shadeOf(e.Stage)},
	}
	if e.Standing != nil {
		c.CheckBy = r.dayOf(e.Standing.CheckBy)
	}
	return c
}

type marketView struct {
	query.MarketRow
	Fields   []field
	Filtered bool
	Total    int
	Cards    []entryCard
	More     string // address of the next page
	New      bool   // the viewer may draft

	Steers                bool   // the viewer is of its staff, and it is open
	Command, Problem, Why string // to close it; why it was not closed, and the reason that was typed
}

// selects are the choices of a list of terms, with one for all of them.
func (r *request) selects(name, on, all string, choices []choice, groups []group) field {
	f := field{Name: name, Type: "select", Label: r.say("market." + name), Choices: []choice{{"", all, on == ""}}, Groups: groups}
	for i := range choices {
		choices[i].On = choices[i].Value == on
	}
	for _, g := range groups {
		for i := range g.Choices {
			g.Choices[i].On = g.Choices[i].Value == on
		}
	}
	f.Choices = append(f.Choices, choices...)
	return f
}

func (r *request) choicesOf(terms []market.Term) (list []choice) {
	for _, t := range terms {
		list = append(list, choice{Value: t.ID, Text: t.Title.In(r.lang())})
	}
	return list
}

func (r *request) codes(rules market.Rules, set string, codes []string) (list []choice) {
	for _, c := range codes {
		list = append(list, choice{Value: c, Text: r.term(rules, set, c)})
	}
	slices.SortFunc(list, func(a, b choice) int { return strings.Compare(a.Text, b.Text) })
	return list
}

func (r *request) prioritiesOf(rules market.Rules) []choice {
	terms := make([]market.Term, len(rules.Priorities))
	for i, p := range rules.Priorities {
		terms[i] = p.Term
	}
	return r.choicesOf(terms)
}

func (r *request) topicGroups(rules market.Rules) (groups []group) {
	for _, p := range rules.Priorities {
		groups = append(groups, group{p.Title.In(r.lang()), r.choicesOf(p.Topics)})
	}
	return groups
}

// closeMarket lets nothing begin any more.
func (d *desk) closeMarket(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	m, err := d.Queries.Market(r.Context(), r.viewer, r.PathValue("market"))
	if err != nil {
		return err
	}
	id := r.PostForm.Get("command-id")
	if id == "" {
		id = door.NewID()
	}
	problem, err := d.ask(r, door.Request{Stream: market.Root + m.Reference, Command: market.CloseMarket{Why: typedLaw(r.PostForm.Get("why"))}, As: r.viewer.Person, ID: id})
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showMarket(r, http.StatusUnprocessableEntity, problem)
	}
	return r.to("/markets/" + m.Reference)
}

// market is the public search: its filters live in the address.
func (d *desk) market(r *request) error { return d.showMarket(r, http.StatusOK, "") }

func (d *desk) showMarket(r *request, status int, problem string) error {
	m, err := d.Queries.Market(r.Context(), r.viewer, r.PathValue("market"))
	if err != nil {
		return err
	}
	get, rules, any := r.URL.Query().Get, m.Rules, r.say("market.any")
	f := query.EntryFilter{
		Market: m.Reference, Side: get("side"), Priority: get("priority"), Topic: get("topic"), Kind: get("kind"), Type: get("type"), Language: get("speaks"), Country: get("country"), Words: get("words"), After: get("after"), Limit: 24,
	}
	page, err := d.Queries.Entries(r.Context(), r.viewer, f)
	if err != nil {
		return err
	}
	sides := []choice{{Value: "offer", Text: r.word("side", "offer")}, {Value: "requirement", Text: r.word("side", "requirement")}}
	v := marketView{MarketRow: m, Total: page.Total, New: r.viewer.Person != "" && m.Stage == market.Opened, Fields: []field{
		{Name: "words", Type: "line", Label: r.say("market.words"), Hint: r.say("market.words.hint"), Value: f.Words, Max: 200},
		r.selects("side", f.Side, any, sides, nil),
		r.selects("priority", f.Priority, any, r.prioritiesOf(rules), nil),
		r.selects("topic", f.Topic, any, nil, r.topicGroups(rules)),
		r.selects("kind", f.Kind, any, r.choicesOf(rules.Kinds), nil),
		r.selects("type", f.Type, any, r.choicesOf(rules.Types), nil),
		r.selects("speaks", f.Language, any, r.codes(rules, "language", rules.Languages), nil),
		r.selects("country", law.NormalCountry(strings.ToUpper(f.Country)), any, r.codes(rules, "country", countries), nil),
	}}
	v.Steers, v.Command, v.Problem, v.Why = m.Yours && r.viewer.Person != "" && m.Stage == market.Opened, door.NewID(), problem, r.PostForm.Get("why")
	v.Filtered = f.Side+f.Priority+f.Topic+f.Kind+f.Type+f.Language+f.Country+f.Words != ""
	for _, e := range page.Items {
		v.Cards = append(v.Cards, r.entryCard(rules, e))
	}
	if page.Next != "" {
		q := url.Values{}
		for name := range r.URL.Query() {
			if slices.Contains([]string{"side", "priority", "topic", "kind", "type", "speaks", "country", "words"}, name) && get(name) != "" {
				q.Set(name, get(name))
			}
		}
		q.Set("after", page.Next)
		v.More = "/markets/" + m.Reference + "?" + q.Encode()
	}
	tabs, err := d.wholeTabs(r, market.Root+m.Reference, r.marketTabs(m, "search"))
	if err != nil {
		return err
	}
	return d.show(r, status, "market.html", rules.Title.In(r.lang()), r.marketCrumbs(m, ""), tabs, v)
}

func (d *desk) marketQueue(r *request) error {
	m, err := d.Queries.Market(r.Context(), r.viewer, r.PathValue("market"))
	if err != nil {
		return err
	}
	rows, err := d.Queries.ToCheck(r.Context(), r.viewer, m.Reference)
	if err != nil {
		return err
	}
	var cards []entryCard
	for _, e := range rows {
		cards = append(cards, r.entryCard(m.Rules, e))
	}
	return d.show(r, http.StatusOK, "queue.html", r.say("market.queue"), r.marketCrumbs(m, r.say("market.tab.queue")), r.marketTabs(m, "queue"), cards)
}

type marketFigureView struct {
	query.MarketFigure
	EntryStages, InterestStages []fact
}

func (d *desk) marketFigure(r *request) error {
	m, err := d.Queries.Market(r.Context(), r.viewer, r.PathValue("market"))
	if err != nil {
		return err
	}
	f, err := d.Queries.MarketFigure(r.Context(), r.viewer, m.Reference)
	if err != nil {
		return err
	}
	facts := func(list []query.StageCount) (facts []fact) {
		for _, c := range list {
			facts = append(facts, fact{r.word("market-stage", c.Stage), r.number(c.Count), ""})
		}
		return facts
	}
	v := marketFigureView{f, facts(f.Entries), facts(f.Interests)}
	return d.show(r, http.StatusOK, "marketfigure.html", r.say("market.figure"), r.marketCrumbs(m, r.say("market.tab.figure")), r.marketTabs(m, "figure"), v)
}
