package market

import (
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/organisation"
)

// A Side says what an entry is.
type Side string

// The sides.
const (
	Offer       Side = "offer"       // of a would-be originator
	Requirement Side = "requirement" // of a would-be adopter
)

// Other is the side of counterparts.
func (s Side) Other() Side {
	if s == Offer {
		return Requirement
	}
	return Offer
}

// The stages of an entry.
const (
	Drafted   Stage = "drafted"   // seen by whoever made it alone
	Submitted Stage = "submitted" // waits for the check by the staff
	Returned  Stage = "returned"  // by the staff, with reasons
	Published Stage = "published" // public
	Lapsed    Stage = "expired"   // its time is over
	Withdrawn Stage = "withdrawn" // by whoever made it
	Matched   Stage = "matched"   // whoever made it has found a partner
	Stopped   Stage = "closed"    // by the staff, with reasons
)

// Content is what an entry says.
type Content struct {
	Side         Side              `json:"side"`
	Title        law.Text          `json:"title"`
	Description  law.Text          `json:"description"`  // of the solution, or of what is sought
	Kind         string            `json:"kind"`         // of the solution, by the rule book
	Priority     string            `json:"priority"`     // by the rule book
	Topic        string            `json:"topic"`        // of the priority
	Types        []string          `json:"types"`        // of twinnings that are sought
	Organisation string            `json:"organisation"` // reference of its record
	Country      string            `json:"country"`      // ISO 3166-1, or EL or UK as the EU writes them
	Region       law.Text          `json:"region,omitempty"`
	Languages    []string          `json:"languages"`           // ISO 639-1, of those in which whoever made it can work
	Readiness    []ReadinessAnswer `json:"readiness,omitempty"` // self-assessment
}

// A ReadinessAnswer is an option of a question of the readiness questionnaire.
type ReadinessAnswer struct {
	Question string `json:"question"`
	Option   string `json:"option"`
}

// An Entry is what the events of one add up to.
type Entry struct {
	Reference   string                  `json:"reference"`
	Market      string                  `json:"market"`
	Stage       Stage                   `json:"stage"` // "" before it is drafted
	By          string                  `json:"by,omitempty"`
	Content     Content                 `json:"content"`
	DraftedAt   time.Time               `json:"drafted_at,omitzero"`
	SubmittedAt time.Time               `json:"submitted_at,omitzero"` // last
	PublishedAt time.Time               `json:"published_at,omitzero"` // last
	Until       calendar.Date           `json:"until,omitzero"`        // last day on which it is published
	EndedAt     time.Time               `json:"ended_at,omitzero"`
	Why         law.Text                `json:"why,omitempty"` // returned, withdrawn or closed
	Partner     string                  `json:"partner,omitempty"`
	Matches     []Introduction          `json:"matches,omitempty"`
	Files       []EntryFile             `json:"files,omitempty"`
	Checks      int                     `json:"checks,omitempty"`   // how often it was submitted
	Renewals    int                     `json:"renewals,omitempty"` // how often a date was given
	Obligations []obligation.Obligation `json:"obligations,omitempty"`
	Passed      map[string]bool         `json:"passed,omitempty"` // keys of rungs
}

// An Introduction is one that an entry has led to.
type Introduction struct {
	Interest string    `json:"interest"` // reference
	At       time.Time `json:"at"`
}

// StageName is the stage.
func (e Entry) StageName() string { return string(e.Stage) }

// Over tells that nothing is awaited any more. An entry that has ended may still be told
// of an introduction.
func (e Entry) Over() bool {
	return slices.Contains([]Stage{Withdrawn, Matched, Stopped}, e.Stage)
}

// RulesSHA is none: it is decided under the rule book of its marketplace.
func (e Entry) RulesSHA() string { return "" }

// Checked tells whether the staff have, or had, the entry to check.
func (e Entry) Checked() bool { return !e.SubmittedAt.IsZero() }

// Given tells whether the staff see the entry: it was submitted to them, and is no draft again.
func (e Entry) Given() bool { return e.Checked() && e.Stage != Drafted }

// Public tells whether everybody sees the entry.
func (e Entry) Public() bool { return e.Stage == Published }

// EntryFold changes whenever the same events add up to another state.
const EntryFold = 1

