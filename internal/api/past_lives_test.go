package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
)

// Surveys, initiatives, bodies and masterclasses are asked of an earlier time as calls are: what is told is what was there then, to who may know now
// what they could have known then.
func TestLivesOfOtherKindsAreToldAsTheyStoodToWhoMayKnowItNow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	d.Know(calltest.Cleo)
	does := func(path, as string, c law.Command) {
		t.Helper()
		content, err := json.Marshal(c)
		require.NoError(t, err)
		a := d.send("POST", "/api/v1/"+path+"/"+c.Kind(), as, content, "Prefer", "wait=30")
		require.Contains(t, []int{http.StatusOK, http.StatusCreated}, a.status, "%s: %s", c.Kind(), a.body)
	}
	then := func() string {
		d.settled()
		return "?recorded=" + url.QueryEscape(d.now().Format(time.RFC3339Nano))
	}
	told := func(path, as string, status int) string {
		t.Helper()
		a := d.ask("GET", "/api/v1/"+path, as)
		require.Equal(t, status, a.status, "%s as %s: %s", path, as, a.body)
		return a.body
	}
	const officer, ada, ben, cleo = calltest.Officer, calltest.Ada, calltest.Ben, calltest.Cleo
	const asked, capacities, network, class = "surveys/EHN-2021", "initiatives/CAPACITYHD", "bodies/EHN", "masterclasses/TRIESTE"
	before := then()

	s := shipped(t, programme.ParseSurvey, "surveys/ehn-2021.yaml")
	s.Officers, s.Closes = []string{officer}, calltest.Date("2019-09-28")
	does(asked, officer, survey.OpenSurvey{Rules: s})
	does(asked, officer, survey.NameRespondent{Country: "SE", Person: ada})
	answered := func(words law.Text) survey.AnswerSurvey {
		return survey.AnswerSurvey{Country: "SE", Answers: []survey.Given{
			{Part: "receive", Options: []string{"yes"}},
			{Part: "provide", Options: []string{"yes"}},
			{Part: "areas", Cells: []survey.Cell{{Row: "exchange", Column: "offers"}, {Row: "access-control", Column: "seeks"}}},
			{Part: "activities", Options: []string{"experts", "training"}},
			{Part: "follow-up", Options: []string{"yes"}},
			{Part: "form", Text: words},
		}}
	}
	does(asked, ada, answered("zyxfirst"))
	i := shipped(t, programme.ParseInitiative, "initiatives/capacityhd.yaml")
	i.Officers, i.Closes, i.OneSided.Until = []string{officer}, calltest.Date("2019-09-20"), calltest.Date("2019-12-20")
	does(capacities, officer, capacity.OpenInitiative{Rules: i})
	does(capacities, officer, capacity.NameCountryContact{Country: "SE", Person: ada})
	does(capacities, ada, capacity.StateTopicInterest{Country: "SE", Topic: i.Topics[0].ID, Offers: true, Activities: []string{"seminars"}, Languages: []string{"en"}, Remarks: "zyxremark"})
	b := shipped(t, programme.ParseBody, "bodies/ehealth-network.yaml")
	b.Officers = []string{officer}
	does(network, officer, body.OpenBody{Rules: b})
	m := shipped(t, programme.ParseMasterclass, "masterclasses/trieste-2024.yaml")
	m.Officers, m.Experts = []string{officer}, nil
	does(class, officer, masterclass.OpenMasterclass{Rules: m})
	middle := then()

	does(asked, ada, answered("zyxsecond"))
	does(asked, officer, survey.RemoveRespondent{Country: "SE", Person: ada})
	does(asked, officer, survey.NameRespondent{Country: "SE", Person: ben})
	does(capacities, officer, capacity.RemoveCountryContact{Country: "SE", Person: ada})
	does(capacities, officer, capacity.NameCountryContact{Country: "SE", Person: ben})
	does(network, officer, body.AppointMember{Member: "SE", Seat: "authorities", Country: "SE", Person: ben, From: calltest.Date("2019-06-01")})
	does(class, cleo, masterclass.RegisterForMasterclass{Group: "skills", Country: "SE", Organisation: "Somewhere"})
	d.settled()

	for _, path := range []string{asked, asked + "/result", asked + "/answers/SE", capacities, capacities + "/board", network, network + "/applications", class, class + "/registrations", class + "/evaluations"} {
		told(path, officer, http.StatusOK)
		told(path+before, officer, http.StatusNotFound)
	}
	for _, list := range []string{"surveys", "initiatives", "bodies", "masterclasses"} {
		require.Regexp(t, `^{"items":\[{`, told(list, officer, http.StatusOK), list)
		require.Regexp(t, `^{"items":\[\]`, told(list+before, officer, http.StatusOK), list)
	}
	answer := told(asked+"/answers/SE"+middle, officer, http.StatusOK)
	require.Contains(t, answer, "zyxfirst")
	require.NotContains(t, answer, "zyxsecond")
	require.Contains(t, told(asked+"/answers/SE", officer, http.StatusOK), "zyxsecond")
	require.Contains(t, told(capacities+"/board"+middle, officer, http.StatusOK), "zyxremark")
	require.NotContains(t, told(network+middle, officer, http.StatusOK), ben)
	require.Contains(t, told(network, officer, http.StatusOK), ben)
	require.NotContains(t, told(class+"/registrations"+middle, officer, http.StatusOK), cleo)
	require.Contains(t, told(class+"/registrations", officer, http.StatusOK), cleo)

	// who answered then does not any more, and who does now did not then
	for _, person := range []string{ada, ben, cleo} {
		told(asked+"/answers/SE"+middle, person, http.StatusNotFound)
		require.NotContains(t, told(capacities+middle, person, http.StatusOK), "zyxremark")
		told(class+"/registrations"+middle, person, http.StatusForbidden)
	}
	require.Contains(t, told(asked+"/answers/SE", ben, http.StatusOK), "zyxsecond")
}
