package activities

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// bookOf is the rule book that a life is under: its own from the contract on, else its
// call's; the zero one where it belongs to no call.
func (a *Activities) bookOf(ctx context.Context, from ledger.Snapshot, is state.Folded) (call.RuleBook, error) {
	home, err := a.Folder.Fold(ctx, from, lives.Home(is.Stream))
	if err != nil {
		return call.RuleBook{}, err
	}
	c, ok := home.State.(call.Call)
	if !ok {
		return call.RuleBook{}, nil
	}
	if book, known := c.Book(is.State.RulesSHA()); known {
		return book, nil
	}
	return c.Rules, nil
}

// asWritten gives letters of which an attempt was made the words that they had then.
func (a *Activities) asWritten(ctx context.Context, written []ledger.Event, open []*openLetter) error {
	again := map[string]*openLetter{}
	for _, o := range open {
		if o.attempts > 0 || o.hanging {
			again[o.ID] = o
		}
	}
	if len(again) == 0 {
		return nil
	}
	bodies, err := a.Ledger.OpenBodies(ctx, written)
	if err != nil {
		return err
	}
	for i, e := range written {
		if e.Removed || bodies[i] == nil {
			continue
		}
		var w law.LetterWritten
		if err := json.Unmarshal(bodies[i], &w); err != nil {
			return fmt.Errorf("read the letter at position %d: %w", e.Position, err)
		}
		if o := again[w.Letter]; o != nil {
			o.kept = &w
		}
	}
	return nil
}

// write writes a letter: in its person's language, else its call's, else English, and as
// the call words it. An attempt before this one has written it already. keep is what is
// recorded of it, without a body where nothing is.
func (a *Activities) write(ctx context.Context, stream string, o *openLetter, book call.RuleBook, person people.Person, secret string) (mail letters.Mail, keep ledger.Draft, err error) {
	lang := letters.LanguageOf(o.Template, person.Language, book.Language)
	if o.kept != nil {
		lang = string(o.kept.Language)
	}
	words, err := letters.Told(lang, book, o.Letter)
	if err != nil {
		return letters.Mail{}, ledger.Draft{}, err
	}
	letters.Titles(lang, o.of, o.Letter, words)
	var quoted []freetext.Ref
	for _, text := range words {
		quoted = append(quoted, freetext.Refs(text)...)
	}
	if err := texts.In(a.Ledger, lang).Words(ctx, words); err != nil {
		return letters.Mail{}, ledger.Draft{}, err
	}
	if err := a.contacts(ctx, o.Letter, words); err != nil {
		return letters.Mail{}, ledger.Draft{}, err
	}
	l := letters.Letter{
		Stream: stream, ID: o.ID, Template: o.Template, Words: words, At: o.at, Secret: secret, Desk: a.Desk, Organizer: a.Organizer, Language: lang,
		To: letters.Person{ID: person.ID, Name: person.Name, Email: person.Email, Language: person.Language},
	}
	if own, worded := book.Wording[o.Template][lang]; worded {
		l.Wording = &own
	}
	if mail, err = letters.Write(l, a.Origin); err != nil {
		return letters.Mail{}, ledger.Draft{}, unwritable{err}
	}
	switch {
	case o.kept != nil:
		mail.Subject, mail.Text, mail.HTML = string(o.kept.Subject), string(o.kept.Text), string(o.kept.HTML)
		return mail, ledger.Draft{}, nil
	case secret != "":
		return mail, ledger.Draft{}, nil
	}
	keep, err = a.kept(ctx, stream, o, mail, quoted)
	return mail, keep, err
}

// unwritable is an error of the letter's words, which no attempt mends.
type unwritable struct{ error }

func (u unwritable) Unwrap() error { return u.error }

// kept is what is recorded of a letter that is about to be handed over. With its person,
// and with each whose words it quotes, it goes.
func (a *Activities) kept(ctx context.Context, stream string, o *openLetter, mail letters.Mail, quoted []freetext.Ref) (ledger.Draft, error) {
	w := law.LetterWritten{Letter: o.ID, Language: law.Document(mail.Language), Subject: law.Document(mail.Subject), Text: law.Document(mail.Text), HTML: law.Document(mail.HTML)}
	body, err := json.Marshal(w)
	if err != nil {
		return ledger.Draft{}, fmt.Errorf("write %s: %w", w.Kind(), err)
	}
	subjects := []string{people.Stream(o.To)}
	if strings.HasPrefix(stream, law.TenderFamily) {
		subjects = append(subjects, stream)
	}
	authors, err := a.authors(ctx, quoted)
	if err != nil {
		return ledger.Draft{}, err
	}
	for _, p := range tells(o.Letter) { // whose name and address it gives
		authors = append(authors, p.Value)
	}
	seen := map[string]bool{subjects[0]: true}
	for _, author := range authors {
		if s := people.Stream(author); !seen[s] {
			seen[s], subjects = true, append(subjects, s)
		}
	}
	return ledger.Draft{Kind: w.Kind(), Body: body, Subjects: subjects}, nil
}

// authors are those who wrote what a letter quotes.
func (a *Activities) authors(ctx context.Context, quoted []freetext.Ref) ([]string, error) {
	if len(quoted) == 0 {
		return nil, nil
	}
	var positions []int64
	for _, r := range quoted {
		positions = append(positions, r.Position)
	}
	events, err := a.Ledger.Read(ctx, ledger.Query{Positions: positions})
	if err != nil {
		return nil, fmt.Errorf("read whose words a letter quotes: %w", err)
	}
	var authors []string
	for _, e := range events {
		if e.Actor != "" && e.Actor != law.Engine {
			authors = append(authors, e.Actor)
		}
	}
	return authors, nil
}
