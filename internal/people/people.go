// Package people knows who an opaque id is. Names and addresses stand only in
// the sealed streams person/<id>; nothing else names a person.
package people

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"twinning.example/engine/internal/ledger"
)

// A Person is somebody who acts or is written to.
type Person struct {
	ID           string `json:"id"`
	Alias        string `json:"alias"` // short name that the command line takes
	Name         string `json:"name"`
	Email        string `json:"email"`
	Organisation string `json:"organisation,omitempty"` // as it stands in letters
	Works        string `json:"works,omitempty"`        // reference of the record of the organisation that they belong to
	Country      string `json:"country,omitempty"`
	Language     string `json:"language,omitempty"`
	Also         string `json:"also,omitempty"` // their other short names, with spaces between them: the same address was loaded under each
	Into         string `json:"into,omitempty"` // id of the record that this one was joined to: they are one person
	Why          string `json:"why,omitempty"`  // why it was joined, in the words of who did it
	Erased       bool   `json:"-"`              // the body was removed: only the id is left
}

// Kind of the event that records a person.
const Recorded = "person-recorded.v1"

// Joined is the kind of the event that says that the record of a person is another
// record of somebody who has one already.
const Joined = "person-joined.v1"

const prefix = "person/"

// Stream is the stream of a person.
func Stream(id string) string { return prefix + id }

// The decisions that a caller takes.
var (
	// ErrUnknown is the cause where nobody has the alias or id.
	ErrUnknown = errors.New("nobody is known by that name")
	// ErrOtherContent is the cause where a command id was used before to record
	// something else of the same person.
	ErrOtherContent = errors.New("the command id was used before with other content")
	// ErrAddress is the cause where an e-mail address is another person's already.
	ErrAddress = errors.New("the e-mail address is another person's")
	// ErrJoin is the cause where two records cannot be joined.
	ErrJoin = errors.New("these records cannot be joined")
)

