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

// Two countries answer; one offers what the other seeks, and both answers become entries that suggest each other.
func TestASurveyFindsWhoOffersWhatAnotherSeeksAndBothGetEntries(t *testing.T) {
	w := newAskedWorld(t, time.Date(2021, time.November, 9, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "answer.yaml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	reference := func(line string, args ...string) string {
		var r struct {
			Reference string `json:"reference"`
		}
		said := w.must(0, line+" -o json", args...)
		require.NoError(t, json.Unmarshal([]byte(said), &r), said)
		return r.Reference
	}
	offers := file("answers: [{part: receive, options: ['no']}, {part: provide, options: ['yes']}, {part: areas, cells: [{row: exchange, column: offers}]}, {part: follow-up, options: ['yes']}, {part: form, text: A yearly seminar.}]")
	seeks := file("answers: [{part: receive, options: ['yes']}, {part: provide, options: ['no']}, {part: areas, cells: [{row: exchange, column: seeks}]}, {part: reasons, text: Nobody to spare.}, {part: follow-up, options: ['no']}]")

	w.must(0, "survey open EHN-2021 ../programmes/surveys/ehn-2021.yaml --as officer")
	require.Contains(t, w.must(3, "survey show EHN-2021 --as mask-contact"), "there is no survey", "who has no part in it does not know of it")
	w.must(0, "survey name EHN-2021 SE mask-contact --as officer")
	w.must(0, "survey name EHN-2021 at kwido-contact --as officer")
	require.Contains(t, w.must(0, "survey list --as mask-contact"), "EHN-2021")
	shown := strings.Join(strings.Fields(w.must(0, "survey show EHN-2021 --as mask-contact")), " ")
	require.Contains(t, shown, "Do you see a need for a more structural follow up once the project is over and in what form?")
	require.Contains(t, shown, "Sweden")
	require.Contains(t, shown, "areas row exchange", "what an answer may name is shown")
	require.Contains(t, shown, "areas column offers")
	require.NotContains(t, shown, "Austria", "how others stand is for the staff")
	require.Contains(t, w.must(0, "obligations survey/EHN-2021 --as officer"), "answer-SE")

	w.must(4, "survey answer EHN-2021 AT "+offers+" --as mask-contact")
	w.must(0, "survey answer EHN-2021 SE "+offers+" --as mask-contact")
	w.must(0, "survey answer EHN-2021 AT "+seeks+" --as kwido-contact")
	require.Contains(t, w.must(0, "survey answers EHN-2021 AT --as officer"), "Nobody to spare.")
	require.Contains(t, w.must(3, "survey answers EHN-2021 AT --as mask-contact"), "there is no answer", "another country's answer is not told")
	require.Contains(t, w.must(4, "survey result EHN-2021 --as mask-contact"), "staff")
	require.Contains(t, strings.Join(strings.Fields(w.must(0, "survey result EHN-2021 --as officer")), " "), "exchange SE AT")

	w.must(0, "market open HEALTH ../programmes/markets/health.yaml --as officer")
	skane := reference("organisation record --country SE --as mask-contact", "Region Skåne", "--address", "Kristianstad")
	tirol := reference("organisation record --country AT --as kwido-contact", "Tirol Kliniken", "--address", "Innsbruck")
	for range 2 { // what was refused is not refused for ever
		require.Contains(t, w.must(4, "survey entries EHN-2021 SE --market HEALTH --organisation ABCDEFGHIJ --as mask-contact"), "ABCDEFGHIJ")
	}
	w.must(0, "survey entries EHN-2021 SE --market HEALTH --organisation "+skane+" --as mask-contact")
	w.must(0, "survey entries EHN-2021 AT --market HEALTH --organisation "+tirol+" --as kwido-contact")
	w.must(4, "survey entries EHN-2021 SE --market HEALTH --organisation "+skane+" --as mask-contact")
	var made []struct {
		Reference string `json:"reference"`
	}
	require.NoError(t, json.Unmarshal([]byte(w.must(0, "entry list --as mask-contact -o json")), &made))
	require.Len(t, made, 1, "done again, it makes none twice")
	require.Contains(t, w.must(0, "survey answers EHN-2021 SE --as mask-contact"), made[0].Reference)
	w.must(0, "entry submit "+made[0].Reference+" --as mask-contact")
	w.must(0, "entry publish "+made[0].Reference+" --as officer")
	require.Contains(t, w.must(0, "market search HEALTH --country SE"), "Expertise offered: Exchange of health data")

	require.NoError(t, w.stand(time.Date(2021, time.December, 16, 8, 0, 0, 0, time.UTC)))
	require.Contains(t, w.must(4, "survey answer EHN-2021 SE "+seeks+" --as mask-contact"), "leave")
	w.must(0, "survey allow EHN-2021 SE 2021-12-20 --as officer", "--why", "a mistake")
	w.must(0, "survey answer EHN-2021 SE "+offers+" --as mask-contact")
	require.Contains(t, w.must(0, "history survey/EHN-2021 --as officer"), "after the closing date, by leave")
	w.must(0, "survey publish EHN-2021 --as officer")
	public := w.must(0, "survey result EHN-2021 --as procurer")
	require.Contains(t, strings.Join(strings.Fields(public), " "), "exchange SE AT")
	require.NotContains(t, public, "Nobody to spare.", "what countries wrote is not published by this rule book")
	require.Contains(t, w.must(0, "survey result EHN-2021 --as officer"), "Nobody to spare.")
}
