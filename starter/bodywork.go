package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

// invitationFile is an invitation to a meeting in a file.
type invitationFile struct {
	Title  law.Text           `json:"title"`
	Starts calendar.WallClock `json:"starts"`
	Ends   calendar.WallClock `json:"ends"`
	Place  law.Text           `json:"place"`
	Agenda []body.AgendaItem  `json:"agenda"`
}

func (a *app) bodyConvene() *cobra.Command {
	cmd := a.bodyDo("convene BODY MEETING FILE", "Invite to a meeting; a letter goes to all who sit", "convene EHN 20 invitation.yaml --as officer", func(_ context.Context, args []string) (law.Command, error) {
		is, err := readFile(a, args[1], programme.ParseContent[invitationFile])
		return body.ConveneMeeting{Meeting: args[0], Title: is.Title, Starts: is.Starts, Ends: is.Ends, Place: is.Place, Agenda: is.Agenda}, badFile(err)
	})
	cmd.Long = `Invite to a meeting with a file in YAML: title, starts and ends by the clocks of the body, as
in 2021-11-08T09:30, place (none: it is held online), and agenda, a list of items with id,
title and for: information, discussion or decision.`
	return cmd
}

func (a *app) bodyChange() *cobra.Command {
	var why string
	return whyFlag(a.bodyDo("change BODY MEETING FILE", "Replace the invitation to a meeting", `change EHN 20 invitation.yaml --why "the room" --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		is, err := readFile(a, args[1], programme.ParseContent[invitationFile])
		return body.ChangeMeeting{Meeting: args[0], Title: is.Title, Starts: is.Starts, Ends: is.Ends, Place: is.Place, Agenda: is.Agenda, Why: law.Text(why)}, badFile(err)
	}), &why)
}

func (a *app) bodyCancel() *cobra.Command {
	var why string
	return whyFlag(a.bodyDo("cancel BODY MEETING", "Say that a meeting is not held", `cancel EHN 20 --why "the strike" --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		return body.CancelMeeting{Meeting: args[0], Why: law.Text(why)}, nil
	}), &why)
}

func (a *app) bodyDocument() *cobra.Command {
	var title, where string
	cmd := a.bodyDo("document BODY MEETING ITEM FILE", "Put a document under an item, known by the hash of its file", `document EHN 20 2 slides.pdf --title "Presentation" --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		hash, err := a.hashFile(args[2])
		return body.AddMeetingDocument{Meeting: args[0], Item: args[1], Title: law.Text(title), SHA256: hash, Where: law.Text(where)}, badFile(err)
	})
	cmd.Flags().StringVar(&title, "title", "", "what the document is called")
	cmd.Flags().StringVar(&where, "where", "", "where the file is found")
	return cmd
}

func (a *app) bodyPresence() *cobra.Command {
	var present []string
	cmd := a.bodyDo("presence BODY MEETING", "Record who was at a meeting; the quorum is counted", "presence EHN 20 --present EE=mask-contact --as officer", func(ctx context.Context, args []string) (law.Command, error) {
		c := body.RecordPresence{Meeting: args[0], Present: []body.BodyPresence{}}
		for _, p := range present {
			member, person, ok := strings.Cut(p, "=")
			if !ok {
				return nil, usage("--present %q: write MEMBER=PERSON", query.Cut(p))
			}
			ids, err := a.ids(ctx, []string{person})
			if err != nil {
				return nil, err
			}
			c.Present = append(c.Present, body.BodyPresence{Member: member, Person: ids[0]})
		}
		return c, nil
	})
	cmd.Flags().StringArrayVar(&present, "present", nil, "`MEMBER=PERSON`: who was there for a member; may be given again")
	return cmd
}

func (a *app) bodyConflict() *cobra.Command {
	var c body.DeclareItemConflict
	var why string
	cmd := whyFlag(a.bodyDo("conflict BODY MEMBER", "Declare a conflict of interest of a member: it leaves the vote", `conflict EHN EE --meeting 20 --item 3 --why "its own system" --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		c.Member, c.Why = args[0], law.Text(why)
		return c, nil
	}), &why)
	f := cmd.Flags()
	f.StringVar(&c.Meeting, "meeting", "", "code of the `MEETING`")
	f.StringVar(&c.Item, "item", "", "code of the `ITEM` of its agenda")
	f.StringVar(&c.Decision, "decision", "", "code of the `DECISION`, in the written procedure")
	return cmd
}

func (a *app) bodyMinutes() *cobra.Command {
	return a.bodyDo("minutes BODY MEETING FILE", "Send a draft of the minutes round for comments; FILE is a text", "minutes EHN 20 minutes.txt --as officer", func(_ context.Context, args []string) (law.Command, error) {
		_, data, err := a.readBytes(args[1])
		return body.DraftMinutes{Meeting: args[0], Text: law.Text(strings.TrimSpace(string(data)))}, badFile(err)
	})
}

func (a *app) bodyComment() *cobra.Command {
	var text string
	var objects bool
	cmd := textFlag(a.bodyDo("comment BODY MEETING", "Comment on the draft of the minutes", `comment EHN 20 --text "Item 3 says otherwise." --objects --as mask-contact`, func(_ context.Context, args []string) (law.Command, error) {
		return body.CommentMinutes{Meeting: args[0], Text: law.Text(text), Objects: objects}, nil
	}), &text, "the comment, which those who sit read")
	cmd.Flags().BoolVar(&objects, "objects", false, "it stands in the way of an approval in writing")
	return cmd
}

