package query

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A WaitRow is something that waits for the viewer: an obligation of theirs, or a step that
// nobody but somebody of their role can take. It names the command that settles it.
type WaitRow struct {
	Stream   string            `json:"stream"`             // of the life that it is about
	Code     string            `json:"code"`               // the id of the obligation, else the kind of the command
	What     string            `json:"what"`               // in words
	Due      string            `json:"due,omitempty"`      // the last day, in the zone of the call; "" where no rule sets one
	At       string            `json:"at,omitempty"`       // the instant at which it is overdue, UTC
	Since    string            `json:"since,omitempty"`    // of what no rule sets a day for: the instant since which it waits
	From     string            `json:"from,omitempty"`     // the first day on which it can be settled, where that is still to come
	Standing string            `json:"standing,omitempty"` // of an obligation
	Command  string            `json:"command,omitempty"`  // that settles it; "" where there is a choice of several
	To       string            `json:"to,omitempty"`       // the stream that takes the command, where it is another life's
	About    map[string]string `json:"about,omitempty"`    // members of the command that are given by what it is about
}

// Waiting is everything that waits for the viewer in all lives, by the last day by which it
// is to be done; what no rule sets a day for comes last, the oldest first.
func (q *Queries) Waiting(ctx context.Context, v access.Viewer) ([]WaitRow, error) {
	w, err := q.waitsOf(ctx, v)
	if err != nil {
		return nil, err
	}
	err = q.atOneMoment(ctx, func(ctx context.Context) error {
		if err := q.gather(ctx, w); err != nil {
			return err
		}
		return q.awaiting(ctx, w.v, w.add)
	})
	if err == nil {
		err = q.stillKnown(ctx, w)
	}
	if err != nil {
		return nil, err
	}
	return w.sorted(), nil
}

// stillKnown leaves out, where it is asked what waited then, what is of a life in which the viewer has no part any more.
func (q *Queries) stillKnown(ctx context.Context, w *waits) error {
	if q.then == nil {
		return nil
	}
	known := map[string]bool{}
	for _, r := range w.rows {
		if _, asked := known[r.Stream]; asked {
			continue
		}
		is, err := q.fold(ctx, r.Stream)
		if err != nil {
			return err
		}
		home, err := q.home(ctx, is)
		if err != nil {
			return err
		}
		sight := sightOf(w.v, home, is)
		switch is.State.(type) {
		case twinning.Twinning, call.Call:
			now, _ := q.then.now.Life(r.Stream).(twinning.Twinning)
			known[r.Stream] = sight.By() != "public" || now.PartyChanges[law.Contact] == w.v.Person || now.PartyChanges[law.Signatory] == w.v.Person
		case governance.Administration:
			now, _ := q.then.now.Life(r.Stream).(governance.Administration)
			known[r.Stream] = now.Has(w.v.Person)
		case invitation.Invitation:
			known[r.Stream] = true // to their own address
		default:
			known[r.Stream] = listed(w.v, is, state.Folded{Stream: lives.Home(r.Stream), State: home})
		}
	}
	w.rows = slices.DeleteFunc(w.rows, func(r WaitRow) bool { return !known[r.Stream] })
	return nil
}

// waitsOf begins to gather what waits for a viewer.
func (q *Queries) waitsOf(ctx context.Context, v access.Viewer) (*waits, error) {
	if v.Person == "" {
		return nil, &Nobody{For: "today"}
	}
	now, err := q.Now(ctx)
	if err != nil {
		return nil, err
	}
	return &waits{v: v, now: now, tell: narrate.For(ctx), homes: map[string]law.State{}, rows: []WaitRow{}}, nil
}

// gather adds what waits in all lives but tenders.
func (q *Queries) gather(ctx context.Context, w *waits) error {
	for _, k := range lives.All() {
		switch k.Root {
		case law.TenderFamily:
			continue
		case invitation.Root, organisation.Root: // nothing is owed in them
			continue
		}
		if owes, known := k.Law.(interface{ Schedules() bool }); known && !owes.Schedules() && k.Root != market.Root {
			continue
		}
		all, err := q.mayOwe(ctx, w.v, k.Root)
		if err != nil {
			return err
		}
		w.add(all)
	}
	if err := q.toDraw(ctx, w); err != nil {
		return err
	}
	if err := q.toErase(ctx, w); err != nil {
		return err
	}
	return q.toAccept(ctx, w)
}

// A wait is a step that waits for somebody of a role: by the command that takes it.
type wait string

