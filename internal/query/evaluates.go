package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// Evaluates refuses whoever does not evaluate a tender, and gives the criteria by which it is evaluated. A tender that
// they may not know of is Absent.
func (q *Queries) Evaluates(ctx context.Context, v access.Viewer, reference string) ([]call.Criterion, error) {
	is, c, err := q.tender(ctx, reference)
	if err != nil {
		return nil, err
	}
	t, _ := is.State.(twinning.Twinning)
	sight := access.Of(v, c, t)
	evaluator := v.Person != "" && slices.ContainsFunc(c.Evaluators, func(e call.Evaluator) bool { return e.Person == v.Person })
	switch {
	case !sight.Sees(access.Listed):
		return nil, missing(is.Stream)
	case v.Person == "":
		return nil, &Nobody{}
	case !evaluator || !sight.Sees(access.Content) || sight.Sealed():
		return nil, withheld(law.Why("for-evaluators"))
	}
	book, ok := c.Book(t.RulesSHA())
	if !ok {
		book = c.Rules
	}
	return book.Evaluation.Criteria, nil
}

// Judges tells whether somebody evaluates tenders of a call that is not over.
func (q *Queries) Judges(ctx context.Context, v access.Viewer) (bool, error) {
	if v.Person == "" {
		return false, nil
	}
	all, err := q.foldAll(ctx, callRoot)
	if err != nil {
		return false, err
	}
	for _, is := range all {
		c, _ := is.State.(call.Call)
		if _, appointed := c.Evaluator(v.Person); appointed && !c.Over() {
			return true, nil
		}
	}
	return false, nil
}
