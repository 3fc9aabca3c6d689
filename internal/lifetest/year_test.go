package lifetest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

func TestTheYearHasTheCommandsMomentsAndLettersThatItSays(t *testing.T) {
	t.Parallel()
	w := calltest.New(t)
	w.Now = lifetest.Start()
	for _, s := range lifetest.Year() {
		w.Until(s.At)
		_, err := w.Send(s.Stream, s.By, s.Command)
		_, refused := law.Refused(err)
		require.Equal(t, s.Refused, refused, "%s at %s: %v", s.Command.Kind(), s.At, err)
	}
	require.Equal(t, twinning.Retained, w.Twinning(lifetest.Tender).Stage)
	require.Equal(t, call.Finished, w.Call().Stage)
	w.Until(w.Now.Add(10 * 366 * 24 * time.Hour))
	require.Equal(t, twinning.Over, w.Twinning(lifetest.Tender).Stage)
	require.Empty(t, w.Refusals)

	commands, moments, notSent, letters := map[string]bool{}, 0, 0, 0
	for _, s := range lifetest.Year() {
		if s.Refused { // it is answered by the engine, which a world does not record
			commands[s.At.String()] = true
		}
	}
	for _, f := range w.History(lifetest.Stream) {
		letters += len(law.Letters(f.Event))
		notSent += len(f.NotSent)
		if f.At.Command == "" {
			moments++
		} else {
			commands[f.At.Command] = true
		}
	}
	require.Equal(t, lifetest.Commands, len(commands))
	require.Equal(t, lifetest.Moments, moments)
	require.Equal(t, lifetest.NotSent, notSent)
	require.Equal(t, lifetest.Letters, letters)
}
