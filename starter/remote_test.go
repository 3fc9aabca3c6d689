package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// elsewhere runs a command as on another machine: it knows a desk and a token, and nothing of the programme's machine.
func (w *sealedWorld) elsewhere(desk string, stdin string, args ...string) (code int, out, talk string) {
	var o, e bytes.Buffer
	a := newApp(strings.NewReader(stdin), &o, &e)
	a.url, a.args = desk, args
	defer a.close()
	root := a.root()
	root.SetArgs(args)
	code = a.end(w.t.Context(), root.ExecuteContext(w.t.Context()), args)
	require.Nil(w.t, a.ledger, "it opened a ledger")
	return code, o.String(), e.String()
}

// atTheMachine runs a command at the programme's machine.
func (w *sealedWorld) atTheMachine(args ...string) (code int, out, talk string) {
	var o, e bytes.Buffer
	a := newApp(strings.NewReader(""), &o, &e)
	a.ledger, a.people = w.shared, w.directory
	defer func() { a.ledger = nil; a.close() }()
	root := a.root()
	root.SetArgs(args)
	return a.end(w.t.Context(), root.ExecuteContext(w.t.Context()), args), o.String(), e.String()
}

func (w *sealedWorld) pool() *pgxpool.Pool {
	pool, err := pgxpool.New(w.t.Context(), ledgertest.DSN(w.t, ledger.RoleDoor))
	require.NoError(w.t, err)
	w.t.Cleanup(pool.Close)
	return pool
}

func (w *sealedWorld) idOf(alias string) string {
	p, err := w.directory.Find(w.t.Context(), alias)
	require.NoError(w.t, err)
	return p.ID
}

func (w *sealedWorld) aDesk() string {
	on := webtest.Listen(w.t)
	address := on.Addr().String()
	require.NoError(w.t, on.Close())
	w.desks(address)
	return "http://" + address
}

