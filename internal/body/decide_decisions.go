package body

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

func (c DeclareItemConflict) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	m, ok := b.Member(c.Member)
	if !ok || !m.Sits() || !m.Speaks(r.Actor) {
		if err := b.leads(r); err != nil {
			return nil, err
		}
	}
	if !ok || !m.Sits() {
		return nil, noSuch("member", c.Member)
	}
	over := func(d Decision) bool { return d.Stands != Open }
	if c.Decision != "" {
		d, ok := b.Decision(c.Decision)
		if !ok || d.Meeting != "" {
			return nil, noSuch("decision", c.Decision)
		}
		if over(d) {
			return nil, law.Refuse("bodies", "decision-over", law.Ref("decision", d.ID))
		}
	} else {
		is, ok := b.Meeting(c.Meeting)
		if !ok {
			return nil, noSuch("meeting", c.Meeting)
		}
		if _, ok := is.Item(c.Item); !ok {
			return nil, noSuch("item", c.Item)
		}
		if i := slices.IndexFunc(b.Decisions, func(d Decision) bool { return d.Meeting == c.Meeting && d.Item == c.Item && over(d) }); i >= 0 {
			return nil, law.Refuse("bodies", "decision-over", law.Ref("decision", b.Decisions[i].ID))
		}
	}
	if slices.ContainsFunc(b.Conflicts, func(x ItemConflict) bool {
		return x.Member == c.Member && x.Meeting == c.Meeting && x.Item == c.Item && x.Decision == c.Decision
	}) {
		return nil, isThere("conflict", c.Member)
	}
	e := ItemConflictDeclared{Meeting: c.Meeting, Item: c.Item, Decision: c.Decision, Member: c.Member, By: r.Actor, Why: c.Why}
	for _, d := range b.Decisions {
		concerns := d.ID == c.Decision || c.Meeting != "" && d.Meeting == c.Meeting && d.Item == c.Item
		if concerns && d.Stands == Open && d.voted(b.voter(m)) {
			e.Dropped = append(e.Dropped, d.ID)
		}
	}
	return []Event{e}, nil
}

func voteOf(decision string, step int, voter string) string {
	return fmt.Sprintf("vote-%s-%d-%s", decision, step+1, voter)
}

// owedVotes are the ballots that are owed in writing, by those who speak for each voter.
func (b Body) owedVotes(decision string, step int, voters []string, until calendar.Date) (owed []obligation.Owed) {
	for _, v := range voters {
		if who := b.speaking(v); len(who) > 0 {
			owed = append(owed, b.owes(VoteLadder, voteOf(decision, step, v), until, who...))
		}
	}
	return owed
}

