package deploy_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/testbin"
)

// All of docker-compose.yaml runs without Docker, in namespaces of Linux: Caddy, Dex and Mailpit as they are published, PostgreSQL and a Temporal
// of this machine in the place of theirs; two workers and two desks behind the proxy. Somebody signs in with Dex in a browser's way, a call is opened
// with the commands of the file's first lines, a letter arrives, and all goes on while one of each is killed. It needs root, and BY_HAND, a
// folder with caddy, dex and mailpit: make by-hand.
func TestTheWholeOfDockerComposeRunsWithoutDocker(t *testing.T) {
	given := os.Getenv("BY_HAND")
	if given == "" {
		t.Skip("it needs root, Caddy, Dex and Mailpit: make by-hand")
	}
	if os.Getenv("BY_HAND_INSIDE") == "" { // with networks and mounts of its own
		twinning, err := testbin.Command()
		require.NoError(t, err)
		worker, err := testbin.Worker()
		require.NoError(t, err)
		cmd := exec.CommandContext(t.Context(), "unshare", "--mount", "--propagation", "private", "--net", os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=20m")
		cmd.Env = append(os.Environ(), "BY_HAND_INSIDE="+twinning+":"+worker)
		out, err := cmd.CombinedOutput()
		t.Logf("%s", out)
		require.NoError(t, err)
		return
	}
	var file struct {
		Services map[string]contained `yaml:"services"`
	}
	require.NoError(t, yaml.Unmarshal(read(t, "../docker-compose.yaml"), &file))
	programmes, err := filepath.Abs("../programmes")
	require.NoError(t, err)
	b := &boxes{
		t: t, services: file.Services, dir: t.TempDir(), programs: programmes, env: map[string]string{}, places: map[string]*place{},
		nets: map[string]string{"default": "172.30.76", "front": "172.30.77"},
	}
	require.NoError(t, os.Chmod(b.dir, 0o755)) // #nosec G302 -- containers of other users find their way
	require.NoError(t, os.Chmod(filepath.Dir(b.dir), 0o755))
	for _, name := range []string{"POSTGRES", "TWINNING_OWNER", "TWINNING_APP", "TWINNING_DOOR", "TWINNING_ERASE", "TEMPORAL"} {
		b.env[name+"_PASSWORD"] = strings.ToLower(strings.ReplaceAll(name, "_", "")) + "secret"
	}
	b.bin = filepath.Join(b.dir, "bin")
	b.sh("mkdir %s && cp %s/caddy %s/dex %s/mailpit %s", b.bin, given, given, given, b.bin)
	twinning, worker, _ := strings.Cut(os.Getenv("BY_HAND_INSIDE"), ":")
	b.sh("cp %s %s/twinning && cp %s %s/worker && cp %s %s/temporaldev && cp compose/byhand/postgres.sh %s", twinning, b.bin, worker, b.bin, os.Getenv("TWINNING_TEMPORALDEV"), b.bin, b.bin)
	b.sh("chmod -R a+rX %s && chmod a+x %s/*", b.bin, b.bin)
	containers := map[string]string{"worker-2": "worker", "desk-2": "desk"}
	for service := range file.Services {
		containers[service] = service
	}
	b.wire(containers)

	b.start("postgres", "postgres")
	temporal := file.Services["temporal"]
	temporal.Entrypoint = []string{
		"env", "TEMPORALDEV_POSTGRES_PASSWORD=" + b.env["TEMPORAL_PASSWORD"], "temporaldev", "--postgres-host", temporal.Environment["POSTGRES_SEEDS"], "--postgres-port", temporal.Environment["DB_PORT"],
		"--postgres-user", temporal.Environment["POSTGRES_USER"], "--ip", b.places["temporal"].addr["default"], "--ports", "7233,7234,7235,7239,6933", "--namespace", temporal.Environment["DEFAULT_NAMESPACE"], "--retention", temporal.Environment["DEFAULT_NAMESPACE_RETENTION"],
	}
	b.services["temporal"] = temporal
	b.start("temporal", "temporal")
	b.start("mail", "mail")
	for _, step := range []string{"keys", "keys-operator", "keys-worker", "keys-door", "migrate", "sign-in-secrets"} {
		b.run(step, nil)
		b.run(step, nil) // again, as after a restart of everything
	}
	endWorker := b.start("worker", "worker")
	b.start("worker-2", "worker")
	b.start("sign-in", "sign-in")
	b.start("proxy", "proxy") // before the desks, which ask the provider under the address that browsers know
	endDesk := b.start("desk", "desk")
	end2 := b.start("desk-2", "desk")

	book := b.run("twinning", nil, "call", "new", "--like", "/programmes/dhe-2019.yaml", "--deadline", "7 weeks", "--reference", "MY-CALL")
	b.run("twinning", []byte(book), "call", "open", "-", "--people", "/programmes/dhe-2019.people.yaml", "--as", "officer")
	passwords := map[string]string{}
	for line := range strings.Lines(b.run("passwords", nil)) {
		email, password, _ := strings.Cut(strings.TrimSpace(line), "\t")
		passwords[email] = password
	}

	proxy := b.places["proxy"].addr["front"] + ":8000"
	reach := func(ctx context.Context, network, addr string) (net.Conn, error) {
		if strings.HasSuffix(addr, ".localhost:8000") {
			addr = proxy
		}
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DialContext: reach}}
	see := func(address string, form url.Values) (int, string, *url.URL) {
		t.Helper()
		method, body := http.MethodGet, io.Reader(nil)
		if form != nil {
			method, body = http.MethodPost, strings.NewReader(form.Encode())
		}
		r, err := http.NewRequestWithContext(t.Context(), method, address, body)
		require.NoError(t, err)
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		got, err := browser.Do(r)
		require.NoError(t, err)
		defer got.Body.Close()
		text, err := io.ReadAll(got.Body)
		require.NoError(t, err)
		return got.StatusCode, string(text), got.Request.URL
	}
	const desk = "http://desk.localhost:8000"
	status, _, _ := see(desk+"/calls/MY-CALL", nil)
	require.Equal(t, http.StatusNotFound, status, "nobody is signed in, and the call is a draft")
	status, page, at := see(desk+"/sign-in?back=/calls/MY-CALL", nil)
	require.Equal(t, http.StatusOK, status, page)
	require.Equal(t, "sign-in.localhost:8000", at.Host)
	action := regexp.MustCompile(`<form[^>]*action="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, action, page)
	to, err := at.Parse(strings.ReplaceAll(action[1], "&amp;", "&"))
	require.NoError(t, err)
	status, page, at = see(to.String(), url.Values{"login": {"officer@programme.example"}, "password": {passwords["officer@programme.example"]}})
	require.Equal(t, http.StatusOK, status, page)
	require.Equal(t, desk+"/calls/MY-CALL", at.String(), page)
	require.Contains(t, page, "MY-CALL")

	b.run("twinning", nil, "call", "publish", "MY-CALL", "--as", "officer")
	b.run("twinning", nil, "invitation", "send", "MY-CALL", "payer", "somebody@sample.example", "--why", "another pair of hands", "--as", "officer")
	letters := func() (n int) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+b.places["mail"].addr["default"]+":8025/api/v1/messages", http.NoBody)
		require.NoError(t, err)
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			return 0
		}
		defer got.Body.Close()
		var list struct {
			Total int `json:"total"`
		}
		_ = json.NewDecoder(got.Body).Decode(&list)
		return list.Total
	}
	require.Eventually(t, func() bool { return letters() > 0 }, 2*time.Minute, 200*time.Millisecond, "the letter comes to the mail catcher")

	_ = endWorker(syscall.SIGKILL)
	_ = endDesk(syscall.SIGKILL)
	for range 10 {
		status, page, _ = see(desk+"/calls/MY-CALL", nil)
		require.Equal(t, http.StatusOK, status, "the other desk: %s", page)
	}
	b.run("twinning", nil, "evaluator", "appoint", "MY-CALL", "eva-1", "--as", "officer")
	before := letters()
	require.Eventually(t, func() bool { return letters() >= before }, time.Minute, 200*time.Millisecond)
	b.run("operator", nil, "verify")
	require.NoError(t, end2(syscall.SIGTERM), "a desk that is told to end finishes what it was asked")
	b.start("desk", "desk") // begun again
	status, _, _ = see(desk+"/calls/MY-CALL", nil)
	require.Equal(t, http.StatusOK, status, "who was signed in still is")
}
