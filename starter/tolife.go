package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/law"
)

// toLife is a command to the life that its first argument names. streamOf finds the stream of a life by that name, flags adds what is particular
// to the command, nil nothing, and c makes it from the other arguments.
func (a *app) toLife(streamOf func(string) (string, error), use, short, example string, flags func(*cobra.Command), c func(cmd *cobra.Command, args []string) (law.Command, error)) *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := streamOf(args[0])
			if err != nil {
				return err
			}
			command, err := c(cmd, args[1:])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, command)
		},
	}
	if flags != nil {
		flags(cmd)
	}
	return mutating(cmd, &w)
}
