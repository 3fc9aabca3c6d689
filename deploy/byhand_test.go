package deploy_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/letters/sink"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/testbin"
	"twinning.example/engine/internal/web/webtest"
)

// A runnable is what a service of docker-compose.yaml is started with.
type runnable struct {
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	Volumes     []string          `yaml:"volumes"`
}

// byHand runs services of docker-compose.yaml as processes of this machine: each command, variable and volume as the file has it, other
// machines' names replaced by those of this test's PostgreSQL, Temporal, provider of sign-in and mail server.
type byHand struct {
	t        *testing.T
	services map[string]runnable
	dir      string // a folder for each volume
	env      map[string]string
	names    *strings.Replacer // of other machines
	programs map[string]string

	namespace string // of this test at Temporal
}

var reference = regexp.MustCompile(`\$\{([A-Z_]+)(?::([-?])([^}]*))?\}`)

// given is a text of the file with the variables of .env.
func (h *byHand) given(text string) string {
	return reference.ReplaceAllStringFunc(text, func(v string) string {
		m := reference.FindStringSubmatch(v)
		value, set := h.env[m[1]]
		switch {
		case set:
			return value
		case m[2] == "-":
			return m[3]
		}
		h.t.Fatalf("%s has no value", m[1])
		return ""
	})
}

// command is a service's, with other arguments where some are given; own replaces what each instance has for itself.
func (h *byHand) command(program, service string, args []string, own ...string) *exec.Cmd {
	h.t.Helper()
	s, known := h.services[service]
	require.True(h.t, known, service)
	var folders []string
	whole := map[string]string{}
	for _, v := range s.Volumes {
		from, at, _ := strings.Cut(strings.TrimSuffix(v, ":ro"), ":")
		if !strings.HasPrefix(from, ".") {
			whole[at] = filepath.Join(h.dir, from)
			folders = append(folders, at+"/", whole[at]+"/")
			require.NoError(h.t, os.MkdirAll(whole[at], 0o700))
		}
	}
	paths, instance := strings.NewReplacer(folders...), strings.NewReplacer(own...)
	in := func(text string) string {
		if dir, is := whole[text]; is {
			return dir
		}
		return paths.Replace(h.names.Replace(instance.Replace(h.given(text))))
	}
	if args == nil {
		args = s.Command
	}
	cmd := exec.Command(h.programs[program])
	for _, a := range args {
		cmd.Args = append(cmd.Args, in(a))
	}
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + h.dir}
	for name, value := range s.Environment {
		if name == "TEMPORAL_NAMESPACE" {
			value = h.namespace
		}
		cmd.Env = append(cmd.Env, name+"="+in(value))
	}
	return cmd
}

func (h *byHand) run(service string, stdin []byte, args ...string) string {
	h.t.Helper()
	cmd := h.command("twinning", service, args)
	cmd.Stdin = bytes.NewReader(stdin)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	require.NoError(h.t, cmd.Run(), "%s %s: %s%s", service, cmd.Args[1:], out.String(), said.String())
	return out.String()
}

