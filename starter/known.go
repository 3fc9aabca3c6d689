package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
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
	"STREAM": query.Candidates, "LIFE": query.Candidates, "CALL|TENDER": query.Candidates, "CALL|TWINNING": query.Candidates,
	"CALL|KIND/LIFE": query.Candidates, "CALL|TENDER|KIND/LIFE": query.Candidates, "STREAM|POSITION": positionOrStream,
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
	v, reads, err := a.reader(cmd)
	if err != nil || !reads {
		return err
	}
	ask := func(text string, of meaning) error {
		streams, err := of(text)
		if err != nil || len(streams) == 0 {
			return nil //nolint:nilerr // the command says what is wrong with its argument
		}
		return a.anyKnown(cmd, v, text, streams)
	}
	for i, name := range strings.Fields(cmd.Use)[1:] {
		if of := lifeArguments[strings.Trim(name, "[]")]; of != nil && i < len(args) {
			if err := ask(args[i], of); err != nil {
				return err
			}
		}
	}
	if f := cmd.Flags().Lookup("call"); f != nil && f.Value.String() != "" {
		return ask(f.Value.String(), only(callStream))
	}
	return nil
}

// reader is who asks a question; reads is false for a command that changes something, and for the operator of this machine, who may know of all.
func (a *app) reader(cmd *cobra.Command) (v access.Viewer, reads bool, err error) {
	if whereOf(cmd) == onMachine || a.url != "" || cmd.Flags().Lookup("command-id") != nil {
		return v, false, nil
	}
	as := ""
	if f := cmd.Flags().Lookup("as"); f != nil {
		as = f.Value.String()
	}
	if as == "" && a.served == nil {
		return v, false, nil
	}
	v, err = a.viewer(cmd.Context(), as)
	return v, err == nil, err
}

// anyKnown is query.Known of the first of some streams that a viewer may know of.
func (a *app) anyKnown(cmd *cobra.Command, v access.Viewer, text string, streams []string) error {
	q, err := a.query(cmd.Context())
	if err != nil {
		return err
	}
	var absent *query.Absent
	for _, s := range streams {
		if _, err := q.Known(cmd.Context(), v, s); err == nil || !errors.As(err, &absent) {
			return err
		}
	}
	if other, err := q.Alone(cmd.Context(), v, text); err != nil || other != "" {
		return err
	}
	if len(streams) > 1 {
		return query.NothingCalled(text)
	}
	return query.NoLife(streams[0])
}