// The members of the two unions.
var (
	EntryEvents = law.NewCatalogue[EntryEvent](EntryDrafted{}, EntryRevised{}, EntrySubmitted{}, EntryReturned{}, EntryPublished{}, EntryRenewed{},
		EntryExpired{}, EntryWithdrawn{}, EntryShut{}, IntroductionNoted{}, EntryMatched{}, EntryReminded{}, EntryFileAdded{}, EntryFileWithdrawn{})
	EntryCommands = law.NewCatalogue[EntryCommand](DraftEntry{}, ReviseEntry{}, SubmitEntry{}, ReturnEntry{}, PublishEntry{}, RenewEntry{},
		WithdrawEntry{}, ShutEntry{}, NoteIntroduction{}, MatchEntry{}, AddEntryFile{}, WithdrawEntryFile{})
)

// EntryLaw is the law of an entry, as everything outside of it sees it.
var EntryLaw = law.Adapt(law.Typed[Entry, EntryEvent, EntryCommand]{
	Name: "entry", Fold: EntryFold, Events: EntryEvents, Commands: EntryCommands,
	Zero:   func(reference string) Entry { return Entry{Reference: reference, Market: Of(reference)} },
	Evolve: Entry.evolve,
	Decide: func(c EntryCommand, e Entry, f law.Facts, r law.Receipt) ([]EntryEvent, error) {
		return c.decide(e, f, r)
	},
	Needs:    Entry.needs,
	Moments:  Entry.moments,
	Elapse:   Entry.elapse,
	Schedule: Entry.schedule,
	Owes:     owes,
	Staff: func(e Entry, f law.Facts) []string {
		if people := []string{e.By}; !e.Given() {
			return people
		}
		return append([]string{e.By}, marketOf(e.Reference, f).Rules.Officers...)
	},
	People: func(e Entry) []string { return []string{e.By} },
})

// owes names what is owed, and by which role.
func owes(o obligation.Obligation) (what string, by []law.Role) {
	switch o.Ladder {
	case CheckLadder:
		return "quality check", []law.Role{law.Officer}
	case RenewLadder:
		return "renewal", []law.Role{law.Contact}
	case AnswerLadder:
		return "answer", []law.Role{law.Contact}
	}
	return o.Ladder, nil
}

func (e Entry) evolve(v EntryEvent, at law.Recorded) Entry {
	switch v := v.(type) {
	case EntryDrafted:
		e.Stage, e.By, e.Content, e.DraftedAt = Drafted, v.By, v.Content, at.At()
	case EntryRevised:
		e = e.ended(at.At(), obligation.CauseEntryRevised)
		e.Stage, e.Content, e.Until = Drafted, v.Content, calendar.Date{}
	case EntrySubmitted:
		e.Stage, e.SubmittedAt, e.Why, e.Checks = Submitted, at.At(), "", e.Checks+1
		e.Obligations = obligation.Owe(e.Obligations, at.At(), "", v.Owed)
	case EntryReturned:
		e.Stage, e.Why = Returned, v.Why
		e.Obligations = obligation.Meet(e.Obligations, v.Check, at.At())
	case EntryPublished:
		e.Stage, e.PublishedAt, e.Until, e.Renewals = Published, at.At(), v.Until, e.Renewals+1
		e.Obligations = obligation.Owe(obligation.Meet(e.Obligations, v.Check, at.At()), at.At(), "", v.Owed)
	case EntryRenewed:
		e.Until, e.Renewals = v.Until, e.Renewals+1
		e.Obligations = obligation.Owe(obligation.Meet(e.Obligations, v.Renewal, at.At()), at.At(), "", v.Owed)
	case EntryExpired:
		e = e.ended(v.At, obligation.CauseEntryExpired)
		e.Stage, e.EndedAt = Lapsed, v.At
	case EntryWithdrawn:
		e = e.ended(at.At(), obligation.CauseEntryEnded)
		e.Stage, e.EndedAt, e.Why = Withdrawn, at.At(), v.Why
	case EntryShut:
		e = e.ended(at.At(), obligation.CauseEntryEnded)
		e.Stage, e.EndedAt, e.Why = Stopped, at.At(), v.Why
	case IntroductionNoted:
		e.Matches = append(slices.Clip(e.Matches), Introduction{Interest: v.Interest, At: at.At()})
	case EntryMatched:
		e = e.ended(at.At(), obligation.CauseEntryEnded)
		e.Stage, e.EndedAt, e.Partner = Matched, at.At(), v.Interest
	case EntryReminded:
		e.Passed = passed(e.Passed, v.Key)
	case EntryFileAdded:
		e.Files = append(slices.Clip(e.Files), EntryFile{StoredFile: v.StoredFile, At: at.At()})
	case EntryFileWithdrawn:
		e.Files = slices.DeleteFunc(slices.Clone(e.Files), func(f EntryFile) bool { return f.File == v.File })
	}
	return e
}

