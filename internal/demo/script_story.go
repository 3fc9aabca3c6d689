package demo

import (
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/survey"
)

// around is what goes on before and around the call.
func (s *Script) around() {
	if s.cast.story == nil {
		return
	}
	s.asked()
	s.met()
	s.advised()
	s.paired()
	s.taught()
	s.advance()
}

// speaking lists who speaks for a country: the contact of the tender for the one that offers,
// and the delegates.
func (c *Cast) speaking() (aliases, countries []string) {
	aliases, countries = []string{c.story.tender.contact}, []string{c.story.offers}
	for n, country := range c.story.countries {
		aliases, countries = append(aliases, delegate(n+1)), append(countries, country)
	}
	return aliases, countries
}

// asked is the survey: one country offers what another one seeks. Each answer becomes an entry
// of the marketplace.
func (s *Script) asked() {
	c, st := s.cast, s.cast.story
	stream := survey.Root + storySurvey
	s.on("2019-06-11 10:00", "countries are asked what they offer and what they seek; a marketplace opens")
	s.does(officer, stream, survey.OpenSurvey{Rules: st.survey}).begins = true
	s.does(officer, market.Root+storyMarket, market.OpenMarket{Rules: st.market}).begins = true
	aliases, countries := c.speaking()
	aliases, countries = aliases[:2], countries[:2]
	s.on("2019-06-11 11:00", "those who answer for the countries are named")
	for n, alias := range aliases {
		s.does(officer, stream, survey.NameRespondent{Country: countries[n], Person: c.id(alias)})
	}
	s.on("2019-06-12 10:00", "one country offers what another one seeks")
	for n, alias := range aliases {
		s.does(alias, stream, survey.AnswerSurvey{Country: countries[n], Answers: surveyAnswers(n == 0)})
		record := s.does(alias, organisation.Root+c.record(alias), organisation.Record{Details: organisation.Details{
			Name: "Synthetic Ministry of Health (" + countries[n] + ")", Address: "Synthetic Street 1", Country: countries[n],
		}})
		record.begins, record.id = true, c.command("record-"+alias)
	}
	s.on("2019-06-14 09:00", "the survey is closed and its result published; each of the two answers becomes an entry of the marketplace")
	s.does(officer, stream, survey.PublishSurvey{})
	for n, alias := range aliases {
		for _, d := range st.answered(countries[n], surveyAnswers(n == 0)).Drafts(countries[n], c.record(alias)) {
			entry := c.entryOf(alias, countries[n], d)
			draft := s.does(alias, entryStream(entry), market.DraftEntry{Content: d.Is})
			draft.begins, draft.id = true, survey.EntryCommand(storySurvey, countries[n], d, 1)
		}
	}
	s.on("2019-06-14 11:00", "the entries are submitted, and noted with the answers")
	for n, alias := range aliases {
		entry := c.marketEntry(n)
		s.does(alias, entryStream(entry), market.SubmitEntry{})
		s.does(alias, stream, survey.NoteSurveyEntries{Country: countries[n], Entries: []string{entry}})
	}
	s.on("2019-06-14 14:00", "the entries are checked and published")
	for n := range aliases {
		s.does(officer, entryStream(c.marketEntry(n)), market.PublishEntry{})
	}
}

// entryOf is the reference of the entry that an answer becomes.
func (c *Cast) entryOf(alias, country string, d survey.EntryDraft) string {
	return market.NewReference(storyMarket, survey.EntryCommand(storySurvey, country, d, 1), c.id(alias))
}

// marketEntry is the offer, 0, or the requirement, 1.
func (c *Cast) marketEntry(n int) string {
	aliases, countries := c.speaking()
	drafts := c.story.answered(countries[n], surveyAnswers(n == 0)).Drafts(countries[n], c.record(aliases[n]))
	return c.entryOf(aliases[n], countries[n], drafts[0])
}

// met is the match, by which a tender of the call comes about.
func (s *Script) met() {
	c := s.cast
	offer, sought := c.marketEntry(0), c.marketEntry(1)
	stream := market.InterestRoot + c.match()
	from := c.story.tender.contact
	s.on("2019-06-17 09:30", "who seeks writes to who offers, and nobody's address is told yet")
	s.refused("interests/own-entry", from, market.InterestRoot+market.NewReference(storyMarket, c.command("own-interest"), c.id(from)),
		market.ExpressInterest{Entry: offer, Message: "Synthetic: to oneself.", Consent: true})
	s.last().id, s.last().begins = c.command("own-interest"), true
	i := s.does(delegate(1), stream, market.ExpressInterest{Entry: offer, From: sought, Message: "Synthetic: we would like to see how it works.", Consent: true})
	i.id, i.begins = c.command("interest"), true
	s.on("2019-06-18 09:30", "both agree: one letter introduces them to one another; a tender of the call names the match")
	s.tells(from, stream, market.AcceptInterest{})
	s.on("2019-11-20 09:30", "the two entries have found their partner")
	s.does(from, entryStream(offer), market.MatchEntry{Interest: c.match()})
	s.does(delegate(1), entryStream(sought), market.MatchEntry{Interest: c.match()})
}

// last is the order that was written last into a lane.
func (s *Script) last() *order {
	lane := s.now.lanes[len(s.now.lanes)-1]
	return &lane[len(lane)-1]
}

// persons are the ids of aliases, in their order.
func (c *Cast) persons(aliases ...string) []string {
	ids := []string{}
	for _, a := range aliases {
		ids = append(ids, c.id(a))
	}
	return ids
}
