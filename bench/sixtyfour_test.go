package bench

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger/ledgertest"
)

// TestSixtyFourClientsAppend is the figure that beside.sh compares between two commits.
func TestSixtyFourClientsAppend(t *testing.T) {
	l := ledgertest.New(t)
	var all []float64
	for range 5 {
		all = append(all, appends(t, l, 64, 2*time.Second))
	}
	require.Positive(t, median(all))
	fmt.Printf("64 clients  %.0f appends/s\n", median(all))
}
