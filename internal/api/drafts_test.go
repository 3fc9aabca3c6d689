package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/people"
)

func TestADraftOfATenderIsSavedReadAndRemovedByItsPeopleAloneOverTheRevisionThatTheyRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	party, other := calltest.Contact(lifetest.Tender), calltest.Stranger
	body := func(title string) []byte {
		text, err := json.Marshal(map[string]string{"name": "first", "file": "title: " + title + "\n"})
		require.NoError(t, err)
		return text
	}
	const drafts = "/api/v1/calls/DHE-2019/drafts"
	require.Equal(t, http.StatusUnauthorized, d.send("POST", drafts, "", body("A")).status)
	require.Equal(t, http.StatusPreconditionFailed, d.send("POST", drafts, party, body("A"), "If-Match", `"other"`).status, "there is none yet")
	alone := []byte(`{"name":"alone","file":"title: A"}`)
	require.Equal(t, http.StatusOK, d.send("POST", drafts, party, alone, "If-Match", `""`).status, "over nothing")
	require.Equal(t, http.StatusPreconditionFailed, d.send("POST", drafts, party, alone, "If-Match", `""`).status, "there is one by now")
	saved := d.send("POST", drafts, party, body("A"))
	require.Equal(t, http.StatusOK, saved.status, saved.body)
	require.NotEmpty(t, saved.json(t)["missing"])
	id, _ := saved.json(t)["id"].(string)
	at := "/api/v1/drafts/" + id
	read := d.ask("GET", at, party)
	require.Equal(t, "title: A\n", read.json(t)["file"])
	tag := read.header.Get("ETag")
	require.NotEmpty(t, tag)
	require.Equal(t, http.StatusNotModified, d.send("GET", at, party, nil, "If-None-Match", tag).status)
	for _, who := range []string{other, calltest.Officer} {
		require.Equal(t, http.StatusNotFound, d.ask("GET", at, who).status, who)
		require.Equal(t, http.StatusNotFound, d.send("POST", at, who, body("B")).status, who)
		require.Equal(t, http.StatusNotFound, d.send("POST", at+"/remove", who, nil).status, who)
		require.NotContains(t, d.ask("GET", "/api/v1/drafts", who).body, id)
	}
	require.Contains(t, d.ask("GET", "/api/v1/drafts?call=DHE-2019", party).body, id)

	over := d.send("POST", at, party, body("B"), "If-Match", tag)
	require.Equal(t, http.StatusOK, over.status, over.body)
	require.NotEqual(t, tag, over.header.Get("ETag"))
	late := d.send("POST", at, party, body("C"), "If-Match", tag)
	require.Equal(t, http.StatusPreconditionFailed, late.status, "somebody has saved since")
	require.Equal(t, "title: B\n", d.ask("GET", at, party).json(t)["file"])
	require.Equal(t, http.StatusUnprocessableEntity, d.send("POST", at, party, []byte(`{"file":"title: [\n"}`)).status)
	require.Equal(t, http.StatusNoContent, d.send("POST", at+"/remove", party, nil).status)
	require.Equal(t, http.StatusNotFound, d.ask("GET", at, party).status)
}

