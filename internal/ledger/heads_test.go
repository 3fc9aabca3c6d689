package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func TestAnAppenderKnowsHowFarAStreamIsWhoeverElseHasAppended(t *testing.T) {
	t.Parallel()
	processes := []*ledger.Ledger{ledgertest.New(t), ledgertest.Open(t, ledger.Options{}), ledgertest.Open(t, ledger.Options{})}
	draw := rand.New(rand.NewPCG(7, 7))
	versions, size := map[string]int64{}, int64(5)
	for i := 0; i < 300; {
		l := processes[draw.IntN(len(processes))]
		for range 1 + draw.IntN(5) { // a few in a row: then the last batch was its own
			i++
			stream, other := fmt.Sprintf("call/%c", 'A'+rune(draw.IntN(4))), fmt.Sprintf("call/%c", 'A'+rune(draw.IntN(4)))
			request := ledger.Request{Stream: stream, Expect: versions[stream], Seen: size, Guards: []string{other}, Drafts: []ledger.Draft{noted("")}}
			for name, wrong := range map[string]func(*ledger.Request){
				"a version before":   func(r *ledger.Request) { r.Expect-- },
				"a version ahead":    func(r *ledger.Request) { r.Expect++ },
				"a guard has grown":  func(r *ledger.Request) { r.Seen = 4; r.Guards = []string{stream} },
				"a family has grown": func(r *ledger.Request) { r.Seen = 4; r.Guards = []string{"call/*"} },
			} {
				r := request
				if wrong(&r); r.Expect < 0 || (r.Seen == 4 && versions[stream] == 0) {
					continue
				}
				_, err := l.Append(t.Context(), r)
				require.ErrorIs(t, err, ledger.ErrConflict, name)
			}
			a := mustAppend(t, l, request)
			require.Equal(t, versions[stream]+1, a.Events[0].Version)
			versions[stream]++
			size = a.Size
		}
	}
	requireClean(t, processes[0])
}
