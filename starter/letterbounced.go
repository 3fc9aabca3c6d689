package main

import (
	"context"
	"io"
	"time"

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
of a letter that was refused: an officer sees to it that its person is reached. --wait waits
for that duty, too, which begins some seconds later, where it does. With - the message is read from standard input, as a mail server hands it to a program. A message that
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
			began := time.Now()
			if err := a.mutate(ctx, &w, law.TwinningStream(is.Tender), is.Sends()); err != nil || w.wait == 0 {
				return err
			}
			return a.awaitUnreached(ctx, &w, is, w.wait-time.Since(began))
		},
	}, &w)
	return cmd
}

// awaitUnreached waits until it is noted that an officer sees to whoever a letter did not reach, and says how that is settled. Not every letter that
// comes back is somebody's to see to.
func (a *app) awaitUnreached(ctx context.Context, w *commandFlags, is query.BouncedLetter, patience time.Duration) error {
	for until := time.Now().Add(patience); ; {
		page, n, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.TenderPage, error) { return q.Tender(ctx, v, is.Tender) })
		if err != nil {
			return err
		}
		for _, u := range page.Unreached {
			if u.To == is.To && u.SettledAt.IsZero() {
				a.say("an officer sees to it that %s is reached; `twinning letter reached %s %d` settles that", n.Of(u.To), is.Tender, u.Number)
				return nil
			}
		}
		if time.Now().After(until) {
			a.say("nobody's duty has come of it yet; `twinning obligations %s` shows it where one does", is.Tender)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
