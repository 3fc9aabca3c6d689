package survey

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Stage is where a survey stands.
type Stage string

// The stages of a survey.
const (
	Opened    Stage = "open"
	Closed    Stage = "closed"    // its closing date is over
	Published Stage = "published" // its result is public, as its rule book says
)

// A Survey is what the events of one add up to.
type Survey struct {
	Reference   string                  `json:"reference"`
	Stage       Stage                   `json:"stage"` // "" before it is opened
	Rules       SurveyRules             `json:"rules"`
	SHA256      string                  `json:"sha256,omitempty"` // of its rule book, in hexadecimal
	By          string                  `json:"by,omitempty"`
	OpenedAt    time.Time               `json:"opened_at,omitzero"`
	Closes      calendar.Date           `json:"closes,omitzero"`  // last day for answers
	Before      []calendar.Date         `json:"before,omitempty"` // closing dates that were moved, the last one last
	ClosedAt    time.Time               `json:"closed_at,omitzero"`
	PublishedAt time.Time               `json:"published_at,omitzero"`
	Countries   []Country               `json:"countries"` // in the order of the rule book
	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// A Country is one that is asked.
type Country struct {
	Code        string    `json:"code"`
	Respondents []string  `json:"respondents,omitempty"` // person ids
	Versions    []Version `json:"versions,omitempty"`    // the last one counts
	Leave       *Leave    `json:"leave,omitempty"`       // to answer after the closing date
	Entries     []string  `json:"entries,omitempty"`     // references of entries of a marketplace that its answer became
}

// A Version is one answer of a country.
type Version struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Late    bool      `json:"late,omitempty"` // after the closing date, by leave
	Answers []Given   `json:"answers"`
}

// A Leave lets a country answer until the end of a day.
type Leave struct {
	Until calendar.Date `json:"until"`
	By    string        `json:"by"`
	Why   law.Text      `json:"why"`
}

// Answered tells whether a country has answered.
func (c Country) Answered() bool { return len(c.Versions) > 0 }

// Last is the version that counts; an empty one where there is none.
func (c Country) Last() Version {
	if !c.Answered() {
		return Version{}
	}
	return c.Versions[len(c.Versions)-1]
}

// StageName is the stage.
func (s Survey) StageName() string { return string(s.Stage) }

// Over tells that nothing is awaited any more. By leave a country may still answer.
func (s Survey) Over() bool { return s.Stage == Published }

// RulesSHA is the hash of its rule book.
func (s Survey) RulesSHA() string { return s.SHA256 }

// Staff tells whether a person is of the staff of the survey.
func (s Survey) Staff(person string) bool {
	return person != "" && slices.Contains(s.Rules.Officers, person)
}

// Responds tells whether a person answers for a country of the survey; "" is any.
func (s Survey) Responds(person, country string) bool {
	return person != "" && slices.ContainsFunc(s.Countries, func(c Country) bool {
		return (country == "" || c.Code == country) && slices.Contains(c.Respondents, person)
	})
}

// Country is a country that is asked, by its code in any of its forms.
func (s Survey) Country(code string) (Country, bool) {
	for _, c := range s.Countries {
		if normal(c.Code) == normal(code) {
			return c, true
		}
	}
	return Country{}, false
}

// with is the survey with another state of a country.
func (s Survey) with(code string, change func(*Country)) Survey {
	s.Countries = law.Changed(s.Countries, func(c Country) bool { return c.Code == code }, change)
	return s
}

