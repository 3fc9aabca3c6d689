package evidence

import (
	"bytes"
	"net/http"
	"strings"
	"unicode/utf8"

	"twinning.example/engine/internal/law"
)

// The types that are taken, by what is in the file. What its name says counts
// for nothing.
const (
	typePDF  = "application/pdf"
	typePNG  = "image/png"
	typeJPEG = "image/jpeg"
	typeTIFF = "image/tiff"
	typeText = "text/plain; charset=utf-8"
	typeZIP  = "application/zip"
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	typeODT  = "application/vnd.oasis.opendocument.text"
	typeODS  = "application/vnd.oasis.opendocument.spreadsheet"
	typeODP  = "application/vnd.oasis.opendocument.presentation"
)

// Types are the media types of files that are taken.
func Types() []string {
	return []string{typePDF, typePNG, typeJPEG, typeTIFF, typeText, typeZIP, typeDOCX, typeXLSX, typePPTX, typeODT, typeODS, typeODP}
}

// Taken lists the types that are taken, as people call them in English; file-type-not-taken has them in other languages.
const Taken = "PDF, PNG, JPEG, TIFF, text or CSV in UTF-8, DOCX, XLSX, PPTX, ODT, ODS, ODP and ZIP"

var magic = []struct{ begins, is string }{
	{"%PDF-", typePDF},
	{"\x89PNG\r\n\x1a\n", typePNG},
	{"\xff\xd8\xff", typeJPEG},
	{"II*\x00", typeTIFF},
	{"MM\x00*", typeTIFF},
	{"PK\x03\x04", typeZIP},
}

// typeOf is the type of a file by its first bytes; of an archive it is ZIP
// until somebody has looked into it.
func typeOf(head []byte) (string, error) {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.begins)) {
			return m.is, nil
		}
	}
	if is := http.DetectContentType(head); !strings.HasPrefix(is, "text/plain") || !isText(head, false) {
		return "", notTaken()
	}
	return typeText, nil
}

// notTaken says that a file is of no type that is taken.
func notTaken() error {
	return refusedFile(law.Why("file-type-not-taken"), "the content of the file is of no type that is taken; taken are %s", Taken)
}

// isText tells whether bytes are UTF-8 without control characters. Unless they
// are the end of the file, the last character may be cut.
func isText(b []byte, end bool) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return !end && !utf8.FullRune(b)
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r >= 0x7f && r < 0xa0 {
			return false
		}
		b = b[n:]
	}
	return true
}

// A textCheck is written the whole of a text, and remembers whether it is one.
type textCheck struct {
	rest []byte // of a character that was cut
	bad  bool
}

func (c *textCheck) Write(p []byte) (int, error) {
	b := append(c.rest, p...)
	if !isText(b, false) {
		c.bad = true
	}
	c.rest = nil
	for cut := 1; cut < utf8.UTFMax && cut <= len(b); cut++ {
		if tail := b[len(b)-cut:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				c.rest = bytes.Clone(tail)
			}
			break
		}
	}
	return len(p), nil
}

func (c *textCheck) ok() bool { return !c.bad && len(c.rest) == 0 }