// Anybody who is signed in saves drafts: what a draft is answered, and whom it names, tells of no address whether somebody has it.
func TestADraftTellsOfNoAddressWhetherItIsKnown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	known, unknown := calltest.Head+"@"+lifetest.Canary+".example", "nobodyatall@"+lifetest.Canary+".example"
	p, err := people.NewDirectory(d.Ledger).Find(t.Context(), known)
	require.NoError(t, err)
	require.Equal(t, calltest.Head, p.ID)
	told := func(address string) string {
		name := "of-" + map[bool]string{true: "one", false: "two"}[address == known]
		body, err := json.Marshal(map[string]string{"name": name, "file": "title: A\ncontact: " + address + "\nsignatory: " + address + "\n"})
		require.NoError(t, err)
		saved := d.send("POST", "/api/v1/calls/DHE-2019/drafts", calltest.Stranger, body)
		require.Equal(t, http.StatusOK, saved.status, saved.body)
		is := saved.json(t)
		require.NotContains(t, is, "named")
		read := d.ask("GET", "/api/v1/drafts/"+is["id"].(string), calltest.Stranger)
		all := saved.body + read.body + d.ask("GET", "/api/v1/drafts", calltest.Stranger).body
		require.NotContains(t, all, calltest.Head+`"`)
		require.NotContains(t, d.ask("GET", "/api/v1/drafts", calltest.Head).body, is["id"].(string), "and whom it means does not read it by that")
		require.Equal(t, http.StatusNoContent, d.send("POST", "/api/v1/drafts/"+is["id"].(string)+"/remove", calltest.Stranger, nil).status)
		missing, err := json.Marshal([]any{is["missing"], is["advice"], read.json(t)["missing"]})
		require.NoError(t, err)
		return strings.ReplaceAll(string(missing), address, "(address)")
	}
	require.Equal(t, told(unknown), told(known))
}

func TestAScoreSheetIsKeptByItsEvaluatorAloneOverTheRevisionThatTheyRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-24")
	at := "/api/v1/tenders/" + d.tenders[lifetest.Tender] + "/sheet"
	var empty answer
	require.Eventually(t, func() bool { empty = d.ask("GET", at, calltest.Ada); return empty.status == http.StatusOK }, timeout, tick, "she is assigned")
	require.Equal(t, http.StatusOK, empty.status, empty.body)
	criteria, _ := empty.json(t)["criteria"].([]any)
	require.NotEmpty(t, criteria)
	id, _ := criteria[0].(map[string]any)["id"].(string)
	body := func(points string) []byte {
		return []byte(`{"scores":{"` + id + `":{"points":"` + points + `","comment":"ask about the budget"}}}`)
	}
	none := d.ask("GET", at, calltest.Ada).header.Get("ETag")
	require.Equal(t, `""`, none)
	var first [4]int // windows in which nothing was there yet
	var all sync.WaitGroup
	for n := range first {
		all.Go(func() { first[n] = d.send("POST", at, calltest.Ada, body("4,5x"), "If-Match", none).status })
	}
	all.Wait()
	slices.Sort(first[:])
	require.Equal(t, [4]int{200, 412, 412, 412}, first, "over nothing one is the first")
	saved := d.send("POST", at, calltest.Ada, body("4,5x"))
	require.Equal(t, http.StatusOK, saved.status, saved.body)
	read := d.ask("GET", at, calltest.Ada)
	require.Contains(t, read.body, "4,5x", "as it was typed")
	tag := read.header.Get("ETag")
	require.Equal(t, tag, saved.header.Get("ETag"))
	for who, status := range map[string]int{"": http.StatusNotFound, calltest.Stranger: http.StatusNotFound, calltest.Officer: http.StatusForbidden, calltest.Head: http.StatusForbidden} {
		require.Equal(t, status, d.ask("GET", at, who).status, who)
		require.Equal(t, status, d.send("POST", at, who, body("1")).status, who)
	}
	require.NotContains(t, d.ask("GET", at, calltest.Ben).body, "4,5x", "another evaluator has a sheet of their own")
	require.Equal(t, http.StatusUnprocessableEntity, d.send("POST", at, calltest.Ada, []byte(`{"scores":{"none":{"points":"1"}}}`)).status)
	require.Equal(t, http.StatusOK, d.send("POST", at, calltest.Ada, body("5"), "If-Match", tag).status)
	require.Equal(t, http.StatusPreconditionFailed, d.send("POST", at, calltest.Ada, body("6"), "If-Match", tag).status)
	require.Equal(t, http.StatusNoContent, d.send("POST", at+"/remove", calltest.Ada, nil).status)
	require.NotContains(t, d.ask("GET", at, calltest.Ada).body, "ask about the budget")
}
