package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
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

// openings open a life of each kind that has officers, with somebody as them.
func openings(t *testing.T, officer string) map[string]law.Command {
	t.Helper()
	staff := []string{officer}
	asked, place, topics := shipped(t, programme.ParseSurvey, "surveys/ehn-2021.yaml"), shipped(t, programme.ParseMarket, "markets/health.yaml"), shipped(t, programme.ParseInitiative, "initiatives/capacityhd.yaml")
	class, network := shipped(t, programme.ParseMasterclass, "masterclasses/trieste-2024.yaml"), shipped(t, programme.ParseBody, "bodies/ehealth-network.yaml")
	asked.Officers, place.Officers, topics.Officers, class.Officers, network.Officers, class.Experts = staff, staff, staff, staff, staff, nil
	return map[string]law.Command{
		"surveys": survey.OpenSurvey{Rules: asked}, "markets": market.OpenMarket{Rules: place}, "initiatives": capacity.OpenInitiative{Rules: topics},
		"masterclasses": masterclass.OpenMasterclass{Rules: class}, "bodies": body.OpenBody{Rules: network},
	}
}

// Who steers a survey, a marketplace, an initiative, a masterclass or a body is told to its staff, and by no answer about it to a stranger, nor by
// the hash of rules in which the staff stand.
func TestTheStaffOfALifeIsNamedToItsStaffAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	for plural, opens := range openings(t, calltest.SecondHand) {
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

// Whoever sends a command that is refused has its receipt, and the header of its answer with the hash of the rules that it was judged by, and
// nothing of what somebody else did before. Who sees the whole of the life has that, too.
func TestTheReceiptOfARefusedCommandTellsAStrangerNothingOfWhoActedBefore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	for plural, opens := range openings(t, calltest.SecondHand) {
		content, err := json.Marshal(opens)
		require.NoError(t, err)
		path := "/api/v1/" + plural + "/X"
		opened := d.send("POST", path+"/"+opens.Kind(), calltest.SecondHand, content)
		require.Equal(t, http.StatusCreated, opened.status, opened.body)
		content, err = json.Marshal(openings(t, calltest.Stranger)[plural])
		require.NoError(t, err)
		refused := d.send("POST", path+"/"+opens.Kind(), calltest.Stranger, content, "Idempotency-Key", "guess")
		require.Equal(t, http.StatusConflict, refused.status, refused.body)
		again := d.ask("GET", path+"/receipts/guess", calltest.Stranger)
		require.Equal(t, http.StatusOK, again.status, again.body)
		proof := d.ask("GET", path+"/receipts/guess?proof=true", calltest.Stranger)
		for _, is := range []answer{refused, again, proof} {
			require.NotContains(t, is.body, calltest.SecondHand, plural)
			require.NotContains(t, is.body, `"before":{"position"`, plural)
			require.Contains(t, is.body, `"field":"before"`, plural)
		}
		trusted, err := format.ReadPublicKeys(ledgertest.Trust(t))
		require.NoError(t, err)
		how := func(r format.Receipt) error { return format.CheckSigned(r, trusted) }
		_, err = receipt.Check([]byte(proof.body), how)
		require.NoError(t, err, plural)
		_, err = receipt.Check([]byte(strings.Replace(proof.body, `{"field":"before"`, `{"field":"after"`, 1)), how)
		require.ErrorIs(t, err, format.ErrForged, "%s: what it does not prove is in its list", plural)
		whole := d.ask("GET", path+"/receipts/guess", calltest.SecondHand)
		require.Contains(t, whole.body, `"before":{"position"`, plural)
		require.NotContains(t, whole.body, `"field":"before"`, plural)
		own := d.send("POST", path+"/"+opens.Kind(), calltest.Stranger, content, "Idempotency-Key", "again")
		require.Equal(t, http.StatusConflict, own.status, own.body)
		require.Contains(t, own.body, `"before":{"position"`, "%s: it is their own", plural)
	}
}

// Who steers a life may leave it to somebody else, and steers it no longer: each is told, and nobody else may.
func TestWhoSteersALifeIsChangedByItsStaff(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	for plural, opens := range openings(t, calltest.SecondHand) {
		if plural == "markets" { // their rule book is changed as a whole
			continue
		}
		singular := map[string]string{"surveys": "survey", "initiatives": "initiative", "masterclasses": "masterclass", "bodies": "body"}[plural]
		content, err := json.Marshal(opens)
		require.NoError(t, err)
		path := "/api/v1/" + plural + "/X"
		opened := d.send("POST", path+"/"+opens.Kind(), calltest.SecondHand, content)
		require.Equal(t, http.StatusCreated, opened.status, opened.body)
		change := func(as, comes, gone string) answer {
			text, err := json.Marshal(map[string]string{"comes": comes, "gone": gone, "why": "another post"})
			require.NoError(t, err)
			return d.send("POST", path+"/change-"+singular+"-staff", as, text)
		}
		require.GreaterOrEqual(t, change(calltest.Stranger, calltest.Stranger, "").status, http.StatusBadRequest, plural)
		require.Equal(t, http.StatusConflict, change(calltest.SecondHand, "", calltest.SecondHand).status, "somebody is always left")
		require.Equal(t, http.StatusConflict, change(calltest.SecondHand, calltest.SecondHand, "").status, "once")
		is := change(calltest.SecondHand, calltest.Officer, calltest.SecondHand)
		require.Equal(t, http.StatusOK, is.status, is.body)
		require.GreaterOrEqual(t, change(calltest.SecondHand, calltest.SecondHand, "").status, http.StatusBadRequest, "they steer it no longer")
		is = change(calltest.Officer, calltest.SecondHand, "")
		require.Equal(t, http.StatusOK, is.status, is.body)
		told := d.ask("GET", path+"/history", calltest.Officer)
		require.Contains(t, told.body, singular+"-staff-changed.v1", plural)
	}
}
