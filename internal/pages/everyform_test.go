package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// yearUnder is the year under another rule book, with other scores, and with a tender that is another one.
func yearUnder(edit func(*call.RuleBook), points string, tender func(*twinning.Tender)) []lifetest.Step {
	year := lifetest.Year()
	for i, s := range year {
		switch c := s.Command.(type) {
		case call.OpenCall:
			if edit != nil {
				edit(&c.Rules)
			}
			year[i].Command = c
		case twinning.SubmitTender:
			if tender != nil {
				tender(&c.Tender)
			}
			year[i].Command = c
		case twinning.RecordEvaluation:
			if points != "" {
				year[i].Command = calltest.Scores(points)
			}
		}
	}
	return year
}

// refuses opens a form, fills it in and sends it; it comes back with a sentence about a field, or about all of it.
func (w *world) refuses(person, path string, typed url.Values, says string) {
	w.t.Helper()
	page, _ := w.shown(person, path)
	size := w.size()
	got := w.post(person, path, filled(browsed(w.t, page.body), typed))
	require.Contains(w.t, errorsOf(got.body), says, path)
	require.Equal(w.t, http.StatusUnprocessableEntity, got.status, path)
	if !strings.Contains(got.body, "The receipt of what you sent") { // the law was not asked
		require.Equal(w.t, size, w.size(), "nothing is recorded of it")
	}
}

func TestATenderIsAdmittedLateOnAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-14"))
	w.past(t)
	w.refuses(calltest.Head, doCall+"admit-late", url.Values{"tender": {lifetest.Tender}, "to": {"2019-06-14T12:00"}, "why": {"The portal was down."}}, "must end later")
	w.fills(calltest.Head, doCall+"admit-late", url.Values{"tender": {lifetest.Tender}, "to": {"2019-06-17T12:00"}, "why": {"The portal was down."}})
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, doCall+"admit-late").status)
}

func TestWhatAnOrganisationDeclaresIsVerifiedOnAPageAndAContactChanges(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, yearUnder(func(b *call.RuleBook) {
		b.Eligibility.Attributes = []call.Attribute{{ID: "reference-site", Name: "Reference site", Of: call.Originators, Verified: true}}
	}, "", func(x *twinning.Tender) {
		x.Organisations[0].Attributes = []twinning.Attribute{{ID: "reference-site"}}
	}), day(t, "2019-06-18"))
	w.until("2019-06-18")
	organisation := calltest.Tender(lifetest.Tender).Organisations[0].ID
	typed := url.Values{"organisation": {organisation}, "attribute": {"reference-site"}, "holds": {"yes"}}
	w.fills(calltest.Officer, doTender+"verify-attribute", typed)
	w.refuses(calltest.Officer, doTender+"verify-attribute", typed, "already")

	contact := calltest.Contact(lifetest.Tender)
	w.refuses(contact, doTender+"change-contact", url.Values{"person": {calltest.Stranger}, "reason": {""}}, "Reason is missing")
	w.fills(contact, doTender+"change-contact", url.Values{"person": {calltest.Stranger}, "reason": {"Maternity leave."}})
	w.fills(calltest.Stranger, doTender+"accept-change?role=contact", url.Values{"role": {"contact"}})
}

func TestAPanelDecidesAndAConflictIsRecordedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, yearUnder(func(b *call.RuleBook) { b.Evaluation.Panel = true }, "", nil), day(t, "2019-07-06"))
	w.until("2019-07-06")
	decides := url.Values{"present": {calltest.Ada, calltest.Ben}, "minutes": {calltest.SHA("minutes")}, "scores-0-tender": {lifetest.Tender}, "scores-0-score": {"88"}, "scores-0-why": {"The plan is stronger than both say."}}
	w.refuses(calltest.Officer, doCall+"decide-panel", url.Values{"present": {calltest.Ada}, "minutes": {"no hash"}}, "SHA-256")
	w.fills(calltest.Officer, doCall+"decide-panel", decides)
	require.Equal(t, http.StatusForbidden, w.get(calltest.Ada, doCall+"decide-panel").status)

	w.refuses(calltest.Officer, doTender+"record-conflict", url.Values{"evaluator": {calltest.Ben}, "why": {""}}, "Reason is missing")
	w.fills(calltest.Officer, doTender+"record-conflict", url.Values{"evaluator": {calltest.Ben}, "why": {"A consultant of the tenderer until last year."}})
}

