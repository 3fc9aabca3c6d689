package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/life"
)

// attributes are the search attributes of lives, with their types.
var attributes = map[string]enums.IndexedValueType{
	life.CallAttribute:      enums.INDEXED_VALUE_TYPE_KEYWORD,
	life.ProgrammeAttribute: enums.INDEXED_VALUE_TYPE_KEYWORD,
	life.StageAttribute:     enums.INDEXED_VALUE_TYPE_KEYWORD,
	life.DueAttribute:       enums.INDEXED_VALUE_TYPE_DATETIME,
}

// spread is how long every server of a Temporal cluster takes, at most, to know
// of a search attribute that was just registered: an upsert on one that does not
// would fail a workflow task.
const spread = 15 * time.Second

// errUnsearchable is the cause where lives must run without search attributes
// until an operator has changed the namespace.
var errUnsearchable = errors.New("this worker cannot register the search attributes of lives")

// registerSearch makes sure that the namespace has the search attributes of
// lives, and returns when lives may set them. It is idempotent: what is there
// stays. The error says why lives must run without them.
func registerSearch(ctx context.Context, c client.Client, namespace string, spread time.Duration) error {
	there, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	switch {
	case forbidden(err): // as by Temporal Cloud, where an operator registers them
		if err := searched(ctx, c, namespace); err != nil {
			return fmt.Errorf("%w: %w", errUnsearchable, err)
		}
		return nil
	case err != nil:
		return fmt.Errorf("list the search attributes of namespace %s: %w", namespace, err)
	}
	missing := map[string]enums.IndexedValueType{}
	for name, want := range attributes {
		switch is, ok := there.GetCustomAttributes()[name]; {
		case !ok:
			missing[name] = want
		case is != want:
			return fmt.Errorf("%w: %s in namespace %s is of type %s, not %s", errUnsearchable, name, namespace, is, want)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: missing})
	if there := (*serviceerror.AlreadyExists)(nil); err != nil && !errors.As(err, &there) { // another worker was first
		if forbidden(err) {
			return fmt.Errorf("%w: %w", errUnsearchable, err)
		}
		return fmt.Errorf("register search attributes in namespace %s: %w", namespace, err)
	}
	for searched(ctx, c, namespace) != nil {
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return fmt.Errorf("wait for the search attributes of namespace %s: %w", namespace, err)
		}
	}
	return sleep(ctx, spread)
}

// searched asks a question that only a namespace with these attributes can answer.
func searched(ctx context.Context, c client.Client, namespace string) error {
	_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Namespace: namespace,
		Query: fmt.Sprintf("%s = 'x' AND %s = 'x' AND %s = 'x' AND %s IS NULL",
			life.CallAttribute, life.ProgrammeAttribute, life.StageAttribute, life.DueAttribute),
	})
	return err
}

func forbidden(err error) bool {
	denied, absent := (*serviceerror.PermissionDenied)(nil), (*serviceerror.Unimplemented)(nil)
	return errors.As(err, &denied) || errors.As(err, &absent)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// watched is how often a worker asks whether the namespace still has the search attributes.
const watched = 2 * time.Second

// search registers the search attributes beside everything else, trying again
// while Temporal cannot be reached, and lets lives set them as long as they are
// there: on a Temporal that has lost its database each upsert would fail a
// workflow task.
func search(ctx context.Context, c client.Client, namespace string, log *slog.Logger, may func(bool)) {
	for ctx.Err() == nil {
		err := registerSearch(ctx, c, namespace, spread)
		switch {
		case err == nil:
			may(true)
			stillSearched(ctx, c, namespace)
			may(false)
			continue
		case ctx.Err() != nil:
			return
		case errors.Is(err, errUnsearchable):
			log.Warn("lives run without search attributes until an operator has registered call, programme and stage as Keyword and due as Datetime, and workers start again",
				"namespace", namespace, "error", err)
			return
		}
		log.Warn("search attributes cannot be registered; trying again", "namespace", namespace, "error", err)
		if sleep(ctx, 5*time.Second) != nil {
			return
		}
	}
}

// stillSearched returns when Temporal does not say, within a second, that the
// namespace has the search attributes.
func stillSearched(ctx context.Context, c client.Client, namespace string) {
	for sleep(ctx, watched) == nil {
		ask, cancel := context.WithTimeout(ctx, time.Second)
		err := searched(ask, c, namespace)
		cancel()
		if err != nil {
			return
		}
	}
}
