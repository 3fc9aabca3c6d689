package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/schema"
	"twinning.example/engine/internal/whatif"
)

// A Problem is why something was not answered, or not done: RFC 9457.
type Problem struct {
	Type   string `json:"type"` // /api/v1/problems/ and what it is
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"` // in one sentence, in the reader's language where it is a refusal of the law

	// Of a refusal of the law: the rule and the code, with what the sentence is made of.
	Rule string      `json:"rule,omitempty"`
	Code string      `json:"code,omitempty"`
	With []law.Param `json:"with,omitempty"`
	// Receipt is that of the command, which was received, judged and refused.
	Receipt *door.Receipt `json:"receipt,omitempty"`
	// DryRun is what the law would say, where it was only asked.
	DryRun *query.DryRun `json:"dry_run,omitempty"`
	// Errors say where what was sent is not as the document has it.
	Errors []Fault `json:"errors,omitempty"`

	why          law.Reason // of which Detail is made in the reader's language; zero where Detail stands alone
	exact        bool       // Detail says more, in English, than why does
	of           error      // of which Detail has the words, in English
	after        int        // seconds, for Retry-After
	authenticate string     // for WWW-Authenticate, where it is more than Bearer
}

// A Fault is one place of what was sent that is wrong.
type Fault struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

const problemTypes = "/api/v1/problems/"

func problem(status int, kind, detail string) *Problem {
	return &Problem{Type: problemTypes + kind, Title: http.StatusText(status), Status: status, Detail: detail}
}

// because is a problem whose detail is made of a reason, in the language of whoever asked.
func because(status int, kind string, why law.Reason) *Problem {
	p := problem(status, kind, narrate.English().Reason(why))
	p.why = why
	return p
}

// found is a problem with the words of an error, in the language of whoever asked where the error says what they are made of.
func found(status int, kind string, err interface {
	error
	Told() law.Reason
},
) *Problem {
	p := problem(status, kind, err.Error())
	p.why = err.Told()
	return p
}

// told is a problem with the words of an error in English, and in other languages with what it says it is made of, or with what
// is known there of a value that could not be read.
func told(status int, kind string, err error) *Problem {
	p := problem(status, kind, err.Error())
	var of *law.Nonsense
	if errors.As(err, &of) {
		p.why, p.exact = of.Told(), true
		return p
	}
	p.of = err
	return p
}

// in is the problem in the language of whoever asked.
func (p *Problem) in(ctx context.Context) *Problem {
	switch tell := narrate.For(ctx); {
	case !p.why.IsZero() && (!p.exact || tell.Language() != "en"):
		p.Detail = tell.Reason(p.why)
	case p.of != nil && tell.Language() != "en":
		p.Detail = tell.Error(p.of)
	}
	for i, f := range p.Errors {
		p.Errors[i].Message = schema.Told(narrate.For(ctx).Language(), f.Message)
	}
	return p
}

// absent is the one answer for what is not there and for what is not for whoever asks.
func absent() *Problem {
	return because(http.StatusNotFound, "not-found", law.Why("nothing-there-for-you"))
}

// problemOf says what an error is to whoever asked. What it cannot place is the
// server's own failure, whose words are for its log.
func problemOf(err error) *Problem {
	var p *Problem
	var missing *query.Absent
	var withheld *query.Withheld
	var wrong *query.Invalid
	var nobody *query.Nobody
	var again *query.SignInAgain
	var hidden *explain.Hidden
	var plain *explain.Plain
	var nonsense *law.Nonsense
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &missing) && missing.Noun == "" && !missing.Any:
		return found(http.StatusNotFound, "not-found", missing)
	case errors.As(err, &missing):
		return absent()
	case errors.As(err, &again):
		return stale(again)
	case errors.As(err, &withheld):
		return found(http.StatusForbidden, "withheld", withheld)
	case errors.As(err, &hidden):
		return because(http.StatusForbidden, "withheld", law.Why("nothing-yours"))
	case errors.As(err, &plain):
		return problem(http.StatusNotFound, "no-decision", plain.Error())
	case errors.As(err, &wrong):
		return found(http.StatusBadRequest, "invalid", wrong)
	case errors.As(err, &nobody):
		return because(http.StatusUnauthorized, "sign-in", law.Why("for-some-alone"))
	case errors.Is(err, whatif.ErrErased):
		return because(http.StatusGone, "erased", law.Why("computed-over-erased"))
	case errors.Is(err, door.ErrOtherContent), errors.Is(err, whatif.ErrOther):
		return because(http.StatusUnprocessableEntity, "other-content", law.Why("key-used-before"))
	case errors.Is(err, people.ErrUnknown):
		return because(http.StatusUnprocessableEntity, "nobody-known", law.Why("somebody-unknown"))
	case errors.Is(err, door.ErrNotFound):
		return absent()
	case errors.As(err, &nonsense), errors.Is(err, door.ErrNonsense), errors.Is(err, ledger.ErrInvalid):
		return told(http.StatusUnprocessableEntity, "nonsense", err)
	case errors.Is(err, ledger.ErrUnknown):
		p := because(http.StatusServiceUnavailable, "unknown-outcome", law.Why("outcome-unknown"))
		p.after = 1
		return p
	case errors.Is(err, door.ErrNotReceived):
		p := because(http.StatusServiceUnavailable, "not-received", law.Why("not-received"))
		p.after = 1
		return p
	case ledger.TroubleOf(err) != "", errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, ledger.ErrUnavailable):
		p := because(http.StatusServiceUnavailable, "unavailable", law.Why("record-away"))
		p.after = 5
		return p
	}
	return because(http.StatusInternalServerError, "failed", law.Why("server-failed"))
}

// stale asks for a fresh sign-in, as RFC 9470 has it.
func stale(e *query.SignInAgain) *Problem {
	p := found(http.StatusUnauthorized, "sign-in-again", e)
	p.authenticate = fmt.Sprintf(`Bearer error="insufficient_user_authentication", error_description="A fresher sign-in is required", max_age="%d"`, int(e.MaxAge.Seconds()))
	if e.ACR != "" {
		p.authenticate += `, acr_values="` + strings.NewReplacer(`"`, "", `\\`, "").Replace(e.ACR) + `"`
	}
	return p
}

// write gives a problem to whoever asked.
func (p *Problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Del("ETag")
	h.Set("Content-Type", "application/problem+json")
	if p.after > 0 {
		h.Set("Retry-After", strconv.Itoa(p.after))
	}
	if p.authenticate != "" {
		h.Set("WWW-Authenticate", p.authenticate)
	}
	if p.Status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked may be gone
}

// faults are what a schema has against what was sent.
func faults(found []error) *Problem {
	p := because(http.StatusUnprocessableEntity, "not-as-documented", law.Why("not-as-documented"))
	for _, err := range found {
		f := Fault{Message: err.Error()}
		var at *huma.ErrorDetail
		if errors.As(err, &at) {
			f = Fault{Location: at.Location, Message: at.Message}
		}
		p.Errors = append(p.Errors, f)
	}
	slices.SortStableFunc(p.Errors, func(x, y Fault) int {
		return cmp.Or(cmp.Compare(x.Location, y.Location), cmp.Compare(x.Message, y.Message))
	})
	return p
}
