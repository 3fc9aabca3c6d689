package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// leastRetention keeps a workflow id known for as long as a caller may still repeat the request that made it.
const leastRetention = 30 * 24 * time.Hour

// Options is what the command line said; the package comment explains each flag.
type Options struct {
	Postgres       Postgres
	IP             string
	Ports          Ports
	UIPort         int
	MetricsPort    int
	Namespaces     []string
	Retention      time.Duration
	Renews         map[string]int // by namespace: events of a history after which a new run is suggested
	Shards         int
	LogLevel       string
	ExitWithParent bool
}

// Postgres says where Temporal's two databases are.
type Postgres struct {
	Host       string
	Port       int
	User       string
	Password   string
	Main       string
	Visibility string
}

// parse reads the flags, and the password from where they or the environment say.
func parse(args []string, getenv func(string) string) (Options, error) {
	var o Options
	var passwordFile, ports, databases string
	set := flag.NewFlagSet("temporaldev", flag.ContinueOnError)
	set.StringVar(&o.Postgres.Host, "postgres-host", "127.0.0.1", "`HOST` PostgreSQL listens on")
	set.IntVar(&o.Postgres.Port, "postgres-port", 5432, "`PORT` PostgreSQL listens on")
	set.StringVar(&o.Postgres.User, "postgres-user", "temporal", "`USER` to be there; needs CREATEDB unless both databases exist")
	set.StringVar(&passwordFile, "postgres-password-file", "", "`FILE` that holds the password (else TEMPORALDEV_POSTGRES_PASSWORD does)")
	set.StringVar(&databases, "databases", "temporal,temporal_visibility", "`MAIN,VISIBILITY`: names of the two databases")
	set.IntVar(&o.Shards, "shards", 4, "history shards; fixed when the databases are made")
	set.StringVar(&o.IP, "ip", "127.0.0.1", "`IP` of this machine to listen on")
	set.StringVar(&ports, "ports", "", "`F,H,M,W,B`: gRPC ports of frontend, history, matching, worker, then the first of four membership ports, or all four")
	set.IntVar(&o.UIPort, "ui-port", 0, "`PORT` of the web page; 0 is none")
	set.IntVar(&o.MetricsPort, "metrics-port", 0, "`PORT` of the Prometheus metrics; 0 is none")
	set.Func("namespace", "`NAME[,NAME]` to register when missing; may be repeated (default \"default\")", func(s string) error {
		o.Namespaces = append(o.Namespaces, strings.Split(s, ",")...)
		return nil
	})
	set.DurationVar(&o.Retention, "retention", leastRetention, "how long new namespaces keep closed workflows")
	set.Func("suggest-new-run", "`NAMESPACE=EVENTS`: suggest continue-as-new to its workflows once their history is that long; may be repeated", func(s string) error {
		name, events, _ := strings.Cut(s, "=")
		n, err := strconv.Atoi(events)
		if err != nil || n < 1 || name == "" {
			return errors.New("it must be a namespace and a number of events, such as default=200")
		}
		if o.Renews == nil {
			o.Renews = map[string]int{}
		}
		o.Renews[name] = n
		return nil
	})
	set.StringVar(&o.LogLevel, "log-level", "error", "debug, info, warn, error or fatal")
	set.BoolVar(&o.ExitWithParent, "exit-with-parent", false, "stop when the process that started this one is gone")
	set.SetOutput(io.Discard) // an error is told once, by the caller
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		set.SetOutput(os.Stderr)
		set.Usage()
		return Options{}, err
	} else if err != nil {
		return Options{}, fmt.Errorf("%w; see --help", err)
	}
	if set.NArg() > 0 {
		return Options{}, fmt.Errorf("%q is not a flag; see --help", set.Arg(0))
	}
	if len(o.Namespaces) == 0 {
		o.Namespaces = []string{"default"}
	}
	var err error
	if o.Postgres.Main, o.Postgres.Visibility, err = parseDatabases(databases); err != nil {
		return Options{}, err
	}
	if o.Ports, err = parsePorts(ports); err != nil {
		return Options{}, err
	}
	if o.Postgres.Password, err = password(passwordFile, getenv); err != nil {
		return Options{}, err
	}
	return o, o.check()
}

// check refuses what Temporal or PostgreSQL would refuse later in words that do not say what to do.
func (o Options) check() error {
	ip := net.ParseIP(o.IP)
	switch {
	case ip == nil || ip.IsUnspecified():
		return fmt.Errorf("--ip %s must be an address of this machine, such as 127.0.0.1", o.IP)
	case !name.MatchString(o.Postgres.User):
		return fmt.Errorf("--postgres-user %q must be of letters, digits, _ and -", o.Postgres.User)
	case strings.Contains(o.Postgres.Password, " "):
		return errors.New("the password of PostgreSQL must not have a space: Temporal cannot pass one on")
	case slices.Contains(o.Namespaces, ""):
		return errors.New("--namespace must not be empty")
	case o.Retention < leastRetention:
		return fmt.Errorf("--retention %s must be at least %s (30 days)", o.Retention, leastRetention)
	case o.Shards < 1 || o.Shards > 1024:
		return fmt.Errorf("--shards %d must be between 1 and 1024; 4 is plenty for one machine", o.Shards)
	case !slices.Contains([]string{"debug", "info", "warn", "error", "fatal"}, o.LogLevel):
		return fmt.Errorf("--log-level %q must be debug, info, warn, error or fatal", o.LogLevel)
	}
	return distinct(o.listeners())
}

// name is what a user or database may be called: Temporal puts both into a URL as they are.
var name = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func parseDatabases(s string) (main, visibility string, err error) {
	main, visibility, _ = strings.Cut(s, ",")
	if !name.MatchString(main) || !name.MatchString(visibility) || main == visibility {
		return "", "", fmt.Errorf("--databases %q must be two different names of letters, digits, _ and -, such as temporal,temporal_visibility", s)
	}
	return main, visibility, nil
}

// password is the file's content without the line's end, or what the environment holds, or none.
func password(file string, getenv func(string) string) (string, error) {
	if file == "" {
		return getenv("TEMPORALDEV_POSTGRES_PASSWORD"), nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read password of PostgreSQL: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
