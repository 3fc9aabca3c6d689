package chart_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"twinning.example/engine/internal/pages/chart"
)

// figures are one picture of each kind, with a value that HTML would take for an element.
func figures() map[string]chart.Figure {
	const odd = `<b>"A & B"`
	return map[string]chart.Figure{
		"walk":    chart.Walk("Walk", [4]string{"Tender", "Outcome", "Amount", "Left"}, 100, "EUR 100", []chart.Taken{{Label: odd, Before: 100, After: 40, Amount: "EUR 60", Left: "EUR 40", Outcome: "awarded", Mark: "✓", Funded: true}, {Label: "B", Before: 40, After: 40, Amount: "EUR 50", Left: "EUR 40", Outcome: "reserve", Mark: "R"}}),
		"ranking": chart.Ranking("Ranking", [3]string{"Tender", "Score", "Outcome"}, 60, "60", "cut", []chart.Place{{Label: odd, Score: 80, Text: "80.00", Outcome: "awarded", Mark: "✓", Shade: 1}, {Label: "B", Score: 55, Text: "55.00", Outcome: "rejected", Mark: "×", Shade: 4, Cut: true}}),
		"spread":  chart.Spread("Spread", [4]string{"Tender", "Scores", "Mean", "Apart"}, []chart.Range{{Label: odd, Scores: []float64{20, 80}, Texts: []string{"20", "80"}, Mean: 50, Text: "50", Apart: "60", Far: true}, {Label: "B"}}),
		"path":    chart.Path("Life", "Stage", "Standing", []chart.Station{{Label: odd, State: "passed", Mark: "✓", Shade: 1}, {Label: "B", State: "here", Mark: "●", Here: true}}),
		"matrix":  chart.Matrix("Matrix", "Country", []string{odd, "B"}, []chart.Standing{{Name: odd, Short: odd, Marks: []string{"+", ""}, Told: []string{"offers", "neither"}, Shades: []int{3, 0}}}),
		"tiles":   chart.Tiles("Map", "Country", "Tenders", []chart.Tile{{Code: "DE", Name: odd, N: 3, Text: "3"}, {Code: "ZZ", Name: "Elsewhere", N: 1, Text: "1"}}),
	}
}

func TestEveryPictureHasANameAndATableThatSaysTheSameAndNothingInline(t *testing.T) {
	t.Parallel()
	for kind, f := range figures() {
		require.NotEmpty(t, f.Rows, kind)
		for _, row := range f.Rows {
			require.Len(t, row, len(f.Header), kind)
		}
		svg := string(f.SVG)
		require.Contains(t, svg, `role="img"`, kind)
		require.NotContains(t, svg, "style=", kind)
		require.NotContains(t, svg, "<b>", "%s: what people wrote is escaped", kind)
		require.NotContains(t, svg, "NaN", kind)
		_, err := html.Parse(strings.NewReader(svg))
		require.NoError(t, err)
	}
	require.Contains(t, string(figures()["tiles"].SVG), ">ZZ<", "a country that has no place is not left out")
	require.Contains(t, string(figures()["spread"].SVG), "! 60", "what lies too far apart is told without colour")
}

func TestNoHeadingOfAMatrixIsCut(t *testing.T) {
	t.Parallel()
	rows := func(n int) []chart.Standing {
		return []chart.Standing{{Name: "Sweden", Short: "SE", Marks: make([]string, n), Told: make([]string, n), Shades: make([]int, n)}}
	}
	long := []string{"Electronic health records across borders", "Telemedicine", "Data for research and policy", "Skills", "Cybersecurity", "Digital therapeutics"}
	few := chart.Matrix("Matrix", "Country", long, rows(len(long)))
	for _, word := range []string{"Electronic", "borders", "Telemedicine", "policy", "Cybersecurity"} {
		require.Contains(t, string(few.SVG), word)
	}
	require.NotContains(t, string(few.SVG), "…")
	many := chart.Matrix("Matrix", "Country", append(append([]string{}, long...), long...), rows(12))
	require.NotContains(t, string(many.SVG), "…")
	require.Contains(t, string(many.SVG), ">12</text>", "where headings do not fit they are numbered")
	require.Equal(t, "12. Digital therapeutics", many.Header[12])
}

// Each moment of a calendar has its day beside it, within the picture; a stretch of time is as long as it is.
func TestACalendarSaysItsDays(t *testing.T) {
	day := func(m time.Month, n int) time.Time { return time.Date(2019, m, n, 0, 0, 0, 0, time.UTC) }
	f := chart.Gantt("Calendar", "What", "When", day(7, 1), "now", []chart.Span{
		{Label: "open", From: day(6, 11), To: day(8, 7), Text: "11 June 2019 to 7 August 2019"},
		{Label: "publication", From: day(6, 11), To: day(6, 11), Text: "11 June 2019", Beside: "11 June 2019"},
		{Label: "latest start", From: day(8, 7), To: day(8, 7), Text: "7 August 2019", Beside: "7 August 2019"},
	})
	svg := string(f.SVG)
	require.Contains(t, svg, `<rect class="shade-3" x="190.0" y="6.0" width="438.0"`)
	require.Contains(t, svg, `text-anchor="start" x="204.0" y="46.0">11 June 2019<`)
	require.Contains(t, svg, `text-anchor="end" x="622.0" y="74.0">7 August 2019<`, "at the end of the line it stands before its mark")
	require.Equal(t, [][]string{{"open", "11 June 2019 to 7 August 2019"}, {"publication", "11 June 2019"}, {"latest start", "7 August 2019"}}, f.Rows)
}
