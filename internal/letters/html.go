package letters

import (
	"html/template"
	"strings"
)

// page is the letter as a page: one column, no table but that of facts, nothing from
// elsewhere. Styles stand on the elements, since mail programs drop style sheets; the
// sheet only turns colours for those that keep it and are dark.
func (l Letter) page(lang string, w written, blocks []block) string {
	v := letterPage{Lang: lang, Subject: w.subject, Salutation: l.salutation(lang), Reference: around[lang].reference + w.reference, Footer: l.footer(lang)}
	for _, b := range blocks {
		p := pagePart{Kind: b.kind, Lines: b.lines, Link: b.link}
		if b.kind == facts {
			for _, line := range b.lines {
				m := factLine.FindStringSubmatch(line)
				p.Facts = append(p.Facts, [2]string{m[1] + m[2], m[3]})
			}
		}
		v.Parts = append(v.Parts, p)
	}
	var b strings.Builder
	if err := letterTemplate.Execute(&b, v); err != nil {
		panic(err) // it writes into memory, and a test makes every letter
	}
	return b.String()
}

type letterPage struct {
	Lang, Subject, Salutation, Reference, Footer string
	Parts                                        []pagePart
}

type pagePart struct {
	Kind  blockKind
	Lines []string
	Facts [][2]string
	Link  string
}

func (p pagePart) Is(kind string) bool {
	return [...]string{"prose", "quoted", "facts", "command", "address", "set"}[p.Kind] == kind
}

// URL is the address of a page, which this program has made.
func (p pagePart) URL() string { return p.Lines[0] }

var letterTemplate = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{.Subject}}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
.paper, .paper p, .paper h1, .paper th, .paper td, .paper pre { background-color: #16191d !important; color: #e8eaed !important; }
.paper blockquote, .paper blockquote p { background-color: #20252b !important; color: #e8eaed !important; border-color: #8fb8c9 !important; }
.paper a { color: #9fd0e4 !important; }
.paper a.go { background-color: #9fd0e4 !important; color: #10222b !important; }
.paper .end, .paper .end p { color: #b6bcc4 !important; border-color: #4a525b !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background-color:#ffffff;color:#1c2126">
<div class="paper" role="article" lang="{{.Lang}}" aria-label="{{.Subject}}" style="max-width:38em;margin:0 auto;padding:24px 20px;background-color:#ffffff;color:#1c2126;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<h1 style="margin:0 0 20px;font-size:20px;line-height:1.3;font-weight:600;color:#1c2126">{{.Subject}}</h1>
<p style="margin:0 0 16px">{{.Salutation}}</p>
{{range .Parts}}{{if .Is "prose"}}<p style="margin:0 0 16px">{{index .Lines 0}}</p>
{{else if .Is "quoted"}}<blockquote style="margin:0 0 16px;padding:10px 16px;border-left:4px solid #3c6e82;background-color:#f2f5f7;color:#1c2126">{{range $i, $line := .Lines}}{{if $i}}<br>{{end}}{{$line}}{{end}}</blockquote>
{{else if .Is "facts"}}<table style="margin:0 0 16px;border-collapse:collapse;font:inherit">{{range .Facts}}<tr><th scope="row" style="padding:3px 20px 3px 0;text-align:left;vertical-align:top;font-weight:600">{{index . 0}}</th><td style="padding:3px 0;vertical-align:top">{{index . 1}}</td></tr>{{end}}</table>
{{else if .Is "address"}}<p style="margin:0 0 16px">{{if .Link}}<a class="go" href="{{.URL}}" style="display:inline-block;padding:10px 18px;border-radius:6px;background-color:#24586c;color:#ffffff;font-weight:600;text-decoration:none">{{.Link}}</a><br>{{end}}<a href="{{.URL}}" style="color:#1f5a70;overflow-wrap:anywhere;word-break:break-word;font-size:14px">{{.URL}}</a></p>
{{else}}<pre style="margin:0 0 16px;padding:0;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere">{{range $i, $line := .Lines}}{{if $i}}
{{end}}{{$line}}{{end}}</pre>
{{end}}{{end}}<div class="end" style="margin:24px 0 0;padding:12px 0 0;border-top:1px solid #c3cad1;color:#545d66;font-size:14px"><p style="margin:0 0 6px">{{.Reference}}</p><p style="margin:0">{{.Footer}}</p></div>
</div>
</body>
</html>
`))
