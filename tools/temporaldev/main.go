// Temporaldev is a Temporal server and its web page in one process, keeping everything in PostgreSQL. It is for one
// machine: a developer's, or a demonstration's. What it was told is still there after a kill -9 of it, of PostgreSQL,
// or of both. In production use a Temporal cluster or Temporal Cloud.
//
//	temporaldev \
//	    --postgres-host 127.0.0.1 --postgres-port 15432 --postgres-user temporal --postgres-password-file .pw \
//	    --ports 17233,17234,17235,17239,16933 --ui-port 17280 --metrics-port 17290
//
// At start it makes what is missing (two databases, their tables, the namespaces) and changes nothing that is there.
// Once every namespace answers through the frontend, it says so in one line of JSON, the only thing it ever writes on
// standard output:
//
//	{"ready":true,"frontend":"127.0.0.1:17233","ui":"http://127.0.0.1:17280","metrics":"http://127.0.0.1:17290/metrics","pid":4711,"took_ms":1234}
//
// All else goes to standard error: Temporal's log as lines of JSON, this program's own words as sentences.
//
// # Flags
//
//	--postgres-host HOST           where PostgreSQL (12 or later) listens, without TLS (127.0.0.1)
//	--postgres-port PORT           and on which port (5432)
//	--postgres-user USER           who to be there; needs CREATEDB unless both databases exist (temporal)
//	--postgres-password-file FILE  holds the password; without it TEMPORALDEV_POSTGRES_PASSWORD does, or there is none
//	--databases MAIN,VISIBILITY    what the two databases are called (temporal,temporal_visibility)
//	--shards N                     history shards; fixed for good when MAIN is made, ignored after (4)
//	--ip IP                        the address of this machine to listen on; nothing here asks who calls (127.0.0.1)
//	--ports F,H,M,W,B              the server's ports, required: gRPC of frontend, history, matching and worker, then
//	                               the first of four in a row for their membership; or F,H,M,W,BF,BH,BM,BW, each said
//	--ui-port PORT                 the web page; 0 is none (0)
//	--metrics-port PORT            Prometheus metrics, under /metrics; 0 is none (0)
//	--namespace NAME[,NAME]        namespaces to register when missing; may be repeated (default)
//	--retention DURATION           how long those keep closed workflows, 720h at least; an older one keeps its own (720h)
//	--suggest-new-run NAME=EVENTS  suggest continue-as-new to the workflows of a namespace once their history has so many
//	                               events, for tests of it; may be repeated (none; Temporal's own limit is 4096)
//	--log-level LEVEL              debug, info, warn, error or fatal; of Temporal's log. Errors while its services start
//	                               and stop are left out, unless this asks for more than errors (error)
//	--exit-with-parent             stop, as SIGTERM does, when the process that started this one is gone
//
// The server's eight ports must be below 32768: Temporal keeps them in a SMALLINT. Give the same ones at every start,
// so that workers and browsers find the server again.
//
// # Ending
//
// SIGINT and SIGTERM stop it in order, in less than five seconds, with status 0; a second signal ends it at once with
// status 130. Ctrl-C reaches the whole process group of a terminal: who starts temporaldev and also forwards signals to
// it should give it a group of its own. Status 1 means it could not start or broke, with the cause on standard error;
// status 2, that the flags were wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	began := time.Now()
	// The line of JSON is the only thing that may reach standard output: whatever a library prints goes elsewhere.
	ready := os.Stdout
	os.Stdout = os.Stderr

	options, err := parse(os.Args[1:], os.Getenv)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		exit(2, err)
	}
	ctx := untilTold(options.ExitWithParent)
	err = run(ctx, options, ready, began)
	if err != nil && !errors.Is(err, errTold) && !errors.Is(err, context.Canceled) {
		exit(1, err)
	}
}

// exit ends the process, saying why.
func exit(status int, why error) {
	fmt.Fprintf(os.Stderr, "temporaldev: %v\n", why)
	os.Exit(status)
}
