package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// hashOf is the SHA-256 of a rule book as JSON.
func hashOf(r SurveyRules) string {
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// decide opens a survey: from the first administrator on by one of them, or by a head or an
// officer of the open programme that it belongs to; before by anybody, as a call is.
func (c OpenSurvey) decide(s Survey, f law.Facts, r law.Receipt) ([]Event, error) {
	if s.Stage != "" {
		return nil, law.Refuse("surveys", "opened-already", law.Ref("survey", s.Reference))
	}
	if a, _ := f.State(governance.AdministrationStream).(governance.Administration); len(a.People) > 0 && !a.Has(r.Actor) {
		p, _ := f.State(governance.ProgrammeStream(c.Rules.Programme)).(governance.Programme)
		if p.Stage != governance.Open || !p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return nil, law.Refuse("surveys", "not-yours-to-open", law.Who("person", r.Actor), law.Ref("programme", c.Rules.Programme))
		}
	}
	cal, err := c.Rules.Calendar()
	if err != nil {
		return nil, law.Refuse("surveys", "no-calendar")
	}
	if !r.ReceivedAt.Before(c.Rules.Closes.End(cal.Zone)) {
		return nil, law.Refuse("surveys", "closes-in-the-past", law.On("closes", c.Rules.Closes))
	}
	return []Event{SurveyOpened{Rules: c.Rules, SHA256: hashOf(c.Rules), By: r.Actor}}, nil
}

// steers refuses whoever is not of the staff of the survey.
func (s Survey) steers(r law.Receipt) error {
	if s.Stage == "" || !s.Staff(r.Actor) {
		return law.Refuse("surveys", "staff-only", law.Ref("survey", s.Reference))
	}
	return nil
}

// asks gives a country that is asked.
func (s Survey) asks(code string) (Country, error) {
	c, ok := s.Country(code)
	if !ok {
		return c, law.Refuse("surveys", "country-not-asked", law.Word("country", "country", code), law.Ref("survey", s.Reference))
	}
	return c, nil
}

// Due is the last day on which a country may answer.
func (s Survey) Due(c Country) calendar.Date {
	if c.Leave != nil && c.Leave.Until.After(s.Closes) {
		return c.Leave.Until
	}
	return s.Closes
}

// Takes tells whether an answer of a country is taken at an instant: until the end of the
// closing date, and after it by leave.
func (s Survey) Takes(c Country, at time.Time) bool {
	zone := s.zone()
	return s.Stage != "" && s.Stage != Published && at.Before(s.Closes.End(zone)) || c.Leave != nil && at.Before(c.Leave.Until.End(zone))
}

func (s Survey) zone() *time.Location {
	cal, err := s.Rules.Calendar()
	if err != nil {
		return time.UTC
	}
	return cal.Zone
}

// answerOwed is what a country owes with some respondents; nothing where it has answered, or nobody can.
func (s Survey) answerOwed(c Country, who []string) obligation.Owed {
	if c.Answered() || len(who) == 0 || s.Stage == Published {
		return obligation.Owed{}
	}
	return obligation.Owed{ID: owedBy(c.Code), Ladder: AnswerLadder, Who: who, Due: s.Due(c)}
}

func (c NameRespondent) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := s.steers(r); err != nil {
		return nil, err
	}
	is, err := s.asks(c.Country)
	if err != nil {
		return nil, err
	}
	if slices.Contains(is.Respondents, c.Person) {
		return nil, law.Refuse("surveys", "respondent-already", law.Who("person", c.Person), law.Word("country", "country", is.Code))
	}
	if s.Staff(c.Person) && r.By(law.Edition2) {
		return nil, law.Refuse("staff", "steers-it", law.Who("person", c.Person))
	}
	who := append(slices.Clone(is.Respondents), c.Person)
	return []Event{RespondentNamed{
		Country: is.Code, Person: c.Person, By: r.Actor, Owed: s.answerOwed(is, who),
		Promise: law.Promise{Letters: law.To([]string{c.Person}, "respondent-named", law.Ref("survey", s.Reference), law.Word("country", "country", is.Code), law.On("due", s.Due(is)), law.Word("obligation", "obligation", owedBy(is.Code)))},
	}}, nil
}

func (c RemoveRespondent) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := s.steers(r); err != nil {
		return nil, err
	}
	is, err := s.asks(c.Country)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(is.Respondents, c.Person) {
		return nil, law.Refuse("surveys", "no-respondent", law.Who("person", c.Person), law.Word("country", "country", is.Code))
	}
	who := slices.DeleteFunc(slices.Clone(is.Respondents), func(p string) bool { return p == c.Person })
	return []Event{RespondentRemoved{Country: is.Code, Person: c.Person, By: r.Actor, Owed: s.answerOwed(is, who)}}, nil
}

func (c AnswerSurvey) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, ok := s.Country(c.Country)
	if s.Stage == "" || !ok || !slices.Contains(is.Respondents, r.Actor) {
		return nil, law.Refuse("surveys", "not-yours-to-answer", law.Ref("survey", s.Reference), law.Word("country", "country", c.Country))
	}
	zone := s.zone()
	late := s.Stage == Published || !r.ReceivedAt.Before(s.Closes.End(zone))
	if !s.Takes(is, r.ReceivedAt) {
		return nil, law.Refuse("surveys", "closed", law.Ref("survey", s.Reference), law.On("closes", s.Closes))
	}
	if err := s.Rules.Allows(c.Answers); err != nil {
		return nil, err
	}
	return []Event{SurveyAnswered{Country: is.Code, By: r.Actor, Late: late, Answers: c.Answers}}, nil
}

