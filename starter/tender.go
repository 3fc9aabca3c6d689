package main

import (
	"context"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) tender() *cobra.Command {
	return group("tender", "Submit, withdraw and clarify tenders; list and show them", "  twinning tender submit tender.yaml --call DHE-2019 --as mask-contact",
		a.tenderSubmit(), a.tenderWithdraw(), a.tenderUndo(), a.tenderClarify(), a.tenderList(), a.tenderShow(), a.tenderProve(), a.tenderDraft(),
		a.tenderContact(), a.tenderSignatory(), a.tenderAccept(), a.tenderLink(), a.tenderVerify())
}

func (a *app) tenderSubmit() *cobra.Command {
	var w commandFlags
	var of, version, draft string
	cmd := &cobra.Command{
		Use: "submit [FILE]", Short: "Submit a tender, or another version of it",
		Long: `Submit a tender. It is given a reference that names nobody; another version is
submitted under it with --tender, and the last one in time counts. What was refused
is sent again in the same way: it keeps its reference. The content is sealed until
the opening of the tenders. FILE - is the standard input; --draft takes a draft
instead, which stays as it is.`,
		Example: `  twinning tender submit programmes/tenders/mask.yaml --call DHE-2019 --as mask-contact
  twinning tender submit better.yaml --tender DHE-2019-K7Q2MD --as mask-contact
  twinning tender submit --draft with-porto --as mask-contact`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			if (draft == "") == (len(args) == 0) {
				return usage("name the FILE of the tender, or a draft of it with --draft: one of them")
			}
			if draft != "" {
				return a.submitDraft(cmd.Context(), &w, of, version, draft)
			}
			r, err := a.whereto(of, version)
			if err != nil {
				return err
			}
			t, err := readFile(a, args[0], programme.ParseTender)
			if err != nil {
				return err
			}
			return a.submitTender(cmd.Context(), &w, r, t)
		},
	}
	cmd.Flags().StringVar(&draft, "draft", "", "submit this `DRAFT`, by name or id, for its call")
	cmd.Flags().StringVar(&of, "call", "", "the `CALL` that it answers")
	cmd.Flags().StringVar(&version, "tender", "", "the `TENDER` that this is another version of")
	return mutating(cmd, &w)
}

// A target is where a submission goes: to a call, or to a tender of it that exists.
type target struct{ call, tender string }

func (a *app) whereto(of, version string) (t target, err error) {
	if of == "" && version == "" {
		return t, usage("--call is missing: name the call that the tender answers, or with --tender the tender that this is another version of")
	}
	if version != "" {
		if t.tender, err = query.TenderRef(version); err != nil {
			return t, err
		}
		t.call = law.CallOf(t.tender)
	}
	if of == "" {
		return t, nil
	}
	named, err := query.CallRef(of)
	if err == nil && t.call != "" && t.call != named {
		err = usage("%s is a tender of %s, not of %s", t.tender, t.call, named)
	}
	t.call = named
	return t, err
}

// submitTender checks everything that can be known before anything is recorded.
func (a *app) submitTender(ctx context.Context, w *commandFlags, to target, t twinning.Tender) error {
	if err := a.mustBegin(ctx, law.CallStream(to.call)); err != nil {
		return err
	}
	actor, err := a.person(ctx, w.as)
	if err != nil {
		return err
	}
	if t, err = a.resolved(ctx, t); err != nil {
		return err
	}
	r := door.Request{Command: twinning.SubmitTender{Tender: t}}
	if to.tender == "" {
		to.tender, r.Begins = door.Reference(to.call, w.id, actor.ID), true
	}
	r.Stream = law.TwinningStream(to.tender)
	err = a.submit(ctx, w, r)
	if err == nil && r.Begins {
		a.besides(ctx, actor.ID, to.tender)
	}
	return err
}

// besides says that somebody has other tenders of the same call, where they have begun one more: as often as not they meant another version.
func (a *app) besides(ctx context.Context, who, tender string) {
	q, err := a.query(ctx)
	if err != nil {
		return
	}
	if beside, err := q.TendersBeside(ctx, access.As(who), tender); err == nil && len(beside) > 0 {
		a.say("%s begins another tender: you have %s in this call already; another version of it is sent with --tender", tender, a.few(beside))
	}
}

// resolved puts ids in the place of the aliases of a tender's file.
func (a *app) resolved(ctx context.Context, t twinning.Tender) (twinning.Tender, error) {
	if _, err := a.open(ctx); err != nil {
		return t, err
	}
	return door.ResolvedTender(ctx, a.people, t)
}

func (a *app) tenderWithdraw() *cobra.Command {
	var reason string
	cmd := a.onTender("withdraw TENDER", "End a tender at the tenderer's wish", "withdraw DHE-2019-K7Q2MD --as mask-contact", "tender",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.WithdrawTender{Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) tenderUndo() *cobra.Command {
	var reason string
	cmd := a.onTender("undo-withdrawal TENDER", "Have a withdrawn tender stand again, until the limit that covers it", "undo-withdrawal DHE-2019-K7Q2MD --as mask-contact", "tender",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			return twinning.UndoWithdrawal{Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded")
	return cmd
}

func (a *app) tenderClarify() *cobra.Command {
	var answer string
	cmd := a.onTender("clarify TENDER FILE", "Answer a question, and correct the fields asked about",
		`clarify DHE-2019-K7Q2MD corrected.yaml --answer "a digit was missing" --as mask-contact`, "tender",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			t, err := readFile(a, args[1], programme.ParseTender)
			if err != nil {
				return nil, err
			}
			if err := law.CheckRequired("--answer", answer); err != nil {
				return nil, asUsage(err)
			}
			if t, err = a.resolved(cmd.Context(), t); err != nil {
				return nil, err
			}
			return twinning.ClarifyTender{Answer: law.Text(answer), Tender: t}, nil
		})
	cmd.Flags().StringVar(&answer, "answer", "", "the answer to the question, in words")
	return cmd
}

// onTender is a command that brings one law command to the life of the tender
// that its first argument names.
func (a *app) onTender(use, short, example, parent string, make func(cmd *cobra.Command, args []string) (law.Command, error)) *cobra.Command {
	if parent != "" {
		parent += " "
	}
	var w commandFlags
	return mutating(&cobra.Command{
		Use: use, Short: short, Example: "  twinning " + parent + example, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			c, err := make(cmd, args)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, c)
		},
	}, &w)
}
