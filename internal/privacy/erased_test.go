package privacy_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// erasedBy are the tests that hold what an erasure of a person does to the tables that have something personal.
var erasedBy = map[string][]string{
	"ledger.events":       {"TestErasingAPersonRemovesTheirBodiesAndEveryProofStillHolds", "TestWithEverybodyErasedNoWordThatTheyWroteIsLeftAndEverySumIsAsItWas"},
	"ledger.keys":         {"TestErasingAPersonRemovesTheirBodiesAndEveryProofStillHolds"},
	"ledger.key_subjects": {"TestErasingAPersonRemovesTheirBodiesAndEveryProofStillHolds"},
	"drafts.tenders":      {"TestErasingAPersonRemovesWhatTheySavedAndWhatNamesThem"},
	"drafts.files":        {"TestTheFilesThatADraftNamesStandBesideItAndGoWithIt"},
	"drafts.sheets":       {"TestAScoreSheetIsItsEvaluatorsAloneSealedAndGoneWithItsTime"},
	"drafts.books":        {"TestARuleBookThatIsNotOpenedIsItsWritersAloneSealedAndGoneWithItsTime"},
	"drafts.forms":        {"TestAFormThatWasBegunIsItsPersonsAloneSealedAndGoneWithItsTime"},
	"evidence.files":      {"TestErasingWhoAddedAFileOrItsTenderDestroysItsKeyAtOnceAndItsBytesAtTheNextSweep"},
	"web.sessions":        {"TestWhoWasErasedIsSignedOutAndTheirTokensEnd"},
	"web.tokens":          {"TestWhoWasErasedIsSignedOutAndTheirTokensEnd"},
	"web.exports":         {"TestAfterAnErasureNoExportOfBeforeIsRead"},
	"web.export_pieces":   {"TestAfterAnErasureNoExportOfBeforeIsRead"},
}

// A table with something personal is erased, as a test holds, or keeps nothing but an opaque id for that time: whoever adds one says which.
func TestEachTableThatHoldsSomethingPersonalIsErasedAsATestHolds(t *testing.T) {
	t.Parallel()
	there := testsThatThereAre(t)
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		is := tables[name]
		proved := erasedBy[name]
		if is.personal == "" || strings.HasPrefix(is.erased, "nothing: ") {
			require.Empty(t, proved, "%s has nothing that an erasure takes", name)
			continue
		}
		require.NotEmpty(t, proved, "%s holds something personal: say which test erases it", name)
		for _, test := range proved {
			require.True(t, there[test], "%s: there is no %s", name, test)
		}
	}
	for name := range erasedBy {
		require.Contains(t, tables, name)
	}
}

// unsealed are words of commands that stand in receipts which an erasure of their author leaves, and why they may.
var unsealed = map[string]string{
	"call: open-call":                   "the rule book, which is published",
	"call: appoint-evaluator":           "what the organisation is called by which conflicts are found; it is not the person's",
	"call: declare-impartiality":        "organisations by which conflicts are found",
	"tender: submit-tender":             "the tender's own words: they go with the tender, once its retention is over",
	"programme: open-programme":         "the name of the programme, which is public",
	"invitation: accept-invitation":     "the organisation that evaluators are counted by",
	"organisation: record-organisation": "the organisation's: they stay as long as its record",
}

// Every command of every kind of life in which somebody writes is sealed for them: its receipt, which holds the only copy of their words, goes with
// them. Words that no author takes along are few, and each is said above.
func TestWhatPeopleWriteInAnyKindOfLifeGoesWithThem(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			if byLives(kind) {
				continue
			}
			name, s := life.Noun+": "+kind, told(t, reflect.TypeOf(zero))
			writes := len(s.said) > 0
			require.Equal(t, writes, freetext.Holds(reflect.TypeOf(zero)), "%s: its words are found where it is received, and so sealed for who sends it", name)
			_, addressed := zero.(law.Addressed) // is erased with whom it is sent to, too
			if writes || addressed || len(s.words) == 0 {
				continue
			}
			require.NotEmpty(t, unsealed[name], "%s holds words of which nobody has said why they stay when their author is erased: %v", name, s.words)
			met[name] = true
		}
		// What follows from it quotes nobody: events hold references to receipts.
		for _, kind := range life.Law.Events().Kinds() {
			zero, _ := life.Law.Events().Zero(kind)
			require.Equal(t, len(told(t, reflect.TypeOf(zero)).said) > 0, freetext.Holds(reflect.TypeOf(zero)), "%s: %s", life.Noun, kind)
		}
	}
	for name, why := range unsealed {
		require.True(t, met[name] && why != "", name)
	}
}
