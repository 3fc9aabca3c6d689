package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	// patience is how long stopping in order may take. PostgreSQL has all that matters, so that giving up is safe.
	patience = 4500 * time.Millisecond
	// parentPoll is how often a gone parent is looked for.
	parentPoll = 200 * time.Millisecond
)

// errTold is why the context ends when someone asked for it: a signal, or the end of the parent.
var errTold = errors.New("told to stop")

// untilTold returns a context that ends at the first SIGINT or SIGTERM or, when asked, with the parent. From then on a
// second signal, or the end of patience, ends the process whatever it is doing.
func untilTold(withParent bool) context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	told := make(chan os.Signal, 2)
	signal.Notify(told, syscall.SIGINT, syscall.SIGTERM)
	orphaned := make(chan struct{})
	if withParent {
		go watchParent(os.Getppid(), orphaned)
	}
	go func() {
		select {
		case <-told:
		case <-orphaned:
		}
		cancel(errTold)
		select {
		case <-told:
			exit(130, errors.New("stopped at once by a second signal"))
		case <-time.After(patience):
			exit(1, fmt.Errorf("could not stop in order within %s", patience))
		}
	}()
	return ctx
}

// watchParent closes orphaned once another process has inherited this one. It asks instead of using PR_SET_PDEATHSIG,
// which fires when the thread that forked ends, and a supervisor written in Go cannot say which thread that was.
func watchParent(parent int, orphaned chan<- struct{}) {
	for os.Getppid() == parent {
		time.Sleep(parentPoll)
	}
	close(orphaned)
}
