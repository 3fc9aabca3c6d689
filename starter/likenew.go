package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/programme"
)

// doubtfulMoved says which dates of a rule book like another one are over already, or lie on a weekend.
func doubtfulMoved(moved []programme.MovedDate, today calendar.Date) (doubts []phrase) {
	for _, m := range moved {
		if is, any := doubtOf(m.Path, m.On, today); any {
			doubts = append(doubts, is)
		}
	}
	return doubts
}

// likeNew is the command that writes a rule book of a kind of life like another one, its dates moved with the day of a flag.
func (a *app) likeNew(noun, opens, flag, day, example string) *cobra.Command {
	var like, on, to string
	cmd := &cobra.Command{
		Use: "new", Short: "Write a rule book like another, with all its dates moved",
		Long: fmt.Sprintf(`Write the rule book of another %[1]s from that of an earlier one: --%[2]s is %[3]s,
as a day or how long from today, as in "8 weeks", and every other date moves with it;
the days on which lists of countries held stay. What was moved is marked as a sample
that says so. Look at the file and correct it before you open the %[1]s;
"twinning programme check" says what is wrong with it.`, noun, flag, day),
		Example: example, Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if like == "" || on == "" {
				return usage("--like and --%s are needed: the rule book to begin from, and %s, as in 2027-03-01 or \"8 weeks\"", flag, phrased(day))
			}
			name, text, err := a.readBytes(like)
			if err != nil {
				return err
			}
			today, err := a.todayIn(cmd.Context(), "UTC")
			if err != nil {
				return err
			}
			at, err := dayOrFromToday(flag, on, today)
			if err != nil {
				return asUsage(err)
			}
			if text, err = programme.LikeOther(noun, name, text, at); err != nil {
				return asUsage(err)
			}
			for _, doubt := range doubtfulMoved(programme.Moved(name, text), today) {
				a.say("warning: %s: correct it in the file", doubt)
			}
			if to == "" {
				_, err = a.out.Write(text)
				return err
			}
			if err := writeNew(to, text); err != nil {
				return err
			}
			return a.write([]byte(a.inWords("%s holds a rule book like %s, with its dates moved to %s. Open it with: twinning %s REFERENCE %s\n", to, name, at, opens, to)))
		},
	}
	f := cmd.Flags()
	f.StringVar(&like, "like", "", "the rule book `FILE` to begin from")
	f.StringVar(&on, flag, "", day+": a `DAY`, or how long from today, as in \"8 weeks\"")
	f.StringVar(&to, "to", "", "the `FILE` to write, which must not exist yet; without it the rule book is printed")
	return cmd
}
