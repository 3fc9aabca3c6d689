package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

var hiddens = regexp.MustCompile(`<input type="hidden" name="(command-id|version|was)" value="([^"]*)">`)

// shown opens a form, and gives what it brings along.
func (w *world) shown(person, path string) (answer, url.Values) {
	w.t.Helper()
	page := w.get(person, path)
	require.Equal(w.t, http.StatusOK, page.status, "%s: %s", path, page.body)
	wellFormed(w.t, path, page)
	brought := url.Values{}
	for _, m := range hiddens.FindAllStringSubmatch(page.body, -1) {
		brought.Set(m[1], m[2])
	}
	require.NotEmpty(w.t, brought.Get("command-id"), page.body)
	return page, brought
}

// filled is a form with what somebody types into it.
func filled(brought url.Values, typed url.Values) url.Values {
	all := url.Values{}
	for _, v := range []url.Values{brought, typed} {
		for name, list := range v {
			all[name] = list
		}
	}
	return all
}

// size is how many events the ledger has.
func (w *world) size() int64 {
	w.t.Helper()
	n, err := w.Ledger.Size(w.t.Context())
	require.NoError(w.t, err)
	return n
}

const doTender = "/tenders/" + lifetest.Tender + "/do/"

func TestOfTwoPeopleOnOneFormTheSecondSeesWhatTheFirstChangedAndKeepsTheirText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20")) // opened; eligibility is to be decided
	path := doTender + "decide-eligibility"
	_, first := w.shown(calltest.Officer, path)
	_, second := w.shown(calltest.Head, path)
	done := w.post(calltest.Officer, path, filled(first, url.Values{"verdict": {"eligible"}}))
	require.Contains(t, done.body, "Received and carried out.", done.body)

	before := w.size()
	mine := url.Values{"verdict": {"ineligible"}, "reason": {"typed with care by the head"}, "override": {"yes"}}
	moved := w.post(calltest.Head, path, filled(second, mine))
	require.Equal(t, http.StatusConflict, moved.status, moved.body)
	wellFormed(t, "a form whose tender has moved", moved)
	require.Contains(t, moved.body, "Since you opened this form, this has happened")
	require.Regexp(t, `(?s)<ul><li>[^<]*eligible`, moved.body, "what the first changed, as a sentence")
	require.Contains(t, moved.body, "typed with care by the head", "their own text is kept")
	require.Equal(t, before, w.size(), "nothing was sent")

	again := url.Values{}
	for _, m := range hiddens.FindAllStringSubmatch(moved.body, -1) {
		again.Set(m[1], m[2])
	}
	require.Equal(t, second.Get("command-id"), again.Get("command-id"))
	require.NotEqual(t, second.Get("version"), again.Get("version"), "it is made from how the tender stands now")
	sent := w.post(calltest.Head, path, filled(again, mine))
	require.Equal(t, http.StatusUnprocessableEntity, sent.status, "now it is sent, and the law says what it thinks of it: %s", sent.body)
	require.Contains(t, sent.body, "The receipt of what you sent")
	require.Contains(t, sent.body, "typed with care by the head")
}

// Whoever is not told how many facts a life has learns from their form of what they see, and of nothing else.
func TestAFormOfAPartyIsMadeFromWhatTheySee(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	me, path := calltest.Contact(lifetest.Tender), doTender+"withdraw-tender"
	looks := func() (string, url.Values) {
		_, brought := w.shown(me, path)
		is, when, _ := strings.Cut(brought.Get("version"), "-")
		require.NotEmpty(t, when, "no version: %s", brought.Get("version"))
		return is, brought
	}
	before, form := looks()
	w.does(calltest.Head, doTender+"place-hold", url.Values{"authority": {"Court of Auditors"}, "reason": {"an audit"}})
	after, _ := looks()
	require.Equal(t, before, after, "they are not told of a hold")

	w.does(calltest.Officer, doTender+"decide-eligibility", url.Values{"verdict": {"eligible"}})
	now, _ := looks()
	require.NotEqual(t, before, now)
	moved := w.post(me, path, filled(form, url.Values{"reason": {"typed with care"}}))
	require.Equal(t, http.StatusConflict, moved.status, moved.body)
	require.Contains(t, moved.body, "Since you opened this form, this has happened")
	require.NotContains(t, moved.body, "Court of Auditors")
	require.Contains(t, moved.body, "typed with care")

	_, brought := w.shown(calltest.Ada, doCall+"declare-impartiality")
	require.Regexp(t, `^[0-9a-f]{16}-`, brought.Get("version"), "of a call, too")
}