func (a *app) bodyApprove() *cobra.Command {
	return a.bodyDo("approve BODY MEETING [AT]", "Record that minutes are approved: by the meeting AT, or in writing", "approve EHN 20 21 --as officer", func(_ context.Context, args []string) (law.Command, error) {
		c := body.ApproveMinutes{Meeting: args[0]}
		if len(args) > 1 {
			c.At = args[1]
		}
		return c, nil
	})
}

func (a *app) bodyPublish() *cobra.Command {
	return a.bodyDo("publish BODY MEETING", "Publish approved minutes, where the rule book says so", "publish EHN 20 --as officer", func(_ context.Context, args []string) (law.Command, error) {
		return body.PublishMinutes{Meeting: args[0]}, nil
	})
}

func (a *app) bodyPut() *cobra.Command {
	var c body.PutToVote
	var question string
	cmd := a.bodyDo("put BODY DECISION", "Put a question to the vote: at a meeting, or in writing", `put EHN d1 --question "Shall the guidelines be adopted?" --meeting 20 --item 3 --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		c.Decision, c.Question = args[0], law.Text(question)
		return c, nil
	})
	f := cmd.Flags()
	f.StringVar(&question, "question", "", "the question")
	f.StringVar(&c.Meeting, "meeting", "", "code of the `MEETING`; without it, in the written procedure")
	f.StringVar(&c.Item, "item", "", "code of the `ITEM` of its agenda")
	return cmd
}

func (a *app) bodyVote() *cobra.Command {
	return a.bodyDo("vote BODY DECISION MEMBER VOTE", "Cast the vote of a member, or replace it: for, against or abstain", "vote EHN d1 EE for --as mask-contact", func(_ context.Context, args []string) (law.Command, error) {
		return body.CastVote{Decision: args[0], Member: args[1], Vote: args[2]}, nil
	})
}

func (a *app) bodyCount() *cobra.Command {
	return a.bodyDo("count BODY DECISION", "Count the votes at a meeting: the decision is taken, or goes to the next step", "count EHN d1 --as officer", func(_ context.Context, args []string) (law.Command, error) {
		return body.CountVotes{Decision: args[0]}, nil
	})
}

func (a *app) bodyAdvise() *cobra.Command {
	cmd := a.bodyDo("advise BODY ADVICE FILE", "Record an opinion, a report or a recommendation that was adopted", "advise ETF 2020 report.yaml --as officer", func(_ context.Context, args []string) (law.Command, error) {
		is, err := readFile(a, args[1], programme.ParseContent[struct {
			Kind            string                `json:"kind"`
			Title           law.Text              `json:"title"`
			SHA256          string                `json:"sha256"`
			Decision        string                `json:"decision"`
			Recommendations []body.Recommendation `json:"recommendations"`
		}])
		return body.AdoptAdvice{Advice: args[0], AdviceKind: is.Kind, Title: is.Title, SHA256: is.SHA256, Decision: is.Decision, Recommendations: is.Recommendations}, badFile(err)
	})
	cmd.Long = `Record an adopted text with a file in YAML: kind (of the rule book), title, decision (by which
it was adopted), sha256 of its file, and recommendations, a list with id, to, text and due.`
	return cmd
}

func (a *app) bodyFollow() *cobra.Command {
	var text string
	return textFlag(a.bodyDo("follow BODY ADVICE RECOMMENDATION STATUS", "Say what became of a recommendation: accepted, partly, under-way, done or rejected", `follow ETF 2020 1 accepted --text "A proposal is prepared." --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		return body.FollowAdvice{Advice: args[0], Recommendation: args[1], Status: args[2], Text: law.Text(text)}, nil
	}), &text, "what became of it")
}

func (a *app) bodyCommit() *cobra.Command {
	var text string
	return textFlag(a.bodyDo("commit BODY ACTION MEMBER DATE", "Commit a member to an action by a day", `commit HIN ee-registry EE 2025-06-30 --text "A national registry" --as mask-contact`, func(_ context.Context, args []string) (law.Command, error) {
		on, err := calendar.ParseDate(args[2])
		return body.CommitAction{Action: args[0], Member: args[1], Due: on, Text: law.Text(text)}, badFile(err)
	}), &text, "what the member does")
}

func (a *app) bodyReport() *cobra.Command {
	var text string
	return textFlag(a.bodyDo("report BODY ACTION PERCENT", "Report on the progress of an action", `report HIN ee-registry 60 --text "It runs in two regions." --as mask-contact`, func(_ context.Context, args []string) (law.Command, error) {
		n, err := strconv.Atoi(strings.TrimSuffix(args[1], "%"))
		if err != nil {
			return nil, usage("%q is no percentage: write 0 to 100", query.Cut(args[1]))
		}
		return body.ReportAction{Action: args[0], Percent: n, Text: law.Text(text)}, nil
	}), &text, "how it stands")
}

func (a *app) bodyLink() *cobra.Command {
	return a.bodyDo("link BODY FROM TO", "Note what followed in another record: a survey from a meeting, an entry from an action", "link EHN meeting/20 survey/EHN-2021 --as officer", func(_ context.Context, args []string) (law.Command, error) {
		return body.LinkBody{From: args[0], To: args[1]}, nil
	})
}
