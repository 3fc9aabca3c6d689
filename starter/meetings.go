package main

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// meeting is the meetings of the parties of a twinning.
func (a *app) meeting() *cobra.Command {
	return group("meeting", "Plan the meetings of a twinning, move and cancel them, record that they were held",
		"  twinning meeting plan DHE-2019-K7Q2MD kick-off --kind kick-off --title \"Kick-off\" --starts 2019-11-05T09:00 --ends 2019-11-06T16:00 --place Trieste --as mask-contact",
		a.meetingList(), a.meetingPlan(), a.meetingMove(), a.meetingCancel(), a.meetingRecord())
}

func (a *app) meetingList() *cobra.Command {
	var as string
	list := &cobra.Command{
		Use: "list TWINNING", Short: "List the meetings of a twinning, and those to be held", Example: "  twinning meeting list DHE-2019-K7Q2MD --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := tenderStream(args[0])
			if err != nil {
				return err
			}
			page, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) (query.MeetingsPage, error) {
				return q.Meetings(cmd.Context(), v, stream)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) { a.meetingsText(w, a.tell(cmd.Context()), page, n) })
		},
	}
	list.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return list
}

func (a *app) meetingsText(w io.Writer, tell *narrate.Narrator, p query.MeetingsPage, n query.Names) {
	printf(w, "%s  meetings: %d\n", a.paint(bold, p.Tender), len(p.Meetings))
	for _, x := range p.Awaited {
		fields(w, phrased("to be held by %s", x.Due), x.Name)
	}
	for _, m := range p.Meetings {
		printf(w, "\n%s  %s%s\n", a.paint(bold, m.Meeting), string(m.Title), prefixed(", ", m.Name))
		var where series
		if m.Place != "" {
			where = append(where, string(m.Place))
		}
		if m.Online {
			where = append(where, phrased("online"))
		}
		if len(where) == 0 {
			where = series{"-"}
		}
		fields(w, "begins", onClock(m.Starts, p.Zone), "ends", onClock(m.Ends, p.Zone), "where", where, "stands", tell.Word("meeting-status", m.Stands), "planned by", n.Of(m.Person))
		if m.Why != "" {
			fields(w, "why", string(m.Why))
		}
		for _, x := range m.Participants {
			fields(w, verbatim(x.Name), phrased("%d present", x.Persons))
		}
		if m.Outcome != "" {
			fields(w, "outcome", string(m.Outcome))
		}
		for _, f := range m.Files {
			fields(w, "file", f)
		}
	}
}

// onClock is an instant as the clocks of a zone show it.
func onClock(instant, zone string) string {
	at, err := time.Parse(time.RFC3339Nano, instant)
	in, wrong := calendar.Zone(zone)
	if err != nil || wrong != nil {
		return instant
	}
	return at.In(in).Format("2006-01-02 15:04") + " " + zone
}

// A whenWhere is what the flags say of the time and the place of a meeting.
type whenWhere struct {
	starts, ends, place string
	online              bool
}

func (o *whenWhere) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.starts, "starts", "", "when it begins, as 2019-11-05T09:00 in the zone of the call")
	cmd.Flags().StringVar(&o.ends, "ends", "", "when it ends")
	cmd.Flags().StringVar(&o.place, "place", "", "where it is held")
	cmd.Flags().BoolVar(&o.online, "online", false, "it is held online, or online as well")
}

func (o *whenWhere) read() (from, to calendar.WallClock, err error) {
	if from, err = calendar.ParseWallClock(o.starts); err != nil {
		return from, to, usage("--starts: %s", err)
	}
	if to, err = calendar.ParseWallClock(o.ends); err != nil {
		return from, to, usage("--ends: %s", err)
	}
	return from, to, nil
}

func (a *app) meetingPlan() *cobra.Command {
	var o twinning.PlanTwinningMeeting
	var title string
	var at whenWhere
	cmd := a.onTender("plan TWINNING MEETING", "Plan a meeting and invite to it",
		`plan DHE-2019-K7Q2MD kick-off --kind kick-off --title "Kick-off" --starts 2019-11-05T09:00 --ends 2019-11-06T16:00 --place Trieste --as mask-contact`, "meeting",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			from, to, err := at.read()
			if err != nil {
				return nil, err
			}
			o.Meeting, o.Title, o.Starts, o.Ends, o.Place, o.Online = args[1], law.Text(title), from, to, law.Text(at.place), at.online
			return o, nil
		})
	cmd.Flags().StringVar(&o.Sort, "kind", "", "its kind, where the rule book has a list of kinds")
	cmd.Flags().StringVar(&title, "title", "", "what it is about")
	at.flags(cmd)
	return cmd
}

func (a *app) meetingMove() *cobra.Command {
	var at whenWhere
	var why string
	cmd := a.onTender("move TWINNING MEETING", "Give a planned meeting another time or place",
		`move DHE-2019-K7Q2MD kick-off --starts 2019-11-12T09:00 --ends 2019-11-12T16:00 --online --why "the clinic is closed" --as mask-contact`, "meeting",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			from, to, err := at.read()
			if err != nil {
				return nil, err
			}
			return twinning.MoveTwinningMeeting{Meeting: args[1], Starts: from, Ends: to, Place: law.Text(at.place), Online: at.online, Why: law.Text(why)}, nil
		})
	at.flags(cmd)
	cmd.Flags().StringVar(&why, "why", "", "the reason, which everybody invited is told")
	return cmd
}

func (a *app) meetingCancel() *cobra.Command {
	var why string
	cmd := a.onTender("cancel TWINNING MEETING", "Cancel a planned meeting", `cancel DHE-2019-K7Q2MD kick-off --why "the clinic is closed" --as mask-contact`, "meeting",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.CancelTwinningMeeting{Meeting: args[1], Why: law.Text(why)}, nil
		})
	cmd.Flags().StringVar(&why, "why", "", "the reason, which everybody invited is told")
	return cmd
}

func (a *app) meetingRecord() *cobra.Command {
	var present, files []string
	var outcome string
	cmd := a.onTender("record TWINNING MEETING", "Record that a meeting was held: how many of each organisation took part, what came of it",
		`record DHE-2019-K7Q2MD kick-off --present mask=4 --present kyomed=3 --outcome "the work plan is agreed" --as mask-contact`, "meeting",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			o := twinning.RecordTwinningMeeting{Meeting: args[1], Outcome: law.Text(outcome), Files: files}
			for _, p := range present {
				id, number, _ := strings.Cut(p, "=")
				n, err := strconv.Atoi(number)
				if err != nil {
					return nil, usage("--present %s: give the code of an organisation and how many took part, as mask=4", p)
				}
				o.Participants = append(o.Participants, twinning.MeetingParticipants{Organisation: id, Persons: n})
			}
			return o, nil
		})
	cmd.Flags().StringArrayVar(&present, "present", nil, "`ORGANISATION=NUMBER`: how many of an organisation took part; may be given again")
	cmd.Flags().StringVar(&outcome, "outcome", "", "what came of it")
	cmd.Flags().StringSliceVar(&files, "file", nil, "a file that was added for meeting-MEETING, by its name in the store; may be given again")
	return cmd
}