// ended is the entry with nothing owed any more.
func (e Entry) ended(at time.Time, why obligation.Cause) Entry {
	e.Obligations = obligation.End(e.Obligations, at, why, func(obligation.Obligation) bool { return true })
	return e
}

func passed(keys map[string]bool, key string) map[string]bool {
	all := make(map[string]bool, len(keys)+1)
	maps.Copy(all, keys)
	all[key] = true
	return all
}

// needs is what it is decided with: its marketplace; to draft it, the other entries of the
// same person, and the record of the organisation; to match it, the interest.
func (e Entry) needs(commands ...EntryCommand) []string {
	needs := []string{Root + e.Market}
	for _, c := range commands {
		switch c := c.(type) {
		case DraftEntry:
			needs = append(needs, EntryRoot+owner(e.Reference)+"*", organisation.Root+c.Organisation)
		case ReviseEntry:
			needs = append(needs, organisation.Root+c.Organisation)
		default: // its marketplace is enough
		}
	}
	return needs
}

func (e Entry) schedule(f law.Facts) obligation.Schedule {
	return scheduleOf(e.Reference, e.Obligations, e.Passed, f)
}

func scheduleOf(reference string, owed []obligation.Obligation, keys map[string]bool, f law.Facts) obligation.Schedule {
	rules := marketOf(reference, f).Rules
	cal, err := rules.Calendar()
	if err != nil {
		return obligation.Schedule{}
	}
	list := slices.Clone(owed)
	for i, o := range list {
		if o.Ladder == CheckLadder && o.Open() { // who checks today
			list[i].Who = rules.Officers
		}
	}
	return obligation.Schedule{Owed: list, Ladders: rules.Reminders.Ladders, Cal: cal, Passed: keys}
}

const momentExpires = "expires@"

func (e Entry) moments(f law.Facts) (ms []law.Moment) {
	s := e.schedule(f)
	if s.Cal.Zone == nil {
		return nil
	}
	if e.Stage == Published {
		ms = append(ms, law.Moment{At: e.Until.End(s.Cal.Zone), Key: momentExpires + e.Until.String()})
	}
	return withRungs(ms, s)
}

func withRungs(ms []law.Moment, s obligation.Schedule) []law.Moment {
	for _, p := range s.Plan() {
		ms = append(ms, law.Moment{At: p.At, Key: p.Key, Idle: p.Idle()})
	}
	slices.SortStableFunc(ms, law.CompareMoments)
	return ms
}

func (e Entry) elapse(f law.Facts, m law.Moment) []EntryEvent {
	if m.Key == momentExpires+e.Until.String() {
		return []EntryEvent{EntryExpired{At: m.At, Promise: law.Promise{Letters: law.To([]string{e.By}, "entry-expired", law.Ref("entry", e.Reference), law.On("until", e.Until))}}}
	}
	for _, p := range e.schedule(f).Plan() {
		if p.Key == m.Key {
			passed, letters := reminder(p, marketOf(e.Reference, f).Rules)
			return []EntryEvent{EntryReminded{Passed: passed, Promise: letters}}
		}
	}
	return nil
}

// reminder is the outcome of a rung, with its letters.
func reminder(p obligation.Planned, rules Rules) (obligation.Passed, law.Promise) {
	is := p.Record()
	if is.Outcome != obligation.Sent {
		return is, law.Promise{}
	}
	var people []string
	for _, to := range p.Rung.To {
		if to == obligation.Owner {
			people = append(people, p.Obligation.Who...)
		} else {
			people = append(people, rules.Officers...)
		}
	}
	path := "reminders.ladders." + p.Obligation.Ladder
	return is, law.Promise{Letters: law.To(people, p.Rung.Letter, law.Word("obligation", "obligation", p.Obligation.ID), law.On("due", p.Due.On),
		law.Rules("what", path+".what", p.Ladder.What), law.Rules("lapse", path+".lapse", p.Ladder.Lapse))}
}
