package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// texts writes the whole text of every licence and notice of what is shipped, for who hands the programs on.
func texts(root string, w io.Writer) error {
	modules, err := modulesOf(root, uses[0].queries)
	if err != nil {
		return err
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("find the toolchain: %w", err)
	}
	all := []*module{
		{path: "twinning (this program)", dir: root},
		{path: "the Go standard library", dir: strings.TrimSpace(string(goroot))},
		{path: "Swagger UI", dir: filepath.Join(root, "internal/api/assets")},
	}
	for _, m := range append(all, modules...) {
		written := 0
		seen := map[string]bool{}
		for _, dir := range append([]string{m.dir}, m.packages...) {
			for at := dir; strings.HasPrefix(at, m.dir) && !seen[at]; at = filepath.Dir(at) {
				seen[at] = true
				n, err := textsIn(w, m, at)
				if err != nil {
					return err
				}
				written += n
			}
		}
		if written == 0 {
			why := ""
			for _, e := range exceptions {
				if e.module == m.path {
					why = e.is + " (" + e.why + ")"
				}
			}
			if why == "" {
				return fmt.Errorf("%s %s has no text of a licence", m.path, m.version)
			}
			if _, err := fmt.Fprintf(w, "==== %s %s\n\n%s\n\n", m.path, m.version, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// textsIn writes the licences and notices that stand in one folder of a module, and says how many.
func textsIn(w io.Writer, m *module, dir string) (written int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if e.IsDir() || !isLicence(e.Name()) && !isNotice(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return written, err
		}
		in, err := filepath.Rel(m.dir, filepath.Join(dir, e.Name()))
		if err != nil {
			return written, err
		}
		if _, err := fmt.Fprintf(w, "==== %s %s: %s\n\n%s\n\n", m.path, m.version, in, strings.TrimSpace(string(text))); err != nil {
			return written, err
		}
		if isLicence(e.Name()) {
			written++
		}
	}
	return written, nil
}

func isNotice(name string) bool {
	name = strings.ToUpper(name)
	return strings.HasPrefix(name, "NOTICE") && !strings.HasSuffix(name, ".GO")
}
