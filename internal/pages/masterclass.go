package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

// masterclassRoutes are the pages of masterclasses.
func (d *desk) masterclassRoutes() []route {
	return []route{
		{"GET /masterclasses", d.masterclasses},
		{"GET /registrations", d.registrations},
		{"GET /masterclasses/{masterclass}", d.masterclass},
		{"POST /masterclasses/{masterclass}/do/{what}", d.doMasterclass},
		{"GET /masterclasses/{masterclass}/people", d.masterclassPeople},
		{"GET /masterclasses/{masterclass}/evaluation", d.evaluationForm},
		{"POST /masterclasses/{masterclass}/evaluation", d.evaluationForm},
		{"GET /masterclasses/{masterclass}/evaluations", d.masterclassEvaluations},
		{"GET /masterclasses/{masterclass}/certificate/{format}", d.certificate},
		{"GET /masterclasses/{masterclass}/certificate/receipt", d.certificateReceipt},
	}
}

func (r *request) masterclassTabs(m query.MasterclassRow, here string) []tab {
	at := "/masterclasses/" + m.Reference
	tabs := []tab{{at, r.say("masterclass.tab.show"), here == "show"}}
	if m.Steers && m.HasRules() {
		tabs = append(tabs, tab{at + "/people", r.say("masterclass.tab.people"), here == "people"})
		if len(m.Rules.Questions) > 0 {
			tabs = append(tabs, tab{at + "/evaluations", r.say("masterclass.tab.evaluations"), here == "evaluations"})
		}
	}
	return tabs
}

func masterclassShade(s masterclass.Stage) string {
	return map[masterclass.Stage]string{masterclass.Opened: "good", masterclass.Planned: "wait", masterclass.Cancelled: "bad"}[s]
}

type masterclassCard struct {
	Reference, Title, When, Where, Places string
	Stands                                mark
	Own                                   *mark
}

func (r *request) registrationMark(x query.RegistrationRow) mark {
	switch {
	case x.Ended != "":
		return mark{r.say("masterclass.ended." + string(x.Ended)), ""}
	case x.Place == 0:
		return mark{r.say("masterclass.waits", x.Ahead), "wait"}
	case x.ConfirmedAt != "":
		return mark{r.say("masterclass.placeconfirmed", x.Place), "good"}
	}
	return mark{r.say("masterclass.place.of", x.Place), "good"}
}

func (r *request) masterclassCard(m query.MasterclassRow) masterclassCard {
	c := masterclassCard{Reference: m.Reference, Title: m.Rules.Title.In(r.lang()), Stands: mark{r.word("masterclass-stage", m.Stage), masterclassShade(m.Stage)}}
	if m.Plan != nil && !m.HasRules() {
		c.Title = m.Plan.Title.In(r.lang())
	}
	if len(m.Sessions) > 0 {
		c.When, c.Where = r.span(m.Sessions[0]), m.Sessions[0].Place.In(r.lang())
		c.Places = r.say("masterclass.free", m.Free, m.Places)
	}
	if m.Registration != nil {
		own := r.registrationMark(*m.Registration)
		c.Own = &own
	}
	return c
}

// span is when a session is, on clocks in its zone.
func (r *request) span(s query.MasterclassSessionRow) string {
	clock := func(w calendar.WallClock) string { return w.String()[len("2006-01-02T"):][:len("15:04")] }
	day := r.date(s.Starts.Date)
	if s.Starts.Date == s.Ends.Date {
		return r.say("masterclass.span", day, clock(s.Starts), clock(s.Ends), s.In)
	}
	return r.say("masterclass.spans", day, clock(s.Starts), r.date(s.Ends.Date), clock(s.Ends), s.In)
}

func (d *desk) masterclasses(r *request) error {
	rows, err := d.Queries.Masterclasses(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	var v struct {
		Cards []masterclassCard
		Mine  bool
		Begin bool
	}
	v.Mine = r.viewer.Person != ""
	steers := false
	for _, m := range rows {
		steers = steers || m.Steers
		v.Cards = append(v.Cards, r.masterclassCard(m))
	}
	if v.Begin, err = d.begins(r, steers); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "masterclasses.html", r.say("masterclasses"), r.crumbsOf("masterclasses", "", ""), nil, v)
}

