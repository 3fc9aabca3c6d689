// Package testbin builds the programs of this tree for tests: once for all test processes, and again only where the tree has changed.
package testbin

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Command is the path of the program twinning of this tree.
func Command() (string, error) { return build("twinning", "./starter", nil) }

// Worker is the path of the worker of this tree.
func Worker() (string, error) { return build("worker", "./worker", nil) }

// Overlaid is the path of a program of this tree, of the package of, built as if each of these files of the tree had another text.
func Overlaid(name, of string, texts map[string]string) (string, error) {
	return build(name, of, func(root string) ([]string, error) { return overlay(root, name, texts) })
}

// overlay writes the texts, and is the flags with which they are built.
func overlay(root, name string, texts map[string]string) ([]string, error) {
	dir := filepath.Join(root, ".local", "test", name+"-overlay") // always the same: what was built is found again
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	replace := map[string]string{}
	for file, text := range texts {
		instead := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(instead, []byte(text), 0o644); err != nil {
			return nil, err
		}
		replace[filepath.Join(root, file)] = instead
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "overlay.json")
	return []string{"-overlay", path}, os.WriteFile(path, list, 0o644)
}

// Root is the folder of the module.
func Root() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// build leaves a program that is up to date as it is. Linking one takes seconds, so that processes wait for each other's.
// What flags needs on the disk it writes while no other process builds.
func build(name, of string, flags func(root string) ([]string, error)) (path string, err error) {
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
	args := []string{"build", "-buildvcs=false", "-ldflags=-s -w"}
	if flags != nil {
		more, err := flags(root)
		if err != nil {
			return "", err
		}
		args = append(args, more...)
	}
	path = filepath.Join(dir, name)
	// A stamp would be another program after each commit; without what debuggers need it is linked sooner.
	cmd := exec.Command("go", append(args, "-o", path, of)...)
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", of, err, said)
	}
	return path, nil
}