// ID gives a person an opaque id: p- and ten characters of base32. It is drawn
// from the command that records them, so that nobody can guess it from a name.
func ID(command, alias string) string {
	sum := sha256.Sum256([]byte("person\x00" + command + "\x00" + alias))
	return "p-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

var idForm = regexp.MustCompile(`^p-[a-z2-7]{10}$`)

// IsID tells whether a word has the form of an id.
func IsID(s string) bool { return idForm.MatchString(s) }

// mostKept is how many people a directory keeps in memory.
const mostKept = 10_000

// A Directory finds people: it reads those who are asked for and nobody else. It
// keeps them in memory, and asks the ledger each time whether they are still so.
type Directory struct {
	ledger *ledger.Ledger

	mu      sync.Mutex
	kept    map[string]read // by stream
	forgets int64           // so far
}

// A read person is what the last event of their stream says.
type read struct {
	person  Person
	version int64
}

// NewDirectory reads from a ledger.
func NewDirectory(l *ledger.Ledger) *Directory {
	return &Directory{ledger: l, kept: map[string]read{}}
}

// mostJoined is how many records in a row are followed to the person that they are.
const mostJoined = 16

// Find returns who has an id, an alias or an e-mail address: the one recorded
// last where several have it. A record that was joined to another one is that one.
func (d *Directory) Find(ctx context.Context, who string) (Person, error) {
	p, err := d.find(ctx, who)
	for n := 0; err == nil && p.Into != "" && n < mostJoined; n++ {
		p, err = d.find(ctx, p.Into)
	}
	return p, err
}

// ByAddress tells whether somebody is named by an address. Who has which address is nobody's to try: what is asked from elsewhere finds nobody by
// one, whether or not somebody has it.
func ByAddress(who string) bool { return strings.Contains(who, "@") }

// Is tells whether a short name is one of the person's.
func (p Person) Is(alias string) bool {
	return alias != "" && (p.Alias == alias || slices.Contains(strings.Fields(p.Also), alias))
}

// find returns the record that has an id, an alias or an e-mail address.
func (d *Directory) find(ctx context.Context, who string) (Person, error) {
	if IsID(who) {
		named, err := d.Named(ctx, []string{who})
		if p, ok := named[who]; ok || err != nil {
			return p, err
		}
	}
	field := "alias"
	if strings.Contains(who, "@") {
		field = "email"
	}
	subjects, err := d.ledger.BlindIndex(field, normal(field, who))
	if err != nil {
		return Person{}, fmt.Errorf("read people: %w", err)
	}
	heads, err := d.ledger.Concerning(ctx, prefix, subjects...)
	if err == nil && len(heads) == 0 {
		heads, err = d.ledger.Heads(ctx, Stream(who))
	}
	if err != nil {
		return Person{}, fmt.Errorf("read people: %w", err)
	}
	people, err := d.read(ctx, heads)
	if err != nil {
		return Person{}, err
	}
	for _, h := range heads {
		p, ok := people[h.Stream]
		if ok && (p.ID == who || p.Is(who) || field == "email" && normal(field, p.Email) == normal(field, who)) {
			return p, nil
		}
	}
	return Person{}, fmt.Errorf("%q: %w", who, ErrUnknown)
}

// Named returns those who have one of these ids, by id. Nobody is missing but
// who was never recorded.
func (d *Directory) Named(ctx context.Context, ids []string) (map[string]Person, error) {
	streams := make([]string, len(ids))
	for i, id := range ids {
		streams[i] = Stream(id)
	}
	slices.Sort(streams)
	heads, err := d.ledger.Heads(ctx, slices.Compact(streams)...)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	found, err := d.read(ctx, heads)
	if err != nil {
		return nil, err
	}
	named := make(map[string]Person, len(found))
	for _, p := range found {
		named[p.ID] = p
	}
	return named, nil
}

// Forget makes the directory read these people again: they were erased since they were read. Other streams are nothing to it.
func (d *Directory) Forget(_ context.Context, streams []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forgets++ // what is being read now is not kept
	for _, stream := range streams {
		delete(d.kept, stream)
	}
	return nil
}

// All lists everybody, by alias. It reads and opens all of them.
func (d *Directory) All(ctx context.Context) ([]Person, error) {
	found := map[string]Person{}
	var page []ledger.Event
	take := func() error {
		err := d.take(ctx, page, found)
		page = page[:0]
		return err
	}
	for e, err := range d.ledger.Events(ctx, ledger.Query{Prefix: prefix, Trusted: true}) {
		if err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		if page = append(page, e); len(page) == 1000 {
			if err := take(); err != nil {
				return nil, err
			}
		}
	}
	if err := take(); err != nil {
		return nil, err
	}
	return byAlias(found), nil
}

// Of are those of whom events of people's streams tell, by alias: as the last of each tells.
func (d *Directory) Of(ctx context.Context, events []ledger.Event) ([]Person, error) {
	found := map[string]Person{}
	if err := d.take(ctx, events, found); err != nil {
		return nil, err
	}
	return byAlias(found), nil
}

func byAlias(found map[string]Person) []Person {
	return slices.SortedFunc(maps.Values(found), func(a, b Person) int { return strings.Compare(a.Alias+a.ID, b.Alias+b.ID) })
}

// read returns people by stream, those from memory who have not changed.
func (d *Directory) read(ctx context.Context, heads []ledger.Head) (map[string]Person, error) {
	found := make(map[string]Person, len(heads))
	missing := map[string]bool{}
	d.mu.Lock()
	forgets := d.forgets
	for _, h := range heads {
		if k, ok := d.kept[h.Stream]; ok && k.version == h.Version {
			found[h.Stream] = k.person
		} else {
			missing[h.Stream] = true
		}
	}
	d.mu.Unlock()
	if len(missing) == 0 {
		return found, nil
	}
	events, err := d.ledger.Latest(ctx, slices.Collect(maps.Keys(missing))...)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	for _, e := range slices.Clone(events) {
		if e.Untrusted == "" || !missing[e.Stream] {
			continue
		}
		// Nobody who may record people has recorded this: who it names is as before.
		earlier, err := d.ledger.Read(ctx, ledger.Query{Stream: e.Stream, Trusted: true})
		if err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		events = append(events, earlier...)
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return !missing[e.Stream] })
	read := map[string]Person{}
	if err := d.take(ctx, events, read); err != nil {
		return nil, err
	}
	maps.Copy(found, read)
	d.keep(forgets, events, read)
	return found, nil
}

