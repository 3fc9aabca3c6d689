package web

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// How long somebody stays signed in: while they do something, and at most (our choice).
const (
	sessionIdle = 45 * time.Minute
	sessionLife = 12 * time.Hour
)

// newSessions keeps sessions in PostgreSQL: the cookie holds a random token, the table
// its hash.
func (s *Server) newSessions(pool *pgxpool.Pool, overTLS bool) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{pool}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = sessionIdle, sessionLife
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = true, http.SameSiteLaxMode, "/"
	m.Cookie.Persist = false
	m.Cookie.Name = "session"
	if overTLS {
		m.Cookie.Secure, m.Cookie.Name = true, "__Host-session"
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.log.Error("a session cannot be read or kept", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "5")
		s.deny(w, r, http.StatusServiceUnavailable, "unavailable", "deny.away")
	}
	return m
}

// withSession gives each request its session, and keeps what becomes of it.
func (s *Server) withSession(next http.Handler) http.Handler {
	kept := s.sessions.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), foundSession{}, new(string))))
	})
}

// foundSession is where a request's context has the token, as it is stored, of the session that it came with.
type foundSession struct{}

// sessionStore keeps sessions in web.sessions. Those that are over are removed with
// each new one. A session that a request came with is changed and never made again: one that was ended meanwhile, by a sign-out in another tab or
// a sign-in with another token, stays ended.
type sessionStore struct{ pool *pgxpool.Pool }

const (
	changeSessionSQL = `UPDATE web.sessions SET data = $2, expiry = $3 WHERE token = $1`
	findSessionSQL   = `SELECT data FROM web.sessions WHERE token = $1 AND expiry > clock_timestamp()`
	commitSessionSQL = `INSERT INTO web.sessions (token, data, expiry) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = EXCLUDED.data, expiry = EXCLUDED.expiry`
	deleteSessionSQL = `DELETE FROM web.sessions WHERE token = $1`
	sweepSessionsSQL = `DELETE FROM web.sessions WHERE token IN (SELECT token FROM web.sessions WHERE expiry < clock_timestamp() LIMIT 100)`
)

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.pool.QueryRow(ctx, findSessionSQL, token).Scan(&data)
	if err == pgx.ErrNoRows {
		return nil, false, nil
	}
	if found, is := ctx.Value(foundSession{}).(*string); is && err == nil {
		*found = token
	}
	return data, err == nil, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	b, sql := &pgx.Batch{}, commitSessionSQL
	if found, is := ctx.Value(foundSession{}).(*string); is && *found == token {
		sql = changeSessionSQL
	}
	b.Queue(sql, token, data, expiry)
	b.Queue(sweepSessionsSQL)
	return s.pool.SendBatch(ctx, b).Close()
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.pool.Exec(ctx, deleteSessionSQL, token)
	return err
}

// The same without a context: the session manager asks with one where it can.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
