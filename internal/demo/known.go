package demo

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/programmes"
)

const (
	bookFile   = "dhe-2019.yaml"
	peopleFile = "dhe-2019.people.yaml"
	wholeMoney = "EUR 932000.00" // as the file writes the budget
	all        = 45              // tenders of the whole demo
	known      = 6               // of them of DigitalHealthEurope
)

// Files are what is not drawn: the call of 2019, its sample people, and the six
// tenders of DigitalHealthEurope.
type files struct {
	book    programme.Book
	people  []people.Person
	roles   map[law.Role][]string // aliases
	tenders []twinning.Tender
	names   []string // of their files, without .yaml
}

// readFiles reads them. Tests play the call with less money, for fewer tenders.
func readFiles(budget string) (f files, err error) {
	text, err := programmes.FS.ReadFile(bookFile)
	if err != nil {
		return f, fmt.Errorf("read the rule book: %w", err)
	}
	if budget != "" {
		text = bytes.Replace(text, []byte(wholeMoney), []byte(budget), 1)
	}
	if f.book, err = programme.Parse(bookFile, text); err != nil {
		return f, err
	}
	if err := f.readPeople(); err != nil {
		return f, err
	}
	return f, f.readTenders()
}

// deputy has two roles, which the law lets nobody use on one twinning.
const deputy = "deputy"

// readPeople reads the sample people and their roles, and adds the deputy.
func (f *files) readPeople() error {
	text, err := programmes.FS.ReadFile(peopleFile)
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	file, err := programme.ParsePeople(peopleFile, text)
	if err != nil {
		return err
	}
	for _, p := range file.People {
		f.people = append(f.people, people.Person{Alias: p.Alias, Name: p.Name, Email: p.Email, Organisation: p.Organisation, Country: p.Country, Language: p.Language})
	}
	f.people = append(f.people, people.Person{
		Alias: deputy, Name: "Synthetic Deputy", Email: "synthetic-deputy@example.org", Organisation: "Sample Programme Office", Country: "BE", Language: "en",
	})
	f.roles = file.Roles
	f.roles[law.Verifier] = append(f.roles[law.Verifier], deputy)
	f.roles[law.Authoriser] = append(f.roles[law.Authoriser], deputy)
	return nil
}

// readTenders reads the six of DigitalHealthEurope, in the order of their files.
func (f *files) readTenders() error {
	names, err := fs.Glob(programmes.FS, "tenders/*.yaml")
	if err != nil || len(names) != known {
		return fmt.Errorf("there should be %d tenders of DigitalHealthEurope, and there are %d", known, len(names))
	}
	for _, name := range names {
		text, err := programmes.FS.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read a tender: %w", err)
		}
		t, err := programme.ParseTender(name, text)
		if err != nil {
			return err
		}
		f.tenders = append(f.tenders, t)
		f.names = append(f.names, strings.TrimSuffix(path.Base(name), ".yaml"))
	}
	return nil
}
