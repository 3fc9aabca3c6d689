package demo

import (
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

func clock(text string) calendar.WallClock {
	w, err := calendar.ParseWallClock(text)
	if err != nil {
		panic(err)
	}
	return w
}

// advised is the body: it decides on a follow-up of the survey by two thirds, after consensus fails.
func (s *Script) advised() {
	c, stream := s.cast, body.Root+storyBody
	aliases, countries := c.speaking()
	s.on("2019-10-23 10:00", "a body of the countries begins its mandate")
	s.does(officer, stream, body.OpenBody{Rules: c.story.body}).begins = true
	s.on("2019-10-24 10:00", "its members are appointed, and invited to a meeting in the notice time")
	for n, alias := range aliases {
		s.does(officer, stream, body.AppointMember{Member: countries[n], Seat: "authorities", Country: countries[n], Person: c.id(alias), From: day("2019-10-24")})
	}
	s.does(officer, stream, body.ConveneMeeting{
		Meeting: storyMeeting, Title: "Synthetic: 16th meeting", Starts: clock("2019-12-03T10:00"), Ends: clock("2019-12-03T16:00"),
		Agenda: []body.AgendaItem{{ID: "1", Title: "Result of the survey", For: "information"}, {ID: "2", Title: "A structural follow-up", For: body.ForDecision}},
	})
	s.on("2019-12-03 10:30", "the quorum is there, and the follow-up is put to the vote")
	var present []body.BodyPresence
	for n, alias := range aliases {
		present = append(present, body.BodyPresence{Member: countries[n], Person: c.id(alias)})
	}
	s.does(officer, stream, body.RecordPresence{Meeting: storyMeeting, Present: present})
	s.does(officer, stream, body.PutToVote{Decision: storyDecision, Question: "Synthetic: shall a programme of twinnings between countries follow from the survey?", Meeting: storyMeeting, Item: "2"})
	for step, what := range []string{"one country is against: there is no consensus", "two thirds of the votes are for it: the follow-up is decided"} {
		s.on([]string{"2019-12-03 11:00", "2019-12-03 12:00"}[step], what)
		for n, alias := range aliases {
			vote := body.For
			if n == len(aliases)-1 {
				vote = body.Against
			}
			s.does(alias, stream, body.CastVote{Decision: storyDecision, Member: countries[n], Vote: vote})
		}
		s.refused("bodies/chair-only", aliases[0], stream, body.CountVotes{Decision: storyDecision})
		s.does(officer, stream, body.CountVotes{Decision: storyDecision})
	}
	s.on("2019-12-04 10:00", "the recommendation is recorded, and a draft of the minutes goes round")
	s.does(officer, stream, body.AdoptAdvice{
		Advice: storyAdvice, AdviceKind: "recommendation", Title: "Synthetic: twinnings between countries", Decision: storyDecision,
		Recommendations: []body.Recommendation{{ID: "1", To: "The programme office", Text: "Synthetic: begin a programme of twinnings and masterclasses.", Due: day("2020-03-31")}},
	})
	s.does(officer, stream, body.LinkBody{From: "meeting/" + storyMeeting, To: survey.Root + storySurvey})
	s.does(officer, stream, body.DraftMinutes{Meeting: storyMeeting, Text: "Synthetic: the follow-up was decided by two thirds."})
	s.on("2020-01-08 10:00", "the minutes are approved in writing, and published")
	s.does(officer, stream, body.ApproveMinutes{Meeting: storyMeeting})
	s.does(officer, stream, body.PublishMinutes{Meeting: storyMeeting})
	s.on("2020-01-22 10:00", "the recommendation is followed")
	s.does(officer, stream, body.FollowAdvice{Advice: storyAdvice, Recommendation: "1", Status: body.FollowedDone, Text: "Synthetic: the initiative has begun."})
}

// paired is the initiative: of three topics one becomes a country twinning, one a masterclass, and one is dropped.
func (s *Script) paired() {
	c, stream := s.cast, capacity.Root+storyInitiative
	aliases, countries := c.speaking()
	s.on("2019-12-05 10:00", "the initiative that follows is opened: until a day countries say what they offer and seek")
	s.does(officer, stream, capacity.OpenInitiative{Rules: c.story.capacity}).begins = true
	s.on("2019-12-05 11:00", "those who speak for the countries are named")
	for n, alias := range aliases[:3] {
		s.does(officer, stream, capacity.NameCountryContact{Country: countries[n], Person: c.id(alias)})
	}
	s.on("2019-12-12 10:00", "countries offer and seek; of one topic nobody says anything")
	for n, topic := range []string{storyTwinned, storyTwinned, storyOneSided} {
		s.does(aliases[n], stream, capacity.StateTopicInterest{
			Country: countries[n], Topic: topic, Offers: n != 1, Seeks: n == 1, Activities: []string{"workshops", "training"}, Languages: []string{"en"},
		})
	}
	s.on("2020-01-22 11:00", "each topic has taken its branch; a pairing is proposed")
	s.does(officer, stream, capacity.ProposePairing{Topic: storyTwinned, Offers: countries[0], Seeks: countries[1], Begins: day("2020-03-02"), Months: storyMonths})
	s.on("2020-01-29 10:00", "both countries accept: a country twinning begins")
	for n := range 2 {
		s.does(aliases[n], stream, capacity.AnswerPairing{Pairing: 1, Country: countries[n], Accept: true})
	}
	for period, on := range []string{"2020-06-11", "2020-09-11"} {
		s.on(on+" 09:30", "both countries report on a quarter")
		held := day([]string{"2020-04-15", "2020-07-15"}[period])
		for n := range 2 {
			s.does(aliases[n], stream, capacity.ReportCountryTwinning{
				Twinning: 1, Period: period + 1, Activities: []capacity.CountryActivity{{Activity: "workshops", On: held, What: "Synthetic: a workshop.", Participants: 12}},
			})
		}
	}
	s.on("2020-09-21 09:30", "one country sends the joint report")
	s.does(aliases[0], stream, capacity.SendJointReport{Twinning: 1, Text: "Synthetic: what was learned.", FollowUp: true, Form: "Synthetic: a yearly visit."})
	s.on("2020-09-24 09:30", "the other one agrees: the country twinning is closed, and a follow-up is asked for")
	s.does(aliases[1], stream, capacity.AgreeJointReport{Twinning: 1})
}

// taught is the masterclass that a topic became, with more registrations than places.
func (s *Script) taught() {
	c, stream := s.cast, s.cast.masterclass()
	groups := c.story.teaches.Groups
	s.on("2020-01-22 12:00", "the topic of which nobody said anything is a masterclass by now: its registration opens")
	s.does(officer, stream, masterclass.OpenMasterclass{Rules: c.story.teaches})
	for n := range storyDelegates {
		s.on([]string{"2020-01-23 10:00", "2020-01-23 10:10", "2020-01-23 10:20", "2020-01-23 10:30"}[n], "more people register than there are places: the others wait")
		s.does(delegate(n+1), stream, masterclass.RegisterForMasterclass{Group: groups[n%len(groups)].ID, Country: c.story.countries[n], Organisation: "Synthetic Ministry of Health"})
	}
	s.on("2020-01-24 10:00", "one confirms, one gives the place back: who has waited longest moves up")
	s.does(delegate(1), stream, masterclass.ConfirmPlace{})
	s.does(delegate(2), stream, masterclass.EndRegistration{})
	s.on("2020-01-27 10:00", "who has moved up confirms; who still waits has nothing to confirm")
	s.does(delegate(3), stream, masterclass.ConfirmPlace{})
	s.refused("masterclasses/no-place-yet", delegate(4), stream, masterclass.ConfirmPlace{})
	s.on("2020-04-23 10:00", "the masterclass was held: who was present is recorded, and evaluates it")
	s.does(officer, stream, masterclass.RecordAttendance{Session: c.story.teaches.Sessions[0].ID, Present: c.persons(delegate(1), delegate(3))})
	s.on("2020-04-24 10:00", "the certificates are taken")
	for _, n := range []int{1, 3} {
		s.does(delegate(n), stream, masterclass.EvaluateMasterclass{Answers: []survey.Given{
			{Part: "content-mark", Options: []string{"good"}}, {Part: "tutors-mark", Options: []string{"very-good"}},
		}})
		s.does(delegate(n), stream, masterclass.TakeCertificate{})
	}
}
