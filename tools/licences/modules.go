package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A module is one that is used, with the folders of those of its packages that are.
type module struct {
	path, version string
	dir           string // in the module cache
	packages      []string
}

// modulesOf are the modules that go list names, without those of this repository.
func modulesOf(root string, queries []query) ([]*module, error) {
	all := map[string]*module{}
	for _, q := range queries {
		args := append([]string{"list", "-deps", "-json=Dir,Module"}, q.args...)
		cmd := exec.Command("go", args...)
		cmd.Dir = filepath.Join(root, q.dir)
		cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0") // what is shipped, wherever it is asked
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go %s in %s: %w: %s", strings.Join(args, " "), q.dir, err, said.String())
		}
		for read := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct {
				Dir    string
				Module *struct {
					Path, Version, Dir string
					Main               bool
					Replace            *struct{ Path, Version, Dir string }
				}
			}
			if err := read.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("read what go list says: %w", err)
			}
			if p.Module == nil || strings.HasPrefix(p.Module.Path, "twinning.example/") {
				continue
			}
			m := &module{path: p.Module.Path, version: p.Module.Version, dir: p.Module.Dir}
			if r := p.Module.Replace; r != nil {
				m.path, m.version, m.dir = r.Path, r.Version, r.Dir
			}
			key := m.path + "@" + m.version
			if all[key] == nil {
				all[key] = m
			}
			all[key].packages = append(all[key].packages, p.Dir)
		}
	}
	var list []*module
	for _, m := range all {
		slices.Sort(m.packages)
		m.packages = slices.Compact(m.packages)
		list = append(list, m)
	}
	slices.SortFunc(list, func(x, y *module) int { return strings.Compare(x.path+"@"+x.version, y.path+"@"+y.version) })
	return list, nil
}

// licences are those of the module and of those of its packages that are used: what
// stands in a folder holds for the folders in it.
func (m *module) licences() ([]string, error) {
	found := map[string]bool{}
	read := map[string]bool{}
	for _, dir := range append([]string{m.dir}, m.packages...) {
		for at := dir; strings.HasPrefix(at, m.dir) && !read[at]; at = filepath.Dir(at) {
			read[at] = true
			texts, err := licenceFiles(at)
			if err != nil {
				return nil, err
			}
			for _, text := range texts {
				for _, id := range identify(text) {
					found[id] = true
				}
			}
		}
	}
	var all []string
	for id := range found {
		all = append(all, id)
	}
	slices.Sort(all)
	return all, nil
}

// isLicence tells whether a file is called as licences are.
func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return !strings.HasSuffix(name, ".GO") &&
		(strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "COPYING") || strings.HasPrefix(name, "UNLICEN") || strings.HasPrefix(name, "MIT-LICEN"))
}

// licenceFiles are the texts of the files of a folder that are called as licences are.
func licenceFiles(dir string) ([][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts [][]byte
	for _, e := range entries {
		if e.IsDir() || !isLicence(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}
