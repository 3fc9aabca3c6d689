package export_test

import (
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
