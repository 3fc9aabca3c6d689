package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// countsActions tells whether the metrics have the counter that Temporal Cloud would bill by.
func countsActions(metrics string) bool {
	return regexp.MustCompile(`(?m)^action(_total)?\{[^}]*namespace="default"`).MatchString(metrics)
}

const fivePorts = "17233,17234,17235,17239,16933"

func TestFlagsAreReadOrRefusedWithASentence(t *testing.T) {
	nothing := func(string) string { return "" }
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no ports":            {nil, "--ports is missing"},
		"a great port":        {[]string{"--ports", "17233,17234,17235,17239,32765"}, "32768 must be between 1 and 32767, because Temporal keeps its members' ports in a SMALLINT"},
		"too few ports":       {[]string{"--ports", "17233,17234"}, "five or eight numbers, not 2"},
		"a port twice":        {[]string{"--ports", "17233,17234,17235,17236,17236"}, "port 17236 is given both to frontend's membership and to worker"},
		"page on the server":  {[]string{"--ports", fivePorts, "--ui-port", "17233"}, "port 17233 is given both to frontend and to the web page"},
		"short retention":     {[]string{"--ports", fivePorts, "--retention", "72h"}, "at least 720h0m0s (30 days)"},
		"any address":         {[]string{"--ports", fivePorts, "--ip", "0.0.0.0"}, "must be an address of this machine"},
		"odd database":        {[]string{"--ports", fivePorts, "--databases", "a b,c"}, "two different names"},
		"one database":        {[]string{"--ports", fivePorts, "--databases", "a"}, "two different names"},
		"unknown level":       {[]string{"--ports", fivePorts, "--log-level", "loud"}, "must be debug, info, warn, error or fatal"},
		"no such file":        {[]string{"--ports", fivePorts, "--postgres-password-file", "/nowhere"}, "read password of PostgreSQL"},
		"a password as flag":  {[]string{"--ports", fivePorts, "--postgres-password", "x"}, "not defined"},
		"no events":           {[]string{"--ports", fivePorts, "--suggest-new-run", "default"}, "such as default=200"},
		"something left over": {[]string{"--ports", fivePorts, "start"}, `"start" is not a flag`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(c.args, nothing)
			require.ErrorContains(t, err, c.says)
		})
	}
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("from file\n"), 0o600))
	_, err := parse([]string{"--ports", fivePorts, "--postgres-password-file", file}, nothing)
	require.ErrorContains(t, err, "must not have a space")

	o, err := parse([]string{"--ports", fivePorts}, func(string) string { return "secret" })
	require.NoError(t, err)
	require.Equal(t, Ports{GRPC: [4]int{17233, 17234, 17235, 17239}, Membership: [4]int{16933, 16934, 16935, 16936}}, o.Ports)
	require.Equal(t, "secret", o.Postgres.Password)
	require.Equal(t, []string{"default"}, o.Namespaces)
}

func TestAnOccupiedPortIsNamed(t *testing.T) {
	s := newSite(t)
	socket, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.ports[6])))
	require.NoError(t, err)
	defer socket.Close()
	status, said := fails(t, s.args())
	require.Equal(t, 1, status)
	require.Contains(t, said, "port "+strconv.Itoa(s.ports[6])+" for matching's membership is occupied")
}

func TestASecondOneOnTheSameDatabasesIsRefused(t *testing.T) {
	s := newSite(t)
	s.start(t)
	s.ports = drawPorts(10)
	status, said := fails(t, s.args())
	require.Equal(t, 1, status)
	require.Contains(t, said, "another temporaldev is at work on database "+s.main())
}

func TestWithoutPostgreSQLItSaysSo(t *testing.T) {
	s := newSite(t)
	status, said := fails(t, append(s.args(), "--postgres-port", strconv.Itoa(drawPorts(1)[0])))
	require.Equal(t, 1, status)
	require.Contains(t, said, "reach PostgreSQL")
}

func TestAFatalEndsTheProcessAndSaysWhy(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TEMPORALDEV_TEST=fatal")
	said, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(said), "the cause")
}

func TestASecondSignalEndsItAtOnce(t *testing.T) {
	p := newSite(t).start(t)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	began := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGINT))
	p.cmd.Wait()
	require.Less(t, time.Since(began), time.Second)
	require.Equal(t, 130, p.cmd.ProcessState.ExitCode())
}

func TestItGoesWithItsParentIfToldTo(t *testing.T) {
	s := newSite(t, "--exit-with-parent")
	cmd, _ := command(nil)
	parent := exec.Command("sh", append([]string{"-c", `"$0" "$@" & wait`, cmd.Path}, s.args()...)...)
	parent.Env = cmd.Env
	stdout, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	p := &process{cmd: parent, stdout: bufio.NewReader(stdout), stderr: &output{}}
	p.awaitReady(t)
	t.Cleanup(func() { syscall.Kill(p.ready.PID, syscall.SIGKILL) })
	require.NoError(t, parent.Process.Kill())
	parent.Wait()
	require.Eventually(t, func() bool {
		return free("127.0.0.1", []listener{{"frontend", s.ports[0]}, {"the web page", s.ports[8]}}) == nil
	}, 5*time.Second, 50*time.Millisecond)
}
