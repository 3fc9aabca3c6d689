package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
)

func noted(body string) ledger.Draft { return ledger.Draft{Kind: "noted.v1", Body: []byte(body)} }

// plain is a request that expects nothing and has read nothing.
func plain(stream, command string, drafts ...ledger.Draft) ledger.Request {
	return ledger.Request{Stream: stream, Expect: ledger.Any, Seen: -1, Command: command, Drafts: drafts}
}

func mustAppend(t testing.TB, l *ledger.Ledger, r ledger.Request) ledger.Appended {
	t.Helper()
	a, err := l.Append(t.Context(), r)
	require.NoError(t, err)
	return a
}

// requireClean is every test's last word: whatever happened, the ledger verifies.
func requireClean(t testing.TB, l *ledger.Ledger) ledger.Report {
	t.Helper()
	report, err := l.Verify(context.Background(), ledger.VerifyOptions{})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	return report
}

func TestAnAppendIsReadBackAsItWasGiven(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	received := time.Date(2019, 10, 14, 14, 59, 59, 999999000, time.UTC)
	draft := ledger.Draft{
		Kind: "report-filed.v1", Body: []byte(`{"x":1}`), Received: received, Effective: "2019-10-14", Actor: "p-a", For: "p-b",
		Cause: "7/call/A", Rules: "sha256:ab", Workflow: "call/A", Run: "r-1",
	}
	a := mustAppend(t, l, ledger.Request{Stream: "call/A", Expect: 0, Seen: 1, Command: "c-1", Drafts: []ledger.Draft{draft, noted("")}})
	require.False(t, a.Known)
	require.EqualValues(t, 7, a.Size, "four keys and the settings come first")
	events, err := l.Read(t.Context(), ledger.Query{Stream: "call/A"})
	require.NoError(t, err)
	require.Equal(t, a.Events, events)
	e := events[0]
	require.Equal(t, ledger.Header{
		Position: 5, Stream: "call/A", Version: 1, Kind: "report-filed.v1", Recorded: e.Recorded, Received: received,
		Effective: "2019-10-14", Actor: "p-a", For: "p-b", Command: "c-1", Cause: "7/call/A", Seen: 1, Rules: "sha256:ab", Workflow: "call/A", Run: "r-1",
	}, e.Header)
	body, err := l.Body(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, draft.Body, body)
	require.WithinDuration(t, time.Now(), e.Recorded, time.Minute)
	requireClean(t, l)
}

func TestACommandThatIsSentAgainGetsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	first := mustAppend(t, l, ledger.Request{Stream: "call/A", Expect: 0, Seen: -1, Command: "c-1", Drafts: []ledger.Draft{noted("1")}})
	mustAppend(t, l, plain("call/A", "c-2", noted("2")))
	again := mustAppend(t, l, ledger.Request{
		Stream: "call/A", Expect: 0, Seen: 1, Command: "c-1", Guards: []string{"call/A"},
		Drafts: []ledger.Draft{noted("other"), noted("more")}, Stamp: time.Now().Add(-time.Hour),
	})
	require.Equal(t, ledger.Appended{Known: true, Events: first.Events, Size: first.Size}, again)
	elsewhere := mustAppend(t, l, plain("call/B", "c-1", noted("1")))
	require.False(t, elsewhere.Known, "a command is known in its stream")
	requireClean(t, l)
}

func TestTheSameCommandTwiceInOneBatchIsAppendedOnce(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	appended, errs := l.AppendTogether(t.Context(), []ledger.Request{plain("call/A", "c", noted("1")), plain("call/A", "c", noted("1"))})
	require.NoError(t, errs[0])
	require.NoError(t, errs[1])
	require.False(t, appended[0].Known)
	require.True(t, appended[1].Known)
	require.Equal(t, appended[0].Events, appended[1].Events)
	requireClean(t, l)
}

func TestAConflictInABatchHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	expecting := func(n int64, command string) ledger.Request {
		return ledger.Request{Stream: "call/A", Expect: n, Seen: -1, Command: command, Drafts: []ledger.Draft{noted(command)}}
	}
	appended, errs := l.AppendTogether(t.Context(), []ledger.Request{
		expecting(0, "first"), expecting(0, "too-late"), plain("call/B", "bystander", noted("")), expecting(1, "second"),
	})
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], ledger.ErrConflict)
	require.NoError(t, errs[2])
	require.NoError(t, errs[3])
	require.EqualValues(t, []int64{5, 6, 7}, []int64{appended[0].Events[0].Position, appended[2].Events[0].Position, appended[3].Events[0].Position})
	_, found, err := l.Answer(t.Context(), "call/A", "too-late")
	require.NoError(t, err)
	require.False(t, found, "a refused command can be sent again")
	requireClean(t, l)
}

func TestAGuardedStreamThatHasGrownIsAConflict(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("twinning/A/AAAAA2/in", "c-1", noted("")))
	read, err := l.Size(t.Context())
	require.NoError(t, err)
	guarded := func(guards ...string) ledger.Request {
		return ledger.Request{Stream: "twinning/A/AAAAA2", Expect: ledger.Any, Seen: read, Guards: guards, Drafts: []ledger.Draft{noted("")}}
	}
	mustAppend(t, l, guarded("twinning/A/AAAAA2/in", "call/*"))
	mustAppend(t, l, plain("twinning/A/AAAAA2/in", "c-2", noted("")))
	for _, guard := range []string{"twinning/A/AAAAA2/in", "twinning/A/*"} {
		_, err = l.Append(t.Context(), guarded("call/A", guard))
		require.ErrorIs(t, err, ledger.ErrConflict, guard)
	}
	mustAppend(t, l, plain("entry/HEALTH-ABCDEFAAAAAA", "c-3", noted("")))
	_, err = l.Append(t.Context(), guarded("call/A", "entry/HEALTH-ABCDEF*"))
	require.ErrorIs(t, err, ledger.ErrConflict, "those of one person in a marketplace")
	mustAppend(t, l, guarded("entry/HEALTH-BBBBBB*"))
	_, errs := l.AppendTogether(t.Context(), []ledger.Request{
		guarded("call/A"), plain("call/A", "", noted("")), guarded("call/A"), guarded("call/*"), guarded("call/B", "call/A/in", "person/*"),
	})
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[2], ledger.ErrConflict, "what the batch adds counts")
	require.ErrorIs(t, errs[3], ledger.ErrConflict)
	require.NoError(t, errs[4])
	_, err = l.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: 1_000, Drafts: []ledger.Draft{noted("")}})
	require.ErrorIs(t, err, ledger.ErrConflict, "nobody can have read more than there is")
	requireClean(t, l)
}

func TestAnAnswerThatSomebodyElseGaveIsAConflict(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	state := [32]byte{7}
	judged := func(command string) ledger.Draft {
		return ledger.Draft{Kind: "judged.v1", Command: command}
	}
	request := ledger.Request{
		Stream: "call/A", Expect: ledger.Any, Seen: -1,
		Drafts: []ledger.Draft{noted("a moment passes"), judged("c-1"), judged("c-1"), judged("c-2")},
		Answers: []ledger.Answer{
			{Command: "c-1", First: 1, Count: 2, Fold: 3, State: state, Status: "accepted"},
			{Command: "c-2", First: 3, Count: 1, Fold: 3, State: state, Status: "refused"},
		},
	}
	a := mustAppend(t, l, request)
	answered, found, err := l.Answer(t.Context(), "call/A", "c-1")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, ledger.Answered{Stream: "call/A", Command: "c-1", First: 6, Last: 7, Version: 3, Fold: 3, State: state, Status: "accepted", Events: a.Events[1:3]}, answered)
	_, err = l.Append(t.Context(), request)
	require.ErrorIs(t, err, ledger.ErrConflict)
	requireClean(t, l)
}

