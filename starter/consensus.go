package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

func (a *app) consensus() *cobra.Command {
	return group("consensus", "Agree on one report where the rule book asks for it", "  twinning consensus propose DHE-2019-K7Q2MD report.yaml --as officer",
		a.consensusPropose(), a.consensusAgree())
}

func (a *app) consensusPropose() *cobra.Command {
	var scores []string
	cmd := a.onTender("propose TENDER [FILE]", "Propose one report: as an officer who moderates, or as an evaluator who counts",
		"propose DHE-2019-K7Q2MD report.yaml --as eva-1", "consensus",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			list, err := a.scoresOf(args[1:], scores)
			return twinning.ProposeConsensus{Scores: list}, err
		})
	cmd.Flags().StringArrayVar(&scores, "score", nil, "`CRITERION=POINTS:COMMENT`, once for each criterion")
	return cmd
}

func (a *app) consensusAgree() *cobra.Command {
	var proposal int
	cmd := a.onTender("agree TENDER", "Agree to the report that is proposed; with the last agreement the tender is evaluated",
		"agree DHE-2019-K7Q2MD --proposal 2 --as eva-2", "consensus",
		func(*cobra.Command, []string) (law.Command, error) {
			return twinning.AgreeConsensus{Proposal: proposal}, nil
		})
	cmd.Flags().IntVar(&proposal, "proposal", 0, "to be sure: the number `N` of the proposal that was read; `twinning evaluation show` says it")
	return cmd
}

// scoresOf are the scores of a report: from its file, or said one by one.
func (a *app) scoresOf(files, said []string) ([]twinning.Score, error) {
	switch {
	case len(files) == 1 && len(said) > 0:
		return nil, usage("give a FILE or --score, not both")
	case len(files) == 1:
		report, err := readFile(a, files[0], form[struct{ Scores []twinning.Score }](programme.EvaluationSchema))
		return report.Scores, err
	case len(said) > 0:
		return parseScores(said)
	}
	return nil, usage("the scores are missing: give a FILE, or --score CRITERION=POINTS:COMMENT for each criterion")
}

func (a *app) panel() *cobra.Command {
	return group("panel", "Record what the panel decided about the ranking", "  twinning panel decide DHE-2019 panel.yaml --minutes minutes.pdf --as officer",
		a.panelDecide())
}

// A panelFile is what a panel decided, as it is written.
type panelFile struct {
	Present []string             `json:"present"`
	Minutes string               `json:"minutes"`
	Scores  []call.PanelDecision `json:"scores"`
}

func (a *app) panelDecide() *cobra.Command {
	var w commandFlags
	var minutes string
	cmd := &cobra.Command{
		Use: "decide CALL FILE", Short: "Record who sat on the panel, its minutes by their hash, and the scores that it changed",
		Long: `Record what the panel decided: who was present, the SHA-256 of its minutes, and the
scores that it changed, each with a reason and with who left the room for it. What it
does not name it leaves as it was. Deciding again takes the place of it.`,
		Example: "  twinning panel decide DHE-2019 panel.yaml --minutes minutes.pdf --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			file, err := readFile(a, args[1], form[panelFile](programme.PanelSchema))
			if err != nil {
				return err
			}
			o := call.DecidePanel{Minutes: file.Minutes, Scores: file.Scores}
			if minutes != "" {
				if o.Minutes, err = a.hashFile(minutes); err != nil {
					return err
				}
			}
			if file.Minutes != "" && file.Minutes != o.Minutes {
				return usage("%s names minutes with another SHA-256 than that of %s, %s", args[1], minutes, o.Minutes)
			}
			if o.Present, err = a.ids(cmd.Context(), file.Present); err != nil {
				return fmt.Errorf("present: %w", err)
			}
			for i, s := range o.Scores {
				if o.Scores[i].Absent, err = a.ids(cmd.Context(), s.Absent); err != nil {
					return fmt.Errorf("absent for %s: %w", s.Tender, err)
				}
			}
			return a.mutate(cmd.Context(), &w, stream, o)
		},
	}
	cmd.Flags().StringVar(&minutes, "minutes", "", "the `FILE` of the minutes, of which only the SHA-256 is recorded")
	return mutating(cmd, &w)
}

// hashFile is the SHA-256 of a file, however large, in hexadecimal.
func (a *app) hashFile(path string) (string, error) {
	f, err := a.openFile(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
