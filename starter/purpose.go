package main

import (
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/reads"
)

// withPurpose lets every command that reads as somebody say for what.
func withPurpose(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		withPurpose(sub)
	}
	f := cmd.Flags()
	if f.Lookup("as") == nil || f.Lookup("command-id") != nil || cmd.PreRunE != nil {
		return
	}
	var purpose string
	f.StringVar(&purpose, "purpose", env("TWINNING_PURPOSE", ""), "for what an auditor reads, which the log of reads keeps (TWINNING_PURPOSE)")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		ctx, err := reads.ForPurpose(cmd.Context(), purpose)
		if err != nil {
			return usage("%s", err)
		}
		cmd.SetContext(ctx)
		return nil
	}
}
