package explain

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// derivations say what a decision of a kind rests on, and compute it once more.
// A kind that is not among them is derived from what all decisions have: the
// command or moment, the rule book, the stages, what is owed from then on.
var derivations = table(
	row((*deriver).callOpened), row((*deriver).rulesChanged), row((*deriver).deadlineSet),
	row((*deriver).submissionOpened), row((*deriver).submissionShut),
	row((*deriver).evaluatorsAssigned), row((*deriver).awardPrepared), row((*deriver).awardReleased),
	row((*deriver).reserveActivated), row((*deriver).budgetFreed), row((*deriver).endNoted), row((*deriver).callFinished),
	row((*deriver).callRung),
	row((*deriver).lateAdmitted), row((*deriver).openingSigned), row((*deriver).tendersOpened),
	row((*deriver).evaluatorsBriefed), row((*deriver).assignmentsDrawn), row((*deriver).panelDecided),
	row((*deriver).outcomesAnnounced), row((*deriver).standstillEnded), row((*deriver).callWindowClosed),
	row((*deriver).reevaluationNoted), row((*deriver).leftoverReopened), row((*deriver).amendmentFunded),
	row((*deriver).rulesProposed), row((*deriver).shorteningProposed), row((*deriver).deadlineShortened),
	row((*deriver).cancellationProposed), row((*deriver).callCancelled), row((*deriver).cancellationNoted),
	row((*deriver).evaluatorsExcluded), row((*deriver).changeNoted),
	row((*deriver).roleGiven), row((*deriver).roleWithdrawn), row((*deriver).roleReplaced), row((*deriver).roleChanged),
	row((*deriver).partyChangeProposed), row((*deriver).partyChanged),
	row((*deriver).absenceSet), row((*deriver).absenceBegan), row((*deriver).absenceEnded),

	row((*deriver).tenderSubmitted), row((*deriver).tenderRefusedLate), row((*deriver).tenderWithdrawn),
	row((*deriver).clarificationRequested), row((*deriver).clarificationGiven), row((*deriver).eligibilityDecided),
	row((*deriver).conflictDeclared), row((*deriver).evaluationRecorded), row((*deriver).tenderEvaluated),
	row((*deriver).outcomeNoted), row((*deriver).contractSigned), row((*deriver).contractInForce), row((*deriver).contractDeclined),
	row((*deriver).activitiesBegan), row((*deriver).reportingBegan),
	row((*deriver).logSubmitted), row((*deriver).expenseApproved), row((*deriver).expenseCorrected), row((*deriver).expensesClaimed), row((*deriver).sampleDrawn),
	row((*deriver).recoveryIntended), row((*deriver).recoveryDeducted), row((*deriver).recoveryReceived),
	row((*deriver).instalmentDue), row((*deriver).instalmentReduced), row((*deriver).interestAccrued),
	row((*deriver).runPrepared), row((*deriver).runReleased),
	row((*deriver).reportSubmitted), row((*deriver).reportAccepted),
	row((*deriver).twinningResumed), row((*deriver).twinningTerminated), row((*deriver).twinningClosed),
	row((*deriver).retentionBegan), row((*deriver).retentionEnded), row((*deriver).twinningRung),

	row((*deriver).tenderRefused), row((*deriver).withdrawalUndone), row((*deriver).eligibilityProposed),
	row((*deriver).arbitrationOpened), row((*deriver).consensusAwaited), row((*deriver).consensusProposed), row((*deriver).consensusAgreed),
	row((*deriver).tenderWindowClosed), row((*deriver).complaintLodged), row((*deriver).complaintReviewed), row((*deriver).reevaluationOrdered),

	row((*deriver).terminationDecided), row((*deriver).amendmentPrepared), row((*deriver).amendmentInForce),

	row((*deriver).presenceRecorded), row((*deriver).votesCounted), row((*deriver).topicDecided), row((*deriver).pairingProposed),
	row((*deriver).registrationMade), row((*deriver).placeGiven), row((*deriver).interestExpressed), row((*deriver).introductionMade),

	row((*deriver).commandRefused), row((*deriver).commandUnjudged),
)

