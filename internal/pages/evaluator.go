package pages

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// An evaluatedCall is a call of which the viewer is an evaluator.
type evaluatedCall struct {
	Reference, Title string
	Declare          bool // impartiality is not declared yet
	Declared         string
	Rows             []assignmentLine
}

// An assignmentLine is one tender that the viewer evaluates.
type assignmentLine struct {
	Tender, Title, Due, Href, Action string
	Standing                         mark
}

// evaluating is what the viewer evaluates, over all calls.
func (d *desk) evaluating(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "evaluating"}
	}
	list, err := d.evaluated(r, true)
	if err != nil {
		return err
	}
	return d.show(r, http.StatusOK, "evaluating.html", r.say("evaluating"), []crumb{{"/", r.say("home")}, {"", r.say("evaluating")}}, nil, list)
}

// evaluated are the calls of which the viewer is an evaluator, with the references of their
// tenders or, whole, with how each stands: that reads what is sealed to others, which is recorded.
func (d *desk) evaluated(r *request, whole bool) ([]evaluatedCall, error) {
	calls, err := d.Queries.Calls(r.Context(), r.viewer)
	if err != nil {
		return nil, err
	}
	var list []evaluatedCall
	for _, row := range calls {
		c, err := d.Queries.Call(r.Context(), r.viewer, row.Reference)
		if err != nil {
			return nil, err
		}
		if !r.evaluates(c) {
			continue
		}
		of := evaluatedCall{Reference: c.Reference, Title: c.Title}
		for _, e := range c.Evaluators {
			if e.Person == r.viewer.Person {
				if of.Declare = e.DeclaredAt.IsZero() && slices.Contains([]string{"drafted", "published", "open", "shut", "opened", "evaluating"}, c.Stage); !e.DeclaredAt.IsZero() {
					of.Declared = r.say("evaluating.declared", r.instant(e.DeclaredAt, c.In))
				}
			}
		}
		if of.Rows, err = d.assignments(r, c, whole); err != nil {
			return nil, err
		}
		list = append(list, of)
	}
	return list, nil
}

// assignments are the tenders of a call that the viewer evaluates.
func (d *desk) assignments(r *request, c query.CallPage, whole bool) ([]assignmentLine, error) {
	row, err := d.Queries.State(r.Context(), r.viewer, law.CallStream(c.Reference), query.Then{})
	if err != nil {
		return nil, err
	}
	var is call.Call
	if err := json.Unmarshal(row.State, &is); err != nil {
		return nil, errors.Join(errors.New("read the state of "+c.Reference), err)
	}
	var lines []assignmentLine
	for tender, evaluators := range is.Assignments {
		if !slices.Contains(evaluators, r.viewer.Person) {
			continue
		}
		line := assignmentLine{Tender: tender}
		if !whole {
			lines = append(lines, line)
			continue
		}
		p, err := d.Queries.Tender(r.Context(), r.viewer, tender)
		if isHidden(err) || err == nil && p.Tender == nil {
			line.Standing = mark{r.say("evaluating.conflict"), "bad"}
			lines = append(lines, line)
			continue
		}
		if err != nil {
			return nil, err
		}
		line.Title, line.Href, line.Action = p.Title, "/tenders/"+tender+"/score", r.say("evaluating.look")
		line.Standing = mark{r.word("stage", p.Stage), ""}
		own, err := d.ownSheet(r, tender)
		if err != nil {
			return nil, err
		}
		switch {
		case own.report != nil:
			line.Standing = mark{r.say("evaluation.done"), "good"}
		case slices.Contains([]string{"eligible", "arbitration"}, p.Stage):
			line.Standing, line.Action = mark{r.say("evaluation.awaited"), "wait"}, r.say("do.evaluate")
		}
		if p.Stage == "consensus" {
			line.Standing, line.Action = mark{r.say("evaluating.consensus"), "wait"}, r.say("do.consensus")
		}
		due, err := d.Queries.Obligations(r.Context(), r.viewer, law.TwinningStream(tender))
		if err != nil {
			return nil, err
		}
		for _, o := range due {
			if isOwed(o) && slices.Contains(o.Who, r.viewer.Person) {
				line.Due = o.Due
			}
		}
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b assignmentLine) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Due, "9"), cmp.Or(b.Due, "9")), cmp.Compare(a.Tender, b.Tender))
	})
	return lines, nil
}

// A ownSheet is the evaluation of a tender as its evaluator sees it.
type ownSheet struct {
	query.Sheet
	report *query.ReportRow // the viewer's own, nil before it is there
}

func (d *desk) ownSheet(r *request, tender string) (ownSheet, error) {
	all, err := d.Queries.Evaluation(r.Context(), r.viewer, tender)
	if err != nil || len(all) == 0 {
		return ownSheet{}, err
	}
	own := ownSheet{Sheet: all[len(all)-1]}
	for i, x := range own.Reports {
		if x.Evaluator == r.viewer.Person && len(x.Scores) > 0 {
			own.report = &own.Reports[i]
		}
	}
	return own, nil
}
