package drafts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// KeepSheet is for how long a score sheet is kept from its last saving, on the
// programme clock: 180 days of 24 hours each (our choice).
const KeepSheet = 180 * 24 * time.Hour

// SheetLimit is the most bytes that a score sheet may have.
const SheetLimit = 1 << 20

// A Sheet is what an evaluator has typed of a report: by criterion, as it was typed. It is
// no report; nobody but its evaluator reads it.
type Sheet struct {
	Scores  map[string]TypedScore `json:"scores"`
	SavedAt time.Time             `json:"-"` // programme instant; zero where nothing was saved
	Version string                `json:"-"` // opaque: another one after each saving; "" where nothing was saved
}

// NewSheet is a sheet of what was typed, by the criteria of the tender; ErrNonsense where it names another one.
func NewSheet(scores map[string]TypedScore, criteria []call.Criterion) (Sheet, error) {
	sheet := Sheet{Scores: map[string]TypedScore{}}
	for id, typed := range scores {
		if !slices.ContainsFunc(criteria, func(k call.Criterion) bool { return k.ID == id }) {
			return sheet, fmt.Errorf("%w: %w", ErrNonsense, law.Nonsensef(law.Why("draft-no-criterion", law.Ref("criterion", cut(id))), "%q is no criterion of this tender", cut(id)))
		}
		sheet.Scores[id] = typed
	}
	return sheet, nil
}

// A TypedScore is what stands in the fields of a criterion.
type TypedScore struct {
	Points  string `json:"points,omitempty"`
	Comment string `json:"comment,omitempty"`
}

const (
	oneSheetSQL  = `SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))`
	sheetIsSQL   = `SELECT key_id FROM drafts.sheets WHERE tender = $1 AND person = $2 FOR UPDATE`
	sheetSQL     = `SELECT sheet, key_id, kek_id, wrapped, saved_at FROM drafts.sheets WHERE tender = $1 AND person = $2`
	saveSheetSQL = `INSERT INTO drafts.sheets (tender, person, sheet, key_id, kek_id, wrapped, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tender, person) DO UPDATE SET sheet = EXCLUDED.sheet, key_id = EXCLUDED.key_id, kek_id = EXCLUDED.kek_id, wrapped = EXCLUDED.wrapped, saved_at = EXCLUDED.saved_at`
	dropSheetSQL  = `DELETE FROM drafts.sheets WHERE tender = $1 AND person = $2`
	sweepSheetSQL = `DELETE FROM drafts.sheets WHERE saved_at < $1 OR 'person/' || person IN (` + subjectsSQL + `)`
)

func sheetPlace(tender, person string) string {
	return strings.Join([]string{"sheet", tender, person}, "\n")
}

// Sheet gives what an evaluator, by id, has typed of their report on a tender; an empty one
// where nothing was saved.
func (s *Store) Sheet(ctx context.Context, person, tender string) (Sheet, error) {
	sheet := Sheet{Scores: map[string]TypedScore{}}
	var is sealed
	err := s.pool.QueryRow(ctx, sheetSQL, tender, person).Scan(&is.Body, &is.Key, &is.KEK, &is.Wrapped, &sheet.SavedAt)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return sheet, nil
	case err != nil:
		return sheet, fmt.Errorf("read a score sheet: %w", err)
	}
	sheet.Version = is.Key
	if err := s.openKept(is, sheetPlace(tender, person), &sheet); err != nil {
		return sheet, fmt.Errorf("%w: the score sheet of %s was changed by others than this program, or sealed with another key file", ErrChanged, tender)
	}
	return sheet, nil
}

// SaveSheet is SaveSheetOver over whatever is kept.
func (s *Store) SaveSheet(ctx context.Context, person, tender string, sheet Sheet) error {
	_, err := s.SaveSheetOver(ctx, person, tender, sheet, "")
	return err
}

// Nothing is the version of what is not kept: over it only the first saving of all succeeds.
const Nothing = "nothing"

// SaveSheetOver keeps what an evaluator, by id, has typed, in place of what was kept; with a version, only over that
// one, or Nothing, else the error is ErrMoved. It gives the sheet as it is kept. The caller has checked that they evaluate the tender.
func (s *Store) SaveSheetOver(ctx context.Context, person, tender string, sheet Sheet, version string) (Sheet, error) {
	text, err := json.Marshal(sheet)
	if err != nil {
		return sheet, fmt.Errorf("write a score sheet: %w", err)
	}
	if len(text) > SheetLimit {
		return sheet, fmt.Errorf("%w: %w", ErrNonsense, law.Nonsensef(law.Why("draft-bytes", law.Count("count", len(text)), law.Count("most", SheetLimit)), "the score sheet has %d bytes; %d are allowed", len(text), SheetLimit))
	}
	is, err := s.keep(ctx, person, "a score sheet", func(is saving) error {
		if err := is.over(ctx, tender, version); err != nil {
			return err
		}
		_, err := is.tx.Exec(ctx, saveSheetSQL, tender, is.person, is.key.Seal(sheetPlace(tender, is.person), text), is.key.ID, is.key.WrappedBy, is.key.Wrapped, is.at)
		return err
	})
	sheet.SavedAt, sheet.Version = is.at, is.key.ID
	return sheet, err
}

// over fails where another version of the sheet is kept than the one given; "" is any.
func (is saving) over(ctx context.Context, tender, version string) error {
	if version == "" {
		return nil
	}
	if _, err := is.tx.Exec(ctx, oneSheetSQL, tender, is.person); err != nil { // a row that is not there cannot be locked
		return err
	}
	kept := Nothing
	if err := is.tx.QueryRow(ctx, sheetIsSQL, tender, is.person).Scan(&kept); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if kept != version {
		return ErrMoved
	}
	return nil
}

// DropSheet removes a score sheet with its key: it was reported, or is not needed any more.
func (s *Store) DropSheet(ctx context.Context, person, tender string) error {
	if _, err := s.pool.Exec(ctx, dropSheetSQL, tender, person); err != nil {
		return fmt.Errorf("drop a score sheet: %w", err)
	}
	return nil
}

// sweepSheets removes the score sheets whose time is over, and those of people who were erased.
func (s *Store) sweepSheets(ctx context.Context) (int64, error) {
	return s.sweepKept(ctx, sweepSheetSQL, KeepSheet, "score sheets")
}
