package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	environment "github.com/caarlos0/env/v11"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/admin"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/pages"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/telemetry"
	otlp "twinning.example/engine/internal/telemetry/export"
	"twinning.example/engine/internal/views"
	"twinning.example/engine/internal/web"
)

// deskSettings are the environment of `twinning serve`.
type deskSettings struct {
	DatabaseURL string `env:"DATABASE_URL,required,notEmpty"`      // as twinning_door
	KeyFile     string `env:"TWINNING_KEY_FILE"`                   // opens sealed bodies
	SignKey     string `env:"TWINNING_SIGN_KEY,required,notEmpty"` // a key of the role door
	Trust       string `env:"TWINNING_TRUST"`

	URL     string   `env:"TWINNING_DESK_URL,required,notEmpty"` // where people reach it
	Addr    string   `env:"TWINNING_DESK_ADDR" envDefault:":8443"`
	Cert    string   `env:"TWINNING_TLS_CERT"` // a file; "" behind a proxy
	Key     string   `env:"TWINNING_TLS_KEY"`  // a file
	Proxies []string `env:"TWINNING_PROXIES"`  // addresses of trusted proxies: CIDR
	Admin   string   `env:"TWINNING_ADMIN_ADDR" envDefault:"127.0.0.1:9465"`

	Issuer       string `env:"TWINNING_OIDC_ISSUER,required,notEmpty"`
	ClientID     string `env:"TWINNING_OIDC_CLIENT_ID,required,notEmpty"`
	ClientSecret string `env:"TWINNING_OIDC_CLIENT_SECRET_FILE"` // a file; "" for a public client

	Checkpoint string `env:"TWINNING_CHECKPOINT"` // the file that `twinning checkpoint --out` writes; "": auditors take none here

	Evidence string  `env:"TWINNING_EVIDENCE"`                    // where files are: a folder, or the URL of a bucket; "": none can be sent here
	Clamd    string  `env:"TWINNING_CLAMD"`                       // a scanner; "": files are not scanned
	Chromium string  `env:"TWINNING_CHROMIUM"`                    // makes PDF; "": the one in PATH, where there is one
	Rate     float64 `env:"TWINNING_API_RATE" envDefault:"20"`    // requests a second of one identity or address
	SignIns  float64 `env:"TWINNING_SIGN_IN_RATE" envDefault:"1"` // of one address a second
	LogLevel string  `env:"TWINNING_LOG_LEVEL" envDefault:"info"`
}

// deskConns is how many connections the desk takes for itself beside the ledger's (our choice).
const deskConns = 8

// deskGC collects garbage once the desk has a third as much again as it needs: it takes files in less than 160 MB. There is
// no limit of memory: near one it would collect garbage all the time, and answer slowly.
const deskGC = 33

// remembered is how many lives the desk keeps as they were last read (our choice).
const remembered = 5000

func (a *app) serve() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve the desk and the HTTP API, until Ctrl-C or SIGTERM",
		Long: `Serve the desk, pages for everybody, and the HTTP API under /api/v1, until Ctrl-C or
SIGTERM; what was asked then is finished. Any number may run beside any number of
workers. It is set by the environment alone: DATABASE_URL (as twinning_door),
TWINNING_SIGN_KEY, TWINNING_KEY_FILE, TWINNING_TRUST, TWINNING_DESK_URL (where people
reach it), TWINNING_DESK_ADDR, TWINNING_TLS_CERT and TWINNING_TLS_KEY or a proxy
named by TWINNING_PROXIES, TWINNING_OIDC_ISSUER, TWINNING_OIDC_CLIENT_ID and
TWINNING_OIDC_CLIENT_SECRET_FILE (sign-in), TWINNING_EVIDENCE and TWINNING_CLAMD
(files of evidence and their scanner), TWINNING_CHROMIUM (makes PDF of exports), TWINNING_CHECKPOINT (the file of the latest
checkpoint, for auditors), OTEL_* (traces by OTLP over HTTP, off without
OTEL_EXPORTER_OTLP_ENDPOINT), TWINNING_ADMIN_ADDR (/healthz, /readyz,
/metrics, /version). On one machine "twinning up" starts it.`,
		Example: "  TWINNING_DESK_URL=https://desk.example.org twinning serve", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := environment.ParseAs[deskSettings]()
			if err != nil {
				return usage("%s; README.md names every variable", err)
			}
			level, err := levelOf(s.LogLevel)
			if err != nil {
				return err
			}
			if a.alone {
				debug.SetGCPercent(deskGC)
			}
			return serveDesk(cmd.Context(), s, slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})))
		},
	}
}

