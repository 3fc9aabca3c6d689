package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// One topic becomes a country twinning that is closed with a joint report, another one a masterclass, by itself.
func TestATopicBecomesACountryTwinningAndAnotherAMasterclass(t *testing.T) {
	w := newAskedWorld(t, time.Date(2024, time.February, 1, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "capacity open CAP ../programmes/initiatives/capacityhd.yaml --as officer")
	w.must(0, "capacity name CAP SE mask-contact --as officer")
	w.must(0, "capacity name CAP AT kwido-contact --as officer")
	w.must(0, "capacity state CAP SE strategies --offers --activities experts,seminars --languages en,de --as mask-contact", "--remarks", "Two people.")
	w.must(0, "capacity state CAP AT strategies --seeks --activities seminars --languages de --as kwido-contact")
	require.Contains(t, w.must(4, "capacity state CAP AT strategies --offers --as mask-contact"), "do not speak")
	require.Contains(t, w.must(4, "capacity board CAP --as mask-contact"), "after the closing date")
	require.NotContains(t, w.must(0, "capacity show CAP --as kwido-contact"), "Two people.")

	require.NoError(t, w.stand(time.Date(2024, time.April, 2, 8, 0, 0, 0, time.UTC)))
	shown := strings.Join(strings.Fields(w.must(0, "capacity show CAP")), " ")
	require.Contains(t, shown, "it becomes a masterclass CAP-interoperability")
	require.Contains(t, w.must(0, "history initiative/CAP --as officer"), "no country showed interest or availability")
	require.Contains(t, w.must(0, "masterclass show CAP-interoperability --as officer"), "planned")
	board := w.must(0, "capacity board CAP --as kwido-contact")
	require.Contains(t, board, "both wish for Seminars")
	require.NotContains(t, board, "Two people.", "remarks are for the country and the staff")
	w.must(0, "capacity pair CAP strategies SE AT --begins 2024-06-01 --months 6 --as officer")
	w.must(0, "capacity answer CAP 1 SE --as mask-contact")
	w.must(0, "capacity answer CAP 1 AT --as kwido-contact")
	require.Contains(t, w.must(0, "obligations initiative/CAP --as officer"), "twinning-1-period-02-AT")

	require.NoError(t, w.stand(time.Date(2024, time.September, 2, 8, 0, 0, 0, time.UTC)))
	file := filepath.Join(t.TempDir(), "activities.yaml")
	require.NoError(t, os.WriteFile(file, []byte("activities: [{activity: seminars, on: 2024-07-10, what: A seminar on roadmaps., participants: 20}]"), 0o600))
	w.must(0, "capacity report CAP 1 1 "+file+" --as mask-contact")
	w.must(0, "capacity report CAP 1 1 --as kwido-contact", "--nothing", "Elections.")
	w.must(0, "capacity return CAP 1 1 SE --as officer", "--why", "Who took part?")
	is := w.must(0, "capacity twinning CAP 1 --as mask-contact")
	require.Contains(t, is, "Who took part?")
	require.Contains(t, is, "Elections.")
	require.Regexp(t, `1 +Sweden \(SE\) .*returned`, is)
	require.Regexp(t, `2 +Austria \(AT\) .*owed`, is)
	w.must(0, "capacity report CAP 1 1 "+file+" --as mask-contact")
	require.Contains(t, w.must(4, "capacity leave CAP 1 --as officer", "--why", "x"), "you speak for neither country")
	require.Contains(t, w.must(4, "capacity extend CAP 1 6 --as officer", "--why", "x"), "lasts 6 months already")
	w.must(0, "capacity joint-report CAP 1 --follow-up --as mask-contact", "--text", "Austria has a roadmap.", "--form", "A yearly seminar.")
	require.Contains(t, w.must(4, "capacity agree CAP 1 --as mask-contact"), "other country")
	w.must(0, "capacity agree CAP 1 --as kwido-contact")
	w.must(0, "capacity follow-up CAP 1 2024-09-02 --as kwido-contact", "--what", "A first seminar after it.")
	require.Contains(t, w.must(0, "capacity twinning CAP 1 --as officer"), "A first seminar after it.")
	require.Contains(t, w.must(0, "history initiative/CAP --as officer"), "a structured follow-up is asked for")
	require.Contains(t, strings.Join(strings.Fields(w.must(0, "capacity board CAP --as officer")), " "), "1 Developing comprehensive digital health strategies and roadmaps Sweden (SE) Austria (AT) finished 2024-06-01 6 2 of 4 yes")
}
