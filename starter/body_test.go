package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A network meets, consensus fails, two thirds decide, a survey follows; the public reads what the rule book publishes, and no more.
func TestABodyMeetsDecidesByTwoThirdsAfterConsensusFailsAndItsRegisterIsPublic(t *testing.T) {
	w := newAskedWorld(t, time.Date(2021, time.October, 4, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "file.yaml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	flat := func(said string) string { return strings.Join(strings.Fields(said), " ") }

	require.Contains(t, w.must(0, "body list"), "there is no body")
	w.must(0, "body open EHN ../programmes/bodies/ehealth-network.yaml --as officer")
	require.Contains(t, w.must(0, "body list"), "EHN")
	w.must(0, "body appoint EHN SE authorities mask-contact --country SE --alternate mask-signatory --from 2021-10-04 --as officer")
	w.must(0, "body appoint EHN AT authorities kwido-contact --country AT --from 2021-10-04 --as officer")
	w.must(0, "body appoint EHN FR authorities data-matters-contact --country FR --from 2021-10-04 --as officer")
	w.must(0, "body chair EHN member mask-contact --as officer")
	w.must(4, "body appoint EHN DE authorities data-matters-contact --country DE --from 2021-10-04 --as mask-contact")
	invitation := file("title: 20th meeting of the eHealth Network\nstarts: 2021-11-08T09:30\nends: 2021-11-08T17:00\nagenda: [{id: '1', title: Opening, for: information}, {id: '2', title: Questions to the Member States, for: decision}]\n")
	w.must(0, "body convene EHN 20 "+invitation+" --as mask-contact")
	require.Contains(t, w.must(0, "body meeting EHN 20 --ical"), "SUMMARY:20th meeting of the eHealth Network")
	w.must(0, "body document EHN 20 2 "+invitation+" --as officer", "--title", "Five questions")
	require.NoError(t, w.stand(time.Date(2021, time.November, 8, 9, 0, 0, 0, time.UTC)))
	w.must(0, "body presence EHN 20 --present SE=mask-signatory --present AT=kwido-contact --present FR=data-matters-contact --as officer")
	w.must(0, "body put EHN survey --meeting 20 --item 2 --as mask-contact", "--question", "Shall the five questions be put?")
	w.must(0, "body vote EHN survey AT against --as kwido-contact")
	w.must(4, "body vote EHN survey SE for --as mask-contact")
	w.must(4, "body count EHN survey --as mask-contact") // two who are there have not voted
	w.must(0, "body vote EHN survey SE for --as mask-signatory")
	w.must(0, "body vote EHN survey FR for --as data-matters-contact")
	w.must(0, "body count EHN survey --as mask-contact")
	w.must(0, "body vote EHN survey SE for --as mask-signatory")
	w.must(0, "body vote EHN survey FR for --as data-matters-contact")
	w.must(0, "body vote EHN survey AT against --as kwido-contact")
	w.must(0, "body count EHN survey --as mask-contact")
	said := flat(w.must(0, "body decision EHN survey --as procurer"))
	require.Contains(t, said, "consensus not reached: 2 for, 1 against")
	require.Contains(t, said, "majority reached: 2 for, 1 against")
	require.Contains(t, said, "2 needed of 3 votes cast")
	require.NotContains(t, said, "NOT THE SAME", "counted again from the ballots")
	require.NotContains(t, said, "two-thirds AT", "who voted how is not published by this rule book")
	require.Contains(t, flat(w.must(0, "body decision EHN survey --as kwido-contact")), "two-thirds AT against")
	require.Contains(t, w.must(0, "history body/EHN --as officer"), "consensus not reached")
	w.must(0, "survey open EHN-2021 ../programmes/surveys/ehn-2021.yaml --as officer")
	w.must(0, "body link EHN decision/survey survey/EHN-2021 --as officer")
	require.Contains(t, w.must(0, "body show EHN"), "survey/EHN-2021")

	w.must(0, "body minutes EHN 20 "+file("The network put five questions to its members.")+" --as officer")
	w.must(0, "body comment EHN 20 --as kwido-contact", "--text", "One was against.")
	public := w.must(0, "body meeting EHN 20 --as procurer")
	require.NotContains(t, public, "five questions to its members", "strangers see no draft of minutes")
	require.NotContains(t, public, "One was against.", "nor comments")
	require.Contains(t, w.must(0, "body meeting EHN 20 --as data-matters-contact"), "One was against.")
	require.Contains(t, w.must(0, "obligations body/EHN --as officer"), "minutes-20")
	require.NoError(t, w.stand(time.Date(2021, time.November, 30, 9, 0, 0, 0, time.UTC)))
	w.must(0, "body approve EHN 20 --as officer")
	w.must(0, "body publish EHN 20 --as officer")
	require.Contains(t, w.must(0, "body meeting EHN 20 --as procurer"), "five questions to its members")
	w.must(0, "body interests EHN --as kwido-contact", "--text", "Shares in nothing.")
	require.NotContains(t, w.must(0, "body applications EHN --as data-matters-contact"), "Shares in nothing.", "declarations are for the secretariat")
	require.Contains(t, w.must(0, "body applications EHN --as officer"), "Shares in nothing.")
	require.NotContains(t, w.must(0, "body show EHN --as procurer"), "mask", "who represents a member is not published by this rule book")
	require.Contains(t, w.must(0, "explain EHN --kind votes-counted --as officer"), "two-thirds", "the reference that people use is enough")
	require.Contains(t, flat(w.must(0, "verify --decisions")), "bodies: ", "decisions of every kind of life are computed once more")
	require.Contains(t, w.must(0, "export record body/EHN --format csv --to - --as officer"), "two-thirds")
}