func TestAfterTheAwardMoneyIsReopenedAndAContractPreparedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, yearUnder(func(b *call.RuleBook) {
		b.Running.Personnel = &call.Personnel{Kinds: []string{string(twinning.Personnel)}}
	}, "", nil), day(t, "2019-07-18"))
	w.until("2019-07-18")
	contact := calltest.Contact(lifetest.Tender)
	w.refuses(contact, doTender+"prepare-contract", url.Values{"start": {"2019-09-02"}, "why": {"The kick-off is later."}}, "2019")
	w.fills(contact, doTender+"prepare-contract", url.Values{
		"start": {""}, "why": {""}, // what was typed is kept
		"personnel-0-id": {"nurse"}, "personnel-0-person": {calltest.Stranger}, "personnel-0-role": {"nurse"}, "personnel-0-rate": {"EUR 40.00"}, "personnel-0-unit": {"hour"},
		"personnel-0-most": {"EUR 5000.00"}, "personnel-0-from": {"2019-07-29"}, "personnel-0-until": {"2020-07-28"},
	})
	w.refuses(calltest.Head, doCall+"reopen-leftover", url.Values{"to": {"DHE-2020"}, "amount": {"EUR 999999999.00"}, "why": {"A second call."}}, "EUR")
	w.fills(calltest.Head, doCall+"reopen-leftover", url.Values{"to": {"DHE-2020"}, "amount": {"EUR 1000.00"}, "why": {"A second call."}})
	signatory := calltest.Signatory(lifetest.Tender)
	w.refuses(signatory, doTender+"decline-contract", url.Values{"reason": {""}}, "Reason is missing")
	w.fills(signatory, doTender+"decline-contract", url.Values{"reason": {"The board did not agree."}})
}

func TestEvaluatorsAgreeOnAPage(t *testing.T) {
	t.Parallel()
	year := yearUnder(func(b *call.RuleBook) { b.Evaluation.Consensus = true }, "", nil)
	year = append(year, lifetest.Step{At: day(t, "2019-07-05"), Stream: lifetest.Stream, By: calltest.Ada, Command: twinning.ProposeConsensus{Scores: calltest.Scores("4").Scores}})
	w := newWorldOf(t, lifetest.Sorted(year), time.Date(2019, 7, 5, 1, 0, 0, 0, time.UTC))
	w.until("2019-07-06")
	require.Contains(t, w.waiting(calltest.Ben), doTender+"agree-consensus")
	w.fills(calltest.Ben, doTender+"agree-consensus", url.Values{})
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, doTender+"agree-consensus").status)
}

func TestAnAwardIsJudgedAgainForAConflictOnPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, yearUnder(func(b *call.RuleBook) { // while decisions may be contested the call goes on
		lifetest.EveryRule(b)
		b.Complaints = &call.Complaints{Within: calltest.Length("30 days"), ReviewWithin: calltest.Length("15 days")}
	}, "2", nil), day(t, "2019-07-18"))
	w.until("2019-07-18")
	w.fills(calltest.Officer, doTender+"record-conflict", url.Values{"evaluator": {calltest.Ben}, "why": {"A relative works for the adopter."}})
	w.refuses(calltest.Head, doTender+"order-reevaluation", url.Values{"reason": {""}}, "Reason is missing")
	w.fills(calltest.Head, doTender+"order-reevaluation", url.Values{"reason": {"One of the two scores does not count."}})
}

func TestRatesAreImportedASampleIsDrawnAndAnAmendmentFundedOnPages(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, yearUnder(func(b *call.RuleBook) {
		lifetest.EveryRule(b)
		b.Running.Currencies = &call.Currencies{Convention: call.MonthOfPayment, Rounding: call.HalfUp, Decimals: 4}
		b.Running.Expenses = &call.Expenses{Sample: &call.Sample{Share: decimal.NewFromInt(50)}}
	}, "", nil), time.Date(2019, 9, 6, 11, 0, 0, 0, time.UTC))
	w.until("2019-09-07")
	w.refuses(calltest.Officer, doCall+"import-rates", url.Values{"source": {"ECB"}, "rates-0-currency": {"SEK"}, "rates-0-date": {"2019-08-01"}, "rates-0-rate": {"-1"}}, "rate")
	w.fills(calltest.Officer, doCall+"import-rates", url.Values{"source": {"ECB"}, "rates-0-currency": {"SEK"}, "rates-0-date": {"2019-08-01"}, "rates-0-rate": {"10.7410"}})
	w.refuses(calltest.Verifier, doTender+"draw-sample", url.Values{"seed": {""}}, "is missing")
	w.fills(calltest.Verifier, doTender+"draw-sample", url.Values{"seed": {"2019-09"}})

	contact := calltest.Contact(lifetest.Tender)
	w.refuses(contact, doTender+"ask-suspension", url.Values{"reason": {""}}, "Reason is missing")
	w.fills(contact, doTender+"ask-suspension", url.Values{"reason": {"The ward is closed."}, "force-majeure": {"yes"}})
	w.refuses(calltest.Head, doTender+"refuse-suspension", url.Values{"reason": {""}}, "Reason is missing")
	w.fills(calltest.Head, doTender+"refuse-suspension", url.Values{"reason": {"Another ward takes part."}})
	costs := calltest.Tender(lifetest.Tender).Costs
	w.fills(contact, doTender+"prepare-amendment", url.Values{
		"costs-personnel": {costs.Personnel.Add(calltest.EUR("500.00")).String()}, "costs-direct": {costs.Direct.String()}, "costs-subcontracting": {costs.Subcontracting.String()}, "reason": {"More hours are needed."},
	})
	w.refuses(calltest.Head, doCall+"fund-amendment", url.Values{"tender": {lifetest.Tender}, "amount": {"EUR 499.00"}, "why": {"It is worth it."}}, "EUR 500")
	w.fills(calltest.Head, doCall+"fund-amendment", url.Values{"tender": {lifetest.Tender}, "amount": {"EUR 500.00"}, "why": {"It is worth it."}})
}
