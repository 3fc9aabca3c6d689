package state_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/state"
)

// An interrupted source is a ledger of a size, in which something happens once it was read.
type interrupted struct {
	ledger.Snapshot
	size   int64
	meddle func()
}

func (i *interrupted) Size() int64 { return i.size }

func (i *interrupted) Read(ctx context.Context, q ledger.Query) ([]ledger.Event, error) {
	q.To = i.size
	if q.From >= i.size {
		return nil, nil
	}
	events, err := i.Snapshot.Read(ctx, q)
	if meddle := i.meddle; meddle != nil {
		i.meddle = nil
		meddle()
	}
	return events, err
}

// A later source begins when it is asked.
type later struct{ ledger.Snapshot }

func (later) Began() time.Time { return time.Now() }

func TestWhatIsErasedWhileItIsReadIsNotRemembered(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	tender, prefix := law.TwinningStream(lifetest.Crowd(4)[0]), call.TenderPrefix(calltest.Reference)
	ways := map[string]func(context.Context, *state.Folder, state.Source) (state.Folded, error){
		"one": func(ctx context.Context, f *state.Folder, from state.Source) (state.Folded, error) {
			return f.Fold(ctx, from, tender)
		},
		"each": func(ctx context.Context, f *state.Folder, from state.Source) (state.Folded, error) {
			all, err := f.FoldEach(ctx, from, []string{calltest.Stream, tender})
			return all[tender], err
		},
		"all": func(ctx context.Context, f *state.Folder, from state.Source) (state.Folded, error) {
			all, err := f.FoldAll(ctx, from, prefix)
			return all[tender], err
		},
	}
	for name, fold := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := state.NewFolder(h.Ledger, 100)
			forget := func() { folder.ForgetErased([]string{life.Letters(tender)}) }
			remembers := func(ctx context.Context, from ledger.Snapshot) bool {
				_, err := fold(ctx, folder, silent{from})
				return err == nil
			}
			var is state.Folded
			require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
				is, err = fold(ctx, folder, &interrupted{Snapshot: from, size: from.Size(), meddle: forget})
				require.NoError(t, err)
				require.Positive(t, is.Version, "whoever asked is told")
				require.False(t, remembers(ctx, from), "it was erased while it was read")
				_, err = fold(ctx, folder, from)
				require.NoError(t, err)
				require.False(t, remembers(ctx, from), "it is read as it was at a moment before it was erased")
				return nil
			}))
			events, err := h.Ledger.Read(t.Context(), ledger.Query{Stream: tender})
			require.NoError(t, err)
			_, err = folder.Extend(is, events[:0], nil)
			require.NoError(t, err)
			_, known := folder.Recall(tender, is.Version)
			require.False(t, known, "whoever goes on from it does not bring it back")
			require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
				_, err := fold(ctx, folder, from)
				require.NoError(t, err)
				require.True(t, remembers(ctx, from), "it is read as it is now")
				forget()
				require.False(t, remembers(ctx, from))
				return nil
			}))
		})
	}
}

// Between two readings of a call a tender is forgotten, and read again by somebody whose moment is older.
func TestACallIsNotToldAsItWasBecauseSomebodyElseReadsAnEarlierMomentOfIt(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Contracts(lifetest.Crowd(4)...)[:30])
	prefix := call.TenderPrefix(calltest.Reference)
	tried := 0
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		versions := func(f *state.Folder, from state.Source) map[string]int64 {
			all, err := f.FoldAll(ctx, from, prefix)
			require.NoError(t, err)
			versions := map[string]int64{}
			for s, is := range all {
				if is.Version > 0 {
					versions[s] = is.Version
				}
			}
			return versions
		}
		for n := from.Size() - 1; n > 10; n-- {
			next, err := from.Read(ctx, ledger.Query{Prefix: prefix, Bare: true, From: n, To: n + 1})
			require.NoError(t, err)
			before, err := from.Read(ctx, ledger.Query{Prefix: prefix, Bare: true, To: n})
			require.NoError(t, err)
			if len(next) > 0 || len(before) == 0 {
				continue
			}
			tried++
			last := before[len(before)-1]
			folder := state.NewFolder(h.Ledger, 100)
			versions(folder, state.UpTo(from, n))
			cold := versions(state.NewFolder(h.Ledger, 0), state.UpTo(from, n+1))
			for name, earlier := range map[string]func(){
				"all of it": func() { versions(folder, state.UpTo(later{from}, last.Position)) },
				"the tender": func() {
					_, err := folder.Fold(ctx, state.UpTo(later{from}, last.Position), last.Stream)
					require.NoError(t, err)
				},
			} {
				source := &interrupted{Snapshot: from, size: n + 1, meddle: func() {
					folder.Forget(last.Stream)
					earlier()
				}}
				require.Equal(t, cold, versions(folder, source), "%s, before %d", name, n)
				require.Equal(t, cold, versions(folder, &interrupted{Snapshot: from, size: n + 1}), "%s, before %d, again", name, n)
				is, err := folder.Fold(ctx, &interrupted{Snapshot: from, size: n + 1}, last.Stream)
				require.NoError(t, err)
				require.Equal(t, cold[last.Stream], is.Version)
			}
		}
		return nil
	}))
	require.Positive(t, tried)
}
