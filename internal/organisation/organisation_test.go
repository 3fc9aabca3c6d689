package organisation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
)

const (
	first  = "organisation/ABCDEFGHIJ"
	second = "organisation/ABCDEFGHI2"
)

var skane = organisation.Details{Name: "Region Skåne", Address: "Rådhus Skåne\n291 89 Kristianstad", Country: "SE", PIC: "999999999", VAT: "SE123456789012"}

func with(f func(*organisation.Details)) organisation.Details { d := skane; f(&d); return d }

func is(w *World, stream string) organisation.Organisation {
	o, _ := w.State(stream).(organisation.Organisation)
	return o
}

func TestARecordIsMadeOnceAndCorrectedByWhoeverMadeItAndByTheStaffWithItsHistory(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	w.Do(first, Contact(A), organisation.Record{Details: skane})
	moved := organisation.Correct{Details: with(func(d *organisation.Details) { d.Address = "Malmö" }), Why: "it has moved"}
	Run(t, w,
		Row{Name: "its maker", To: first, By: Contact(A), When: moved, Then: []string{"organisation-corrected.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "Malmö", is(w, first).Details.Address)
			require.Equal(t, []organisation.Details{skane}, is(w, first).Past, "what it said before stays")
		}},
		Row{Name: "an officer", To: first, By: Officer, When: moved, Then: []string{"organisation-corrected.v1"}},
		Row{Name: "nobody else", To: first, By: Stranger, When: moved, Refused: "organisations/not-yours"},
		Row{Name: "what is none is told as not theirs", To: second, By: Stranger, When: moved, Refused: "organisations/not-yours"},
		Row{Name: "twice", To: first, By: Contact(A), When: organisation.Record{Details: skane}, Refused: "organisations/recorded-already"},
		Row{Name: "to what it is", To: first, By: Contact(A), When: organisation.Correct{Details: skane, Why: "x"}, Refused: "organisations/says-so-already"},
	)
}

func TestTwoRecordsAreJoinedByTheStaffAloneAndNeverByThemselves(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	w.Do(first, Contact(A), organisation.Record{Details: skane})
	w.Do(second, Contact(B), organisation.Record{Details: skane})
	require.Equal(t, organisation.Kept, is(w, second).Stage, "the same once more is a record of its own")
	joins := organisation.Join{Into: "ABCDEFGHIJ", Why: "the same PIC"}
	joined := func(w *World) { w.Do(second, Head, joins) }
	Run(t, w,
		Row{Name: "by an officer", To: second, By: Officer, When: joins, Then: []string{"organisation-joined.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "ABCDEFGHIJ", is(w, second).Into)
			require.Equal(t, skane, is(w, second).Details, "what it said stays")
		}},
		Row{Name: "not by its maker", To: second, By: Contact(B), When: joins, Refused: "organisations/staff-joins"},
		Row{Name: "once", Given: joined, To: second, By: Officer, When: joins, Refused: "organisations/is-another"},
		Row{Name: "and is corrected no more", Given: joined, To: second, By: Officer, When: organisation.Correct{Details: with(func(d *organisation.Details) { d.PIC = "" }), Why: "x"}, Refused: "organisations/is-another"},
		Row{Name: "to itself", To: first, By: Officer, When: joins, Refused: "organisations/itself"},
		Row{Name: "to what was joined", Given: joined, To: first, By: Officer, When: organisation.Join{Into: "ABCDEFGHI2", Why: "x"}, Refused: "organisations/no-such-record"},
	)
}

type only map[string]law.State

func (o only) State(stream string) law.State { return o[stream] }

func (o only) Streams(prefix string) (all []string) {
	for s := range o {
		if len(s) > len(prefix) && s[:len(prefix)] == prefix {
			all = append(all, s)
		}
	}
	return all
}

