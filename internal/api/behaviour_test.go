package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

var contact = calltest.Contact(lifetest.Tender)

func TestACommandSentAgainIsAnsweredAsTheFirstTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	d.Until(lifetest.Year()[3].At)
	submit := twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)}
	first := d.command(lifetest.Stream, contact, submit, "Idempotency-Key", "mine-1")
	require.Equal(t, http.StatusCreated, first.status, first.body)
	require.Equal(t, "mine-1", first.header.Get("Idempotency-Key"))
	require.Equal(t, "/api/v1/tenders/"+d.tenders[lifetest.Tender], first.header.Get("Location"))
	content, err := json.Marshal(submit)
	require.NoError(t, err)
	size := d.settled()
	again := d.send("POST", "/api/v1/calls/DHE-2019/submit-tender", contact, content, "Idempotency-Key", `"mine-1"`)
	require.Equal(t, first.body, again.body)
	require.Empty(t, first.header.Get("Beside")+again.header.Get("Beside"), "it is the only one")
	once := d.send("POST", "/api/v1/calls/DHE-2019/submit-tender?dry-run=true", contact, content, "Idempotency-Key", "mine-2")
	require.Equal(t, d.tenders[lifetest.Tender], once.header.Get("Beside"), "with another key it would begin another tender")
	d.nobodyRecorded(size)

	submit.Tender.Title = "Another one"
	content, err = json.Marshal(submit)
	require.NoError(t, err)
	other := d.send("POST", "/api/v1/calls/DHE-2019/submit-tender", contact, content, "Idempotency-Key", "mine-1")
	require.Equal(t, http.StatusUnprocessableEntity, other.status)
	require.Equal(t, "/api/v1/problems/other-content", other.json(t)["type"])
	require.NotContains(t, other.body, "receipt", "nothing of the first is shown")
}

func TestAReceiptIsGivenWhileNobodyJudges(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	d.living.Away.Store(true)
	d.Until(lifetest.Year()[3].At)
	a := d.command(calltest.Stream, calltest.Officer, call.AppointEvaluator{Evaluator: calltest.Cleo}, "Prefer", "wait=0")
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	require.Equal(t, "pending", a.json(t)["status"])
	at := a.header.Get("Location")
	require.Equal(t, http.StatusOK, d.ask("GET", at, calltest.Officer).status)
	d.living.Away.Store(false)
	require.Eventually(t, func() bool { return d.ask("GET", at, calltest.Officer).json(t)["status"] == "done" }, timeout, tick)
}

func TestADryRunSaysWhatTheLawWouldSayAndRecordsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	d.Until(lifetest.Year()[3].At)
	size := d.settled()
	post := func(path, as string, content any) answer {
		text, err := json.Marshal(content)
		require.NoError(t, err)
		return d.send("POST", path, as, text)
	}
	submit := twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)}
	a := post("/api/v1/calls/DHE-2019/submit-tender?dry-run=true", contact, submit)
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Equal(t, "done", a.json(t)["status"])
	require.Equal(t, []any{"tender-submitted.v1"}, a.json(t)["events"])
	a = post("/api/v1/calls/DHE-2019/prepare-award?dry-run=true", calltest.Officer, call.PrepareAward{})
	require.Equal(t, http.StatusConflict, a.status, a.body)
	require.NotEmpty(t, a.json(t)["rule"])
	require.NotContains(t, a.json(t), "receipt")
	d.nobodyRecorded(size)

	a = post("/api/v1/calls/DHE-2019/prepare-award", calltest.Officer, call.PrepareAward{})
	require.Equal(t, http.StatusConflict, a.status)
	require.Equal(t, "refused", a.json(t)["receipt"].(map[string]any)["status"], "a refusal is recorded, with its receipt")
	require.Greater(t, d.size(), size)
}

