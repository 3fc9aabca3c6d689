package uploads

import (
	"path"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// Targets says how it is written what a file is for.
const Targets = "of a tender " + twinning.Targets + "; of an entry " + market.ForReadiness + "; of a masterclass " + evidence.ForMaterial + "ID; of a body " + evidence.ForMeeting + "MEETING/ITEM"

// CheckTarget refuses what a file of a life cannot be for.
func CheckTarget(stream, target string) error {
	family, _, _ := strings.Cut(stream, "/")
	switch family + "/" {
	case law.TenderFamily:
		if _, err := twinning.ParseTarget(target); err == nil {
			return nil
		}
	case market.EntryRoot:
		if target == market.ForReadiness {
			return nil
		}
	case masterclass.Root:
		if id, ok := strings.CutPrefix(target, evidence.ForMaterial); ok && id != "" {
			return nil
		}
	case body.Root:
		if meeting, item := meetingOf(target); meeting != "" && item != "" {
			return nil
		}
	}
	return law.Nonsensef(law.Why("none-of-these", narrate.Verbatim("text", query.Cut(target)), narrate.Verbatim("choices", Targets)), "for is %q; allowed are: %s", target, Targets)
}

// meetingOf are the meeting and the item that a file of a body is for.
func meetingOf(target string) (meeting, item string) {
	at, _ := strings.CutPrefix(target, evidence.ForMeeting)
	meeting, item, _ = strings.Cut(at, "/")
	return meeting, item
}

// command is what adds a stored file. What it is for has been checked.
func command(f File, stored law.StoredFile) law.Command {
	if f.Name != "" {
		stored.Title = law.Text(path.Base(strings.ReplaceAll(f.Name, `\`, "/")))
	}
	title := law.Text(strings.TrimSpace(f.Title))
	if title == "" {
		title = stored.Title
	}
	family, _, _ := strings.Cut(f.Stream, "/")
	switch family + "/" {
	case market.EntryRoot:
		return market.AddEntryFile{StoredFile: stored}
	case masterclass.Root:
		return masterclass.AddMaterial{ID: strings.TrimPrefix(f.For, evidence.ForMaterial), Title: title, Stored: &stored}
	case body.Root:
		meeting, item := meetingOf(f.For)
		return body.AddMeetingDocument{Meeting: meeting, Item: item, Title: title, Stored: &stored}
	}
	return twinning.AddEvidence{
		File: stored.File, For: f.For, SealedSHA256: stored.SealedSHA256, SealedSize: stored.SealedSize, Title: stored.Title, Type: stored.Type, SHA256: stored.SHA256,
	}
}