func TestAFormIsSentOnceWhateverButtonIsPressed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-06-20"))
	path := doTender + "decide-eligibility"
	page, brought := w.shown(calltest.Officer, path)
	require.Contains(t, page.at, "form="+brought.Get("command-id"), "the id of a form stands in its address")
	again, same := w.shown(calltest.Officer, page.at)
	require.Equal(t, brought.Get("command-id"), same.Get("command-id"), "loaded again it is the same form")
	require.Equal(t, page.at, again.at)
	done := w.post(calltest.Officer, path, filled(brought, url.Values{"verdict": {"eligible"}}))
	require.Contains(t, done.at, "/receipts/"+brought.Get("command-id"))
	size := w.size()

	t.Run("a double click", func(t *testing.T) {
		twice := w.post(calltest.Officer, path, filled(brought, url.Values{"verdict": {"eligible"}}))
		require.Equal(t, done.at, twice.at, "the first answer again, although the tender has moved since")
	})
	t.Run("the back button", func(t *testing.T) {
		back := w.get(calltest.Officer, page.at)
		require.Equal(t, http.StatusOK, back.status)
		wellFormed(t, "a form that was sent", back)
		require.Contains(t, back.body, "This form was sent already")
		require.Contains(t, back.body, done.at, "with its receipt")
		require.NotContains(t, back.body, `name="command-id"`, "there is nothing to send")
	})
	t.Run("another tab with the same form", func(t *testing.T) {
		other := w.post(calltest.Officer, path, filled(brought, url.Values{"verdict": {"ineligible"}, "reason": {"something else"}}))
		require.Equal(t, http.StatusUnprocessableEntity, other.status)
		require.Contains(t, other.body, "was sent before with other content")
		require.Contains(t, other.body, done.at, "the first answer")
		require.Contains(t, other.body, "something else", "what was typed is kept")
	})
	require.Equal(t, size, w.size(), "nothing is recorded by any of it")
}

func TestTheTimeForAComplaintThatPassesWhileSomebodyTypesIsSaidAndTheTextIsKept(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, ineligible(), day(t, "2019-06-22"))
	me, path := calltest.Contact(lifetest.Tender), doTender+"lodge-complaint"
	require.Contains(t, w.get(me, "/today").body, path, "it is on the page of what needs them")
	page, brought := w.shown(me, path)
	require.Regexp(t, `data-deadline="2019-\d\d-\d\dT[0-9:.]+Z"`, page.body, "a script counts down to it")
	require.Regexp(t, `\d+ days left`, page.body, "and without one it is told")
	w.Until(day(t, "2019-08-01"))
	w.Judge(lifetest.Stream)
	late := w.post(me, path, filled(brought, url.Values{"grounds": {"facts"}, "text": {"typed to the last second"}}))
	if late.status == http.StatusConflict { // it is said that the time has passed, as a fact, and the text is kept
		require.Contains(t, late.body, "typed to the last second")
		again := url.Values{}
		for _, m := range hiddens.FindAllStringSubmatch(late.body, -1) {
			again.Set(m[1], m[2])
		}
		late = w.post(me, path, filled(again, url.Values{"grounds": {"facts"}, "text": {"typed to the last second"}}))
	}
	require.Equal(t, http.StatusUnprocessableEntity, late.status, late.body)
	require.Contains(t, late.body, "typed to the last second")
	wellFormed(t, "a complaint that comes too late", late)
	kept := w.get(me, path)
	require.Contains(t, kept.body, "typed to the last second", "and it is there when the form is opened again")
	require.Contains(t, kept.body, "What you typed was kept")
}

// ineligible is the year up to a tender that the staff find not eligible.
func ineligible() []lifetest.Step {
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		switch c := s.Command.(type) {
		case call.OpenCall:
			c.Rules.Complaints = &call.Complaints{Within: calltest.Length("10 days"), ReviewWithin: calltest.Length("15 days"), Standstill: calltest.Length("1 day")}
			for _, name := range []string{"complaint-window", "complaint-review", "reevaluation"} {
				c.Rules.Reminders.Ladders[name] = obligation.Ladder{What: name, Lapse: "the officer decides"}
			}
			s.Command = c
		case twinning.SubmitTender:
			c.Tender.Exclusion = false
			s.Command = c
		case twinning.DecideEligibility:
			s.Command = twinning.DecideEligibility{Reason: "the declaration is missing"}
		}
		steps = append(steps, s)
	}
	return steps
}

