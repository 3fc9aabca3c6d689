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

	"twinning.example/engine/internal/narrate"
)

// A file is "Subject: ", one line, an empty line, and the body. The salutation
// and the footer are the same in every letter and are set around it. English
// stands in templates, the other languages in a folder each.
//
//go:embed templates/*.txt templates/fr/*.txt templates/de/*.txt
var files embed.FS

// A form is one template, read.
type form struct {
	text  *template.Template
	needs []string        // words that must be there
	blank map[string]bool // of these, the ones that may be empty
}

const subjectMark = "Subject: "

// Words that no promise gives, since Write knows them.
var known = []string{"reference", "item", "link", "secret"}

// forms reads the embedded files by language, once. That they can be read is a test.
var forms = sync.OnceValue(func() map[string]map[string]form {
	all := map[string]map[string]form{}
	for _, lang := range Languages() {
		all[lang] = formsIn(lang)
	}
	return all
})

func formsIn(lang string) map[string]form {
	dir := "templates"
	if lang != english {
		dir = path.Join(dir, lang)
	}
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic(err)
	}
	all := make(map[string]form, len(entries))
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		text, err := files.ReadFile(path.Join(dir, e.Name()))
		if err != nil {
			panic(err)
		}
		name := strings.TrimSuffix(e.Name(), ".txt")
		t := template.Must(template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
			"quote": quote,
			"date":  func(w word) (string, error) { return day(w, lang) },
			"on":    func(w word) (string, error) { return dayAlone(w, lang) },
			"life":  func(w word) (string, error) { return lifeNamed(w, lang) },
		}).Parse(narrate.Typography(lang, string(text))))
		f := form{text: t, blank: map[string]bool{}}
		f.walk(t.Root, false)
		slices.Sort(f.needs)
		all[name] = f
	}
	return all
}

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
func Templates() []string { return slices.Sorted(maps.Keys(forms()[english])) }

// Needs names the words that a template must be given, in order; nil for an
// unknown template. Besides, each letter has a reference: its word tender, else
// its word call, else the name of its stream.
func Needs(template string) []string { return slices.Clone(forms()[english][template].needs) }

// written is what a template made of a letter's words.
type written struct{ subject, text, html, reference, item string }

// whichOf is what parts an obligation from others of its kind, such as the month of a log. A person is not named: the letter is theirs.
func whichOf(lang, obligation string) (string, error) {
	if obligation == "" {
		return "", nil
	}
	tell, err := narrate.New(lang, func(string) string { return "" }, "")
	if err != nil {
		return "", err
	}
	return strings.Trim(tell.WhichObligation(obligation), " ,"), nil
}

// render fills a template in, or the call's own wording of it. Unknown
// templates, and words that are missing or empty, are errors.
func (l Letter) render() (written, error) {
	lang := l.language()
	f, ok := forms()[lang][l.Template]
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
	if which, err := whichOf(lang, flat(l.Words["obligation"])); err != nil {
		return written{}, err
	} else if which != "" {
		w.item += " (" + which + ")"
	}
	data := make(map[string]word, len(l.Words)+len(known))
	for name, value := range l.Words {
		data[name] = word(strings.TrimSpace(value))
	}
	data["reference"], data["item"] = word(w.reference), word(w.item)
	data["link"], data["secret"] = word(l.link()), word(l.Secret)
	head, body, err := l.filled(f, lang, data)
	if err != nil {
		return written{}, err
	}
	w.subject = flat(head)
	blocks, led := l.led(split(body))
	if !led {
		blocks = append(blocks, l.towards(lang)...)
	}
	w.text, w.html = l.plain(lang, w, blocks), l.page(lang, w, blocks)
	return w, nil
}

// filled is the subject and the body of a letter, with its words in their places.
func (l Letter) filled(f form, lang string, data map[string]word) (subject, body string, err error) {
	if l.Wording != nil {
		return l.worded(lang, data)
	}
	var b strings.Builder
	if err := f.text.Execute(&b, data); err != nil {
		return "", "", fmt.Errorf("write the letter %s: %w", l.Template, err)
	}
	head, body, ok := strings.Cut(b.String(), "\n\n")
	if !ok || !strings.HasPrefix(head, subjectMark) {
		return "", "", fmt.Errorf("the letter %s has no subject", l.Template)
	}
	return strings.TrimPrefix(head, subjectMark), body, nil
}

// link is where an invitation is accepted, "" where no desk is known.
func (l Letter) link() string {
	if l.Desk == "" || l.Secret == "" {
		return ""
	}
	return l.desk() + "/invitations/" + flat(l.Words["invitation"]) + "?secret=" + l.Secret
}
