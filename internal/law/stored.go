package law

import (
	"regexp"
	"strings"
)

// A StoredFile is a file in the store of evidence. What it is called, its type and the SHA-256 of its content
// stand, sealed, in the receipt; all that is in the clear says nothing of what is in it.
type StoredFile struct {
	File         string `json:"file"`          // opaque name in the store
	SealedSHA256 string `json:"sealed_sha256"` // SHA-256 of the ciphertext
	SealedSize   int64  `json:"sealed_size"`   // bytes of the ciphertext
	Title        Text   `json:"name"`          // what whoever added it calls it
	Type         Text   `json:"type"`          // media type
	SHA256       Text   `json:"sha256"`        // of the content
}

// Filing is implemented by commands that name files: they are received only where these are in the store, for the life that they are brought
// before. Of a file that is only named, its name alone is given.
type Filing interface{ Filed() []StoredFile }

// Filed is the file itself.
func (f StoredFile) Filed() []StoredFile { return []StoredFile{f} }

var fileForm = regexp.MustCompile(`^f-[a-z2-7]{26}$`)

// CheckStored refuses the name of a file that no store has given.
func CheckStored(field, name string) error {
	if !fileForm.MatchString(name) {
		return Nonsensef(WrongReference(field, "f-abcdefghijklmnopqrstuvwxyz"), "%s is %q; the name of a file in the store is f- and 26 characters of a-z and 2-7", field, name)
	}
	return nil
}

// Check refuses what the store would never have given.
func (f StoredFile) Check() error {
	if err := CheckStored("file", f.File); err != nil {
		return err
	}
	if !IsSHA256(f.SealedSHA256) {
		return Nonsensef(WrongHash("sealed_sha256"), "sealed_sha256 must be 64 hexadecimal digits in lower case")
	}
	if f.SealedSize < 1 {
		return Nonsensef(WrongAbove("sealed_size"), "sealed_size is %d bytes; it must be above zero", f.SealedSize)
	}
	if err := CheckRequired("name", f.Title); err != nil {
		return err
	}
	if f.Title.IsText() {
		if len(f.Title) > 255 {
			return Nonsensef(WrongBytes("name", len(f.Title), 255), "name has %d bytes; 255 are allowed", len(f.Title))
		}
		if strings.ContainsAny(string(f.Title), "/\\\n\t") {
			return Nonsensef(Why("nonsense-file-name", Path("field", "name")), "name may not have slashes, tabs or line feeds: give the name of the file without its folder")
		}
	}
	if f.Type.IsText() || f.Type == "" {
		if err := CheckCode("type", strings.ReplaceAll(string(f.Type), " ", "")); err != nil {
			return err
		}
	}
	if (f.SHA256.IsText() || f.SHA256 == "") && !IsSHA256(string(f.SHA256)) {
		return Nonsensef(WrongHash("sha256"), "sha256 must be 64 hexadecimal digits in lower case")
	}
	return nil
}
