package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5/pgconn"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
	"twinning.example/engine/internal/whatif"
)

// The exit codes.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitNotFound    = 3
	exitRefused     = 4
	exitAway        = 5
	exitInterrupted = 130
)

// A failure is an error with its exit code, in a sentence, and what to do next.
type failure struct {
	code       int
	what, next string
	says       phrase // what, where it is told in other languages than English
	said       bool   // it has been said already, on the standard output
	cause      error  // told in its place in other languages than English, where there is one
}

func (f *failure) Error() string { return f.what }

func (f *failure) Unwrap() error { return f.cause }

// failed is a failure of a phrase.
func failed(code int, format string, args ...any) *failure {
	says := phrased(format, args...)
	return &failure{code: code, what: says.String(), says: says}
}

// failedAs is a failure of a phrase that is there already.
func failedAs(code int, says phrase) *failure {
	return &failure{code: code, what: says.String(), says: says}
}

func usage(format string, args ...any) error {
	f := failed(exitUsage, format, args...)
	for _, a := range args {
		if err, is := a.(error); is {
			f.cause = err
		}
	}
	return f
}

func notFound(format string, args ...any) error {
	return failed(exitNotFound, format, args...)
}

// startPostgres is what to do about a database that is away.
const startPostgres = "start it with `twinning up` (this machine) or `docker compose up -d`, or correct DATABASE_URL"

// away turns an error of the first connection into a sentence that says where
// nobody answered, never with a password.
func away(dsn string, err error) error {
	var refused *pgconn.PgError
	var connecting *pgconn.ConnectError
	trouble := ledger.TroubleOf(err)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case trouble != "" && trouble != ledger.Unreachable:
		return &failure{code: exitAway, what: ledger.Named(err).Error(), next: trouble.Remedy()}
	case errors.Is(err, views.ErrNotMade):
		return &failure{code: exitAway, what: views.ErrNotMade.Error(), next: "start a worker, or look at its log"}
	case errors.As(err, &refused):
		return &failure{code: exitAway, what: "PostgreSQL does not let us in: " + refused.Message, next: "look at DATABASE_URL: user, password, database"}
	case errors.As(err, &connecting):
		f := failed(exitAway, "PostgreSQL cannot be reached")
		if where := at(dsn); where != "" {
			f = failed(exitAway, "PostgreSQL cannot be reached at %s", where)
		}
		f.next = startPostgres
		return f
	case errors.Is(err, ledger.ErrNoLedger):
		return &failure{code: exitAway, what: ledger.ErrNoLedger.Error(), next: migrate}
	case strings.Contains(err.Error(), "cannot parse"):
		return usage("DATABASE_URL is not a PostgreSQL connection string: write postgres://user:password@host:5432/database")
	}
	return err
}

// migrate is what to do where the database holds no ledger.
const migrate = "run `twinning migrate`"

// at is where a connection string leads, without what is secret in it.
func at(dsn string) string {
	config, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", config.Host, config.Port)
}

// advise gives an error its exit code, and what to do next where that helps.
func advise(err error) (code int, next string) {
	var f *failure
	var problems programme.Problems
	var unnamed *programme.NoOrganisation
	var none *door.NoLifeError
	var missing *query.Absent
	var wrong *query.Invalid
	var withheld *query.Withheld
	var nobody *query.Nobody
	var again *query.SignInAgain
	var hidden *explain.Hidden
	switch {
	case errors.As(err, &f):
		return f.code, f.next
	case errors.As(err, &missing):
		return exitNotFound, whatThereIs(missing)
	case errors.As(err, &wrong):
		return exitUsage, ""
	case errors.As(err, &again):
		return exitRefused, "sign in again with `twinning login`; a program that runs by itself cannot do this"
	case errors.As(err, &withheld):
		return exitRefused, ""
	case errors.As(err, &hidden):
		return exitRefused, "a party may ask about its own tender, an evaluator about their own assignments and reports"
	case errors.As(err, &nobody):
		if strings.Contains(nobody.For, " ") {
			return exitUsage, "say who with --as PERSON (alias or id), or set TWINNING_AS: " + nobody.For
		}
		return exitUsage, "say who with --as PERSON (alias or id), or set TWINNING_AS"
	case errors.As(err, &unnamed):
		return exitUsage, "`twinning organisation record` records yours and prints its reference, and `twinning organisation list` lists those that are recorded"
	case errors.As(err, &problems):
		return exitUsage, ""
	case errors.Is(err, people.ErrJoin):
		return exitRefused, ""
	case errors.Is(err, people.ErrAddress):
		return exitUsage, "if they are one person, `twinning people join` says so"
	case errors.Is(err, letters.ErrAddress):
		return exitUsage, ""
	case errors.Is(err, whatif.ErrErased):
		return exitRefused, "`twinning award show` shows it, and so does a what-if with nothing asked"
	case errors.Is(err, whatif.ErrOther):
		return exitRefused, ""
	case errors.Is(err, door.ErrOtherContent), errors.Is(err, people.ErrOtherContent):
		return exitRefused, "a command id names one command for ever: leave --command-id out, and a new one is drawn"
	case errors.As(err, &none):
		return exitNotFound, listing(none.Noun) + " shows what there is"
	case errors.Is(err, people.ErrUnknown):
		return exitNotFound, "`twinning people list` shows who is"
	case errors.Is(err, door.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitNotFound, ""
	case errors.Is(err, door.ErrNonsense), errors.Is(err, local.ErrUsage), errors.Is(err, ledger.ErrInvalid):
		return exitUsage, ""
	case errors.Is(err, format.ErrPipe):
		return exitUsage, "name a file"
	case errors.Is(err, ledger.ErrNoKey):
		return exitFailed, "name the file with --key-file or TWINNING_KEY_FILE"
	case errors.Is(err, ledger.ErrNoLedger):
		return exitAway, migrate
	case errors.Is(err, ledger.ErrHalted):
		return exitRefused, "`twinning repair` shows what stands in the way"
	case errors.Is(err, explain.ErrFold):
		return exitFailed, "`twinning verify` says whether the ledger was changed; else the law was"
	case errors.Is(err, ledger.ErrCorrupt), errors.Is(err, ledger.ErrUntrusted):
		return exitRefused, "`twinning verify` says where"
	case isAway(err):
		if t := ledger.TroubleOf(err); t != ledger.Unreachable {
			return exitAway, t.Remedy()
		}
		return exitAway, startPostgres
	case errors.Is(err, door.ErrNotReceived):
		return exitAway, ""
	}
	return exitFailed, ""
}

// isAway tells whether the database went, or could not serve, while it was asked.
func isAway(err error) bool {
	return ledger.TroubleOf(err) != "" || errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, fs.ErrNotExist)
}

