package browser_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// post sends a form as somebody, without a browser.
func (d *desk) post(id, path string, form url.Values) answer {
	d.t.Helper()
	return d.send(id, path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

func (d *desk) send(id, path, kind string, content []byte) answer {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+path, bytes.NewReader(content))
	require.NoError(d.t, err)
	r.Header.Set("Content-Type", kind)
	got, err := d.as(id).Do(r)
	require.NoError(d.t, err, path)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	require.NoError(d.t, err)
	return answer{got.StatusCode, got.Request.URL.RequestURI(), false, got.Header.Get("Content-Type"), string(text), false}
}

var (
	hiddenName = regexp.MustCompile(`name="name" value="([^"]+)"`)
	hiddenWas  = regexp.MustCompile(`name="was" value="([0-9a-f]*)"`)
	hiddenID   = regexp.MustCompile(`name="command-id" value="([^"]+)"`)
)

// furnish adds what the year does not have: a draft with a file, a new invitation, the record of an organisation, a file of evidence.
func (d *desk) furnish() {
	d.t.Helper()
	party := calltest.Contact(lifetest.Tender)
	record := d.post(party, "/organisations", url.Values{"command-id": {"furnished"}, "name": {"Region Skåne, Koncernkontoret, avdelningen för digitalisering och hälso- och sjukvårdsutveckling"}, "address": {"J A Hedlunds väg, 291 89 Kristianstad"}, "country": {"se"}, "pic": {"999999999"}})
	require.Equal(d.t, http.StatusOK, record.status, record.text)
	invite := "/calls/" + calltest.Reference + "/do/invite"
	if form := d.get(calltest.Officer, invite, "en"); form.status == http.StatusOK {
		id := hiddenID.FindStringSubmatch(form.text)
		require.NotNil(d.t, id)
		sent := d.post(calltest.Officer, invite, url.Values{
			"command-id": {id[1]}, "role": {"payer"}, "address": {calltest.Stranger + "@" + lifetest.Canary + ".example"}, "name": {"Some Body"}, "because": {"another pair of hands"},
		})
		require.Equal(d.t, http.StatusOK, sent.status, sent.text)
	}
	d.draft(calltest.Stranger)
	begun := d.post(calltest.Officer, "/books", url.Values{"from": {"call"}, "call": {""}, "deadline": {"2022-09-07"}, "reference": {"FURNISHED-2022"}})
	require.Regexp(d.t, `^/books/b-[a-z2-7]{16}$`, begun.at, begun.text)
	for of, day := range map[string]string{ // a rule book of each kind of life
		"survey:surveys/ehn-2021.yaml": "2022-09-07", "market:markets/health.yaml": "", "body:bodies/steering-committee.yaml": "2022-09-07",
		"initiative:initiatives/capacityhd.yaml": "2022-09-07", "masterclass:masterclasses/trieste-2024.yaml": "2019-01-10", // is over
	} {
		kind, _, _ := strings.Cut(of, ":")
		begun = d.post(calltest.Officer, "/books", url.Values{"from": {"life"}, "of": {of}, "day": {day}, "reference": {"FURNISHED-" + strings.ToUpper(kind)}})
		require.Regexp(d.t, `^/books/b-[a-z2-7]{16}$`, begun.at, begun.text)
	}
	d.post(calltest.Head, "/calls/"+calltest.Reference+"/what-if", url.Values{"command": {"furnished-what-if"}, "policy": {"skip"}}) // there is an answer once there are scores
	if strings.Contains(d.get(party, "/tenders/"+lifetest.Tender, "en").text, "/months/") {
		added := d.send(party, "/api/v1/tenders/"+lifetest.Tender+"/evidence?wait=30&for=log-03&name=attendance.csv", "text/csv", []byte("name,day\nSample,1\n"))
		require.Equal(d.t, http.StatusOK, added.status, added.text)
	}
}

// draft begins a tender of somebody while the call takes tenders, and gives the path of its pages; "" later.
func (d *desk) draft(id string) string {
	d.t.Helper()
	page := "/calls/" + calltest.Reference + "/start"
	form := d.get(id, page, "en")
	name := hiddenName.FindStringSubmatch(form.text)
	if form.status != http.StatusOK || name == nil {
		return ""
	}
	begun := d.post(id, page, url.Values{"name": {name[1]}, "title": {"Cognitive training for the elderly, taken over from a region that has used it for six years"}})
	if begun.status == http.StatusUnprocessableEntity {
		return "" // the call takes none any more
	}
	require.Regexp(d.t, `^/drafts/d-[a-z2-7]{16}/edit/offer$`, begun.at, begun.text)
	draft := strings.TrimSuffix(begun.at, "/edit/offer")
	for step, typed := range map[string]url.Values{
		"offer": {"title": {"Cognitive training for the elderly"}, "type": {"full-adoption"}, "topic": {"priority-3|mhealth"}, "months": {"12"}},
		"parties": {
			"org": {"0", "1"}, "org-0-id": {"org-1"}, "org-0-name": {"Ideable Solutions"}, "org-0-country": {"ES"}, "org-0-role": {"originator"},
			"org-1-id": {"org-2"}, "org-1-name": {"Ana Aslan International Foundation"}, "org-1-country": {"RO"}, "org-1-region": {"Bucharest"}, "org-1-role": {"adopter"},
			"tenderer": {"org-1"}, "contractor": {"org-1"}, "contact": {id}, "signatory": {calltest.Signatory(lifetest.Tender)},
		},
		"plan":      {"solution": {"An app that is in use."}, "plan": {"Four workshops.\r\n\r\nThen a licence."}},
		"costs":     {"personnel": {"20 000"}, "direct": {"15000,50"}, "subcontracting": {"0"}},
		"documents": {"exclusion": {"yes"}},
	} {
		was := hiddenWas.FindStringSubmatch(d.get(id, draft+"/edit/"+step, "en").text)
		require.NotNil(d.t, was, step)
		typed.Set("was", was[1])
		got := d.post(id, draft+"/edit/"+step, typed)
		require.Equal(d.t, http.StatusOK, got.status, "%s: %s", step, got.text)
	}
	var body bytes.Buffer
	up := multipart.NewWriter(&body)
	part, err := up.CreateFormFile("file", "tender form.pdf")
	require.NoError(d.t, err)
	_, err = part.Write([]byte("%PDF-1.7\n" + strings.Repeat("a tender form\n", 200)))
	require.NoError(d.t, err)
	require.NoError(d.t, up.Close())
	attached := d.send(id, draft+"/documents/tender-form", up.FormDataContentType(), body.Bytes())
	require.Equal(d.t, http.StatusOK, attached.status, attached.text)
	return draft
}
