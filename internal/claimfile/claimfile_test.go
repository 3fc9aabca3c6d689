package claimfile_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/twinning"
)

// parse reads one file.
func parse(content string) ([]twinning.Claim, error) {
	read, wrong := claimfile.Parse([]claimfile.File{{Content: []byte(content)}}, claimfile.Given{})
	var all []error
	for _, p := range wrong {
		all = append(all, p)
	}
	return claimfile.Claims(read), errors.Join(all...)
}

const month = "id,kind,currency,amount,date,what,supplier,invoice,net,vat,vat_deductible,quantity\n" +
	"train,direct,EUR,119.00,2019-10-20,Train to Ghent,Northern Rail,RE 2019/114,100.00,19.00,yes,\n" +
	"\n" +
	"hotel,Direct,sek,1200.00,2019-10-21,\"Hotel,\ntwo nights\",,,,,no,2.5\n"

func TestTheClaimsOfAMonthAreReadFromATable(t *testing.T) {
	t.Parallel()
	list, err := parse(month)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "train", list[0].ID)
	require.Equal(t, twinning.Direct, list[1].Kind)
	require.Equal(t, EUR("119.00"), list[0].Amount)
	require.Equal(t, EUR("100.00"), *list[0].Net)
	require.Equal(t, "RE-2019/114", list[0].Invoice)
	require.True(t, list[0].Deductible)
	require.Equal(t, "SEK 1200.00", list[1].Amount.String())
	require.Equal(t, "2.5", list[1].Quantity.String())
	require.Equal(t, Date("2019-10-21"), list[1].On)
	again, err := parse("\ufeff" + strings.ReplaceAll(strings.ReplaceAll(month, "Hotel,", "Hotel"), ",", ";"))
	require.NoError(t, err)
	require.Len(t, again, 2)
	_, err = parse(claimfile.Template())
	require.ErrorContains(t, err, "no claim below")
}

func TestTheClaimsOfAMonthAreReadFromAWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for i, row := range [][]any{
		{"id", "kind", "currency", "amount", "date", "what"},
		{"train", "direct", "EUR", 119.5, "2019-10-20", "Train"},
		{"hotel", "direct", "EUR", "80", 43759, "Hotel"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", cell, &row))
	}
	var file bytes.Buffer
	require.NoError(t, f.Write(&file))
	list, err := parse(file.String())
	require.NoError(t, err)
	require.Equal(t, EUR("119.50"), list[0].Amount)
	require.Equal(t, Date("2019-10-21"), list[1].On, "a date of the workbook")
}

func TestWhatIsWrongInATableIsSaidWithItsLineAndColumnAndNothingIsTaken(t *testing.T) {
	t.Parallel()
	head := "id,kind,currency,amount,date,what,quantity,vat_deductible\n"
	for text, says := range map[string][]string{
		"":                                       {"no line that names its columns"},
		"id,kind,currency,amount,date,colour\n":  {"line 1, column colour: there is no such column", "line 1, column what: the column is missing"},
		"id,id,kind,currency,amount,date,what\n": {"line 1, column id: the column is there twice"},
		head + "a,direct,EUR,1.00,2019-10-20,Train,,\nb,lunch,EUR,,2019-13-01,x":                {"line 3, column kind", "line 3, column amount: is empty", "line 3, column date"},
		head + "a,direct,EUR,1.00,2019-10-20,Train,,\n\na,direct,EUR,1.00,2019-10-20,Train,,\n": {`line 4, column id: "a" is there twice: it is also on line 2`},
		head + "a,direct,EUR,-0.00,2019-10-20,x,,\n":                                            {"line 2, column amount"},
		head + "a,direct,EUR,1e309,2019-10-20,x,,\n":                                            {"line 2, column amount"},
		head + "a,direct,EUR,\"1.000,00\",2019-10-20,x,,\n":                                     {"line 2, column amount", "separators"},
		head + "a,direct,XXX,1.00,2019-10-20,x,,\n":                                             {"line 2, column amount"},
		head + "a,direct,EUR,1.00,2019-10-20,x,1e309,maybe\n":                                   {"line 2, column quantity", "line 2, column vat_deductible"},
		head + "a,direct,EUR,1.00,2019-10-20,\"x\n":                                             {"the quotes do not match"},
		head + "a,direct,EUR,1.00,2019-10-20,x\x00,,\n":                                         {"neither CSV"},
		"%PDF-1.7\xff":                         {"neither CSV"},
		"PK\x03\x04 is no workbook":            {"cannot be read as one"},
		strings.Repeat("x", claimfile.Limit+1): {"more than 4194304 bytes"},
		head + strings.Repeat("a,direct,EUR,1.00,2019-10-20,x,,\n", claimfile.Rows+2): {"is there twice"},
	} {
		list, err := parse(text)
		require.Empty(t, list)
		for _, s := range says {
			require.ErrorContains(t, err, s)
		}
	}
}

func TestAWorkbookThatUnpacksToFarMoreThanItIsIsRefused(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	require.NoError(t, err)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, err = w.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.Less(t, file.Len(), claimfile.Limit)
	_, err = parse(file.String())
	require.ErrorContains(t, err, "unpacks to more than is allowed")
}

// A small workbook in which each row has one cell far to the right is read as 16384 cells a row.
func TestATableThatIsFarWiderThanAnyIsRefused(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"id", "kind", "currency", "amount", "date", "what"}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"train", "direct", "EUR", "1.00", "2019-10-20", "Train"}))
	require.NoError(t, f.SetCellValue("Sheet1", "XFD2", "x"))
	var file bytes.Buffer
	require.NoError(t, f.Write(&file))
	_, err := parse(file.String())
	require.ErrorContains(t, err, "line 2: it has more than 100 columns")
	_, err = parse(claimfile.Template() + strings.Repeat(",", 1000) + "\n")
	require.ErrorContains(t, err, "line 2: it has more than 100 columns")
}
