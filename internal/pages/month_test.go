package pages_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
)

// A part is a field of a form, or a file where it has a name.
type part struct{ field, text, file string }

// parts sends a form with files while the lives judge what arrives.
func (w *world) parts(person, path string, list []part) answer {
	w.t.Helper()
	w.desk(person)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range list {
		if p.file == "" {
			require.NoError(w.t, form.WriteField(p.field, p.text))
			continue
		}
		to, err := form.CreateFormFile(p.field, p.file)
		require.NoError(w.t, err)
		_, err = to.Write([]byte(p.text))
		require.NoError(w.t, err)
	}
	require.NoError(w.t, form.Close())
	done := make(chan struct{})
	var got *http.Response
	var err error
	go func() {
		defer close(done)
		got, err = http.Post(w.desks[person]+path, form.FormDataContentType(), &body)
	}()
	for {
		select {
		case <-done:
			require.NoError(w.t, err)
			return w.read(got)
		case <-time.After(30 * time.Millisecond):
			w.Judge(lifetest.Stream)
		}
	}
}

func TestAMonthIsLoggedWithTwoExpensesAndTheirFiles(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start
	w := newWorld(t, day(t, start.AddDays(20).String()))
	w.Until(day(t, start.AddDays(20).String()))
	w.Judge(lifetest.Stream)
	me, page := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender+"/months/1"
	require.Contains(t, w.get(me, "/tenders/"+lifetest.Tender).body, page)
	require.Contains(t, w.get(me, "/today").body, page, "what is owed leads to the page that settles it")
	form := w.get(me, page)
	require.Equal(t, http.StatusOK, form.status, form.body)
	wellFormed(t, "a month", form)
	require.Contains(t, form.body, "EUR 20,000", "the running totals stand beside it")
	require.Equal(t, http.StatusForbidden, w.get(calltest.Officer, page).status)
	require.Equal(t, http.StatusNotFound, w.get(me, "/tenders/"+lifetest.Tender+"/months/99").status)

	id, on := hidden.FindStringSubmatch(form.body)[2], start.AddDays(5).String()
	list := func(amount, program string) []part {
		return []part{
			{"command-id", id, ""},
			{"activity", "0", ""},
			{"activity-0-what", "A workshop in Ghent", ""},
			{"activity-0-date", on, ""},
			{"activity-0-participants", "12", ""},
			{"expense", "0", ""},
			{"expense-0-id", "m01-1", ""},
			{"expense-0-what", "Train", ""},
			{"expense-0-kind", "direct", ""},
			{"expense-0-amount", amount, ""},
			{"expense-0-date", on, ""},
			{"expense-0-stored", "", ""},
			{"expense-0-file", string(pdf), "train.pdf"},
			{"expense", "1", ""},
			{"expense-1-id", "m01-2", ""},
			{"expense-1-what", "Hotel", ""},
			{"expense-1-kind", "direct", ""},
			{"expense-1-amount", "80", ""},
			{"expense-1-date", on, ""},
			{"expense-1-stored", "", ""},
			{"expense-1-file", string(pdf) + program, "hotel.pdf"},
		}
	}
	wrong := w.parts(me, page, list("12,345,6", ""))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, "A workshop in Ghent", "what was typed comes back")
	require.Contains(t, wrong.body, `href="#f-expense-0-amount"`)
	require.Contains(t, wrong.body, "train.pdf is there", "and so do the files that were sent")
	wellFormed(t, "a month that does not fit", wrong)

	much := w.parts(me, page, append(list("999999", "x"), part{"then", "keep", ""}))
	require.Contains(t, much.body, "above the contract", "what is typed is more than there is")
	saved := w.parts(me, page, append(list("123,45", "x"), part{"then", "keep", ""}))
	require.Contains(t, saved.body, `data-sum="direct-typed">EUR 203.45<`, "the totals follow what is typed, also without a script")

	done := w.parts(me, page, list("123,45", "x"))
	require.Contains(t, done.at, "/receipts/"+id, done.body)
	require.Equal(t, done.at, w.parts(me, page, list("123,45", "x")).at, "a double click logs it once")
	tender := w.get(me, "/tenders/"+lifetest.Tender)
	require.Contains(t, tender.body, "EUR 123.45")
	require.Contains(t, tender.body, "EUR 203.45", "what is claimed of the kind together")
	wellFormed(t, "a running twinning", tender)
	rows, err := w.files.List(t.Context(), access.Viewer{Person: me}, lifetest.Stream)
	require.NoError(t, err)
	var titles []string
	for _, f := range rows {
		titles = append(titles, string(f.Title))
	}
	require.ElementsMatch(t, []string{"train.pdf", "hotel.pdf"}, titles)
	require.Equal(t, string(pdf), w.get(me, "/tenders/"+lifetest.Tender+"/files/"+rows[0].File.File).body)
	require.NotEqual(t, http.StatusOK, w.get(calltest.Stranger, "/tenders/"+lifetest.Tender+"/files/"+rows[0].File.File).status)
	file := "/tenders/" + lifetest.Tender + "/files/" + rows[0].File.File
	kept := w.get(me, file)
	require.Contains(t, kept.header.Get("Content-Disposition"), "attachment")
	require.Contains(t, kept.header.Get("Content-Security-Policy"), "sandbox")
	shown := w.get(me, file+"?shown")
	require.Equal(t, "inline", shown.header.Get("Content-Disposition"), "a PDF is read within a page")
	for _, held := range []string{"default-src 'none'", "frame-ancestors 'self'", "form-action 'none'"} {
		require.Contains(t, shown.header.Get("Content-Security-Policy"), held)
	}
	require.NotContains(t, shown.header.Get("Content-Security-Policy"), "script-src")
	require.Equal(t, "nosniff", shown.header.Get("X-Content-Type-Options"))
	require.NotEqual(t, http.StatusOK, w.get(calltest.Stranger, file+"?shown").status)
	again := w.get(me, page)
	require.Contains(t, again.body, `value="A workshop in Ghent"`, "another log begins with what was sent")

	above := list("99999", "")
	above[0].text = hidden.FindStringSubmatch(again.body)[2]
	refused := w.parts(me, page, above)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.body, `value="99999"`)
	require.Contains(t, refused.body, "The receipt of what you sent")
	wellFormed(t, "a month that is refused", refused)
}

func TestLettersAndDataAreTheirOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, day(t, "2019-07-20"))
	me := calltest.Contact(lifetest.Tender)
	mine := w.get(me, "/letters")
	require.Equal(t, http.StatusOK, mine.status, mine.body)
	require.Contains(t, mine.body, lifetest.Tender)
	wellFormed(t, "my letters", mine)
	list, err := query.Over(w.Ledger, w.directory, nil).Letters(t.Context(), access.Viewer{Person: me})
	require.NoError(t, err)
	require.NotEmpty(t, list)
	require.Contains(t, list[len(list)-1].Text, "received", "the first one says that the tender was received")
	require.NotContains(t, w.get(calltest.Stranger, "/letters").body, lifetest.Tender)
	require.Equal(t, http.StatusUnauthorized, w.get("", "/letters").status)
	data := w.get(me, "/me")
	require.Contains(t, data.body, lifetest.Canary, "their name and address")
	require.Contains(t, data.body, "/tenders/"+lifetest.Tender)
	wellFormed(t, "my data", data)
	require.Equal(t, http.StatusUnauthorized, w.get("", "/me").status)
}
