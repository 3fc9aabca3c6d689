package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// sendCommand brings any command of any life, by its kind and its content.
func (a *app) sendCommand() *cobra.Command {
	var w commandFlags
	var file string
	cmd := &cobra.Command{
		Use: "send STREAM KIND", Short: "Send any command of a life by its kind, with its content as JSON",
		Long: `Send any command of a life by its kind, with its content as JSON: what the commands of
their own, such as ` + "`twinning tender submit`" + `, do with flags. The content is read from
--file, - for standard input; without it, it is {}. A KIND that the life does not have
is refused with the list of those that it has.`,
		Example: "  twinning send call/DHE-2019 publish-call --as officer\n  echo '{\"reason\":\"no budget\"}' | twinning send DHE-2019-K7Q2MD decline-contract --file - --as signatory",
		Args:    takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := args[1]
			stream, err := a.named(cmd.Context(), w.as, args[0], kind)
			if err != nil {
				return err
			}
			content, err := a.content(file)
			if err != nil {
				return err
			}
			l, _ := lives.Law(stream)
			if _, ok := l.Commands().Zero(kind); !ok {
				return usage("%s is no command of a %s; there are %s", query.Cut(kind), query.NounOf(stream), strings.Join(l.Commands().Kinds(), ", "))
			}
			c, err := l.Command(kind, content)
			if err != nil {
				return usage("%s", err)
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: c, Begins: begins(stream, kind)})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "the content as JSON in a `FILE`, - for standard input")
	return mutating(cmd, &w)
}

// named finds the life that is named, which need not have begun where the command may begin it.
func (a *app) named(ctx context.Context, as, text, kind string) (string, error) {
	streams, err := query.Candidates(text)
	if err != nil {
		return "", err
	}
	taking := takers(text, kind)
	for _, s := range append(streams, taking...) {
		if begins(s, kind) {
			return s, nil
		}
	}
	q, err := a.query(ctx)
	if err != nil {
		return "", err
	}
	v, err := a.viewer(ctx, as)
	if err != nil {
		return "", err
	}
	find := func(text string) (string, error) {
		stream, err := q.Find(ctx, v, text)
		if err == nil && v != access.Operator {
			_, err = q.Addressable(ctx, v, stream, kind)
		}
		return stream, err
	}
	absent := (*query.Absent)(nil)
	if len(taking) == 1 {
		if stream, err := find(query.NounOf(taking[0]) + "/" + text); !errors.As(err, &absent) {
			return stream, err
		}
	}
	stream, err := find(text) // a life of another kind, which does not take it
	if errors.As(err, &absent) && len(streams) > 1 {
		err = query.NothingCalled(text)
	}
	return stream, err
}

// takers are the streams that a reference with no kind before it may name, of those kinds whose law takes a command of a kind.
func takers(text, kind string) (streams []string) {
	if strings.Contains(text, "/") {
		return nil
	}
	for _, k := range lives.All() {
		if stream, ok := k.StreamOf(text); ok && slices.Contains(k.Law.Commands().Kinds(), kind) {
			streams = append(streams, stream)
		}
	}
	return streams
}

// begins tells whether a life may begin with a command of a kind.
func begins(stream, kind string) bool {
	k, _ := lives.Of(stream)
	return slices.Contains(k.Begins, kind)
}

// content reads the content of a command.
func (a *app) content(file string) ([]byte, error) {
	if file == "" {
		return []byte("{}"), nil
	}
	_, body, err := a.readBytes(file)
	if err == nil && len(body) > door.Limit {
		err = usage("the content has more than %d bytes", door.Limit)
	}
	return body, err
}
