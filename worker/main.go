// Command worker drives the lives: it runs the workflows and activities, brings
// each life its commands, and passes on facts that concern other lives. Any
// number of workers may run; one of them dispatches. Only the worker talks to
// Temporal.
//
// It is set by the environment: DATABASE_URL (as twinning_app), TEMPORAL_*
// (Temporal's own names), TWINNING_*; docker-compose.yaml shows them all. On
// SIGTERM it stops taking work, finishes what it holds, and ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // for display only; the law has zones of its own

	"github.com/rs/zerolog"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/dispatch"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/telemetry/export"
	"twinning.example/engine/internal/views"
	"twinning.example/engine/workflows"
)

// drain is how long work that was begun may go on after SIGTERM.
const drain = 20 * time.Second

// remembered is how many streams each folder keeps in memory.
const remembered = 5000

var errNoWork = errors.New("this worker gets no more work from Temporal")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	if len(os.Args) == 3 && os.Args[1] == "cost" {
		return printCost(ctx, os.Args[2], os.Stdout)
	}
	c, err := configured()
	if err != nil {
		return err
	}
	log, err := logger(c)
	if err != nil {
		return err
	}
	admin, err := listenAdmin(c.AdminAddr, log)
	if err != nil {
		return err
	}
	defer admin.close()

	l, err := ledger.Open(ctx, ledger.Options{DSN: c.DatabaseURL, KeyFile: c.KeyFile, SignKey: c.SignKey, Trust: c.Trust, Conns: 16})
	if err != nil {
		return fmt.Errorf("open the ledger: %w", err)
	}
	defer l.Close()
	if err := l.ServesElsewhere(ctx, "TWINNING_DESK_URL", c.Desk); err != nil {
		return err
	}
	store, err := views.Open(ctx, c.DatabaseURL, 8)
	if err != nil {
		return err
	}
	defer store.Close()
	files, closed, err := filesOf(ctx, c, l, store)
	if err != nil {
		return err
	}
	defer closed()
	traces, shut, err := export.Open(ctx, "twinning-worker")
	if err != nil {
		return err
	}
	defer func() { untraced(log, shut) }()
	temporal, namespace, err := dial(ctx, admin, traces, log)
	if err != nil {
		return err
	}
	defer temporal.Close()
	admin.asks(store, temporal)
	metrics, err := dispatch.NewMetrics(admin.meter())
	if err != nil {
		return err
	}

	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	c.fatal = func(err error) { fail(fmt.Errorf("%w: %w", errNoWork, err)) }
	folder, directory := state.NewFolder(l, remembered), people.NewDirectory(l)
	lot := &parking.Lot{Ledger: l, Folder: folder, Store: store, Log: log}
	acts := &activities.Activities{
		Ledger: l, Folder: folder, Lives: store, Addresses: directory, Parking: lot,
		Post: post(c), Origin: c.Origin, Desk: c.Desk, Organizer: c.MailFrom, Histories: histories{temporal}, HistoryStore: l.Archive(), Traces: traces,
	}
	forget := func(ctx context.Context, streams []string) error {
		folder.ForgetErased(streams)
		if err := directory.Forget(ctx, streams); err != nil {
			return err
		}
		return acts.HandedOver(ctx)
	}
	err = l.Forget(ctx, "worker on "+hostname(), forget, func(err error) { log.Warn("what is erased cannot be followed; trying again", "error", err) })
	if err != nil {
		return err
	}
	go search(ctx, temporal, namespace, log, acts.Search.Store)
	w := newWorker(temporal, c)
	register(w, acts)
	if err := w.Start(); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	log.Info("lives can be driven", "task_queue", life.TaskQueue, "admin", admin.addr())
	dispatcher := dispatch.New(temporal, l, store, lot, log, metrics, dispatch.Options{Traces: traces})
	drive(ctx, driving{temporal: temporal, ledger: l, store: store, log: log, admin: admin, dispatcher: dispatcher, lot: lot, files: files, erase: c.EraseURL, fatal: fail})

	log.Info("stopping: what was begun is finished")
	w.Stop()
	if cause := context.Cause(ctx); errors.Is(cause, errNoWork) || errors.Is(cause, errShorter) {
		return cause // another process must be started in place of this one
	}
	return nil
}

// untraced gives out the traces that are still held.
func untraced(log *slog.Logger, shut func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := shut(ctx); err != nil {
		log.Warn("the last traces were not given out", "error", err)
	}
}

// hostname names this process to people.
func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "an unnamed machine"
	}
	return name
}

// register gives the names that histories carry.
func register(w worker.Registry, a *activities.Activities) {
	auto := workflow.RegisterOptions{VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade}
	for _, kind := range lives.All() {
		o := auto
		o.Name = kind.Workflow
		w.RegisterWorkflowWithOptions(workflows.Of(kind.Workflow), o)
	}
	for name, f := range map[string]any{life.Judge: a.Judge, life.Notify: a.Notify, life.Archive: a.Archive} {
		w.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
}

// newWorker polls for lives; with a deployment name and a build id it takes
// part in worker deployment versioning, and lives move on to the newest version.
func newWorker(c client.Client, conf config) worker.Worker {
	o := worker.Options{
		WorkerStopTimeout:                       drain,
		OnFatalError:                            conf.fatal,
		StickyScheduleToStartTimeout:            time.Second, // else a life that a dead worker remembered waits 5 s for it
		MaxConcurrentWorkflowTaskPollers:        8,
		MaxConcurrentActivityTaskPollers:        4,
		MaxConcurrentLocalActivityExecutionSize: 64,
	}
	if conf.Deployment != "" && conf.BuildID != "" {
		o.DeploymentOptions = worker.DeploymentOptions{
			UseVersioning:             true,
			Version:                   worker.WorkerDeploymentVersion{DeploymentName: conf.Deployment, BuildID: conf.BuildID},
			DefaultVersioningBehavior: workflow.VersioningBehaviorAutoUpgrade,
		}
	}
	return worker.New(c, life.TaskQueue, o)
}

func logger(c config) (*slog.Logger, error) {
	level, err := zerolog.ParseLevel(c.LogLevel)
	if err != nil {
		return nil, fmt.Errorf("TWINNING_LOG_LEVEL %q is no level; allowed are debug, info, warn, error", c.LogLevel)
	}
	var out zerolog.Logger
	switch c.LogFormat {
	case "console":
		out = zerolog.New(zerolog.ConsoleWriter{Out: os.Stderr, TimeFormat: time.TimeOnly})
	case "json":
		out = zerolog.New(os.Stderr)
	default:
		return nil, errors.New("TWINNING_LOG_FORMAT must be json or console")
	}
	return slog.New(zerolog.NewSlogHandler(out.Level(level).With().Timestamp().Logger())), nil
}
