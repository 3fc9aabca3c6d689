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

	"twinning.example/engine/internal/law"
)

// KeepForm is for how long a form that was begun is kept from its last saving, on the
// programme clock: 180 days of 24 hours each (our choice).
const KeepForm = 180 * 24 * time.Hour

// FormLimit is the most bytes that a form may have.
const FormLimit = 2 << 20

// A Form is what somebody has typed into a form and not sent: by field, as it was typed.
// Nobody but they read it.
type Form struct {
	Typed   map[string][]string `json:"typed"`
	SavedAt time.Time           `json:"-"` // programme instant; zero where nothing was saved
}

// files are those that a form names, which stay in the store as long as it does.
func (f Form) files() []string {
	files := []string{}
	for _, list := range f.Typed {
		for _, x := range list {
			if fileForm.MatchString(x) {
				files = append(files, x)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

const (
	formSQL     = `SELECT typed, key_id, kek_id, wrapped, saved_at FROM drafts.forms WHERE stream = $1 AND person = $2 AND form = $3`
	saveFormSQL = `INSERT INTO drafts.forms (stream, person, form, typed, files, key_id, kek_id, wrapped, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (stream, person, form) DO UPDATE SET typed = EXCLUDED.typed, files = EXCLUDED.files, key_id = EXCLUDED.key_id, kek_id = EXCLUDED.kek_id,
    wrapped = EXCLUDED.wrapped, saved_at = EXCLUDED.saved_at`
	dropFormSQL  = `DELETE FROM drafts.forms WHERE stream = $1 AND person = $2 AND form = $3`
	sweepFormSQL = `DELETE FROM drafts.forms WHERE saved_at < $1 OR 'person/' || person IN (` + subjectsSQL + `)`
)

func formPlace(stream, person, form string) string {
	return strings.Join([]string{"form", stream, person, form}, "\n")
}

// Form gives what somebody, by id, has typed into a form of a life; an empty one where
// nothing was saved. The error is ErrChanged where the row does not open.
func (s *Store) Form(ctx context.Context, person, stream, form string) (Form, error) {
	kept := Form{Typed: map[string][]string{}}
	var is sealed
	err := s.pool.QueryRow(ctx, formSQL, stream, person, form).Scan(&is.Body, &is.Key, &is.KEK, &is.Wrapped, &kept.SavedAt)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return kept, nil
	case err != nil:
		return kept, fmt.Errorf("read a form: %w", err)
	}
	if err := s.openKept(is, formPlace(stream, person, form), &kept); err != nil {
		return kept, fmt.Errorf("%w: the form %s of %s was changed by others than this program, or sealed with another key file", ErrChanged, form, stream)
	}
	return kept, nil
}

// SaveForm keeps what somebody, by id, has typed into a form of a life, in place of what
// was kept. The caller has checked that they may send the form.
func (s *Store) SaveForm(ctx context.Context, person, stream, form string, kept Form) error {
	text, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("write a form: %w", err)
	}
	if len(text) > FormLimit {
		return fmt.Errorf("%w: %w", ErrNonsense, law.Nonsensef(law.Why("draft-bytes", law.Count("count", len(text)), law.Count("most", FormLimit)), "the form has %d bytes; %d are allowed", len(text), FormLimit))
	}
	_, err = s.keep(ctx, person, "a form", func(is saving) error {
		body := is.key.Seal(formPlace(stream, is.person, form), text)
		_, err := is.tx.Exec(ctx, saveFormSQL, stream, is.person, form, body, kept.files(), is.key.ID, is.key.WrappedBy, is.key.Wrapped, is.at)
		return err
	})
	return err
}

// DropForm removes what was typed into a form with its key: it was sent, or is not needed any more.
func (s *Store) DropForm(ctx context.Context, person, stream, form string) error {
	if _, err := s.pool.Exec(ctx, dropFormSQL, stream, person, form); err != nil {
		return fmt.Errorf("drop a form: %w", err)
	}
	return nil
}

// sweepForms removes the forms whose time is over, and those of people who were erased.
func (s *Store) sweepForms(ctx context.Context) (int64, error) {
	return s.sweepKept(ctx, sweepFormSQL, KeepForm, "forms")
}
