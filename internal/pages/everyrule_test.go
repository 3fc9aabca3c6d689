package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// everyRule is the year under a rule book that has whatever one may have.
func everyRule() []lifetest.Step {
	year := lifetest.Year()
	for i, s := range year {
		if c, is := s.Command.(call.OpenCall); is {
			lifetest.EveryRule(&c.Rules)
			year[i].Command = c
		}
	}
	return year
}

// What a rule book allows while a twinning runs is done on pages, by each hand: instalments and their account, deliverables, recoveries,
// amendments, meetings, a termination in steps.
func TestWhatARuleBookAllowsBesidesIsDoneOnPagesByEachHand(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, everyRule(), day(t, "2019-10-20"))
	w.until("2019-10-20")
	contact, signatory, page := calltest.Contact(lifetest.Tender), calltest.Signatory(lifetest.Tender), "/tenders/"+lifetest.Tender
	for _, id := range []string{contact, signatory, calltest.Officer, calltest.SecondHand, calltest.Head, calltest.Procurer, calltest.Verifier, calltest.Authoriser, calltest.Payer, calltest.Stranger} {
		w.desk(id) // they are used by several scenes
	}
	does := func(person, form string, typed url.Values, files ...part) {
		w.t.Helper()
		w.fills(person, doTender+form, typed, files...)
	}
	scene := func(name string, plays func(t *testing.T)) {
		t.Run(name, func(t *testing.T) { w.t = t; plays(t) })
	}

	scene("money", func(t *testing.T) {
		does(calltest.Officer, "suspend-payment", url.Values{"instalment": {"first"}, "ground": {"missing-document"}, "reason": {"The form is not signed."}})
		does(calltest.Officer, "resume-payment", url.Values{"instalment": {"first"}})
		require.Contains(t, w.waiting(calltest.Payer), doTender+"pay-instalment?instalment=first")
		does(calltest.Payer, "pay-instalment?instalment=first", url.Values{"instalment": {"first"}, "ref": {"BANK-2019-117"}})
		does(contact, "set-account", url.Values{"holder": {"Fundacion"}, "iban": {"DE89 3704 0044 0532 0130 00"}, "town": {"Bonn"}, "country": {"DE"}})
		require.Contains(t, w.waiting(calltest.Officer), doTender+"confirm-account?number=1")
		does(calltest.Officer, "confirm-account?number=1", url.Values{"payee": {"match"}})
	})

	scene("deliverables", func(t *testing.T) {
		late := url.Values{"deliverable": {"training"}, "what": {"Two days of training."}, "why_late": {"The ward moved."}}
		does(contact, "submit-deliverable?deliverable=training", late)
		require.Contains(t, w.waiting(calltest.Officer), doTender+"accept-deliverable?deliverable=training")
		does(calltest.Officer, "return-deliverable?deliverable=training", url.Values{"deliverable": {"training"}, "reason": {"Who was there?"}})
		require.Contains(t, w.waiting(contact), doTender+"submit-deliverable?deliverable=training")
		does(contact, "submit-deliverable?deliverable=training", late, part{"files", string(pdf), "list of those who were there.pdf"})
		does(calltest.Officer, "accept-deliverable?deliverable=training", url.Values{"deliverable": {"training"}})
		does(contact, "redate-deliverable", url.Values{"deliverable": {"handover"}, "due": {"2020-06-30"}, "reason": {"The clinic opens later."}})
		require.Contains(t, w.get(contact, page).body, "30 June 2020")
	})

	scene("claims", func(t *testing.T) {
		does(contact, "claim-expenses", url.Values{
			"expenses": {"0", "1"}, "expenses-0-kind": {"direct"}, "expenses-0-amount": {"100"}, "expenses-0-date": {"2019-10-01"}, "expenses-0-what": {"A train"},
			"expenses-1-kind": {"direct"}, "expenses-1-amount": {"12,50"}, "expenses-1-date": {"2019-10-02"}, "expenses-1-what": {"A bus"},
		})
		two := w.options(calltest.Verifier, doTender+"park-expense", "expense")
		require.Len(t, two, 2)
		does(calltest.Verifier, "park-expense", url.Values{"expense": {two[0]}, "reason": {"Somebody asks the bank."}})
		does(calltest.Verifier, "take-up-expense", url.Values{"expense": {two[0]}})
		does(calltest.Verifier, "reject-expense", url.Values{"expense": {two[0]}, "reason": {"It is of another project."}})
		does(contact, "withdraw-expense", url.Values{"expense": {two[1]}, "reason": {"It was paid by somebody else."}})
		does(contact, "correct-log", url.Values{"month": {"1"}, "activities": {"0"}, "activities-0-what": {"A workshop in Bruges"}, "activities-0-date": {"2019-08-20"}, "reason": {"It was not in Ghent."}})
		require.Contains(t, w.get(contact, page).body, "A workshop in Bruges")
	})

	scene("roles", func(t *testing.T) {
		of := "/calls/" + calltest.Reference + "/do/"
		w.fills(calltest.Head, of+"set-absence", url.Values{"person": {calltest.Officer}, "deputy": {calltest.SecondHand}, "until": {"2019-11-10"}})
		w.Judge(calltest.Stream) // it begins at once
		require.Equal(t, http.StatusOK, w.get(calltest.SecondHand, "/calls/"+calltest.Reference+"/tenders").status)
		w.fills(calltest.Head, of+"end-absence", url.Values{"person": {calltest.Officer}})
		w.fills(calltest.Head, of+"give-role", url.Values{"role": {"officer"}, "person": {calltest.Stranger}, "why": {"more hands"}})
		w.fills(calltest.Head, of+"replace-role", url.Values{"role": {"officer"}, "person": {calltest.Stranger}, "by": {calltest.SecondHand}, "why": {"other hands"}})
		w.fills(calltest.Head, of+"withdraw-role", url.Values{"role": {"officer"}, "person": {calltest.SecondHand}, "why": {"enough hands"}})
		w.fills(calltest.Officer, of+"brief-evaluators", url.Values{"evaluators": {calltest.Ada}, "material": {"Read the guide."}})
	})

	scene("a letter that comes back", func(t *testing.T) {
		_, err := w.Activities.Notify(t.Context(), life.NotifyInput{Stream: lifetest.Stream})
		require.NoError(t, err)
		handed := w.options(calltest.Officer, doTender+"report-bounce", "letter")
		require.NotEmpty(t, handed)
		does(calltest.Officer, "report-bounce", url.Values{"letter": {handed[0]}, "status": {"5.1.1"}})
		_, err = (&dispatch.Unreached{Ledger: w.Ledger, Folder: state.NewFolder(w.Ledger, 100), Store: w.Store}).Look(t.Context())
		require.NoError(t, err)
		w.Judge(lifetest.Stream)
		require.Contains(t, w.waiting(calltest.Officer), doTender+"settle-unreached?number=1")
		does(calltest.Officer, "settle-unreached?number=1", url.Values{"number": {"1"}, "how": {string(twinning.ReachedOtherwise)}, "note": {"by telephone"}})
	})

	scene("recoveries", func(t *testing.T) {
		does(calltest.Officer, "intend-recovery", url.Values{"of": {"finding"}, "amount": {"1250"}, "reason": {"Travel of another project."}})
		require.Contains(t, w.waiting(contact), doTender+"observe-recovery?number=1")
		does(contact, "observe-recovery?number=1", url.Values{"number": {"1"}, "text": {"The tickets are ours."}})
		require.Contains(t, w.waiting(calltest.Head), doTender+"decide-recovery?number=1")
		does(calltest.Head, "decide-recovery?number=1", url.Values{"number": {"1"}, "verdict": {"reduce"}, "amount": {"250"}, "reason": {"One ticket is not."}})
		does(calltest.Payer, "receive-recovery?number=1", url.Values{"number": {"1"}, "amount": {"100"}, "ref": {"BANK-2019-118"}})
		does(calltest.Officer, "waive-recovery?number=1", url.Values{"number": {"1"}, "reason": {"What is left is less than its collection costs."}})

		does(calltest.Officer, "intend-recovery", url.Values{"of": {"finding"}, "amount": {"80"}, "reason": {"A hotel was paid twice."}})
		does(contact, "observe-recovery?number=2", url.Values{"number": {"2"}, "text": {"It was."}})
		does(calltest.Head, "decide-recovery?number=2", url.Values{"number": {"2"}, "verdict": {"confirm"}, "deduct": {"yes"}, "reason": {"It was."}})
		does(calltest.Officer, "order-recovery?number=2", url.Values{"number": {"2"}})
	})

	scene("an amendment", func(t *testing.T) {
		does(contact, "prepare-amendment", url.Values{"months": {"15"}, "reason": {"The ward was closed for three months."}})
		for _, hand := range []string{signatory, calltest.Procurer} {
			require.Contains(t, w.waiting(hand), doTender+"sign-amendment")
			does(hand, "sign-amendment", url.Values{})
		}
		require.Contains(t, w.get(contact, page).body, "15")
		does(contact, "prepare-amendment", url.Values{"activity": {"The workshops are held online."}, "letter": {"yes"}, "reason": {"Nobody may travel."}})
		does(contact, "prepare-amendment", url.Values{"months": {"16"}, "reason": {"One more."}})
		does(calltest.Procurer, "refuse-amendment", url.Values{"reason": {"Not again."}})
		does(contact, "prepare-amendment", url.Values{"months": {"17"}, "reason": {"Two more."}})
		does(contact, "withdraw-amendment", url.Values{"reason": {"It can be done in time."}})
	})

	scene("a meeting", func(t *testing.T) {
		does(contact, "plan-twinning-meeting", url.Values{"meeting": {"kick-off"}, "title": {"Kick-off"}, "starts": {"2019-10-25T10:00"}, "ends": {"2019-10-25T12:00"}, "place": {"Ghent"}})
		does(calltest.Officer, "move-twinning-meeting", url.Values{"meeting": {"kick-off"}, "starts": {"2019-10-26T10:00"}, "ends": {"2019-10-26T12:00"}, "online": {"yes"}, "why": {"a strike"}})
		does(contact, "plan-twinning-meeting", url.Values{"meeting": {"second"}, "title": {"Second"}, "starts": {"2019-11-25T10:00"}, "ends": {"2019-11-25T12:00"}, "place": {"Ghent"}})
		does(contact, "cancel-twinning-meeting", url.Values{"meeting": {"second"}, "why": {"One was enough."}})
		w.until("2019-10-27")
		does(contact, "record-twinning-meeting?meeting=kick-off", url.Values{
			"meeting": {"kick-off"}, "outcome": {"All agreed."}, "participants": {"0"}, "participants-0-organisation": {calltest.Tender(lifetest.Tender).Organisations[0].ID}, "participants-0-persons": {"4"},
		}, part{"files", string(pdf) + "m", "minutes.pdf"})
		require.Contains(t, w.get(contact, page).body, "minutes.pdf")
	})

	scene("a termination", func(t *testing.T) {
		does(calltest.Head, "intend-termination", url.Values{"reason": {"Nothing has been logged for two months."}})
		does(contact, "observe-termination", url.Values{"text": {"The log is ready."}})
		does(calltest.Head, "drop-termination", url.Values{"reason": {"It is."}})
		does(calltest.Head, "intend-termination", url.Values{"reason": {"It was empty."}})
		require.Contains(t, w.waiting(contact), doTender+"observe-termination")
		does(contact, "observe-termination", url.Values{"text": {"We give up."}})
		w.Until(w.now().Add(20 * 24 * time.Hour))
		require.Contains(t, w.waiting(calltest.Head), doTender+"terminate-twinning")
		does(calltest.Head, "terminate-twinning", url.Values{"reason": {"Both agree."}})
		w.Until(w.now().Add(40 * 24 * time.Hour))
		require.Contains(t, w.waiting(calltest.Head), doTender+"settle-termination")
		does(calltest.Head, "settle-termination", url.Values{})
		require.Contains(t, w.get(contact, page).body, "terminated")
	})
}