// blindly are the kinds of a tender whose derivation gives nothing of it away,
// so that staff may read it before the opening.
var blindly = []string{twinning.TenderSubmitted{}.Kind(), twinning.TenderRefusedLate{}.Kind(), law.CommandRefused{}.Kind()}

type entry struct {
	of reflect.Type
	f  func(*deriver)
}

func row[T law.Event](f func(*deriver, T)) entry {
	return entry{reflect.TypeFor[T](), func(m *deriver) { f(m, m.v.(T)) }}
}

// table is by type: the rungs of a call and those of a tender have one kind.
func table(rows ...entry) map[reflect.Type]func(*deriver) {
	t := make(map[reflect.Type]func(*deriver), len(rows))
	for _, r := range rows {
		t[r.of] = r.f
	}
	return t
}

// fill derives everything but whether it can be computed again.
func (m *deriver) fill() error {
	var commands []law.Command
	if m.e.Command != "" {
		var err error
		if m.receipt, err = m.x.receipt(m.ctx, m.timeline, m.e.Command); err != nil {
			return err
		}
	}
	if r := m.receipt; r != nil && r.command != nil {
		commands = append(commands, r.command)
	}
	var err error
	if m.facts, err = m.x.factsAt(m.ctx, m.timeline.law.Needs(m.before, commands...), m.e.Seen); err != nil && !errors.Is(err, errErased) {
		return err
	}
	if k, ok := m.timeline.law.Next(m.before, m.facts); ok && m.e.Command == "" && k.Key == m.e.Cause {
		m.moment = k
	}
	m.d.At = calendar.Instant(m.instant())
	m.book = m.bookOf()
	kind, _, _ := strings.Cut(m.e.Kind, ".")
	m.d.Rule = Rule{ID: kind, Name: m.who.tell.Word("event", kind), Book: m.book.sha, Values: []Value{}}
	m.asked()
	if m.v == nil {
		m.d.Decision = m.who.sentence(law.Why("event-erased", law.Word("kind", "event", m.e.Kind)))
		m.outcome("outcome-erased")
		return nil
	}
	hidden := m.who.sealed && !slices.Contains(blindly, m.e.Kind)
	if hidden {
		m.d.Decision = m.who.sentence(law.Why("event-sealed", law.Word("kind", "event", m.e.Kind), law.Because("sealing", m.who.sealing)))
	} else {
		m.d.Decision = m.who.toTheSecond(m.who.about.event(m.v, state.Around(m.e)))
	}
	if err := m.follows(); err != nil {
		return err
	}
	m.bookFact()
	if m.before.StageName() != m.after.StageName() {
		m.outcome("outcome-becomes", stage("before", m.e.Stream, m.before.StageName()), stage("after", m.e.Stream, m.after.StageName()))
	} else {
		m.outcome("outcome-recorded", stage("stage", m.e.Stream, m.after.StageName()))
	}
	if hidden {
		m.say("step-sealed", law.Because("sealing", m.who.sealing))
		return nil
	}
	if derive, ok := derivations[reflect.TypeOf(m.v)]; ok {
		m.work(derive)
	}
	m.owed()
	m.notSent()
	return nil
}

// work works a derivation out. Over rows that nobody should have written, as
// amounts in two currencies, it says that it could not.
func (m *deriver) work(derive func(*deriver)) {
	defer func() {
		if p := recover(); p != nil {
			m.say("step-unworkable", narrate.Verbatim("error", fmt.Sprint(p)))
		}
	}()
	derive(m)
}

