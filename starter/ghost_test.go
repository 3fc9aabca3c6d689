package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A life whose opening was refused never began: it is not listed, and takes no command.
func TestALifeWhoseOpeningWasRefusedIsNotThere(t *testing.T) {
	w := newAskedWorld(t, time.Date(2022, time.March, 1, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	refused := w.must(4, "survey open EHN-2021 ../programmes/surveys/ehn-2021.yaml --as officer --command-id early")
	require.Contains(t, refused, "2021-12-15")
	w.must(4, "survey open EHN-2021 ../programmes/surveys/ehn-2021.yaml --as officer")
	require.NotContains(t, w.must(0, "lives list"), "survey/EHN-2021")
	require.Contains(t, w.must(3, "survey name EHN-2021 SE mask-contact --as officer"), "there is no survey EHN-2021")
	require.Equal(t, refused, w.must(4, "survey open EHN-2021 ../programmes/surveys/ehn-2021.yaml --as officer --command-id early"), "sent again it is answered as before")

	solo := "--role officer=officer --role head=officer --role procurer-signatory=officer --role verifier=officer --role authoriser=officer --role payer=officer --role auditor=officer"
	book, err := os.ReadFile("../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	ghost := filepath.Join(t.TempDir(), "ghost.yaml")
	require.NoError(t, os.WriteFile(ghost, bytes.Replace(book, []byte("{value: DHE-2019,"), []byte("{value: GHOST,"), 1), 0o600))
	require.Contains(t, w.must(4, "call open "+ghost+" "+solo+" --as officer"), "could never come to its end")
	require.NotContains(t, w.must(0, "call list"), "GHOST")
	require.Contains(t, w.must(3, "call show GHOST"), "there is no call GHOST")

	w.must(0, "market open HEALTH ../programmes/markets/health.yaml --as officer")
	listed := w.must(0, "lives list")
	require.Contains(t, listed, "market/HEALTH")
	shown := strings.Join(strings.Fields(w.must(0, "market show HEALTH")), " ")
	require.Contains(t, shown, "weights priority 10, topic 30,")
	require.NotContains(t, shown, "{")
}