func levelOf(name string) (slog.Level, error) {
	var l slog.Level
	if l.UnmarshalText([]byte(name)) != nil {
		return l, usage("TWINNING_LOG_LEVEL %q is no level; allowed are debug, info, warn and error", query.Cut(name))
	}
	return l, nil
}

func serveDesk(ctx context.Context, s deskSettings, log *slog.Logger) error {
	var opened atomic.Pointer[views.Store] // once the desk is open
	port, err := admin.Listen(s.Admin, log, func(asked context.Context) (string, error) {
		if ctx.Err() != nil {
			return "", errors.New("it ends: what was asked is finished")
		}
		return deskReady(asked, opened.Load())
	})
	if err != nil {
		return err
	}
	defer port.Close()
	l, err := ledger.Open(ctx, ledger.Options{DSN: s.DatabaseURL, KeyFile: s.KeyFile, SignKey: s.SignKey, Trust: s.Trust, Patience: patience, Conns: 16})
	if err != nil {
		return away(s.DatabaseURL, err)
	}
	defer l.Close()
	for _, from := range [][2]string{{"TWINNING_OIDC_ISSUER", s.Issuer}, {"TWINNING_DESK_URL", s.URL}} {
		if err := ofElsewhere(l.ServesElsewhere(ctx, from[0], from[1])); err != nil {
			return err
		}
	}
	seen, err := views.Open(ctx, s.DatabaseURL, 4)
	if err != nil {
		return away(s.DatabaseURL, err)
	}
	defer seen.Close()
	pool, err := connectDesk(ctx, s.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()

	directory := people.NewDirectory(l)
	tokens := web.NewTokens(pool)
	queries := query.Over(l, directory, func(context.Context) (*views.Store, error) { return seen, nil }).Remembering(remembered).Recording(reads.New(pool)).Reached(s.URL)
	if err := l.Forget(ctx, "a desk", forgetter(directory, tokens, queries), func(err error) { log.Warn("what is erased cannot be followed; trying again", "error", err) }); err != nil {
		return err
	}
	in := &door.Door{
		Ledger: l, People: directory, May: queries.MaySend, Tells: queries.TellsEffects, TellsBefore: queries.TellsBefore, Absent: queries.AbsentFile, Handed: queries.Handed, Readdressed: queries.Readdressed, Log: log, Ending: ctx.Done(),
	}
	server, err := newServer(s, directory, pool, &web.Records{Queries: queries, Door: in}, log)
	if err != nil {
		return err
	}
	files, done, err := openFiles(ctx, s, l, pool)
	if err != nil {
		return err
	}
	defer done()
	printer := export.NewPrinter(s.Chromium, 1)
	exports := jobs.New(l, pool, &export.Maker{Queries: queries, Evidence: files}, printer)
	faces, err := pages.New(pages.Options{
		Queries: queries, Door: in, People: directory, Drafts: drafts.New(l, directory, pool), Evidence: files, Jobs: exports, Printer: printer,
		Who: web.Viewer, SignIn: web.SignInPath, SignOut: web.SignOutPath, Still: server.Still, Checkpoint: s.Checkpoint, Reads: reads.New(pool), Ending: ctx.Done(),
	})
	if err != nil {
		return err
	}
	programs, err := api.New(api.Options{
		Queries: queries, Door: in, Ledger: l, Reads: reads.New(pool), Drafts: drafts.New(l, directory, pool), Evidence: files, Jobs: exports, Printer: printer, Log: log, Limit: s.Rate, Burst: int(5 * s.Rate),
		Run: lineRunner(l, directory, seen, pool, queries, files),
		Who: func(r *http.Request) (access.Viewer, error) { return web.Viewer(r), nil },
	})
	if err != nil {
		return err
	}
	h, err := server.Handler(faces, programs)
	if err != nil {
		return err
	}
	traces, shut, err := otlp.Open(ctx, "twinning-desk")
	if err != nil {
		return usage("%s", err)
	}
	defer func() { untraced(log, shut) }()
	h = telemetry.HTTP(traces, h)
	on, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen on TWINNING_DESK_ADDR: %w", err)
	}
	opened.Store(seen)
	var making sync.WaitGroup
	making.Go(func() {
		exports.Run(ctx, fmt.Sprintf("%s %s", hostname(), door.NewID()), log)
	})
	log.Info("the desk is open", "url", s.URL, "addr", on.Addr().String(), "admin", port.Addr())
	err = server.Serve(ctx, on, h, 20*time.Second)
	making.Wait()
	log.Info("the desk is closed")
	return err
}

