package body

import (
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// How a decision stands.
const (
	Open       = "open"
	Adopted    = "adopted"
	NotAdopted = "not-adopted"
)

// What a ballot says.
const (
	For     = "for"
	Against = "against"
	Abstain = "abstain"
)

// A Decision is a question that is put to the body.
type Decision struct {
	ID       string        `json:"id"`
	Question law.Text      `json:"question"`
	Meeting  string        `json:"meeting,omitempty"` // none: in the written procedure
	Item     string        `json:"item,omitempty"`
	Until    calendar.Date `json:"until,omitzero"` // last day for ballots of this step, in writing
	By       string        `json:"by"`
	At       time.Time     `json:"at"`
	Voters   []string      `json:"voters"`  // who may vote, each once
	Members  []string      `json:"members"` // all who have a vote in the body
	Ballots  []Ballot      `json:"ballots,omitempty"`
	Tallies  []Tally       `json:"tallies,omitempty"` // of the steps that are over
	Stands   string        `json:"stands"`
	Over     time.Time     `json:"over,omitzero"`
}

// Step is the step that is under way: 0, 1.
func (d Decision) Step() int { return len(d.Tallies) }

// voted tells whether a ballot of a voter is there at the step that is under way.
func (d Decision) voted(voter string) bool {
	return slices.ContainsFunc(d.Ballots, func(b Ballot) bool { return b.Voter == voter && b.Step == d.Step() })
}

// A Ballot is for a voter, at one step. The last one of a voter at a step counts.
type Ballot struct {
	Step   int       `json:"step"`
	Voter  string    `json:"voter"`
	Member string    `json:"member"`
	By     string    `json:"by"`
	Vote   string    `json:"vote"`
	At     time.Time `json:"at"`
}

// An ItemConflict keeps a member out of the vote on an item, or on a decision.
type ItemConflict struct {
	Meeting  string    `json:"meeting,omitempty"`
	Item     string    `json:"item,omitempty"`
	Decision string    `json:"decision,omitempty"` // in writing
	Member   string    `json:"member"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Why      law.Text  `json:"why"`
}

// A Tally counts one step of a decision.
type Tally struct {
	Step      string    `json:"step"` // of the rule book
	By        string    `json:"by"`   // consensus or majority
	Entitled  []string  `json:"entitled"`
	Members   []string  `json:"members"` // of a share of all members
	For       []string  `json:"for"`
	Against   []string  `json:"against"`
	Abstained []string  `json:"abstained"`
	Silent    []string  `json:"silent"`         // has not voted
	Consents  bool      `json:"consents"`       // who is silent agrees, and is counted for it
	Left      []string  `json:"left,omitempty"` // the vote, because of a conflict of interest
	Base      int       `json:"base"`           // of which the share is counted
	Share     BodyShare `json:"share,omitzero"` // of a majority
	Of        string    `json:"of,omitempty"`   // cast, present or members
	Needed    int       `json:"needed"`         // for it
	InFavour  int       `json:"in_favour"`      // with those who consent by silence
	Reached   bool      `json:"reached"`
}

// Tallied counts a step from the ballots alone. A voter counts once, by the last ballot: whoever
// cast it. Ballots of those who are not entitled count for nothing.
func Tallied(step DecisionStep, consents bool, entitled, members []string, at int, ballots []Ballot) Tally {
	t := Tally{
		Step: step.ID, By: step.By, Entitled: slices.Clone(entitled), Members: slices.Clone(members), Consents: consents, Share: step.Share, Of: step.Of,
		For: []string{}, Against: []string{}, Abstained: []string{}, Silent: []string{},
	}
	for _, v := range entitled {
		last := ""
		for _, b := range ballots {
			if b.Step == at && b.Voter == v {
				last = b.Vote
			}
		}
		switch last {
		case For:
			t.For = append(t.For, v)
		case Against:
			t.Against = append(t.Against, v)
		case Abstain:
			t.Abstained = append(t.Abstained, v)
		default:
			t.Silent = append(t.Silent, v)
		}
	}
	t.InFavour = len(t.For)
	if consents {
		t.InFavour += len(t.Silent)
	}
	if step.By == Consensus {
		t.Base, t.Reached = len(entitled), len(t.Against) == 0 && t.InFavour > 0
		return t
	}
	switch step.Of {
	case OfMembers:
		t.Base = len(members)
	case OfPresent:
		t.Base = len(entitled)
	default:
		t.Base = t.InFavour + len(t.Against)
	}
	t.Needed = step.Share.Of(t.Base)
	t.Reached = t.InFavour > 0 && t.InFavour >= t.Needed
	return t
}

// conflicted tells whether a voter leaves the vote: a member by which it speaks has a conflict of interest.
func (b Body) conflicted(d Decision, voter string) bool {
	return slices.ContainsFunc(b.Conflicts, func(c ItemConflict) bool {
		if c.Decision != d.ID && (d.Meeting == "" || c.Meeting != d.Meeting || c.Item != d.Item) {
			return false
		}
		m, ok := b.Member(c.Member)
		return ok && b.votesAs(m) == voter
	})
}

// Count is the tally of the step that is under way, as it stands.
func (b Body) Count(d Decision) Tally {
	var entitled, left []string
	sits := b.voters(func(Member) bool { return true })
	for _, v := range d.Voters {
		switch {
		case b.conflicted(d, v):
			left = append(left, v)
		case slices.Contains(sits, v), d.voted(v): // what was cast before a membership ended stays
			entitled = append(entitled, v)
		}
	}
	members := slices.DeleteFunc(slices.Clone(d.Members), func(v string) bool { return b.conflicted(d, v) || !slices.Contains(sits, v) && !d.voted(v) })
	i := min(d.Step(), len(b.Rules.Decisions.Steps)-1)
	step := b.Rules.Decisions.Steps[i]
	t := Tallied(step, b.consents(d, step), entitled, members, d.Step(), d.Ballots)
	t.Left = left
	return t
}

// consents tells whether silence is agreement: in writing by the rule book, at a meeting where consensus is asked for.
func (b Body) consents(d Decision, step DecisionStep) bool {
	if d.Meeting == "" {
		return b.Rules.Decisions.Written.Silence == SilenceFor
	}
	return step.By == Consensus
}

// Again counts a step that is over once more, from the ballots and from who was entitled then.
func (b Body) Again(d Decision, i int) Tally {
	was := d.Tallies[i]
	j := slices.IndexFunc(b.Rules.Decisions.Steps, func(s DecisionStep) bool { return s.ID == was.Step })
	if j < 0 {
		return Tally{}
	}
	t := Tallied(b.Rules.Decisions.Steps[j], b.consents(d, b.Rules.Decisions.Steps[j]), was.Entitled, was.Members, i, d.Ballots)
	t.Left = was.Left
	return t
}
