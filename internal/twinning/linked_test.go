package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/twinning"
)

func TestAnOrganisationOfATenderIsLinkedToItsRecordByThePartyAndOnceTendersAreOpenedByTheStaff(t *testing.T) {
	t.Parallel()
	const record, other = "ABCDEFGHIJ", "ABCDEFGHI2"
	w := New(t).Opened(Book()).Published().Submitted(A)
	for _, reference := range []string{record, other} {
		w.Do(organisation.Root+reference, Contact(A), organisation.Record{Details: organisation.Details{Name: "Region of " + reference, Address: "1 Street, Lund", Country: "SE"}})
	}
	id := w.Twinning(A).Tender.Organisations[0].ID
	link := twinning.LinkOrganisation{Organisation: id, Record: record}
	linked := []string{"organisation-linked.v1"}
	Run(t, w,
		Row{Name: "the contact", By: Contact(A), When: link, Then: linked, After: func(t *testing.T, w *World) {
			require.Equal(t, map[string]string{id: record}, w.Twinning(A).Linked)
			facts := w.History(Tendering(A))
			require.True(t, law.IsSealed(facts[len(facts)-1].Event))
		}},
		Row{Name: "the signatory", By: Signatory(A), When: link, Then: linked},
		Row{Name: "no other party", By: Contact(B), When: link, Refused: "roles/not-a-party"},
		Row{Name: "no officer while it is sealed: whom it names is not for them", By: Officer, When: link, Refused: "roles/not-a-party"},
		Row{Name: "nor is told there what it names", By: Officer, When: twinning.LinkOrganisation{Organisation: "none", Record: record}, Refused: "roles/not-a-party"},
		Row{Name: "an officer after the opening", Given: func(w *World) { w.Shut() }, By: Officer, When: link, Then: linked},
		Row{Name: "not one that the tender does not name", By: Contact(A), When: twinning.LinkOrganisation{Organisation: "none", Record: record}, Refused: "organisations/not-in-tender"},
		Row{Name: "not to a record that is none", By: Contact(A), When: twinning.LinkOrganisation{Organisation: id, Record: "ZZZZZZZZZZ"}, Refused: "organisations/no-such-record"},
		Row{Name: "not twice", Given: func(w *World) { w.Do(Tendering(A), Contact(A), link) }, By: Contact(A), When: link, Refused: "organisations/linked-already"},
		Row{Name: "another record", Given: func(w *World) { w.Do(Tendering(A), Contact(A), link) }, By: Contact(A), When: twinning.LinkOrganisation{Organisation: id, Record: other}, Then: linked},
		Row{Name: "none", Given: func(w *World) { w.Do(Tendering(A), Contact(A), link) }, By: Contact(A), When: twinning.LinkOrganisation{Organisation: id}, Then: linked, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Twinning(A).Linked)
		}},
	)
	Nonsense(t,
		No("no organisation", twinning.LinkOrganisation{Record: record}, "organisation"),
		No("no reference", twinning.LinkOrganisation{Organisation: id, Record: "Region"}, "record"),
	)
}
