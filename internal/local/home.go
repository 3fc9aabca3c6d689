package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"twinning.example/engine/internal/pgbin"
)

// elsewhere is for clusters of folders that the user PostgreSQL runs as cannot reach, such as those under /root.
const elsewhere = "/var/lib/twinning-local"

// home makes the folder that belongs to the user PostgreSQL runs as. When that user cannot get to the data folder, it is elsewhere and
// the data folder has a link to it. Nobody's folders are opened up for it.
func (f *folder) home(user *pgbin.User) (string, error) {
	link := f.file("postgres")
	real, err := filepath.EvalSymlinks(link)
	if err == nil {
		if closed := barred(filepath.Dir(real), user); closed != "" {
			return "", fmt.Errorf("PostgreSQL runs as user %s, who cannot enter %s: `chmod o+x %s`, or give another data folder", user.Name, closed, closed)
		}
		return real, user.Own(real) // again: a kill may have come before
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("find PostgreSQL's folder: %w", err)
	}
	if target, err := os.Readlink(link); err == nil {
		return "", fmt.Errorf("%s leads to %s, which is gone and with it all that was recorded: remove %s to begin anew", link, target, f.path)
	}
	if barred(f.path, user) == "" {
		if err := os.Mkdir(link, 0o700); err != nil {
			return "", fmt.Errorf("make PostgreSQL's folder: %w", err)
		}
		if real, err = filepath.EvalSymlinks(link); err != nil { // as it will be found the next time
			return "", fmt.Errorf("make PostgreSQL's folder: %w", err)
		}
		return real, user.Own(real)
	}
	if err := os.MkdirAll(elsewhere, 0o755); err != nil {
		return "", fmt.Errorf("make a folder that user %s can enter: %w", user.Name, err)
	}
	if real, err = os.MkdirTemp(elsewhere, filepath.Base(filepath.Dir(f.path))+"-"); err != nil {
		return "", fmt.Errorf("make a folder that user %s can enter: %w", user.Name, err)
	}
	if err := user.Own(real); err != nil {
		return "", err
	}
	if err := os.Symlink(real, link); err != nil {
		return "", fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	return real, nil
}

// barred is the first folder on the way to dir that the user cannot enter, by its mode.
func barred(dir string, user *pgbin.User) string {
	if user == nil {
		return ""
	}
	closed := ""
	for ; ; dir = filepath.Dir(dir) {
		if !enters(dir, user) {
			closed = dir // the outermost is the one to tell
		}
		if dir == filepath.Dir(dir) {
			return closed
		}
	}
}

func enters(dir string, user *pgbin.User) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	mode := info.Mode().Perm()
	switch {
	case owner.Uid == user.UID:
		return mode&0o100 != 0
	case owner.Gid == user.GID:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}
