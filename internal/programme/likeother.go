package programme

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"twinning.example/engine/internal/calendar"
)

// LikeOther makes a rule book of a survey, body, initiative or masterclass like another one: the day with which its dates move (Anchor) is the
// day given, and every other date lies as many days from it as before, but for the days on which lists of countries held. What was moved is
// marked as a sample that says so.
func LikeOther(noun, name string, data []byte, day calendar.Date) ([]byte, error) {
	i := slices.IndexFunc(RuleBookKinds, func(k RuleBookKind) bool { return k.Noun == noun && k.Anchor != "" })
	if i < 0 {
		return nil, fmt.Errorf("a rule book of a %s has no date that moves the others", noun)
	}
	kind := RuleBookKinds[i]
	if err := kind.check(name, data); err != nil {
		return nil, err
	}
	was, err := AnchorOf(noun, name, data)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, Problems{syntax(name, err)}
	}
	m := mover{days: was.DaysUntil(day), years: day.Year - was.Year, why: fmt.Sprintf("moved from %s, as all dates of %s", was, name)}
	root := doc.Content[0]
	m.fields(root)
	if beyond(root) {
		return nil, Problems{movedTooFar(name, day)}
	}
	root.HeadComment = fmt.Sprintf("# Made like %s: every date was moved, so that what was on %s is on %s. What was moved is a sample.", name, was, day)
	doc.HeadComment = ""
	text, err := dump(&doc)
	if err != nil {
		return nil, err
	}
	text = bytes.TrimLeft(text, "\n")
	return text, kind.check("the rule book like "+name, text)
}

// A MovedDate is one that was moved in a rule book that was made like another one.
type MovedDate struct {
	Path string // without marks: /mandate/begins
	On   calendar.Date
}

// Moved are the dates that Like and LikeOther moved, in the order of the file.
func Moved(name string, data []byte) []MovedDate {
	root, _ := read(name, data)
	if root == nil {
		return nil
	}
	return root.moved(false)
}

// moved are the dates in a value; inside tells whether a mark around it says that they were moved.
func (v *value) moved(inside bool) (list []MovedDate) {
	if why, _ := v.scalarOf("why").(string); v.marked() != nil && strings.HasPrefix(why, "moved ") {
		inside = true
	}
	if text, _ := v.scalar.(string); inside && v.shape == leaf {
		if is := aDate.FindStringSubmatch(text); is != nil {
			if on, err := calendar.ParseDate(is[1]); err == nil {
				list = append(list, MovedDate{v.path(), on})
			}
		}
	}
	for _, f := range v.fields {
		list = append(list, f.moved(inside)...)
	}
	return list
}

// AnchorOf is the day with which the dates of a rule book move.
func AnchorOf(noun, name string, data []byte) (calendar.Date, error) {
	for _, k := range RuleBookKinds {
		if k.Noun != noun {
			continue
		}
		if values := Values(data, k.Anchor); len(values) == 1 {
			if is := aDate.FindStringSubmatch(values[0].Written); is != nil {
				return calendar.ParseDate(is[1])
			}
		}
	}
	return calendar.Date{}, fmt.Errorf("%s has no date from which the others are reckoned", name)
}
