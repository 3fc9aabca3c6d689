package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// opened reads a workbook back: the cells of each sheet, as numbers and texts.
func opened(t *testing.T, content []byte) (*excelize.File, map[string][][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	sheets := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		sheets[name] = rows
	}
	return f, sheets
}

// column is the column of a sheet with a heading, without it.
func column(t *testing.T, rows [][]string, heading string) []string {
	t.Helper()
	require.NotEmpty(t, rows)
	for i, name := range rows[0] {
		if name != heading {
			continue
		}
		var cells []string
		for _, row := range rows[1:] {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			cells = append(cells, cell)
		}
		return cells
	}
	require.Fail(t, "no column", "%s of %v", heading, rows[0])
	return nil
}

// number reads a cell to the cent.
func number(t *testing.T, cell string) decimal.Decimal {
	t.Helper()
	if cell == "" {
		return decimal.Zero
	}
	d, err := decimal.NewFromString(cell)
	require.NoError(t, err, cell)
	return d.Round(2)
}

func TestTheWorkbookOfARankingIsWhatTheQueryAnswersAndAddsUpToTheCent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	a, err := w.queries.Award(t.Context(), as(calltest.Officer), calltest.Reference)
	require.NoError(t, err)
	set, err := w.queries.Reports(t.Context(), as(calltest.Officer), calltest.Reference)
	require.NoError(t, err)
	require.NotEmpty(t, a.Steps)
	require.NotEmpty(t, set.Criteria)

	f, sheets := opened(t, w.made(calltest.Officer, w.ask(export.Ranking, "xlsx")))
	ranking := sheets["Ranking"]
	require.Len(t, ranking, 1+len(a.Steps)+1, "a heading, each step, and the sums")
	tenders, given, left := column(t, ranking, "Tender"), column(t, ranking, "Amount awarded"), column(t, ranking, "Left")
	sum := decimal.Zero
	for i, step := range a.Steps {
		require.Equal(t, step.Tender, tenders[i])
		require.True(t, step.Left.Decimal().Equal(number(t, left[i])), "%s: %s", step.Left, left[i])
		if step.Verdict == call.Awarded {
			require.True(t, step.Amount.Decimal().Equal(number(t, given[i])), "%s: %s", step.Amount, given[i])
			sum = sum.Add(step.Amount.Decimal())
		} else {
			require.Empty(t, given[i])
		}
	}
	require.True(t, sum.IsPositive())
	require.True(t, sum.Equal(number(t, given[len(a.Steps)])), "the last row is the sum of those above it")
	for _, sheet := range set.Sheets {
		for i, tender := range tenders {
			if tender != sheet.Tender {
				continue
			}
			for _, c := range sheet.Criteria {
				name := ""
				for _, k := range set.Criteria {
					if k.ID == c.ID {
						name = k.Name
					}
				}
				want, err := decimal.NewFromString(c.Points)
				require.NoError(t, err)
				require.True(t, want.Round(2).Equal(number(t, column(t, ranking, name)[i])), "%s of %s: %s", name, tender, c.Points)
			}
		}
	}
	reports := 0
	for _, sheet := range set.Sheets {
		reports += len(sheet.Reports)
	}
	require.Len(t, sheets["Evaluation reports"], 1+reports)

	cell, err := excelize.CoordinatesToCellName(1+index(ranking[0], "Amount awarded"), 2)
	require.NoError(t, err)
	kind, err := f.GetCellType("Ranking", cell)
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeUnset, excelize.CellTypeNumber}, kind, "an amount is a number")
	shown, err := f.GetCellValue("Ranking", cell)
	require.NoError(t, err)
	require.Contains(t, shown, "EUR", "that names its currency")
	props, err := f.GetDocProps()
	require.NoError(t, err)
	require.Contains(t, props.Title, calltest.Reference)
}

