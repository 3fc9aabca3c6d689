package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// Who a form of a body is for.
const (
	bodyStaff   = "staff"
	bodyLeads   = "leads"   // the secretariat and the chairs
	bodySits    = "sits"    // and who speaks for a member
	bodyAnybody = "anybody" // who is signed in
)

// A bodyAct is something that is done to a body by a form.
type bodyAct struct {
	what   string
	who    string
	fields string // name:type, parted by spaces; the types are those of fields
	where  string // "" is the page of the body, meeting that of a meeting, decision that of a decision
}

var bodyActs = []bodyAct{
	{"apply", bodyAnybody, "call:code seat:seat country:code name:line motivation:text interests:text", ""},
	{"interests", bodySits, "text:text", ""},
	{"leave", bodySits, "member:member why:text", ""},
	{"commit", bodySits, "planned:code member:member text:text due:date", ""},
	{"report", bodySits, "planned:code percent:number text:text", ""},
	{"convene", bodyLeads, "meeting:code title:line starts:wall ends:wall place:line agenda:text", ""},
	{"put", bodyLeads, "decision:code question:text meeting:code item:code", ""},
	{"advise", bodyLeads, "advice:code kind:advice title:line decision:code recommendations:text", ""},
	{"call", bodyStaff, "call:code seat:seat due:date text:text", ""},
	{"select", bodyStaff, "call:code verdicts:text", ""},
	{"appoint", bodyStaff, "member:code seat:seat country:code name:line person:code alternates:line from:date application:code", ""},
	{"delegates", bodyStaff, "member:member person:code alternates:line", ""},
	{"renew", bodyStaff, "member:member", ""},
	{"chair", bodyStaff, "chair:chair person:code", ""},
	{"follow", bodyStaff, "advice:code recommendation:code status:status text:text", ""},
	{"link", bodyLeads, "from:code to:code", ""},
	{"extend", bodyStaff, "due:date why:text", ""},
	{"dissolve", bodyStaff, "why:text", ""},
	{"comment", bodySits, "meeting:code text:text objects:check", "meeting"},
	{"conflict", bodySits, "member:member meeting:code item:code decision:code why:text", "meeting"},
	{"change", bodyLeads, "meeting:code title:line starts:wall ends:wall place:line agenda:text why:text", "meeting"},
	{"cancel", bodyLeads, "meeting:code why:text", "meeting"},
	{"document", bodyLeads, "meeting:code item:code title:line sha256:code where:line", "meeting"},
	{"presence", bodyLeads, "meeting:code present:presence", "meeting"},
	{"minutes", bodyLeads, "meeting:code text:text", "meeting"},
	{"approve", bodyLeads, "meeting:code at:code", "meeting"},
	{"publish", bodyLeads, "meeting:code", "meeting"},
	{"vote", bodySits, "decision:code member:member vote:vote", "decision"},
	{"count", bodyLeads, "decision:code", "decision"},
	{"withdraw", bodyAnybody, "application:code", "applications"},
}

// may tells whether a form is for whoever asks.
func (a bodyAct) may(b query.BodyRow, person string) bool {
	leads := b.Steers || b.Presides
	return person != "" && map[string]bool{bodyStaff: b.Steers, bodyLeads: leads, bodySits: leads || b.Sits, bodyAnybody: true}[a.who]
}

type bodyFormView struct {
	Action, Command, Problem, Lead, Back string
	Send                                 string // what the button says
	Fields                               []field
}

