package local

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Options say what stack to bring up. The zero value is real time in .local/, said to nobody.
type Options struct {
	Data           string     // the folder of everything; "": .local
	Programme      *Programme // the programme clock of a new folder, and the same for an old one; nil: real time
	TemporalBinary string     // "": $TWINNING_TEMPORALDEV, else temporaldev beside us, else .local/bin/temporaldev
	WorkerBinary   string     // "": worker beside us, else bin/worker
	DeskBinary     string     // a program that serves the desk as `twinning serve` does; "": there is no desk
	Out            io.Writer  // one line a step; nil: nobody listens
}

// Programme is a programme clock that is not PostgreSQL's: it stood at Start when the stack was first ready.
type Programme struct {
	Start time.Time
	Rate  float64 // programme seconds a real second, up to a million; 0: it stands still until somebody moves it
}

// ErrUsage is wrapped by what is wrong with the options, and can be put right by giving others.
var ErrUsage = errors.New("usage")

// ParseProgramme reads START[,RATE]: an instant (2019-10-14T09:00:00+02:00) or a date (its midnight in UTC), and how many programme
// seconds a real second has; without RATE, one.
func ParseProgramme(s string) (*Programme, error) {
	start, rate, found := strings.Cut(s, ",")
	p := &Programme{Rate: 1}
	var err error
	if p.Start, err = time.Parse(time.RFC3339Nano, start); err != nil {
		if p.Start, err = time.Parse(time.DateOnly, start); err != nil {
			return nil, fmt.Errorf("programme time %q must begin with an instant such as 2019-10-14T09:00:00+02:00, or a date: %w", s, ErrUsage)
		}
	}
	if found {
		if p.Rate, err = strconv.ParseFloat(rate, 64); err != nil {
			return nil, fmt.Errorf("programme time %q must end with a number of programme seconds a second: %w", s, ErrUsage)
		}
	}
	p.Start = p.Start.UTC()
	return p, p.check()
}

func (p *Programme) check() error {
	if p == nil {
		return nil
	}
	if math.IsNaN(p.Rate) || p.Rate < 0 || p.Rate > 1e6 {
		return fmt.Errorf("programme time goes at 0 to 1,000,000 seconds a second, not %v: %w", p.Rate, ErrUsage)
	}
	if y := p.Start.Year(); y < 1958 || y > 2999 {
		return fmt.Errorf("programme time cannot start in the year %d: %w", y, ErrUsage)
	}
	return nil
}

// complete fills in what was left out, and is sure that there are programs to start.
func (o Options) complete() (Options, error) {
	if err := o.Programme.check(); err != nil {
		return o, err
	}
	if o.Data == "" {
		o.Data = ".local"
	}
	if o.Out == nil {
		o.Out = io.Discard
	}
	var err error
	if o.Data, err = filepath.Abs(o.Data); err != nil {
		return o, fmt.Errorf("find the data folder: %w", err)
	}
	if o.TemporalBinary, err = program("Temporal", o.TemporalBinary, os.Getenv("TWINNING_TEMPORALDEV"),
		beside("temporaldev"), beside("../.local/bin/temporaldev"), ".local/bin/temporaldev"); err != nil {
		return o, err
	}
	o.WorkerBinary, err = program("the worker", o.WorkerBinary, "", beside("worker"), "bin/worker")
	return o, err
}

// beside is a path that starts where our own program lies.
func beside(name string) string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(self), name)
}

// program is the one that was said, in the options or else the environment, or the first of the usual places that has it.
func program(what, said, environment string, usual ...string) (string, error) {
	if said == "" {
		said = environment
	}
	if said != "" {
		usual = []string{said}
	}
	for _, path := range usual {
		if path == "" {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return filepath.Abs(path)
		}
	}
	return "", fmt.Errorf("there is no program of %s at %s: `make build` makes it", what, usual[len(usual)-1])
}