// ofElsewhere says what to do about a database of one machine that people elsewhere would use.
func ofElsewhere(err error) error {
	var marked *ledger.MarkedLocalError
	if !errors.As(err, &marked) {
		return err
	}
	f := failed(exitRefused, "the database %s says that it is of one machine, where whoever reaches it acts as anybody (--as), and %s %s is elsewhere", marked.Database, marked.Variable, marked.Address)
	f.next = marked.Remedy()
	return f
}

// hostname is what this machine is called.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown host"
	}
	return name
}

// untraced gives out the traces that are still held.
func untraced(log *slog.Logger, shut func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := shut(ctx); err != nil {
		log.Warn("the last traces were not given out", "error", err)
	}
}

// openFiles opens the store of files for the desk; none where it is not said where it is.
func openFiles(ctx context.Context, s deskSettings, l *ledger.Ledger, pool *pgxpool.Pool) (*evidence.Store, func(), error) {
	if s.Evidence == "" {
		return nil, func() {}, nil
	}
	scanner, err := evidence.ParseScanner(s.Clamd)
	if err != nil {
		return nil, nil, usage("%s", err)
	}
	bucket, folder, err := evidence.OpenBucket(ctx, s.Evidence)
	if err != nil {
		return nil, nil, &failure{code: exitAway, what: err.Error()}
	}
	return &evidence.Store{Ledger: l, Pool: pool, Bucket: bucket, Folder: folder, Scanner: scanner}, func() { _ = bucket.Close() }, nil
}

// newServer signs people in.
func newServer(s deskSettings, directory *people.Directory, pool *pgxpool.Pool, records *web.Records, log *slog.Logger) (*web.Server, error) {
	o := web.Options{
		URL: s.URL, People: directory, Pool: pool, Records: records, SignIn: web.Provider{Issuer: s.Issuer, ID: s.ClientID}, Cert: s.Cert, Key: s.Key, SignInRate: s.SignIns, Rate: s.Rate, Log: log,
		AlsoReads: api.AlsoReads(), Uploads: pages.IsUpload, UploadSize: pages.UploadSize,
	}
	for _, text := range s.Proxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, usage("TWINNING_PROXIES: %q is no range of addresses, as in 10.0.0.0/8", query.Cut(text))
		}
		o.Proxies = append(o.Proxies, p)
	}
	if s.ClientSecret != "" {
		text, err := os.ReadFile(s.ClientSecret)
		if err != nil {
			return nil, fmt.Errorf("read TWINNING_OIDC_CLIENT_SECRET_FILE: %w", err)
		}
		o.SignIn.Secret = strings.TrimSpace(string(text))
	}
	server, err := web.New(o)
	if err != nil {
		return nil, usage("TWINNING_DESK_URL: %s", err)
	}
	return server, nil
}

func connectDesk(ctx context.Context, dsn string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, usage("DATABASE_URL is not a PostgreSQL connection string") // its text may hold a password
	}
	config.MaxConns = deskConns
	config.ConnConfig.Tracer = telemetry.SQL{}
	config.ConnConfig.RuntimeParams["application_name"] = "twinning desk"
	config.ConnConfig.RuntimeParams["jit"] = "off" // what it compiles takes longer to compile than to run
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, away(dsn, err)
	}
	return pool, nil
}

// forgetter forgets who was erased: what is remembered of them, and their tokens.
func forgetter(d *people.Directory, t *web.Tokens, q *query.Queries) func(context.Context, []string) error {
	return func(ctx context.Context, streams []string) error {
		var ids []string
		for _, s := range streams {
			if id, is := strings.CutPrefix(s, people.Stream("")); is {
				ids = append(ids, id)
			}
		}
		q.Forget(streams)
		return errors.Join(d.Forget(ctx, streams), t.Forget(ctx, ids))
	}
}

// deskReady tells whether the desk can answer.
func deskReady(ctx context.Context, store *views.Store) (string, error) {
	if store == nil {
		return "", errors.New("not open yet")
	}
	if err := store.Ping(ctx); err != nil {
		return "", errors.New("PostgreSQL does not answer")
	}
	answer, err := health.Appends(ctx, store.Pool())
	if err != nil || answer.Level == health.Bad {
		return "", errors.New("nothing can be appended: " + answer.Says)
	}
	return "ready", nil
}