func TestWhatTheLedgerDoesNotTakeIsRefusedBeforeItReachesABatch(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	before, err := l.Size(t.Context())
	require.NoError(t, err)
	ok := noted("")
	with := func(change func(*ledger.Draft)) ledger.Request {
		d := ok
		change(&d)
		return plain("call/A", "", d)
	}
	guarded := func(guard string) ledger.Request {
		return ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: before, Guards: []string{guard}, Drafts: []ledger.Draft{ok}}
	}
	for name, r := range map[string]ledger.Request{
		"no events":                   plain("call/A", "c"),
		"a stream of no kind":         plain("Project/A", "c", ok),
		"a stream with a blank":       plain("call/A B", "c", ok),
		"a stream in a stream":        plain("call/A/letters/in", "c", ok),
		"a stream called inbox":       plain("call/in", "c", ok),
		"a tender of no call":         plain("twinning/AAAAA2", "c", ok),
		"a tender of five":            plain("twinning/A/AAAA2", "c", ok),
		"a tender with a one":         plain("twinning/A/AAAAA1", "c", ok),
		"a tender in small letters":   plain("twinning/A/aaaaa2", "c", ok),
		"a tender of a tender":        plain("twinning/A/AAAAA2/AAAAA2", "c", ok),
		"a tender as people say it":   plain("twinning/A-AAAAA2", "c", ok),
		"the tenders of all calls":    guarded("twinning/*"),
		"part of a call's reference":  guarded("twinning/DHU-2023*"),
		"part of a tender's name":     guarded("twinning/A/AA*"),
		"the tenders of no call":      guarded("twinning//*"),
		"calls that begin alike":      guarded("call/DHU-*"),
		"entries that begin alike":    guarded("entry/HEALTH-ABCDE*"),
		"whatever there is":           guarded("*"),
		"the ledger's own stream":     plain(ledger.SettingsStream, "c", ok),
		"a stream with a long name":   plain("call/"+strings.Repeat("A", 81), "c", ok),
		"a command with a blank":      plain("call/A", "c 1", ok),
		"a command that says none":    plain("call/A", "-", ok),
		"a command that is long":      plain("call/A", strings.Repeat("c", 257), ok),
		"a kind without a version":    with(func(d *ledger.Draft) { d.Kind = "noted" }),
		"a kind in capitals":          with(func(d *ledger.Draft) { d.Kind = "Noted.v1" }),
		"an actor with a line feed":   with(func(d *ledger.Draft) { d.Actor = "p\nrun x" }),
		"a date that is none":         with(func(d *ledger.Draft) { d.Effective = "2019-13-01" }),
		"part of a microsecond":       with(func(d *ledger.Draft) { d.Received = time.Unix(0, 1) }),
		"a body beyond the limit":     with(func(d *ledger.Draft) { d.Body = make([]byte, 2<<20) }),
		"a subject with a blank":      with(func(d *ledger.Draft) { d.Subjects = []string{"person/p a"} }),
		"a command without an answer": with(func(d *ledger.Draft) { d.Command = "c" }),
		"guards without having read":  {Stream: "call/A", Expect: ledger.Any, Seen: -1, Guards: []string{"call/B"}, Drafts: []ledger.Draft{ok}},
		"an answer to no event":       {Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{ok}, Answers: []ledger.Answer{{Command: "c", Count: 0}}},
		"an answer beyond the events": {Stream: "call/A", Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{ok}, Answers: []ledger.Answer{{Command: "c", Count: 2}}},
		"an expectation below zero":   {Stream: "call/A", Expect: -2, Seen: -1, Drafts: []ledger.Draft{ok}},
	} {
		_, err := l.Append(t.Context(), r)
		require.ErrorIs(t, err, ledger.ErrInvalid, name)
	}
	after, err := l.Size(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestABatchThatPostgreSQLRefusesIsTriedRequestByRequest(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	super(t, `CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF NEW.header LIKE '%kind poison.v1%' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$;
		CREATE TRIGGER poison BEFORE INSERT ON ledger.events FOR EACH ROW EXECUTE FUNCTION public.poison();`)
	appended, errs := l.AppendTogether(t.Context(), []ledger.Request{
		plain("call/A", "c-1", noted("")), plain("call/A", "c-2", ledger.Draft{Kind: "poison.v1"}), plain("call/A", "c-3", noted("")),
	})
	require.NoError(t, errs[0])
	require.ErrorIs(t, errs[1], ledger.ErrInvalid)
	require.ErrorContains(t, errs[1], "poison")
	require.NoError(t, errs[2])
	require.EqualValues(t, 2, appended[2].Events[0].Version)
	requireClean(t, l)
}

func TestACallerWhoLeavesBeforeItsTurnLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err := l.Append(gone, plain("call/A", "c-1", noted("")))
	require.ErrorIs(t, err, context.Canceled)
	l.Close()
	_, err = l.Append(t.Context(), plain("call/A", "c-2", noted("")))
	require.ErrorIs(t, err, ledger.ErrClosed)
}