const (
	toReviseEntry         wait = "revise-entry"
	toReleaseAward        wait = "release-award"
	toDecidePanel         wait = "decide-panel"
	toPrepareAward        wait = "prepare-award"
	toPublishCall         wait = "publish-call"
	toSignRules           wait = "sign-rules"
	toSignDeadline        wait = "sign-deadline"
	toSignCancellation    wait = "sign-cancellation"
	toDeclareImpartiality wait = "declare-impartiality"
	toActivateReserve     wait = "activate-reserve"
	toDrawAssignments     wait = "draw-assignments"
	toAcceptInvitation    wait = "accept-invitation"
	toSettleErasure       wait = "settle-erasure"
	toSignEligibility     wait = "sign-eligibility"
	toOrderReevaluation   wait = "order-reevaluation"
	toSignContract        wait = "sign-contract"
	toAcceptChange        wait = "accept-change"
	toCorrectExpense      wait = "correct-expense"
	toReviewComplaint     wait = "review-complaint"
	toVerify              wait = "verify-expense"
	toAuthorise           wait = "authorise-expense"
	toPay                 wait = "pay-expense"

	toCastVote        wait = "cast-vote"
	toCountVotes      wait = "count-votes"
	toRecordPresence  wait = "record-presence"
	toApproveMinutes  wait = "approve-minutes"
	toPublishMinutes  wait = "publish-minutes"
	toSelectMembers   wait = "select-members"
	toAppointMember   wait = "appoint-member"
	toProposePairing  wait = "propose-pairing"
	toPublishSurvey   wait = "publish-survey"
	toOpenMasterclass wait = "open-masterclass"
	toEvaluateClass   wait = "evaluate-masterclass"
	toTakeCertificate wait = "take-certificate"
)

// waits gathers the rows of one viewer.
type waits struct {
	v     access.Viewer
	now   time.Time
	tell  *narrate.Narrator
	homes map[string]law.State
	rows  []WaitRow
}

func (w *waits) add(all map[string]state.Folded) {
	for _, stream := range sorted(all) {
		is := all[stream]
		if !strings.HasPrefix(stream, law.TenderFamily) {
			w.homes[stream] = is.State
		}
		home := w.homes[lives.Home(stream)]
		switch s := is.State.(type) {
		case call.Call:
			w.call(is, s)
		case twinning.Twinning:
			if c, ok := home.(call.Call); ok {
				w.tender(is, c, s)
			}
		case market.Entry:
			w.owed(is, home, func(o ObligationRow, row *WaitRow) bool {
				row.Command = map[string]string{market.CheckLadder: market.PublishEntry{}.Kind(), market.RenewLadder: market.RenewEntry{}.Kind()}[ladderOf(o.ID)]
				return true
			})
			if s.Stage == market.Returned && s.By == w.v.Person {
				w.waits(stream, toReviseEntry, WaitRow{})
			}
		case market.Interest:
			w.owed(is, home, func(_ ObligationRow, row *WaitRow) bool {
				row.Command = market.AcceptInterest{}.Kind()
				if s.Stage == market.Accepted {
					row.Command = market.GiveConsent{}.Kind()
				}
				return true
			})
		default:
			w.around(is, home)
		}
	}
}

// has tells whether the viewer has one of these roles in a call; where it is looked at as it stood, whether they had one, and have one now.
func (w *waits) has(c call.Call, roles ...law.Role) bool {
	return c.Has(w.v.Person, roles...) && access.Holds(w.v, c, roles...)
}

// ladderOf is what the id of an obligation begins with: without the round or the number.
func ladderOf(id string) string { return strings.TrimRight(id, "-0123456789") }

// due is the last day of something, and the instant of its end.
func (w *waits) due(day calendar.Date, zone *time.Location) WaitRow {
	if day.IsZero() {
		return WaitRow{}
	}
	return WaitRow{Due: day.String(), At: calendar.Instant(day.End(zone))}
}

// since is a row that no rule sets a day for.
func since(at time.Time) WaitRow {
	if at.IsZero() {
		return WaitRow{}
	}
	return WaitRow{Since: calendar.Instant(at)}
}

// sorted are the rows in the order of their keys.
func (w *waits) sorted() []WaitRow {
	slices.SortStableFunc(w.rows, func(x, y WaitRow) int { return cmp.Compare(x.Key(), y.Key()) })
	return w.rows
}

// waits adds a step that somebody of the viewer's role takes.
func (w *waits) waits(stream string, step wait, row WaitRow) {
	row.Stream, row.Code, row.Command = stream, string(step), cmp.Or(row.Command, string(step))
	if row.What == "" {
		row.What = w.tell.Word("wait", string(step))
	}
	w.append(row)
}

// aMonthAhead is how many days ahead something is shown that cannot be done yet.
const aMonthAhead = 38

// append adds a row, unless it cannot be done for long. From is kept only where it is to come.
func (w *waits) append(row WaitRow) {
	if from, err := calendar.ParseDate(row.From); err == nil {
		if w.now.Before(from.AddDays(-aMonthAhead).Start(time.UTC)) {
			return
		}
		if !w.now.Before(from.Start(time.UTC)) {
			row.From = ""
		}
	}
	w.rows = append(w.rows, row)
}

