package survey

import (
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/obligation"
)

// SurveyRules are the rule book of a survey: its questionnaire, and how it is held.
type SurveyRules struct {
	Title     Words              `json:"title"`
	Lead      Words              `json:"lead"`                // why it is held, for who answers
	Programme string             `json:"programme,omitempty"` // reference; none: it belongs to none
	Zone      string             `json:"zone"`                // IANA name: the closing date ends at its midnight
	Holidays  []market.ClosedDay `json:"holidays,omitempty"`
	Officers  []string           `json:"officers"` // person ids of the staff

	Countries    CountryList      `json:"countries"`
	Closes       calendar.Date    `json:"closes"`                // last day for answers
	ExtendDays   int              `json:"extend_days,omitempty"` // the most days by which that is moved; none: a year
	Vocabularies []Vocabulary     `json:"vocabularies"`
	Questions    []SurveyQuestion `json:"questions"`
	Areas        *AreaReading     `json:"areas,omitempty"`   // how the result by area is read from answers; nil: there is none
	Entries      *SurveyEntries   `json:"entries,omitempty"` // how an answer becomes entries of a marketplace; nil: it does not
	Publish      PublishRule      `json:"publish"`
	Reminders    market.Reminders `json:"reminders"`

	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// CountryList are those that are asked, as a list that holds on a day.
type CountryList struct {
	AsOf  calendar.Date `json:"as_of"`
	Codes []string      `json:"codes"` // ISO 3166-1, or EL or UK as the EU writes them
}

// A Vocabulary is a list of terms that parts of questions offer.
type Vocabulary struct {
	ID    string `json:"id"`
	Terms []Term `json:"terms"`
}

// A SurveyQuestion is told as it stands in its source, and answered by its parts.
type SurveyQuestion struct {
	Term
	When  []AskedWhen  `json:"when,omitempty"` // it is asked where one of them holds; none: always
	Parts []SurveyPart `json:"parts"`
}

// An AskedWhen holds where an option was chosen in a part before.
type AskedWhen struct {
	Part   string `json:"part"`
	Option string `json:"option"`
}

// The kinds of parts of a question.
const (
	One   = "one"    // one option of a vocabulary
	Many  = "many"   // any options of a vocabulary
	Grid  = "grid"   // cells: terms of a vocabulary by columns
	Free  = "text"   // in one's own words
	Whole = "number" // a whole number
)

// A SurveyPart of a question is one thing that is answered.
type SurveyPart struct {
	Term
	Kind     string       `json:"kind"`
	Of       string       `json:"of,omitempty"`      // the vocabulary of options, or of the rows of a grid
	Columns  []GridColumn `json:"columns,omitempty"` // of a grid
	Required bool         `json:"required,omitempty"`
	Least    int          `json:"least,omitempty"` // of a number
	Most     int          `json:"most,omitempty"`  // of a number
}

// A GridColumn is there where one of its conditions holds; none: always.
type GridColumn struct {
	Term
	When []AskedWhen `json:"when,omitempty"`
}

// AreaReading says how the result by area is read from the answers.
type AreaReading struct {
	Grid     string `json:"grid"`                // part of kind grid: its rows are the areas
	Offers   string `json:"offers"`              // column: the country offers
	Seeks    string `json:"seeks"`               // column: the country seeks
	Reasons  string `json:"reasons,omitempty"`   // part of kind text: why it does neither
	FollowUp string `json:"follow_up,omitempty"` // part of kind one: whether a follow-up is wished for
	Form     string `json:"form,omitempty"`      // part: in what form
}

// SurveyEntries say how an answer becomes entries of a marketplace.
type SurveyEntries struct {
	Kind        string      `json:"kind"` // of solution
	Types       []string    `json:"types"`
	Languages   []string    `json:"languages"`
	Offers      Words       `json:"offers"`      // what the title of an offer begins with
	Seeks       Words       `json:"seeks"`       // what the title of a requirement begins with
	Description Words       `json:"description"` // what the description begins with
	Topics      []AreaTopic `json:"topics"`
}

// An AreaTopic is the topic of the marketplace under which an area stands.
type AreaTopic struct {
	Area     string `json:"area"`
	Priority string `json:"priority"`
	Topic    string `json:"topic"`
}

// PublishRule says what of the result is public, once it is published.
type PublishRule struct {
	Countries bool `json:"countries"` // which country answered what; else how many
	Texts     bool `json:"texts"`     // what countries wrote in their own words
}

// Latest is the last day to which the closing date may be moved.
func (r SurveyRules) Latest() calendar.Date {
	if r.ExtendDays == 0 {
		return r.Closes.AddDays(366)
	}
	return r.Closes.AddDays(r.ExtendDays)
}

// AnswerLadder is the ladder of letters about answers.
const AnswerLadder = "survey-answer"

// MostExtendDays is the most that a rule book lets a closing date be moved.
const MostExtendDays = 3660

// MostCountries is the most countries that a survey asks.
const MostCountries = 250

// Calendar is where and when reminders are sent.
func (r SurveyRules) Calendar() (obligation.Calendar, error) {
	return market.Rules{Zone: r.Zone, Holidays: r.Holidays, Reminders: r.Reminders}.Calendar()
}

// Vocabulary are the terms of one.
func (r SurveyRules) Vocabulary(id string) []Term {
	for _, v := range r.Vocabularies {
		if v.ID == id {
			return v.Terms
		}
	}
	return nil
}

// Part finds a part with its question; false where there is none.
func (r SurveyRules) Part(id string) (SurveyQuestion, SurveyPart, bool) {
	for _, q := range r.Questions {
		for _, p := range q.Parts {
			if p.ID == id {
				return q, p, true
			}
		}
	}
	return SurveyQuestion{}, SurveyPart{}, false
}

// Asks tells whether a country is on the list.
func (r SurveyRules) Asks(country string) bool {
	return slices.ContainsFunc(r.Countries.Codes, func(c string) bool { return normal(c) == normal(country) })
}

// CheckQuestionnaire refuses vocabularies and questions that cannot be a questionnaire.
func (r SurveyRules) CheckQuestionnaire() error { return errors.Join(r.checkQuestions()...) }

// Check refuses a rule book that cannot be one. All that is wrong is said.
func (r SurveyRules) Check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := r.Calendar(); err != nil {
		say("%w", err)
	}
	if r.Title.EN == "" {
		say("title has no English words (en)")
	}
	if len(r.Officers) == 0 {
		say("officers names nobody: the survey has no staff")
	}
	if r.Closes.IsZero() {
		say("closes is missing: write the last day for answers, as in 2021-12-15")
	}
	if r.ExtendDays < 0 || r.ExtendDays > MostExtendDays {
		say("extend_days is %d; 1 to %d are allowed, or none for a year", r.ExtendDays, MostExtendDays)
	}
	if r.Countries.AsOf.IsZero() {
		say("countries.as_of is missing: write the day on which the list holds")
	}
	if n := len(r.Countries.Codes); n == 0 || n > MostCountries {
		say("countries.codes has %d countries; 1 to %d are allowed", n, MostCountries)
	}
	for i, c := range r.Countries.Codes {
		if !law.KnownCountry(c) {
			say("countries.codes: %q is no country code: write two letters, as in SE", c)
		}
		if slices.ContainsFunc(r.Countries.Codes[:i], func(b string) bool { return normal(b) == normal(c) }) {
			say("countries.codes has %s twice", c)
		}
	}
	wrong = append(wrong, r.checkQuestions()...)
	wrong = append(wrong, r.checkReadings()...)
	wrong = append(wrong, checkLadders(r.Reminders)...)
	slices.SortStableFunc(wrong, func(a, b error) int {
		if a.Error() < b.Error() {
			return -1
		}
		return 1
	})
	return errors.Join(wrong...)
}