func TestWhatIsWrongIsAProblemThatSaysWhatAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	size := d.settled()
	const path = "/api/v1/calls/DHE-2019/appoint-evaluator"
	post := func(content string, headers ...string) answer {
		return d.send("POST", path, calltest.Officer, []byte(content), headers...)
	}
	for _, row := range []struct {
		name   string
		status int
		got    answer
	}{
		{"nobody", 401, d.send("POST", path, "", []byte(`{"evaluator":"p-cleo"}`))},
		{"a forged token", 401, d.ask("GET", "/api/v1/calls", "forged")},
		{"no JSON", 400, post(`{"evaluator":`)},
		{"two documents", 400, post(`{"evaluator":"p-cleo"}{}`)},
		{"too deep", 400, post(`{"evaluator":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`)},
		{"an unknown field", 422, post(`{"evaluator":"p-cleo","admin":true}`)},
		{"another type", 422, post(`{"evaluator":7}`)},
		{"without what it needs", 422, post(`{}`)},
		{"nonsense", 422, post(`{"evaluator":"a b"}`)},
		{"a key that is none", 422, post(`{"evaluator":"p-cleo"}`, "Idempotency-Key", "a/b")},
		{"a form", 415, post(`evaluator=p-cleo`, "Content-Type", "application/x-www-form-urlencoded")},
		{"too large", 413, post(`{"evaluator":"` + strings.Repeat("x", 1<<20) + `"}`)},
		{"no such call", 404, d.send("POST", "/api/v1/calls/NONE/publish-call", calltest.Officer, []byte(`{}`))},
		{"no reference", 404, d.ask("GET", "/api/v1/calls/a%2F..%2Fb", "")},
		{"no route", 404, d.ask("GET", "/api/v1/nothing", "")},
		{"another method", 405, d.ask("DELETE", "/api/v1/calls", "")},
		{"a moved life", 412, post(`{"evaluator":"p-cleo"}`, "If-Match", `"1-00"`)},
		{"a wrong limit", 400, d.ask("GET", "/api/v1/calls?limit=0", "")},
		{"a wrong flag", 400, post(`{}`+"\n", "X", "y")},
	} {
		if row.name == "a wrong flag" {
			row.got = d.send("POST", path+"?dry-run=maybe", calltest.Officer, []byte(`{"evaluator":"p-cleo"}`))
		}
		require.Equal(t, row.status, row.got.status, "%s: %s", row.name, row.got.body)
		require.Equal(t, "application/problem+json", row.got.header.Get("Content-Type"), row.name)
		p := row.got.json(t)
		require.NotEmpty(t, p["detail"], row.name)
		require.EqualValues(t, row.status, p["status"])
	}
	d.nobodyRecorded(size)
	require.Contains(t, d.ask("DELETE", "/api/v1/calls", "").header.Values("Allow"), "GET")
}

func TestAnAnswerThatHasNotChangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	first := d.ask("GET", "/api/v1/calls/DHE-2019", calltest.Officer)
	tag := first.header.Get("ETag")
	require.Regexp(t, fmt.Sprintf(`^"%v-[0-9a-f]{16}"$`, first.json(t)["version"]), tag)
	require.Equal(t, http.StatusNotModified, d.ask("GET", "/api/v1/calls/DHE-2019", calltest.Officer, "If-None-Match", tag).status)
	ok := d.command(calltest.Stream, calltest.Officer, call.AppointEvaluator{Evaluator: calltest.Cleo}, "If-Match", tag)
	require.Equal(t, http.StatusOK, ok.status, ok.body)
	require.Equal(t, http.StatusOK, d.ask("GET", "/api/v1/calls/DHE-2019", calltest.Officer, "If-None-Match", tag).status)
	moved := d.command(calltest.Stream, calltest.Officer, call.AppointEvaluator{Evaluator: calltest.Dora}, "If-Match", tag)
	require.Equal(t, http.StatusPreconditionFailed, moved.status)
}

func TestAHistoryAndAnExplanationAreToldInTheLanguageOfTheirReader(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-20")
	path := "/api/v1/tenders/" + d.tenders[lifetest.Tender]
	type told struct{ sentence, code string }
	first := func(what, language string) (told, string) {
		a := d.ask("GET", path+what, calltest.Officer, "Accept-Language", language)
		require.Equal(t, 200, a.status, a.body)
		item := a.json(t)["items"].([]any)[0].(map[string]any)
		if decision, is := item["decision"].(map[string]any); is {
			item = map[string]any{"sentence": decision["text"], "code": decision["code"]}
		}
		return told{item["sentence"].(string), item["code"].(string)}, a.header.Get("ETag")
	}
	for _, what := range []string{"/history", "/decisions"} {
		tags := map[string]bool{}
		for language, says := range map[string]string{
			"": "submitted version 1 of the tender", "fr-BE, en;q=0.5": "a présenté la version 1 de l’offre", "de": "reichte die Fassung 1 des Angebots ein", "it": "submitted version 1 of the tender",
		} {
			got, tag := first(what, language)
			require.Contains(t, got.sentence, says, "%s in %q", what, language)
			require.Equal(t, "tender-submitted", got.code)
			tags[tag] = true
		}
		require.Len(t, tags, 3, "each language has an ETag of its own")
	}
}

