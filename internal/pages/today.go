package pages

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/query"
)

// A button leads to a page.
type button struct {
	Href, Text string
	Quiet      bool
	Post       bool // it is sent, not opened
}

type owedLine struct {
	Due, What, About, Reference, Who string
	Standing                         mark
	Do                               *button
}

// isOwed tells whether somebody must still do something about it.
func isOwed(o query.ObligationRow) bool { return o.Met == "" && o.Why == "" }

func (r *request) owed(n query.Names, rows []query.ObligationRow) []owedLine {
	var lines []owedLine
	for _, o := range rows {
		m := mark{r.word("standing", o.Standing), ""}
		switch o.Standing {
		case string(obligation.Overdue):
			m.Shade = "bad"
		case string(obligation.InTime), string(obligation.Late):
			m.Shade = "good"
		}
		if o.Why != "" {
			m.Text = n.In(o.Why)
		}
		what := o.What
		if month := anyLog.FindStringSubmatch(o.ID); month != nil {
			what += " " + r.say("month.short", strings.TrimLeft(month[1], "0"))
		}
		l := owedLine{o.Due, what, lifeHref(o.Stream), law.Reference(o.Stream), n.All(o.Who), m, nil}
		if isOwed(o) && r.viewer.Person != "" && slices.Contains(o.Who, r.viewer.Person) {
			l.Do = r.settles(o)
		}
		lines = append(lines, l)
	}
	return lines
}

// inSeason takes away the buttons to forms that a call does not take where it stands.
func inSeason(p query.CallPage, lines []owedLine) {
	for i := range lines {
		out := func(f form) bool {
			return !f.tender && lines[i].Do.Href == "/calls/"+p.Reference+"/do/"+f.kind && !slices.Contains(f.stages, p.Stage)
		}
		if lines[i].Do != nil && slices.ContainsFunc(forms, out) {
			lines[i].Do = nil
		}
	}
}

// An owedTable is what is owed, with the columns that say something: what each line is about, where it is not the same for all, and what
// the viewer can do about it.
type owedTable struct {
	Rows      []owedLine
	About, Do bool
}

// tableOf is nil where nothing is owed.
func tableOf(lines []owedLine) *owedTable {
	if len(lines) == 0 {
		return nil
	}
	return &owedTable{
		lines, slices.ContainsFunc(lines, func(l owedLine) bool { return l.Reference != lines[0].Reference }),
		slices.ContainsFunc(lines, func(l owedLine) bool { return l.Do != nil }),
	}
}

// owedViews are what is owed now and what is owed later: apart where there is much of the latter.
type owedViews struct{ Now, Later *owedTable }

// mostOwed is how many obligations are shown where those that are due later are folded away.
const mostOwed = 5

// owedSoon are the lines of what is still owed, the first due first: those that are due within a month, or the next ones
// where there are fewer, and apart from them what is due later. trim takes away the buttons that lead nowhere.
func (r *request) owedSoon(n query.Names, rows []query.ObligationRow, trim func([]owedLine)) (v owedViews) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(o query.ObligationRow) bool { return !isOwed(o) })
	slices.SortStableFunc(rows, func(x, y query.ObligationRow) int { return strings.Compare(x.Due, y.Due) })
	soon := r.now.AddDate(0, 0, aMonthAhead).Format(time.DateOnly)
	at := 0
	for at < len(rows) && (rows[at].Due <= soon || at < mostOwed) {
		at++
	}
	lines := r.owed(n, rows)
	trim(lines)
	v.Now, v.Later = tableOf(lines[:at]), tableOf(lines[at:])
	return v
}

// anyLog is in the id of what is owed of a log: the log itself, and the decision on it.
var anyLog = regexp.MustCompile(`^log-(?:review-)?(\d+)`)

var logMonth = regexp.MustCompile(`^log-(\d\d)(-version-\d+)?$`)

// aMonthAhead is how many days before a log is due its month has surely begun.
const aMonthAhead = 38

