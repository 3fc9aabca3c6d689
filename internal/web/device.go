package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/throttle"
)

// Where a program is signed in by its person's browser (RFC 8628).
const (
	DevicePath      = "/device"
	DeviceBeginPath = "/api/v1/device"
	DeviceTokenPath = "/api/v1/device/token"
)

const (
	deviceTime  = 10 * time.Minute // for the person to confirm it (our choice)
	deviceEvery = 2 * time.Second  // between two questions of the program
	devicePolls = 5                // that it may ask at once (our choice)
	loginLasts  = 12 * time.Hour   // of a program that is signed in (our choice)

	// LoginLabel begins the label of the token of a program that was signed in so.
	LoginLabel = "signed in by a browser"
)

// deviceLetters are those of user codes: no vowels, so that they make no words.
const deviceLetters = "BCDFGHJKLMNPQRSTVWXZ"

// A Device is a program that asks to act as somebody, as RFC 8628 writes it.
type Device struct {
	Secret   string `json:"device_code"`
	Code     string `json:"user_code"`
	At       string `json:"verification_uri"`
	Complete string `json:"verification_uri_complete"`
	Expires  int    `json:"expires_in"` // seconds
	Interval int    `json:"interval"`   // seconds
}

// A DeviceToken is a token for a program that was confirmed.
type DeviceToken struct {
	Token   string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"` // seconds
	Person  string `json:"person"`     // alias, else id
	ID      string `json:"id"`         // of the token
}

// A DeviceError is why there is no token (yet).
type DeviceError struct {
	Error string `json:"error"`
	Words string `json:"error_description,omitempty"`
}

type devices struct{ pool *pgxpool.Pool }

const (
	sweepDevicesSQL = `DELETE FROM web.devices WHERE expires_at < clock_timestamp()`
	beginDeviceSQL  = `INSERT INTO web.devices (hash, code, expires_at) VALUES ($1, $2, clock_timestamp() + $3::interval)`
	answerDeviceSQL = `UPDATE web.devices SET person = $2, denied = $3, signed_in_at = $4, acr = $5 WHERE code = $1 AND person = '' AND NOT denied AND expires_at > clock_timestamp()`
	askDeviceSQL    = `SELECT person, denied FROM web.devices WHERE hash = $1 AND expires_at > clock_timestamp()`
	takeDeviceSQL   = `DELETE FROM web.devices WHERE hash = $1 AND person <> '' RETURNING person, signed_in_at, acr`
)

// begin makes a program known that waits for its person.
func (d devices) begin(ctx context.Context) (secret, code string, err error) {
	if _, err := d.pool.Exec(ctx, sweepDevicesSQL); err != nil {
		return "", "", err
	}
	letters := make([]byte, 8)
	if _, err := rand.Read(letters); err != nil {
		return "", "", err
	}
	for i := range letters {
		letters[i] = deviceLetters[int(letters[i])%len(deviceLetters)]
	}
	secret, code = rand.Text()+rand.Text(), string(letters[:4])+"-"+string(letters[4:])
	_, err = d.pool.Exec(ctx, beginDeviceSQL, hashOf(secret), code, deviceTime)
	return secret, code, err
}

// answered records what the person, who has signed in so, says of a program that shows a
// code; false where none waits.
func (d devices) answered(ctx context.Context, code, person string, yes bool, signed access.SignIn) (bool, error) {
	if !yes {
		person, signed = "", access.SignIn{}
	}
	at, acr := columnsOf(signed)
	done, err := d.pool.Exec(ctx, answerDeviceSQL, code, person, !yes, at, acr)
	return done.RowsAffected() == 1, err
}

var (
	errWaiting = errors.New("authorization_pending")
	errDenied  = errors.New("access_denied")
	errExpired = errors.New("expired_token")
)

// take gives who confirmed a program, once, and how they had signed in.
func (d devices) take(ctx context.Context, secret string) (person string, signed access.SignIn, err error) {
	var denied bool
	err = d.pool.QueryRow(ctx, askDeviceSQL, hashOf(secret)).Scan(&person, &denied)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return "", signed, errExpired
	case err != nil:
		return "", signed, err
	case denied:
		return "", signed, errDenied
	case person == "":
		return "", signed, errWaiting
	}
	var at *time.Time
	if err = d.pool.QueryRow(ctx, takeDeviceSQL, hashOf(secret)).Scan(&person, &at, &signed.ACR); errors.Is(err, pgx.ErrNoRows) {
		return "", signed, errExpired
	}
	if at != nil {
		signed.At = *at
	}
	return person, signed, err
}

// beginDevice answers a program that asks to act as somebody.
func (s *Server) beginDevice(w http.ResponseWriter, r *http.Request) {
	secret, code, err := s.devices.begin(r.Context())
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	at := s.url.JoinPath(DevicePath).String()
	tell(w, http.StatusOK, Device{
		Secret: secret, Code: code, At: at, Complete: at + "?" + url.Values{"code": {code}}.Encode(),
		Expires: int(deviceTime / time.Second), Interval: int(deviceEvery / time.Second),
	})
}