// waits is for how long the command tries again what is over within seconds: a
// database that starts up, or whose connections are all taken.
const waits = 10 * time.Second

// tryAgain does something until it succeeds, fails for another reason than a
// trouble that passes, or has been tried for long enough.
func tryAgain[T any](ctx context.Context, do func() (T, error)) (T, error) {
	var trouble error // the last that passes
	for began := time.Now(); ; {
		v, err := do()
		if ctx.Err() != nil && trouble != nil && !ledger.TroubleOf(err).Passes() {
			return v, trouble // and not that there was no more time
		}
		if err == nil || !ledger.TroubleOf(err).Passes() || time.Since(began) > waits {
			return v, err
		}
		trouble = err
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return v, err
		}
	}
}

// notListed is for whoever names from elsewhere somebody whom nobody is known as: there, people are not listed.
var notListed = failure{next: "from elsewhere people are named by alias or id, and by no address; `twinning invitation send` invites somebody by theirs"}

// end says what went wrong, if anything did, and returns the exit code.
func (a *app) end(ctx context.Context, err error, args []string) int {
	if err == nil {
		return 0
	}
	code, next := advise(err)
	if a.language == "" { // the command line was not understood
		a.language = typedLanguage(args)
	}
	if a.served != nil && errors.Is(err, people.ErrUnknown) {
		next = notListed.next
	}
	switch {
	case ctx.Err() != nil:
		code, next = exitInterrupted, ""
	case !a.ran && code == exitFailed:
		code = exitUsage
	}
	var f *failure
	if errors.As(err, &f) && f.said {
		return code
	}
	next = advice.Tell(a.tell(ctx).Language(), next)
	told := a.tell(ctx).Error(err)
	switch tell := a.tell(ctx); {
	case f != nil && f.says.format != "":
		told = f.says.advising(tell, a.formatAsTyped)
	case f != nil && tell.Language() == "en":
		told = err.Error()
	case told == err.Error(): // nothing else has told it in a language
		told = words.Tell(tell.Language(), told)
	}
	var problems programme.Problems
	if a.tell(ctx).Language() != "en" && errors.As(err, &problems) {
		told = problems.In(a.tell(ctx).Language())
	}
	what := visible(strings.TrimSuffix(told, ": "+local.ErrUsage.Error()))
	if code == exitInterrupted && errors.Is(err, context.Canceled) {
		what = words.Tell(a.tell(ctx).Language(), "interrupted")
	}
	next = a.asTyped(next)
	if a.json() || wantsJSON(args) {
		text, marshal := json.Marshal(struct {
			Error string `json:"error"`
			Code  int    `json:"code"`
			Next  string `json:"next,omitempty"`
		}{what, code, next})
		if marshal == nil {
			fmt.Fprintln(a.talk, string(text))
			return code
		}
	}
	fmt.Fprintln(a.talk, a.paint(red, "twinning:"), strings.ReplaceAll(what, "\n", "\n  "))
	if next != "" {
		fmt.Fprintln(a.talk, "  "+next)
	}
	return code
}

// visible writes out control characters, which a terminal might obey, and those
// that change the direction of writing.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			fmt.Fprintf(&b, "U+%04X", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// wantsJSON looks for -o json in a command line that was not understood.
func wantsJSON(args []string) bool {
	line := " " + strings.Join(args, " ") + " "
	for _, form := range []string{" -o json", " -ojson", " --output json", " --output=json", " -o=json"} {
		if strings.Contains(line, form+" ") || strings.Contains(line, form+"l ") {
			return true
		}
	}
	return false
}

// whatThereIs says how to see what there is, where something is not there.
func whatThereIs(e *query.Absent) string {
	switch {
	case e.Any:
		return "`twinning call list` and `twinning tender list` show what there is"
	case e.Noun == "what-if":
		return "`twinning award what-ifs CALL` lists them"
	case e.Noun != "":
		return listing(e.Noun) + " shows what there is"
	}
	return ""
}
