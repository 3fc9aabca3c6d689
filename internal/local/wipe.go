package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Wipe removes the folder of a stack with everything in it, its PostgreSQL too where that had to be elsewhere. A folder that is not
// there is fine; one that holds no stack, or a stack that is up, is refused.
func Wipe(ctx context.Context, path string) error {
	if _, err := os.Stat(filepath.Join(path, "lock")); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("%s is no folder of a stack, and is left alone: %w", path, ErrUsage)
	}
	f, err := claim(path)
	if err != nil {
		return err
	}
	if err := f.wipe(ctx); err != nil {
		return errors.Join(fmt.Errorf("remove %s: %w", path, err), f.release())
	}
	return errors.Join(os.RemoveAll(path), f.release())
}

// wipe removes the cluster, once nobody is at work on it.
func (f *folder) wipe(ctx context.Context) error {
	home, err := filepath.EvalSymlinks(f.file("postgres"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c := &cluster{folder: f, home: home}
	left, err := c.leftBehind()
	if err != nil {
		return err
	}
	if left != 0 {
		if err := adopt(left).stop(ctx, syscall.SIGINT, 20*time.Second); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(home, elsewhere+string(filepath.Separator)) {
		return nil // it lies in the folder, and goes with it
	}
	return os.RemoveAll(home)
}
