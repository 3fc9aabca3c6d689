package programme

import (
	"strings"

	"twinning.example/engine/internal/survey"
)

// LoadSurvey reads and checks the rule book of a survey in a file. Its officers are still the
// aliases of the file.
func LoadSurvey(path string) (survey.SurveyRules, error) {
	data, err := readFile(path)
	if err != nil {
		return survey.SurveyRules{}, err
	}
	return ParseSurvey(path, data)
}

// ParseSurvey is LoadSurvey of a file that was read. Marks become the Sources of the rule book.
func ParseSurvey(name string, data []byte) (survey.SurveyRules, error) {
	return parsed("survey", name, data, func(r *survey.SurveyRules, from []string) { r.Sources = append(r.Sources, from...) })
}

// ParseAnswer reads the answers to a survey in a file: {answers: [...]}.
func ParseAnswer(name string, data []byte) ([]survey.Given, error) {
	var is struct {
		Answers []survey.Given `json:"answers"`
	}
	root, err := typed(name, data, &is)
	switch {
	case err != nil:
		return nil, orOther("answers", name, data, err)
	case root.field("answers") == nil:
		return nil, Problems{root.problem(name, "answers is missing", "answers: a list of parts, each with options, cells, number or text")}
	}
	if err := survey.CheckAnswers(is.Answers); err != nil {
		return nil, root.problems(name, err)
	}
	return is.Answers, nil
}

// provenance says of each value that is marked where it comes from, or that it is a sample.
func (v *value) provenance() (list []string) {
	for _, m := range v.marks() {
		says := m.Source
		if m.Sample {
			says = "sample"
			if m.Why != "" {
				says += ": " + m.Why
			}
		}
		list = append(list, strings.TrimPrefix(m.Path, "/")+": "+says)
	}
	return list
}
