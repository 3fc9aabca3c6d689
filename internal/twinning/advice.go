package twinning

import (
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// Advice is what the law would say of a tender that Check accepts, were it
// received on a day from this person: why it would be refused, as a finding of
// the rule that refuses it, or else what each eligibility rule of the call
// finds with the files that are, or will be, added to it. It decides nothing.
func (t Tender) Advice(c call.Call, actor string, on calendar.Date, files ...File) []Finding {
	if refusal, refused := law.Refused(t.acceptable(c, law.Receipt{Actor: actor})); refused {
		return []Finding{{Rule: refusal.Rule, Why: law.Reason{Code: refusal.Rule + "/" + refusal.Code, With: refusal.With}}}
	}
	return t.findings(c.Rules, on, files, believed)
}

// VersionOf is the last version that says what a tender says, of those in time.
func (t Twinning) VersionOf(tender Tender) (Version, bool) {
	for i := len(t.Versions) - 1; i >= 0; i-- {
		if v := t.Versions[i]; v.HMAC == tender.HMAC(v.Nonce) {
			return v, true
		}
	}
	return Version{}, false
}