// CheckTerms refuses codes that are none, or are there twice, and terms without English words.
func CheckTerms(where string, terms []Term) (wrong []error) {
	seen := map[string]bool{}
	for _, t := range terms {
		if err := law.CheckCode(where, t.ID); err != nil {
			wrong = append(wrong, err)
		}
		if seen[t.ID] {
			wrong = append(wrong, fmt.Errorf("%s has %s twice", where, t.ID))
		}
		if seen[t.ID] = true; t.Title.EN == "" {
			wrong = append(wrong, fmt.Errorf("%s: %s has no English words (en)", where, t.ID))
		}
	}
	return wrong
}

func (r SurveyRules) checkQuestions() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	var lists, questions, parts []Term
	for _, v := range r.Vocabularies {
		lists = append(lists, Term{ID: v.ID, Title: Words{EN: v.ID}})
		wrong = append(wrong, CheckTerms("vocabularies."+v.ID, v.Terms)...)
		if len(v.Terms) == 0 {
			say("vocabularies.%s has no terms", v.ID)
		}
	}
	wrong = append(wrong, CheckTerms("vocabularies", lists)...)
	if len(r.Questions) == 0 {
		say("questions has none")
	}
	for _, q := range r.Questions {
		questions = append(questions, q.Term)
		if len(q.Parts) == 0 {
			say("questions.%s has no parts: nothing can be answered", q.ID)
		}
		wrong = append(wrong, r.checkConditions("questions."+q.ID, q.When, parts)...)
		for _, p := range q.Parts {
			where := "questions." + q.ID + "." + p.ID
			switch p.Kind {
			case One, Many:
				if r.Vocabulary(p.Of) == nil {
					say("%s is of the vocabulary %q, which is not there", where, p.Of)
				}
			case Grid:
				if r.Vocabulary(p.Of) == nil {
					say("%s has its rows of the vocabulary %q, which is not there", where, p.Of)
				}
				if len(p.Columns) == 0 {
					say("%s has no columns", where)
				}
				var columns []Term
				for _, c := range p.Columns {
					columns = append(columns, c.Term)
					wrong = append(wrong, r.checkConditions(where+"."+c.ID, c.When, parts)...)
				}
				wrong = append(wrong, CheckTerms(where, columns)...)
			case Whole:
				if p.Least > p.Most {
					say("%s is a number from %d to %d: there is none", where, p.Least, p.Most)
				}
			case Free:
			default:
				say("%s is of the kind %q: one, many, grid, text and number are allowed", where, p.Kind)
			}
			parts = append(parts, p.Term)
		}
	}
	wrong = append(wrong, CheckTerms("questions", questions)...)
	return append(wrong, CheckTerms("parts", parts)...)
}

