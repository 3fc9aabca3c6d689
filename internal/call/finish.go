package call

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// Keys of the moments from the release of the award on.
const (
	momentAnnounced  = "announced-"
	momentStandstill = "standstill-ended"
	momentWindow     = "complaint-window-closed@"
	momentFinished   = "finished@"
)

// momentsAfter lists what happens by itself from the release of the award on.
func (c Call) momentsAfter(cal obligation.Calendar) []law.Moment {
	var ms []law.Moment
	if len(c.Rounds) > 0 { // one after the other: two of one instant keep the order of the list
		ms = append(ms, law.Moment{At: c.Rounds[0].At, Key: momentAnnounced + string(c.Rounds[0].Verdict)})
	}
	if !c.StandstillUntil.IsZero() && !c.StandstillOver {
		ms = append(ms, law.Moment{At: c.StandstillUntil.End(cal.Zone), Key: momentStandstill})
	}
	if c.ComplaintsUntil.IsZero() {
		return ms
	}
	day := c.ComplaintsUntil.String()
	switch {
	case !c.WindowClosed:
		ms = append(ms, law.Moment{At: c.ComplaintsUntil.End(cal.Zone), Key: momentWindow + day})
	case c.settled():
		ms = append(ms, law.Moment{At: c.ComplaintsUntil.AddDays(1).End(cal.Zone), Key: momentFinished + day})
	}
	return ms
}

// elapseAfter is what happens at such a moment, nothing for another.
func (c Call) elapseAfter(m law.Moment) []Event {
	switch {
	case strings.HasPrefix(m.Key, momentAnnounced):
		e := c.announce(m.At)
		return append([]Event{e}, c.Evolve(e, law.Recorded{}).finishAt(m.At)...)
	case m.Key == momentStandstill:
		return []Event{StandstillEnded{At: m.At}}
	case strings.HasPrefix(m.Key, momentWindow):
		return []Event{ComplaintWindowClosed{At: m.At}}
	case strings.HasPrefix(m.Key, momentFinished):
		return c.finishAt(m.At)
	}
	return nil
}

// judgesAgain tells whether a tender is being judged again after the award.
func (c Call) judgesAgain() bool {
	for _, status := range c.Complaints { // any order: one is enough
		if status == Reevaluating {
			return true
		}
	}
	return false
}

// settled tells that nothing but time is awaited: everybody has been told,
// every award has come to its end, no complaint and no second evaluation is
// open, and nobody waits on the reserve list. A running call waits only for who
// is ahead on it by a complaint, as long as there is money for them.
func (c Call) settled() bool {
	switch c.Stage {
	case Decided:
		if len(c.Reserve) > 0 {
			return false
		}
	case Running:
		if slices.ContainsFunc(c.next(), func(s Step) bool { return s.Ahead && c.funds(s) }) {
			return false
		}
	case None, Drafted, Published, Open, Shut, Opened, Evaluating, Finished, Cancelled:
		return false
	}
	for tender := range c.Committed { // any order: one that goes on is enough
		if c.Ended[tender] == "" {
			return false
		}
	}
	for _, status := range c.Complaints { // any order: one is enough
		if status == ComplaintLodged {
			return false
		}
	}
	return len(c.Rounds) == 0 && !c.judgesAgain()
}

// finished is the one rule by which a call comes to its end: all is settled and,
// where decisions can be contested, the time for it has been over for a full
// day, so that no complaint is still on its way.
func (c Call) finished(at time.Time) bool {
	if !c.settled() {
		return false
	}
	if c.ComplaintsUntil.IsZero() {
		return true
	}
	cal, err := c.Rules.Calendar()
	return err == nil && c.WindowClosed && !at.Before(c.ComplaintsUntil.AddDays(1).End(cal.Zone))
}

// andFinish is a fact, and the end of the call if that was the last thing awaited.
func (c Call) andFinish(e Event, r law.Receipt) []Event {
	return append([]Event{e}, c.after(e, r).finish(r.ReceivedAt)...)
}

func (c Call) finish(at time.Time) []Event {
	if !c.finished(at) {
		return nil
	}
	people := append(slices.Clone(c.People(law.Head)), c.People(law.Auditor)...)
	return []Event{CallFinished{Promise: law.Promise{Letters: law.To(people, "call-finished", law.Ref("call", c.Reference))}}}
}

// finishAt is finish at a moment, which no receipt dates.
func (c Call) finishAt(at time.Time) []Event {
	events := c.finish(at)
	for i, e := range events {
		if f, ok := e.(CallFinished); ok {
			f.At = at
			events[i] = f
		}
	}
	return events
}
