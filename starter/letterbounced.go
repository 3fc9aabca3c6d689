package main

import (
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// letterBounced records that a letter came back, by the message of the mail server.
func (a *app) letterBounced() *cobra.Command {
	var w commandFlags
	cmd := mutating(&cobra.Command{
		Use: "bounced CALL FILE", Short: "Record that a letter came back, by the message of the mail server",
		Long: `Read a message that a mail server sent back (a delivery status notification, RFC 3464), find
the letter of the call that it is about, and record that it came back. What follows is that
of a letter that was refused: an officer sees to it that its person is reached. That duty
begins some seconds later, where it does: --wait does not wait for it, and "obligations"
shows it. With - the message is read from standard input, as a mail server hands it to a program. A message that
is read again records nothing twice.`,
		Example: "  twinning letter bounced DHE-2019 undelivered.eml --as officer\n  twinning letter bounced DHE-2019 - --as officer < undelivered.eml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			reference, err := query.CallRef(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			_, message, err := a.readBytes(args[1])
			if err != nil {
				return err
			}
			is, n, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.BouncedLetter, error) {
				return q.Bounced(ctx, v, reference, string(message))
			})
			if err != nil {
				return err
			}
			if is.Recorded {
				return a.print(is, func(o io.Writer) {
					printf(o, "it is recorded already that letter %s of %s to %s came back\n", is.Letter, is.Tender, n.Of(is.To))
				})
			}
			w.id = is.Identity
			return a.mutate(ctx, &w, law.TwinningStream(is.Tender), is.Sends())
		},
	}, &w)
	return cmd
}
