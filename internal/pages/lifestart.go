package pages

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/programmes"
)

// lifeKinds are the kinds of life besides calls that begin with a rule book, with the folder of the rule books that come with the program.
var lifeKinds = []struct{ noun, folder string }{
	{"survey", "surveys"}, {"market", "markets"}, {"body", "bodies"}, {"initiative", "initiatives"}, {"masterclass", "masterclasses"},
}

func isLifeKind(noun string) bool {
	return slices.ContainsFunc(lifeKinds, func(k struct{ noun, folder string }) bool { return k.noun == noun })
}

// shippedBooks are the rule books that come with the program, by the noun of their kind.
var shippedBooks = sync.OnceValues(func() (map[string][]shippedLife, error) { return readShipped(programmes.FS) })

// readShipped reads the rule books that come with the program. One that has something wrong with it is an error: it would be missing where lives
// are begun, and nobody would know.
func readShipped(from fs.FS) (map[string][]shippedLife, error) {
	all := map[string][]shippedLife{}
	for _, k := range lifeKinds {
		files, err := fs.Glob(from, k.folder+"/*.yaml")
		if err != nil {
			return nil, fmt.Errorf("find the rule books of a %s: %w", k.noun, err)
		}
		for _, file := range files {
			data, err := fs.ReadFile(from, file)
			if err != nil {
				return nil, fmt.Errorf("read the rule book %s that comes with the program: %w", file, err)
			}
			b, err := programme.ParseLifeBook(k.noun, file, data)
			if err != nil {
				return nil, fmt.Errorf("the rule book %s that comes with the program: %w", file, err)
			}
			all[k.noun] = append(all[k.noun], shippedLife{file, data, b})
		}
	}
	return all, nil
}

type shippedLife struct {
	file string
	data []byte
	book programme.LifeBook
}

// A lifeStart is the form with which a survey, a marketplace, a body, an initiative or a masterclass is begun from a rule book.
type lifeStart struct {
	Of             []group
	Reference, Day string
	Open           bool // the reader came for it
}

// lifeStart offers the rule books that come with the program, and those of the lives that the viewer steers.
func (d *desk) lifeStart(r *request) (v lifeStart, err error) {
	typed := r.URL.Query()
	if r.PostForm.Has("of") {
		typed = r.PostForm
	}
	v.Reference, v.Day, v.Open = typed.Get("reference"), typed.Get("day"), typed.Has("of") || typed.Has("kind")
	shipped, err := shippedBooks()
	if err != nil {
		return v, err
	}
	for _, k := range lifeKinds {
		g := group{Name: r.say("book.kind." + k.noun)}
		add := func(from, text string) {
			of := k.noun + ":" + from
			g.Choices = append(g.Choices, choice{of, text, of == typed.Get("of") || typed.Get("of") == "" && typed.Get("kind") == k.noun && len(g.Choices) == 0})
		}
		own, err := d.steered(r, k.noun)
		if err != nil {
			return v, err
		}
		for _, x := range own {
			add(x.reference, x.reference+" – "+x.title.In(r.lang()))
		}
		for _, x := range shipped[k.noun] {
			add(x.file, r.say("books.life.shipped", x.book.Title.In(r.lang())))
		}
		v.Of = append(v.Of, g)
	}
	return v, nil
}

type steeredLife struct {
	reference string
	title     interface{ In(language string) string }
	rules     any
}

// steered are the lives of a kind that the viewer steers, with their rules.
func (d *desk) steered(r *request, noun string) ([]steeredLife, error) {
	ctx, v := r.Context(), r.viewer
	switch noun {
	case "survey":
		rows, err := d.Queries.Surveys(ctx, v)
		return steersOf(rows, func(x query.SurveyRow) (bool, steeredLife) {
			return x.Steers, steeredLife{x.Reference, x.Rules.Title, x.Rules}
		}), err
	case "market":
		rows, err := d.Queries.Markets(ctx, v)
		return steersOf(rows, func(x query.MarketRow) (bool, steeredLife) {
			return x.Yours, steeredLife{x.Reference, x.Rules.Title, x.Rules}
		}), err
	case "initiative":
		rows, err := d.Queries.Initiatives(ctx, v)
		return steersOf(rows, func(x query.InitiativeRow) (bool, steeredLife) {
			return x.Steers, steeredLife{x.Reference, x.Rules.Title, x.Rules}
		}), err
	case "masterclass":
		rows, err := d.Queries.Masterclasses(ctx, v)
		return steersOf(rows, func(x query.MasterclassRow) (bool, steeredLife) {
			return x.Steers && x.HasRules(), steeredLife{x.Reference, x.Rules.Title, x.Rules}
		}), err
	}
	cards, err := d.Queries.Bodies(ctx, v)
	if err != nil {
		return nil, err
	}
	var list []steeredLife
	for _, x := range cards {
		if !x.Steers {
			continue
		}
		b, err := d.Queries.Body(ctx, v, x.Reference)
		if err != nil {
			return nil, err
		}
		list = append(list, steeredLife{x.Reference, b.Rules.Title, b.Rules})
	}
	return list, nil
}

