// Package pgbin finds PostgreSQL's programs and starts them as a user they accept: they refuse root.
package pgbin

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Debian keeps one folder a version beside PATH.
const debian = "/usr/lib/postgresql/*/bin"

// ErrMissing is what Find says when there is no PostgreSQL.
var ErrMissing = errors.New("PostgreSQL's programs are not installed: `apt-get install postgresql`, or put the folder of initdb into PATH")

// Find is the folder that holds initdb, pg_ctl and postgres: from PATH, else the newest version that Debian has installed.
func Find() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return "", fmt.Errorf("find PostgreSQL: %w", err)
		}
		if complete(filepath.Dir(path)) {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob(debian)
	if err != nil {
		return "", fmt.Errorf("find PostgreSQL: %w", err)
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	for _, dir := range found {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", ErrMissing
}

func version(dir string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
	if err != nil {
		return 0 // a folder that is not named after a version comes last
	}
	return n
}

func complete(dir string) bool {
	for _, name := range []string{"initdb", "pg_ctl", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// User is whom PostgreSQL's programs run as. Nil: as we are, who are not root.
type User struct {
	Name string
	UID  uint32
	GID  uint32
}

// Unprivileged is the user to run as: nobody special when we are not root, else postgres, else nobody.
func Unprivileged() (*User, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(found.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the user id of %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(found.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read the group id of %s: %w", name, err)
		}
		return &User{Name: name, UID: uint32(uid), GID: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody: `useradd --system postgres`")
}

// Own gives a file or folder to the user, who can then write there.
func (u *User) Own(path string) error {
	if u == nil {
		return nil
	}
	if err := os.Chown(path, int(u.UID), int(u.GID)); err != nil {
		return fmt.Errorf("give %s to %s: %w", path, u.Name, err)
	}
	return nil
}

// Apply makes cmd run as the user, in a session of its own (a Ctrl-C at our terminal is ours to pass on), in a folder that the user can
// read.
func (u *User) Apply(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setsid = true
	if cmd.Dir == "" {
		cmd.Dir = "/"
	}
	if u == nil {
		return
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: u.UID, Gid: u.GID}
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(slices.DeleteFunc(cmd.Env, func(e string) bool { return strings.HasPrefix(e, "HOME=") }), "HOME=/", "USER="+u.Name)
}
