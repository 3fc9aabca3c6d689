package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

// What stands in tables of now is told of an earlier time, too: entries and interests of a marketplace, records of organisations, invitations, what
// waited for somebody, and their letters.
func TestEntriesInvitationsAndWhatWaitsAreToldAsTheyStood(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	const officer, seeker = calltest.Officer, calltest.Stranger
	seller := calltest.Contact(lifetest.Tender)
	does := func(path, as string, c law.Command, headers ...string) answer {
		t.Helper()
		content, err := json.Marshal(c)
		require.NoError(t, err)
		a := d.send("POST", "/api/v1/"+path+"/"+c.Kind(), as, content, append(headers, "Prefer", "wait=30")...)
		require.Contains(t, []int{http.StatusOK, http.StatusCreated}, a.status, "%s: %s", c.Kind(), a.body)
		d.settled()
		return a
	}
	then := func() string {
		d.settled()
		time.Sleep(2 * time.Millisecond) // time itself: what comes next is recorded later
		return "?recorded=" + url.QueryEscape(d.now().Format(time.RFC3339Nano))
	}
	told := func(path, as string, status int) string {
		t.Helper()
		a := d.ask("GET", "/api/v1/"+path, as)
		require.Equal(t, status, a.status, "%s as %s: %s", path, as, a.body)
		return a.body
	}
	text, err := os.ReadFile("../../programmes/markets/health.yaml")
	require.NoError(t, err)
	rules, err := programme.ParseMarket("health.yaml", text)
	require.NoError(t, err)
	rules.Officers = []string{officer}
	content := func(side market.Side, record, country string) market.Content {
		return market.Content{
			Side: side, Title: law.Text("zyx" + string(side)), Description: "Citizens read their own record.", Kind: "product", Priority: "secure-access", Topic: "own-data",
			Types: []string{"adaptation"}, Organisation: record, Country: country, Languages: []string{"en"}, Readiness: []market.ReadinessAnswer{{Question: "in-use", Option: "routine"}},
		}
	}
	offer, sought, interest := market.NewReference("HEALTH", "one", seller), market.NewReference("HEALTH", "two", seeker), market.NewReference("HEALTH", "three", seeker)
	nothing := then()
	does("markets/HEALTH", officer, market.OpenMarket{Rules: rules})
	does("organisations/AAAAAAAAAA", seller, organisation.Record{Details: organisation.Details{Name: "Region Zyxold", Address: "Somewhere 1", Country: "SE"}})
	does("organisations/BBBBBBBBBB", seeker, organisation.Record{Details: organisation.Details{Name: "Tirol Kliniken", Address: "Somewhere 2", Country: "AT"}})
	does("entries/"+offer, seller, market.DraftEntry{Content: content(market.Offer, "AAAAAAAAAA", "SE")})
	does("entries/"+sought, seeker, market.DraftEntry{Content: content(market.Requirement, "BBBBBBBBBB", "AT")})
	drafted := then()
	does("entries/"+offer, seller, market.SubmitEntry{})
	does("entries/"+sought, seeker, market.SubmitEntry{})
	submitted := then()
	does("entries/"+offer, officer, market.PublishEntry{})
	does("entries/"+sought, officer, market.PublishEntry{})
	published := then()
	does("interests/"+interest, seeker, market.ExpressInterest{Entry: offer, From: sought, Message: "zyxmessage", Consent: true})
	expressed := then()
	does("interests/"+interest, seller, market.AcceptInterest{})
	introduced := then()

	// entries
	live := told("entries", "", http.StatusOK)
	require.Contains(t, live, "zyxoffer")
	require.Equal(t, live, told("entries"+introduced, "", http.StatusOK), "as the table has it")
	require.NotContains(t, told("entries"+submitted, "", http.StatusOK), "zyx")
	require.NotContains(t, told("entries"+published+"&side=requirement", "", http.StatusOK), "zyxoffer")
	require.Contains(t, told("entries"+published+"&words=zyxoff+skane", "", http.StatusOK), `"items":[]`)
	require.Contains(t, told("entries"+published+"&words=zyxoff+zyxold+citizens", "", http.StatusOK), "zyxoffer")
	require.NotContains(t, told("entries"+published+"&words=zyxoff+zyxold", "", http.StatusOK), "zyxrequirement")
	var first, second query.EntryPage
	require.NoError(t, json.Unmarshal([]byte(told("entries"+published+"&limit=1", "", http.StatusOK)), &first))
	require.NoError(t, json.Unmarshal([]byte(told("entries"+published+"&limit=1&after="+first.Next, "", http.StatusOK)), &second))
	require.Len(t, first.Items, 1)
	require.Len(t, second.Items, 1)
	require.NotEqual(t, first.Items[0].Reference, second.Items[0].Reference)
	require.Equal(t, 2, first.Total)
	told("entries/"+offer+drafted, "", http.StatusNotFound)
	told("entries/"+offer+drafted, officer, http.StatusNotFound)
	require.Contains(t, told("entries/"+offer+drafted, seller, http.StatusOK), `"stage":"drafted"`)
	require.Contains(t, told("own-entries"+drafted, seller, http.StatusOK), `"stage":"drafted"`)
	require.Contains(t, told("own-entries"+nothing, seller, http.StatusOK), `"items":[]`)
	require.Contains(t, told("markets/HEALTH/queue"+submitted, officer, http.StatusOK), offer)
	require.NotContains(t, told("markets/HEALTH/queue", officer, http.StatusOK), offer)
	require.Contains(t, told("today"+submitted, officer, http.StatusOK), offer)
	require.NotContains(t, told("today", officer, http.StatusOK), offer)
	require.Contains(t, told("entries/"+offer+"/suggestions"+published, seller, http.StatusOK), "zyxrequirement")
	require.Contains(t, told("markets/HEALTH/figure"+submitted, officer, http.StatusOK), `"submitted"`)
	require.Contains(t, told("markets/HEALTH/figure"+introduced, officer, http.StatusOK), `"matches":1`)
	told("markets/HEALTH"+nothing, "", http.StatusNotFound)

	// interests, and how the other side is reached
	require.Contains(t, told("interests"+published, seller, http.StatusOK), `"items":[]`)
	require.Contains(t, told("interests"+expressed, seller, http.StatusOK), `"stage":"expressed"`)
	require.NotContains(t, told("interests/"+interest+expressed, seller, http.StatusOK), "@")
	require.Contains(t, told("interests/"+interest+introduced, seller, http.StatusOK), "@")
	told("interests/"+interest+expressed, officer, http.StatusNotFound)
	told("interests/"+interest+"/parties"+expressed, seeker, http.StatusBadRequest)
	require.Contains(t, told("interests/"+interest+"/parties"+introduced, seeker, http.StatusOK), "Region Zyxold")
	require.Contains(t, told("today"+expressed, seller, http.StatusOK), interest)

	// who takes something back hides it of the past as well
	does("entries/"+offer, seller, market.WithdrawEntry{Why: "sold"})
	require.NotContains(t, told("entries"+published, "", http.StatusOK), "zyxoffer")
	require.Contains(t, told("entries"+published, seeker, http.StatusOK), "zyxrequirement")
	require.Contains(t, told("entries/"+offer+published, seller, http.StatusOK), `"stage":"published"`)

	// records of organisations
	does("organisations/AAAAAAAAAA", seller, organisation.Correct{Details: organisation.Details{Name: "Region Zyxnew", Address: "Somewhere 3", Country: "SE"}, Why: "moved"})
	require.Contains(t, told("organisations/AAAAAAAAAA"+introduced, seller, http.StatusOK), `"past":[]`)
	require.Contains(t, told("organisations"+introduced, officer, http.StatusOK), "Region Zyxold")
	require.NotContains(t, told("organisations"+introduced, officer, http.StatusOK), "Region Zyxnew")
	told("organisations/AAAAAAAAAA"+nothing, officer, http.StatusNotFound)
	told("organisations/AAAAAAAAAA"+introduced, seeker, http.StatusNotFound)

	// invitations
	before := then()
	a := does("calls/DHE-2019", officer, invitation.Invite{Role: law.Payer, Address: "zyxguest@sample.example", Why: "another pair of hands"}, "Idempotency-Key", "invited")
	made, _ := a.json(t)["reference"].(string)
	open := then()
	does("invitations/"+made, officer, invitation.Withdraw{Why: "found somebody"})
	require.Contains(t, told("calls/DHE-2019/invitations", officer, http.StatusOK), `"stage":"withdrawn"`)
	require.Contains(t, told("calls/DHE-2019/invitations"+open, officer, http.StatusOK), `"stage":"open"`)
	require.Contains(t, told("invitations/"+made+open, officer, http.StatusOK), `"stage":"open"`)
	require.NotContains(t, told("calls/DHE-2019/invitations"+before, officer, http.StatusOK), made)
	told("invitations/"+made+before, officer, http.StatusNotFound)
	told("invitations/"+made+open, seeker, http.StatusNotFound)

	// letters
	many := len(lettersIn(t, told("letters", seller, http.StatusOK)))
	require.Less(t, len(lettersIn(t, told("letters"+published, seller, http.StatusOK))), many)
	require.Empty(t, lettersIn(t, told("letters"+nothing, seeker, http.StatusOK)))

	// who has lost a role is told no more by it of then
	does("calls/DHE-2019", calltest.Head, call.GiveRole{Role: law.Officer, Person: calltest.Cleo, Why: "helps"})
	helped := then()
	require.Contains(t, told("invitations/"+made+helped, calltest.Cleo, http.StatusOK), "zyxguest")
	does("calls/DHE-2019", calltest.Head, call.WithdrawRole{Role: law.Officer, Person: calltest.Cleo, Why: "helps no more"})
	told("invitations/"+made+helped, calltest.Cleo, http.StatusNotFound)
	require.NotContains(t, told("organisations"+helped, calltest.Cleo, http.StatusOK), "Zyx")
	require.NotContains(t, told("today"+helped, calltest.Cleo, http.StatusOK), "DHE-2019")
}

func lettersIn(t *testing.T, body string) []query.LetterRow {
	t.Helper()
	var page query.Page[query.LetterRow]
	require.NoError(t, json.Unmarshal([]byte(body), &page))
	return page.Items
}
