package programme

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

func FuzzPeopleAreReadOrRefused(f *testing.F) {
	f.Add(shipped(f, "dhe-2019.people.yaml"))
	f.Add([]byte("people: [{alias: a, name: A, email: a@b.example}]\nroles: {officer: [a]}\n"))
	f.Add([]byte("people: [{alias: {value: a, source: x}, name: \"\\u202eA\", email: A@B.example}, null]\nroles: {officer: [a, a]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		people, err := ParsePeople("fuzz.yaml", data)
		if err != nil {
			refused(t, err)
			require.Empty(t, people)
			return
		}
		for role, list := range people.Roles {
			for _, alias := range list {
				_, known := people.Person(alias)
				require.True(t, known, "%s has the role %s and is none of the people", alias, role)
			}
		}
	})
}

func FuzzATenderIsReadOrRefused(f *testing.F) {
	files, err := filepath.Glob("../../programmes/tenders/*.yaml")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		f.Add(shipped(f, filepath.Join("tenders", filepath.Base(file))))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tender, err := ParseTender("fuzz.yaml", data)
		if err != nil {
			refused(t, err)
			return
		}
		require.NoError(t, tender.Check())
		body, err := json.Marshal(twinning.SubmitTender{Tender: tender})
		require.NoError(t, err)
		_, err = twinning.Law.Command("submit-tender", body)
		require.NoError(t, err, "what the file says cannot be sent")
	})
}

// forms are the files of the command line: what each is checked by, and what it is read into.
var forms = []struct {
	schema  Schema
	example string
	into    func() any
}{
	{LogSchema, goodLog, func() any { return new(twinning.SubmitLog) }},
	{EvaluationSchema, "scores: [{criterion: a, points: 4.5, comment: c}]", func() any { return new(twinning.RecordEvaluation) }},
	{ClaimSchema, "id: X\nkind: direct\namount: EUR 1.00\ndate: 2019-12-16\nwhat: w\npayee: p\n", func() any { return new(twinning.Claim) }},
	{ReportSchema, "kind: final\nsummary: s\nevidence: [{id: i, what: w}]\n", func() any {
		return new(struct {
			Kind, Summary string
			Evidence      []twinning.Evidence
		})
	}},
	{PanelSchema, "present: [eva-1]\nscores: [{tender: X-1, score: 72.5, why: so, absent: [eva-1]}]\n", func() any {
		return new(struct {
			Present []string
			Minutes string
			Scores  []call.PanelDecision
		})
	}},
}

func FuzzFormsAreReadOrRefused(f *testing.F) {
	for n, form := range forms {
		require.NoError(f, Decode("form.yaml", []byte(form.example), form.schema, form.into()))
		f.Add(uint8(n), []byte(form.example))
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		form := forms[int(n)%len(forms)]
		v := form.into()
		if err := Decode("form.yaml", data, form.schema, v); err != nil {
			refused(t, err)
			return
		}
		text, err := json.Marshal(v)
		require.NoError(t, err)
		again := form.into()
		require.NoError(t, json.Unmarshal(text, again), string(text))
		require.True(t, reflect.DeepEqual(v, again) || fmt.Sprint(v) == fmt.Sprint(again), "%s", text)
	})
}

// refused checks that whoever wrote a file is told where and what.
func refused(t *testing.T, err error) {
	t.Helper()
	ps, ok := err.(Problems)
	require.True(t, ok, "%v", err)
	require.NotEmpty(t, ps)
	for _, p := range ps {
		require.NotEmpty(t, p.What)
		require.NotEmpty(t, p.String())
	}
}
