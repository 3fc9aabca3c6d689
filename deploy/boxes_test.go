package deploy_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A contained is a service of docker-compose.yaml, as a container of it would be made.
type contained struct {
	Entrypoint  []string          `yaml:"entrypoint"`
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	Volumes     []string          `yaml:"volumes"`
	Tmpfs       []string          `yaml:"tmpfs"`
	ReadOnly    bool              `yaml:"read_only"`
	CapAdd      []string          `yaml:"cap_add"`
	NetworkMode string            `yaml:"network_mode"`
	Networks    any               `yaml:"networks"`
	Image       string            `yaml:"image"`
	Healthcheck struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
}

// on are the networks of a service.
func (c contained) on() []string {
	switch of := c.Networks.(type) {
	case map[string]any:
		var names []string
		for name := range of {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	case []any:
		var names []string
		for _, name := range of {
			names = append(names, name.(string))
		}
		return names
	}
	if c.NetworkMode == "none" {
		return nil
	}
	return []string{"default"}
}

// boxes runs services of docker-compose.yaml as Docker would, by namespaces of Linux alone: each container with addresses of its own, a root of its
// own that is read-only where the file says so, its volumes, its user and no more capabilities than it is given. In the place of the images stand
// programs of this machine.
type boxes struct {
	t        *testing.T
	services map[string]contained
	dir      string // what is written
	bin      string // a folder with all programs
	programs string // the repository's programmes
	env      map[string]string
	nets     map[string]string // the first three numbers of each network's addresses
	places   map[string]*place // by container
	runs     int
}

// A place is where a container is reached.
type place struct {
	pid  int               // of the process that holds its network
	addr map[string]string // by network
}

// users are those of the images.
func userOf(c contained) string {
	if strings.HasPrefix(c.Image, "twinning:") {
		return "10001"
	}
	if strings.Contains(c.Image, "/dex:") {
		return "1001"
	}
	return ""
}

// entrypoints are those of the images.
func entrypointOf(c contained) []string {
	switch {
	case len(c.Entrypoint) > 0:
		return c.Entrypoint
	case strings.HasPrefix(c.Image, "twinning:"):
		return []string{"twinning"}
	case strings.HasPrefix(c.Image, "caddy:"):
		return []string{"caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"}
	case strings.HasPrefix(c.Image, "axllent/mailpit:"):
		return []string{"/byhand/mailpit"}
	case strings.HasPrefix(c.Image, "postgres:"):
		return []string{"/byhand/postgres.sh"}
	}
	return nil
}

func (b *boxes) sh(format string, args ...any) {
	b.t.Helper()
	out, err := exec.Command("sh", "-ec", fmt.Sprintf(format, args...)).CombinedOutput()
	require.NoError(b.t, err, "%s: %s", fmt.Sprintf(format, args...), out)
}

// wire makes the networks, and a place on them for each container.
func (b *boxes) wire(containers map[string]string) {
	b.t.Helper()
	b.sh("ip link set lo up")
	for name, prefix := range b.nets {
		b.sh("ip link add br-%[1]s type bridge && ip addr add %[2]s.1/24 dev br-%[1]s && ip link set br-%[1]s up", name, prefix)
	}
	n := 10
	var names []string
	for container := range containers {
		names = append(names, container)
	}
	slices.Sort(names)
	for _, container := range names {
		hold := exec.Command("unshare", "--net", "sleep", "infinity")
		hold.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		require.NoError(b.t, hold.Start())
		b.t.Cleanup(func() { _ = hold.Process.Kill(); _ = hold.Wait() })
		p := &place{pid: hold.Process.Pid, addr: map[string]string{}}
		b.places[container] = p
		require.Eventually(b.t, func() bool { return apart(p.pid) }, 10*time.Second, 10*time.Millisecond)
		b.sh("nsenter -t %d -n ip link set lo up", p.pid)
		for i, net := range b.services[containers[container]].on() {
			n++
			p.addr[net] = fmt.Sprintf("%s.%d", b.nets[net], n)
			b.sh("ip link add v%[1]d type veth peer name e%[1]d && ip link set v%[1]d master br-%[2]s up && ip link set e%[1]d netns %[3]d && nsenter -t %[3]d -n sh -c 'ip link set e%[1]d name eth%[4]d && ip addr add %[5]s/24 dev eth%[4]d && ip link set eth%[4]d up'",
				n, net, p.pid, i, p.addr[net])
		}
	}
	for container, service := range containers { // what Docker's names say
		var hosts strings.Builder
		hosts.WriteString("127.0.0.1 localhost\n")
		for other, of := range containers {
			for _, net := range b.services[service].on() {
				if addr, there := b.places[other].addr[net]; there {
					fmt.Fprintf(&hosts, "%s %s\n", addr, of)
					if of == "proxy" {
						fmt.Fprintf(&hosts, "%s desk.localhost sign-in.localhost\n", addr)
					}
				}
			}
		}
		require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, container+".hosts"), []byte(hosts.String()), 0o644)) // #nosec G306 -- it is no secret
	}
}