// speaking are those who speak for a voter.
func (b Body) speaking(voter string) (who []string) {
	for _, m := range b.Members {
		if b.voter(m) == voter {
			who = append(who, m.People()...)
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

func (c PutToVote) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := together(b.leads(r), b.works()); err != nil {
		return nil, err
	}
	if _, ok := b.Decision(c.Decision); ok {
		return nil, isThere("decision", c.Decision)
	}
	all := b.voters(func(Member) bool { return true })
	e := VoteOpened{Decision: c.Decision, Question: c.Question, Meeting: c.Meeting, Item: c.Item, Members: all, Voters: all, By: r.Actor}
	if c.Meeting == "" {
		if b.Rules.Decisions.Written.For.IsZero() {
			return nil, law.Refuse("bodies", "not-written", law.Ref("body", b.Reference))
		}
		e.Until = b.after(b.today(r.ReceivedAt), b.Rules.Decisions.Written.For)
		if !b.Ends.IsZero() && e.Until.After(b.Ends) { // nobody is asked beyond the mandate
			e.Until = b.Ends
		}
		e.Owed = b.owedVotes(c.Decision, 0, all, e.Until)
		e.Letters = law.To(b.electorate(all), "vote-opened", law.Ref("body", b.Reference), law.Ref("decision", c.Decision), law.Quote("question", c.Question), law.On("until", e.Until))
	} else {
		m, err := b.held(c.Meeting)
		if err != nil {
			return nil, err
		}
		item, ok := m.Item(c.Item)
		switch {
		case !ok:
			return nil, noSuch("item", c.Item)
		case item.For != ForDecision:
			return nil, law.Refuse("bodies", "not-for-decision", law.Ref("item", c.Item))
		case !m.Quorum.Reached:
			return nil, law.Refuse("bodies", "no-quorum", law.Ref("meeting", c.Meeting))
		}
		e.Voters = b.voters(func(x Member) bool {
			return slices.ContainsFunc(m.Present, func(p BodyPresence) bool { return p.Member == x.ID })
		})
	}
	if len(e.Voters) == 0 {
		return nil, law.Refuse("bodies", "nobody-votes", law.Ref("body", b.Reference))
	}
	return []Event{e}, nil
}

func (b Body) electorate(voters []string) (list []string) {
	for _, v := range voters {
		list = append(list, b.speaking(v)...)
	}
	return list
}

func (c CastVote) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	m, err := b.speaker(c.Member, r)
	if err != nil {
		return nil, err
	}
	d, ok := b.Decision(c.Decision)
	switch {
	case !ok:
		return nil, noSuch("decision", c.Decision)
	case d.Stands != Open || d.Meeting == "" && !b.ahead(d.Until, r.ReceivedAt):
		return nil, law.Refuse("bodies", "decision-over", law.Ref("decision", d.ID))
	}
	if err := b.votes(d, m, r.Actor); err != nil {
		return nil, err
	}
	return []Event{BallotCast{Decision: d.ID, Step: d.Step(), Voter: b.voter(m), Member: m.ID, Vote: c.Vote, By: r.Actor}}, nil
}

// votes refuses a member that has no vote on a decision, and whoever may not cast it.
func (b Body) votes(d Decision, m Member, person string) error {
	voter := b.voter(m)
	switch {
	case voter == "" || !slices.Contains(d.Voters, voter):
		return law.Refuse("bodies", "no-vote", law.Ref("member", m.ID))
	case b.conflicted(d, voter):
		return law.Refuse("bodies", "left-the-vote", law.Ref("member", m.ID))
	}
	if is, ok := b.Meeting(d.Meeting); ok && !is.Attends(m.ID, person) {
		return law.Refuse("bodies", "not-there", law.Who("person", person), law.Ref("member", m.ID), law.Ref("meeting", d.Meeting))
	}
	return nil
}

// MayVote tells whether a person may cast the ballot of a member on a decision that is open.
func (b Body) MayVote(d Decision, m Member, person string) bool {
	return d.Stands == Open && m.Sits() && m.Speaks(person) && b.votes(d, m, person) == nil
}

// counted counts the step that is under way: the decision is taken, goes to the next step, or is not taken.
func (b Body) counted(d Decision, at time.Time) VotesCounted {
	e := VotesCounted{Decision: d.ID, Tally: b.Count(d), Stands: NotAdopted}
	switch {
	case e.Tally.Reached:
		e.Stands = Adopted
	case d.Step()+1 < len(b.Rules.Decisions.Steps) && b.Stage == Active:
		e.Stands = Open
	}
	to := b.everybody()
	if e.Stands == Open {
		if d.Meeting != "" {
			return e
		}
		e.Until = b.after(b.today(at.Add(-time.Nanosecond)), b.Rules.Decisions.Written.For)
		e.Owed = b.owedVotes(d.ID, d.Step()+1, e.Tally.Entitled, e.Until)
		e.Letters = law.To(b.electorate(e.Tally.Entitled), "vote-opened", law.Ref("body", b.Reference), law.Ref("decision", d.ID), law.Quote("question", d.Question), law.On("until", e.Until))
		return e
	}
	e.Letters = law.To(to, "decision-taken", law.Ref("body", b.Reference), law.Ref("decision", d.ID), law.Quote("question", d.Question), law.Word("outcome", "decision", e.Stands))
	return e
}

func (c CountVotes) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	d, ok := b.Decision(c.Decision)
	switch {
	case !ok:
		return nil, noSuch("decision", c.Decision)
	case d.Stands != Open:
		return nil, law.Refuse("bodies", "decision-over", law.Ref("decision", d.ID))
	case d.Meeting == "":
		return nil, law.Refuse("bodies", "counts-itself", law.Ref("decision", d.ID), law.On("until", d.Until))
	}
	// Who was there and has not voted is heard until the meeting is over: only then their silence is one.
	if is, _ := b.Meeting(d.Meeting); r.ReceivedAt.Before(is.Ends) {
		if silent := b.Count(d).Silent; len(silent) > 0 {
			return nil, law.Refuse("bodies", "not-all-voted", law.Ref("decision", d.ID), law.Count("missing", len(silent)), law.At("ends", is.Ends, b.Rules.Zone))
		}
	}
	e := b.counted(d, r.ReceivedAt)
	e.By = r.Actor
	return []Event{e}, nil
}