func steersOf[T any](rows []T, of func(T) (steers bool, is steeredLife)) (list []steeredLife) {
	for _, x := range rows {
		if steers, is := of(x); steers {
			list = append(list, is)
		}
	}
	return list
}

// lifeList is a list of lives of a kind, with the way to begin another one where that is offered.
type lifeList[T any] struct {
	Cards []T
	Begin bool
}

// begunLife is the draft of a rule book of a life that is no call, like the one that was chosen: with its dates moved, where a day is given.
func (d *desk) begunLife(r *request, own string) (b drafts.Book, wrong []complaint, err error) {
	noun, from, _ := strings.Cut(r.PostFormValue("of"), ":")
	if !isLifeKind(noun) {
		return b, []complaint{{"of", r.say("books.life.none")}}, nil
	}
	text, err := d.lifeBookLike(r, noun, from, own)
	if err != nil {
		return b, nil, err
	}
	if text == nil {
		return b, []complaint{{"of", r.say("books.life.none")}}, nil
	}
	day := strings.TrimSpace(r.PostFormValue("day"))
	if day == "" && noun == "body" && strings.Contains(from, "/") { // its mandate would begin on a day that is a sample
		return b, []complaint{{"day", r.say("books.life.day.needed")}}, nil
	}
	if day != "" && noun != "market" {
		on, err := calendar.ParseDate(day)
		if err != nil {
			return b, []complaint{{"day", r.say("books.life.day.wrong")}}, nil
		}
		moved, err := programme.LikeOther(noun, path.Base(from), text, on)
		if moved == nil {
			return b, []complaint{{"day", r.why(err)}}, nil
		}
		text = moved // what is wrong with it is shown beside it
	}
	reference := strings.TrimSpace(r.PostFormValue("reference"))
	if noun == "masterclass" {
		if text, err = d.asPlanned(r, reference, text); err != nil {
			return b, nil, err
		}
	}
	return drafts.Book{Kind: noun, Reference: reference, Text: string(text)}, nil, nil
}

// asPlanned is the rule book of a masterclass with the initiative and the topic of which it was planned; as it is where it was not.
func (d *desk) asPlanned(r *request, reference string, text []byte) ([]byte, error) {
	if _, is := lifeStream("masterclass", reference); !is {
		return text, nil
	}
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, reference)
	switch {
	case isHidden(err):
		return text, nil
	case err != nil || m.Plan == nil || m.HasRules():
		return text, err
	}
	return programme.Set("rule-book.yaml", text, programme.Value{Path: "/initiative", Written: m.Plan.Initiative}, programme.Value{Path: "/topic", Written: m.Plan.Topic})
}

// lifeBookLike is the file to begin from: one that comes with the program, with the viewer as its staff, or that of a life that they steer. Nil
// where there is none such.
func (d *desk) lifeBookLike(r *request, noun, from, staff string) ([]byte, error) {
	shipped, err := shippedBooks()
	if err != nil {
		return nil, err
	}
	for _, x := range shipped[noun] {
		if x.file == from {
			return programme.Staffed(path.Base(from), x.data, staff)
		}
	}
	own, err := d.steered(r, noun)
	if err != nil {
		return nil, err
	}
	for _, x := range own {
		if x.reference == from {
			names := d.Queries.Names(r.Context(), x.rules)
			return programme.Written(x.rules, func(id string) string { return cmp.Or(names.Of(id), id) })
		}
	}
	return nil, nil
}

// lifeStream is the stream of a life of a kind by its reference, false where it cannot be one.
func lifeStream(noun, reference string) (string, bool) {
	i := slices.IndexFunc(lives.All(), func(k lives.Kind) bool { return k.Noun == noun })
	if i < 0 {
		return "", false
	}
	return lives.All()[i].StreamOf(reference)
}

// begins tells whether opening a life from a rule book is offered to the viewer: who steers one, is of the staff of a call, has a role in a
// programme that opens them, or administers. The law decides who may.
func (d *desk) begins(r *request, steers bool) (bool, error) {
	if r.viewer.Person == "" || steers {
		return steers, nil
	}
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil || r.mayBegin(calls) {
		return err == nil, err
	}
	administrators, err := d.Queries.Administrators(r.Context(), r.viewer)
	if err != nil || slices.ContainsFunc(administrators, func(a query.AdministratorRow) bool { return a.Now && a.Person == r.viewer.Person }) {
		return err == nil, err
	}
	rows, err := d.Queries.Programmes(r.Context(), r.viewer)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		if row.Stage != string(governance.Open) {
			continue
		}
		p, err := d.Queries.Programme(r.Context(), r.viewer, row.Reference)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(p.Roles, func(x query.RoleRow) bool {
			return x.Person == r.viewer.Person && (x.Role == law.Head || x.Role == law.Officer)
		}) {
			return true, nil
		}
	}
	return false, nil
}