// bodyForm is the form of one thing that is done to a body.
func (d *desk) bodyForm(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	b, err := d.Queries.Body(r.Context(), r.viewer, r.PathValue("body"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(bodyActs, func(a bodyAct) bool { return a.what == r.PathValue("what") })
	if i < 0 || !bodyActs[i].may(b, r.viewer.Person) {
		return &query.Absent{Noun: "page"}
	}
	act, typed := bodyActs[i], r.URL.Query()
	v := bodyFormView{Action: "/bodies/" + b.Reference + "/do/" + act.what, Command: door.NewID(), Lead: r.say("body.lead"), Back: "/bodies/" + b.Reference}
	if r.Method != http.MethodPost {
		if act.what == "presence" {
			if typed, err = d.recorded(r, b, typed); err != nil {
				return err
			}
		}
		return d.showBodyForm(r, http.StatusOK, b, act, v, typed)
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	typed = r.PostForm
	if id := typed.Get("command-id"); id != "" {
		v.Command = id
	}
	c, problem := d.bodyCommand(r, b, act.what, typed)
	if problem == "" {
		if err := c.Check(); err != nil {
			problem = r.whyOf(err, r.bodyField)
		}
	}
	if problem == "" {
		problem, err = d.ask(r, door.Request{Stream: body.Root + b.Reference, Command: c, As: r.viewer.Person, ID: v.Command})
		if err != nil {
			return err
		}
	}
	if problem != "" {
		v.Problem, v.Command = problem, door.NewID()
		return d.showBodyForm(r, http.StatusUnprocessableEntity, b, act, v, typed)
	}
	for _, at := range []string{"meeting", "decision"} {
		if id := typed.Get(at); id != "" && act.where == at {
			return r.to(v.Back + "/" + at + "s/" + url.PathEscape(id))
		}
	}
	return r.to(v.Back)
}

func (d *desk) showBodyForm(r *request, status int, b query.BodyRow, act bodyAct, v bodyFormView, typed url.Values) error {
	for _, f := range strings.Fields(act.fields) {
		name, kind, _ := strings.Cut(f, ":")
		is := field{Name: name, Type: kind, Label: r.say("body.field." + name), Value: typed.Get(name)}
		add := func(value, text string) {
			is.Choices = append(is.Choices, choice{Value: value, Text: text, On: value == typed.Get(name)})
		}
		switch kind {
		case "code", "line":
			is.Type = "line"
		case "seat":
			is.Type = "select"
			for _, s := range b.Rules.Seats {
				add(s.ID, s.Title.In(r.lang()))
			}
		case "chair":
			is.Type = "select"
			for _, t := range b.Rules.Chairs {
				add(t.ID, t.Title.In(r.lang()))
			}
		case "advice":
			is.Type = "select"
			for _, t := range b.Rules.Advice {
				add(t.ID, t.Title.In(r.lang()))
			}
		case "member":
			is.Type = "select"
			for _, m := range b.Members {
				if m.Sits && (m.Yours || b.Steers || b.Presides) {
					add(m.Member, m.Member+" · "+r.bodyName(m))
				}
			}
		case "status":
			is.Type = "select"
			for _, s := range []string{body.FollowedAccepted, body.FollowedPartly, body.FollowedUnderWay, body.FollowedDone, body.FollowedRejected} {
				add(s, r.word("follow-up", s))
			}
		case "vote":
			is.Type = "radio"
			for _, s := range []string{body.For, body.Against, body.Abstain} {
				add(s, r.word("ballot", s))
			}
		}
		if kind == "presence" {
			v.Fields = append(v.Fields, r.presences(d.Queries.Names(r.Context(), b), b, typed)...)
			continue
		}
		if slices.Contains([]string{"agenda", "verdicts", "recommendations", "alternates", "person", "country", "place"}, name) {
			is.Hint = r.say("body.hint." + name)
		}
		v.Fields = append(v.Fields, is)
	}
	title := r.say("body.do." + act.what)
	v.Send = title
	return d.show(r, status, "bodyform.html", title, r.crumbsOf("bodies", b.Reference, title), nil, v)
}

// bodyPeople are the ids of those who are named, by alias or id, parted by commas. Who is known is told to who may name them alone.
func (d *desk) bodyPeople(r *request, text string) (ids []string, problem string) {
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		p, err := d.knownAs(r.Context(), name)
		if err != nil {
			return nil, r.unknownHere(name)
		}
		ids = append(ids, p.ID)
	}
	return ids, ""
}

// bodyCommand is the command of a form.
func (d *desk) bodyCommand(r *request, b query.BodyRow, what string, form url.Values) (c law.Command, problem string) {
	text := func(name string) law.Text { return typedLaw(form.Get(name)) }
	of := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	day := func(name string) (on calendar.Date) {
		if of(name) == "" {
			return on
		}
		on, err := calendar.ParseDate(of(name))
		if err != nil {
			problem = r.say("form.missing", r.say("body.field."+name))
		}
		return on
	}
	wall := func(name string) (w calendar.WallClock) {
		w, err := calendar.ParseWallClock(of(name))
		if err != nil {
			problem = r.say("form.missing", r.say("body.field."+name))
		}
		return w
	}
	people := func(name string) []string {
		ids, wrong := d.bodyPeople(r, form.Get(name))
		if wrong != "" {
			problem = wrong
		}
		return ids
	}
	one := func(name string) string { return strings.Join(people(name), ",") }
	country := strings.ToUpper(of("country"))
	switch what {
	case "apply":
		c = body.ApplyForSeat{Call: of("call"), Seat: of("seat"), Country: country, Name: text("name"), Motivation: text("motivation"), Interests: text("interests")}
	case "withdraw":
		c = body.WithdrawApplication{Application: of("application")}
	case "interests":
		c = body.DeclareInterests{Text: text("text")}
	case "leave":
		c = body.EndMembership{Member: of("member"), Why: text("why")}
	case "commit":
		c = body.CommitAction{Action: of("planned"), Member: of("member"), Text: text("text"), Due: day("due")}
	case "report":
		n, err := strconv.Atoi(of("percent"))
		if err != nil {
			problem = r.say("form.missing", r.say("body.field.percent"))
		}
		c = body.ReportAction{Action: of("planned"), Percent: n, Text: text("text")}
	case "convene":
		c = body.ConveneMeeting{Meeting: of("meeting"), Title: text("title"), Starts: wall("starts"), Ends: wall("ends"), Place: text("place"), Agenda: typedAgenda(form.Get("agenda"))}
	case "change":
		c = body.ChangeMeeting{Meeting: of("meeting"), Title: text("title"), Starts: wall("starts"), Ends: wall("ends"), Place: text("place"), Agenda: typedAgenda(form.Get("agenda")), Why: text("why")}
	case "cancel":
		c = body.CancelMeeting{Meeting: of("meeting"), Why: text("why")}
	case "document":
		c = body.AddMeetingDocument{Meeting: of("meeting"), Item: of("item"), Title: text("title"), SHA256: strings.ToLower(of("sha256")), Where: text("where")}
	case "presence":
		c = body.RecordPresence{Meeting: of("meeting"), Present: chosenPresent(form)}
	case "conflict":
		c = body.DeclareItemConflict{Meeting: of("meeting"), Item: of("item"), Decision: of("decision"), Member: of("member"), Why: text("why")}
	case "minutes":
		c = body.DraftMinutes{Meeting: of("meeting"), Text: text("text")}
	case "comment":
		c = body.CommentMinutes{Meeting: of("meeting"), Text: text("text"), Objects: of("objects") == "yes"}
	case "approve":
		c = body.ApproveMinutes{Meeting: of("meeting"), At: of("at")}
	case "publish":
		c = body.PublishMinutes{Meeting: of("meeting")}
	case "put":
		c = body.PutToVote{Decision: of("decision"), Question: text("question"), Meeting: of("meeting"), Item: of("item")}
	case "vote":
		c = body.CastVote{Decision: of("decision"), Member: of("member"), Vote: of("vote")}
	case "count":
		c = body.CountVotes{Decision: of("decision")}
	case "advise":
		is := body.AdoptAdvice{Advice: of("advice"), AdviceKind: of("kind"), Title: text("title"), Decision: of("decision")}
		for i, l := range typedLines(form.Get("recommendations")) {
			to, said, _ := strings.Cut(l, ":")
			is.Recommendations = append(is.Recommendations, body.Recommendation{ID: strconv.Itoa(i + 1), To: typedLaw(to), Text: typedLaw(said)})
		}
		c = is
	case "follow":
		c = body.FollowAdvice{Advice: of("advice"), Recommendation: of("recommendation"), Status: of("status"), Text: text("text")}
	case "call":
		c = body.CallForMembers{Call: of("call"), Seats: form["seat"], Closes: day("due"), Text: text("text")}
	case "select":
		is := body.SelectMembers{Call: of("call"), Verdicts: []body.ApplicationVerdict{}}
		for _, l := range typedLines(form.Get("verdicts")) {
			id, why, _ := strings.Cut(l, ":")
			plus := strings.HasPrefix(id, "+")
			is.Verdicts = append(is.Verdicts, body.ApplicationVerdict{Application: strings.Trim(id, "+- "), Selected: plus, Why: typedLaw(why)})
		}
		c = is
	case "appoint":
		c = body.AppointMember{Member: of("member"), Seat: of("seat"), Country: country, Name: text("name"), Person: one("person"), Alternates: people("alternates"), From: day("from"), Application: of("application")}
	case "delegates":
		c = body.NameDelegates{Member: of("member"), Person: one("person"), Alternates: people("alternates")}
	case "renew":
		c = body.RenewMember{Member: of("member")}
	case "chair":
		c = body.NameChair{Chair: of("chair"), Person: one("person")}
	case "link":
		c = body.LinkBody{From: of("from"), To: of("to")}
	case "extend":
		c = body.ExtendBody{Ends: day("due"), Why: text("why")}
	default: // dissolve
		c = body.DissolveBody{Why: text("why")}
	}
	return c, problem
}

// typedAgenda reads an agenda: a line for each item, what it is for, a colon and its title.
func typedAgenda(text string) (agenda []body.AgendaItem) {
	for i, l := range typedLines(text) {
		what, title, ok := strings.Cut(l, ":")
		if what = strings.TrimSpace(strings.ToLower(what)); !ok || !slices.Contains([]string{body.ForInformation, body.ForDiscussion, body.ForDecision}, what) {
			what, title = body.ForInformation, l
		}
		agenda = append(agenda, body.AgendaItem{ID: strconv.Itoa(i + 1), Title: typedLaw(title), For: what})
	}
	return agenda
}

// bodyField is what a form calls a member of a command.
func (r *request) bodyField(name string) string {
	if text := r.say("body.field." + name); text != "body.field."+name {
		return text
	}
	return r.member(name)
}
