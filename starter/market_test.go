package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One who offers and one who seeks find each other, are introduced once both agree, and tender together.
func TestTwoFindEachOtherOnTheMarketplaceAndTenderTogether(t *testing.T) {
	w := newAskedWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	made := func(line string, args ...string) string {
		var r struct {
			Reference string `json:"reference"`
		}
		said := w.must(0, line+" -o json", args...)
		require.NoError(t, json.Unmarshal([]byte(said), &r), said)
		return r.Reference
	}
	file := func(side, title, organisation, country, languages string) string {
		path := filepath.Join(t.TempDir(), side+".yaml")
		text := strings.Join([]string{
			"side: " + side, "title: " + title, "description: Citizens read their own record.", "kind: product", "priority: secure-access", "topic: own-data",
			"types: [partial-adoption]", "organisation: " + organisation, "country: " + country, "region: {value: a region, sample: true, why: a test}", "languages: [" + languages + "]",
			"readiness: [{question: in-use, option: routine}]",
		}, "\n")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	w.must(0, "market open HEALTH ../programmes/markets/health.yaml --as officer")
	require.Contains(t, w.must(0, "market list"), "HEALTH")
	require.Contains(t, w.must(0, "market show HEALTH"), "own-data")
	skane := made("organisation record --country SE --as mask-contact", "Region Skåne", "--address", "Kristianstad")
	tirol := made("organisation record --country AT --as kwido-contact", "Tirol Kliniken", "--address", "Innsbruck")

	offer := made("entry draft HEALTH " + file("offer", "A portal", skane, "SE", "sv, en") + " --as mask-contact")
	require.Contains(t, w.must(3, "entry show "+offer+" --as kwido-contact"), "there is no entry", "a draft is for whoever made it")
	require.Contains(t, w.must(3, "entry show "+offer), "there is no entry", "the operator does not see it either")
	w.must(0, "entry submit "+offer+" --as mask-contact")
	require.Contains(t, w.must(0, "market queue HEALTH --as officer"), offer)
	require.Contains(t, w.must(4, "market queue HEALTH --as mask-contact"), "staff")
	w.must(0, "entry return "+offer+" --as officer", "--why", "say more")
	require.Contains(t, w.must(0, "entry show "+offer+" --as mask-contact"), "say more")
	w.must(0, "entry submit "+offer+" --as mask-contact")
	w.must(0, "entry publish "+offer+" --as officer")

	sought := made("entry draft HEALTH " + file("requirement", "We need a portal", tirol, "AT", "de, en") + " --as kwido-contact")
	w.must(0, "entry submit "+sought+" --as kwido-contact")
	w.must(0, "entry publish "+sought+" --as head")
	require.Contains(t, w.must(0, "market search HEALTH --side offer --topic own-data --country SE --in en"), "A portal")
	require.Contains(t, w.must(0, "market search HEALTH --topic mhealth"), "no published entry is so")
	for _, wrong := range []string{"--topic bogus", "--priority bogus", "--kind bogus", "--type bogus", "--side both", "--in xx", "--country 12"} {
		require.Regexp(t, `is none of what is allowed: [a-z-]+(, [a-z-]+)* and [a-z-]+|country code`, w.must(2, "market search HEALTH "+wrong), wrong)
		require.NotContains(t, w.must(2, "market search HEALTH --language fr "+wrong), "is none of", wrong)
	}
	require.Contains(t, w.must(2, "market search HEALTH --topic bogus"), "own-data", "it names what there is")
	require.Contains(t, w.must(0, "market search HEALTH --words", "skåne citizens"), "A portal")
	require.Contains(t, w.must(0, "market search HEALTH --words elsewhere"), "no published entry is so")
	shown := w.must(0, "entry show "+offer)
	for _, word := range []string{"partial adoption", "Citizens' secure access to their health data", "Sweden (SE)", "in routine use at one place"} {
		require.Contains(t, shown, word, "in the words of the rule book")
	}
	suggested := w.must(0, "entry suggest "+sought)
	require.Contains(t, suggested, offer)
	for _, why := range []string{"Same topic: Citizens' secure access to their health data", "Both work in: English", "Your countries differ: Austria and Sweden"} {
		require.Contains(t, strings.Join(strings.Fields(suggested), " "), why)
	}

	interest := made("interest express "+offer+" --from "+sought+" --as kwido-contact", "--message", "We would like to see it.")
	inbox := w.must(0, "interest show "+interest+" --as mask-contact")
	require.Contains(t, inbox, "We would like to see it.")
	require.NotContains(t, inbox, "@", "nobody's address is shown before both agree")
	require.Contains(t, w.must(3, "interest show "+interest+" --as officer"), "there is no interest", "the staff read no messages")
	require.Contains(t, w.must(3, "interest show "+interest), "there is no interest", "nor does the operator")
	w.must(0, "interest accept "+interest+" --as mask-contact")
	require.NotContains(t, w.must(0, "interest show "+interest+" --as mask-contact"), "@", "the other has not agreed yet")
	w.must(0, "interest consent "+interest+" --as kwido-contact")
	for _, as := range []string{"mask-contact", "kwido-contact"} {
		require.Contains(t, w.must(0, "interest show "+interest+" --as "+as), "@")
	}
	parties := w.must(0, "interest parties "+interest+" --as kwido-contact -o json")
	require.Contains(t, parties, "Region Skåne")
	require.Contains(t, strings.Join(strings.Fields(parties), ""), `"originators":["originator"]`)
	w.must(0, "entry match "+sought+" "+interest+" --as kwido-contact")
	figure := w.must(0, "market figure HEALTH --as officer")
	require.Contains(t, figure, "1 partner found")
	require.Contains(t, figure, "1 introduced")
	require.Contains(t, w.must(4, "market figure HEALTH --as kwido-contact"), "staff")
	require.Contains(t, w.must(0, "history interest/"+interest+" --as kwido-contact"), "were introduced to each other")
}