func TestACommandPrintsElsewhereWhatItPrintsAtTheMachine(t *testing.T) {
	w := newSealedWorld(t)
	at := w.aDesk()
	t.Setenv("TWINNING_DESK_URL", at) // letters lead to the same pages
	tokens := web.NewTokens(w.pool())
	instant := regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z|\d\d:\d\d:\d\d[.\d]*`)
	compared, turn := 0, 0
	for n, as := range []string{"mask-contact", "officer", otherParty, "auditor"} {
		turn = n
		_, secret, err := tokens.Make(t.Context(), w.idOf(as), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(t, err)
		t.Setenv("TWINNING_TOKEN", secret)
		for _, path := range slices.Sorted(maps.Keys(readable())) {
			cmd, _, err := tree().Find(strings.Fields(path)[1:])
			require.NoError(t, err)
			if whereOf(cmd) != onServer || !hasFlag(path, "as") || path == "twinning token list" || strings.Contains(path, "what-if") || path == "twinning access log" {
				continue // tokens are used as they are listed; what is asked or read is recorded, and listed the second time
			}
			for _, line := range readable()[path] {
				args := append(strings.Fields(path)[1:], strings.Fields(line)...)
				for name, ref := range w.refs {
					for i := range args {
						args[i] = strings.ReplaceAll(args[i], name, ref)
					}
				}
				forms := []string{asText, asJSON}
				if turn++; testing.Short() && turn%2 != 0 { // each line as two of the people
					continue
				}
				if testing.Short() && !slices.Contains(args, "-o") { // in one of them, and in the other one as somebody else
					forms = forms[turn/2%2 : turn/2%2+1]
				}
				for _, form := range forms {
					if slices.Contains(args, "-o") {
						form = asCSV
					} else {
						args = append(slices.Clone(args), "-o", form)
					}
					code, out, talk := w.atTheMachine(append(slices.Clone(args), "--as", as)...)
					farCode, farOut, farTalk := w.elsewhere(at, "", args...)
					named := as + ": " + strings.Join(args, " ")
					require.Equal(t, code, farCode, "%s\n%s\n%s", named, talk, farTalk)
					require.Equal(t, instant.ReplaceAllString(out, "T"), instant.ReplaceAllString(farOut, "T"), named)
					require.Equal(t, instant.ReplaceAllString(talk, "T"), instant.ReplaceAllString(farTalk, "T"), named)
					compared++
					if form == asText && len(forms) > 1 {
						args = args[:len(args)-2]
					}
				}
			}
		}
	}
	require.Greater(t, compared, 80)
}

// Also of commands that take no --as, and show the operator everything at the machine.
func TestNothingOfASealedTenderIsReadFromElsewhere(t *testing.T) {
	w := newSealedWorld(t)
	at := w.aDesk()
	tokens := web.NewTokens(w.pool())
	asked := 0
	for _, as := range []string{"officer", otherParty} {
		_, secret, err := tokens.Make(t.Context(), w.idOf(as), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(t, err)
		t.Setenv("TWINNING_TOKEN", secret)
		for path, lines := range readable() {
			cmd, _, err := tree().Find(strings.Fields(path)[1:])
			require.NoError(t, err)
			if whereOf(cmd) == onMachine {
				continue
			}
			for _, line := range lines {
				if as == otherParty && !strings.Contains(line, "$TENDER") && !strings.Contains(line, "$REFUSED") {
					continue // it is their own, too
				}
				args := append(strings.Fields(path)[1:], strings.Fields(line)...)
				for name, ref := range w.refs {
					for i := range args {
						args[i] = strings.ReplaceAll(args[i], name, ref)
					}
				}
				_, out, talk := w.elsewhere(at, "", args...)
				said := out + talk
				if as == otherParty {
					said = strings.ReplaceAll(said, otherParty, "")
				}
				require.NotRegexp(t, leak, said, "%s: %s", as, strings.Join(args, " "))
				asked++
			}
		}
	}
	require.Greater(t, asked, 60)
}

func TestACommandFromElsewhereIsSentWithItsFilesAsWhoIsSignedIn(t *testing.T) {
	w := newSealedWorld(t)
	at := w.aDesk()
	_, secret, err := web.NewTokens(w.pool()).Make(t.Context(), w.idOf("mask-contact"), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
	require.NoError(t, err)
	t.Setenv("TWINNING_TOKEN", secret)
	must := func(want int, args ...string) string {
		t.Helper()
		code, out, talk := w.elsewhere(at, "", args...)
		require.Equal(t, want, code, "%v: %s%s", args, out, talk)
		return out + talk
	}

	file := w.file("far.yaml", "title: from far away\n")
	must(0, "tender", "draft", "save", "DHE-2019", file, "--name", "far")
	require.Contains(t, must(0, "tender", "draft", "show", "far"), "from far away")
	code, out, talk := w.elsewhere(at, "title: by a pipe\n", "tender", "draft", "save", "DHE-2019", "-", "--name", "piped")
	require.Equal(t, 0, code, out+talk)
	require.Contains(t, must(0, "tender", "draft", "show", "piped"), "by a pipe")
	require.NotContains(t, w.must(0, "tender draft list --as "+otherParty), "far", "it is the party's own")

	said := must(0, "tender", "withdraw", w.refs["$TENDER"], "--reason", "our partner left", "--command-id", "far-1", "-o", "json")
	var receipt struct {
		Status string `json:"status"`
		Actor  string `json:"actor"`
	}
	require.NoError(t, json.Unmarshal([]byte(said), &receipt), said)
	require.Equal(t, "done", receipt.Status)
	require.Equal(t, said, must(0, "tender", "withdraw", w.refs["$TENDER"], "--reason", "our partner left", "--command-id", "far-1", "-o", "json"), "it is done once")

	require.Contains(t, must(2, "tender", "withdraw", w.refs["$TENDER"], "--reason", "x", "--as", "officer"), "here you act as who you are")
	require.Contains(t, must(2, "call", "show", "DHE-2019", "--data", "/etc"), "programme's own machine")
	nobody := must(3, "access", "could", "stranger@example.org", "DHE-2019")
	require.Contains(t, nobody, "by no address")
	require.NotContains(t, nobody, "people list", "that is for the machine")
	require.Contains(t, must(3, "tender", "draft", "save", "DHE-2019", "/no/such/file"), "there is no file /no/such/file")
	require.Contains(t, must(4, "call", "publish", "DHE-2019"), "refused")
	for _, line := range []string{"verify", "migrate", "keys list", "lives list", "nudge --all", "people load x.yaml", "checkpoint"} {
		require.Contains(t, must(4, strings.Fields(line)...), "programme's own machine", line)
	}

	t.Setenv("TWINNING_TOKEN", "twk_nothing")
	require.Contains(t, must(4, "call", "list"), "not known")
	t.Setenv("TWINNING_TOKEN", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	require.Contains(t, must(4, "call", "list"), "nobody is signed in")
	code, _, talk = w.elsewhere("http://desk.example.org", "", "call", "list")
	require.Equal(t, 2, code)
	require.Contains(t, talk, "not https")
}

func TestADeskThatAsksForAFileThatNobodyNamedGetsNone(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("mine"), 0o600))
	var sent bytes.Buffer
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = sent.ReadFrom(r.Body)
		_ = json.NewEncoder(w).Encode(api.CommandLineAnswer{Needs: secret})
	}))
	defer thief.Close()
	t.Setenv("TWINNING_TOKEN", "twk_x")
	w := &sealedWorld{t: t}
	code, _, talk := w.elsewhere(thief.URL, "", "call", "show", "DHE-2019")
	require.Equal(t, 1, code)
	require.Contains(t, talk, "that you have not named")
	require.NotContains(t, sent.String(), "bWluZQ", "base64 of what stands in it")
}

func TestAProgramIsSignedInByItsPersonsBrowserAndSignedOut(t *testing.T) {
	w := newSealedWorld(t)
	at := w.aDesk()
	t.Setenv("TWINNING_TOKEN", "")
	folder := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", folder)

	login := func(answer string) (code int, out, talk string) {
		var o, e safeBuffer
		a := newApp(strings.NewReader(""), &o, &e)
		a.url = at
		ended := make(chan int, 1)
		go func() {
			root := a.root()
			root.SetArgs([]string{"login"})
			ended <- a.end(context.Background(), root.ExecuteContext(t.Context()), nil)
		}()
		var asked []string
		require.Eventually(t, func() bool {
			asked = regexp.MustCompile(`open http://[^/]+(/device\?code=(\S+))`).FindStringSubmatch(e.String())
			return asked != nil
		}, 10*time.Second, 10*time.Millisecond)
		b := webtest.NewBrowser(t)
		status, page, _ := b.SignIn(at, "mask-contact", w.idOf("mask-contact"), asked[1])
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, page, `value="`+asked[2]+`"`)
		status, page, _ = b.Send(at+"/device", map[string][]string{"code": {"BBBB-BBBB"}, "answer": {"yes"}})
		require.Equal(t, http.StatusUnprocessableEntity, status)
		require.Contains(t, page, "No program waits with this code")
		status, _, _ = b.Send(at+"/device", map[string][]string{"code": {strings.ReplaceAll(strings.ToLower(asked[2]), "-", "")}, "answer": {answer}})
		require.Equal(t, http.StatusOK, status)
		return <-ended, o.String(), e.String()
	}

	code, _, talk := login("no")
	require.Equal(t, 4, code)
	require.Contains(t, talk, "refused in the browser")

	code, out, talk := login("yes")
	require.Equal(t, 0, code, talk)
	require.Equal(t, "signed in to "+at+" as mask-contact\n", out)
	kept := filepath.Join(folder, "twinning", "sign-ins.json")
	info, err := os.Stat(kept)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	code, out, talk = w.elsewhere(at, "", "token", "create", "--for", "the monthly export", "-o", "json")
	require.Equal(t, 0, code, talk)
	var made madeToken
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	require.Equal(t, []string{"read"}, made.Scopes)
	_, out, _ = w.elsewhere(at, "", "token", "list")
	require.Contains(t, out, "the monthly export")
	require.NotContains(t, out, made.Secret)

	t.Setenv("TWINNING_TOKEN", made.Secret)
	code, _, talk = w.elsewhere(at, "", "call", "list")
	require.Equal(t, 4, code)
	require.Contains(t, talk, "made to read", "a command line may send: it needs both")
	t.Setenv("TWINNING_TOKEN", "")

	code, _, talk = w.elsewhere(at, "", "token", "withdraw", made.ID)
	require.Equal(t, 0, code, talk)
	code, _, talk = w.elsewhere(at, "", "logout")
	require.Equal(t, 0, code, talk)
	code, _, talk = w.elsewhere(at, "", "call", "list")
	require.Equal(t, 4, code)
	require.Contains(t, talk, "nobody is signed in")
	left, err := web.NewTokens(w.pool()).Of(t.Context(), w.idOf("mask-contact"))
	require.NoError(t, err)
	require.Empty(t, left, "what the program was given has ended")
}

// A safeBuffer is read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
