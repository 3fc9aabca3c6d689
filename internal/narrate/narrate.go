// Package narrate makes sentences of codes and their parameters, in the
// language of whoever reads. Nothing that it writes is ever recorded: another
// wording, or another language, changes no event.
package narrate

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// A Narrator tells codes in one language.
type Narrator struct {
	own, english *Catalogue
	names        func(id string) string
	zone         string
	clocks       string // the zone of instants whose parameters name none but UTC; "" is UTC
	seconds      bool   // instants are told to the second
	terms        func(set, code string) string
}

// New returns a narrator of a language, of which there must be a catalogue.
// Names tells the name of a person, nil for their id. Instants are told in zone
// by its full name; "" is the zone of each parameter.
func New(lang string, names func(id string) string, zone string) (*Narrator, error) {
	all, err := embedded()
	if err != nil {
		return nil, err
	}
	own, ok := all[lang]
	if !ok {
		own = all["en"]
	}
	return With(own, all["en"], names, zone), nil
}

// With returns a narrator of catalogues that are given: what the first one has
// no text for is told by the second.
func With(own, english *Catalogue, names func(id string) string, zone string) *Narrator {
	return &Narrator{own: own, english: english, names: names, zone: zone}
}

// ToTheSecond is the narrator that tells no instant to the microsecond. How late
// or early something was stays exact below an hour.
func (n *Narrator) ToTheSecond() *Narrator {
	brief := *n
	brief.seconds = true
	return &brief
}

// OnClocks is the narrator that tells instants whose parameters name no zone but UTC on the clocks of a zone, such as that of the rule
// book of a life. What is told to the microsecond is not changed: it stands in UTC as well.
func (n *Narrator) OnClocks(zone string) *Narrator {
	own := *n
	own.clocks = zone
	return &own
}

// Calling is the narrator that tells a code of a set as terms say, such as a type by the name that its rule book gives it. What
// they have no word for ("") is told by the catalogue.
func (n *Narrator) Calling(terms func(set, code string) string) *Narrator {
	own := *n
	own.terms = terms
	return &own
}

// English returns the narrator of English, with people by their ids.
func English() *Narrator {
	n, err := New("en", nil, "")
	if err != nil {
		panic(err) // the catalogues are part of the program, and a test compiles them
	}
	return n
}

// Refusal is what was wrong, and what to do. A refusal whose parameters are not
// those of this version's sentence, or whose parameters were erased, is told by
// its code.
func (n *Narrator) Refusal(r law.Refusal) string {
	return n.say("refusal "+r.Rule+"/"+r.Code, r.With, r.String())
}

// Error is an error as a person reads it: a refusal, or an error that says what it is made of, as its sentence. What cannot
// be received is told in English by its own words, which name what they are of: those around them are not told.
func (n *Narrator) Error(err error) string {
	if r, refused := law.Refused(err); refused {
		return n.Refusal(*r)
	}
	var wrong *law.Nonsense
	if n.Language() == "en" && errors.As(err, &wrong) { // it names what was written, too
		return wrong.Error()
	}
	var of interface{ Told() law.Reason }
	if errors.As(err, &of) && !of.Told().IsZero() {
		return n.Reason(of.Told())
	}
	if told, ok := n.value(err); ok {
		return told
	}
	return err.Error()
}

// Reason is what was found; a reason that is a refusal is told as one. The zero
// reason is "".
func (n *Narrator) Reason(r law.Reason) string {
	if r.IsZero() {
		return ""
	}
	kind := "reason "
	if strings.Contains(r.Code, "/") {
		kind = "refusal "
	}
	return n.say(kind+r.Code, r.With, r.String())
}

// Rung is why a rung has its outcome.
func (n *Narrator) Rung(p obligation.Passed) string {
	return n.say("word cause/"+string(p.Why), []law.Param{law.On("due", p.Due), law.On("done", p.Done)}, string(p.Why))
}

// Cause is why a due date no longer holds.
func (n *Narrator) Cause(c obligation.Cause) string { return n.Word("cause", string(c)) }

// Words are the words of a letter, by name: its parameters, told. Dates stay as
// they are recorded, since a template writes them in its own way.
func (n *Narrator) Words(l law.Letter) map[string]string {
	words := make(map[string]string, len(l.With))
	for _, p := range l.With {
		if words[p.Name] = n.show(n.own, p, ""); p.Type == law.TypeDate || p.Of == "obligation" { // the entry of a calendar has its id
			words[p.Name] = p.Value
		}
	}
	return words
}

// Word is a code of a set.
func (n *Narrator) Word(of, code string) string { return n.say("word "+of+"/"+code, nil, code) }

// Semicolon stands between the parts of an enumeration, as between two sentences.
func (n *Narrator) Semicolon() string { return n.own.format.semicolon }

// Language is that of the narrator.
func (n *Narrator) Language() string { return n.own.tag.String() }

// Ladder is what is owed by a ladder of the rule book, by its name there; the name itself
// for one that the catalogues do not know.
func (n *Narrator) Ladder(name string) string { return n.Word("ladder", name) }

// Day is the day of an instant with its weekday, on the clocks that it is on.
func (n *Narrator) Day(at time.Time) string { return n.own.format.dayInFull(at) }

// Date is a date in words, without its weekday.
func (n *Narrator) Date(d calendar.Date) string { return n.own.format.dateInWords(d) }

// Param is one parameter by itself, such as a cell of a table.
func (n *Narrator) Param(p law.Param) string { return n.show(n.own, p, "") }

// say fills in the text of a key; otherwise is told where it cannot be.
func (n *Narrator) say(key string, with []law.Param, otherwise string) string {
	for _, c := range []*Catalogue{n.own, n.english} {
		if text, ok := n.fill(c, key, with); ok {
			return text
		}
	}
	return otherwise
}

func (n *Narrator) fill(c *Catalogue, key string, with []law.Param) (string, bool) {
	pieces, ok := c.text(key)
	if !ok {
		return "", false
	}
	text, ok := n.filled(c, key, pieces, with)
	return stopped.Replace(text), ok
}

// filled fills in the pieces of a key's text, or of one text of a choice in it.
func (n *Narrator) filled(c *Catalogue, key string, pieces []piece, with []law.Param) (string, bool) {
	if len(pieces) == 0 {
		return "", true
	}
	var args []any
	for at, p := range pieces {
		if p.name == "" {
			continue
		}
		i := find(with, p.name)
		if i < 0 && p.choice == nil {
			return "", false
		}
		switch {
		case p.choice != nil: // what was recorded before there was such a parameter has no value
			is := ""
			if i >= 0 {
				is = value(with[i])
			}
			j, f := p.chosen(is)
			text, ok := n.filled(c, branch(key, at, j), f.pieces, with)
			if !ok {
				return "", false
			}
			args = append(args, text)
		case p.plural != nil:
			number, err := strconv.Atoi(with[i].Value)
			if err != nil {
				return "", false
			}
			args = append(args, number)
		default:
			shown := c.format.before(n.show(c, with[i], p.style))
			if with[i].Type == law.TypeText && freetext.Ends(shown) {
				shown += stop
			}
			args = append(args, shown)
		}
	}
	return c.format.elided(c.printer.Sprintf(key, args...)), true
}

// value is what a choice goes by: the value of a parameter, or whether a list has any.
func value(p law.Param) string {
	if p.Type == law.TypeList && len(p.List) > 0 {
		return "some"
	}
	return p.Value
}

func find(with []law.Param, name string) int {
	for i, p := range with {
		if p.Name == name {
			return i
		}
	}
	return -1
}
