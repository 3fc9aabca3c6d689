package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
)

// ErrToken is the cause where a machine token is not known, or not any more.
var ErrToken = errors.New("no such token")

// longest is for how long a machine token may be used at most (our choice).
const longest = 366 * 24 * time.Hour

// A Token is what is known of a machine token. It acts as its person.
type Token struct {
	ID        string     `db:"id" json:"id"`
	Person    string     `db:"person" json:"person"` // id
	Label     string     `db:"label" json:"label"`
	Scopes    []string   `db:"scopes" json:"scopes"`
	MadeAt    time.Time  `db:"made_at" json:"made_at"` // real time, as the others
	ExpiresAt time.Time  `db:"expires_at" json:"expires_at"`
	UsedAt    *time.Time `db:"used_at" json:"used_at,omitempty"` // to the minute
	// SignedInAt is when whoever made it had signed in, and ACR how: it is no fresher than that.
	SignedInAt *time.Time `db:"signed_in_at" json:"signed_in_at,omitempty"`
	ACR        string     `db:"acr" json:"acr,omitempty"`
}

// signIn is the sign-in that a token stands for.
func (t Token) signIn() access.SignIn {
	is := access.SignIn{ACR: t.ACR}
	if t.SignedInAt != nil {
		is.At = *t.SignedInAt
	}
	return is
}

// columnsOf are a sign-in as tables hold it.
func columnsOf(s access.SignIn) (at *time.Time, acr string) {
	if !s.At.IsZero() {
		at = &s.At
	}
	return at, s.ACR
}

// Tokens keeps machine tokens.
type Tokens struct{ pool *pgxpool.Pool }

// NewTokens keeps them in the schema web.
func NewTokens(pool *pgxpool.Pool) *Tokens { return &Tokens{pool} }

const (
	tokenColumns = `id, person, label, scopes, made_at, expires_at, used_at, signed_in_at, acr`
	makeTokenSQL = `INSERT INTO web.tokens (id, hash, person, label, scopes, expires_at, signed_in_at, acr)
		VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::interval, $7, $8) RETURNING ` + tokenColumns
	useTokenSQL = `SELECT ` + tokenColumns + ` FROM web.tokens WHERE hash = $1 AND expires_at > clock_timestamp()`
	usedSQL     = `UPDATE web.tokens SET used_at = clock_timestamp() WHERE id = $1 AND (used_at IS NULL OR used_at < clock_timestamp() - interval '1 minute')`
	tokensOfSQL = `SELECT ` + tokenColumns + ` FROM web.tokens WHERE person = $1 ORDER BY made_at, id`
	withdrawSQL = `DELETE FROM web.tokens WHERE id = $1 AND person = $2`
	forgetSQL   = `DELETE FROM web.tokens WHERE person = ANY ($1)`
)

const secretPrefix = "twk_"

// Make gives a person a machine token for so long. The secret is shown once: only its
// hash is kept. It stands for the sign-in that the context says.
func (t *Tokens) Make(ctx context.Context, person, label string, scopes []string, lasts time.Duration) (Token, string, error) {
	switch {
	case strings.TrimSpace(label) == "" || len(label) > 100:
		return Token{}, "", fmt.Errorf("the label is missing or too long: say in up to 100 letters what the token is for")
	case len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return s != ScopeRead && s != ScopeSend }):
		return Token{}, "", fmt.Errorf("the scopes must be some of %s and %s", ScopeRead, ScopeSend)
	case lasts <= 0 || lasts > longest:
		return Token{}, "", fmt.Errorf("a token lasts for more than nothing and at most %d days", longest/(24*time.Hour))
	}
	if err := law.CheckText("label", label); err != nil {
		return Token{}, "", err
	}
	secret := secretPrefix + rand.Text()
	id := "t-" + strings.ToLower(rand.Text()[:10])
	signed, _ := access.SignInOf(ctx)
	at, acr := columnsOf(signed)
	rows, err := t.pool.Query(ctx, makeTokenSQL, id, hashOf(secret), person, label, scopes, lasts, at, acr)
	if err != nil {
		return Token{}, "", fmt.Errorf("make a token: %w", err)
	}
	made, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Token])
	if err != nil {
		return Token{}, "", fmt.Errorf("make a token: %w", err)
	}
	return made, secret, nil
}

// Use finds the token of a secret; ErrToken where there is none that may be used.
func (t *Tokens) Use(ctx context.Context, secret string) (Token, error) {
	if !strings.HasPrefix(secret, secretPrefix) || len(secret) > 100 {
		return Token{}, ErrToken
	}
	rows, err := t.pool.Query(ctx, useTokenSQL, hashOf(secret))
	if err != nil {
		return Token{}, fmt.Errorf("find a token: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Token])
	if errors.Is(err, pgx.ErrNoRows) {
		return Token{}, ErrToken
	}
	if err != nil {
		return Token{}, fmt.Errorf("find a token: %w", err)
	}
	if _, err := t.pool.Exec(ctx, usedSQL, found.ID); err != nil {
		return Token{}, fmt.Errorf("record that a token was used: %w", err)
	}
	return found, nil
}

// Of lists the tokens of a person, the oldest first.
func (t *Tokens) Of(ctx context.Context, person string) ([]Token, error) {
	rows, err := t.pool.Query(ctx, tokensOfSQL, person)
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Token])
	if err != nil {
		return nil, fmt.Errorf("read tokens: %w", err)
	}
	return list, nil
}

// Withdraw ends a token of a person at once; ErrToken where they have none of that id.
func (t *Tokens) Withdraw(ctx context.Context, person, id string) error {
	done, err := t.pool.Exec(ctx, withdrawSQL, id, person)
	if err != nil {
		return fmt.Errorf("withdraw a token: %w", err)
	}
	if done.RowsAffected() == 0 {
		return ErrToken
	}
	return nil
}

// Forget ends all tokens of people who were erased.
func (t *Tokens) Forget(ctx context.Context, people []string) error {
	if _, err := t.pool.Exec(ctx, forgetSQL, people); err != nil {
		return fmt.Errorf("withdraw the tokens of who was erased: %w", err)
	}
	return nil
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