// expenses are those of the tender, as its life has them.
func (w *world) expenses() []twinning.Expense {
	row, err := w.queries.State(w.t.Context(), as(calltest.Officer), lifetest.Stream, query.Then{})
	require.NoError(w.t, err)
	var is twinning.Twinning
	require.NoError(w.t, json.Unmarshal(row.State, &is))
	require.NotEmpty(w.t, is.Expenses)
	return is.Expenses
}

func index(list []string, of string) int {
	for i, name := range list {
		if name == of {
			return i
		}
	}
	return -1
}

func TestTheWorkbookOfABudgetAddsUpToWhatTheQueriesAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2020-12-31")
	c, err := w.queries.Call(t.Context(), as(calltest.Officer), calltest.Reference)
	require.NoError(t, err)
	list, err := w.queries.Tenders(t.Context(), as(calltest.Officer), calltest.Reference)
	require.NoError(t, err)
	contracted, paid := decimal.Zero, decimal.Zero
	for _, tender := range list {
		p, err := w.queries.Tender(t.Context(), as(calltest.Officer), tender.Reference)
		require.NoError(t, err)
		if p.Contract != nil {
			contracted = contracted.Add(p.Contract.Amount.Decimal())
		}
	}
	for _, e := range w.expenses() {
		if e.Status == twinning.Paid {
			paid = paid.Add(e.Amount.Decimal())
		}
	}
	require.True(t, contracted.IsPositive())
	require.True(t, paid.IsPositive())

	_, sheets := opened(t, w.made(calltest.Officer, w.ask(export.Budget, "xlsx")))
	about := map[string]string{}
	for _, row := range sheets["About"] {
		if len(row) > 1 {
			about[row[0]] = row[1]
		}
	}
	require.True(t, c.Budget.Decimal().Equal(number(t, about["Budget"])), "%v", about)
	require.True(t, c.Left.Decimal().Equal(number(t, about["Left"])), "%v", about)
	spent := sheets["Contracts by cost kind"]
	for heading, want := range map[string]decimal.Decimal{"Contracted": contracted, "Paid": paid} {
		cells := column(t, spent, heading)
		sum := decimal.Zero
		for _, cell := range cells[:len(cells)-1] {
			sum = sum.Add(number(t, cell))
		}
		require.True(t, want.Equal(sum), "%s: %s, and the rows add up to %s", heading, want, sum)
		require.True(t, want.Equal(number(t, cells[len(cells)-1])), "%s: the last row", heading)
	}
}

func TestNoTextOfACommaFileIsTakenForAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+31 6": "'+31 6", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\n=x": "'\n=x",
		"  =HYPERLINK(\"http://x\")": "'  =HYPERLINK(\"http://x\")", "\u00a0=1": "'\u00a0=1", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", "\ufeff=1": "'\ufeff=1",
		"": "", "a=b": "a=b", "Zürich": "Zürich", "1+1": "1+1", "'=x": "'=x", " plain": " plain",
	} {
		require.Equal(t, want, export.Unformula(text), "%q", text)
	}
}

func FuzzNoTextOfACommaFileBeginsLikeAFormula(f *testing.F) {
	for _, seed := range []string{"=1", " +x", "\t@", "a", "", "－"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := export.Unformula(text)
		if strings.TrimPrefix(out, "'") != strings.TrimPrefix(text, "'") && out != text {
			t.Fatalf("%q became %q", text, out)
		}
		if first := strings.TrimLeft(out, " \t\r\n"); first != "" && strings.ContainsAny(first[:1], "=+-@") {
			t.Fatalf("%q begins like a formula", out)
		}
	})
}

// A comma file is read back by its separator, and its amounts are numbers as the language writes them.
func TestACommaFileHasCommasOrTheSeparatorOfTheLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	for _, semicolon := range []bool{false, true} {
		a := w.ask(export.Ranking, "csv")
		a.Language, a.Form.Semicolon = "de", semicolon
		content := w.made(calltest.Officer, a)
		require.True(t, bytes.HasPrefix(content, []byte("\ufeff")))
		in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
		in.FieldsPerRecord = -1
		point := "."
		if semicolon {
			in.Comma, point = ';', ","
		}
		amounts := regexp.MustCompile(`^\d+` + regexp.QuoteMeta(point) + `\d\d$`)
		found := 0
		for {
			row, err := in.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			for i, cell := range row {
				if cell == "EUR" {
					require.Regexp(t, amounts, row[i-1])
					found++
				}
			}
		}
		require.Positive(t, found)
	}
}

