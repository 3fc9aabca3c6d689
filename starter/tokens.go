package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/web"
)

func (a *app) tokenCommands() *cobra.Command {
	return group("token", "Machine tokens: for programs that act as somebody", "  twinning token create --for \"the monthly export\" --scope read",
		a.tokenCreate(), a.tokenList(), a.tokenWithdraw())
}

// tokensOf are where tokens are kept, and the id of whose they are.
func (a *app) tokensOf(ctx context.Context, as string) (*web.Tokens, string, error) {
	if as == "" {
		return nil, "", &failure{code: exitUsage, what: "nobody is said to ask", next: "say who with --as PERSON (alias or id)"}
	}
	p, err := a.person(ctx, as)
	if err != nil {
		return nil, "", err
	}
	if _, err := a.reads(ctx); err != nil { // over the same connections
		return nil, "", err
	}
	return web.NewTokens(a.readers), p.ID, nil
}

// A madeToken is a token with its secret, which is shown once.
type madeToken struct {
	web.Token
	Secret string `json:"secret"`
}

func (a *app) tokenCreate() *cobra.Command {
	var as, label string
	var scopes []string
	var days int
	cmd := &cobra.Command{
		Use: "create", Short: "Make a machine token, and show it once",
		Long: `Make a machine token, and show it once: of its secret only a hash is kept. Whoever has
it acts as you, as far as its scopes go: read asks, send gives commands. Programs send
it as "Authorization: Bearer ..."; this one takes it from TWINNING_TOKEN.`,
		Example: "  twinning token create --for \"the monthly export\" --scope read --days 90", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if by := web.AskerIn(ctx); by.Token != "" && by.Label != web.LoginLabel {
				return &failure{code: exitRefused, what: "a machine token makes no other token", next: "sign in with `twinning login`"}
			}
			if strings.HasPrefix(label, web.LoginLabel) {
				return usage("--for %q is said of sign-ins: say what the token is for", label)
			}
			if days < 1 || days > 366 {
				return usage("--days is 1 to 366")
			}
			tokens, person, err := a.tokensOf(ctx, as)
			if err != nil {
				return err
			}
			made, secret, err := tokens.Make(ctx, person, strings.TrimSpace(label), scopes, time.Duration(days)*24*time.Hour)
			if err != nil {
				return asUsage(err)
			}
			return a.print(madeToken{made, secret}, func(w io.Writer) {
				fmt.Fprintln(w, secret)
				a.say("it is shown this once; %s may %s until %s, and is withdrawn with `twinning token withdraw %s`", made.ID, strings.Join(made.Scopes, " and "), calendar.Instant(made.ExpiresAt), made.ID)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&label, "for", "", "what the token is for, in up to 100 letters")
	f.StringSliceVar(&scopes, "scope", []string{web.ScopeRead}, "what it may do: read, send or both")
	f.IntVar(&days, "days", 90, "how many `DAYS` it lasts, 1 to 366")
	f.StringVar(&as, "as", "", "whose it is: alias or id of a `PERSON`")
	return cmd
}

func (a *app) tokenList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list", Short: "List your machine tokens and sign-ins of programs", Example: "  twinning token list", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			tokens, person, err := a.tokensOf(ctx, as)
			if err != nil {
				return err
			}
			list, err := tokens.Of(ctx, person)
			if err != nil {
				return err
			}
			return printAll(a, list, func(w io.Writer) {
				if len(list) == 0 {
					printf(w, "there is no token; `twinning token create` makes one\n")
					return
				}
				rows := make([]table.Row, len(list))
				for i, t := range list {
					var used, until any = phrased("never"), calendar.Instant(t.ExpiresAt)
					if t.UsedAt != nil {
						used = calendar.Instant(*t.UsedAt)
					}
					if time.Now().After(t.ExpiresAt) {
						until = phrased("%s (expired)", until)
					}
					rows[i] = table.Row{t.ID, t.Label, strings.Join(t.Scopes, ", "), used, until}
				}
				columns(w, table.Row{"TOKEN", "FOR", "MAY", "LAST USED (UTC)", "UNTIL (UTC)"}, rows)
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "whose: alias or id of a `PERSON`")
	return cmd
}

func (a *app) tokenWithdraw() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "withdraw TOKEN", Short: "End a machine token at once", Example: "  twinning token withdraw t-abcdefghij", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			tokens, person, err := a.tokensOf(ctx, as)
			if err != nil {
				return err
			}
			err = tokens.Withdraw(ctx, person, args[0])
			if errors.Is(err, web.ErrToken) {
				return notFound("you have no token %s: `twinning token list` shows those that you have", visible(args[0]))
			}
			if err != nil {
				return err
			}
			a.say("%s is withdrawn", args[0])
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "whose it is: alias or id of a `PERSON`")
	return cmd
}
