package market

import (
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Rules are the rule book of a marketplace. They are public.
type Rules struct {
	Title     Words       `json:"title"`
	Programme string      `json:"programme,omitempty"` // reference; none: it belongs to none
	Zone      string      `json:"zone"`                // IANA name: periods end at its midnight
	Holidays  []ClosedDay `json:"holidays,omitempty"`  // days that are no working days, beside Saturdays and Sundays
	Officers  []string    `json:"officers"`            // person ids of the staff, who check entries

	Priorities []Priority          `json:"priorities"`
	Kinds      []Term              `json:"kinds"` // of solutions
	Types      []Term              `json:"types"` // of twinnings
	Languages  []string            `json:"languages"`
	Readiness  []ReadinessQuestion `json:"readiness,omitempty"`

	ValidFor     calendar.Length `json:"valid_for"`     // from publication, or renewal
	CheckWithin  calendar.Length `json:"check_within"`  // from submission
	AnswerWithin calendar.Length `json:"answer_within"` // from the expression of an interest
	Reminders    Reminders       `json:"reminders"`

	EntriesADay   int `json:"entries_a_day"`   // of one person, within 24 hours
	InterestsADay int `json:"interests_a_day"` // of one person, within 24 hours

	OtherCountry bool    `json:"other_country"` // counterparts are suggested from another country alone
	Weights      Weights `json:"weights"`
	Least        int     `json:"least"` // sum of weights below which nothing is suggested

	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// Words are a term in the languages of the desk. English is told where another is missing.
type Words struct {
	EN string `json:"en"`
	FR string `json:"fr,omitempty"`
	DE string `json:"de,omitempty"`
}

// In is the term in a language, ISO 639-1.
func (w Words) In(language string) string {
	switch {
	case language == "fr" && w.FR != "":
		return w.FR
	case language == "de" && w.DE != "":
		return w.DE
	}
	return w.EN
}

// A ClosedDay is no working day.
type ClosedDay struct {
	On   calendar.Date `json:"on"`
	Name string        `json:"name"`
}

// A Term is a code of the vocabulary with its words.
type Term struct {
	ID    string `json:"id"`
	Title Words  `json:"title"`
}

// A Priority has its topics.
type Priority struct {
	Term
	Topics []Term `json:"topics"`
}

// A ReadinessQuestion of the readiness questionnaire is answered by one of its options.
type ReadinessQuestion struct {
	Term
	Options []ReadinessOption `json:"options"`
}

// A ReadinessOption gives its points.
type ReadinessOption struct {
	Term
	Points int `json:"points"`
}

// Reminders are the ladders of letters.
type Reminders struct {
	At      string                       `json:"at"`      // hour on clocks in the zone: 08:00
	Ladders map[string]obligation.Ladder `json:"ladders"` // by kind of obligation: quality-check, renewal, answer
}

// Weights say how much each thing that two entries have in common counts.
type Weights struct {
	Priority     int `json:"priority"`
	Topic        int `json:"topic"`
	Kind         int `json:"kind"`
	Type         int `json:"type"`          // for each type that both seek
	Language     int `json:"language"`      // once, where they have one in common
	OtherCountry int `json:"other_country"` // their countries differ
	Ready        int `json:"ready"`         // where the offer has the most points of the questionnaire; in proportion below
}

// The kinds of obligations of a marketplace, which name their ladders.
const (
	CheckLadder  = "quality-check"
	RenewLadder  = "renewal"
	AnswerLadder = "answer"
)

// Calendar is where and when reminders are sent, and periods end.
func (r Rules) Calendar() (obligation.Calendar, error) {
	zone, err := calendar.Zone(r.Zone)
	if err != nil {
		return obligation.Calendar{}, err
	}
	at, err := obligation.ParseHour(r.Reminders.At)
	if err != nil {
		return obligation.Calendar{}, err
	}
	days := make([]calendar.Holiday, len(r.Holidays))
	for i, h := range r.Holidays {
		days[i] = calendar.Holiday{Date: h.On, Name: h.Name}
	}
	holidays, err := calendar.NewHolidays(days...)
	return obligation.Calendar{Zone: zone, Holidays: holidays, Hour: at}, err
}

// Check refuses a rule book that cannot be one. All that is wrong is said.
func (r Rules) Check() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if _, err := r.Calendar(); err != nil {
		say("%w", err)
	}
	if r.Title.EN == "" {
		say("title has no English words (en)")
	}
	if len(r.Officers) == 0 {
		say("officers names nobody: entries wait for their check by the staff")
	}
	for _, l := range []struct {
		name string
		is   calendar.Length
	}{{"valid_for", r.ValidFor}, {"check_within", r.CheckWithin}, {"answer_within", r.AnswerWithin}} {
		if l.is.IsZero() {
			say("%s is missing: write a length, as in 6 months", l.name)
		}
	}
	if r.EntriesADay < 1 || r.InterestsADay < 1 {
		say("entries_a_day and interests_a_day are 1 or more")
	}
	// any order: what is wrong is sorted below
	for name, n := range map[string]int{
		"priority": r.Weights.Priority, "topic": r.Weights.Topic, "kind": r.Weights.Kind, "type": r.Weights.Type,
		"language": r.Weights.Language, "other_country": r.Weights.OtherCountry, "ready": r.Weights.Ready,
	} {
		if n < 0 || n > 1000 {
			say("weights.%s is %d: a weight is 0 to 1000", name, n)
		}
	}
	wrong = append(wrong, r.checkTerms()...)
	wrong = append(wrong, r.checkLadders()...)
	slices.SortFunc(wrong, func(a, b error) int {
		if a.Error() < b.Error() {
			return -1
		}
		return 1
	})
	return errors.Join(wrong...)
}

func (r Rules) checkTerms() (wrong []error) {
	lists := map[string][]Term{"kinds": r.Kinds, "types": r.Types, "priorities": {}, "topics": {}, "readiness": {}}
	for _, p := range r.Priorities {
		lists["priorities"] = append(lists["priorities"], p.Term)
		lists["topics"] = append(lists["topics"], p.Topics...)
	}
	for _, q := range r.Readiness {
		lists["readiness"] = append(lists["readiness"], q.Term)
		var options []Term
		for _, o := range q.Options {
			options = append(options, o.Term)
			if o.Points < 0 || o.Points > 1000 {
				wrong = append(wrong, fmt.Errorf("readiness.%s.%s gives %d points: 0 to 1000 are allowed", q.ID, o.ID, o.Points))
			}
		}
		lists["readiness."+q.ID] = options
	}
	for name, terms := range lists { // any order: what is wrong is sorted by whoever asks
		if len(terms) == 0 && name != "readiness" {
			wrong = append(wrong, fmt.Errorf("%s has no terms", name))
		}
		seen := map[string]bool{}
		for _, t := range terms {
			if err := law.CheckCode(name, t.ID); err != nil {
				wrong = append(wrong, err)
			}
			if seen[t.ID] {
				wrong = append(wrong, fmt.Errorf("%s has %s twice", name, t.ID))
			}
			if seen[t.ID] = true; t.Title.EN == "" {
				wrong = append(wrong, fmt.Errorf("%s: %s has no English words (en)", name, t.ID))
			}
		}
	}
	if len(r.Languages) == 0 {
		wrong = append(wrong, errors.New("languages has no terms"))
	}
	for _, l := range r.Languages {
		if len(l) != 2 {
			wrong = append(wrong, fmt.Errorf("language %q is not a code of two letters, as in fr", l))
		}
	}
	return wrong
}

func (r Rules) checkLadders() (wrong []error) {
	for _, kind := range []string{CheckLadder, RenewLadder, AnswerLadder} {
		ladder, ok := r.Reminders.Ladders[kind]
		if !ok {
			wrong = append(wrong, fmt.Errorf("reminders.ladders.%s is missing", kind))
		}
		for _, rung := range ladder.Rungs {
			for _, to := range rung.To {
				if to != obligation.Owner && to != string(law.Officer) {
					wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s goes to %q: owner and officer are allowed", kind, rung.Name, to))
				}
			}
			if !slices.Contains([]string{"reminder", "overdue", "escalation"}, rung.Letter) {
				wrong = append(wrong, fmt.Errorf("reminders.ladders.%s.%s is the letter %q: reminder, overdue and escalation are allowed", kind, rung.Name, rung.Letter))
			}
		}
	}
	return wrong
}

// has tells whether a list of terms has a code.
func has(terms []Term, id string) bool {
	return slices.ContainsFunc(terms, func(t Term) bool { return t.ID == id })
}

// topics are those of a priority; false where there is no such priority.
func (r Rules) topics(priority string) ([]Term, bool) {
	i := slices.IndexFunc(r.Priorities, func(p Priority) bool { return p.ID == priority })
	if i < 0 {
		return nil, false
	}
	return r.Priorities[i].Topics, true
}

// A Given is the answer to one question of the questionnaire, with its points.
type Given struct {
	Question, Option string
	Points, Most     int
}

// Score explains readiness: each question with the points of its answer, the sum, and the
// most that there is. A question without an answer, or with one that the rule book does not
// know any more, gives no points.
func (r Rules) Score(answers []ReadinessAnswer) (given []Given, sum, most int) {
	for _, q := range r.Readiness {
		g := Given{Question: q.ID}
		for _, o := range q.Options {
			g.Most = max(g.Most, o.Points)
			if slices.Contains(answers, ReadinessAnswer{Question: q.ID, Option: o.ID}) {
				g.Option, g.Points = o.ID, o.Points
			}
		}
		given, sum, most = append(given, g), sum+g.Points, most+g.Most
	}
	return given, sum, most
}

// Percent is readiness in hundredths of the most points, rounded down; 0 without a questionnaire.
func (r Rules) Percent(answers []ReadinessAnswer) int {
	_, sum, most := r.Score(answers)
	if most == 0 {
		return 0
	}
	return sum * 100 / most
}