func TestAListIsReadPageByPageAsItIsWhole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-07-13")
	path := "/api/v1/tenders/" + d.tenders[lifetest.Tender] + "/history"
	whole := d.ask("GET", path, calltest.Officer).json(t)["items"].([]any)
	require.Greater(t, len(whole), 6)
	var read []any
	for next := path + "?limit=2"; next != ""; {
		a := d.ask("GET", next, calltest.Officer)
		require.Equal(t, 200, a.status, a.body)
		read = append(read, a.json(t)["items"].([]any)...)
		next = ""
		if link := regexp.MustCompile(`^<(.*)>; rel="next"$`).FindStringSubmatch(a.header.Get("Link")); link != nil {
			next = link[1]
		}
	}
	require.Equal(t, whole, read)
}

func TestWhoAsksTooOftenIsToldHowLongToWait(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *api.Options) { o.Limit, o.Burst = 0.5, 3 })
	for range 3 {
		require.Equal(t, 200, d.ask("GET", "/api/v1/calls", calltest.Officer).status)
	}
	a := d.ask("GET", "/api/v1/calls", calltest.Officer)
	require.Equal(t, http.StatusTooManyRequests, a.status)
	require.Regexp(t, `^[12]$`, a.header.Get("Retry-After"))
	require.Equal(t, 200, d.ask("GET", "/api/v1/calls", calltest.Head).status, "others are not held up")
}

func TestTheFeedTellsStaffWhatHappensAndWaitsForMore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-13")
	require.Equal(t, 401, d.ask("GET", "/api/v1/events", "").status)
	require.Equal(t, 403, d.ask("GET", "/api/v1/events", contact).status)
	a := d.ask("GET", "/api/v1/events", calltest.Auditor)
	require.Equal(t, 200, a.status)
	require.Contains(t, a.body, `"kind":"tender-submitted.v1"`)
	require.NotContains(t, a.body, calltest.Tender(lifetest.Tender).Title, "it is sealed")
	next := regexp.MustCompile(`^<(.*)>; rel="next"$`).FindStringSubmatch(a.header.Get("Link"))[1]
	require.Empty(t, d.ask("GET", next, calltest.Auditor).body)
	came := make(chan answer, 1)
	go func() { came <- d.ask("GET", next+"&wait=30", calltest.Auditor) }()
	d.command(calltest.Stream, calltest.Officer, call.AppointEvaluator{Evaluator: calltest.Cleo})
	require.Regexp(t, "appoint evaluator|evaluator-appointed", (<-came).body, "it tells that it is received, or what came of it")
	require.Eventually(t, func() bool {
		a := d.ask("GET", next+"&wait=5", calltest.Auditor)
		return strings.Contains(a.body, `"kind":"evaluator-appointed.v1"`)
	}, timeout, tick)
}

func TestTheDocumentAndItsPageComeFromTheBinary(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	require.Contains(t, d.ask("GET", "/api/v1/openapi.yaml", "").body, "openapi: 3.1.0")
	page := d.ask("GET", "/api/v1/docs", "")
	require.NotContains(t, page.body, "http://")
	require.NotContains(t, page.body, "https://")
	require.NotRegexp(t, `<script>|<style|style=|onload`, page.body, "nothing inline")
	require.NotContains(t, page.header.Get("Content-Security-Policy"), "unsafe")
	for _, src := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		a := d.ask("GET", "/api/v1/"+src[1], "")
		require.Equal(t, 200, a.status, src[1])
		require.Greater(t, len(a.body), 50)
	}
	require.Contains(t, d.ask("GET", "/api/v1/docs/swagger-ui-bundle.js", "", "Accept-Encoding", "identity").body, "SwaggerUIBundle")
}
