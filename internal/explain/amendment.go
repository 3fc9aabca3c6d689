package explain

import (
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// ofAmendment describes a fact of an amendment.
func (d describer) ofAmendment(e twinning.Event, at law.Recorded) law.Reason {
	who := d.who("who", at)
	switch e := e.(type) {
	case twinning.AmendmentPrepared:
		return law.Why("amendment-prepared", who, law.Count("number", e.Number), law.Word("party", "party", e.Party),
			law.Words("changes", "value", e.Named()), answer("letter", e.Letter), law.On("from", e.From), d.because("why", e.Reason))
	case twinning.AmendmentSigned:
		return law.Why("amendment-signed", who, law.Count("number", e.Number), law.Word("for", "signs", e.For), law.SHA256("sha256", e.SHA256))
	case twinning.AmendmentInForce:
		return law.Why("amendment-in-force", law.Count("number", e.Number), law.On("from", e.From), amount("freed", e.Freed))
	case twinning.AmendmentRefused:
		return law.Why("amendment-refused", who, law.Count("number", e.Number), d.because("why", e.Reason))
	case twinning.AmendmentWithdrawn:
		return law.Why("amendment-withdrawn", who, law.Count("number", e.Number), d.because("why", e.Reason))
	default:
		return law.Reason{}
	}
}

func (m *deriver) amendmentPrepared(e twinning.AmendmentPrepared) {
	m.rule("amendment", "/amendments/changes", "/amendments/by_letter", "/amendments/letter_by", "/amendments/sign_within", "/amendments/months", "/amendments/shift",
		"/amendments/shift_organisations", "/amendments/leaving_report", "/amendments/countersign")
	m.contract()
	m.amended(e.Before, e.After)
	m.distributed(e.Leaving)
	if len(e.Asks) == 0 {
		m.outcome("outcome-amendment-reported", law.Count("number", e.Number))
		return
	}
	m.outcome("outcome-amendment-prepared", law.Count("number", e.Number), law.Words("asked", "signs", e.Asks))
}

func (m *deriver) amendmentInForce(e twinning.AmendmentInForce) {
	m.rule("amendment", "/amendments")
	a, _ := m.after.(twinning.Twinning).Amendment(e.Number)
	if f, ok := m.own(isA[twinning.AmendmentPrepared]); ok {
		m.fact(f, "fact-amendment-prepared", law.Count("number", e.Number))
	}
	if len(a.Asks) > 0 {
		m.say("step-amendment-signatures", law.SHA256("sha256", a.SHA256), law.Count("number", len(a.Signatures)), law.Count("asked", len(a.Asks)))
	}
	m.amended(a.Before, a.After)
	m.distributed(e.Left)
	if e.Account > 0 {
		m.say("step-account-of-former-contractor", law.Count("account", e.Account))
	}
	m.outcome("outcome-amended", law.Count("number", e.Number), law.On("from", e.From))
}

// amended says what each value was and is.
func (m *deriver) amended(was, is twinning.Values) {
	t := m.tender()
	if is.Months > 0 && t.Contract != nil {
		m.say("step-amended-months", law.Count("was", was.Months), law.Count("is", is.Months), law.On("day", t.Contract.Month(is.Months).LastDay()))
	}
	if !is.Costs.None() {
		for _, k := range twinning.CostKinds() {
			m.say("step-amended-costs", law.Word("kind", "cost-kind", k), law.Money("was", was.Costs.Of(k)), law.Money("is", is.Costs.Of(k)))
		}
		m.say("step-amended-amount", law.Money("was", was.Amount), law.Money("is", is.Amount))
	}
	for _, x := range []struct{ value, was, is string }{
		{"type", was.Type, is.Type}, {"adopters", strings.Join(was.Adopters, ", "), strings.Join(is.Adopters, ", ")}, {"contractor", was.Contractor, is.Contractor},
	} {
		if x.is != "" {
			m.say("step-amended-code", law.Word("value", "value", x.value), narrate.Verbatim("was", x.was), narrate.Verbatim("is", x.is))
		}
	}
	for _, x := range []struct{ value, was, is string }{{"contact", was.Contact, is.Contact}, {"signatory", was.Signatory, is.Signatory}} {
		if x.is != "" {
			m.say("step-amended-person", law.Word("value", "value", x.value), law.Who("was", x.was), law.Who("is", x.is))
		}
	}
	m.parts(was.Shares, is.Shares)
	m.employs(is.Personnel)
}

// byAmendment says by which amendment each value of the contract holds that is not the one that was signed first.
func (m *deriver) byAmendment() {
	t := m.tender()
	if t.Amending == nil {
		return
	}
	by := t.Amending.Holding()
	if len(by) == 0 {
		return
	}
	if f, ok := m.own(isA[twinning.AmendmentInForce]); ok {
		m.fact(f, "fact-amendment-in-force", law.Count("number", slices.Max(slices.Collect(maps.Values(by)))))
	}
	for _, value := range slices.Sorted(maps.Keys(by)) {
		m.say("step-amended", law.Word("value", "value", value), law.Count("number", by[value]))
	}
}
