package demo

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
)

// A LifeAround is one life before or around the call, as it stands at the end.
type LifeAround struct {
	Life  string `json:"life"` // stream
	Stage string `json:"stage"`
	Facts int    `json:"facts"`
}

// livesAround lists the lives before and around the call.
func (a *account) livesAround() []LifeAround {
	list := []LifeAround{}
	for _, stream := range slices.Sorted(maps.Keys(a.around)) {
		list = append(list, LifeAround{stream, a.around[stream].StageName(), len(a.events[stream])})
	}
	for _, stream := range slices.Sorted(maps.Keys(a.second.events)) {
		stage := a.second.call.StageName()
		if t, tender := a.second.twinnings[law.Reference(stream)]; tender {
			stage = t.StageName()
		}
		list = append(list, LifeAround{stream, stage, len(a.second.events[stream])})
	}
	return list
}

// about is the state of a life around the call; its zero where there is none.
func about[S law.State](i *inspection, stream string) S {
	is, _ := i.around[stream].(S)
	return is
}

// story is what must have come of what goes on around the call.
func (i *inspection) story() {
	if i.cast.story == nil {
		return
	}
	i.matched()
	i.voted()
	i.branched()
	i.seated()
	i.instalments()
	open := 0
	for stream, s := range i.around {
		of, known := lives.Law(stream)
		if !known {
			open++
			continue
		}
		home := state.Only(lives.Home(stream), i.around[lives.Home(stream)])
		for _, o := range of.Schedule(s, home).Owed {
			if o.Open() {
				open++
			}
		}
	}
	i.is("nothing is owed any more around the call", open == 0, "%d open", open)
}

// matched is the way from the survey over the marketplace into the call.
func (i *inspection) matched() {
	c, st := i.cast, i.cast.story
	asked := about[survey.Survey](i, survey.Root+storySurvey)
	found := 0
	for _, a := range asked.Result().Areas {
		if a.Area == storyArea && slices.Equal(a.Offers, []string{st.offers}) && slices.Equal(a.Seeks, []string{st.seeks}) {
			found++
		}
	}
	i.is("a survey that finds what one country offers and another one seeks", asked.Stage == survey.Published && found == 1, "%s offers, %s seeks", st.offers, st.seeks)
	noted := 0
	for _, country := range asked.Countries {
		noted += len(country.Entries)
	}
	offer, sought := about[market.Entry](i, entryStream(c.marketEntry(0))), about[market.Entry](i, entryStream(c.marketEntry(1)))
	i.is("an entry of the marketplace from each of the two answers, matched", noted == 2 && offer.Stage == market.Matched && sought.Stage == market.Matched,
		"%s is %s, %s is %s", offer.Reference, offer.Stage, sought.Reference, sought.Stage)
	interest := about[market.Interest](i, market.InterestRoot+c.match())
	letters := 0
	each(i.account, func(_ string, e market.IntroductionMade, _ ledger.Event) { letters += len(e.Letters) })
	i.is("an introduction when both agreed, and not before", interest.Stage == market.Introduced && len(interest.Consents) == 2 && letters > 0, "%s is %s, %d letters", interest.Reference, interest.Stage, letters)
	is := i.twinnings[st.tender.ref]
	awarded := i.call.Released != nil && slices.Contains(i.call.Released.With(call.Awarded), st.tender.ref)
	i.is("a tender that names the match, awarded and closed", is.Tender.Match == interest.Reference && awarded && i.outcome(st.tender.stream()) == Closed,
		"%s is %s", is.Reference, i.outcome(st.tender.stream()))
}

// voted is the decision of the body.
func (i *inspection) voted() {
	b := about[body.Body](i, body.Root+storyBody)
	d, _ := b.Decision(storyDecision)
	if len(d.Tallies) != 2 {
		i.is("a follow-up decided by two thirds after consensus failed", false, "%d steps counted", len(d.Tallies))
		return
	}
	first, second := d.Tallies[0], d.Tallies[1]
	i.is("a follow-up decided by two thirds after consensus failed",
		first.By == body.Consensus && !first.Reached && second.By == body.Majority && second.Reached && d.Stands == body.Adopted && second.InFavour == storyVotesNeeded && second.Needed == storyVotesNeeded,
		"consensus: %d against; two thirds: %d of %d, %d needed", len(first.Against), second.InFavour, second.Base, second.Needed)
	again := reflect.DeepEqual(b.Again(d, 0), first) && reflect.DeepEqual(b.Again(d, 1), second)
	i.is("its votes, counted once more, are the same", again, "%d ballots", len(d.Ballots))
	m, _ := b.Meeting(storyMeeting)
	given, _ := b.Given(storyAdvice)
	i.is("minutes approved and published, and a recommendation followed", !m.Minutes.PublishedAt.IsZero() && given.Status("1") == body.FollowedDone, "%s", given.Status("1"))
}

// branched is what became of the topics.
func (i *inspection) branched() {
	is := about[capacity.Initiative](i, capacity.Root+storyInitiative)
	words, right := []string{}, true
	for _, t := range is.Topics {
		want := map[string]capacity.Branch{storyTwinned: capacity.Pairing, storyUnclaimed: capacity.Masterclass, storyOneSided: capacity.Dropped}[t.ID]
		words, right = append(words, t.ID+" "+string(t.Branch)), right && t.Branch == want
	}
	i.is("of three topics one is paired, one becomes a masterclass by itself, and one is dropped", right && len(is.Topics) == 3, "%s", strings.Join(words, ", "))
	reports, follow, stage := 0, false, capacity.TwinningStage("")
	if len(is.Twinnings) == 1 {
		t := is.Twinnings[0]
		reports, stage, follow = len(t.Reports), t.Stage, t.Joint != nil && t.Joint.FollowUp
	}
	i.is("a country twinning, reported by both countries and closed with a joint report that asks for a follow-up", reports == 4 && follow && stage == capacity.Ended, "%d reports, %s", reports, stage)
}

// seated is what became of the places of the masterclass.
func (i *inspection) seated() {
	m := about[masterclass.Masterclass](i, i.cast.masterclass())
	places, twice, certificates, up := map[int]bool{}, 0, 0, 0
	for _, r := range m.Registrations {
		if r.Seated() {
			if places[r.Place] {
				twice++
			}
			places[r.Place] = true
		}
		if r.Certificate != nil {
			certificates++
		}
	}
	each(i.account, func(string, masterclass.PlaceGiven, ledger.Event) { up++ })
	i.is("a masterclass with a waiting list that moved up by itself, and no place given twice",
		len(m.Registrations) == storyDelegates && len(places) == storyPlaces && twice == 0 && up == 1 && m.Stage == masterclass.Ended, "%d registered, %d places, %d moved up", len(m.Registrations), len(places), up)
	i.is("certificates for those who were there", certificates == storyPlaces, "%d", certificates)
}