// checkConditions refuses a condition on what is not answered before.
func (r SurveyRules) checkConditions(where string, when []AskedWhen, before []Term) (wrong []error) {
	for _, c := range when {
		_, p, ok := r.Part(c.Part)
		switch {
		case !ok || !hasTerm(before, c.Part):
			wrong = append(wrong, fmt.Errorf("%s is asked by an answer to %q, which is no part of a question before it", where, c.Part))
		case p.Kind != One && p.Kind != Many:
			wrong = append(wrong, fmt.Errorf("%s is asked by an answer to %s, which has no options", where, c.Part))
		case !hasTerm(r.Vocabulary(p.Of), c.Option):
			wrong = append(wrong, fmt.Errorf("%s is asked by the option %q, which %s does not have", where, c.Option, c.Part))
		}
	}
	return wrong
}

// checkReadings refuses a reading of the result, or of entries, that names what is not there.
func (r SurveyRules) checkReadings() (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if r.Areas == nil {
		if r.Entries != nil {
			say("entries are made of areas, and areas is missing")
		}
		return wrong
	}
	a := r.Areas
	_, grid, ok := r.Part(a.Grid)
	if !ok || grid.Kind != Grid {
		return append(wrong, fmt.Errorf("areas.grid is %q, which is no part of the kind grid", a.Grid))
	}
	for _, x := range [][2]string{{"offers", a.Offers}, {"seeks", a.Seeks}} {
		name, column := x[0], x[1]
		if !slices.ContainsFunc(grid.Columns, func(c GridColumn) bool { return c.ID == column }) {
			say("areas.%s is %q, which is no column of %s", name, column, a.Grid)
		}
	}
	for _, x := range [][2]string{{"reasons", a.Reasons}, {"follow_up", a.FollowUp}, {"form", a.Form}} {
		name, id := x[0], x[1]
		_, p, ok := r.Part(id)
		if id != "" && (!ok || name == "reasons" && p.Kind != Free || name == "follow_up" && p.Kind != One) {
			say("areas.%s is %q, which is no part that can be read so", name, id)
		}
	}
	if r.Entries == nil {
		return wrong
	}
	for _, t := range r.Vocabulary(grid.Of) {
		if !slices.ContainsFunc(r.Entries.Topics, func(x AreaTopic) bool { return x.Area == t.ID }) {
			say("entries.topics has no topic of the area %s", t.ID)
		}
	}
	if r.Entries.Kind == "" || len(r.Entries.Types) == 0 || len(r.Entries.Languages) == 0 || r.Entries.Offers.EN == "" || r.Entries.Seeks.EN == "" || r.Entries.Description.EN == "" {
		say("entries needs kind, types, languages, and the words of offers, seeks and description")
	}
	return wrong
}

func checkLadders(r market.Reminders) (wrong []error) {
	ladder, ok := r.Ladders[AnswerLadder]
	if !ok {
		return []error{fmt.Errorf("reminders.ladders.%s is missing", AnswerLadder)}
	}
	for _, rung := range ladder.Rungs {
		for _, to := range rung.To {
			if to != obligation.Owner && to != string(law.Officer) {
				wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s goes to %q: owner and officer are allowed", AnswerLadder, rung.Name, to))
			}
		}
		if !slices.Contains([]string{"reminder", "overdue", "escalation"}, rung.Letter) {
			wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s is the letter %q: reminder, overdue and escalation are allowed", AnswerLadder, rung.Name, rung.Letter))
		}
	}
	return wrong
}
