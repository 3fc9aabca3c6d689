package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/programme"
)

func (a *app) callNew() *cobra.Command {
	var like, deadline, reference, to string
	cmd := &cobra.Command{
		Use: "new", Short: "Write a rule book like another, with all its dates moved",
		Long: `Write the rule book of a new call from that of another: all its dates move with
the deadline, off weekends, and those before it closer together where they would lie
before today; holidays are those of the years concerned, everything else stays.
What was moved is marked as a sample that says so. --day is the deadline: a day, or how
long from today, as in "8 weeks": by the programme clock where a stack is up on this
machine. Without --reference the year in the other's
reference is changed. Look at the file and correct it before you open the call;
"twinning programme check" says what is wrong with it.`,
		Example: `  twinning call new --like programmes/dhe-2019.yaml --day "8 weeks" --to my-call.yaml
  twinning call new --like my-call.yaml --day 2028-03-01 --reference DHE-2028 --to next.yaml`, Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if like == "" || deadline == "" {
				return usage("--like and --day are needed: the rule book to begin from, and the new deadline, as in 2027-03-01 or \"8 weeks\"")
			}
			name, text, err := a.readBytes(like)
			if err != nil {
				return err
			}
			old, err := programme.Parse(name, text)
			if err != nil {
				return err
			}
			today, err := a.todayIn(cmd.Context(), old.Zone)
			if err != nil {
				return err
			}
			day, err := dayOrFromToday(dayGivenAs(cmd, "deadline"), deadline, today)
			if err != nil {
				return asUsage(err)
			}
			if !day.After(today) {
				return usage("--day %s is over: give a day that lies ahead, or how long from today, as in \"8 weeks\"", day)
			}
			if cmd.Flags().Changed("reference") && reference == "" {
				return usage("--%s is empty: give it a value, or leave it out", "reference")
			}
			if reference == "" {
				reference = programme.LaterReference(old.Reference, old.Dates.Deadline.On.Year, day.Year)
			}
			if reference == old.Reference {
				return usage("the new call needs a reference of its own: give --reference")
			}
			text, err = programme.Like(name, text, reference, day, today)
			if err != nil {
				return err
			}
			if made, err := programme.Parse(name, text); err == nil {
				for _, doubt := range doubtful(made.Dates, today) {
					a.say("warning: %s: correct it in the file", doubt)
				}
			}
			if to == "" {
				_, err = a.out.Write(text)
				return err
			}
			if err := writeNew(to, text); err != nil {
				return err
			}
			return a.write([]byte(a.inWords("%s holds the rule book of %s, like %s, with the deadline on %s. Open it with: twinning call open %s\n", to, reference, old.Reference, day, to)))
		},
	}
	f := cmd.Flags()
	f.StringVar(&like, "like", "", "the rule book `FILE` to begin from")
	dayFlags(cmd, &deadline, "deadline", "the new deadline")
	f.StringVar(&reference, "reference", "", "the new call's `REFERENCE`")
	f.StringVar(&to, "to", "", "the `FILE` to write, which must not exist yet; without it the rule book is printed")
	return cmd
}

// doubtful says which dates of a new call are over already, or lie on a weekend.
func doubtful(d call.Dates, today calendar.Date) []phrase {
	var doubts []phrase
	doubt := func(what phrase, on calendar.Date) {
		if is, any := doubtOf(what, on, today); any {
			doubts = append(doubts, is)
		}
	}
	doubt(phrased("the publication"), d.Publication)
	doubt(phrased("the first day of tenders"), d.Opening)
	for _, w := range d.Webinars {
		doubt(phrased("the webinar %s", w.Name), w.On)
	}
	doubt(phrased("the deadline"), d.Deadline.On)
	doubt(phrased("the award"), d.Award)
	doubt(phrased("the start"), d.Start)
	return doubts
}

// doubtOf says that a day is over already, or lies on a weekend, where there is anything to say.
func doubtOf(what any, on, today calendar.Date) (phrase, bool) {
	switch weekday := on.Weekday(); {
	case on.IsZero(), on == today: // what begins today begins now
	case on.Before(today):
		return phrased("%s, %s, is over already", what, on), true
	case weekday == time.Saturday:
		return phrased("%s, %s, is a %s", what, on, phrased("Saturday")), true
	case weekday == time.Sunday:
		return phrased("%s, %s, is a %s", what, on, phrased("Sunday")), true
	}
	return phrase{}, false
}

// todayIn is the day on clocks in a zone, by the clock of the stack that is up on this machine; where none is, by this machine's.
func (a *app) todayIn(ctx context.Context, zone string) (calendar.Date, error) {
	loc, err := calendar.Zone(zone)
	if err != nil {
		return calendar.Date{}, err
	}
	now := time.Now()
	if _, err := a.settings(); a.served != nil || err == nil && a.url == "" {
		if q, err := a.query(ctx); err == nil {
			if at, err := q.Now(ctx); err == nil {
				now = at
			}
		}
	}
	return calendar.DateOf(now, loc), nil
}

// dayOrFromToday reads a day, or a length counted from today.
func dayOrFromToday(flag, text string, today calendar.Date) (calendar.Date, error) {
	length, err := calendar.ParseLength(text)
	if err != nil {
		day, err := calendar.ParseDate(text)
		if err != nil {
			return day, usage("--%s %q is neither a day, as in 2027-03-01, nor a length from today, as in \"8 weeks\"", flag, text)
		}
		return day, nil
	}
	none, err := calendar.NewHolidays()
	return calendar.Period(today, length, none), err
}

// writeNew writes a file that does not exist yet.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists already, and is not overwritten", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