// saved sends what is typed as a script does that keeps it.
func (w *world) saved(person, path string, form url.Values) (status int, body string) {
	w.t.Helper()
	q, err := http.NewRequest(http.MethodPost, w.desks[person]+path, strings.NewReader(form.Encode()))
	require.NoError(w.t, err)
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Accept", "application/json")
	got, err := http.DefaultClient.Do(q)
	require.NoError(w.t, err)
	a := w.read(got)
	return a.status, a.body
}

var wasOf = regexp.MustCompile(`"was":"([^"]*)"`)

func TestTheLogOfAMonthIsKeptAsOneTypesAndUntilItIsSent(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start
	w := newWorld(t, day(t, start.AddDays(20).String()))
	w.Until(day(t, start.AddDays(20).String()))
	w.Judge(lifetest.Stream)
	me, path := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender+"/months/1"
	_, brought := w.shown(me, path)
	size := w.size()
	typed := url.Values{"activity": {"0"}, "activity-0-what": {"A workshop in Ghent"}, "expense": {"0"}, "expense-0-id": {"m01-1"}, "expense-0-what": {"Train"}, "expense-0-amount": {"12,"}}
	status, said := w.saved(me, path, filled(brought, typed))
	require.Equal(t, http.StatusOK, status, said)
	require.Contains(t, said, "Saved ")
	next := wasOf.FindStringSubmatch(said)[1]
	require.Equal(t, size, w.size(), "nothing is sent")

	page := w.get(me, path)
	require.Contains(t, page.body, `value="A workshop in Ghent"`, "it is there when the page is opened again")
	require.Contains(t, page.body, `value="12,"`, "as it was typed")
	require.Contains(t, page.body, "What you typed was kept")
	other := calltest.Signatory(lifetest.Tender)
	require.NotContains(t, w.get(other, path).body, "A workshop in Ghent", "and nobody else reads it")

	stale := filled(brought, url.Values{"activity": {"0"}, "activity-0-what": {"typed in another window"}})
	status, said = w.saved(me, path, stale)
	require.Equal(t, http.StatusConflict, status, "another window has kept something else since: %s", said)
	require.NotContains(t, said, `"moved":""`)
	require.Contains(t, w.get(me, path).body, "A workshop in Ghent", "which is not replaced")
	typed.Set("activity-0-date", start.AddDays(5).String())
	typed.Set("was", next)
	status, _ = w.saved(me, path, filled(brought, typed))
	require.Equal(t, http.StatusOK, status)

	t.Run("without a script", func(t *testing.T) {
		typed.Set("then", "keep")
		kept := w.parts(me, path, append(partsOf(filled(brought, typed)), part{"expense-0-file", string(pdf), "train.pdf"}))
		require.Contains(t, kept.at, path+"?form="+brought.Get("command-id"), "the same form again")
		require.Contains(t, kept.body, "train.pdf is there", "with the files that were sent")
		require.Equal(t, size, w.size(), "nothing is sent")
		require.Contains(t, w.get(me, path).body, "train.pdf is there")
		typed.Del("then")
	})

	stored := regexp.MustCompile(`name="expense-0-file-stored" value="(f-[a-z2-7]+)"`).FindStringSubmatch(w.get(me, path).body)
	require.NotNil(t, stored)
	for name, text := range map[string]string{"expense-0-file-stored": stored[1], "expense-0-file-title": "train.pdf", "expense-0-amount": "12", "expense-0-kind": "direct", "expense-0-date": start.AddDays(5).String()} {
		typed.Set(name, text)
	}
	done := w.post(me, path, filled(brought, typed))
	require.Contains(t, done.at, "/receipts/"+brought.Get("command-id"), done.body)
	require.NotContains(t, w.get(me, path).body, "What you typed was kept", "what was sent is kept no longer")
	require.Contains(t, w.get(me, path+"?form="+brought.Get("command-id")).body, "This form was sent already")

	_, brought = w.shown(me, path)
	_, _ = w.saved(me, path, filled(brought, url.Values{"activity": {"0"}, "activity-0-what": {"thought better of"}}))
	require.Contains(t, w.get(me, path).body, "thought better of")
	require.Equal(t, http.StatusOK, w.post(me, path, url.Values{"then": {"drop"}}).status)
	require.NotContains(t, w.get(me, path).body, "thought better of", "it can be begun anew")
}

// partsOf are the fields of a form that is sent with files.
func partsOf(v url.Values) []part {
	var list []part
	for name, values := range v {
		for _, text := range values {
			list = append(list, part{name, text, ""})
		}
	}
	return list
}
