package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/programmes"
)

// largest is the most that a file that a command reads may have: a table of expenses. Most have less, which their check says.
const largest = claimfile.Limit

// whole reads a file that is not too large.
func whole(name string, from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, largest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(data) > largest:
		return nil, usage("%s is too large: a file that a command reads has at most %d MiB", name, largest>>20)
	}
	return data, nil
}

// readFile reads and checks a file, or the standard input for "-".
func readFile[T any](a *app, path string, parse func(name string, data []byte) (T, error)) (T, error) {
	name, data, err := a.readBytes(path)
	if err != nil {
		var none T
		return none, err
	}
	a.typedFile = typedFile{name, data}
	return parse(name, data)
}

// A typedFile is what a command was made from.
type typedFile struct {
	name string
	data []byte
}

// located has an error about a field of a command that was read from a file say at which line the field stands there. A field whose path has one
// part alone may be that of a flag.
func (a *app) located(err error) error {
	var of interface{ Told() law.Reason }
	if err == nil || a.typedFile.name == "" || !errors.As(err, &of) || len(of.Told().With) == 0 {
		return err
	}
	why := of.Told()
	path := why.With[0].Value
	if why.With[0].Type != law.TypePath || !strings.ContainsAny(path, ".[") {
		return err
	}
	within, line, column := programme.Place(a.typedFile.data, path)
	if line == 0 {
		return err
	}
	why.With = slices.Clone(why.With)
	why.With[0].Value = within
	return usage("%s:%d:%d: %s", a.typedFile.name, line, column, law.NewNonsense(strings.Replace(err.Error(), path, within, 1), why))
}

// exampleFile is a file that ships as an example, as the help of a command shows it.
func exampleFile(name string) string {
	text, err := programmes.FS.ReadFile("examples/" + name)
	if err != nil {
		panic(err) // it is embedded: the tests read each of them
	}
	return "An example, which is kept as programmes/examples/" + name + ":\n\n" + strings.TrimRight(string(text), "\n")
}

func (a *app) readBytes(path string) (name string, data []byte, err error) {
	if path == "-" {
		data, err = whole("standard input", a.in)
		return "standard input", data, err
	}
	f, err := a.openFile(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	data, err = whole(path, f)
	return path, data, err
}

// openFile opens a file that whoever types names: for whom a desk runs the command, what they have sent, and nothing of the desk's machine.
// Nobody is kept waiting at a pipe.
func (a *app) openFile(path string) (io.ReadCloser, error) {
	if a.served != nil {
		data, err := a.served.file(path)
		return io.NopCloser(bytes.NewReader(data)), err
	}
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 && !strings.HasPrefix(path, "/dev/fd/") {
		return nil, usage("%s is a pipe, not a file: name a file, or - for the standard input", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, noFile(path, err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, usage("%s is a folder, not a file", path)
	}
	return f, nil
}

// noFile is a file that is not there, in one sentence with one exit code for all commands. Another error stays what it is.
func noFile(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &failure{code: exitNotFound, what: "there is no file " + path, cause: err}
}

// isFile tells whether a path names a file, or the standard input.
func (a *app) isFile(path string) bool {
	if path == "-" {
		return true
	}
	if a.served != nil {
		_, err := a.served.file(path)
		return err == nil
	}
	_, err := os.Stat(path)
	return err == nil
}

// form reads one of the forms into v, by its schema.
func form[T any](schema programme.Schema) func(name string, data []byte) (T, error) {
	return func(name string, data []byte) (T, error) {
		var v T
		err := programme.Decode(name, data, schema, &v)
		return v, err
	}
}

// parseRoles reads ROLE=PERSON,...
func parseRoles(list []string) (map[law.Role][]string, error) {
	roles := map[law.Role][]string{}
	for _, text := range list {
		role, who, ok := strings.Cut(text, "=")
		if !ok || role == "" || who == "" {
			return nil, usage("--role %q is no role: write it as in officer=officer,deputy", query.Cut(text))
		}
		switch {
		case law.Role(role) == law.Evaluator:
			return nil, usage("--role %s: nobody is made an evaluator so: appoint each with `twinning evaluator appoint CALL PERSON`", query.Cut(text))
		case !slices.Contains(law.StaffRoles(), law.Role(role)):
			return nil, usage("--role %s: there is no such role; the roles are %s", query.Cut(text), listed(law.StaffRoles()))
		}
		for p := range strings.SplitSeq(who, ",") {
			roles[law.Role(role)] = append(roles[law.Role(role)], strings.TrimSpace(p))
		}
	}
	return roles, nil
}

func listed[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
