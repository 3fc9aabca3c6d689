package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// The sums of every part are the same, and those of the twinning itself.
func TestTheYearAddsUpToTheCentByWhateverItIsAddedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2020-01-20")
	state, err := w.queries.State(t.Context(), as(calltest.Officer), lifetest.Stream, query.Then{})
	require.NoError(t, err)
	var is twinning.Twinning
	require.NoError(t, json.Unmarshal(state.State, &is))
	for _, stream := range []string{calltest.Stream, lifetest.Stream} {
		a := w.ask(export.Year, "jsonl")
		a.Stream = stream
		text := string(w.made(calltest.Officer, a))
		sums := map[string]map[string]decimal.Decimal{}
		for line := range strings.Lines(text) {
			d := json.NewDecoder(strings.NewReader(line))
			d.UseNumber()
			var row map[string]any
			require.NoError(t, d.Decode(&row))
			part, _ := row["part"].(string)
			if part == "" || row["total"] != nil {
				continue
			}
			for column, v := range row {
				amount, ok := v.(map[string]any)
				if !ok {
					continue
				}
				n, err := decimal.NewFromString(amount["amount"].(json.Number).String())
				require.NoError(t, err)
				if sums[column] == nil {
					sums[column] = map[string]decimal.Decimal{}
				}
				sums[column][part] = sums[column][part].Add(n)
			}
		}
		require.Len(t, sums["paid"], 6, text[:min(len(text), 3000)])
		for _, column := range []string{"claimed", "deducted", "accepted", "paid", "recovered"} {
			for part, sum := range sums[column] {
				require.True(t, sum.Equal(sums[column]["yearexpenses"]), "%s by %s: %s, and %s", column, part, sum, sums[column]["yearexpenses"])
			}
		}
		require.True(t, sums["paid"]["bykind"].Equal(is.PaidSum("").Decimal()))
		require.True(t, sums["paid"]["bykind"].IsPositive())
		require.True(t, sums["amount"]["yearpayments"].Equal(is.PaidSum("").Decimal()))
		require.True(t, sums["contracted"]["bytwinning"].Equal(is.Contract.Amount.Decimal()))
	}
}

// A workbook and a comma file of the year say the same numbers, and the last row of each part is the sum of those above it.
func TestTheYearAsAWorkbookAndAsACommaFileAddsUpToTheCent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2020-01-20")
	state, err := w.queries.State(t.Context(), as(calltest.Officer), lifetest.Stream, query.Then{})
	require.NoError(t, err)
	var is twinning.Twinning
	require.NoError(t, json.Unmarshal(state.State, &is))
	for _, stream := range []string{calltest.Stream, lifetest.Stream} {
		ask := func(format string) []byte {
			a := w.ask(export.Year, format)
			a.Stream = stream
			return w.made(calltest.Officer, a)
		}
		_, sheets := opened(t, ask("xlsx"))
		added := 0
		for title, rows := range sheets {
			for _, heading := range []string{"Contracted", "Claimed", "Deducted", "Accepted", "Paid", "Paid back"} {
				if len(rows) == 0 || index(rows[0], heading) < 0 {
					continue
				}
				cells := column(t, rows, heading)
				sum := decimal.Zero
				for _, cell := range cells[:len(cells)-1] {
					sum = sum.Add(number(t, cell))
				}
				require.True(t, sum.Equal(number(t, cells[len(cells)-1])), "%s of %s: %s, and not %s", heading, title, sum, cells[len(cells)-1])
				if heading == "Paid" {
					require.True(t, sum.Equal(is.PaidSum("").Decimal()), "%s: %s", title, sum)
				}
				added++
			}
		}
		require.Greater(t, added, 25)

		file := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(ask("csv"), []byte("\ufeff"))))
		file.FieldsPerRecord = -1
		lines, err := file.ReadAll()
		require.NoError(t, err)
		var head []string
		sum, totals := decimal.Zero, 0
		for _, line := range lines {
			at := index(head, "Paid")
			switch {
			case index(line, "Paid") >= 0 && len(line) > 4:
				head, sum = line, decimal.Zero
			case len(line) < 5:
				head = nil
			case at < 0 || at >= len(line):
			case line[0] == "Total":
				require.True(t, sum.Equal(number(t, line[at])), "%v: %s, and not %s", head, sum, line[at])
				require.True(t, sum.Equal(is.PaidSum("").Decimal()))
				head = nil
				totals++
			default:
				sum = sum.Add(number(t, line[at]))
			}
		}
		require.Equal(t, 6, totals, "each part with what was paid")
	}
}

// The dossier of a twinning has the meetings of its parties.
func TestADossierHasTheMeetingsOfTheParties(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2020-01-20")
	at := time.Date(2020, 1, 20, 12, 0, 0, 0, time.UTC)
	w.PlayAll([]lifetest.Step{
		{At: at, Stream: lifetest.Stream, By: calltest.Contact(lifetest.Tender), Command: twinning.PlanTwinningMeeting{
			Meeting: "midterm", Title: "Midterm meeting", Starts: calltest.Wall("2020-01-20T09:00"), Ends: calltest.Wall("2020-01-20T11:00"), Place: "Trieste",
		}},
		{At: at.Add(time.Hour), Stream: lifetest.Stream, By: calltest.Contact(lifetest.Tender), Command: twinning.RecordTwinningMeeting{
			Meeting: "midterm", Participants: []twinning.MeetingParticipants{{Organisation: "alpha", Persons: 3}}, Outcome: "The plan holds.",
		}},
	})
	a := w.ask(export.Dossier, "html")
	a.Stream = lifetest.Stream
	text := string(w.made(calltest.Officer, a))
	for _, said := range []string{"Midterm meeting", "Trieste", "The plan holds.", "held"} {
		require.Contains(t, text, said)
	}
}
