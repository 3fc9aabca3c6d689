package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/survey"
)

// A SurveyRow is a survey as a viewer sees it.
type SurveyRow struct {
	Reference   string             `json:"reference"`
	Stage       survey.Stage       `json:"stage"` // open, closed or published
	Rules       survey.SurveyRules `json:"rules"`
	SHA256      string             `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	OpenedAt    string             `json:"opened_at"`
	Closes      string             `json:"closes"` // last day for answers
	ClosedAt    string             `json:"closed_at,omitempty"`
	PublishedAt string             `json:"published_at,omitempty"`
	Asked       int                `json:"asked"`     // countries
	Answered    int                `json:"answered"`  // countries; 0 where the viewer is not told
	Countries   []SurveyCountryRow `json:"countries"` // for the staff all, for who answers their own
	Steers      bool               `json:"steers"`    // whoever asks is of its staff
	Figures     bool               `json:"figures"`   // whoever asks sees the result
}

// A SurveyCountryRow is how a country stands in a survey.
type SurveyCountryRow struct {
	Country     string   `json:"country"`
	Respondents []string `json:"respondents"`           // person ids
	Versions    int      `json:"versions"`              // of its answer
	AnsweredAt  string   `json:"answered_at,omitempty"` // the last version
	Late        bool     `json:"late"`                  // the last version came after the closing date, by leave
	Leave       string   `json:"leave,omitempty"`       // last day for an answer after the closing date
	Yours       bool     `json:"yours"`                 // whoever asks answers for it
}

func surveyCountry(v access.Viewer, c survey.Country, s survey.Survey) SurveyCountryRow {
	row := SurveyCountryRow{Country: c.Code, Respondents: append([]string{}, c.Respondents...), Versions: len(c.Versions), Yours: s.Responds(v.Person, c.Code)}
	if c.Answered() {
		row.AnsweredAt, row.Late = calendar.Instant(c.Last().At), c.Last().Late
	}
	if c.Leave != nil {
		row.Leave = c.Leave.Until.String()
	}
	return row
}

func surveyRow(v access.Viewer, s survey.Survey) (SurveyRow, bool) {
	sight := access.OfSurvey(v, s, "")
	if s.Stage == "" || !sight.Reads() {
		return SurveyRow{}, false
	}
	row := SurveyRow{
		Reference: s.Reference, Stage: s.Stage, Rules: s.Rules, SHA256: s.SHA256, OpenedAt: calendar.Instant(s.OpenedAt), Closes: s.Closes.String(),
		ClosedAt: optional(calendar.Instant(s.ClosedAt), s.ClosedAt.IsZero()), PublishedAt: optional(calendar.Instant(s.PublishedAt), s.PublishedAt.IsZero()),
		Asked: len(s.Countries), Countries: []SurveyCountryRow{}, Steers: sight.Steers(), Figures: sight.Figures(),
	}
	if !row.Steers { // who its officers are is for whoever steers it; by the hash of the rules others could try who they are
		row.Rules.Officers, row.SHA256 = []string{}, ""
	}
	for _, c := range s.Countries {
		if c.Answered() && (sight.Figures() || sight.Steers()) {
			row.Answered++
		}
		if access.OfSurvey(v, s, c.Code).Answer() {
			row.Countries = append(row.Countries, surveyCountry(v, c, s))
		}
	}
	return row, true
}

// Surveys lists the surveys that the viewer may see.
func (q *Queries) Surveys(ctx context.Context, v access.Viewer) ([]SurveyRow, error) {
	all, err := q.foldAll(ctx, survey.Root)
	if err != nil {
		return nil, err
	}
	rows := []SurveyRow{}
	for _, stream := range sorted(all) {
		s, _ := all[stream].State.(survey.Survey)
		if row, seen := surveyRow(v, s); seen {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// Survey is one survey. Who may not see it is told that there is none.
func (q *Queries) Survey(ctx context.Context, v access.Viewer, reference string) (SurveyRow, error) {
	s, err := q.survey(ctx, v, reference)
	if err != nil {
		return SurveyRow{}, err
	}
	row, _ := surveyRow(v, s)
	return row, nil
}

func (q *Queries) survey(ctx context.Context, v access.Viewer, reference string) (survey.Survey, error) {
	none := noLife("survey", reference)
	stream, ok := survey.StreamOf(reference)
	if !ok {
		return survey.Survey{}, none
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return survey.Survey{}, err
	}
	s, _ := is.State.(survey.Survey)
	if s.Stage == "" || !access.OfSurvey(v, s, "").Reads() {
		return survey.Survey{}, none
	}
	return s, nil
}

// A SurveyAnswerRow is the answer of a country, with its earlier versions.
type SurveyAnswerRow struct {
	SurveyCountryRow
	Survey   string              `json:"survey"`
	Answers  []survey.Given      `json:"answers"` // those that count
	Past     []SurveyVersionRow  `json:"past"`    // all versions, the oldest first
	LeaveWhy law.Text            `json:"leave_why,omitempty"`
	Until    string              `json:"until"`   // last day for an answer
	Open     bool                `json:"open"`    // an answer is taken now
	Entries  []string            `json:"entries"` // of a marketplace, that it became
	Drafts   []survey.EntryDraft `json:"drafts"`  // entries that it may become; for who answers
}

// A SurveyVersionRow is one version of an answer.
type SurveyVersionRow struct {
	By      string         `json:"by"` // person id
	At      string         `json:"at"`
	Late    bool           `json:"late"`
	Answers []survey.Given `json:"answers"`
}

// SurveyAnswer is the answer of a country: for those who answer for it, and for the staff.
func (q *Queries) SurveyAnswer(ctx context.Context, v access.Viewer, reference, country string) (SurveyAnswerRow, error) {
	s, err := q.survey(ctx, v, reference)
	if err != nil {
		return SurveyAnswerRow{}, err
	}
	c, ok := s.Country(country)
	if !ok || !access.OfSurvey(v, s, c.Code).Answer() {
		return SurveyAnswerRow{}, absent(law.Why("no-survey-answer", narrate.Verbatim("country", Cut(country)), law.Ref("survey", s.Reference)))
	}
	now, err := q.Now(ctx)
	if err != nil {
		return SurveyAnswerRow{}, err
	}
	row := SurveyAnswerRow{
		SurveyCountryRow: surveyCountry(v, c, s), Survey: s.Reference, Answers: append([]survey.Given{}, c.Last().Answers...), Past: []SurveyVersionRow{},
		Until: s.Due(c).String(), Open: s.Takes(c, now), Entries: append([]string{}, c.Entries...), Drafts: []survey.EntryDraft{},
	}
	if c.Leave != nil {
		row.LeaveWhy = c.Leave.Why
	}
	for _, x := range c.Versions {
		row.Past = append(row.Past, SurveyVersionRow{By: x.By, At: calendar.Instant(x.At), Late: x.Late, Answers: append([]survey.Given{}, x.Answers...)})
	}
	if row.Yours {
		row.Drafts = append(row.Drafts, s.Drafts(c.Code, "")...)
	}
	return row, q.surveyRead(ctx, v, s, "answer of "+c.Code, row.Yours)
}

func (q *Queries) surveyRead(ctx context.Context, v access.Viewer, s survey.Survey, what string, own bool) error {
	if q.reads == nil || v.Operator || own || !access.OfSurvey(v, s, "").Steers() {
		return nil
	}
	return q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: survey.Root + s.Reference, What: what, Rule: "staff"})
}

// A SurveyResultRow is the result of a survey, as far as a viewer may see it.
type SurveyResultRow struct {
	Survey    string              `json:"survey"`
	Stage     survey.Stage        `json:"stage"`
	SHA256    string              `json:"sha256"`    // of the rule book by which it is read; "" for whoever is not told of all of it
	ByCountry bool                `json:"countries"` // which country answered what is told; else how many, as lists of "?"
	Texts     bool                `json:"texts"`     // what countries wrote is told
	Result    survey.SurveyResult `json:"result"`
}

// unnamed stands for a country that is counted and not named.
const unnamed = "?"

// SurveyResult is what the answers add up to, computed from the last answer of each country: to
// the staff at any time, to others once it is published, as far as the rule book publishes it.
func (q *Queries) SurveyResult(ctx context.Context, v access.Viewer, reference string) (SurveyResultRow, error) {
	s, err := q.survey(ctx, v, reference)
	if err != nil {
		return SurveyResultRow{}, err
	}
	sight := access.OfSurvey(v, s, "")
	if !sight.Figures() {
		return SurveyResultRow{}, withheld(law.Why("survey-result-for-staff", law.Ref("survey", s.Reference)))
	}
	row := SurveyResultRow{Survey: s.Reference, Stage: s.Stage, SHA256: s.SHA256, ByCountry: sight.Countries(), Texts: sight.Texts(), Result: s.Result()}
	if !sight.Steers() {
		row.SHA256 = ""
	}
	if !row.Texts {
		row.Result.Reasons = []survey.Said{}
		for i := range row.Result.Parts {
			row.Result.Parts[i].Texts = []survey.Said{}
		}
	}
	if !row.ByCountry {
		row.Result = row.Result.Unnamed(unnamed)
	}
	return row, q.surveyRead(ctx, v, s, "result", false)
}
