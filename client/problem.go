package client

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// A Problem is why something was not answered, or not done (RFC 9457).
type Problem struct {
	Type   string `json:"type"` // /api/v1/problems/ and what it is
	Title  string `json:"title"`
	Status int    `json:"status"` // of HTTP
	Detail string `json:"detail"` // one sentence; of a refusal of the law in the language of the client

	// Of a refusal of the law: the rule and the code, with what the sentence is made of.
	Rule string  `json:"rule"`
	Code string  `json:"code"`
	With []Param `json:"with"`
	// Receipt is that of a command that was received, judged and refused.
	Receipt *Receipt `json:"receipt"`
	// DryRun is what the law would say, where it was only asked.
	DryRun *DryRun `json:"dry_run"`
	// Errors say where what was sent is not as the document of the API has it.
	Errors []Fault `json:"errors"`

	// RetryAfter is how long to wait before trying again, as the desk says; 0 where it
	// says nothing. It is not 0 only where every retry was made, or waiting would have
	// outlasted the context.
	RetryAfter time.Duration `json:"-"`
}

func (p *Problem) Error() string { return p.Detail }

// Refused is the problem of a command that the law refused, or would refuse; false for
// every other error.
func Refused(err error) (*Problem, bool) {
	var p *Problem
	is := errors.As(err, &p) && p.Rule != ""
	return p, is
}

// NotFound tells whether an error says that something is not there. What is not there and
// what the asker may not know of are one and the same.
func NotFound(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Status == http.StatusNotFound
}

// problemOf is what a desk answered instead.
func problemOf(got *http.Response, text []byte) error {
	var p Problem
	if json.Unmarshal(text, &p) != nil || p.Detail == "" {
		p = Problem{Title: http.StatusText(got.StatusCode), Detail: "the desk answers " + got.Status}
	}
	p.Status = got.StatusCode // whatever a proxy wrote
	p.RetryAfter = retryAfter(got)
	return &p
}
