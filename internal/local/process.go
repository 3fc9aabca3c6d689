package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// launcher starts children from one thread that lives as long as it does. The kernel takes a child's parent to be the thread that
// forked it, and Go ends threads when it likes: from any other, a child would be told that its parent died while it lives.
type launcher struct {
	requests chan launch
}

type launch struct {
	cmd     *exec.Cmd
	started chan error
}

func newLauncher() *launcher {
	n := &launcher{requests: make(chan launch)}
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for b := range n.requests {
			b.started <- b.cmd.Start()
		}
	}()
	return n
}

// close lets the thread go. All children must have ended.
func (n *launcher) close() { close(n.requests) }

// process is a program at work: a child of ours, or a postmaster that another supervisor left behind.
type process struct {
	pid   int
	child bool          // of ours, leading a group of its own
	done  chan struct{} // closed when it has ended

	// Once it has:
	err    error // why
	status int   // of a child
}

// start starts a child that is told when we die, however we die.
func (n *launcher) start(cmd *exec.Cmd, orphaned syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C at our terminal is ours to pass on
	}
	tellOrphan(cmd.SysProcAttr, orphaned)
	b := launch{cmd: cmd, started: make(chan error)}
	n.requests <- b
	if err := <-b.started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &process{pid: cmd.Process.Pid, child: true, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		if p.err = cmd.Wait(); p.err == nil {
			p.err = errors.New("it ended by itself")
		}
		p.status = cmd.ProcessState.ExitCode()
	}()
	return p, nil
}

// adopt watches a process that is not our child.
func adopt(pid int) *process {
	p := &process{pid: pid, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		for alive(pid) {
			time.Sleep(100 * time.Millisecond)
		}
		p.err = errors.New("it ended")
	}()
	return p
}

// alive says whether there is such a process, whoever's it is. One that has ended and that nobody has asked about is not.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true // no such folder here
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z")
}

// stop asks the process to end, waits, and ends it.
func (p *process) stop(ctx context.Context, ask syscall.Signal, patience time.Duration) error {
	if p == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := syscall.Kill(p.pid, ask); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("signal process %d: %w", p.pid, err)
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		p.kill()
		return fmt.Errorf("process %d did not end within %s", p.pid, patience)
	}
}

// kill is kill -9 of a child and its group; it waits for the end. A postmaster that is not our child is left to itself.
func (p *process) kill() {
	if !p.child {
		return
	}
	select {
	case <-p.done:
	default:
		syscall.Kill(-p.pid, syscall.SIGKILL) // fails where it has just ended
		<-p.done
	}
}

// await waits until ready says so. When that does not come - it died, the time is up, nobody wants it any more - nothing is left of a
// child.
func (p *process) await(ctx context.Context, patience time.Duration, ready func(context.Context) bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("it was not ready within %s", patience))
	defer cancel()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			return p.err
		case <-ctx.Done():
			p.kill()
			return context.Cause(ctx)
		case <-tick.C:
			if ready(ctx) {
				return nil
			}
		}
	}
}

// A log that has grown beyond this is put aside at the next start; one is kept.
const longLog = 16 << 20

// log is a file of logs/ that a child writes to, and how long it was before.
type log struct {
	*os.File // itself to be given to a child: of any other writer exec makes a pipe, which breaks when we close it
	from     int64
}

func (f *folder) log(name string) (log, error) {
	path := f.file("logs/" + name + ".log")
	if info, err := os.Stat(path); err == nil && info.Size() > longLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return log{}, fmt.Errorf("put aside the log of %s: %w", name, err)
		}
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return log{}, fmt.Errorf("open the log of %s: %w", name, err)
	}
	from, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return log{}, errors.Join(fmt.Errorf("open the log of %s: %w", name, err), file.Close())
	}
	return log{file, from}, nil
}

// tail is the end of what was written since the log was opened.
func (l log) tail() string {
	const most = 2000
	info, err := l.Stat()
	if err != nil {
		return ""
	}
	from := max(l.from, info.Size()-most)
	text := make([]byte, max(0, info.Size()-from))
	n, err := l.ReadAt(text, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(text[:n])), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// explain adds to an error what the part said itself.
func (l log) explain(err error) error {
	if tail := l.tail(); tail != "" {
		return fmt.Errorf("%w; the end of %s:\n%s", err, l.Name(), tail)
	}
	return fmt.Errorf("%w; %s has no word of it", err, l.Name())
}
