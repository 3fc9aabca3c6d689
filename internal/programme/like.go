package programme

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/calendar"
)

// Like makes a rule book for another call like the one in data, which name names in messages: it has the reference given, its deadline is
// on the day given, and every other date lies as many days from it as before, or on the Monday after where it would come to lie on a weekend.
// Where the first date would lie before today, those up to the deadline are put closer together, in proportion, the first one on today; no day
// is the zero Date. Holidays stand on the same days of the years concerned, or as far from Easter Sunday. What was moved, or reckoned, is marked
// as a sample that says so, for no source gives it. The error, if any, is Problems: the rule book cannot be read, or what was made from it
// breaks a rule of the law, as where a moved date falls on another's wrong side.
func Like(name string, data []byte, reference string, deadline, today calendar.Date) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, Problems{syntax(name, err)}
	}
	m := mover{
		days: old.Dates.Deadline.On.DaysUntil(deadline), years: deadline.Year - old.Dates.Deadline.On.Year,
		why: "moved with the deadline of " + old.Reference, deadline: deadline, was: old.Dates.Deadline.On,
	}
	if first := old.Dates.Publication; first.AddDays(m.days).Before(today) && today.Before(deadline) && first.Before(old.Dates.Deadline.On) {
		m.closer = &closer{first: first, last: old.Dates.Deadline.On, today: today}
		m.why += ", and closer to it, so that none lies before " + today.String()
	}
	root := doc.Content[0]
	m.fields(root)
	if beyond(root) {
		return nil, Problems{movedTooFar(name, deadline)}
	}
	if v := field(root, "reference"); v != nil {
		sample(v, scalar(reference), "the reference of a call made like "+old.Reference)
	}
	root.HeadComment = fmt.Sprintf("# Made like the rule book of %s: every date was moved, so that the deadline is on %s. What was moved is a sample.", old.Reference, deadline)
	doc.HeadComment = ""
	text, err := dump(&doc)
	if err != nil {
		return nil, err
	}
	_, err = Parse("the rule book like "+name, text)
	return text, err
}

// noDate is a day of a year that no date has.
var noDate = regexp.MustCompile(`^(\d{5,}|-\d+|0000)-\d{2}-\d{2}(T\d{2}:\d{2})?$`)

// beyond tells whether a date was moved out of the years that dates have.
func beyond(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && noDate.MatchString(n.Value) || slices.ContainsFunc(n.Content, beyond)
}

func movedTooFar(name string, day calendar.Date) Problem {
	return Problem{File: name, What: fmt.Sprintf("moved with %s, some dates lie outside of the years 1 to 9999", day), Allowed: "a day that is nearer"}
}

// topLevel is where a group begins, with its comments, which a blank line sets apart.
var topLevel = regexp.MustCompile(`(?m)^(#.*\n)*[a-z_]+:\n`)

type mover struct {
	days, years int
	why         string
	deadline    calendar.Date // of a call: it lies where it was put, on a weekend, too
	was         calendar.Date // where that lay
	closer      *closer       // nil where no date would lie before today
}

// closer puts the dates from the first to the last one closer together.
type closer struct{ first, last, today calendar.Date }

// moved is where a date comes to lie.
func (m mover) moved(d calendar.Date) calendar.Date {
	to := d.AddDays(m.days)
	if c := m.closer; c != nil && !d.Before(c.first) && d.Before(c.last) {
		to = c.today.AddDays(c.first.DaysUntil(d) * c.today.DaysUntil(m.deadline) / c.first.DaysUntil(c.last))
		if to == c.today {
			return to
		}
	}
	if m.deadline.IsZero() || to == m.deadline || weekend(d) {
		return to
	}
	on := to
	for weekend(on) {
		on = on.AddDays(1)
	}
	if d.Before(m.was) && on.After(m.deadline) {
		return to // before a deadline on that weekend
	}
	return on
}