// owed adds what the viewer owes in a life. settles says by which command, and false for
// what does not wait for them.
func (w *waits) owed(is state.Folded, home law.State, settles func(ObligationRow, *WaitRow) bool) {
	schedule := is.Law.Schedule(is.State, state.Only(lives.Home(is.Stream), home))
	mine := slices.DeleteFunc(slices.Clone(schedule.Owed), func(o obligation.Obligation) bool { return !o.Open() || !slices.Contains(o.Who, w.v.Person) })
	obligation.Sort(mine)
	for _, owed := range mine {
		o := obligationRow(w.tell, is.Stream, schedule, ruleBook(is.State, home), owed, w.now)
		day, _ := owed.Current()
		row := w.due(day.On, schedule.Cal.Zone)
		row.Stream, row.Code, row.What, row.Standing = is.Stream, o.ID, o.What, o.Standing
		if settles(o, &row) {
			w.append(row)
		}
	}
}

// call adds what waits in a call itself.
func (w *waits) call(is state.Folded, c call.Call) {
	zone, staff := Zone(c), w.has(c, law.Officer, law.Head)
	w.owed(is, c, func(o ObligationRow, row *WaitRow) bool {
		switch ladderOf(o.ID) {
		case "award-decision":
			return false // it is in two steps, below
		case "opening":
			row.Command = call.OpenTenders{}.Kind()
			return c.OpeningSigned != w.v.Person
		}
		if of, is := strings.CutPrefix(o.ID, "payment-run-"); is {
			run, step, _ := strings.Cut(of, "-")
			row.Command, row.About = call.ExecutePayment{}.Kind(), map[string]string{"run": run}
			if step == "release" {
				row.Command = call.ReleasePaymentRun{}.Kind()
			}
		}
		return true
	})
	if award, owed := obligation.Find(c.Obligations, "award-decision"); owed && award.Open() && staff && (c.Stage == call.Opened || c.Stage == call.Evaluating) {
		day, _ := award.Current()
		row := w.due(day.On, zone)
		row.Standing = string(award.Stands(obligation.Calendar{Zone: zone}, w.now))
		switch {
		case c.Prepared != nil && c.PreparedBy != w.v.Person:
			w.waits(is.Stream, toReleaseAward, row)
		case c.Prepared == nil && c.Rules.Evaluation.Panel && len(c.PanelPresent) == 0:
			w.waits(is.Stream, toDecidePanel, row)
		case c.Prepared == nil:
			w.waits(is.Stream, toPrepareAward, row)
		}
	}
	if staff && c.Stage == call.Drafted {
		w.waits(is.Stream, toPublishCall, w.due(c.Rules.Dates.Publication, zone))
	}
	for _, p := range c.Waiting() {
		if staff && p.By != w.v.Person && (c.HeldAt(p.By, law.Head, p.At) || w.has(c, law.Head)) {
			row := since(p.At)
			row.Command, row.About = call.SignProposal{}.Kind(), map[string]string{"number": strconv.Itoa(p.Number)}
			what := toSignRules
			switch {
			case p.Cancelling():
				what = toSignCancellation
			case p.Deadline != nil:
				what = toSignDeadline
			}
			w.waits(is.Stream, what, row)
		}
	}
	if e, appointed := c.Evaluator(w.v.Person); appointed && e.DeclaredAt.IsZero() && !c.Over() && !slices.Contains([]call.Stage{call.None, call.Decided, call.Running, call.Finished, call.Cancelled}, c.Stage) {
		w.waits(is.Stream, toDeclareImpartiality, WaitRow{})
	}
	if w.has(c, law.Head) && (c.Stage == call.Decided || c.Stage == call.Running) {
		for _, s := range c.Reserve {
			if f := c.Fundability(s); f.Next && f.Funded {
				row := WaitRow{About: map[string]string{"tender": s.Tender}}
				w.waits(is.Stream, toActivateReserve, row)
			}
		}
	}
}

// toDraw adds, for officers, that eligible tenders have no evaluators.
func (q *Queries) toDraw(ctx context.Context, w *waits) error {
	for _, stream := range sorted(w.homes) {
		c, is := w.homes[stream].(call.Call)
		if !is || c.Stage != call.Opened && c.Stage != call.Evaluating || !w.has(c, law.Officer) {
			continue
		}
		eligible, err := q.inStage(ctx, call.TenderPrefix(c.Reference), string(twinning.Eligible))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(eligible, func(s string) bool { return len(c.Assignments[law.Reference(s)]) == 0 }) {
			w.waits(stream, toDrawAssignments, since(c.OpenedAt))
		}
	}
	return nil
}

// toAccept adds the invitations that were sent to the address of the viewer and are open.
func (q *Queries) toAccept(ctx context.Context, w *waits) error {
	mine, err := q.sentTo(ctx, w.v)
	if err != nil || len(mine) == 0 {
		return err
	}
	return q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		all, err := q.folder.FoldEach(ctx, from, mine)
		if err != nil {
			return err
		}
		for _, stream := range sorted(all) {
			is, err := q.invited(ctx, from, all[stream])
			if err != nil {
				return err
			}
			if row, seen := is.row(w.v, true); seen && row.Stage == invitation.Open && row.Ended == nil { // whoever it is to sees it
				i, _ := all[stream].State.(invitation.Invitation)
				w.waits(stream, toAcceptInvitation, WaitRow{Due: i.Until.Add(-time.Microsecond).UTC().Format(time.DateOnly), At: row.Until})
			}
		}
		return nil
	})
}