// asked says who asked, or which moment passed.
func (m *deriver) asked() {
	r := m.receipt
	switch {
	case m.e.Command == "":
		m.d.Moment = &Passing{Key: m.e.Cause, At: calendar.Instant(m.instant())}
	case m.who.foreign(m.e.Actor) || r != nil && m.who.foreign(r.Actor): // that somebody asked, and when, is not for this reader
	case r == nil:
		m.d.Command = &Asked{ID: m.e.Command, Actor: m.e.Actor, Who: m.who.name(m.e.Actor), For: m.e.For, ReceivedAt: calendar.Instant(m.e.Received), Position: -1}
	default:
		m.d.Command = &Asked{
			ID: r.Command, Kind: r.name, Actor: r.Actor, Who: m.who.name(r.Actor), For: r.For,
			ReceivedAt: calendar.Instant(r.ReceivedAt), Position: r.Position,
		}
		m.fact(r.event, "fact-receipt", law.Word("command", "command", r.name), instant("at", r.ReceivedAt))
	}
}

// follows names the fact in another life that a command of the engine's follows from.
func (m *deriver) follows() error {
	if m.receipt == nil || m.who.foreign(m.e.Actor) || m.who.foreign(m.receipt.Actor) {
		return nil
	}
	of, n, err := m.x.cause(m.ctx, m.receipt)
	if err != nil || of == nil {
		return err
	}
	m.fact(of.events[n], "fact-this-follows-from")
	return nil
}

// periods say by ladder which length of the rule book gives a due date.
var periods = map[string]string{
	"eligibility": "/eligibility/decide_within", "clarification": "/eligibility/clarify_within", "evaluation": "/evaluation/within",
	"contract": "/contract/sign_within", "log": "/running/log_within", "log-review": "/running/review_within",
	"expense-payment": "/running/review_within", "verification": "/running/review_within", "authorisation": "/running/review_within", "interim-report": "/running/interim_within", "final-report": "/running/final_within",
	"unreached": "/running/review_within", "closure": "/running/close_within", "co-signature": "/running/close_within", "award-decision": "/dates/award",
	"opening": "/dates/open_within", "complaint-window": "/complaints/within", "complaint-review": "/complaints/review_within", "standstill": "/complaints/standstill",
}

// owed computes the due date of everything that is owed from now on.
func (m *deriver) owed() {
	var body struct {
		Owed []obligation.Owed `json:"owed"`
	}
	if json.Unmarshal(m.timeline.bodies[m.i], &body) != nil || isA[twinning.TwinningResumed](m.v) { // that one has its own arithmetic
		return
	}
	paths := map[string]bool{}
	for _, o := range body.Owed {
		path := periods[o.Ladder]
		m.say("step-owed", law.Word("what", "obligation", o.ID), people("who", o.Who), law.On("due", o.Due), law.Because("period", m.from(o, path)))
		if path != "" && !paths[path] {
			paths[path] = true
			m.values(path)
		}
	}
}

// from is the period that ends on a due date: from which day, and how long; nothing
// where the rule book gives none.
func (m *deriver) from(o obligation.Owed, path string) law.Reason {
	v, ok := m.book.value(path)
	cal, err := m.book.rules.Calendar()
	if !ok || err != nil {
		return law.Reason{}
	}
	length, err := calendar.ParseLength(v.Text())
	if err != nil {
		return law.Reason{}
	}
	type base struct {
		day  calendar.Date
		what law.Reason
	}
	deadline := law.Why("day-of-deadline")
	bases := []base{{m.day(), law.Why("day-of-command")}, {calendar.DateOf(m.call().Limit(), m.zone()), deadline}}
	if t, ok := m.v.(twinning.TenderSubmitted); ok {
		bases = []base{{calendar.DateOf(t.Verdict.Deadline.Instant, m.zone()), deadline}}
	}
	if k, ok := m.v.(twinning.ContractInForce); ok {
		bases = nil
		for n := 1; n <= k.Months; n++ {
			bases = append(bases, base{m.book.rules.Running.Month(k.M1, n).LastDay(), law.Why("last-day-of-month", law.Count("month", n))})
		}
	}
	for _, b := range bases {
		if calendar.Period(b.day, length, cal.Holidays) == o.Due {
			return law.Why("period-by-regulation", law.On("day", b.day), law.Because("what", b.what), law.Period("length", length))
		}
	}
	return law.Reason{}
}
