package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/query"
)

// touches are the calls by which a program reads or writes what is on its machine.
var touches = regexp.MustCompile(`\b(os\.(Open|OpenFile|ReadFile|Create|WriteFile|ReadDir|DirFS|Stat|Lstat|CreateTemp|MkdirTemp|MkdirAll|Link|Rename|Remove)|filepath\.(Glob|Walk|WalkDir)|programme\.Load\w*)\(`)

// touching are the sources that may, and why a desk that runs a command for somebody elsewhere never comes to these calls.
var touching = map[string]string{
	"callnew.go":      "call new is run where it is typed",
	"checkpoint.go":   "checkpoint is for the programme's machine",
	"evidence.go":     "evidence get is run where it is typed",
	"evidence_add.go": "evidence add is run where it is typed",
	"export.go":       "export is run where it is typed",
	"files.go":        "openFile and isFile take what was sent",
	"keys.go":         "keys are for the programme's machine",
	"login.go":        "login is run where it is typed",
	"operate.go":      "migrate and man are not run by a desk",
	"serve.go":        "the desk's own secret, when it starts",
	"verify.go":       "verify is for the programme's machine",
}

func TestNoSourceButTheNamedOnesTouchesTheMachineThatItRunsOn(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if calls := touches.FindAllString(string(text), -1); !strings.HasSuffix(file, "_test.go") && len(calls) > 0 {
			require.Contains(t, touching, file, "%s: a desk that runs this for somebody elsewhere reads or writes a file of its own: use openFile", calls)
			found[file] = true
		}
	}
	for file := range touching {
		require.True(t, found[file], "%s touches nothing any more", file)
	}
}

// Whoever is signed in names a file of the desk's machine to each command that takes one.
func TestADeskReadsNoFileOfItsOwnMachineForWhoeverTypesACommand(t *testing.T) {
	w := newSealedWorld(t)
	secret := w.file("key", "title: 'the secret of the desk'\n")
	for _, line := range []string{
		"body minutes EHN 20 FILE", "body document EHN 20 2 FILE --title x", "body convene EHN 20 FILE", "body change EHN 20 FILE --why x", "body select EHN 20 FILE",
		"body advise EHN 20 FILE", "body open EHN FILE", "market open HEALTH FILE", "market change HEALTH FILE", "entry draft HEALTH FILE", "entry revise HEALTH-K7Q2MDAAAAAA FILE",
		"survey open EHN-2021 FILE", "survey answer EHN-2021 SE FILE", "capacity open X FILE", "masterclass open X FILE", "call open FILE", "tender submit FILE --call DHE-2019",
	} {
		t.Run(line, func(t *testing.T) {
			var out strings.Builder
			a := newApp(strings.NewReader(""), &out, &out)
			a.ledger, a.people = w.shared, w.directory
			a.served = &served{who: w.idOf("officer"), id: door.NewID(), queries: query.Over(w.shared, w.directory, nil)}
			defer func() { a.ledger = nil; a.close() }()
			root := a.root()
			args := strings.Fields(strings.ReplaceAll(line, "FILE", secret))
			root.SetArgs(args)
			code := a.end(t.Context(), root.ExecuteContext(t.Context()), args)
			require.Equal(t, secret, a.served.needs, "the file is not asked for: %d %s", code, out.String())
			require.NotContains(t, out.String(), "the secret of the desk")
		})
	}
}

func TestNobodyWaitsAtAPipeThatIsNamedAsAFile(t *testing.T) {
	w := newSealedWorld(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, line := range []string{
		"tender submit PIPE --call DHE-2019 --as mask-contact", "call open PIPE --as officer", "verify --checkpoint PIPE", "receipt check PIPE --checkpoint PIPE", "body minutes EHN 20 PIPE --as officer",
		"body document EHN 20 2 PIPE --title x --as officer", "market open HEALTH PIPE --as officer", "survey answer EHN-2021 SE PIPE --as mask-contact", "evidence add $TENDER PIPE --for clarification --as mask-contact",
	} {
		t.Run(line, func(t *testing.T) {
			ended := make(chan string, 1)
			go func() {
				code, said := w.asks(strings.Fields(strings.ReplaceAll(line, "PIPE", pipe))...)
				ended <- fmt.Sprint(code, " ", said)
			}()
			select {
			case said := <-ended:
				require.Regexp(t, "is a pipe, not a file|is no file", said)
			case <-time.After(time.Minute):
				t.Fatal("it waits")
			}
		})
	}
}

// Each command is given a pipe for every file that it may be named, by argument and by flag.
func TestNoCommandWaitsAtAPipeForAnyFileThatItTakes(t *testing.T) {
	w := newSealedWorld(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	named := map[string]string{
		"CALL": "DHE-2019", "TENDER": "$TENDER", "TWINNING": "$TENDER", "FILE": pipe, "REFERENCE": "NEW", "BODY": "EHN", "MEETING": "20", "ITEM": "2", "MARKET": "HEALTH",
		"ENTRY": "HEALTH-K7Q2MDAAAAAA", "SURVEY": "EHN-2021", "COUNTRY": "SE", "INITIATIVE": "X", "MASTERCLASS": "X", "CALL|TENDER": "DHE-2019", "EXPENSE|FILE": pipe,
	}
	var lines [][]string
	var add func(c *cobra.Command)
	add = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			add(sub)
		}
		if c.HasSubCommands() || c.Name() == "up" || c.Name() == "demo" || c.Name() == "serve" {
			return
		}
		var args []string
		takes := false
		for _, name := range strings.Fields(c.Use)[1:] {
			name = strings.TrimSuffix(strings.Trim(name, "[]"), "...")
			value, known := named[name]
			if !known {
				value = "1"
			}
			args = append(args, value)
			takes = takes || value == pipe
		}
		args = append(strings.Fields(c.CommandPath())[1:], args...)
		if c.Flags().Lookup("as") != nil {
			args = append(args, "--as", "officer")
		}
		if takes {
			lines = append(lines, args)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if name, _ := pflag.UnquoteUsage(f); name == "FILE" && f.Name != "to" && f.Name != "out" {
				lines = append(lines, append(slices.Clone(args), "--"+f.Name, pipe))
			}
		})
	}
	add(newApp(nil, io.Discard, io.Discard).root())
	require.Greater(t, len(lines), 50, "the commands are read")
	for _, line := range lines {
		ended := make(chan struct{})
		go func() {
			w.asks(line...)
			close(ended)
		}()
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatal(line, " waits")
		}
	}
	for _, line := range []string{"receipt check nowhere --trust PIPE", "keys register PIPE"} {
		require.Contains(t, w.must(2, strings.ReplaceAll(line, "PIPE", pipe)), "is a pipe, not a file")
	}
}
