// Package chaos kills, stops and races the whole stack, and then looks, with
// code of its own, whether every promise was kept. It has no product code: real
// PostgreSQL, Temporal and worker processes, and doors in this one.
//
// `go test -short ./internal/chaos`, as in `make test`, kills each part a few
// times; without -short, as in `make slow`, every scene is played, some on a
// stack of its own; with CHAOS=long (`make chaos`) for many minutes and hundreds
// of kills. CHAOS_SEED repeats a run's choices; each run prints its own.
package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/pgbin"
	"twinning.example/engine/internal/testbin"
)

var (
	long = os.Getenv("CHAOS") == "long"
	seed = uint64(time.Now().UnixNano())

	scratch                string // of this run
	workerBin, temporalBin string
	why                    error // there is no PostgreSQL here

	realTime      = &address{name: "identity"}
	programmeTime = &address{name: "simulated", programme: &local.Programme{Start: time.Date(2019, 6, 11, 7, 0, 0, 0, time.UTC)}}
)

// times is how often something is done in this version; with -short it is half
// as often, and once at least.
func times(usual, inLong int) int {
	switch {
	case long:
		return inLong
	case testing.Short():
		return (usual + 1) / 2
	}
	return usual
}

// inFull skips a scene that `make test` leaves to `make slow`.
func inFull(t *testing.T) {
	t.Helper()
	if testing.Short() && !long {
		t.Skip("this scene is played without -short: make slow")
	}
}

func TestMain(m *testing.M) {
	if os.Getenv("CHAOS_DOOR") != "" {
		os.Exit(doorProcess())
	}
	if os.Getenv("CHAOS_SINK") != "" {
		os.Exit(sinkProcess())
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	flag.Parse()
	if text := os.Getenv("CHAOS_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			fmt.Println("CHAOS_SEED is not a number:", err)
			return 2
		}
	}
	fmt.Printf("CHAOS_SEED=%d\n", seed)
	var programs string
	if programs, why = pgbin.Find(); why != nil {
		return m.Run() // every test says why it is skipped
	}
	var err error
	if scratch, err = os.MkdirTemp("", "twinning-chaos-"); err == nil {
		defer os.RemoveAll(scratch)
		err = os.Chmod(scratch, 0o755) // PostgreSQL runs as another user
	}
	if err == nil {
		err = gatePostgres(programs)
	}
	if err == nil {
		err = build()
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	// All tests at once: those of one house wait for each other.
	if err := flag.Set("test.parallel", "32"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer func() {
		for _, a := range []*address{realTime, programmeTime} {
			if a.house != nil {
				a.house.close()
			}
		}
	}()
	return m.Run()
}

// build makes the worker of this tree, and Temporal where there is none.
func build() error {
	root, err := testbin.Root()
	if err != nil {
		return err
	}
	if workerBin, err = testbin.Worker(); err != nil {
		return err
	}
	temporalBin = filepath.Join(root, ".local/bin/temporaldev")
	if _, err := os.Stat(temporalBin); err == nil {
		return nil
	}
	return goBuild(filepath.Join(root, "tools/temporaldev"), temporalBin, ".")
}

func goBuild(dir, out, what string) error {
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", out, what)
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w:\n%s", what, err, said)
	}
	return nil
}

// dice are a test's own choices: another test's do not move them.
func dice(t *testing.T) *rand.Rand {
	t.Logf("CHAOS_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, uint64(len(t.Name()))))
}

// load is how busy the machine is.
func load() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	one, _, _ := strings.Cut(string(text), " ")
	l, _ := strconv.ParseFloat(one, 64)
	return l
}

// gatePostgres puts PostgreSQL's programs behind scripts of ours, so that it can
// be kept from starting: see gated.
func gatePostgres(programs string) error {
	dir := filepath.Join(scratch, "postgres")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	for _, name := range []string{"initdb", "pg_ctl", "pg_dump", "postgres"} {
		script := "#!/bin/sh\nexec '" + filepath.Join(programs, name) + "' \"$@\"\n"
		if name == "postgres" { // -D DATA ...
			script = strings.Replace(script, "exec", "while [ -e \"$2.gate\" ]; do sleep 0.02; done\nexec", 1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			return err
		}
	}
	return os.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}
