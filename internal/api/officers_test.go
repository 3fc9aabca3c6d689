package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
)

func shipped[R any](t *testing.T, parse func(string, []byte) (R, error), name string) R {
	t.Helper()
	text, err := os.ReadFile("../../programmes/" + name)
	require.NoError(t, err)
	r, err := parse(name, text)
	require.NoError(t, err)
	return r
}

// Who steers a survey, a marketplace, an initiative, a masterclass or a body is told to its staff, and by no answer about it to a stranger, nor by
// the hash of rules in which the staff stand.
func TestTheStaffOfALifeIsNamedToItsStaffAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	staff := []string{calltest.SecondHand}
	asked, place, topics := shipped(t, programme.ParseSurvey, "surveys/ehn-2021.yaml"), shipped(t, programme.ParseMarket, "markets/health.yaml"), shipped(t, programme.ParseInitiative, "initiatives/capacityhd.yaml")
	class, network := shipped(t, programme.ParseMasterclass, "masterclasses/trieste-2024.yaml"), shipped(t, programme.ParseBody, "bodies/ehealth-network.yaml")
	asked.Officers, place.Officers, topics.Officers, class.Officers, network.Officers, class.Experts = staff, staff, staff, staff, staff, nil
	for plural, opens := range map[string]law.Command{
		"surveys": survey.OpenSurvey{Rules: asked}, "markets": market.OpenMarket{Rules: place}, "initiatives": capacity.OpenInitiative{Rules: topics},
		"masterclasses": masterclass.OpenMasterclass{Rules: class}, "bodies": body.OpenBody{Rules: network},
	} {
		content, err := json.Marshal(opens)
		require.NoError(t, err)
		path := "/api/v1/" + plural + "/X"
		opened := d.send("POST", path+"/"+opens.Kind(), calltest.SecondHand, content)
		require.Equal(t, http.StatusCreated, opened.status, opened.body)
		own := d.ask("GET", path, calltest.SecondHand)
		require.Contains(t, own.body, calltest.SecondHand, plural)
		var hash struct {
			SHA256 string `json:"sha256"`
		}
		require.NoError(t, json.Unmarshal([]byte(own.body), &hash))
		require.Len(t, hash.SHA256, 64, plural)
		for _, from := range []string{path, "/api/v1/" + plural, path + "/history"} {
			for _, who := range []string{"", calltest.Stranger, calltest.Ada} {
				is := d.ask("GET", from, who)
				require.Contains(t, []int{http.StatusOK, http.StatusForbidden, http.StatusNotFound}, is.status, is.body) // a survey is for those whom it asks
				require.NotContains(t, is.body, calltest.SecondHand, "%s, to %q", from, who)
				require.NotContains(t, is.body, hash.SHA256, "%s, to %q: the rules with anybody as their staff have another hash", from, who)
			}
		}
	}
}
