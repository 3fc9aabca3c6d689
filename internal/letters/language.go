package letters

import (
	"fmt"
	"slices"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/narrate"
)

const english = "en"

// Languages are those that letters are written in; the first one is complete.
func Languages() []string { return narrate.Languages() }

// Language is the language of a letter: of the choices, such as its recipient's and its
// call's, the first one that letters are written in; else English.
func Language(choices ...string) string {
	for _, c := range choices {
		if slices.Contains(Languages(), c) {
			return c
		}
	}
	return english
}

// phrases are the words of a language that stand around every letter, with the spaces and apostrophes with which it is printed.
type phrases struct {
	dear, nobody   string // the salutation; %s is the name
	reference      string
	footer         string // %s: the letter, the record
	page, command  string // before the link to a page, and before the command that shows it
	open, accept   string // on the link itself
	due, dueDetail string // of the entry in a calendar
	sample         string // where a person's own words will stand
}

var around = map[string]phrases{
	"en": {
		dear: "Dear %s,", nobody: "Good day,", reference: "Reference: ",
		footer: "This is letter %s of the record of %s. What becomes of it, whether it is sent, refused or in doubt, stands in that record.",
		page:   "The page about it:", command: "It is shown by:", open: "Open the page", accept: "Open the invitation",
		due: "Due: ", dueDetail: "Due by the end of this day, in the time zone of the call.",
		sample: "(Here stands what was written, in the words of who wrote it.)",
	},
	"fr": {
		dear: "À l\u2019attention de %s", nobody: "Madame, Monsieur,", reference: "Référence\u00a0: ",
		footer: "La présente lettre porte le numéro %s dans le dossier %s. Ce dossier indique ce qu\u2019il en est advenu\u00a0: lettre envoyée, refusée ou en doute.",
		page:   "La page correspondante\u00a0:", command: "Pour consulter le dossier\u00a0:", open: "Ouvrir la page", accept: "Ouvrir l\u2019invitation",
		due: "Échéance\u00a0: ", dueDetail: "À faire avant la fin de cette journée, dans le fuseau horaire de l\u2019appel.",
		sample: "(Ici figure le texte de son auteur, tel qu\u2019il l\u2019a écrit.)",
	},
	"de": {
		dear: "Guten Tag %s,", nobody: "Sehr geehrte Damen und Herren,", reference: "Referenz: ",
		footer: "Dies ist das Schreiben %s der Akte %s. Was aus ihm wird, ob es versandt oder abgewiesen wird oder zweifelhaft bleibt, steht in dieser Akte.",
		page:   "Die Seite dazu:", command: "Anzeige mit:", open: "Seite öffnen", accept: "Einladung öffnen",
		due: "Fällig: ", dueDetail: "Fällig bis zum Ablauf dieses Tages in der Zeitzone des Aufrufs.",
		sample: "(Hier steht der Wortlaut dessen, der ihn verfasst hat.)",
	},
}

// LanguageOf is Language for one letter; English where nobody has written it in the other.
func LanguageOf(template string, choices ...string) string {
	lang := Language(choices...)
	if _, there := forms()[lang][template]; !there {
		return english
	}
	return lang
}

func (l Letter) language() string { return LanguageOf(l.Template, l.Language) }

// day writes a date with its weekday, so that nobody can take the month for the day.
func day(w word, lang string) (string, error) {
	d, err := calendar.ParseDate(w.String())
	if err != nil {
		return "", err
	}
	if lang == english {
		return fmt.Sprintf("%s, %d %s %d", d.Weekday(), d.Day, d.Month, d.Year), nil
	}
	n, err := narrate.New(lang, nil, "")
	if err != nil {
		return "", err
	}
	return n.Day(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)), nil
}

// dayAlone writes a date in words without its weekday.
func dayAlone(w word, lang string) (string, error) {
	d, err := calendar.ParseDate(w.String())
	if err != nil {
		return "", err
	}
	if lang == english {
		return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year), nil
	}
	n, err := narrate.New(lang, nil, "")
	if err != nil {
		return "", err
	}
	return n.Date(d), nil
}
