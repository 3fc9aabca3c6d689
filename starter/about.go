package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A named finds the stream of a life that is named as people do, with or without its noun.
type named func(text string) (stream string, err error)

// sends makes cmd send what is made of its arguments after the first, which names a life, to that life.
func (a *app) sends(cmd *cobra.Command, of named, what func(ctx context.Context, args []string) (law.Command, error)) *cobra.Command {
	var w commandFlags
	cmd.Args = takes
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		stream, err := of(args[0])
		if err != nil {
			return err
		}
		c, err := what(cmd.Context(), args[1:])
		if err != nil {
			return err
		}
		return a.mutate(cmd.Context(), &w, stream, c)
	}
	return mutating(cmd, &w)
}

// sendsThis is sends of a command that holds nothing.
func (a *app) sendsThis(cmd *cobra.Command, of named, c law.Command) *cobra.Command {
	return a.sends(cmd, of, func(context.Context, []string) (law.Command, error) { return c, nil })
}

// sendsWhy is sends of a command that holds a reason alone; is says in the help what becomes of it.
func (a *app) sendsWhy(cmd *cobra.Command, of named, is string, because func(law.Text) law.Command) *cobra.Command {
	why := cmd.Flags().String("why", "", is)
	return a.sends(cmd, of, func(context.Context, []string) (law.Command, error) { return because(law.Text(*why)), nil })
}

// An inquiry is asked about a life by its stream; args are what follows it on the command line.
type inquiry[T any] func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, args []string) (T, error)

// showing makes cmd ask about the life that its first argument names.
func showing[T any](a *app, cmd *cobra.Command, of named, about inquiry[T], text func(ctx context.Context, w io.Writer, answer T, n query.Names)) *cobra.Command {
	var as string
	cmd.Args = takes
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		answer, n, err := askAbout(ctx, a, as, of, args, about)
		if err != nil {
			return err
		}
		return a.print(answer, func(w io.Writer) { text(ctx, w, answer, n) })
	}
	return reading(cmd, &as)
}

// showingAll is showing of a list.
func showingAll[T any](a *app, cmd *cobra.Command, of named, about inquiry[[]T], text func(w io.Writer, rows []T)) *cobra.Command {
	var as string
	cmd.Args = takes
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		rows, _, err := askAbout(cmd.Context(), a, as, of, args, about)
		if err != nil {
			return err
		}
		return printAll(a, rows, func(w io.Writer) { text(w, rows) })
	}
	return reading(cmd, &as)
}

// listingAll makes cmd ask for a list of what there is.
func listingAll[T any](a *app, cmd *cobra.Command, all func(*query.Queries, context.Context, access.Viewer) ([]T, error), text func(ctx context.Context, w io.Writer, rows []T, n query.Names)) *cobra.Command {
	var as string
	cmd.Args = takes
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		ctx := cmd.Context()
		rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]T, error) { return all(q, ctx, v) })
		if err != nil {
			return err
		}
		return printAll(a, rows, func(w io.Writer) { text(ctx, w, rows, n) })
	}
	return reading(cmd, &as)
}

func askAbout[T any](ctx context.Context, a *app, as string, of named, args []string, about inquiry[T]) (answer T, n query.Names, err error) {
	stream, err := of(args[0])
	if err != nil {
		return answer, n, err
	}
	return ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (T, error) {
		return about(ctx, q, v, stream, args[1:])
	})
}
