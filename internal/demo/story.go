package demo

import (
	"fmt"
	"slices"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

// What goes on around the call, by reference.
const (
	storySurvey      = "EHN-CAPACITY"
	storyMarket      = "HEALTH"
	storyBody        = "EHN"
	storyInitiative  = "CAPACITYHD"
	storyMeeting     = "16"
	storyDecision    = "follow-up"
	storyAdvice      = "r1"
	storyTwinned     = "ehr-eprescription"
	storyUnclaimed   = "interoperability"  // nobody says anything of it
	storyOneSided    = "patient-summaries" // one country offers it
	storyArea        = "access-control"    // of the survey
	storyDelegates   = 4                   // besides the contact of the tender
	storyPlaces      = 2                   // of the masterclass
	storyMonths      = 6                   // of the country twinning
	storyVotesNeeded = 4                   // of five: two thirds
)

// A story is what goes on before and around the call: a survey, a marketplace, a body, an
// initiative and a masterclass, with one tender of the call that comes of a match.
type story struct {
	tender    *entry
	offers    string   // country of its originator
	seeks     string   // country of its adopter
	countries []string // of the delegates: the one that seeks first, then others
	survey    survey.SurveyRules
	market    market.Rules
	body      body.BodyRules
	capacity  capacity.InitiativeRules
	teaches   masterclass.MasterclassRules
	advanced  *advanced // a small call that pays by instalments
}

// delegate is the alias of somebody who speaks for a country, from 1.
func delegate(n int) string { return fmt.Sprintf("delegate-%d", n) }

// delegates are synthetic people. Nobody of them exists.
func (c *Cast) delegates() {
	for n := range storyDelegates {
		p := synthetic("Delegate", n+1, delegate(n+1))
		p.Language = []string{"fr", "de", "en", "en"}[n]
		c.people = append(c.people, p)
		c.ids[p.Alias] = people.ID(c.command("people"), p.Alias)
	}
}

// dealStory chooses the tender that comes of a match: of two countries of the Union, and through
// its year without anything of its own. "" where there is one.
func (c *Cast) dealStory() string {
	s, err := c.readStory()
	if err != nil {
		return err.Error()
	}
	for _, e := range c.contracted() {
		t := e.tender
		if !e.synthetic || c.plays(e, terminated, suspended, resubmits, activated, complains) {
			continue
		}
		from, _ := t.Organisation(t.Originators[0])
		to, _ := t.Organisation(t.Adopters[0])
		in := s.survey.Countries.Codes
		if from.Country == to.Country || !slices.Contains(in, from.Country) || !slices.Contains(in, to.Country) {
			continue
		}
		s.tender, s.offers, s.seeks = e, from.Country, to.Country
		s.countries = []string{to.Country}
		for _, other := range []string{"SE", "PT", "EE", "AT", "IE"} {
			if len(s.countries) < storyDelegates && other != from.Country && other != to.Country {
				s.countries = append(s.countries, other)
			}
		}
		c.story = s
		return ""
	}
	return "no twinning of two countries goes through its year as it was planned"
}

// match is the reference of the interest by which the parties of the tender met.
func (c *Cast) match() string {
	return market.NewReference(storyMarket, c.command("interest"), c.id(delegate(1)))
}

// record is the reference of the record of an organisation.
func (c *Cast) record(alias string) string {
	return organisation.NewReference(c.command("record-"+alias), c.id(alias))
}

// readStory reads the rule books that ship, of the later years. Their dates are moved into the
// year of the call, and the masterclass has two places: samples, as their files say of such values.
func (c *Cast) readStory() (*story, error) {
	s := &story{}
	read := func(name string, parse func(name string, text []byte) error) error {
		text, err := programmes.FS.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read a rule book: %w", err)
		}
		return parse(name, text)
	}
	for name, parse := range map[string]func(string, []byte) error{ // any order
		"surveys/ehn-2021.yaml":           into(&s.survey, programme.ParseSurvey),
		"markets/health.yaml":             into(&s.market, programme.ParseMarket),
		"bodies/ehealth-network.yaml":     into(&s.body, programme.ParseBody),
		"initiatives/capacityhd.yaml":     into(&s.capacity, programme.ParseInitiative),
		"masterclasses/trieste-2024.yaml": into(&s.teaches, programme.ParseMasterclass),
	} {
		if err := read(name, parse); err != nil {
			return nil, err
		}
	}
	staff := []string{c.id(officer), c.id(head)}
	s.survey.Officers, s.market.Officers, s.body.Officers, s.capacity.Officers, s.teaches.Officers = staff, staff, staff, staff, staff
	s.survey.Countries.AsOf, s.survey.Closes = day("2019-06-11"), day("2019-06-13")
	s.capacity.Closes, s.capacity.OneSided.Until = day("2020-01-20"), day("2020-02-28")
	s.capacity.OneSided.After = capacity.Dropped
	s.capacity.Topics = slices.DeleteFunc(s.capacity.Topics, func(t capacity.CapacityTopic) bool {
		return !slices.Contains([]string{storyTwinned, storyUnclaimed, storyOneSided}, t.ID)
	})
	s.teaches.Initiative, s.teaches.Topic, s.teaches.Capacity = storyInitiative, storyUnclaimed, storyPlaces
	s.teaches.RegisterBy, s.teaches.EvaluateBy = day("2020-03-13"), day("2020-05-22")
	for i := range s.teaches.Experts {
		s.teaches.Experts[i].Person = c.id(s.teaches.Experts[i].Person)
	}
	for i := range s.teaches.Sessions {
		s.teaches.Sessions[i].Starts.Date, s.teaches.Sessions[i].Ends.Date = day("2020-04-22"), day("2020-04-22")
	}
	return s, nil
}

// into has a rule book parsed into its place.
func into[R any](to *R, parse func(string, []byte) (R, error)) func(string, []byte) error {
	return func(name string, text []byte) (err error) {
		*to, err = parse(name, text)
		return err
	}
}

func day(text string) calendar.Date {
	d, err := calendar.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// The streams of the lives around the call.

func (c *Cast) masterclass() string {
	return masterclass.Root + capacity.Initiative{Reference: storyInitiative}.MasterclassOf(storyUnclaimed)
}

func entryStream(reference string) string { return market.EntryRoot + reference }

// answered is the survey as it stands with the answer of one country: what its answer becomes
// follows from it.
func (s *story) answered(country string, answers []survey.Given) survey.Survey {
	return survey.Survey{Reference: storySurvey, Rules: s.survey, Countries: []survey.Country{{Code: country, Versions: []survey.Version{{Answers: answers}}}}}
}

// surveyAnswers are those of the country that offers, and of the one that seeks.
func surveyAnswers(offers bool) []survey.Given {
	word := map[bool]string{true: "yes", false: "no"}
	column := map[bool]string{true: "offers", false: "seeks"}
	return []survey.Given{
		{Part: "receive", Options: []string{word[!offers]}},
		{Part: "provide", Options: []string{word[offers]}},
		{Part: "areas", Cells: []survey.Cell{{Row: storyArea, Column: column[offers]}}},
		{Part: "activities", Options: []string{"workshops"}},
		{Part: "follow-up", Options: []string{"yes"}},
		{Part: "form", Text: law.Text("Synthetic: a yearly seminar.")},
	}
}