// dayOf is a due date; the zero time for what is none.
func dayOf(date string) time.Time {
	at, _ := time.Parse(time.DateOnly, date) // "" is none
	return at
}

// settles is the page on which an obligation is settled.
func (r *request) settles(o query.ObligationRow) *button {
	ladder, _, _ := strings.Cut(o.ID, "/")
	at := lifeHref(o.Stream)
	if strings.HasPrefix(o.Stream, law.TenderFamily) {
		switch month := logMonth.FindStringSubmatch(ladder); {
		case month != nil && r.now.Before(dayOf(o.Due).AddDate(0, 0, -aMonthAhead)):
			return nil // its month has not begun
		case month != nil:
			return &button{Href: at + "/months/" + strings.TrimLeft(month[1], "0"), Text: r.say("do.submit-log")}
		case strings.HasPrefix(ladder, "evaluation-"):
			return &button{Href: at + "/score", Text: r.say("do.evaluate")}
		}
		if b := r.settlesForm(at, ladder, o); b != nil {
			return b
		}
	}
	for _, c := range forms {
		if c.settles != "" && strings.HasPrefix(ladder, c.settles) && c.tender == strings.HasPrefix(o.Stream, law.TenderFamily) {
			return &button{Href: at + "/do/" + c.kind, Text: r.say("do." + c.kind)}
		}
	}
	return &button{Href: at, Text: r.say("do.open")}
}

type hit struct{ Href, Reference, Title, Kind, Stage string }

// mostHits is how many results a search shows.
const mostHits = 100

// search looks through references and titles of what the viewer may see.
func (d *desk) search(r *request) error {
	asked := strings.TrimSpace(r.URL.Query().Get("q"))
	if utf8.RuneCountInString(asked) > 100 {
		return &query.Invalid{Why: r.say("search.long")}
	}
	var v struct {
		Asked string
		Found int
		Rows  []hit
		Part  bool // not everything was looked through, or more was found
	}
	v.Asked = asked
	if asked != "" {
		words := strings.Fields(asked)
		calls, err := d.Queries.Calls(r.Context(), r.viewer)
		if err != nil {
			return err
		}
		for _, c := range calls {
			if query.Matches(words, c.Reference, c.Title, c.Programme) {
				v.Rows = append(v.Rows, hit{"/calls/" + c.Reference, c.Reference, c.Title, r.say("call"), r.word("stage", c.Stage)})
			}
		}
		lives, err := d.Queries.FindLives(r.Context(), r.viewer, words)
		if err != nil {
			return err
		}
		for _, l := range lives {
			v.Rows = append(v.Rows, hit{lifeHref(l.Stream), law.Reference(l.Stream), l.Title, r.say("search.kind." + l.Noun), r.word(l.Noun+"-stage", l.Stage)})
		}
		v.Rows, v.Part = v.Rows[:min(len(v.Rows), mostHits)], len(v.Rows) > mostHits
		tenders, err := d.searched(r, asked, words, mostHits-len(v.Rows))
		if err != nil {
			return err
		}
		for _, t := range tenders.Rows {
			v.Rows = append(v.Rows, hit{"/tenders/" + t.Reference, t.Reference, t.Title, r.say("tender"), r.word("stage", t.Stage)})
		}
		v.Found, v.Part = len(v.Rows), v.Part || !tenders.Whole
	}
	return d.show(r, http.StatusOK, "search.html", r.say("search"), []crumb{{"/", r.say("home")}, {"", r.say("search")}}, nil, v)
}

// searched are the tenders that are looked for: the one alone whose reference it is.
func (d *desk) searched(r *request, asked string, words []string, most int) (query.FoundTenders, error) {
	if reference, err := query.TenderRef(asked); err == nil {
		rows, err := d.Queries.TenderRows(r.Context(), r.viewer, reference)
		return query.FoundTenders{Rows: rows[:min(len(rows), most)], Whole: true}, err
	}
	return d.Queries.FindTenders(r.Context(), r.viewer, words, most)
}