// apart tells whether a process has a network of its own by now.
func apart(pid int) bool {
	own, err := os.Readlink("/proc/self/ns/net")
	its, failed := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", pid))
	return err == nil && failed == nil && own != its
}

// command is what a container of a service runs, with other arguments than the file's where some are given.
func (b *boxes) command(container, service string, args []string) *exec.Cmd {
	b.t.Helper()
	c, known := b.services[service]
	require.True(b.t, known, service)
	b.runs++
	box := filepath.Join(b.dir, fmt.Sprintf("box-%d", b.runs))
	root := box + "/root"
	var s strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&s, format+"\n", args...) }
	say("set -e")
	say("mkdir -p %[1]s/up %[1]s/work %[2]s", box, root)
	say("mount -t overlay overlay -o lowerdir=/,upperdir=%[1]s/up,workdir=%[1]s/work %[2]s", box, root)
	say("mount --rbind /proc %[1]s/proc && mount --rbind /dev %[1]s/dev", root)
	bind := func(from, at string, readOnly bool) {
		info, err := os.Stat(from)
		require.NoError(b.t, err)
		if info.IsDir() {
			say("mkdir -p %s%s", root, at)
		} else {
			say("mkdir -p %[1]s%[2]s && rmdir %[1]s%[2]s 2>/dev/null || true; [ -e %[1]s%[2]s ] || touch %[1]s%[2]s", root, at)
		}
		say("mount --bind %s %s%s", from, root, at)
		if readOnly {
			say("mount -o remount,bind,ro %s%s", root, at)
		}
	}
	bind(b.bin, "/byhand", true)
	bind(b.programs, "/programmes", true)
	bind(filepath.Join(b.dir, container+".hosts"), "/etc/hosts", true)
	for _, v := range c.Volumes {
		from, at, _ := strings.Cut(strings.TrimSuffix(v, ":ro"), ":")
		if strings.HasPrefix(from, ".") {
			from, _ = filepath.Abs(filepath.Join("..", from))
		} else {
			from = filepath.Join(b.dir, "volumes", from)
			if _, err := os.Stat(from); err != nil {
				require.NoError(b.t, os.MkdirAll(from, 0o700))
				if user := userOf(c); user != "" {
					b.sh("chown %s:%s %s", user, user, from)
				}
			}
		}
		bind(from, at, strings.HasSuffix(v, ":ro"))
	}
	for _, at := range c.Tmpfs {
		at = strings.Replace(at, "/var/run/", "/run/", 1) // which the link of this machine's root means
		say("mkdir -p %[1]s%[2]s && mount -t tmpfs -o mode=1777 tmpfs %[1]s%[2]s", root, at)
	}
	if c.ReadOnly {
		say("mount -o remount,ro %s", root)
	}
	caps := "-all"
	for _, is := range c.CapAdd {
		caps += ",+" + strings.ToLower(is)
	}
	as := []string{"setpriv", "--bounding-set=" + caps, "--inh-caps=-all", "--no-new-privs"}
	if user := userOf(c); user != "" {
		as = append(as, "--reuid="+user, "--regid="+user, "--clear-groups")
	}
	say(`exec chroot %s "$@"`, root)
	if args == nil {
		args = c.Command
	}
	argv := append([]string{"-t", fmt.Sprint(b.places[container].pid), "-n", "unshare", "--mount", "--propagation", "private", "sh", "-c", s.String(), "sh"}, as...)
	argv = append(argv, "env", "-i", "PATH=/byhand:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "XDG_CONFIG_HOME=/config", "XDG_DATA_HOME=/data")
	for name, value := range c.Environment {
		argv = append(argv, name+"="+b.given(value))
	}
	argv = append(argv, entrypointOf(c)...)
	for _, a := range args {
		argv = append(argv, b.given(a))
	}
	cmd := exec.Command("nsenter", argv...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

func (b *boxes) given(text string) string {
	return (&byHand{t: b.t, env: b.env}).given(text)
}

// run runs a step to its end.
func (b *boxes) run(service string, stdin []byte, args ...string) string {
	b.t.Helper()
	cmd := b.command(service, service, args)
	cmd.Stdin = bytes.NewReader(stdin)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	began := time.Now()
	require.NoError(b.t, cmd.Run(), "%s %v: %s%s", service, args, out.String(), said.String())
	b.t.Logf("%s %s: ended in %s", service, strings.Join(args, " "), time.Since(began).Round(time.Millisecond))
	return out.String()
}

// start starts a container, and waits until its healthcheck says that it is well. end ends it as Docker does.
func (b *boxes) start(container, service string, args ...string) (end func(syscall.Signal) error) {
	b.t.Helper()
	cmd := b.command(container, service, args)
	said, err := os.Create(filepath.Join(b.dir, container+".log"))
	require.NoError(b.t, err)
	cmd.Stdout, cmd.Stderr = said, said
	began := time.Now()
	require.NoError(b.t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	end = func(how syscall.Signal) error {
		_ = cmd.Process.Signal(how)
		err := <-ended
		ended <- err
		return err
	}
	b.t.Cleanup(func() {
		_ = end(syscall.SIGKILL)
		if b.t.Failed() {
			text, _ := os.ReadFile(said.Name())
			b.t.Logf("%s said:\n%s", container, text[max(0, len(text)-6000):])
		}
	})
	test := b.services[service].Healthcheck.Test
	require.NotEmpty(b.t, test)
	require.Equal(b.t, "CMD", test[0])
	if test[1] == "temporal" { // the image's own program: that its port is open is asked instead
		test = []string{"CMD", "sh", "-c", "exec 3<>/dev/tcp/" + b.places[container].addr["default"] + "/7233"}
		test[1] = "bash"
	}
	if test[1] == "/mailpit" {
		test = append([]string{"CMD", "/byhand/mailpit"}, test[2:]...)
	}
	require.Eventually(b.t, func() bool {
		check := exec.Command("nsenter", append([]string{"-t", fmt.Sprint(b.places[container].pid), "-n", "env", "PATH=" + b.bin + ":" + os.Getenv("PATH")}, inBin(b.bin, test[1:])...)...)
		return check.Run() == nil
	}, 3*time.Minute, 200*time.Millisecond, "%s is not well", container)
	b.t.Logf("%s: well after %s", container, time.Since(began).Round(time.Millisecond))
	return end
}

// inBin is a healthcheck with the programs of this test.
func inBin(bin string, test []string) []string {
	test = slices.Clone(test)
	test[0] = strings.Replace(test[0], "/byhand/", bin+"/", 1)
	return test
}
