// Command licences lists every module that the programs of this repository are linked
// with or built and tested by, with its licences, and refuses one that is not allowed:
//
//	go run -C tools/licences .          compares docs/licences.md, and fails where it differs
//	go run -C tools/licences . -write   writes it
//	go run -C tools/licences . -texts FILE   writes the whole texts of the licences of what is shipped
//
// It reads the module cache and asks no network.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A use is a group of packages that are used for one thing.
type use struct {
	title   string
	says    string
	queries []query
}

// A query is one run of go list.
type query struct {
	dir  string // a folder with a go.mod, from the root of the repository
	args []string
}

var uses = []use{
	{"In what is shipped", "Linked into `twinning` and `worker`.", []query{
		{".", []string{"./starter", "./worker"}},
		{".", []string{"-tags", "s3", "./starter", "./worker"}},
	}},
	{"For building and testing alone", "In none of the programs that are shipped.", []query{
		{".", []string{"-test", "./..."}},
		{".", []string{"-modfile=tools/go.mod", "tool"}},
		{"tools/temporaldev", []string{"-test", "./..."}},
		{"bench", []string{"-test", "./..."}},
		{"tools/licences", []string{"-test", "./..."}},
		{"tools/chart", []string{"-test", "./..."}},
		{"tools/maporder", []string{"-test", "./..."}},
	}},
}

// kept are works in the repository that are no modules, by use.
var kept = []string{
	"| the Go standard library, its zone data | of the toolchain | BSD-3-Clause; the zone data is in the public domain |\n" +
		"| Swagger UI (`internal/api/assets`) | 5.35.0 | Apache-2.0 |\n",
	"| axe-core (`internal/browser/vendored`, for tests) | 4.14.1 | MPL-2.0 |\n" +
		"| html-validate and what it uses (`internal/browser/vendored`, for tests) | 11.21.1 | MIT; parts BSD-3-Clause, ISC, Apache-2.0 |\n",
}

func main() {
	write := flag.Bool("write", false, "write docs/licences.md")
	to := flag.String("texts", "", "write the texts of the licences of what is shipped to this file")
	flag.Parse()
	if *to != "" {
		if err := writeTexts(*to); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if err := run(*write); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func writeTexts(path string) error {
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := texts(root, &b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func run(write bool) error {
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	text, refused, err := list(root)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		return errors.New(strings.Join(refused, "\n"))
	}
	path := filepath.Join(root, "docs", "licences.md")
	if write {
		return os.WriteFile(path, text, 0o644)
	}
	is, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(is, text) {
		return errors.New("docs/licences.md is not the list of what is used: run make licences")
	}
	return nil
}

// list writes the document, and says of each module that may not be used why not.
func list(root string) (text []byte, refused []string, err error) {
	var b bytes.Buffer
	fmt.Fprint(&b, "# Licences of what is used\n\nMade by `make licences` from the module cache; `make check` compares it, and refuses a licence that is not in the list of\n`tools/licences`. This repository is under the Apache License 2.0 ([LICENSE](../LICENSE)).\n")
	known, met := map[string]bool{}, map[string]bool{}
	for n, u := range uses {
		modules, err := modulesOf(root, u.queries)
		if err != nil {
			return nil, nil, err
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| module | version | licences |\n|---|---|---|\n", u.title, u.says)
		b.WriteString(kept[n])
		for _, m := range modules {
			if known[m.path+"@"+m.version] {
				continue
			}
			known[m.path+"@"+m.version] = true
			found, err := m.licences()
			if err != nil {
				return nil, nil, err
			}
			says := strings.Join(found, ", ")
			if e, ok := excepted(m.path, found); ok {
				says = e.is + " (" + e.why + ")"
				met[e.module] = true
			} else if why := judge(found); why != "" {
				refused = append(refused, fmt.Sprintf("%s %s: %s", m.path, m.version, why))
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", m.path, m.version, says)
		}
	}
	for _, e := range exceptions {
		if !met[e.module] {
			refused = append(refused, e.module+": it is excepted, and not used, or no longer with these licences")
		}
	}
	slices.Sort(refused)
	return b.Bytes(), refused, nil
}
