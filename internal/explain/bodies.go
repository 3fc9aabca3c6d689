package explain

import (
	"bytes"
	"encoding/json"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/law"
)

func (m *deriver) presenceRecorded(e body.PresenceRecorded) {
	m.rule("bodies")
	m.quorum(e.Quorum)
	m.outcome("outcome-quorum", law.Ref("meeting", e.Meeting), answer("reached", e.Quorum.Reached))
}

func (m *deriver) quorum(is body.QuorumCount) {
	m.say("step-quorum", law.Count("present", is.Present), law.Count("of", is.Of), law.Count("needed", is.Needed), answer("reached", is.Reached))
}

// votesCounted is the arithmetic of one step of a decision: who may vote, who leaves the vote, what
// silence is, and how many are needed.
func (m *deriver) votesCounted(e body.VotesCounted) {
	m.rule("bodies")
	b, _ := m.before.(body.Body)
	d, _ := b.Decision(e.Decision)
	if f, ok := m.own(func(v law.Event) bool { o, is := v.(body.VoteOpened); return is && o.Decision == e.Decision }); ok {
		m.fact(f, "fact-vote-opened", law.Count("voters", len(d.Voters)))
	}
	if is, held := b.Meeting(d.Meeting); held {
		if f, ok := m.own(func(v law.Event) bool { p, is := v.(body.PresenceRecorded); return is && p.Meeting == d.Meeting }); ok {
			m.fact(f, "fact-presence", law.Ref("meeting", d.Meeting))
		}
		m.quorum(is.Quorum)
	} else {
		m.say("step-in-writing", law.On("until", d.Until))
	}
	m.ballots(d, e.Tally)
	t := e.Tally
	m.say("step-one-vote", law.Count("entitled", len(t.Entitled)), law.Word("by", "voter-is", b.Rules.Decisions.Vote), law.Refs("left", t.Left))
	m.say("step-ballots", law.Count("for", len(t.For)), law.Count("against", len(t.Against)), law.Count("abstained", len(t.Abstained)), law.Count("silent", len(t.Silent)))
	if len(t.Silent) > 0 {
		m.say("step-silence", law.Count("silent", len(t.Silent)), answer("consents", t.Consents), law.Count("favour", t.InFavour))
	}
	if t.By == body.Consensus {
		m.say("step-consensus", law.Count("against", len(t.Against)), law.Count("favour", t.InFavour), answer("reached", t.Reached))
	} else {
		m.say("step-majority", law.Count("favour", t.InFavour), law.Count("needed", t.Needed), law.Count("num", t.Share.Num), law.Count("den", t.Share.Den), answer("more", t.Share.More),
			law.Count("base", t.Base), law.Word("counted", "tally-base", t.Of), answer("reached", t.Reached))
	}
	after, _ := m.after.(body.Body)
	now, _ := after.Decision(e.Decision)
	m.say("step-counted-again", check("holds", d.Step() < len(now.Tallies) && alike(after.Again(now, d.Step()), t)))
	m.outcome("outcome-vote", law.Ref("decision", e.Decision), law.Word("stands", "decision", e.Stands))
}

// ballots are the last ballot of each who is entitled, and the conflicts by which others left the vote.
func (m *deriver) ballots(d body.Decision, t body.Tally) {
	for _, voter := range t.Entitled {
		if f, ok := m.own(func(v law.Event) bool {
			c, is := v.(body.BallotCast)
			return is && c.Decision == d.ID && c.Step == d.Step() && c.Voter == voter
		}); ok {
			vote := ""
			for _, b := range d.Ballots {
				if b.Step == d.Step() && b.Voter == voter {
					vote = b.Vote
				}
			}
			m.fact(f, "fact-ballot", law.Ref("voter", voter), law.Word("vote", "ballot", vote))
		}
	}
	if len(t.Left) == 0 {
		return
	}
	for n, v := range m.timeline.values[:m.i] {
		c, is := v.(body.ItemConflictDeclared)
		if is && (c.Decision == d.ID || d.Meeting != "" && c.Meeting == d.Meeting && c.Item == d.Item) {
			m.fact(m.timeline.events[n], "fact-conflict-of-interest", law.Ref("member", c.Member))
		}
	}
}

// alike compares two values as they are stored.
func alike(a, b any) bool {
	one, err := json.Marshal(a)
	other, wrong := json.Marshal(b)
	return err == nil && wrong == nil && bytes.Equal(one, other)
}
