package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// until lets the time pass, and the lives judge what has happened by then.
func (w *world) until(date string) {
	w.t.Helper()
	w.Until(day(w.t, date).Add(12 * time.Hour))
	w.Judge(calltest.Stream)
	w.Judge(lifetest.Stream)
}

// does opens a form, fills it in and sends it, and holds it to its receipt.
func (w *world) does(person, path string, typed url.Values, files ...part) answer {
	w.t.Helper()
	_, brought := w.shown(person, path)
	send, _, _ := strings.Cut(path, "?")
	var got answer
	if len(files) > 0 {
		got = w.parts(person, send, append(partsOf(filled(brought, typed)), files...))
	} else {
		got = w.post(person, send, filled(brought, typed))
	}
	require.Contains(w.t, got.at, "/receipts/"+brought.Get("command-id"), "%s: %s", path, errorsOf(got.body))
	require.Contains(w.t, got.body, "Received and carried out.", path)
	return got
}

var said = regexp.MustCompile(`(?s)<div class="state refused".*?</div>`)

// errorsOf is what a page says is wrong.
func errorsOf(page string) string {
	if found := said.FindString(page); found != "" {
		return found
	}
	return page
}

func TestAQuestionIsAskedAndAnsweredWithAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	tender, contact := "/tenders/"+lifetest.Tender, calltest.Contact(lifetest.Tender)
	require.Contains(t, w.get(calltest.Officer, tender).body, doTender+"request-clarification", "it is reached from the tender")
	require.Equal(t, http.StatusForbidden, w.get(contact, doTender+"request-clarification").status)
	w.does(calltest.Officer, doTender+"request-clarification", url.Values{"fields": {"title", "documents"}, "question": {"Which title is meant?"}})

	require.Contains(t, w.get(contact, "/today").body, doTender+"clarify-tender", "it is among what needs the contact today")
	require.Contains(t, w.get(contact, tender).body, doTender+"clarify-tender")
	form, brought := w.shown(contact, doTender+"clarify-tender")
	require.Contains(t, form.body, "Which title is meant?")
	require.Contains(t, form.body, `value="`+title+`"`, "it begins with what was submitted")
	require.NotContains(t, form.body, `name="tender-plan"`, "what is not asked about is not in the form")

	none := w.post(contact, doTender+"clarify-tender", filled(brought, url.Values{"tender-title": {"Another title"}}))
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.body, `href="#f-answer"`, "the summary leads to the field")
	require.Contains(t, none.body, `value="Another title"`)
	typed := url.Values{"answer": {"This one."}, "tender-title": {"Another title"}, "tender-documents": {"0"}, "tender-documents-0-name": {"The form, signed"}}
	w.does(contact, doTender+"clarify-tender", typed, part{"tender-documents-0-file", string(pdf), "signed.pdf"})
	page := w.get(contact, tender).body
	require.Contains(t, page, "Another title")
	require.Contains(t, page, "signed.pdf")
	rows, err := w.files.List(t.Context(), access.Viewer{Person: contact}, lifetest.Stream)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "clarification", rows[0].For)
}

func TestWhoeverIsAskedToSpeakForATenderAcceptsOnAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-13")) // the tender is in, and sealed
	contact, asked := calltest.Contact(lifetest.Tender), calltest.Stranger
	require.NotContains(t, w.get(asked, "/today").body, lifetest.Tender)
	require.Equal(t, http.StatusNotFound, w.get(asked, doTender+"accept-change").status)
	w.does(contact, doTender+"change-signatory", url.Values{"person": {asked}, "reason": {"a new director"}})
	today := w.get(asked, "/today")
	require.Contains(t, today.body, doTender+"accept-change?role=signatory")
	wellFormed(t, "what needs somebody who is asked", today)
	require.NotContains(t, today.body, title)
	form := w.get(asked, doTender+"accept-change?role=signatory")
	require.Equal(t, http.StatusOK, form.status)
	require.NotContains(t, form.body, title, "they do not see the tender before they accept")
	require.Equal(t, http.StatusNotFound, w.get(calltest.Ada, doTender+"accept-change").status, "to others there is nothing")
	got := w.does(asked, doTender+"accept-change?role=signatory", url.Values{"role": {"signatory"}})
	require.Equal(t, http.StatusOK, got.status)
	require.Contains(t, w.get(asked, "/tenders/"+lifetest.Tender).body, title, "they speak for it now")
	require.NotContains(t, w.get(asked, "/today").body, "accept-change")
}

func TestAComplaintIsLodgedAndReviewedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, ineligible(), day(t, "2019-06-22"))
	contact, tender := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender
	require.NotContains(t, w.get(calltest.Head, tender).body, "review-complaint", "there is none yet")
	w.does(contact, doTender+"lodge-complaint", url.Values{"grounds": {"facts"}, "text": {"The declaration was there."}})
	require.Contains(t, w.get(calltest.Head, "/today").body, doTender+"review-complaint")
	form, _ := w.shown(calltest.Head, doTender+"review-complaint")
	require.Contains(t, form.body, "The declaration was there.", "what it is about")
	w.does(calltest.Head, doTender+"review-complaint", url.Values{"upheld": {"no"}, "finding": {"none"}, "reason": {"It was not."}})
	require.Contains(t, w.get(contact, tender).body, "It was not.")
}

func TestAYearIsRunOnPagesByEachHand(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start
	w := newWorld(t, day(t, start.AddDays(20).String()))
	w.until(start.AddDays(20).String())
	contact, tender, on := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender, start.AddDays(5).String()
	w.does(contact, tender+"/months/1", url.Values{
		"activity": {"0"}, "activity-0-what": {"A workshop in Ghent"}, "activity-0-date": {on}, "expense": {"0", "1"},
		"expense-0-id": {"m01-1"}, "expense-0-what": {"Train"}, "expense-0-kind": {"direct"}, "expense-0-amount": {"120"}, "expense-0-date": {on},
		"expense-1-id": {"m01-2"}, "expense-1-what": {"Hotel"}, "expense-1-kind": {"direct"}, "expense-1-amount": {"80"}, "expense-1-date": {on},
	})

	judge := doTender + "accept-log?month=1"
	require.Contains(t, w.get(calltest.Officer, "/today").body, judge, "the officer is led to the month")
	form, _ := w.shown(calltest.Officer, judge)
	require.Contains(t, form.body, "A workshop in Ghent", "what is judged stands above the form")
	require.Contains(t, form.body, doTender+"return-log?month=1", "and the other way beside it")
	w.does(calltest.Officer, doTender+"return-log?month=1", url.Values{"month": {"1"}, "reason": {"Where was the second one?"}})
	require.Contains(t, w.get(contact, "/today").body, tender+"/months/1")
	w.does(contact, tender+"/months/1", url.Values{
		"activity": {"0"}, "activity-0-what": {"Two workshops in Ghent"}, "activity-0-date": {on}, "expense": {"0", "1"},
		"expense-0-id": {"m01-1"}, "expense-0-what": {"Train"}, "expense-0-kind": {"direct"}, "expense-0-amount": {"120"}, "expense-0-date": {on},
		"expense-1-id": {"m01-2"}, "expense-1-what": {"Hotel"}, "expense-1-kind": {"direct"}, "expense-1-amount": {"80"}, "expense-1-date": {on},
	})
	require.NotContains(t, w.get("", tender).body, "Two workshops in Ghent", "a log that is not accepted is not public")
	w.does(calltest.Officer, judge, url.Values{"month": {"1"}})
	require.NotContains(t, w.get("", tender).body, "Kept from you", "what is published is whole")
	for _, who := range []string{"", calltest.Officer, contact} {
		require.Contains(t, w.get(who, tender).body, "Two workshops in Ghent", "what was done is public once its log is accepted")
		for _, public := range []string{"An app that is in use.", "Alpha", "Beta", "Originator", "Adopter", "mHealth"} {
			require.Contains(t, w.get(who, tender).body, public, "what is transferred, and between whom")
		}
	}

	pay := doTender + "approve-expense?expense=m01-1"
	for step, hand := range map[string]string{"verify": calltest.Verifier, "authorise": calltest.Authoriser, "pay": calltest.Payer} {
		require.NotEqual(t, http.StatusNotFound, w.get(hand, pay).status, step)
	}
	require.Contains(t, w.get(calltest.Verifier, tender).body, doTender+"approve-expense")
	w.does(calltest.Verifier, pay, url.Values{"expense": {"m01-1|verify"}})
	w.does(calltest.Authoriser, pay, url.Values{"expense": {"m01-1|authorise"}})
	require.Contains(t, w.get(calltest.Payer, "/today").body, pay, "whoever pays is led to the expense")
	w.does(calltest.Payer, pay, url.Values{"expense": {"m01-1|pay"}})
	require.Contains(t, w.get(contact, tender).body, "<td>paid</td>")

	w.does(calltest.Verifier, doTender+"return-expense?expense=m01-2", url.Values{"expense": {"m01-2"}, "reason": {"The invoice is missing."}})
	correct := doTender + "correct-expense"
	require.Contains(t, w.get(contact, tender).body, correct)
	returned, _ := w.shown(contact, correct)
	require.Contains(t, returned.body, "The invoice is missing.")
	require.Contains(t, returned.body, `value="80.00"`, "it begins with the claim that was returned")
	w.does(contact, correct, url.Values{
		"claim-id": {"m01-2"}, "claim-amount": {"75,50"}, "claim-date": {on}, "claim-what": {"Hotel, one night"},
		"claim-evidence": {"0"}, "claim-evidence-0-name": {"The invoice"}, "reason": {"Breakfast is taken off."},
	}, part{"claim-evidence-0-file", string(pdf), "invoice.pdf"})
	require.Contains(t, w.get(contact, tender).body, "EUR 75.50")
	require.Contains(t, w.get(contact, tender).body, "invoice.pdf")

	w.does(contact, doTender+"add-evidence", url.Values{"for": {"log-02"}}, part{"file", string(pdf) + "x", "photo of the workshop.pdf"})
	require.Contains(t, w.get(contact, tender).body, "photo of the workshop.pdf")
	rows, err := w.files.List(t.Context(), access.Viewer{Person: contact}, lifetest.Stream)
	require.NoError(t, err)
	for _, f := range rows {
		if f.For == "log-02" {
			w.does(contact, doTender+"withdraw-evidence", url.Values{"file": {f.File.File + "|log-02"}, "reason": {"the wrong one"}})
		}
	}
	require.NotContains(t, w.get(contact, tender).body, "photo of the workshop.pdf")

	require.Contains(t, w.get(calltest.Head, tender).body, tender+"/do\"", "what is rare stands on a page of its own")
	require.Contains(t, w.get(calltest.Head, tender+"/do").body, doTender+"suspend-twinning")
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, doTender+"suspend-twinning").status)
	w.does(calltest.Head, doTender+"suspend-twinning", url.Values{"reason": {"the hospital moves"}})
	w.does(calltest.Head, doTender+"resume-twinning", url.Values{})

	half := start.AddDays(190).String()
	w.until(half)
	report := doTender + "submit-report?report=interim"
	require.Contains(t, w.get(contact, "/today").body, report)
	w.does(contact, report, url.Values{"report": {"interim"}, "summary": {"Half of it."}, "evidence": {"0"}, "evidence-0-what": {"Minutes of the meeting"}}, part{"evidence-0-file", string(pdf) + "y", "minutes.pdf"})
	accept := doTender + "accept-report?report=interim"
	require.Contains(t, w.get(calltest.Officer, "/today").body, accept)
	shown, _ := w.shown(calltest.Officer, accept)
	require.Contains(t, shown.body, "Half of it.")
	require.Contains(t, shown.body, "Minutes of the meeting")
	w.does(calltest.Officer, accept, url.Values{"report": {"interim"}})
	w.does(calltest.Head, doTender+"terminate-twinning", url.Values{"reason": {"the hospital closes"}})
	require.Contains(t, w.get(contact, tender).body, "terminated")
}

