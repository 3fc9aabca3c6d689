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

	"twinning.example/engine/internal/people"
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
	var sealed, wrapped []byte
	var key, kek string
	err := s.pool.QueryRow(ctx, formSQL, stream, person, form).Scan(&sealed, &key, &kek, &wrapped, &kept.SavedAt)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return kept, nil
	case err != nil:
		return kept, fmt.Errorf("read a form: %w", err)
	}
	opened, err := s.ledger.OpenKey(key, kek, wrapped)
	if err == nil {
		var text []byte
		if text, err = opened.Open(formPlace(stream, person, form), sealed); err == nil {
			err = json.Unmarshal(text, &kept)
		}
	}
	if err != nil {
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
		return fmt.Errorf("%w: the form has %d bytes; %d are allowed", ErrNonsense, len(text), FormLimit)
	}
	p, err := s.actor(ctx, person)
	if err != nil {
		return err
	}
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return err
	}
	key, err := s.ledger.NewKey()
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, durableSQL); err != nil {
			return err
		}
		erased, err := column(ctx, tx, areErasedSQL, []string{people.Stream(p.ID)})
		if err != nil {
			return err
		}
		if len(erased) > 0 {
			return isErased(p.ID)
		}
		sealed := key.Seal(formPlace(stream, p.ID, form), text)
		_, err = tx.Exec(ctx, saveFormSQL, stream, p.ID, form, sealed, kept.files(), key.ID, key.WrappedBy, key.Wrapped, clock.Now())
		return err
	})
	if err != nil && !errors.Is(err, people.ErrUnknown) {
		return fmt.Errorf("save a form: %w", err)
	}
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
	clock, err := s.ledger.Clock(ctx)
	if err != nil {
		return 0, err
	}
	done, err := s.pool.Exec(ctx, sweepFormSQL, clock.Now().Add(-KeepForm))
	if err != nil {
		return 0, fmt.Errorf("remove forms: %w", err)
	}
	return done.RowsAffected(), nil
}
