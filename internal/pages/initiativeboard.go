package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type pairingLine struct {
	query.PairingRow
	Title, From, To, Answers, Country string
	Stands                            mark
	Open                              bool
}

type reportLine struct {
	Country, Period, At string
	Key, Code           string
	Number              int
	Returned            bool
	Facts               []fact
}

type twinningLine struct {
	query.CountryTwinningRow
	Title, From, To, Starts string
	Stands                  mark
	Lines                   []reportLine
	JointText, JointForm    string
	JointBy                 string
	Runs, MayAgree          bool
}

type suggestionLine struct {
	query.SuggestedPairingRow
	Key, Title, From, To, Why string
}

type reasonLine struct{ ID, Title, Why, Staff string }

type initiativeBoardView struct {
	Reference, Command, Problem string
	Typed                       typing
	Steers                      bool
	Matrix                      chart.Figure
	HasMatrix                   bool
	Reasons                     []reasonLine
	Undecided                   []choice
	Suggestions                 []suggestionLine
	Pairings                    []pairingLine
	Twinnings                   []twinningLine
	Activities                  []choice
}

// initiativeBoard shows the board, with the form of a report open where a link asks for it.
func (d *desk) initiativeBoard(r *request) error {
	asked := typing{}
	if form := r.URL.Query().Get("form"); strings.HasPrefix(form, "report-") || strings.HasPrefix(form, "joint-report-") {
		asked = typing{form, url.Values{"period": {r.URL.Query().Get("period")}}}
	}
	return d.showBoard(r, http.StatusOK, "", asked)
}

func (d *desk) showBoard(r *request, status int, problem string, typed typing) error {
	i, err := d.Queries.Initiative(r.Context(), r.viewer, r.PathValue("initiative"))
	if err != nil {
		return err
	}
	b, err := d.Queries.InitiativeBoard(r.Context(), r.viewer, i.Reference)
	if err != nil {
		return err
	}
	lang := r.lang()
	title := func(topic string) string { t, _ := i.Rules.Topic(topic); return t.Title.In(lang) }
	v := initiativeBoardView{Reference: i.Reference, Command: door.NewID(), Steers: i.Steers, Problem: problem, Typed: typed}
	v.Matrix, v.HasMatrix = r.topicMatrix(i, b), len(b.Statements) > 0
	for n, t := range i.Topics {
		v.Reasons = append(v.Reasons, reasonLine{ID: t.ID, Title: title(t.ID), Why: b.Topics[n].Because, Staff: string(b.Topics[n].Why)})
		if t.Branch == capacity.Pairing || t.Branch == capacity.Waiting {
			v.Undecided = append(v.Undecided, choice{Value: t.ID, Text: title(t.ID)})
		}
	}
	for _, s := range b.Suggestions {
		taken := slices.ContainsFunc(b.Pairings, func(p query.PairingRow) bool {
			return p.Topic == s.Topic && p.Offers == s.Offers && p.Seeks == s.Seeks && (p.Stage == capacity.Proposed || p.Stage == capacity.Accepted)
		})
		if !taken {
			v.Suggestions = append(v.Suggestions, suggestionLine{SuggestedPairingRow: s, Key: s.Topic + "-" + s.Offers + "-" + s.Seeks, Title: title(s.Topic), From: r.country(s.Offers), To: r.country(s.Seeks), Why: strings.Join(s.Reasons, r.semicolon())})
		}
	}
	shades := map[string]string{"accepted": "good", "proposed": "wait"}
	for _, p := range b.Pairings {
		l := pairingLine{PairingRow: p, Title: title(p.Topic), From: r.country(p.Offers), To: r.country(p.Seeks), Answers: r.dayOf(p.Until), Stands: mark{r.say("initiative.pairing." + string(p.Stage)), shades[string(p.Stage)]}, Open: p.Stage == capacity.Proposed}
		if p.Yours != "" {
			l.Country = r.country(p.Yours)
		}
		v.Pairings = append(v.Pairings, l)
	}
	for _, a := range i.Rules.Activities {
		v.Activities = append(v.Activities, choice{Value: a.ID, Text: a.Title.In(lang)})
	}
	for _, t := range b.Twinnings {
		v.Twinnings = append(v.Twinnings, r.twinningLine(i, t, title(t.Topic), r.twinningStands(t)))
	}
	return d.show(r, status, "initiativeboard.html", r.say("initiative.board"), r.crumbsOf("initiatives", i.Reference, r.say("initiative.tab.board")), r.initiativeTabs(i, "board"), v)
}

func (r *request) twinningLine(i query.InitiativeRow, t query.CountryTwinningRow, title string, stands mark) twinningLine {
	l := twinningLine{
		CountryTwinningRow: t, Title: title, From: r.country(t.Offers), To: r.country(t.Seeks), Starts: r.dayOf(t.Begins), Stands: stands, Runs: t.Stage == capacity.Running || t.Stage == capacity.Reported,
	}
	for _, p := range t.Reports {
		is := reportLine{
			Country: r.country(p.Country), Period: r.number(p.Period), At: r.instant(p.At, zoneOf(i.Rules.Zone)), Key: p.Country + "-" + strconv.Itoa(p.Period), Code: p.Country, Number: p.Period, Returned: p.Returned != nil,
		}
		if p.Returned != nil {
			is.Facts = append(is.Facts, fact{Name: r.say("initiative.returned"), Value: string(p.Returned.Why)})
		}
		for _, a := range p.Activities {
			of, _ := i.Rules.Activity(a.Activity)
			is.Facts = append(is.Facts, fact{Name: r.date(a.On) + ", " + cmp.Or(of.Title.In(r.lang()), a.Activity), Value: string(a.What)})
		}
		if p.Nothing != "" {
			is.Facts = append(is.Facts, fact{Name: r.say("initiative.nothing"), Value: string(p.Nothing)})
		}
		l.Lines = append(l.Lines, is)
	}
	if t.Joint != nil {
		l.JointText, l.JointForm, l.JointBy = string(t.Joint.Text), string(t.Joint.Form), r.country(t.Joint.Country)
		l.MayAgree = t.Yours != "" && t.Joint.Country != t.Yours && t.Stage == capacity.Reported
	}
	return l
}

// topicMatrix shows how each country that stated anything stands on each topic.
func (r *request) topicMatrix(i query.InitiativeRow, b query.InitiativeBoardRow) chart.Figure {
	var columns []string
	for _, t := range i.Topics {
		topic, _ := i.Rules.Topic(t.ID)
		columns = append(columns, topic.Title.In(r.lang()))
	}
	var rows []chart.Standing
	for _, c := range b.Countries {
		row, any := chart.Standing{Name: r.country(c.Country), Short: c.Country}, false
		for _, t := range i.Topics {
			m, offers, seeks, shade := "", false, false, 0
			for _, s := range b.Statements {
				if s.Country == c.Country && s.Topic == t.ID {
					offers, seeks, any = s.Offers, s.Seeks, true
				}
			}
			switch {
			case offers && seeks:
				m, shade = "+−", 4
			case offers:
				m, shade = "+", 3
			case seeks:
				m, shade = "−", 1
			}
			row.Marks, row.Told, row.Shades = append(row.Marks, m), append(row.Told, r.topicStanding(offers, seeks)), append(row.Shades, shade)
		}
		if any {
			rows = append(rows, row)
		}
	}
	return chart.Matrix(r.say("initiative.matrix"), r.say("survey.country"), columns, rows)
}