// start starts one instance of a service, and waits until it is ready as its healthcheck asks.
func (h *byHand) start(program, service, port string, own ...string) (kill func()) {
	h.t.Helper()
	admin := free(h.t)
	cmd := h.command(program, service, nil, append(own, "0.0.0.0:"+port, admin)...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	require.NoError(h.t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	kill = func() {
		_ = cmd.Process.Kill() // it may have ended
		err := <-ended
		ended <- err
	}
	h.t.Cleanup(func() {
		kill()
		if h.t.Failed() {
			h.t.Logf("%s said:\n%s", service, said.String())
		}
	})
	require.Eventually(h.t, func() bool { return answers(h.t.Context(), "http://"+admin+"/readyz") }, 2*time.Minute, 50*time.Millisecond, "%s is not ready", service)
	return kill
}

func answers(ctx context.Context, address string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return false
	}
	got, err := http.DefaultClient.Do(r)
	return err == nil && got.Body.Close() == nil && got.StatusCode == http.StatusOK
}

func free(t *testing.T) string {
	t.Helper()
	on := webtest.Listen(t)
	defer on.Close()
	return on.Addr().String()
}

// What docker-compose.yaml starts does start without Docker: roles, keys, tables, two workers and two desks; a call is opened with the commands that
// the file's first lines give, and goes on while one of each is killed.
func TestWhatDockerComposeRunsIsRunByHand(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole installation: make slow")
	}
	var file struct {
		Services map[string]runnable `yaml:"services"`
	}
	require.NoError(t, yaml.Unmarshal(read(t, "../docker-compose.yaml"), &file))
	cluster := ledgertest.NewServer(t)
	dsn, err := url.Parse(cluster.DSN("postgres", "postgres"))
	require.NoError(t, err)
	h := &byHand{t: t, services: file.Services, dir: t.TempDir(), programs: map[string]string{}, env: map[string]string{}}
	for _, name := range []string{"POSTGRES", "TWINNING_OWNER", "TWINNING_APP", "TWINNING_DOOR", "TWINNING_ERASE", "TEMPORAL"} {
		h.env[name+"_PASSWORD"] = strings.ToLower(strings.ReplaceAll(name, "_", "")) + "secret"
	}
	h.programs["twinning"], err = testbin.Command()
	require.NoError(t, err)
	h.programs["worker"], err = testbin.Worker()
	require.NoError(t, err)

	roles := exec.Command("bash", "compose/roles.sh")
	roles.Env = append(os.Environ(), "PGHOST="+dsn.Query().Get("host"), "PGPORT="+dsn.Query().Get("port"))
	for name, value := range file.Services["postgres"].Environment {
		roles.Env = append(roles.Env, name+"="+h.given(value))
	}
	out, err := roles.CombinedOutput()
	require.NoError(t, err, "%s", out)

	temporal := lifetest.NewTemporal(t)
	h.namespace = temporal.Namespace
	mail, err := sink.Open(sink.Options{Dir: filepath.Join(h.dir, "mail")})
	require.NoError(t, err)
	go func() { _ = mail.Serve(t.Context()) }() // until it is closed
	t.Cleanup(func() { _ = mail.Close() })
	desks := []string{free(t), free(t)}
	home := "http://" + desks[0]
	provider := webtest.Provider(t, home, nil)
	h.names = strings.NewReplacer("@postgres:5432", "@127.0.0.1:"+dsn.Query().Get("port"), "temporal:7233", temporal.Address(), "mail:1025", mail.Addr(),
		"http://desk.localhost:8000", home, "http://sign-in.localhost:8000/dex", provider.Issuer)
	require.NoError(t, os.MkdirAll(filepath.Join(h.dir, "desk"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(h.dir, "desk", "secret"), webtest.Secret, 0o600))

	for _, step := range []string{"keys", "keys-operator", "keys-worker", "keys-door", "migrate"} {
		h.run(step, nil)
		h.run(step, nil) // again, as after a restart of everything
	}
	killWorker := h.start("worker", "worker", "9464")
	h.start("worker", "worker", "9464")
	killDesk := h.start("twinning", "desk", "9465", "0.0.0.0:8000", desks[0])
	h.start("twinning", "desk", "9465", "0.0.0.0:8000", desks[1])

	root, err := testbin.Root()
	require.NoError(t, err)
	programme := func(name string) string { return filepath.Join(root, "programmes", name) }
	book := h.run("twinning", nil, "call", "new", "--like", programme("dhe-2019.yaml"), "--deadline", "7 weeks", "--reference", "MY-CALL")
	h.run("twinning", []byte(book), "call", "open", "-", "--people", programme("dhe-2019.people.yaml"), "--as", "officer")
	killWorker()
	killDesk()
	h.run("twinning", nil, "call", "publish", "MY-CALL", "--as", "officer")
	require.Contains(t, h.run("twinning", nil, "call", "show", "MY-CALL"), "MY-CALL")
	require.True(t, answers(t.Context(), "http://"+desks[1]+"/"), "the other desk")
	h.run("operator", nil, "verify")
}
