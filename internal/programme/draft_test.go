package programme

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestADraftThatIsCompleteIsTheTenderItself(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../programmes/tenders/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		want, err := ParseTender(file, data)
		require.NoError(t, err)
		d, err := ParseDraft(file, data)
		require.NoError(t, err)
		require.Nil(t, d.Missing)
		require.Equal(t, want, d.Tender)
	}
}

func TestADraftMayMissAnythingAndSaysWhat(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../programmes/tenders/mask.yaml")
	require.NoError(t, err)
	for name, c := range map[string]struct{ from, to, says, also string }{
		"empty":          {string(data), "{}", "/title: is missing", "/contact: is missing"},
		"a field":        {"contact: {value: mask-contact", "x: {value: y", "/contact: is missing", "/x: there is no such field"},
		"a value":        {"months: {value: 12, sample", "months: {value: , sample", "/months: is empty", ""},
		"a wrong value":  {"months: {value: 12, sample", "months: {value: twelve, sample", `/months: "twelve" is text`, ""},
		"an amount":      {"personnel: EUR 18000.00", "personnel: much", "/costs/personnel", ""},
		"half an amount": {"direct: EUR 14000.00, ", "", "/costs/direct: is missing", ""},
		"a country":      {"country: FR}", "country: }", "/organisations/0/country: is empty", ""},
		"its meaning":    {"contractor: {value: kyomed", "contractor: {value: nobody", "contractor names", ""},
		"too few":        {"adopters: {value: [helsinki, bari, torino, ga2len, lodz, gdansk, coimbra, porto, lisbon, salud, idibaps, laaa, macvia]", "adopters: {value: []", "/adopters: has 0 entries", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(string(data), c.from, c.to, 1)
			require.NotEqual(t, string(data), text)
			d, err := ParseDraft("draft", []byte(text))
			require.NoError(t, err)
			require.ErrorContains(t, d.Missing, c.says)
			require.ErrorContains(t, d.Missing, c.also)
			_, err = ParseTender("draft", []byte(text))
			require.Error(t, err, "it cannot be submitted")
			require.Equal(t, len(err.(Problems)), len(d.Missing), "the same is wrong with it")
			if name != "empty" {
				require.Equal(t, "MASK", d.Tender.Title)
				require.Equal(t, "mask-signatory", d.Tender.Signatory, "what is wrong takes nothing else with it")
			}
		})
	}
}

func TestJSONIsADraftToo(t *testing.T) {
	t.Parallel()
	d, err := ParseDraft("draft", []byte(`{"title": "A", "contact": "one", "organisations": null}`))
	require.NoError(t, err)
	require.Equal(t, "one", d.Tender.Contact)
	require.NotEmpty(t, d.Missing)
}

func FuzzADraftIsReadOrRefused(f *testing.F) {
	for _, seed := range []string{"{}", "title: a\nmonths: {value: 1, source: x}\ncosts: {personnel: EUR 1}\n", "organisations: [{id: a}, null, 7]\nTitle: b\n", "value: {title: a}\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseDraft("draft", data)
		_, whole := ParseTender("draft", data)
		if err != nil && whole == nil || err == nil && (whole == nil) != (len(d.Missing) == 0) {
			t.Fatalf("a draft: %v %v; a tender: %v", err, d.Missing, whole)
		}
	})
}