func TestRolesDeadlinesAndProposalsOfACallAreChangedOnPages(t *testing.T) {
	t.Parallel()
	w := open(t)
	at := "/calls/" + calltest.Reference
	page := w.get(calltest.Head, at+"/do")
	wellFormed(t, "all that the head can do", page)
	for _, kind := range []string{"extend-deadline", "give-role", "set-absence", "cancel-call", "change-rules"} {
		require.Contains(t, page.body, at+"/do/"+kind)
	}
	wrong := w.post(calltest.Head, at+"/do/extend-deadline", url.Values{"to": {"tomorrow"}, "covers": {"nobody-known"}, "why": {"a power cut"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, `href="#f-to"`)
	require.Contains(t, wrong.body, "Nobody is known as nobody-known")
	require.Contains(t, wrong.body, "a power cut")
	wellFormed(t, "a deadline that does not fit", wrong)
	w.does(calltest.Head, at+"/do/extend-deadline", url.Values{"to": {"2019-06-15T17:00"}, "inclusive": {"yes"}, "why": {"a power cut"}})
	require.Contains(t, w.get("", at+"/dates").body, "15 June 2019")

	w.does(calltest.Head, at+"/do/give-role", url.Values{"role": {"officer"}, "person": {calltest.Stranger}, "why": {"more hands"}})
	require.Equal(t, http.StatusOK, w.get(calltest.Stranger, at+"/tenders").status)
	w.does(calltest.Stranger, at+"/do/shorten-deadline", url.Values{"to": {"2019-06-14T18:00"}, "inclusive": {"yes"}, "why": {"power is back"}})
	sign := w.get(calltest.Head, at)
	require.Contains(t, sign.body, at+"/do/sign-proposal", "what waits for a second signature is on the page of the call")
	require.NotContains(t, w.get(calltest.Stranger, at).body, "sign-proposal", "and not for who proposed it")
	w.does(calltest.Head, at+"/do/sign-proposal", url.Values{"number": {"1"}})
	require.Contains(t, w.get("", at+"/dates").body, "18:00")
	book := w.post(calltest.Head, at+"/do/change-rules", url.Values{"file": {"reference: X\nzone: Nowhere\n"}, "why": {"a test"}})
	require.Equal(t, http.StatusUnprocessableEntity, book.status)
	require.Contains(t, book.body, `href="#f-file"`, "what the check finds leads to the field")
}

func TestAContractIsReadAndSignedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-07-20")) // awarded; nobody has signed
	w.until("2019-07-20")
	signatory, path := calltest.Signatory(lifetest.Tender), doTender+"sign-contract"
	require.Contains(t, w.get(signatory, "/today").body, path)
	form, brought := w.shown(signatory, path)
	require.Contains(t, form.body, "EUR 40,000.00", "what is signed is shown")
	sha := regexp.MustCompile(`name="sha256" value="([0-9a-f]{64})"`).FindStringSubmatch(form.body)
	require.NotNil(t, sha)
	require.Contains(t, form.body, "<td>"+sha[1]+"</td>")
	size := w.size()
	moved := w.post(signatory, path, filled(brought, url.Values{"sha256": {strings.Repeat("0", 64)}}))
	require.Equal(t, http.StatusUnprocessableEntity, moved.status, "whoever was shown another text is shown this one first: %s", errorsOf(moved.body))
	require.Contains(t, moved.body, "not the one that you were shown")
	require.Equal(t, size, w.size())
	start := w.post(signatory, path, filled(brought, url.Values{"sha256": {sha[1]}, "start": {"2019-09-02"}, "why": {"the kick-off is later"}}))
	require.Equal(t, http.StatusUnprocessableEntity, start.status)
	require.Contains(t, start.body, `href="#f-start"`, "the contract is in time for the common start")
	empty := url.Values{}
	for _, m := range hiddens.FindAllStringSubmatch(start.body, -1) {
		empty.Set(m[1], m[2])
	}
	require.NotRegexp(t, `name="sha256" value="[0-9a-f]`, start.body, "there is no contract with that first day")
	size = w.size()
	unread := w.post(signatory, path, filled(empty, url.Values{"start": {""}}))
	require.Equal(t, http.StatusUnprocessableEntity, unread.status, "the contract is shown before it is signed")
	require.Contains(t, unread.body, `name="sha256" value="`+sha[1]+`"`)
	require.Equal(t, size, w.size(), "nothing was sent")
	require.Equal(t, http.StatusOK, w.post(signatory, path, url.Values{"then": {"drop"}}).status)
	w.does(signatory, path, url.Values{"sha256": {sha[1]}})
	second, _ := w.shown(calltest.Procurer, path)
	require.Contains(t, second.body, "Contractor", "who has signed already")
	w.does(calltest.Procurer, path, url.Values{"sha256": {sha[1]}})
	require.Contains(t, w.get(signatory, "/tenders/"+lifetest.Tender).body, "contracted")
}
