package letters

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

// A file is "Subject: ", one line, an empty line, and the body. The salutation
// and the footer are the same in every letter and are set around it.
//
//go:embed templates/*.txt
var files embed.FS

// A form is one template, read.
type form struct {
	text  *template.Template
	needs []string        // words that must be there
	blank map[string]bool // of these, the ones that may be empty
}

const (
	subjectMark = "Subject: "
	footer      = "This is letter %s of the record of %s. What becomes of it, whether it is sent, refused or in doubt, stands in that record."
)

// Words that no promise gives, since Write knows them.
var known = []string{"reference", "item", "link", "secret"}

// forms reads the embedded files, once. That they can be read is a test.
var forms = sync.OnceValue(func() map[string]form {
	entries, err := files.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	all := make(map[string]form, len(entries))
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("templates", e.Name()))
		if err != nil {
			panic(err)
		}
		name := strings.TrimSuffix(e.Name(), ".txt")
		t := template.Must(template.New(name).Option("missingkey=error").
			Funcs(template.FuncMap{"quote": quote, "date": day}).Parse(string(text)))
		f := form{text: t, blank: map[string]bool{}}
		f.walk(t.Root, false)
		slices.Sort(f.needs)
		all[name] = f
	}
	return all
})

// walk collects the words that a template uses. A word that decides whether a
// part is there, as in {{with .reason}}, may be empty.
func (f *form) walk(n parse.Node, decides bool) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			f.walk(c, false)
		}
	case *parse.ActionNode:
		f.walk(n.Pipe, false)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, arg := range c.Args {
				f.walk(arg, decides)
			}
		}
	case *parse.WithNode:
		f.walk(n.Pipe, true)
		f.walk(n.List, false)
		f.walk(n.ElseList, false)
	case *parse.IfNode:
		f.walk(n.Pipe, true)
		f.walk(n.List, false)
		f.walk(n.ElseList, false)
	case *parse.FieldNode:
		name := n.Ident[0]
		if slices.Contains(known, name) {
			return
		}
		if decides {
			f.blank[name] = true
		}
		if !slices.Contains(f.needs, name) {
			f.needs = append(f.needs, name)
		}
	}
}

// Templates names every template, in order.
func Templates() []string { return slices.Sorted(maps.Keys(forms())) }

// Needs names the words that a template must be given, in order; nil for an
// unknown template. Besides, each letter has a reference: its word tender, else
// its word call, else the name of its stream.
func Needs(template string) []string { return slices.Clone(forms()[template].needs) }

// written is what a template made of a letter's words.
type written struct{ subject, text, reference, item string }

// render fills a template in. Unknown templates, and words that are missing or
// empty, are errors.
func (l Letter) render() (written, error) {
	f, ok := forms()[l.Template]
	if !ok {
		return written{}, fmt.Errorf("there is no letter %q", l.Template)
	}
	for _, name := range f.needs {
		value, given := l.Words[name]
		if !given {
			return written{}, fmt.Errorf("the letter %s needs the word %q, which is missing", l.Template, name)
		}
		if flat(value) == "" && !f.blank[name] {
			return written{}, fmt.Errorf("the letter %s needs the word %q, which is empty", l.Template, name)
		}
	}
	w := written{reference: l.reference(), item: flat(l.Words["what"])}
	if o := flat(l.Words["obligation"]); o != "" {
		w.item += " (" + o + ")"
	}
	data := make(map[string]word, len(l.Words)+len(known))
	for name, value := range l.Words {
		data[name] = word(strings.TrimSpace(value))
	}
	data["reference"], data["item"] = word(w.reference), word(w.item)
	data["link"], data["secret"] = word(l.link()), word(l.Secret)
	var b strings.Builder
	if err := f.text.Execute(&b, data); err != nil {
		return written{}, fmt.Errorf("write the letter %s: %w", l.Template, err)
	}
	head, body, ok := strings.Cut(b.String(), "\n\n")
	if !ok || !strings.HasPrefix(head, subjectMark) {
		return written{}, fmt.Errorf("the letter %s has no subject", l.Template)
	}
	w.subject = flat(strings.TrimPrefix(head, subjectMark))
	w.text = l.salutation() + "\n\n" + fill(body) + "\n\nReference: " + w.reference + "\n" +
		fill(fmt.Sprintf(footer, l.ID, flat(l.Stream))) + "\n"
	return w, nil
}

// link is where an invitation is accepted, "" where no desk is known.
func (l Letter) link() string {
	if l.Desk == "" || l.Secret == "" {
		return ""
	}
	return strings.TrimSuffix(l.Desk, "/") + "/invitations/" + flat(l.Words["invitation"]) + "?secret=" + l.Secret
}

// salutation is the only place of a letter that names its person.
func (l Letter) salutation() string {
	if name := flat(l.To.Name); name != "" {
		return "Dear " + name + ","
	}
	return "Good day,"
}