// keep remembers people by what was their last event, where nothing was forgotten since they were asked for. Who is gone is not remembered.
func (d *Directory) keep(forgets int64, events []ledger.Event, people map[string]Person) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if forgets != d.forgets {
		return
	}
	if len(d.kept)+len(events) > mostKept {
		clear(d.kept)
	}
	for _, e := range events {
		if p, ok := people[e.Stream]; ok && !p.Erased && e.Untrusted == "" {
			d.kept[e.Stream] = read{person: p, version: e.Version}
		}
	}
}

// take adds what events say of people, by stream.
func (d *Directory) take(ctx context.Context, events []ledger.Event, people map[string]Person) error {
	bodies, err := d.ledger.OpenBodies(ctx, events)
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for i, e := range events {
		if e.Untrusted != "" || e.Kind != Recorded && e.Kind != Joined {
			continue // nobody who may record people has recorded this, or it is an identity: who it names is as unknown as before
		}
		p := Person{Erased: true}
		if !e.Removed && bodies[i] != nil { // else erased, maybe since it was read
			p = Person{}
			if err := json.Unmarshal(bodies[i], &p); err != nil {
				return fmt.Errorf("read %s: %w", e.Stream, err)
			}
		}
		p.ID = strings.TrimPrefix(e.Stream, prefix)
		people[e.Stream] = p
	}
	return nil
}

// Before is who a person was before a position of the ledger.
func (d *Directory) Before(ctx context.Context, id string, position int64) (Person, error) {
	for range mostJoined {
		events, err := d.ledger.Read(ctx, ledger.Query{Stream: Stream(id), To: position, Trusted: true})
		if err != nil {
			return Person{}, fmt.Errorf("read people: %w", err)
		}
		found := map[string]Person{}
		if err := d.take(ctx, events, found); err != nil {
			return Person{}, err
		}
		p, known := found[Stream(id)]
		if !known {
			break
		}
		if p.Into == "" {
			return p, nil
		}
		id = p.Into
	}
	return Person{}, fmt.Errorf("%q: %w", id, ErrUnknown)
}

// SameAddress tells whether two e-mail addresses are one to most mail servers.
func SameAddress(a, b string) bool { return normal("email", a) == normal("email", b) }

// normal is how a value is looked up: an address by what most mail servers take for the same.
func normal(field, value string) string {
	if field == "email" {
		return strings.ToLower(value)
	}
	return value
}

// Subjects are whom the record of a person concerns: the person, and the blind
// index of what they are found by.
func (d *Directory) Subjects(p Person) ([]string, error) {
	subjects := []string{Stream(p.ID)}
	add := func(field, value string) error {
		index, err := d.ledger.BlindIndex(field, normal(field, value))
		if err != nil {
			return fmt.Errorf("record %s: %w", p.Alias, err)
		}
		subjects = append(subjects, index[0])
		return nil
	}
	for _, alias := range append([]string{p.Alias}, strings.Fields(p.Also)...) {
		if err := add("alias", alias); err != nil {
			return nil, err
		}
	}
	return subjects, add("email", p.Email)
}

// AddressIndex finds what was sealed for whoever has an e-mail address, without saying
// it: the first of them is what is sealed under now.
func (d *Directory) AddressIndex(email string) ([]string, error) {
	index, err := d.ledger.BlindIndex("email", normal("email", email))
	if err != nil {
		return nil, fmt.Errorf("look up an address: %w", err)
	}
	return index, nil
}
