package chaos

import (
	"testing"

	"twinning.example/engine/internal/ledger"
)

func TestNothingIsDecidedOnRowsThatStandInNoBatchAndEverythingElseGoesOn(t *testing.T) {
	h := attacked(t)
	h.forgedRowsDecideNothing(t,
		[]forgery{{Beyond: 1_000_000, Header: ledger.Header{Received: h.now(t)}}},
		[]forgery{{Beyond: 2_000_000}})
}