func (c ExtendSurvey) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := s.steers(r); err != nil {
		return nil, err
	}
	switch {
	case s.Stage == Published:
		return nil, law.Refuse("surveys", "published-already", law.Ref("survey", s.Reference))
	case c.Closes.Before(s.Closes) && r.By(law.Edition1):
		if err := s.backTo(c.Closes, r.ReceivedAt); err != nil {
			return nil, err
		}
	case !c.Closes.After(s.Closes), !r.ReceivedAt.Before(c.Closes.End(s.zone())):
		return nil, law.Refuse("surveys", "not-later", law.On("closes", s.Closes))
	case c.Closes.After(s.Rules.Latest()) && r.By(law.Edition1):
		return nil, law.Refuse("surveys", "too-late-a-day", law.On("latest", s.Rules.Latest()))
	}
	after := s
	after.Closes = c.Closes
	e := SurveyExtended{Closes: c.Closes, By: r.Actor, Why: c.Why}
	var people []string
	for _, is := range s.Countries {
		people = append(people, is.Respondents...)
		if owed := after.answerOwed(is, is.Respondents); owed.ID != "" {
			e.Owed = append(e.Owed, owed)
		}
	}
	e.Letters = law.To(people, "survey-extended", law.Ref("survey", s.Reference), law.On("closes", c.Closes), law.Quote("why", c.Why))
	return []Event{e}, nil
}

// backTo refuses to move the closing date back where it was not moved, before the day that held then, and once that day is over: from then on
// somebody may have relied on the later one.
func (s Survey) backTo(on calendar.Date, at time.Time) error {
	n := len(s.Before)
	switch {
	case n == 0 || on.Before(s.Before[n-1]):
		return law.Refuse("surveys", "not-later", law.On("closes", s.Closes))
	case !at.Before(s.Before[n-1].End(s.zone())):
		return law.Refuse("surveys", "relied-on", law.On("closes", s.Closes), law.On("before", s.Before[n-1]))
	}
	return nil
}

func (c AllowCorrection) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := s.steers(r); err != nil {
		return nil, err
	}
	is, err := s.asks(c.Country)
	if err != nil {
		return nil, err
	}
	if s.Stage == Opened {
		return nil, law.Refuse("surveys", "still-open", law.Ref("survey", s.Reference), law.On("closes", s.Closes))
	}
	if !r.ReceivedAt.Before(c.Until.End(s.zone())) {
		return nil, law.Refuse("surveys", "leave-in-the-past", law.On("until", c.Until))
	}
	if latest := s.Rules.Latest(); r.By(law.Edition1) && c.Until.After(latest) && c.Until.After(calendar.DateOf(r.ReceivedAt, s.zone()).AddDays(366)) {
		return nil, law.Refuse("surveys", "too-late-a-day", law.On("latest", calendar.DateOf(r.ReceivedAt, s.zone()).AddDays(366)))
	}
	after := is
	after.Leave = &Leave{Until: c.Until}
	return []Event{CorrectionAllowed{
		Country: is.Code, Until: c.Until, By: r.Actor, Why: c.Why, Owed: s.answerOwed(after, is.Respondents),
		Promise: law.Promise{Letters: law.To(is.Respondents, "survey-correction-allowed", law.Ref("survey", s.Reference), law.Word("country", "country", is.Code), law.On("until", c.Until), law.Quote("why", c.Why))},
	}}, nil
}

func (PublishSurvey) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := s.steers(r); err != nil {
		return nil, err
	}
	switch s.Stage {
	case Published:
		return nil, law.Refuse("surveys", "published-already", law.Ref("survey", s.Reference))
	case Opened:
		return nil, law.Refuse("surveys", "still-open", law.Ref("survey", s.Reference), law.On("closes", s.Closes))
	}
	var people []string
	for _, c := range s.Countries {
		people = append(people, c.Respondents...)
	}
	return []Event{SurveyPublished{By: r.Actor, Promise: law.Promise{Letters: law.To(people, "survey-published", law.Ref("survey", s.Reference))}}}, nil
}

func (c NoteSurveyEntries) decide(s Survey, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, ok := s.Country(c.Country)
	if s.Stage == "" || !ok || !slices.Contains(is.Respondents, r.Actor) {
		return nil, law.Refuse("surveys", "not-yours-to-answer", law.Ref("survey", s.Reference), law.Word("country", "country", c.Country))
	}
	if s.Rules.Entries == nil || !is.Answered() {
		return nil, law.Refuse("surveys", "no-entries", law.Ref("survey", s.Reference))
	}
	fresh := slices.DeleteFunc(slices.Clone(c.Entries), func(e string) bool { return slices.Contains(is.Entries, e) })
	if len(fresh) == 0 {
		return nil, law.Refuse("surveys", "noted-already", law.Word("country", "country", is.Code))
	}
	return []Event{SurveyEntriesNoted{Country: is.Code, By: r.Actor, Entries: fresh}}, nil
}
