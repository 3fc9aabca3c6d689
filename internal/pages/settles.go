package pages

import (
	"net/url"
	"regexp"
	"strings"

	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A settling is an obligation of a tender that is settled by a form, with what the form is
// opened about.
type settling struct {
	ladder *regexp.Regexp
	kind   string
	field  string // that takes what the ladder names
}

// settlings are the obligations whose form is about one thing of several.
var settlings = []settling{
	{regexp.MustCompile(`^log-review-0*(\d+)`), "accept-log", "month"},
	{regexp.MustCompile(`^(interim|final)-report-review-`), "accept-report", "report"},
	{regexp.MustCompile(`^(interim|final)-report(-version-\d+)?$`), "submit-report", "report"},
	{regexp.MustCompile(`^payment-(.+)$`), "approve-expense", "expense"},
	{regexp.MustCompile(`^instalment-(.+)$`), "pay-instalment", "instalment"},
	{regexp.MustCompile(`^recovery-(\d+)-decision$`), "decide-recovery", "number"},
	{regexp.MustCompile(`^recovery-(\d+)-observations$`), "observe-recovery", "number"},
	{regexp.MustCompile(`^meeting-(.+)$`), "plan-twinning-meeting", "kind"},
	{regexp.MustCompile(`^unreached-(\d+)$`), "settle-unreached", "number"},
	{regexp.MustCompile(`^account-(\d+)$`), "confirm-account", "number"},
}

// settlesForm leads to the form that settles an obligation of a tender, opened about what
// the obligation names; nil where there is none of these.
func (r *request) settlesForm(at, ladder string, o query.ObligationRow) *button {
	switch deliverable, judged := o.Deliverable(); {
	case judged:
		return r.aboutOne(at, twinning.AcceptDeliverable{}.Kind(), "deliverable", deliverable)
	case deliverable != "":
		return r.aboutOne(at, twinning.SubmitDeliverable{}.Kind(), "deliverable", deliverable)
	}
	for _, s := range settlings {
		if m := s.ladder.FindStringSubmatch(ladder); m != nil {
			return r.aboutOne(at, s.kind, s.field, m[1])
		}
	}
	return nil
}

// aboutOne leads to the form of a command, opened about one thing of several.
func (r *request) aboutOne(at, kind, field, one string) *button {
	return &button{Href: at + "/do/" + kind + "?" + field + "=" + strings.ReplaceAll(one, " ", "%20"), Text: r.say("do." + kind)}
}

// leadsTo tells whether an obligation is settled by the form at a path, with what was typed into it.
func (r *request) leadsTo(o query.ObligationRow, path string, typed url.Values) bool {
	b := r.settles(o)
	if b == nil {
		return false
	}
	at, about, _ := strings.Cut(b.Href, "?")
	if at != path {
		return false
	}
	asked, _ := url.ParseQuery(about) // it was written by settles
	for name := range asked {
		if is, _ := parted(typed.Get(name)); is != "" && is != asked.Get(name) {
			return false
		}
	}
	return true
}
