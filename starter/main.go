// Command twinning is how staff, parties and auditors use the engine from a
// terminal. It speaks to the ledger alone, or to a desk that TWINNING_URL names; only
// the worker speaks to Temporal.
//
// Data is written to the standard output and talk to the standard error. The
// exit code is 0 for done or pending, 1 for a failure, 2 for wrong usage or
// input, 3 for something that is not there, 4 for a refusal or a verification
// that failed, 5 for a service that cannot be reached and 130 after Ctrl-C.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

// run is the whole command: what a test starts, too.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	a.url, a.args, a.alone = os.Getenv("TWINNING_URL"), args, true
	defer a.close()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return a.end(ctx, err, args)
}