func followUpOf(advice, recommendation string) string {
	return "follow-up-" + advice + "-" + recommendation
}

func (c AdoptAdvice) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.leads(r); err != nil {
		return nil, err
	}
	if _, ok := b.Given(c.Advice); ok {
		return nil, isThere("advice", c.Advice)
	}
	if !hasTerm(b.Rules.Advice, c.AdviceKind) {
		return nil, noSuch("advice-kind", c.AdviceKind)
	}
	d, ok := b.Decision(c.Decision)
	if !ok {
		return nil, noSuch("decision", c.Decision)
	}
	if d.Stands != Adopted {
		return nil, law.Refuse("bodies", "not-adopted", law.Ref("decision", d.ID))
	}
	e := AdviceAdopted{Advice: c.Advice, AdviceKind: c.AdviceKind, Title: c.Title, SHA256: c.SHA256, Decision: d.ID, Recommendations: c.Recommendations, By: r.Actor}
	for _, x := range c.Recommendations {
		if !x.Due.IsZero() {
			e.Owed = append(e.Owed, b.owes(FollowUpLadder, followUpOf(c.Advice, x.ID), x.Due, b.Rules.Officers...))
		}
	}
	return []Event{e}, nil
}

func (c FollowAdvice) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.steers(r); err != nil {
		return nil, err
	}
	a, ok := b.Given(c.Advice)
	if !ok {
		return nil, noSuch("advice", c.Advice)
	}
	if !slices.ContainsFunc(a.Recommendations, func(x Recommendation) bool { return x.ID == c.Recommendation }) {
		return nil, noSuch("recommendation", c.Recommendation)
	}
	return []Event{AdviceFollowed{Advice: a.ID, Recommendation: c.Recommendation, Status: c.Status, Text: c.Text, By: r.Actor}}, nil
}

func actionOf(action string) string { return "action-" + action }

func (c CommitAction) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := b.works(); err != nil {
		return nil, err
	}
	m, err := b.speaker(c.Member, r)
	if err != nil {
		return nil, err
	}
	if _, ok := b.Planned(c.Action); ok {
		return nil, isThere("action", c.Action)
	}
	if !b.ahead(c.Due, r.ReceivedAt) {
		return nil, law.Refuse("bodies", "day-in-the-past", law.On("day", c.Due))
	}
	return []Event{ActionCommitted{Action: c.Action, Member: m.ID, Text: c.Text, Due: c.Due, By: r.Actor, Owed: b.owes(ActionLadder, actionOf(c.Action), c.Due, m.People()...)}}, nil
}

func (c ReportAction) decide(b Body, _ law.Facts, r law.Receipt) ([]Event, error) {
	a, ok := b.Planned(c.Action)
	if _, err := b.speaker(a.Member, r); !ok || err != nil { // the same to whoever speaks for no such member, whether there is one or not
		return nil, law.Refuse("bodies", "not-your-action", law.Ref("body", b.Reference), law.Ref("action", c.Action))
	}
	return []Event{ActionReported{Action: a.ID, Percent: c.Percent, Text: c.Text, By: r.Actor}}, nil
}