// people are all who have, or had, a part in the survey.
func (s Survey) people() (list []string) {
	for _, c := range s.Countries {
		list = append(list, c.Respondents...)
		for _, v := range c.Versions {
			list = append(list, v.By)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Fold changes whenever the same events add up to another state.
const Fold = 2

// The members of the two unions.
var (
	Events = law.NewCatalogue[Event](SurveyOpened{}, RespondentNamed{}, RespondentRemoved{}, SurveyAnswered{}, SurveyExtended{}, SurveyClosed{},
		CorrectionAllowed{}, SurveyPublished{}, SurveyEntriesNoted{}, SurveyReminded{}, SurveyStaffChanged{})
	Commands = law.NewCatalogue[Command](OpenSurvey{}, NameRespondent{}, RemoveRespondent{}, AnswerSurvey{}, ExtendSurvey{}, AllowCorrection{},
		PublishSurvey{}, NoteSurveyEntries{}, ChangeSurveyStaff{})
)

// Law is the law of a survey, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Survey, Event, Command]{
	Name: "survey", Fold: Fold, Events: Events, Commands: Commands,
	Zero:   func(reference string) Survey { return Survey{Reference: reference} },
	Evolve: Survey.evolve,
	Decide: func(c Command, s Survey, f law.Facts, r law.Receipt) ([]Event, error) { return c.decide(s, f, r) },
	Needs: func(_ Survey, commands ...Command) []string {
		return append(governance.ToOpen[OpenSurvey](commands), governance.ToOpen[ChangeSurveyStaff](commands)...)
	},
	Moments:  Survey.moments,
	Elapse:   Survey.elapse,
	Schedule: func(s Survey, _ law.Facts) obligation.Schedule { return s.schedule() },
	Owes: func(o obligation.Obligation) (string, []law.Role) {
		return "answer of " + countryOf(o.ID) + " to the survey", []law.Role{law.Contact}
	},
	Staff:  func(s Survey, _ law.Facts) []string { return s.Rules.Officers },
	People: Survey.people,
})

// owedBy is the id of the answer that a country owes.
func owedBy(country string) string { return "answer-" + country }

// countryOf is the country of such an id.
func countryOf(id string) string { return id[min(len(id), len("answer-")):] }

func (s Survey) evolve(e Event, at law.Recorded) Survey {
	switch e := e.(type) {
	case SurveyOpened:
		s.Stage, s.Rules, s.SHA256, s.By, s.OpenedAt, s.Closes = Opened, e.Rules, e.SHA256, e.By, at.At(), e.Rules.Closes
		for _, code := range e.Rules.Countries.Codes {
			s.Countries = append(slices.Clip(s.Countries), Country{Code: code})
		}
	case RespondentNamed:
		s = s.with(e.Country, func(c *Country) { c.Respondents = append(slices.Clip(c.Respondents), e.Person) })
		s.Obligations = s.owe(at.At(), e.Owed)
	case RespondentRemoved:
		s = s.with(e.Country, func(c *Country) {
			c.Respondents = slices.DeleteFunc(slices.Clone(c.Respondents), func(p string) bool { return p == e.Person })
		})
		if c, _ := s.Country(e.Country); len(c.Respondents) == 0 {
			s.Obligations = obligation.End(s.Obligations, at.At(), obligation.CauseRespondentRemoved, func(o obligation.Obligation) bool { return o.ID == owedBy(e.Country) })
		} else {
			s.Obligations = s.owe(at.At(), e.Owed)
		}
	case SurveyAnswered:
		s = s.with(e.Country, func(c *Country) {
			c.Versions = append(slices.Clip(c.Versions), Version{By: e.By, At: at.At(), Late: e.Late, Answers: e.Answers})
		})
		s.Obligations = obligation.Meet(s.Obligations, owedBy(e.Country), at.At())
	case SurveyExtended:
		s = s.closesAt(e.Closes)
		s.Obligations = obligation.Owe(s.Obligations, at.At(), obligation.CauseMoreTime, e.Owed...)
	case SurveyClosed:
		s.Stage, s.ClosedAt = Closed, e.At
	case CorrectionAllowed:
		s = s.with(e.Country, func(c *Country) { c.Leave = &Leave{Until: e.Until, By: e.By, Why: e.Why} })
		s.Obligations = s.owe(at.At(), e.Owed)
	case SurveyPublished:
		s.Stage, s.PublishedAt = Published, at.At()
		s.Obligations = obligation.End(s.Obligations, at.At(), obligation.CauseSurveyPublished, func(obligation.Obligation) bool { return true })
	case SurveyEntriesNoted:
		s = s.with(e.Country, func(c *Country) { c.Entries = append(slices.Clip(c.Entries), e.Entries...) })
	case SurveyStaffChanged:
		s.Rules.Officers, s.Obligations = e.Handed(s.Rules.Officers, s.Obligations, at.At())
	case SurveyReminded:
		passed := make(map[string]bool, len(s.Passed)+1)
		maps.Copy(passed, s.Passed)
		passed[e.Key] = true
		s.Passed = passed
	}
	return s
}

// closesAt is the survey with another closing date: a later one, or one to which it was moved back.
func (s Survey) closesAt(on calendar.Date) Survey {
	switch n := len(s.Before); {
	case on.After(s.Closes):
		s.Before = append(slices.Clip(s.Before), s.Closes)
	case n > 0 && on == s.Before[n-1]:
		s.Before = slices.Clip(s.Before[:n-1])
	}
	s.Closes, s.Stage, s.ClosedAt = on, Opened, time.Time{}
	return s
}

// owe opens, or dates again, what a country owes; the zero Owed is nothing.
func (s Survey) owe(at time.Time, owed obligation.Owed) []obligation.Obligation {
	if owed.ID == "" {
		return s.Obligations
	}
	return obligation.Owe(s.Obligations, at, obligation.CauseMoreTime, owed)
}

func (s Survey) schedule() obligation.Schedule {
	cal, err := s.Rules.Calendar()
	if err != nil {
		return obligation.Schedule{}
	}
	return obligation.Schedule{Owed: s.Obligations, Ladders: s.Rules.Reminders.Ladders, Cal: cal, Passed: s.Passed}
}

const momentCloses = "closes@"

func (s Survey) moments(law.Facts) (ms []law.Moment) {
	is := s.schedule()
	if is.Cal.Zone == nil {
		return nil
	}
	if s.Stage == Opened {
		ms = append(ms, law.Moment{At: s.Closes.End(is.Cal.Zone), Key: momentCloses + s.Closes.String()})
	}
	for _, p := range is.Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

func (s Survey) elapse(_ law.Facts, m law.Moment) []Event {
	if m.Key == momentCloses+s.Closes.String() {
		answered := 0
		for _, c := range s.Countries {
			if c.Answered() {
				answered++
			}
		}
		return []Event{SurveyClosed{
			At: m.At, Answered: answered, Asked: len(s.Countries),
			Promise: law.Promise{Letters: law.To(s.Rules.Officers, "survey-closed", law.Ref("survey", s.Reference), law.Count("answered", answered), law.Count("asked", len(s.Countries)))},
		}}
	}
	for _, p := range s.schedule().Plan() {
		if p.Key == m.Key {
			is := p.Record()
			if is.Outcome != obligation.Sent {
				return []Event{SurveyReminded{Passed: is}}
			}
			var people []string
			for _, to := range p.Rung.To {
				if to == obligation.Owner {
					people = append(people, p.Obligation.Who...)
				} else {
					people = append(people, s.Rules.Officers...)
				}
			}
			path := "reminders.ladders." + p.Obligation.Ladder
			return []Event{SurveyReminded{Passed: is, Promise: law.Promise{Letters: law.To(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID),
				law.On("due", p.Due.On), law.Rules("what", path+".what", p.Ladder.What), law.Rules("lapse", path+".lapse", p.Ladder.Lapse))}}}
		}
	}
	return nil
}