func weekend(d calendar.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// aDate is a day, or a day and a time by the clocks of a zone.
var aDate = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2})?$`)

// fields moves the dates of a group, field by field.
func (m mover) fields(n *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch name, v := n.Content[i].Value, n.Content[i+1]; {
		case name == "follows": // the money of one call goes to one other call
			n.Content = slices.Delete(n.Content, i, i+2)
			i -= 2
		case name == "holidays":
			m.holidays(v)
		case name == "as_of": // the list of countries is the one that held on that day
		case m.touches(v):
			m.move(v)
		}
	}
}

// touches says whether a date stands in a value.
func (m mover) touches(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && aDate.MatchString(n.Value) || slices.ContainsFunc(n.Content, m.touches)
}

// move moves the dates in a value, and marks what holds them directly.
func (m mover) move(n *yaml.Node) {
	switch v := field(n, "value"); {
	case v != nil && marks(n): // whoever gave the mark did not give these dates
		m.plain(v)
		sample(n, v, m.why)
	case n.Kind == yaml.ScalarNode:
		m.plain(n)
		sample(n, scalar(n.Value), m.why)
	case n.Kind == yaml.MappingNode:
		m.fields(n)
	default:
		for _, c := range n.Content {
			if m.touches(c) {
				m.move(c)
			}
		}
	}
}

// plain moves dates and marks nothing.
func (m mover) plain(n *yaml.Node) {
	if is := aDate.FindStringSubmatch(n.Value); n.Kind == yaml.ScalarNode && is != nil {
		if d, err := calendar.ParseDate(is[1]); err == nil {
			n.Value = m.moved(d).String() + is[2]
		}
	}
	for _, c := range n.Content {
		m.plain(c)
	}
}

// holidays gives each day its date as many years later.
func (m mover) holidays(n *yaml.Node) {
	list := n
	if v := field(n, "value"); v != nil && marks(n) {
		list = v
	}
	moved := false
	for _, entry := range list.Content {
		at := field(entry, "date")
		if v := field(at, "value"); v != nil {
			at = v
		}
		if at == nil || at.Kind != yaml.ScalarNode {
			continue
		}
		if d, err := calendar.ParseDate(at.Value); err == nil {
			at.Value, moved = m.yearsLater(d).String(), true
		}
	}
	if moved && m.years != 0 {
		sample(n, list, "each on the same day of the year as in the rule book that this one is like, or as far from Easter Sunday")
	}
}

// yearsLater is the same day of another year: as far from Easter Sunday where it lies around it, as Christian feasts do, else the same date.
func (m mover) yearsLater(d calendar.Date) calendar.Date {
	if from := calendar.Easter(d.Year).DaysUntil(d); from >= -3 && from <= 60 && movable[from] {
		return calendar.Easter(d.Year + m.years).AddDays(from)
	}
	later := calendar.Date{Year: d.Year + m.years, Month: d.Month, Day: d.Day}
	if d.Month == time.February && d.Day == 29 {
		later = calendar.Date{Year: later.Year, Month: time.March, Day: 1}.AddDays(-1)
	}
	return later
}

// movable are the public holidays of European countries that follow Easter Sunday, in days from it: Maundy Thursday, Good Friday, Easter
// Sunday and Monday, Ascension Day, Whit Sunday and Monday, Corpus Christi.
var movable = map[int]bool{-3: true, -2: true, 0: true, 1: true, 39: true, 49: true, 50: true, 60: true}

// field is the value of a group's field, or nil.
func field(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// marks says whether a group is a mark, {value: X, source: ...}.
func marks(n *yaml.Node) bool { return field(n, "source") != nil || field(n, "sample") != nil }

func scalar(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

// sample turns a node into the mark {value: v, sample: true, why: ...}.
func sample(n, v *yaml.Node, why string) {
	style := yaml.FlowStyle
	if v.Kind != yaml.ScalarNode {
		style = n.Style
	}
	*n = yaml.Node{
		Kind: yaml.MappingNode, Style: style, HeadComment: n.HeadComment, LineComment: n.LineComment, FootComment: n.FootComment,
		Content: []*yaml.Node{scalar("value"), v, scalar("sample"), {Kind: yaml.ScalarNode, Value: "true"}, scalar("why"), scalar(why)},
	}
}
