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

// dayFlags adds the day with which the dates of a rule book move, which every kind calls --day; a kind that called it otherwise still takes that.
func dayFlags(cmd *cobra.Command, on *string, was, what string) {
	f := cmd.Flags()
	f.StringVar(on, "day", "", what+": a `DAY`, or how long from today, as in \"8 weeks\"")
	f.StringVar(on, was, "", "the same as --day")
	if err := f.MarkHidden(was); err != nil {
		panic(err) // there is one of that name
	}
}

// dayGivenAs is the name by which the day was given.
func dayGivenAs(cmd *cobra.Command, was string) string {
	if cmd.Flags().Changed(was) {
		return was
	}
	return "day"
}

// marketNew is the command that writes the rule book of a marketplace like another one: it has no dates to move.
func (a *app) marketNew() *cobra.Command {
	var like, to string
	var staff []string
	cmd := &cobra.Command{
		Use: "new", Short: "Write a rule book like another, for a marketplace of your own",
		Long: `Write the rule book of another marketplace from that of an earlier one. It has no dates that move:
give its staff with --staff, and correct the file before you open the marketplace.
"twinning programme check" says what is wrong with it.`,
		Example: "  twinning market new --like programmes/markets/health.yaml --staff olga,hana --to my-market.yaml", Args: takes,
		RunE: func(_ *cobra.Command, _ []string) error {
			if like == "" {
				return usage("--like is needed: the rule book to begin from")
			}
			name, text, err := a.readBytes(like)
			if err != nil {
				return err
			}
			if _, err := programme.ParseMarket(name, text); err != nil {
				return asUsage(err)
			}
			if text, err = staffed(name, text, staff); err != nil {
				return err
			}
			return a.writeBook(text, to, func() {
				fmt.Fprintln(a.out, a.inWords("%s holds a rule book like %s. Open it with: twinning market open REFERENCE %s", to, name, to))
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&like, "like", "", "the rule book `FILE` to begin from")
	staffFlag(cmd, &staff)
	f.StringVar(&to, "to", "", "the `FILE` to write, which must not exist yet; without it the rule book is printed")
	return cmd
}

func staffFlag(cmd *cobra.Command, staff *[]string) {
	cmd.Flags().StringSliceVar(staff, "staff", nil, "its staff, by alias or id: `PERSON`s parted by commas; those of the earlier one where it is left out")
}

// staffed is a rule book with another staff, where one is given.
func staffed(name string, text []byte, staff []string) ([]byte, error) {
	if len(staff) == 0 {
		return text, nil
	}
	return programme.Staffed(name, text, staff...)
}

// writeBook prints a rule book, or writes it to a file that is not there yet and says so.
func (a *app) writeBook(text []byte, to string, said func()) error {
	if to == "" {
		_, err := a.out.Write(text)
		return err
	}
	if err := writeNew(to, text); err != nil {
		return err
	}
	said()
	return nil
}

// likeNew is the command that writes a rule book of a kind of life like another one, its dates moved with a day. was is what that flag was called
// for this kind.
func (a *app) likeNew(noun, opens, was, day, example string) *cobra.Command {
	var like, on, to string
	var staff []string
	cmd := &cobra.Command{
		Use: "new", Short: "Write a rule book like another, with all its dates moved",
		Long: fmt.Sprintf(`Write the rule book of another %[1]s from that of an earlier one: --day is %[2]s,
as a day or how long from today, as in "8 weeks", and every other date moves with it;
the days on which lists of countries held stay. What was moved is marked as a sample
that says so. --staff names who steers it. Look at the file and correct it before you
open the %[1]s; "twinning programme check" says what is wrong with it.`, noun, day),
		Example: example, Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if like == "" || on == "" {
				return usage("--like and --%s are needed: the rule book to begin from, and %s, as in 2027-03-01 or \"8 weeks\"", "day", phrased(day))
			}
			name, text, err := a.readBytes(like)
			if err != nil {
				return err
			}
			today, err := a.todayIn(cmd.Context(), "UTC")
			if err != nil {
				return err
			}
			at, err := dayOrFromToday(dayGivenAs(cmd, was), on, today)
			if err != nil {
				return asUsage(err)
			}
			if text, err = programme.LikeOther(noun, name, text, at); err != nil {
				return asUsage(err)
			}
			if text, err = staffed(name, text, staff); err != nil {
				return err
			}
			for _, doubt := range doubtfulMoved(programme.Moved(name, text), today) {
				a.say("warning: %s: correct it in the file", doubt)
			}
			return a.writeBook(text, to, func() {
				fmt.Fprintln(a.out, a.inWords("%s holds a rule book like %s, with its dates moved to %s. Open it with: twinning %s REFERENCE %s", to, name, at, opens, to))
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&like, "like", "", "the rule book `FILE` to begin from")
	dayFlags(cmd, &on, was, day)
	staffFlag(cmd, &staff)
	f.StringVar(&to, "to", "", "the `FILE` to write, which must not exist yet; without it the rule book is printed")
	return cmd
}
