package body

import (
	"slices"
	"time"
)

// An Awaited is a step that waits for a person, by the kind of the command that takes it, with those members of the command that are known.
type Awaited struct {
	Command string
	About   map[string]string
	Since   time.Time
}

// Awaits are the steps of a body that no rule sets a day for and that wait for a person: ballots at a meeting; of the secretariat and the chairs
// the record of who was there, the count, minutes to approve and to publish; of the secretariat applications to decide and seats to give.
func (b Body) Awaits(person string, now time.Time) (list []Awaited) {
	if b.Stage != Active {
		return nil
	}
	for _, d := range b.Decisions {
		list = append(list, b.ballots(d, person)...)
	}
	if b.Staff(person) || b.Presides(person) {
		list = append(list, b.toCount()...)
		list = append(list, b.toRecord(now)...)
	}
	if b.Staff(person) {
		list = append(list, b.toSeat()...)
	}
	return list
}

// ballots are those that a person has not cast at a meeting.
func (b Body) ballots(d Decision, person string) (list []Awaited) {
	if d.Meeting == "" {
		return nil // they are owed
	}
	for _, m := range b.Members {
		if b.MayVote(d, m, person) && !d.voted(b.voter(m)) {
			list = append(list, Awaited{CastVote{}.Kind(), map[string]string{"decision": d.ID, "member": m.ID}, d.At})
		}
	}
	return list
}

// toCount are the votes at meetings that are open.
func (b Body) toCount() (list []Awaited) {
	for _, d := range b.Decisions {
		if d.Stands == Open && d.Meeting != "" {
			list = append(list, Awaited{CountVotes{}.Kind(), map[string]string{"decision": d.ID}, d.At})
		}
	}
	return list
}

// toRecord is what meetings that have begun lack.
func (b Body) toRecord(now time.Time) (list []Awaited) {
	for _, m := range b.Meetings {
		about, is := map[string]string{"meeting": m.ID}, m.Minutes
		switch {
		case m.Stands == Convened && !now.Before(m.Starts):
			list = append(list, Awaited{RecordPresence{}.Kind(), about, m.Starts})
		case len(is.Drafts) > 0 && is.ApprovedAt.IsZero() && !b.ahead(is.Until, now):
			if about["at"] = ""; is.Objected() {
				about["at"] = b.approves(m)
			}
			if about["at"] != "" || !is.Objected() {
				list = append(list, Awaited{ApproveMinutes{}.Kind(), about, is.Last().At})
			}
		case !is.ApprovedAt.IsZero() && is.PublishedAt.IsZero() && b.Rules.Publish.Minutes:
			list = append(list, Awaited{PublishMinutes{}.Kind(), about, is.ApprovedAt})
		}
	}
	return list
}

// approves is a later meeting with a quorum, which may approve the minutes of a meeting; "" for none.
func (b Body) approves(m Meeting) string {
	for _, at := range b.Meetings {
		if at.Stands == Held && at.Starts.After(m.Starts) && at.Quorum.Reached {
			return at.ID
		}
	}
	return ""
}

// toSeat are calls whose applications are to be decided, and seats that were promised.
func (b Body) toSeat() (list []Awaited) {
	for _, c := range b.Calls {
		if c.Closed && c.Decided.IsZero() && slices.ContainsFunc(b.Applications, func(a Application) bool { return a.Call == c.ID && a.Stands == Received }) {
			list = append(list, Awaited{SelectMembers{}.Kind(), map[string]string{"call": c.ID}, c.Closes.End(b.zone())})
		}
	}
	for _, a := range b.Applications {
		if a.Stands == Selected {
			c, _ := b.call(a.Call)
			list = append(list, Awaited{AppointMember{}.Kind(), map[string]string{"seat": a.Seat, "application": a.ID, "country": a.Country}, c.Decided})
		}
	}
	return list
}

// About are the members of the command that settles what is owed under an id, as far as they are known.
func (b Body) About(id, person string) map[string]string {
	for _, m := range b.Meetings {
		if minutesOf(m.ID) == id {
			return map[string]string{"meeting": m.ID}
		}
	}
	for _, m := range b.Members {
		if termOf(m.ID) == id {
			return map[string]string{"member": m.ID}
		}
	}
	for _, d := range b.Decisions {
		for _, m := range b.Members {
			if v := b.voter(m); v != "" && m.Speaks(person) && voteOf(d.ID, d.Step(), v) == id {
				return map[string]string{"decision": d.ID, "member": m.ID}
			}
		}
	}
	for _, a := range b.Actions {
		if actionOf(a.ID) == id {
			return map[string]string{"action": a.ID}
		}
	}
	for _, a := range b.Advice {
		for _, r := range a.Recommendations {
			if followUpOf(a.ID, r.ID) == id {
				return map[string]string{"advice": a.ID, "recommendation": r.ID}
			}
		}
	}
	return nil
}