func TestRecordedNeverGoesBack(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	ahead := mustAppend(t, l, plain("call/A", "", noted(""))).Events[0].Recorded.Add(time.Hour)
	// A clock that was an hour ahead for a moment: as if the last batch had been recorded then.
	super(t, fmt.Sprintf(`SET session_replication_role = replica;
		UPDATE ledger.batches SET recorded_at = '%[1]s', at = '%[1]s' WHERE size = 6`, ahead.Format(time.RFC3339Nano)))
	for range 3 {
		require.Equal(t, ahead, mustAppend(t, l, plain("call/A", "", noted(""))).Events[0].Recorded)
	}
	stamp := time.Now().UTC().Truncate(time.Microsecond)
	_, err := l.Append(t.Context(), ledger.Request{
		Stream: "call/A/in", Expect: ledger.Any, Seen: -1, Stamp: stamp,
		Drafts: []ledger.Draft{{Kind: "command-received.v1", Received: stamp}},
	})
	require.ErrorIs(t, err, ledger.ErrStale, "until PostgreSQL's clock has caught up, a receipt could lie before what has elapsed")
}

// super runs statements as superuser in this test's database.
func super(t testing.TB, sql string) {
	t.Helper()
	conn, err := pgx.Connect(context.WithoutCancel(t.Context()), ledgertest.Superuser(t))
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.WithoutCancel(t.Context()), sql, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
}

func TestAGuardOfNoCallIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	_, err := l.Append(t.Context(), ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: 0, Guards: []string{"twinning/*"}, Drafts: []ledger.Draft{noted("")}})
	require.ErrorIs(t, err, ledger.ErrInvalid)
	require.ErrorContains(t, err, "the guard twinning/* is of no call")
}

func TestAPrefixGuardsLivesAndNotTheirInboxesOrLetters(t *testing.T) {
	t.Parallel()
	l := ledgertest.New(t)
	mustAppend(t, l, plain("twinning/A/AAAAA2", "", noted("")))
	read, err := l.Size(t.Context())
	require.NoError(t, err)
	award := ledger.Request{Stream: "call/A", Expect: ledger.Any, Seen: read, Guards: []string{"twinning/A/*"}, Drafts: []ledger.Draft{noted("")}}
	mustAppend(t, l, plain("twinning/A/AAAAA2/letters", "", noted("")))
	mustAppend(t, l, plain("twinning/A/AAAAA3/in", "c-1", noted("")))
	mustAppend(t, l, award)
	mustAppend(t, l, plain("twinning/A/AAAAA3", "", noted("")))
	_, err = l.Append(t.Context(), award)
	require.ErrorIs(t, err, ledger.ErrConflict)
	requireClean(t, l)
}
