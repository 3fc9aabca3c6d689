package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"twinning.example/engine/internal/ledger/format"
)

// ErasureReasons are the codes of reasons, after the grounds of art. 19(1) of Regulation (EU) 2018/1725 (art. 17(1) of 2016/679).
var ErasureReasons = []string{"no-longer-needed", "consent-withdrawn", "objection", "unlawful", "obligation", "retention-over"}

// codeNoData is that of ledger.erase where an event does not count.
const codeNoData = "P0002"

// mostErased bounds one event: its body stays far below what an append takes.
const mostErased = 20_000

var articleForm = regexp.MustCompile(`^[0-9]{1,3}(\([0-9a-z]{1,3}\)){0,3}$`)

func checkErasure(e format.BodiesErased) error {
	switch {
	case len(e.Subjects) == 0:
		return errors.New("nobody is named whose bodies should be erased")
	case !articleForm.MatchString(e.Article):
		return fmt.Errorf("%q is not an article; one is 19(1)(a)", e.Article)
	case !slices.Contains(ErasureReasons, e.Reason):
		return fmt.Errorf("%q is no reason; one is %s", e.Reason, strings.Join(ErasureReasons, ", "))
	case !isValue(e.Signer) || e.Signer == "":
		return errors.New("who decided is missing")
	}
	return nil
}

// Erase records that every body which concerns one of the subjects is erased, and removes those bodies, with their salts and keys, and the
// drafts that a person among them saved. This process signs with an operator's key; eraseDSN is the role twinning_erase's. It first does what
// an erasure that was broken off has left. PostgreSQL keeps the old rows until they are vacuumed; Scrub does that at once. The last position
// says up to where every running process must have read to have forgotten: see Forgotten.
func (l *Ledger) Erase(ctx context.Context, eraseDSN string, e format.BodiesErased) (removed, last int64, err error) {
	if err := checkErasure(e); err != nil {
		return 0, 0, fmt.Errorf("erase: %w: %w", err, ErrInvalid)
	}
	conn, err := pgx.Connect(ctx, eraseDSN)
	if err != nil {
		return 0, 0, fmt.Errorf("erase: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := l.finishErasures(ctx, conn); err != nil {
		return 0, 0, err
	}
	for {
		if e.Positions, err = l.concerned(ctx, e.Subjects); err != nil {
			return removed, last, fmt.Errorf("erase: find bodies: %w", err)
		}
		if len(e.Positions) == 0 && last > 0 {
			return removed, last, nil
		}
		draft, err := ownDraft(format.BodiesErasedKind, e)
		if err != nil {
			return removed, last, err
		}
		draft.Actor = e.Signer
		appended, err := l.Append(ctx, Request{Stream: ErasuresStream, Expect: Any, Seen: -1, Drafts: []Draft{draft}, own: true})
		if err != nil {
			return removed, last, fmt.Errorf("erase: %w", err)
		}
		last = appended.Events[0].Position
		n, err := eraseBy(ctx, conn, last)
		if removed += n; err != nil {
			return removed, last, err
		}
	}
}

// concerned are the positions of bodies that were sealed for one of the subjects; none where there are drafts alone. A subject that was added
// to a key afterwards erases nothing: what a body was sealed for is under its hash.
func (l *Ledger) concerned(ctx context.Context, subjects []string) ([]int64, error) {
	rows, err := l.pool.Query(ctx, sqlOfSubjects, subjects, mostErased)
	if err != nil {
		return nil, err
	}
	positions := []int64{}
	var position int64
	var prefix []byte
	var all []string
	_, err = pgx.ForEachRow(rows, []any{&position, &prefix, &all}, func() error {
		if hash := format.SubjectsHash(all); len(prefix) != format.SealPrefix || !bytes.Equal(prefix[format.SealPrefix-len(hash):], hash[:]) {
			return fmt.Errorf("position %d was not sealed for the subjects that its key names now: %w", position, ErrCorrupt)
		}
		positions = append(positions, position)
		return nil
	})
	return positions, err
}

func eraseBy(ctx context.Context, conn *pgx.Conn, position int64) (n int64, err error) {
	if err := conn.QueryRow(ctx, `SELECT ledger.erase($1)`, position).Scan(&n); err != nil {
		return 0, fmt.Errorf("erase what position %d says: %w", position, err)
	}
	return n, nil
}

// finishErasures removes what an event says is erased and is still there: a process died between the two. An event of a worker that does not
// count, whatever is wrong with it, erases nothing, and nobody waits for it: verify names it.
func (l *Ledger) finishErasures(ctx context.Context, conn *pgx.Conn) (removed int64, err error) {
	events, err := l.Read(ctx, Query{Stream: ErasuresStream, Trusted: true})
	if err != nil {
		return 0, fmt.Errorf("erase: %w", err)
	}
	for _, e := range events {
		if e.Untrusted != "" && e.Kind != format.BodiesExpiredKind {
			return removed, fmt.Errorf("erase: position %d: %s: %w", e.Position, e.Untrusted, ErrUntrusted)
		}
		left, err := l.stillThere(ctx, e)
		if err != nil {
			return removed, fmt.Errorf("erase: position %d: %w", e.Position, err)
		}
		if !left {
			continue
		}
		n, err := eraseBy(ctx, conn, e.Position)
		if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == codeNoData && e.Kind == format.BodiesExpiredKind {
			continue
		}
		if removed += n; err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// stillThere tells whether there is anything that an event says is erased.
func (l *Ledger) stillThere(ctx context.Context, e Event) (left bool, err error) {
	if e.Kind == format.BodiesExpiredKind {
		life, counts := l.trust.own.Load().lives[e.Position]
		if !counts {
			return false, nil // it erases nothing
		}
		return left, l.pool.QueryRow(ctx, sqlSealedLeft, format.StreamsOf(life), e.Position).Scan(&left)
	}
	var said format.BodiesErased
	if err := json.Unmarshal(e.Stored, &said); err != nil {
		return false, err
	}
	return left, l.pool.QueryRow(ctx, sqlStillThere, said.Positions, e.Position).Scan(&left)
}
