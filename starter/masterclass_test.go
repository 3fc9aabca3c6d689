package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger/ledgertest"
)

// The masterclass of Trieste from its rule book to a certificate that anybody can check offline.
func TestAMasterclassIsHeldAndItsCertificateIsCheckedOffline(t *testing.T) {
	w := newAskedWorld(t, time.Date(2024, time.May, 2, 8, 0, 0, 0, time.UTC))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	form := filepath.Join(t.TempDir(), "form.yaml")
	require.NoError(t, os.WriteFile(form, []byte("answers: [{part: content-mark, options: [good]}, {part: tutors-mark, options: [good]}, {part: use-text, text: The test plan.}]"), 0o600))
	w.must(0, "masterclass open TRIESTE-2024 ../programmes/masterclasses/trieste-2024.yaml --as officer")
	shown := strings.Join(strings.Fields(w.must(0, "masterclass show TRIESTE-2024")), " ")
	require.Contains(t, shown, "2024-06-05T09:00 2024-06-05T18:00 Europe/Rome Trieste, Italy")
	require.Contains(t, shown, "40 of 40 free")
	require.Contains(t, shown, "eva-1 yes")
	require.Contains(t, w.must(2, `masterclass places TRIESTE-2024 -3 --as officer`, "--why", "a small room"), "-3 is read as a flag: what is below zero is typed last, behind --")
	require.NotContains(t, w.must(2, `masterclass places TRIESTE-2024 --as officer --why small -- -3`), "flag")
	w.must(0, `masterclass places TRIESTE-2024 1 --as officer`, "--why", "a small room")
	register := func(who string) string {
		return w.must(0, "masterclass register TRIESTE-2024 --group administration --country SE --as "+who, "--organisation", "Ministry of Health", "--needs", "Step-free access.")
	}
	require.Contains(t, register("mask-contact"), "you have place 1: confirm it by")
	require.Contains(t, register("kwido-contact"), "you stand on the waiting list, as the first")
	w.must(4, "masterclass register TRIESTE-2024 --group administration --country SE --organisation x --as mask-contact")
	require.Contains(t, w.must(0, "masterclass mine --as kwido-contact"), "waiting, after 0")
	require.Contains(t, w.must(4, "masterclass people TRIESTE-2024 --as mask-contact"), "staff")
	require.Contains(t, w.must(0, "masterclass people TRIESTE-2024 --as officer"), "Step-free access.")
	require.Contains(t, w.must(0, "obligations masterclass/TRIESTE-2024 --as officer"), "place-1-1")
	w.must(0, "masterclass withdraw TRIESTE-2024 --as mask-contact")
	require.Contains(t, w.must(0, "masterclass mine --as kwido-contact"), "place 1")
	w.must(0, "masterclass confirm TRIESTE-2024 --as kwido-contact")
	require.Contains(t, w.must(0, "history masterclass/TRIESTE-2024 --as officer"), "moved up from the waiting list")
	w.must(4, "masterclass certificate TRIESTE-2024 --as kwido-contact")

	require.NoError(t, w.stand(time.Date(2024, time.June, 6, 8, 0, 0, 0, time.UTC)))
	w.must(0, "masterclass present TRIESTE-2024 day kwido-contact --as officer")
	require.Contains(t, w.must(4, "masterclass certificate TRIESTE-2024 --as kwido-contact"), "evaluation form")
	w.must(0, "masterclass evaluate TRIESTE-2024 "+form+" --as kwido-contact")
	require.Contains(t, w.must(0, "masterclass evaluations TRIESTE-2024 --as officer"), "The test plan.")
	w.must(0, "masterclass certificate TRIESTE-2024 --as kwido-contact --command-id certificate-1")
	receipt := filepath.Join(t.TempDir(), "receipt.json")
	require.NoError(t, os.WriteFile(receipt, []byte(w.must(0, "receipt show masterclass/TRIESTE-2024 certificate-1 --proof --as kwido-contact -o json")), 0o600))
	require.Contains(t, w.must(0, "receipt check "+receipt+" --trust "+ledgertest.Trust(t)), "certificate-issued")
	var mine []struct {
		Certificate struct {
			Minutes int `json:"minutes"`
		} `json:"certificate"`
	}
	require.NoError(t, json.Unmarshal([]byte(w.must(0, "masterclass mine --as kwido-contact -o json")), &mine))
	require.Equal(t, 540, mine[0].Certificate.Minutes)
}