func TestAdministratorsAndWhoLeadsAProgrammeAreStaffToo(t *testing.T) {
	t.Parallel()
	o := organisation.Organisation{Reference: "ABCDEFGHIJ", Stage: organisation.Kept, Details: skane, By: Contact(A)}
	c := organisation.Correct{Details: with(func(d *organisation.Details) { d.VAT = "" }), Why: "a slip"}
	for name, f := range map[string]only{
		"an administrator":    {governance.AdministrationStream: governance.Administration{Stage: governance.Administered, People: []string{"p-x"}}},
		"a programme's head":  {"programme/DHE": governance.Programme{Stage: governance.Open, Roles: map[law.Role][]string{law.Head: {"p-x"}}}},
		"an officer's call":   {Stream: call.Call{Roles: map[law.Role][]string{law.Officer: {"p-x"}}}},
		"an auditor's is not": {Stream: call.Call{Roles: map[law.Role][]string{law.Auditor: {"p-x"}}}},
	} {
		_, err := organisation.Law.Decide(o, f, c, law.Receipt{Actor: "p-x"})
		require.Equal(t, name == "an auditor's is not", err != nil, "%s: %v", name, err)
	}
}

func TestNumbersAreCheckedByTheirShapeAlone(t *testing.T) {
	t.Parallel()
	for vat, ok := range map[string]bool{
		"": true, "ATU12345678": true, "AT12345678": false, "DE123456789": true, "DE12345678": false, "EL123456789": true, "NL123456789B01": true, "SE12345678901": false,
		"CHE123456789": true, "NO999999999MVA": true, "de123456789": false, "FR12 345678901": false, "X": false,
	} {
		require.Equal(t, ok, with(func(d *organisation.Details) { d.VAT = vat }).Check() == nil, vat)
	}
	for pic, ok := range map[string]bool{"": true, "123456789": true, "12345678": false, "1234567890": false, "12345678X": false} {
		require.Equal(t, ok, with(func(d *organisation.Details) { d.PIC = pic }).Check() == nil, pic)
	}
	Nonsense(t,
		No("no name", organisation.Record{Details: with(func(d *organisation.Details) { d.Name = " " })}, "name is missing"),
		No("a name of two lines", organisation.Record{Details: with(func(d *organisation.Details) { d.Name = "a\nb" })}, "one line"),
		No("no address", organisation.Record{Details: with(func(d *organisation.Details) { d.Address = "" })}, "address is missing"),
		No("no country", organisation.Record{Details: with(func(d *organisation.Details) { d.Country = "Sweden" })}, "country code"),
		No("no reason", organisation.Correct{Details: skane}, "why is missing"),
		No("to nothing", organisation.Join{Into: "x", Why: "y"}, "not the reference of an organisation"),
	)
}

func TestTheSameOrganisationIsSuggestedByItsNumbersOrItsNameInItsCountry(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		is organisation.Details
		by []organisation.Likeness
	}{
		"all of it":       {skane, []organisation.Likeness{organisation.SamePIC, organisation.SameVAT, organisation.SameName}},
		"its name alone":  {organisation.Details{Name: " REGION, skåne. ", Country: "SE"}, []organisation.Likeness{organisation.SameName}},
		"elsewhere":       {organisation.Details{Name: "Region Skåne", Country: "DK"}, nil},
		"its PIC":         {organisation.Details{Name: "Skåne läns landsting", Country: "SE", PIC: "999999999"}, []organisation.Likeness{organisation.SamePIC}},
		"nothing":         {organisation.Details{Name: "Region Halland", Country: "SE"}, nil},
		"no number twice": {organisation.Details{Name: "x", Country: "SE", PIC: "", VAT: ""}, nil},
	} {
		require.Equal(t, row.by, organisation.Alike(skane, row.is), name)
	}
	require.NotEmpty(t, organisation.Alike(organisation.Details{Name: "A", Country: "EL"}, organisation.Details{Name: "a", Country: "GR"}), "the EU's code is the same country")
}

func TestARecordIsSealed(t *testing.T) {
	t.Parallel()
	w := New(t).Opened(Book())
	events := w.Do(first, Contact(A), organisation.Record{Details: skane})
	require.True(t, law.IsSealed(events[0]))
	require.True(t, law.IsSealed(organisation.Record{}))
	require.True(t, law.IsSealed(organisation.Correct{}))
	require.True(t, law.IsSealed(organisation.Corrected{}))
	require.NotContains(t, organisation.NewReference("c-1", Contact(A)), "SK")
	_, ok := organisation.Stream(organisation.NewReference("c-1", Contact(A)))
	require.True(t, ok)
}
