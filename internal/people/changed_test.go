package people_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/people"
)

func TestWhatChangedAboutSomebodyTakesEffectInEveryProcessAndIsSaid(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	worker := people.NewDirectory(l)
	record := func(command string, p people.Person) people.Loaded {
		done, err := people.NewDirectory(l).Record(t.Context(), command, law.Engine, []people.Person{p})
		require.NoError(t, err)
		require.Len(t, done, 1)
		found, err := worker.Find(t.Context(), p.Alias)
		require.NoError(t, err)
		p.ID = done[0].ID
		require.Equal(t, p, found)
		return done[0]
	}
	first := record("c-1", cora)
	require.True(t, first.New)
	require.Empty(t, first.Changed)
	for field, change := range map[string]func(*people.Person){
		"name":         func(p *people.Person) { p.Name = "Cora Heron" },
		"email":        func(p *people.Person) { p.Email = "cora@elsewhere.example" },
		"organisation": func(p *people.Person) { p.Organisation = "Elsewhere" },
		"country":      func(p *people.Person) { p.Country = "BE" },
		"language":     func(p *people.Person) { p.Language = "nl" },
	} {
		changed := cora
		change(&changed)
		require.Equal(t, people.Loaded{Alias: "cora", ID: first.ID, Changed: []string{field}}, record("to-"+field, changed))
		require.Equal(t, people.Loaded{Alias: "cora", ID: first.ID}, record("again-"+field, changed), "nothing changed")
		require.Equal(t, []string{field}, record("from-"+field, cora).Changed, "and back again")
	}
}

func TestACommandIdThatRecordedSomethingElseIsRefusedAndNeverIgnored(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	moved := cora
	moved.Email = "cora@elsewhere.example"
	for _, p := range []people.Person{cora, cora} { // the same again is the same
		_, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{p})
		require.NoError(t, err)
	}
	_, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{moved})
	require.ErrorIs(t, err, people.ErrOtherContent)
	_, err = d.Load(t.Context(), "c-2", law.Engine, []people.Person{moved})
	require.NoError(t, err)
	done, err := d.Record(t.Context(), "c-1", law.Engine, []people.Person{cora})
	require.NoError(t, err, "it was heard before")
	require.Empty(t, done[0].Changed)
	p, err := d.Find(t.Context(), "cora")
	require.NoError(t, err)
	require.Equal(t, moved.Email, p.Email, "an old command that is sent again undoes nothing")
}

func TestNobodyIsRecordedWhomNoLetterCanReach(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	d := people.NewDirectory(l)
	before, err := l.Size(t.Context())
	require.NoError(t, err)
	for _, email := range []string{
		`"a b"@region.example`, "a@[127.0.0.1]", "a@b", "a@127.0.0.1", "a\u0007@region.example", strings.Repeat("a", 65) + "@region.example", "a", "a@", "@b.example",
	} {
		p := cora
		p.Alias, p.Email = "other", email
		_, err := d.Load(t.Context(), "c-1", law.Engine, []people.Person{cora, p})
		require.ErrorIs(t, err, letters.ErrAddress, "%q", email)
		require.ErrorContains(t, err, "record other: ")
		require.NotContains(t, err.Error(), "region")
	}
	after, err := l.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after, "nobody of the list is recorded")
	for i, email := range []string{"a@région.example", "renée@region.example", "a.b+c@a-b.region.example"} {
		p := cora
		p.Email = email
		_, err := d.Load(t.Context(), "good-"+string(rune('a'+i)), law.Engine, []people.Person{p})
		require.NoError(t, err)
		found, err := d.Find(t.Context(), "cora")
		require.NoError(t, err)
		require.Equal(t, email, found.Email, "it is kept as it is written")
	}
}
