package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local"
)

// A command that takes what is too much for it leaves unsaid that it did nothing with it.
func TestEveryCommandRefusesAnArgumentThatIsTooMuch(t *testing.T) {
	t.Parallel()
	seen := 0
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			visit(sub)
		}
		if c.HasSubCommands() || c.Name() == "help" || strings.Contains(c.CommandPath(), " completion") || strings.Contains(c.Use, "...") {
			return
		}
		seen++
		require.NotNil(t, c.Args, c.CommandPath())
		names := strings.Fields(c.Use)[1:]
		args := make([]string, len(names))
		for i := range args {
			args[i] = "x"
		}
		require.NoError(t, c.Args(c, args), "%s takes what its use says", c.CommandPath())
		err := c.Args(c, append(args, "more"))
		require.ErrorContains(t, err, `"more" is too much`, c.CommandPath())
		code, _ := advise(err)
		require.Equal(t, exitUsage, code)
	}
	visit(newApp(nil, nil, nil).root())
	require.Greater(t, seen, 200)
}

// Whatever the command, a file that is not there is told with one exit code, in one sentence.
func TestAFileThatIsNotThereIsToldAlikeByEveryCommand(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	for _, line := range []string{
		"call open nowhere --as officer", "call open ../programmes/dhe-2019.yaml --people nowhere --as officer", "call revise nowhere --why x --as officer", "call new --like nowhere --deadline 2030-01-02",
		"tender submit nowhere --call DHE-2019 --as mask-contact", "tender draft save DHE-2019 nowhere --as mask-contact", "log submit DHE-2019-AAAAAA nowhere --as mask-contact",
		"people load nowhere --as officer", "programme check nowhere", "receipt check nowhere --trust nowhere",
		"entry draft HEALTH nowhere --as mask-contact", "survey open EHN-2021 nowhere --as officer", "market open HEALTH nowhere --as officer", "rates import DHE-2019 nowhere --as officer",
		"expense import DHE-2019-AAAAAA nowhere --as mask-contact", "send DHE-2019 publish-call --file nowhere --as officer",
	} {
		require.Contains(t, w.must(exitNotFound, line), "there is no file nowhere\n", line)
	}
}

func TestACallWhoseDeadlineIsOverIsWarnedOfBeforeAnythingIsRecorded(t *testing.T) {
	w := newAskedWorld(t, time.Date(2020, time.March, 2, 8, 0, 0, 0, time.UTC))
	const open = "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer"
	require.Contains(t, w.must(0, open), "warning: the deadline, 2019-08-07, is over already")
	require.Contains(t, w.must(4, open+" --language fr"), "attention\u00a0: la date limite, 2019-08-07")
	require.Contains(t, w.must(4, "call publish DHE-2019 --as officer"), "deadline")
	require.Contains(t, w.must(0, `call new --like ../programmes/dhe-2019.yaml --reference NEXT-2020 --deadline`, "8 weeks"), "2020-04-27", "it counts from the day of the programme")
}

func TestATenderThatCameLateIsTold(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	require.NoError(t, w.stand(time.Date(2019, time.August, 7, 18, 0, 0, 0, time.UTC)))
	w.submits(4, "$TENDER", w.file("good.yaml", planted), "mask-contact", "late-1")
	require.Regexp(t, w.refs["$TENDER"]+` +\(came late\) +0 +2019-08-07 `, w.must(0, "tender list --call DHE-2019 --as mask-contact"))
	shown := w.must(0, "show $TENDER --as mask-contact")
	require.NotContains(t, shown, "code: late")
	require.Regexp(t, `why: .*received`, shown)
	require.Regexp(t, `REFUSED BECAUSE[^\n]*\n(.*\n)*.*received`, w.must(0, "call attempts DHE-2019 --as officer"))
}

func TestWhatIsNoReceiptIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	trust := filepath.Join(dir, "operator.pub")
	require.NoError(t, os.WriteFile(trust, nil, 0o600))
	for name, text := range map[string]string{"a list": "[]", "an object": "{}", "text": "hello", "nothing": "", "a number": "7", "null": "null", "a list of receipts": `[{"command_id":"x"}]`} {
		path := filepath.Join(dir, "file")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		var out bytes.Buffer
		a := newApp(nil, &out, &out)
		err := a.proveAll(path, proof{}, nil)
		require.ErrorContains(t, err, "this is no receipt: give what a command printed with -o json", name)
		code, _ := advise(err)
		require.Equal(t, exitUsage, code, name)
	}
}

func TestAnInvitationIsSaidToBeTheSecondOneAndInALanguageThatThereIs(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	const send = "invitation send DHE-2019 payer paul@example.org --why second --as officer"
	require.NotContains(t, w.must(0, send), "already")
	require.Contains(t, w.must(0, send), "this address is invited to this role already, by DHE-2019-")
	require.Contains(t, w.must(2, send+" --language it"), `language "it" is none that letters are written in; allowed are en, fr, de`)
	require.Contains(t, w.must(2, "invitation send DHE-2019 king paul@example.org --why second --as officer"), "allowed are officer, ")
}

func TestAdviceNamesTheFolderThatWasNamed(t *testing.T) {
	t.Setenv("DATABASE_URL", "")
	dir := t.TempDir()
	var out bytes.Buffer
	a := newApp(nil, &out, &out)
	root := a.root()
	args := []string{"call", "list", "--data", dir}
	root.SetArgs(args)
	require.Equal(t, exitAway, a.end(t.Context(), root.ExecuteContext(t.Context()), args))
	require.Contains(t, out.String(), "start one with `twinning --data "+dir+" up`")
	require.NotContains(t, out.String(), "make up")
}

func TestTheClockOfAStackIsToldInWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, "real time", local.ClockInWords("identity"))
	require.Equal(t, "programme time from 2019-06-11T08:00:00Z at 3600 s a second", local.ClockInWords("2019-06-11T08:00:00Z,3600"))
	require.Equal(t, "programme time from 2019-06-11T08:00:00Z that stands still until it is moved", local.ClockInWords("2019-06-11T08:00:00Z,0"))
}
