package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

// A CommandLine is one command of the program twinning, as somebody typed it elsewhere.
// It is run here, as them, so that it prints what it prints at the programme's machine.
type CommandLine struct {
	Args   []string    `json:"args"`             // without the program's name
	Files  []TypedFile `json:"files,omitempty"`  // that the arguments name
	Stdin  []byte      `json:"stdin,omitempty"`  // base64
	ID     string      `json:"id,omitempty"`     // of the command that is sent, if one is and the arguments name none
	Colors bool        `json:"colors,omitempty"` // where it is printed knows colours
}

// A TypedFile is a file that the arguments name.
type TypedFile struct {
	Path    string `json:"path"`
	Content []byte `json:"content,omitempty"` // base64
	Absent  bool   `json:"absent,omitempty"`  // there is no such file
}

// CommandLineAnswer is what a command line printed. Where a file is needed, nothing was
// done: it is to be sent again with that file.
type CommandLineAnswer struct {
	Out   string `json:"out"`
	Err   string `json:"err"`
	Code  int    `json:"code"`            // exit code
	Needs string `json:"needs,omitempty"` // path of the file
}

// largestLine is the most bytes of a command line with its files.
const largestLine = 4 << 20

const commandLinePath = root + "/command-line"

// commandLine adds the route of command lines.
func (s *server) commandLine() {
	if s.Options.Run == nil {
		return
	}
	schema := s.sent.of(reflect.TypeFor[CommandLine]())
	refusals := bodyProblems()
	delete(refusals, http.StatusGone)
	op := &huma.Operation{
		Method: http.MethodPost, Path: commandLinePath, OperationID: "post-command-line", Tags: []string{"command line"},
		Summary:     "Run a command of the program twinning",
		Description: "The program sends here what is typed where TWINNING_URL is set. What concerns the programme's machine alone is refused.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}},
		Responses: s.problems(map[string]*huma.Response{
			"200": s.jsonResponse("What it printed, and its exit code.", s.answers.of(reflect.TypeFor[CommandLineAnswer]())),
		}, refusals),
	}
	s.handle(op, func(w http.ResponseWriter, r *http.Request) error {
		v := viewerOf(r)
		if v.Person == "" {
			return &query.Nobody{}
		}
		text, err := s.bodyUpTo(w, r, schema, largestLine)
		if err != nil {
			return err
		}
		var line CommandLine
		if err := unmarshal(text, &line); err != nil {
			return err
		}
		return answer(w, r, http.StatusOK, s.Options.Run(r.Context(), v, line))
	})
}

// A Runner runs a command line as somebody.
type Runner func(ctx context.Context, v access.Viewer, line CommandLine) CommandLineAnswer
