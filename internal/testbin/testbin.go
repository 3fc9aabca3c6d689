// Package testbin builds the programs of this tree for tests: once for all test processes, and again only where the tree has changed.
package testbin

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Command is the path of the program twinning of this tree.
func Command() (string, error) { return build("twinning", "./starter") }

// Worker is the path of the worker of this tree.
func Worker() (string, error) { return build("worker", "./worker") }

// Root is the folder of the module.
func Root() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// build leaves a program that is up to date as it is. Linking one takes seconds, so that processes wait for each other's.
func build(name, of string) (path string, err error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(root, ".local", "test")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.Create(filepath.Join(dir, name+".lock"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("wait for another build of %s: %w", name, err)
	}
	path = filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", path, of) // a stamp would be another program after each commit; without what debuggers need it is linked sooner
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", of, err, said)
	}
	return path, nil
}
