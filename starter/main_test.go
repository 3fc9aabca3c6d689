package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"twinning": func() { os.Exit(run(os.Args[1:])) }})
}

// inShort are the scripts that run with -short, as in `make test`; `make slow` runs all.
var inShort = []string{"door", "erased", "opening", "pending", "people", "repair", "send"}

// TestScripts runs the command as people do, each script against a ledger of
// its own in a real PostgreSQL. What a script may say beside `exec twinning`:
//
//	exits CODE twinning ...  the command ends with this exit code
//	clock INSTANT            the programme clock stands there, and lives are judged
//	letter NAME INVITATION   $NAME is the secret of the letter of an invitation
//	judges off|on            nobody judges from now on, as when Temporal is away
//	set NAME FILE WORD       $NAME is the first reference in FILE that begins with WORD
//	erase SUBJECT            somebody, or a tender, is erased
//	rules NAME...            the rule book of DHE-2019 has briefing, arbitration, consensus, panel from now on
//	harm SQL                 somebody changes the ledger behind its back
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("there are no scripts", err)
	}
	if testing.Short() {
		scripts = slices.DeleteFunc(scripts, func(path string) bool {
			return !slices.Contains(inShort, strings.TrimSuffix(filepath.Base(path), ".txtar"))
		})
	}
	programmes, err := filepath.Abs("../programmes")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files: scripts, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error { // of each script, once it runs
			t := e.T().(testing.TB)
			e.Values[inWorld{}] = newWorld(t, time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC))
			e.Setenv("DATABASE_URL", ledgertest.DSN(t, ledger.RoleApp))
			e.Setenv("DOOR_URL", ledgertest.DSN(t, ledger.RoleDoor))
			e.Setenv("TWINNING_KEY_FILE", ledgertest.KeyFile(t))
			e.Setenv("TWINNING_NOTE_KEY", ledgertest.NoteKey(t))
			e.Setenv("TWINNING_EVIDENCE", filepath.Join(e.WorkDir, ".evidence"))
			e.Setenv("TWINNING_SIGN_KEY", ledgertest.SignKey(t, "door"))
			e.Setenv("TWINNING_OPERATOR_KEY", ledgertest.SignKey(t, "operator"))
			e.Setenv("TWINNING_ERASE_URL", ledgertest.DSN(t, ledger.RoleErase))
			e.Setenv("TWINNING_OWNER_URL", ledgertest.DSN(t, ledger.RoleOwner))
			e.Setenv("P", programmes)
			e.Setenv("NO_COLOR", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "set": setReference, "hash": setHash, "comes": comes,
			"letter": func(ts *testscript.TestScript, _ bool, args []string) {
				w := worldOf(ts)
				to, err := people.NewDirectory(w.ledger).Invited(w.t.Context(), law.InvitationFamily+args[1])
				ts.Check(err)
				ts.Setenv(args[0], to.Secret)
			},
			"clock": func(ts *testscript.TestScript, _ bool, args []string) {
				at, err := time.Parse(time.RFC3339, args[0])
				ts.Check(err)
				ts.Check(worldOf(ts).stand(at))
			},
			"judges": func(ts *testscript.TestScript, _ bool, args []string) { worldOf(ts).Away.Store(args[0] == "off") },
			"erase":  func(ts *testscript.TestScript, _ bool, args []string) { ledgertest.Erase(worldOf(ts).t, args[0]) },
			"rules":  func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(worldOf(ts).revise(args...)) },
			"harm": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(worldOf(ts).harm(strings.Join(args, " ")))
			},
		},
	})
}

// inWorld is the key of a script's world.
type inWorld struct{}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(inWorld{}).(*world) }

// exits runs a command and compares its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("%s exits with %s, not with %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// comes runs a command until its output matches, for what is still on its way: comes PATTERN COMMAND...
func comes(ts *testscript.TestScript, _ bool, args []string) {
	pattern := regexp.MustCompile(args[0])
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) { // asks again
		exits(ts, false, append([]string{"0"}, args[1:]...))
		switch out := ts.ReadFile("stdout"); {
		case pattern.MatchString(out):
			return
		case time.Now().After(until):
			ts.Fatalf("%s never says %s, but:\n%s", strings.Join(args[1:], " "), args[0], out)
		}
	}
}

// setReference finds a reference, or an id, in what was printed.
func setReference(ts *testscript.TestScript, _ bool, args []string) {
	other := func(r rune) bool { return r != '-' && !unicode.IsDigit(r) && !unicode.IsLetter(r) }
	for word := range strings.FieldsFuncSeq(ts.ReadFile(args[1]), other) {
		if strings.HasPrefix(word, args[2]) {
			ts.Setenv(args[0], word)
			ts.Setenv(args[0]+"_STREAM", law.TwinningStream(word))
			return
		}
	}
	ts.Fatalf("nothing in %s begins with %s", args[1], args[2])
}

// setHash keeps the hash of what a command has shown as JSON.
func setHash(ts *testscript.TestScript, _ bool, args []string) {
	var shown struct {
		SHA256 string `json:"sha256"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &shown))
	ts.Setenv(args[0], shown.SHA256)
}

func TestEveryCommandSaysWhatItDoesWithAnExample(t *testing.T) {
	t.Parallel()
	a := newApp(nil, &strings.Builder{}, &strings.Builder{})
	seen := 0
	walk(a.root(), func(path, use, short, example string) {
		seen++
		if short == "" || example == "" || !strings.HasPrefix(example, "  twinning ") && !strings.Contains(example, " twinning ") {
			t.Errorf("%s: short %q, example %q", path, short, example)
		}
	})
	if seen < 60 {
		t.Errorf("only %d commands", seen)
	}
}

func TestAnInstantIsReadInTheZoneOfTheCall(t *testing.T) {
	t.Parallel()
	zone, err := calendar.Zone("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2019-08-07T15:00:00Z":        "2019-08-07T15:00:00.000000Z",
		"2019-08-07T17:00":            "2019-08-07T15:00:00.000000Z",
		"2019-08-07T17:00:00.5+02:00": "2019-08-07T15:00:00.500000Z",
		"2019-08-07":                  "2019-08-07T21:59:59.999999Z",
	} {
		at, err := query.ParseAt(text, zone)
		if err != nil || calendar.Instant(at) != want {
			t.Errorf("%s is %s, %v", text, calendar.Instant(at), err)
		}
	}
	for _, text := range []string{"", "yesterday", "2019-02-30", "2019-03-31T02:30", "2019-10-27T02:30", "17:00"} {
		if at, err := query.ParseAt(text, zone); err == nil {
			t.Errorf("%q was read as %s", text, at)
		} else if code, _ := advise(err); code != exitUsage {
			t.Errorf("%q: exit code %d", text, code)
		}
	}
}

func TestAnErrorOfTheDatabaseShowsNoPassword(t *testing.T) {
	t.Parallel()
	err := away("postgres://who:geheim@127.0.0.1:1/x", fmt.Errorf("open ledger: %w", fmt.Errorf("cannot parse `postgres://who:geheim`")))
	if strings.Contains(err.Error(), "geheim") {
		t.Error(err)
	}
	if code, _ := advise(err); code != exitUsage {
		t.Error(code)
	}
}
