package pages

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/views"
)

// auditRoutes are the pages of auditors.
func (d *desk) auditRoutes() []route {
	return []route{
		{"GET /audit", d.audit},
		{"POST /audit/purpose", d.setPurpose},
		{"GET /audit/verification", d.verification},
		{"POST /audit/verification", d.verify},
		{"GET /audit/checkpoint", d.checkpoint},
		{"GET /calls/{call}/access", d.callAccess},
		{"GET /tenders/{tender}/access", d.tenderAccess},
		{"POST /calls/{call}/access", d.callAccess},
		{"POST /tenders/{tender}/access", d.tenderAccess},
	}
}

const (
	purposeCookie  = "audit-purpose"
	longestPurpose = reads.LongestPurpose
)

// withPurpose says for what purpose an auditor reads, where they said so. Only what an
// auditor reads is recorded with it.
func withPurpose(ctx context.Context, r *http.Request) context.Context {
	if text := purposeOf(r); text != "" {
		return reads.WithPurpose(ctx, text)
	}
	return ctx
}

func purposeOf(r *http.Request) string {
	c, err := r.Cookie(purposeCookie)
	if err != nil {
		return ""
	}
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || !utf8.Valid(text) || utf8.RuneCount(text) > longestPurpose || strings.ContainsRune(string(text), 0) {
		return ""
	}
	return string(text)
}

// setPurpose keeps for what an auditor reads from now on, until the browser is closed.
func (d *desk) setPurpose(r *request) error {
	if _, err := d.auditing(r); err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostFormValue("purpose"))
	if utf8.RuneCountInString(text) > longestPurpose {
		return &query.Invalid{Why: r.say("audit.purpose.long", longestPurpose)}
	}
	http.SetCookie(r.w, &http.Cookie{
		Name: purposeCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(text)), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
	http.Redirect(r.w, r.Request, "/audit", http.StatusSeeOther)
	return nil
}

// auditing refuses whoever audits nothing.
func (d *desk) auditing(r *request) (bool, error) {
	if r.viewer.Person == "" {
		return false, &query.Nobody{For: "audit"}
	}
	audits, err := d.Queries.Audits(r.Context(), r.viewer)
	if err == nil && !audits {
		err = &query.Withheld{What: r.say("audit.refused")}
	}
	return audits, err
}

type auditedLine struct {
	When, Life, Href, Sentence, Explain string
}

type auditedCall struct {
	Reference, Title string
	Stage            mark
	Lines            []auditedLine
	More             bool
}

type auditView struct {
	Purpose, Since string
	Calls          []auditedCall
	Runs           []fact
}

// audit is where an auditor begins: the calls, what was decided since, the last verification.
func (d *desk) audit(r *request) error {
	if _, err := d.auditing(r); err != nil {
		return err
	}
	a, err := d.Queries.Audit(r.Context(), r.viewer, d.Reads)
	if err != nil {
		return err
	}
	v := auditView{Purpose: purposeOf(r.Request), Since: r.say("audit.first")}
	if !a.Last.IsZero() {
		v.Since = r.say("audit.since", r.instant(a.Last, time.UTC))
	}
	for _, c := range a.Calls {
		one := auditedCall{Reference: c.Reference, Title: c.Title, Stage: mark{r.word("stage", c.Stage), ""}, More: c.More}
		for _, l := range c.Decisions {
			one.Lines = append(one.Lines, auditedLine{r.instant(l.Instant, c.Zone), law.Reference(l.Stream), lifeHref(l.Stream) + "/history#e" + strconv.FormatInt(l.Position, 10), l.Sentence, "/explain/" + strconv.FormatInt(l.Position, 10)})
		}
		v.Calls = append(v.Calls, one)
	}
	if v.Runs, err = d.lastRuns(r); err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "audit.html", r.say("audit"), []crumb{{"/", r.say("home")}, {"", r.say("audit")}}, nil, v)
}

// lastRuns tells when the record was last verified, and a checkpoint made.
func (d *desk) lastRuns(r *request) ([]fact, error) {
	runs, err := d.Queries.Runs(r.Context(), r.viewer)
	if err != nil {
		return nil, err
	}
	var list []fact
	for _, name := range []string{views.Verification, views.Checkpoint} {
		text := r.say("verification.never")
		if i := slices.IndexFunc(runs, func(x views.Run) bool { return x.Name == name }); i >= 0 {
			key := "verification.run"
			if !runs[i].Passed {
				key = "verification.failed"
			}
			text = r.say(key, r.instant(runs[i].At, time.UTC), r.number(int(runs[i].Size)))
		}
		list = append(list, fact{r.say("verification.last." + name), text, ""})
	}
	return list, nil
}
