package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

func TestTheLanguageOfThisMachineGoesWithACommandLineToTheDesk(t *testing.T) {
	command := func(a *app) (*cobra.Command, *string) {
		var language string
		cmd := &cobra.Command{Use: "history"}
		a.inLanguage(cmd, &language)
		return cmd, &language
	}
	cmd, language := command(&app{})
	require.Equal(t, "en", *language)
	require.Equal(t, []string{"history", "X"}, saying(cmd, []string{"history", "X"}))

	t.Setenv("TWINNING_LANGUAGE", "fr")
	cmd, language = command(&app{})
	require.Equal(t, "fr", *language)
	require.Equal(t, []string{"--language=fr", "history", "X"}, saying(cmd, []string{"history", "X"}))
	require.NoError(t, cmd.Flags().Parse([]string{"--language", "de"}))
	require.Equal(t, []string{"history", "X"}, saying(cmd, []string{"history", "X"}), "what was typed says it already")
	require.Equal(t, []string{"show"}, saying(&cobra.Command{Use: "show"}, []string{"show"}), "it tells no sentences")

	_, language = command(&app{served: &served{}})
	require.Equal(t, "en", *language, "the desk's own language is nobody's who asks it")
}
