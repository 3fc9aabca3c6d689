package pages

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"

	"twinning.example/engine/internal/query"
)

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
	audits, err := d.Queries.Audits(r.Context(), r.viewer)
	if err != nil {
		return err
	}
	crumbs := []crumb{{"/", r.say("home")}}
	if audits {
		crumbs = append(crumbs, crumb{"/audit", r.say("audit")})
	}
	crumbs = append(crumbs, crumb{"", r.say("verification")})
	return d.show(r, status, "verification.html", r.say("verification"), crumbs, nil, v)
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
	if found.Expired > 0 {
		add("expired", r.number(found.Expired))
	}
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