type registrationLine struct {
	Reference, Title, ConfirmBy string
	Stands, Class               mark
	Evaluates, Certified        bool
}

func (d *desk) registrations(r *request) error {
	rows, err := d.Queries.Registrations(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	var lines []registrationLine
	for _, x := range rows {
		l := registrationLine{Reference: x.Masterclass, Title: x.Title.In(r.lang()), Stands: r.registrationMark(x), Class: mark{r.word("masterclass-stage", x.Stage), masterclassShade(x.Stage)}, Evaluates: x.Evaluates && !x.Evaluated, Certified: x.Certificate != nil}
		if x.ConfirmedAt == "" && x.Ended == "" {
			l.ConfirmBy = r.dayOf(x.ConfirmBy)
		}
		lines = append(lines, l)
	}
	return d.show(r, http.StatusOK, "registrations.html", r.say("registrations"), append(r.crumbsOf("masterclasses", "", "")[:1], crumb{"/masterclasses", r.say("masterclasses")}, crumb{"", r.say("registrations")}), nil, lines)
}

type sessionView struct {
	ID, Title, When, Where, Modules, Starts, Ends string
	Recorded                                      bool
}

type masterclassView struct {
	query.MasterclassRow
	Card                                             masterclassCard
	Lead, Command, Problem, RegisterBy, EvaluateBy   string
	Keeps                                            bool // files can be sent
	Objectives                                       []string
	Modules, Team, Cases                             []fact
	Sessions                                         []sessionView
	Groups, Countries                                []choice
	Group, Country, Organisation, Needs              string // as they were typed
	MayRegister, MayConfirm, MayWithdraw, SignedIn   bool
	ConfirmBy, Cancelled, Plan                       string
	MayCertify, Evaluates, Evaluated, Certified, PDF bool
	Open, Started                                    bool
	Typed                                            typing
}

func (d *desk) masterclass(r *request) error {
	return d.showMasterclass(r, http.StatusOK, "", typing{})
}

func (d *desk) showMasterclass(r *request, status int, problem string, typed typing) error {
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	names, lang := d.Queries.Names(r.Context()), r.lang()
	v := masterclassView{
		MasterclassRow: m, Card: r.masterclassCard(m), Lead: m.Rules.Lead.In(lang), Command: door.NewID(), Keeps: d.Evidence != nil, Problem: problem, RegisterBy: r.date(m.Rules.RegisterBy), EvaluateBy: r.date(m.Rules.EvaluateBy),
		SignedIn: r.viewer.Person != "", Cancelled: string(m.Why), Open: m.Stage == masterclass.Opened, PDF: d.Printer.CanPrint(),
		Started: m.Stage == masterclass.Held || m.Stage == masterclass.Ended,
		Typed:   typed,
		Group:   r.PostForm.Get("group"), Country: r.PostForm.Get("country"), Organisation: r.PostForm.Get("organisation"), Needs: r.PostForm.Get("needs"),
	}
	if m.Plan != nil && !m.HasRules() {
		v.Plan = r.say("masterclass.planned", m.Plan.Initiative)
	}
	for _, o := range m.Rules.Objectives {
		v.Objectives = append(v.Objectives, o.In(lang))
	}
	module := map[string]string{}
	for _, x := range m.Rules.Modules {
		module[x.ID] = x.Title.In(lang)
		v.Modules = append(v.Modules, fact{Name: x.Title.In(lang), Value: x.Lead.In(lang)})
	}
	modules := func(ids []string) string {
		var list []string
		for _, id := range ids {
			list = append(list, module[id])
		}
		return strings.Join(list, ", ")
	}
	for _, x := range m.Rules.Experts {
		is := r.say("masterclass.expert")
		if x.Tutor {
			is = r.say("masterclass.tutor")
		}
		if of := modules(x.Modules); of != "" {
			is += " (" + of + ")"
		}
		v.Team = append(v.Team, fact{Name: names.Of(x.Person), Value: is})
	}
	for _, c := range m.Rules.Cases {
		v.Cases = append(v.Cases, fact{Name: r.country(c.Country), Value: c.Title.In(lang)})
	}
	for _, s := range m.Sessions {
		v.Sessions = append(v.Sessions, sessionView{ID: s.ID, Title: s.Title.In(lang), When: r.span(s), Where: s.Place.In(lang), Modules: modules(s.Modules), Starts: s.Starts.String(), Ends: s.Ends.String()})
	}
	for _, g := range m.Rules.Groups {
		v.Groups = append(v.Groups, choice{Value: g.ID, Text: g.Title.In(lang), On: g.ID == v.Group})
	}
	for _, c := range law.Countries() {
		v.Countries = append(v.Countries, choice{Value: c, Text: r.country(c), On: c == v.Country})
	}
	slices.SortFunc(v.Countries, func(a, b choice) int { return strings.Compare(a.Text, b.Text) })
	own := m.Registration
	v.MayRegister = v.Open && v.SignedIn && (own == nil || own.Ended != "")
	if own != nil && own.Ended == "" && m.Stage != masterclass.Cancelled && m.Stage != masterclass.Ended {
		v.MayConfirm = own.Place > 0 && own.ConfirmedAt == "" && !v.Started
		v.MayWithdraw = !v.Started
		v.ConfirmBy = r.dayOf(own.ConfirmBy)
		v.Evaluates, v.Evaluated, v.MayCertify = own.Evaluates, own.Evaluated, own.Certifies
	}
	v.Certified = own != nil && own.Certificate != nil
	tabs, err := d.wholeTabs(r, masterclass.Root+m.Reference, r.masterclassTabs(m, "show"))
	if err != nil {
		return err
	}
	return d.show(r, status, "masterclass.html", v.Card.Title, r.crumbsOf("masterclasses", m.Reference, ""), tabs, v)
}

// doMasterclass sends a command of whoever takes part, or of the staff.
func (d *desk) doMasterclass(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	form := r.PostForm
	text := func(name string) law.Text {
		return law.Text(strings.ReplaceAll(strings.TrimSpace(form.Get(name)), "\r\n", "\n"))
	}
	q := door.Request{Stream: masterclass.Root + m.Reference, As: r.viewer.Person, ID: form.Get("command-id")}
	if q.ID == "" {
		q.ID = door.NewID()
	}
	back := "/masterclasses/" + m.Reference
	what := r.PathValue("what")
	refuse := func(problem string) error {
		typed := typing{what, form}
		switch what {
		case "remove", "present":
			return d.showMasterclassPeople(r, http.StatusUnprocessableEntity, problem, typed)
		case "move":
			typed.form += "-" + form.Get("session")
		}
		return d.showMasterclass(r, http.StatusUnprocessableEntity, problem, typed)
	}
	switch what {
	case "register":
		q.Command = masterclass.RegisterForMasterclass{Group: form.Get("group"), Country: form.Get("country"), Organisation: text("organisation"), Needs: text("needs")}
	case "confirm":
		q.Command = masterclass.ConfirmPlace{}
	case "withdraw":
		q.Command = masterclass.EndRegistration{Why: text("why")}
	case "certificate":
		q.Command = masterclass.TakeCertificate{}
	case "remove":
		q.Command, back = masterclass.EndRegistration{Person: form.Get("person"), Why: text("why")}, back+"/people"
		if form.Get("person") == "" {
			return refuse(r.say("form.missing", r.say("masterclass.person")))
		}
	case "present":
		q.Command, back = masterclass.RecordAttendance{Session: form.Get("session"), Present: append([]string{}, form["present"]...)}, back+"/people"
	case "places":
		n, err := strconv.Atoi(strings.TrimSpace(form.Get("capacity")))
		if err != nil {
			return refuse(r.say("form.missing", r.say("masterclass.places")))
		}
		q.Command = masterclass.SetCapacity{Capacity: n, Why: text("why")}
	case "move":
		from, err := calendar.ParseWallClock(form.Get("starts"))
		if err != nil {
			return refuse(r.say("form.missing", r.say("masterclass.starts")))
		}
		to, err := calendar.ParseWallClock(form.Get("ends"))
		if err != nil {
			return refuse(r.say("form.missing", r.say("masterclass.ends")))
		}
		q.Command = masterclass.MoveSession{Session: form.Get("session"), Starts: from, Ends: to, Place: masterclass.Words{EN: strings.TrimSpace(form.Get("place"))}, Why: text("why")}
	case "material":
		q.Command = masterclass.AddMaterial{ID: form.Get("id"), Title: text("title"), Link: strings.TrimSpace(form.Get("link")), SHA256: strings.ToLower(strings.TrimSpace(form.Get("sha256")))}
	case "cancel":
		q.Command = masterclass.CancelMasterclass{Why: text("why")}
	default:
		return &query.Absent{Noun: "page"}
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return refuse(problem)
	}
	return r.to(back)
}

type attendantLine struct {
	Number, Person, Name, Group, Country, Organisation, Needs, At string
	Stands                                                        mark
	Present                                                       map[string]bool
	Live, Seated, Certified                                       bool
}

type peopleView struct {
	Reference, Command, Problem string
	Lines                       []attendantLine
	Sessions                    []sessionView
	Any, MayRemove              bool
	Typed                       typing
}

func (d *desk) masterclassPeople(r *request) error {
	return d.showMasterclassPeople(r, http.StatusOK, "", typing{})
}

func (d *desk) showMasterclassPeople(r *request, status int, problem string, typed typing) error {
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	row, err := d.Queries.MasterclassPeople(r.Context(), r.viewer, m.Reference)
	if err != nil {
		return err
	}
	names := d.Queries.Names(r.Context())
	v := peopleView{Reference: m.Reference, Command: door.NewID(), Problem: problem, Typed: typed, MayRemove: m.Stage == masterclass.Opened || m.Stage == masterclass.Closed}
	for _, s := range m.Sessions {
		from, err := calendar.ParseInstant(s.From)
		if err == nil && !r.now.Before(from) && m.Stage != masterclass.Ended && m.Stage != masterclass.Cancelled {
			v.Sessions = append(v.Sessions, sessionView{ID: s.ID, Title: s.Title.In(r.lang()), When: r.span(s), Recorded: slices.Contains(row.Recorded, s.ID)})
		}
	}
	group := map[string]string{}
	for _, g := range m.Rules.Groups {
		group[g.ID] = g.Title.In(r.lang())
	}
	for _, x := range row.Registrations {
		l := attendantLine{
			Number: r.number(x.Number), Person: x.Person, Name: names.Of(x.Person), Group: group[x.Group], Country: r.country(x.Country), Organisation: string(x.Organisation), Needs: string(x.Needs), At: r.moment(x.At, m.Rules.Zone),
			Stands: r.registrationMark(x), Present: map[string]bool{}, Live: x.Ended == "", Seated: x.Ended == "" && x.Place > 0, Certified: x.Certificate != nil,
		}
		for _, s := range x.Present {
			l.Present[s] = true
		}
		v.Any = v.Any || l.Seated
		v.Lines = append(v.Lines, l)
	}
	return d.show(r, status, "masterclasspeople.html", r.say("masterclass.people"), r.crumbsOf("masterclasses", m.Reference, r.say("masterclass.tab.people")), r.masterclassTabs(m, "people"), v)
}

// moment is an instant on clocks in a zone, "" for none.
func (r *request) moment(instant, zone string) string {
	at, err := calendar.ParseInstant(instant)
	if err != nil {
		return ""
	}
	return r.instant(at, zoneOf(zone))
}

// termsOf are the words of an option of a part.
func termsOf(rules survey.SurveyRules, p survey.SurveyPart, lang, id string) string {
	return termIn(rules.Vocabulary(p.Of), lang, id)
}
