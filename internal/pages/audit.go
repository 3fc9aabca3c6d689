package pages

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
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

type verificationView struct {
	Runs     []fact
	Download bool   // a checkpoint
	Kind     string // done or refused, once it was verified
	Headline string
	Facts    []fact
	Findings []fact
}

// verification tells when the record was last verified, and offers to do it now.
func (d *desk) verification(r *request) error {
	runs, err := d.lastRuns(r)
	if err != nil {
		return err
	}
	return d.showVerification(r, http.StatusOK, verificationView{Runs: runs})
}

// checkpoint is the file of the latest checkpoint, to be kept outside: the signed note,
// and the hash of each event. It says nothing of what the events say.
func (d *desk) checkpoint(r *request) error {
	if _, err := d.Queries.Runs(r.Context(), r.viewer); err != nil {
		return err
	}
	if d.Checkpoint == "" {
		return &query.Absent{Noun: "page"}
	}
	text, err := os.ReadFile(d.Checkpoint)
	if errors.Is(err, os.ErrNotExist) {
		return &query.Absent{Noun: "page"}
	}
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="checkpoint.txt"`)
	return r.file("text/plain; charset=utf-8", text)
}

func (d *desk) showVerification(r *request, status int, v verificationView) error {
	if d.Checkpoint != "" {
		_, err := os.Stat(d.Checkpoint)
		v.Download = err == nil
	}
	return d.show(r, status, "verification.html", r.say("verification"), []crumb{{"/", r.say("home")}, {"/audit", r.say("audit")}, {"", r.say("verification")}}, nil, v)
}

// verifyTime is how long a page waits for a verification (our choice): a record for which
// it takes longer is verified by the command.
const verifyTime = 50 * time.Second

// verify recomputes the whole record, one at a time, and shows what was found.
func (d *desk) verify(r *request) error {
	runs, err := d.lastRuns(r)
	if err != nil {
		return err
	}
	v := verificationView{Runs: runs}
	select {
	case d.verifying <- struct{}{}:
		defer func() { <-d.verifying }()
	default:
		v.Kind, v.Headline = "waiting", r.say("verification.busy")
		r.w.Header().Set("Retry-After", "60")
		return d.showVerification(r, http.StatusTooManyRequests, v)
	}
	ctx, cancel := context.WithTimeout(r.Context(), verifyTime)
	defer cancel()
	found, err := d.Queries.Verify(ctx, r.viewer)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		v.Kind, v.Headline = "waiting", r.say("verification.long")
		return d.showVerification(r, http.StatusServiceUnavailable, v)
	}
	if err != nil {
		return err
	}
	v.Kind, v.Headline = "done", r.say("verification.good")
	if len(found.Findings) > 0 {
		v.Kind, v.Headline = "refused", r.say("verification.bad", len(found.Findings))
	}
	add := func(name, value string) { v.Facts = append(v.Facts, fact{r.say("verification." + name), value, ""}) }
	add("size", r.number(int(found.Size)))
	add("root", hex.EncodeToString(found.Root[:]))
	add("signed", r.say("verification.of", r.number(int(found.Signed)), r.number(int(found.Batches))))
	add("streams", r.number(found.Streams))
	add("answers", r.number(int(found.Answers)))
	add("states", r.number(int(found.States)))
	add("blind", r.number(int(found.Blind)))
	add("opened", r.number(int(found.Opened)))
	add("unopened", r.number(int(found.Unopened)))
	add("erased", r.number(found.Removed))
	add("took", r.say("verification.seconds", strconv.FormatFloat(found.Took.Seconds(), 'f', 1, 64)))
	for _, f := range found.Findings[:min(len(found.Findings), mostFindings)] {
		at := r.say("verification.nowhere")
		if f.Position >= 0 {
			at = r.say("verification.at", strconv.FormatInt(f.Position, 10))
		}
		v.Findings = append(v.Findings, fact{at, f.What, ""})
	}
	return d.showVerification(r, http.StatusOK, v)
}

// mostFindings is how many findings of a verification a page shows; the first is the first bad position.
const mostFindings = 200

func (d *desk) callAccess(r *request) error {
	p, err := d.staffPage(r)
	if err != nil {
		return err
	}
	crumbs, tabs := r.around(p, "access")
	return d.access(r, p, law.CallStream(p.Reference), crumbs, tabs)
}

func (d *desk) tenderAccess(r *request) error {
	reference, err := query.TenderRef(r.PathValue("tender"))
	if err != nil {
		return err
	}
	if _, err := d.Queries.Tender(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	p, err := d.Queries.Call(r.Context(), r.viewer, law.CallOf(reference))
	if err != nil {
		return err
	}
	if !r.staff(p) {
		return &query.Withheld{What: r.say("error.staff", p.Reference)}
	}
	r.about(law.CallStream(p.Reference), true)
	crumbs, tabs := r.tenderAround(reference, "access")
	return d.access(r, p, law.TwinningStream(reference), crumbs, tabs)
}

type couldView struct {
	Lead  string
	Parts []fact
}

type accessView struct {
	Person, At, Wrong string
	People            []choice
	Could             *couldView
	Log               []readLine
	Cut               bool
	Recorded          bool
}

type readLine struct{ When, Who, What, By, Purpose string }

// mostReads is how many readings a page lists.
const mostReads = 300

// access says who could have seen what of a life when, and who read it.
func (d *desk) access(r *request, p query.CallPage, stream string, crumbs []crumb, tabs []tab) error {
	asked := r.URL.Query()
	v := accessView{Person: strings.TrimSpace(asked.Get("person")), At: strings.TrimSpace(asked.Get("at")), Recorded: d.Reads != nil}
	status := http.StatusOK
	n := d.Queries.Names(r.Context(), p)
	var known []string
	for _, role := range law.StaffRoles() {
		known = append(known, p.Roles[role]...)
	}
	for _, e := range p.Evaluators {
		known = append(known, e.Person)
	}
	slices.Sort(known)
	for _, id := range slices.Compact(known) {
		v.People = append(v.People, choice{Value: id, Text: n.Of(id)})
	}
	if asked.Has("person") {
		could, err := d.could(r, stream, zoneOf(p.Zone), v.Person, v.At)
		var wrong *query.Invalid
		switch {
		case errors.As(err, &wrong):
			status, v.Wrong = http.StatusUnprocessableEntity, r.why(wrong)
		case errors.Is(err, people.ErrUnknown):
			status, v.Wrong = http.StatusUnprocessableEntity, r.say("access.unknown")
		case err != nil:
			return err
		default:
			v.Could = could
		}
	}
	if d.Reads != nil {
		rows, err := d.Queries.Reads(r.Context(), r.viewer, d.Reads, reads.Filter{Stream: stream, Limit: mostReads + 1})
		if err != nil {
			return err
		}
		v.Cut = len(rows) > mostReads
		n := d.Queries.Names(r.Context(), rows)
		for _, x := range rows[:min(len(rows), mostReads)] {
			who := r.say("access.machine")
			if x.Person != "" {
				who = n.Of(x.Person)
			}
			v.Log = append(v.Log, readLine{r.instant(x.At, zoneOf(p.Zone)), who, r.word("read", x.What), r.word("seenby", x.Rule), x.Purpose})
		}
	}
	return d.show(r, status, "access.html", r.say("access.title", law.Reference(stream)), crumbs, tabs, v)
}

// could is what somebody could have seen, by alias or id; "" or public is the public.
func (d *desk) could(r *request, stream string, zone *time.Location, who, at string) (*couldView, error) {
	person, name := "", r.say("access.public")
	if who != "" && who != "public" {
		if people.ByAddress(who) {
			return nil, fmt.Errorf("%q: %w", who, people.ErrUnknown)
		}
		p, err := d.People.Find(r.Context(), who)
		if err != nil {
			return nil, err
		}
		person = p.ID
		name = d.Queries.Names(r.Context(), []string{person}).Of(person)
	}
	c, err := d.Queries.Could(r.Context(), r.viewer, person, stream, query.Then{At: at})
	if err != nil {
		return nil, err
	}
	stage := r.say("access.notyet")
	if c.Stage != "" {
		stage = r.word("stage", c.Stage)
	}
	v := &couldView{Lead: r.say("access.could", name, r.word("seenby", c.By), r.instant(c.At, zone), stage)}
	for _, x := range c.Parts {
		v.Parts = append(v.Parts, fact{r.aspect(string(x.Part)), map[bool]string{true: r.say("yes"), false: r.say("no")}[x.Could], ""})
	}
	return v, nil
}
