package lifetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

func TestEveryPathEndsAsItsNameSays(t *testing.T) {
	t.Parallel()
	ends := map[string]twinning.Stage{"refused-only": twinning.None, "withdrawn": twinning.Withdrawn, "rejected": twinning.Rejected, "suspended": twinning.Retained}
	for name, steps := range lifetest.Paths() {
		w := calltest.New(t)
		w.Now = lifetest.Start()
		for _, s := range steps {
			w.Until(s.At)
			events, err := w.Send(s.Stream, s.By, s.Command)
			_, refused := law.Refused(err)
			for _, e := range events {
				r, ok := e.(interface{ Refuses() bool })
				refused = refused || ok && r.Refuses()
			}
			require.Equal(t, s.Refused, refused, "%s: %s at %s: %v", name, s.Command.Kind(), s.At, err)
		}
		require.Equal(t, ends[name], w.Twinning(lifetest.Tender).Stage, name)
		w.Until(lifetest.Ends(steps))
		require.True(t, w.Twinning(lifetest.Tender).Over(), name)
	}
}