// A stranger and a competitor get what a page would give them, and the public what is public.
func TestAnExportTellsNobodyMoreThanThePageDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	for _, who := range []string{"", calltest.Stranger, calltest.Contact(calltest.B)} {
		for _, what := range []string{export.Ranking, export.Budget, export.Tenders, export.Dossier} {
			d, err := w.maker.Make(t.Context(), as(who), w.ask(what, "jsonl"))
			if err != nil {
				require.True(t, withheld(err), "%s as %q: %v", what, who, err)
				continue
			}
			var b bytes.Buffer
			require.NoError(t, d.Write(t.Context(), &b, export.Form{Format: export.JSONL}, nil))
			for _, secret := range []string{calltest.Ada, "An app that is in use.", "Four workshops."} {
				require.NotContains(t, b.String(), secret, "%s as %q", what, who)
			}
		}
	}
	require.Contains(t, string(w.made(calltest.Contact(lifetest.Tender), w.ask(export.Tender, "jsonl"))), "Four workshops.", "its party takes it away")
}

func withheld(err error) bool {
	var withheld *query.Withheld
	var absent *query.Absent
	var nobody *query.Nobody
	var hidden *explain.Hidden
	return errors.As(err, &withheld) || errors.As(err, &absent) || errors.As(err, &nobody) || errors.As(err, &hidden)
}

func TestBeforeTheOpeningAnExportHoldsNothingThatIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-06-14")
	a := w.ask(export.Tenders, "jsonl")
	for _, who := range []string{calltest.Officer, calltest.Head, calltest.Auditor} {
		text := string(w.made(who, a))
		require.Contains(t, text, lifetest.Tender, "that there is one is known to %s", who)
		for _, f := range []string{"jsonl", "csv", "html"} {
			for _, what := range []string{export.Tenders, export.Dossier, export.Tender, export.Summary} {
				ask := w.ask(what, f)
				d, err := w.maker.Make(t.Context(), as(who), ask)
				if err != nil {
					require.True(t, withheld(err), "%s as %q: %v", what, who, err)
					continue
				}
				var b bytes.Buffer
				require.NoError(t, d.Write(t.Context(), &b, ask.Form, nil))
				for _, secret := range []string{"An app that is in use.", "Four workshops.", "40000", "40,000", "Alpha", "Beta"} {
					require.NotContains(t, b.String(), secret, "%s %s as %s", what, f, who)
				}
			}
		}
	}
}

func TestAnExportOfAnEarlierInstantIsWhatItWasThen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	ask := w.ask(export.Ranking, "jsonl")
	require.Contains(t, string(w.made(calltest.Auditor, ask)), `"part":"ranking"`)
	ask.Then = query.Then{At: "2019-06-13"}
	_, err := w.maker.Make(t.Context(), as(calltest.Auditor), ask)
	require.True(t, withheld(err), "there was no ranking yet: %v", err)
}

func TestAnExportIsRecordedAsARead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "2019-11-20")
	w.made(calltest.Officer, w.ask(export.Ranking, "csv"))
	var n int
	require.NoError(t, w.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM web.reads WHERE person = $1 AND what = 'export ranking csv'`, calltest.Officer).Scan(&n))
	require.Equal(t, 1, n)
}

func TestWithoutAChromiumNoPDFIsMadeAndItIsSaid(t *testing.T) {
	t.Parallel()
	p := export.NewPrinter(filepath.Join(t.TempDir(), "none"), 1)
	require.False(t, p.CanPrint())
	_, err := p.Print(t.Context(), &export.Document{}, nil)
	require.ErrorIs(t, err, export.ErrNoPrinter)
}