// deviceToken answers a program that asks whether it has been confirmed.
func (s *Server) deviceToken(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil || r.PostForm.Get("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" {
		tell(w, http.StatusBadRequest, DeviceError{Error: "unsupported_grant_type"})
		return
	}
	code := r.PostForm.Get("device_code")
	program, now := hex.EncodeToString(hashOf(code)), time.Now()
	if s.polls.Left(program, now) > 0 { // it takes nothing from the others of its address
		tell(w, http.StatusBadRequest, DeviceError{Error: "slow_down"})
		return
	}
	if s.tooOften(w, r, s.asked, throttle.Of(r.RemoteAddr)) {
		return
	}
	if s.polls.Wait(program, now) > 0 {
		tell(w, http.StatusBadRequest, DeviceError{Error: "slow_down"})
		return
	}
	person, signed, err := s.devices.take(ctx, code)
	switch {
	case errors.Is(err, errWaiting), errors.Is(err, errDenied), errors.Is(err, errExpired):
		tell(w, http.StatusBadRequest, DeviceError{Error: err.Error()})
		return
	case err != nil:
		s.unavailable(w, r, err)
		return
	}
	p, err := s.people.Find(ctx, person)
	if err != nil || p.Erased {
		tell(w, http.StatusBadRequest, DeviceError{Error: errDenied.Error()})
		return
	}
	made, secret, err := s.tokens.Make(access.WithSignIn(ctx, signed), p.ID, LoginLabel, []string{ScopeRead, ScopeSend}, loginLasts)
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	name := p.Alias
	if name == "" {
		name = p.ID
	}
	w.Header().Set("Cache-Control", "no-store")
	tell(w, http.StatusOK, DeviceToken{Token: secret, Type: "Bearer", Expires: int(loginLasts / time.Second), Person: name, ID: made.ID})
}

func (s *Server) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	s.log.Error("a program cannot be signed in", "error", err)
	s.deny(w, r, http.StatusServiceUnavailable, "unavailable", "deny.away")
}

func tell(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who asked may be gone
}

// A confirmation is the page on which somebody says yes to a program.
type confirmation struct {
	Name, Code, Problem, Done string
	Hours                     int
}

// devicePage asks whether a program may act as who is signed in.
func (s *Server) devicePage(w http.ResponseWriter, r *http.Request) {
	who, code := Asker(r), r.URL.Query().Get("code")
	if who.Person.ID == "" || who.Token != "" || who.stale() {
		http.Redirect(w, r, deviceSignIn(code, who.stale()), http.StatusSeeOther)
		return
	}
	s.show(w, http.StatusOK, "device.html", s.wordsFor(w, r), s.confirmation(who, code))
}

// deviceFresh is how long ago somebody may have signed in who lets a program act as them
// (our choice): the program's sign-in is theirs.
const deviceFresh = 5 * time.Minute

// stale tells whether somebody signed in too long ago to let a program act as them. Of a
// provider that does not say when, nothing is asked.
func (s Somebody) stale() bool {
	return !s.SignIn.At.IsZero() && time.Since(s.SignIn.At) > deviceFresh
}

// deviceSignIn is where somebody signs in to confirm a code, once more where they have already.
func deviceSignIn(code string, again bool) string {
	to := DevicePath
	if code != "" {
		to += "?" + url.Values{"code": {code}}.Encode()
	}
	asked := url.Values{"back": {to}}
	if again {
		asked.Set("again", "")
	}
	return SignInPath + "?" + asked.Encode()
}

func (s *Server) confirmation(who Somebody, code string) confirmation {
	return confirmation{Name: who.Person.Name, Code: cut(code), Hours: int(loginLasts / time.Hour)}
}

func cut(code string) string { return code[:min(len(code), 9)] }

// confirmDevice records what somebody says of a program.
func (s *Server) confirmDevice(w http.ResponseWriter, r *http.Request) {
	who := Asker(r)
	if who.Person.ID == "" || who.Token != "" || who.stale() {
		http.Redirect(w, r, deviceSignIn("", who.stale()), http.StatusSeeOther)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, http.StatusBadRequest, "refuse.form")
		return
	}
	code, yes := strings.ToUpper(strings.TrimSpace(r.PostForm.Get("code"))), r.PostForm.Get("answer") == "yes"
	if len(code) == 8 {
		code = code[:4] + "-" + code[4:]
	}
	found, err := s.devices.answered(r.Context(), code, who.Person.ID, yes, who.SignIn)
	page, tell := s.confirmation(who, code), s.wordsFor(w, r)
	switch {
	case err != nil:
		s.away(w, r, err)
		return
	case !found:
		page.Problem = tell.Say("device.none", int(deviceTime/time.Minute))
		s.show(w, http.StatusUnprocessableEntity, "device.html", tell, page)
		return
	case yes:
		page.Done = tell.Say("device.done")
	default:
		page.Done = tell.Say("device.denied")
	}
	s.show(w, http.StatusOK, "device.html", tell, page)
}
