package market_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/law"
	. "twinning.example/engine/internal/market"
)

// someEntries draws entries of a few people, organisations and countries.
func someEntries(t *rapid.T) []Entry {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	some := func(label string, from ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, len(from), rapid.ID[string]).Draw(t, label)
	}
	n := rapid.IntRange(1, 12).Draw(t, "entries")
	list := make([]Entry, n)
	for i := range list {
		c := Content{
			Side: Side(pick("side", "offer", "requirement")), Kind: pick("kind", "product", "service"), Priority: pick("priority", "access", "tools"), Topic: pick("topic", "portal", "mhealth"),
			Types: some("types", "exchange", "adoption"), Organisation: pick("organisation", "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC"), Country: pick("country", "SE", "AT", "EL", "GR"),
			Languages: some("languages", "de", "en", "sv"),
		}
		if rapid.Bool().Draw(t, "ready") {
			c.Readiness = []ReadinessAnswer{{Question: "use", Option: "routine"}}
		}
		list[i] = Entry{Reference: fmt.Sprintf("HEALTH-%02d", i), Market: "HEALTH", Stage: Stage(pick("stage", "published", "published", "published", "drafted", "expired")), By: pick("by", "p-a", "p-b", "p-c"), Content: c}
	}
	return list
}

func TestSuggestionsAreSymmetricAndDependOnNoOrderOfArrival(t *testing.T) {
	t.Parallel()
	rules := theRules(t)
	rapid.Check(t, func(t *rapid.T) {
		rules := rules
		rules.OtherCountry = rapid.Bool().Draw(t, "another country")
		list := someEntries(t)
		sums := map[[2]string]int{}
		for _, e := range list {
			is := rules.Suggest(e, list)
			shuffled := slices.Clone(list)
			seed := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) //nolint:gosec // any order
			seed.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			require.Equal(t, is, rules.Suggest(e, append(shuffled, shuffled...)), "the order, and hearing of one twice, change nothing")
			for _, s := range is {
				sums[[2]string{e.Reference, s.Entry}] = s.Sum
				of := 0
				for _, r := range s.Reasons {
					of += r.Weight
				}
				require.Equal(t, s.Sum, of, "the reasons give the sum")
			}
		}
		for pair, sum := range sums {
			back, there := sums[[2]string{pair[1], pair[0]}]
			require.True(t, there, "%v is suggested one way alone", pair)
			require.Equal(t, sum, back)
		}
	})
}

func TestAnEntrySuggestsNeitherItselfNorItsOwnOrganisationNorWhereTheRuleAsksItsOwnCountry(t *testing.T) {
	t.Parallel()
	rules := theRules(t)
	rapid.Check(t, func(t *rapid.T) {
		list := someEntries(t)
		by := map[string]Entry{}
		for _, e := range list {
			by[e.Reference] = e
		}
		for _, e := range list {
			for _, s := range rules.Suggest(e, list) {
				other := by[s.Entry]
				require.NotEqual(t, e.Reference, other.Reference)
				require.NotEqual(t, e.By, other.By)
				require.NotEqual(t, e.Content.Organisation, other.Content.Organisation)
				require.NotEqual(t, e.Content.Side, other.Content.Side)
				require.NotEqual(t, law.NormalCountry(e.Content.Country), law.NormalCountry(other.Content.Country))
				require.True(t, e.Public() && other.Public())
				require.GreaterOrEqual(t, s.Sum, rules.Least)
			}
		}
	})
}

func TestASuggestionSaysWhatTheTwoHaveInCommon(t *testing.T) {
	t.Parallel()
	w := published(t)
	of := func(person string) Entry { return entry(w, entryStream(person, "1")) }
	list := theRules(t).Suggest(of(seeker), []Entry{of(seller), of(seeker)})
	require.Len(t, list, 1)
	require.Equal(t, reference(seller, "1"), list[0].Entry)
	require.Equal(t, 10+30+10+2*5+15+5+20, list[0].Sum)
	codes := []string{}
	for _, r := range list[0].Reasons {
		codes = append(codes, r.Code)
	}
	require.Equal(t, []string{"market-same-priority", "market-same-topic", "market-same-kind", "market-same-types", "market-both-speak", "market-other-country", "market-ready"}, codes)
}

func TestReadinessIsScoredQuestionByQuestion(t *testing.T) {
	t.Parallel()
	rules := theRules(t)
	given, sum, most := rules.Score([]ReadinessAnswer{{Question: "use", Option: "routine"}, {Question: "gone", Option: "x"}})
	require.Equal(t, []Given{{Question: "use", Option: "routine", Points: 4, Most: 4}}, given)
	require.Equal(t, 4, sum)
	require.Equal(t, 4, most)
	require.Equal(t, 100, rules.Percent([]ReadinessAnswer{{Question: "use", Option: "routine"}}))
	require.Zero(t, rules.Percent(nil))
	rules.Readiness = nil
	require.Zero(t, rules.Percent(nil), "no questionnaire")
}
