package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// meaning are the streams that a text may name.
type meaning func(text string) ([]string, error)

// only is the meaning of what names lives of one kind.
func only(of named) meaning {
	return func(text string) ([]string, error) {
		stream, err := of(text)
		return []string{stream}, err
	}
}

// lifeArguments are the arguments that name a life, by their names in Use.
var lifeArguments = map[string]meaning{
	"CALL": only(callStream), "TENDER": only(tenderStream), "TWINNING": only(tenderStream), "MARKET": only(marketStream), "ENTRY": only(entryStream),
	"INTEREST": only(interestStream), "SURVEY": only(surveyStream), "INITIATIVE": only(initiativeStream), "MASTERCLASS": only(masterclassStream),
	"BODY": only(bodyStream), "PROGRAMME": only(programmeStream), "ORGANISATION": only(organisationStream), "INVITATION": only(invitationStream),
	"STREAM": query.Candidates, "LIFE": tenderOrLife, "CALL|TENDER": query.Candidates, "CALL|TWINNING": query.Candidates,
	"CALL|KIND/LIFE": query.Candidates, "CALL|TENDER|KIND/LIFE": query.Candidates, "STREAM|POSITION": positionOrStream,
}

// tenderOrLife is the meaning of what names a tender, or another life with its kind before it.
func tenderOrLife(text string) ([]string, error) {
	if law.CallOf(text) != "" {
		return only(tenderStream)(text)
	}
	return query.Candidates(text)
}

// positionOrStream is the meaning of what may be a position: that is no life.
func positionOrStream(text string) ([]string, error) {
	if strings.Trim(text, "0123456789") == "" {
		return nil, nil
	}
	return query.Candidates(text)
}

// mustKnow refuses a question about a life of which its reader may not know, in the words for one that is not there, after the same reads. What is
// brought to a life the door refuses in the same way.
func (a *app) mustKnow(cmd *cobra.Command, args []string) error {
	belongs := a.served == nil && cmd.CommandPath() == "twinning organisation belong" // at the machine whoever has a reference may say so
	if whereOf(cmd) == onMachine || a.url != "" || changes(cmd) || belongs {
		return nil
	}
	return a.eachKnown(cmd, args, (*query.Queries).Known)
}

// asUnknown is the error of a command that changes something: what it asked about a life before the door did is told as of one that is not there to
// whoever may not know of it.
func (a *app) asUnknown(cmd *cobra.Command, args []string, err error) error {
	var hidden *explain.Hidden
	var withheld *query.Withheld
	var absent *query.Absent
	if !changes(cmd) || cmd.CommandPath() == "twinning invitation accept" || !errors.As(err, &hidden) && !errors.As(err, &withheld) && !errors.As(err, &absent) {
		return err
	}
	if unknown := a.eachKnown(cmd, args, (*query.Queries).MayAddress); unknown != nil {
		return unknown
	}
	return err
}

// mustAddress refuses to bring a command to a life of which its sender may not know, as the API does. What a life begins with is anybody's; whoever
// has the link of an invitation is told that it went to another address than theirs, as on its page.
func (a *app) mustAddress(ctx context.Context, as string, r door.Request) error {
	if r.Begins || begins(r.Stream, r.Command.Kind()) || r.Command.Kind() == (invitation.Accept{}).Kind() {
		return nil
	}
	q, err := a.query(ctx)
	if err != nil {
		return err
	}
	p, err := a.person(ctx, as)
	if err != nil {
		return nil //nolint:nilerr // the door says that they are not known
	}
	if a.served == nil { // at the machine everything is taken while nobody judges, for a life, too, whose beginning waits
		if waits, err := q.Unbegun(ctx, r.Stream); waits || err != nil {
			return err
		}
	}
	_, err = q.Addressable(ctx, access.As(p.ID), r.Stream, r.Command.Kind())
	return err
}

// changes tells whether a command brings something to a life.
func changes(cmd *cobra.Command) bool {
	return cmd.Flags().Lookup("command-id") != nil && cmd.Flags().Lookup("wait") != nil
}

// knowing is how it is asked whether a viewer may know of a life.
type knowing func(q *query.Queries, ctx context.Context, v access.Viewer, stream string) (int64, error)

// eachKnown refuses a command line that names a life of which whoever typed it may not know. The operator of this machine may know of all.
func (a *app) eachKnown(cmd *cobra.Command, args []string, knows knowing) error {
	as := ""
	if f := cmd.Flags().Lookup("as"); f != nil {
		as = f.Value.String()
	}
	if as == "" && a.served == nil {
		return nil
	}
	v, err := a.viewer(cmd.Context(), as)
	if err != nil {
		return err
	}
	for i, name := range strings.Fields(cmd.Use)[1:] {
		if of := lifeArguments[strings.Trim(name, "[]")]; of != nil && i < len(args) {
			if err := a.known(cmd.Context(), v, args[i], of, knows); err != nil {
				return err
			}
		}
	}
	if f := cmd.Flags().Lookup("call"); f != nil && f.Value.String() != "" {
		return a.known(cmd.Context(), v, f.Value.String(), only(callStream), knows)
	}
	return nil
}

// known refuses a text that names no life of which a viewer may know.
func (a *app) known(ctx context.Context, v access.Viewer, text string, of meaning, knows knowing) error {
	streams, err := of(text)
	if err != nil || len(streams) == 0 {
		return nil //nolint:nilerr // the command says what is wrong with its argument
	}
	q, err := a.query(ctx)
	if err != nil {
		return err
	}
	var absent *query.Absent
	for _, s := range streams {
		if _, err := knows(q, ctx, v, s); err == nil || !errors.As(err, &absent) {
			return err
		}
	}
	if other, err := q.Alone(ctx, v, text); err != nil || other != "" {
		return err
	}
	if len(streams) > 1 {
		return query.NothingCalled(text)
	}
	return query.NoLife(streams[0])
}