// options are the choices of a field of a form.
func (w *world) options(person, form, field string) (values []string) {
	w.t.Helper()
	page, _ := w.shown(person, form)
	_, rest, _ := strings.Cut(page.body, `<select id="f-`+field+`"`)
	rest, _, _ = strings.Cut(rest, "</select>")
	for _, m := range optionValue.FindAllStringSubmatch(rest, -1) {
		values = append(values, m[1])
	}
	return values
}

var optionValue = regexp.MustCompile(`<option value="([^"]+)"`)

// A closure in steps is done on pages: deliverables, a final report with what was learned, both signatures under it, the closure.
func TestAClosureInStepsIsDoneOnPagesByEachHand(t *testing.T) {
	t.Parallel()
	last := calendar.Month(lifetest.Book().Dates.Start, 12).LastDay()
	w := newWorldOf(t, everyRule(), day(t, last.AddDays(15).String()))
	w.until(last.AddDays(15).String())
	contact, signatory := calltest.Contact(lifetest.Tender), calltest.Signatory(lifetest.Tender)
	for _, id := range []string{"roadmap", "handover", "training"} {
		w.fills(contact, doTender+"submit-deliverable?deliverable="+id, url.Values{"deliverable": {id}, "what": {"Here it is: " + id}, "why_late": {"Everybody was ill."}}, part{"files", string(pdf) + id, id + ".pdf"})
		w.fills(calltest.Officer, doTender+"accept-deliverable?deliverable="+id, url.Values{"deliverable": {id}})
	}
	w.fills(contact, doTender+"submit-report?report=final", url.Values{
		"report": {"final"}, "summary": {"It runs."}, "evidence-0-what": {"On its own servers."}, "evidence-1-what": {"Open source."},
		"lessons": {"Begin with the nurses."}, "follow_up": {"wanted"}, "follow_up_form": {"a second region"},
	})
	w.fills(calltest.Officer, doTender+"return-report?report=final", url.Values{"report": {"final"}, "reason": {"In how many hospitals?"}})
	again, _ := w.shown(contact, doTender+"submit-report?report=final")
	brought := browsed(t, again.body)
	require.Equal(t, "Begin with the nurses.", brought.Get("lessons"), "it begins with the one that was returned")
	require.Equal(t, []string{"infrastructure", "licence"}, []string{brought.Get("evidence-0-id"), brought.Get("evidence-1-id")})
	w.fills(contact, doTender+"submit-report?report=final", url.Values{"summary": {"It runs in four hospitals."}})
	w.fills(calltest.Officer, doTender+"accept-report?report=final", url.Values{"report": {"final"}})
	for _, hand := range []string{signatory, calltest.Procurer} {
		require.Contains(t, w.waiting(hand), doTender+"sign-report")
		w.fills(hand, doTender+"sign-report", url.Values{})
	}
	require.Contains(t, w.waiting(calltest.Officer), doTender+"close-twinning")
	w.fills(calltest.Officer, doTender+"close-twinning", url.Values{})
	require.Contains(t, w.get(contact, "/tenders/"+lifetest.Tender).body, "closed")
}
