package api_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
)

// gets are the paths of all questions, for a tender and a command of it, as the document
// lists them.
func (d *desk) gets(call, tender, command string) []string {
	var all []string
	fill := strings.NewReplacer("{call}", call, "{tender}", tender, "{command}", command, "{position}", "12", "{expense}", "e1", "{programme}", "DHE", "{administration}", "ADMINISTRATORS", "{invitation}", "DHE-2019-ABCDEFGHIJ", "{organisation}", "ABCDEFGHIJ", "{market}", "HEALTH", "{entry}", "HEALTH-ABCDEFGHIJKL", "{interest}", "HEALTH-ABCDEFGHIJKL", "{body}", "EHN", "{meeting}", "20", "{decision}", "d1", "{survey}", "EHN-2021", "{masterclass}", "TRIESTE-2024", "{initiative}", "CAPACITYHD", "{country}", "SE", "{format}", "csv", "{id}", "none", "{letter}", "reminder", "{what}", "obligations", "{export}", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa")
	for path, item := range d.doc.all["paths"].(map[string]any) {
		if _, ok := item.(map[string]any)["get"]; ok {
			all = append(all, fill.Replace(strings.ReplaceAll(path, "{run}", "1")))
		}
	}
	return all
}

func TestAWholeYearIsSentThroughTheAPIAndEveryAnswerIsAsTheDocumentHasIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "")
	tender := d.tenders[lifetest.Tender]
	state := d.ask("GET", "/api/v1/tenders/"+tender+"/state", calltest.Officer)
	require.Equal(t, "retained", state.json(t)["stage"])
	require.Eventually(t, func() bool { return d.ask("GET", "/api/v1/calls/DHE-2019", "").json(t)["stage"] == "finished" }, timeout, tick, "the call notes the end of its last twinning")

	some := regexp.MustCompile(`"command_id":"([^"/]+)"`).FindStringSubmatch(d.ask("GET", "/api/v1/tenders/"+tender+"/history", calltest.Officer).body)
	require.NotNil(t, some)
	viewers := []string{"", calltest.Officer, calltest.Contact(lifetest.Tender), calltest.Ada, calltest.Stranger, calltest.Head, calltest.Auditor, calltest.Procurer, calltest.Payer}
	if testing.Short() {
		viewers = viewers[:3]
	}
	for _, as := range viewers {
		for _, path := range d.gets("DHE-2019", tender, some[1]) {
			a := d.ask("GET", path, as)
			require.Less(t, a.status, 500, "%s as %q: %s", path, as, a.body)
		}
	}
	for _, path := range d.gets("DHE-2019", tender, some[1]) {
		switch a := d.ask("GET", path, calltest.Auditor); {
		case strings.HasSuffix(path, "/people"), strings.HasSuffix(path, "/draw"), strings.Contains(path, "/expenses/"), strings.HasSuffix(path, "/preview"), strings.HasSuffix(path, "/decisions/12"):
		case strings.HasPrefix(path, "/api/v1/calls/DHE-2019/receipts"): // it is the tender's
		case strings.HasSuffix(path, "/expense-batch"): // of which step, is not said
			require.Equal(t, http.StatusBadRequest, a.status, "%s: %s", path, a.body)
		case strings.HasSuffix(path, "/payment-runs/1"): // there is none
			require.Equal(t, http.StatusNotFound, a.status, "%s: %s", path, a.body)
		case strings.HasSuffix(path, "/pain.001.xml"), strings.HasSuffix(path, "/erasures"): // bank data is no auditor's, nor are requests for erasure
			require.Equal(t, http.StatusForbidden, a.status, "%s: %s", path, a.body)
		case strings.HasSuffix(path, "/sheet"): // it is its evaluator's
			require.Equal(t, http.StatusForbidden, a.status, "%s: %s", path, a.body)
		case strings.HasPrefix(path, "/api/v1/programmes/DHE"), strings.HasPrefix(path, "/api/v1/exports/"), strings.HasPrefix(path, "/api/v1/drafts/"), strings.HasPrefix(path, "/api/v1/administrations/"), strings.HasPrefix(path, "/api/v1/evidence/"), strings.HasPrefix(path, "/api/v1/invitations/"), strings.HasPrefix(path, "/api/v1/organisations/"), strings.HasSuffix(path, "/what-ifs/none"), strings.HasPrefix(path, "/api/v1/entries/"), strings.HasPrefix(path, "/api/v1/interests/"), strings.HasPrefix(path, "/api/v1/markets/"), strings.HasPrefix(path, "/api/v1/surveys/"), strings.HasPrefix(path, "/api/v1/masterclasses/"), strings.HasPrefix(path, "/api/v1/initiatives/"), strings.HasPrefix(path, "/api/v1/bodies/"): // there is none
			require.Equal(t, http.StatusNotFound, a.status, "%s: %s", path, a.body)
		default:
			require.Equal(t, http.StatusOK, a.status, "%s: %s", path, a.body)
		}
	}
	receipt := d.ask("GET", "/api/v1/tenders/"+tender+"/receipts/"+some[1]+"?proof=true", calltest.Auditor)
	require.Equal(t, 200, receipt.status)
	require.NotNil(t, receipt.json(t)["signed"], "with what proves it offline")
	ics := d.ask("GET", "/api/v1/calls/DHE-2019/dates.ics", "")
	require.True(t, strings.HasPrefix(ics.body, "BEGIN:VCALENDAR"))
}

func TestEveryKindOfCommandHasARouteOfItsOwn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	paths := d.doc.all["paths"].(map[string]any)
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			path := "/api/v1/" + life.Plural() + "/{" + life.Noun + "}/" + kind
			item, _ := paths[path].(map[string]any)
			require.Contains(t, item, "post", path)
			schema := item["post"].(map[string]any)["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["schema"]
			require.NotEmpty(t, schema)
		}
	}
	require.Contains(t, paths, "/api/v1/calls/{call}/submit-tender")
}
