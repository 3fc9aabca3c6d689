package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/views"
)

// Rebuilt is views.lives as the ledger gives it.
type Rebuilt struct {
	Size  int64 // of the ledger that it was rebuilt from
	Rows  []views.Row
	Blind []string // streams that cannot be folded: a body was erased, cannot be opened, or was changed
}

// RebuildLives makes every row of views.lives from the ledger, in one snapshot. was is the table as it stands. Of its rows it takes only as of
// which position a life was judged last, because a life looks at others when it is judged and not before; a position that cannot be is not taken.
func RebuildLives(ctx context.Context, l *ledger.Ledger, was []views.Row) (Rebuilt, error) {
	c := comparison{ledger: l, folder: NewFolder(l, 1000), reached: map[string]int64{}}
	before := make(map[string]views.Row, len(was))
	for _, r := range was {
		before[r.Stream] = r
	}
	var out Rebuilt
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		out.Size = from.Size()
		streams, err := from.Streams(ctx, "")
		if err != nil {
			return err
		}
		asked := received(streams)
		streams = slices.DeleteFunc(streams, func(s string) bool {
			_, stands := before[s]
			return !lives.Is(s) || !asked[s] && !stands
		})
		// Facts are read as of the position that a life was judged at; in this order each stream is read once.
		slices.SortFunc(streams, func(a, b string) int {
			return cmp.Or(cmp.Compare(before[a].Judged, before[b].Judged), cmp.Compare(a, b))
		})
		for _, stream := range streams {
			row, err := c.rebuild(ctx, from, stream, before[stream])
			switch {
			case errors.Is(err, errBlind):
				out.Blind = append(out.Blind, stream)
			case err != nil:
				return fmt.Errorf("%s: %w", stream, err)
			default:
				out.Rows = append(out.Rows, row)
			}
		}
		return nil
	})
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild where lives stand: %w", err)
	}
	return out, nil
}

// received are the lives that have received something: nobody has judged another one yet, and it has no row. The administration is one as long
// as nobody but the operator has recorded anything in it.
func received(streams []string) map[string]bool {
	has := map[string]bool{}
	for _, s := range streams {
		if stream, inbox := strings.CutSuffix(s, life.InboxSuffix); inbox {
			has[stream] = true
		}
	}
	return has
}

func (c *comparison) rebuild(ctx context.Context, from ledger.Snapshot, stream string, was views.Row) (views.Row, error) {
	events, err := from.Read(ctx, ledger.Query{Stream: stream})
	if err != nil {
		return views.Row{}, err
	}
	must, last := c.must(stream, events), int64(len(events))
	row := views.Row{Standing: views.Standing{Stream: stream, Version: must, Judged: from.Size()}, Counted: from.Size()}
	if was.Version >= must && was.Version <= last {
		row.Version = was.Version
		if was.Judged > 0 && was.Judged < from.Size() {
			row.Judged = was.Judged
		}
	}
	is, err := c.fold(ctx, stream, events[:row.Version])
	if err != nil {
		return views.Row{}, err
	}
	row.Listing, row.Owing, row.OwedAt = lives.Listing(is.State), lives.Owing(is.State), row.Version
	row.Stage, row.Over, row.Letters, row.People = is.State.StageName(), is.State.Over(), len(is.Promised), is.Law.People(is.State)
	if row.Letters > 0 {
		final, err := from.Read(ctx, ledger.Query{Stream: life.Letters(stream), Kinds: law.FinalFates()})
		if err != nil {
			return views.Row{}, err
		}
		row.Letters -= len(final)
	}
	next, wakes, err := c.moments(ctx, UpTo(from, row.Judged), is)
	if err != nil {
		return views.Row{}, err
	}
	row.NextAt = wakes
	if was.NextAt != nil && next != nil && same(was.NextAt, next) {
		row.NextAt = next // a command waits for it
	}
	return row, nil
}

// Checked is what CheckLives found.
type Checked struct {
	Size    int64  // of the ledger
	Rows    int    // that were compared
	Hash    string // of the table as it stands
	Rebuilt string // of a fresh rebuild: the same, or something is wrong
	Blind   int    // lives that could not be folded, which both hashes leave out
	Wrong   []Misstatement
}

// CheckLives compares views.lives with a fresh rebuild. What is wrong is looked at again a second later, because lives go on meanwhile.
func CheckLives(ctx context.Context, l *ledger.Ledger, rows func(context.Context) ([]views.Row, error)) (Checked, error) {
	for again := false; ; again = true {
		was, err := rows(ctx)
		if err != nil {
			return Checked{}, err
		}
		fresh, err := RebuildLives(ctx, l, was)
		if err != nil {
			return Checked{}, err
		}
		was = slices.DeleteFunc(was, func(r views.Row) bool { return slices.Contains(fresh.Blind, r.Stream) })
		out := Checked{
			Size: fresh.Size, Rows: len(was), Hash: views.Hash(fresh.Size, was), Rebuilt: views.Hash(fresh.Size, fresh.Rows),
			Blind: len(fresh.Blind), Wrong: differences(was, fresh.Rows),
		}
		if out.Hash == out.Rebuilt || again {
			return out, nil
		}
		select {
		case <-ctx.Done():
			return Checked{}, context.Cause(ctx)
		case <-time.After(settling):
		}
	}
}

// differences says of each row that differs what it says and what it should.
func differences(was, fresh []views.Row) []Misstatement {
	var wrong []Misstatement
	should := make(map[string]views.Row, len(fresh))
	for _, r := range fresh {
		should[r.Stream] = r
	}
	for _, r := range was {
		want, ok := should[r.Stream]
		delete(should, r.Stream)
		if !ok {
			wrong = append(wrong, Misstatement{r.Stream, "it has a row, and is not the stream of a life"})
			continue
		}
		for i, has := range says(r) {
			if wants := says(want)[i]; has != wants {
				wrong = append(wrong, Misstatement{r.Stream, fmt.Sprintf("its row says %s, and the ledger %s", has, wants)})
			}
		}
	}
	for stream := range should {
		wrong = append(wrong, Misstatement{stream, "it has no row"})
	}
	slices.SortStableFunc(wrong, func(a, b Misstatement) int { return cmp.Compare(a.Stream, b.Stream) })
	return wrong
}

func says(r views.Row) [7]string {
	return [...]string{
		fmt.Sprintf("version %d", r.Version), fmt.Sprintf("stage %q", r.Stage), fmt.Sprintf("over: %t", r.Over), "next moment " + r.Next(),
		fmt.Sprintf("%d letters waiting", r.Letters), fmt.Sprintf("people %q", r.People),
		"owed " + r.Owes(),
	}
}
