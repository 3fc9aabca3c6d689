package pages_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// What cannot be claimed comes back on its page with a sentence, and nothing of it is recorded: not even the claim beside it.
func TestWhatCannotBeClaimedIsASentenceOnThePageAndNothingOfItIsRecorded(t *testing.T) {
	t.Parallel()
	start := lifetest.Book().Dates.Start
	w := newWorld(t, day(t, start.AddDays(20).String()))
	w.Until(day(t, start.AddDays(20).String()))
	w.Judge(lifetest.Stream)
	me, page := calltest.Contact(lifetest.Tender), "/tenders/"+lifetest.Tender+"/months/1"
	on := start.AddDays(5).String()
	for what, x := range map[string]struct {
		amount, currency, date, about, file string
		received                            bool // the law refuses it: that is recorded
	}{
		"a month that has not begun": {"1", "EUR", start.AddDays(100).String(), "Train", "", true},
		"a day before it began":      {"1", "EUR", start.AddDays(-1).String(), "Train", "", true},
		"no day":                     {"1", "EUR", "2019-02-30", "Train", "", false},
		"a currency without a rate":  {"SEK 1.00", "SEK", on, "Train", "", true},
		"-0.00":                      {"-0.00", "EUR", on, "Train", "", false},
		"1e309":                      {"1e309", "EUR", on, "Train", "", false},
		"NUL":                        {"1", "EUR", on, "Tra\x00in", "", false},
		"a file that lies":           {"1", "EUR", on, "Train", "MZ\x90\x00\x03", false},
	} {
		form := w.get(me, page)
		list := []part{
			{"command-id", hidden.FindStringSubmatch(form.body)[2], ""},
			{"activity", "0", ""},
			{"activity-0-what", "A workshop", ""},
			{"activity-0-date", on, ""},
			{"activity-0-participants", "12", ""},
			{"expense", "0", ""},
			{"expense-0-id", "m01-1", ""},
			{"expense-0-what", "Room", ""},
			{"expense-0-kind", "direct", ""},
			{"expense-0-amount", "80", ""},
			{"expense-0-date", on, ""},
			{"expense-0-stored", "", ""},
			{"expense-0-file", string(pdf), "room.pdf"},
			{"expense", "1", ""},
			{"expense-1-id", "m01-2", ""},
			{"expense-1-what", x.about, ""},
			{"expense-1-kind", "direct", ""},
			{"expense-1-amount", x.amount, ""},
			{"expense-1-date", x.date, ""},
			{"expense-1-stored", "", ""},
		}
		if x.file != "" {
			list = append(list, part{"expense-1-file", x.file, "invoice.pdf"})
		}
		got := w.parts(me, page, list)
		require.Equal(t, http.StatusUnprocessableEntity, got.status, "%s: %s", what, got.at)
		require.Contains(t, got.body, `class="state refused"`, "%s: it is said what is wrong", what)
		wellFormed(t, what, got)
		w.Judge(lifetest.Stream)
		state, err := w.asked.State(t.Context(), access.As(me), lifetest.Stream, query.Then{})
		require.NoError(t, err)
		var is twinning.Twinning
		require.NoError(t, json.Unmarshal(state.State, &is))
		require.Empty(t, is.Expenses, "%s: no half of it stands", what)
		require.Empty(t, is.Logs, what)
		if !x.received {
			require.NotContains(t, got.body, "/receipts/", "%s is not received", what)
		}
	}
}
