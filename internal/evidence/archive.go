package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"twinning.example/engine/internal/law"
)

// What an archive may be at most (our choice). An office document is one.
const (
	mostEntries   = 2_000
	mostDirectory = 1 << 20   // bytes of its list of entries
	mostExpanded  = 500 << 20 // bytes of all that is in it
	mostRatio     = 200       // bytes of an entry for each byte in the archive, from ratioFrom on
	ratioFrom     = 1 << 20
	mostNested    = 8 << 20 // bytes of an archive inside of an archive
)

// refusedFile is ErrRefused with why: in English by itself, in other languages as the reason. Each names the file, since it is told alone, too.
func refusedFile(why law.Reason, format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, law.Nonsensef(why, format, args...))
}

// lookInto refuses an archive that expands to too much, or that cannot be looked
// into, and says what it is. It reads every entry to its end, as what an archive
// says of its own sizes counts for nothing.
func lookInto(from io.ReaderAt, size int64) (string, error) {
	left := int64(mostExpanded)
	return look(from, size, 0, &left)
}

func look(from io.ReaderAt, size int64, depth int, left *int64) (string, error) {
	if err := smallDirectory(from, size); err != nil {
		return "", err
	}
	z, err := zip.NewReader(from, size)
	if err != nil {
		return "", refusedFile(law.Why("archive-unreadable"), "the file begins as an archive and cannot be read as one")
	}
	if len(z.File) > mostEntries {
		return "", refusedFile(law.Why("archive-entries", law.Count("count", len(z.File)), law.Count("most", mostEntries)), "the archive has %d entries; %d are allowed", len(z.File), mostEntries)
	}
	is := typeZIP
	for _, f := range z.File {
		switch {
		case f.Flags&1 != 0:
			return "", refusedFile(law.Why("archive-encrypted"), "the archive is encrypted, so that nobody can look into it; send its files as they are")
		case strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin"):
			return "", refusedFile(law.Why("archive-macros"), "the document has macros; save it without them")
		case f.Name == "word/document.xml":
			is = typeDOCX
		case f.Name == "xl/workbook.xml":
			is = typeXLSX
		case f.Name == "ppt/presentation.xml":
			is = typePPTX
		}
		kind, err := entry(f, depth, left)
		if err != nil {
			return "", err
		}
		if kind != "" {
			is = kind
		}
	}
	return is, nil
}

// entry reads one entry to its end. Where it is what an OpenDocument file says
// of itself, it gives that type.
func entry(f *zip.File, depth int, left *int64) (is string, err error) {
	r, err := f.Open()
	if err != nil {
		return "", refusedFile(law.Why("archive-damaged"), "the archive has an entry that cannot be read")
	}
	defer r.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", refusedFile(law.Why("archive-damaged"), "the archive has an entry that is damaged")
	}
	head = head[:n]
	if f.Name == "mimetype" {
		for _, t := range []string{typeODT, typeODS, typeODP} {
			if string(head) == t {
				is = t
			}
		}
	}
	nested := bytes.HasPrefix(head, []byte("PK\x03\x04"))
	if nested && depth > 0 {
		return "", refusedFile(law.Why("archive-nested"), "the archive has archives inside of archives; one inside of another is allowed")
	}
	if nested {
		return is, inside(io.MultiReader(bytes.NewReader(head), r), depth, left)
	}
	allowed := *left
	if by := max(ratioFrom, int64(min(f.CompressedSize64, mostExpanded))*mostRatio); by < allowed {
		allowed = by
	}
	all, err := io.Copy(io.Discard, io.LimitReader(r, allowed-int64(n)+1))
	if all += int64(n); all > allowed {
		return "", refusedFile(law.Why("archive-expands"), "the archive expands to far more than it is: more than %d bytes in one entry, or %d in all", allowed, int64(mostExpanded))
	}
	if err != nil {
		return "", refusedFile(law.Why("archive-damaged"), "the archive has an entry that is damaged")
	}
	*left -= all
	return is, nil
}

// inside looks into an archive that is an entry of another one.
func inside(r io.Reader, depth int, left *int64) error {
	b, err := io.ReadAll(io.LimitReader(r, mostNested+1))
	if err != nil {
		return refusedFile(law.Why("archive-damaged"), "the archive has an entry that is damaged")
	}
	if len(b) > mostNested {
		return refusedFile(law.Why("archive-inner-size", law.Count("most", mostNested)), "an archive inside of the archive has more than %d bytes", mostNested)
	}
	if *left -= int64(len(b)); *left < 0 {
		return refusedFile(law.Why("archive-expands"), "the archive expands to more than %d bytes", int64(mostExpanded))
	}
	_, err = look(bytes.NewReader(b), int64(len(b)), depth+1, left)
	return err
}

// smallDirectory refuses an archive whose list of entries would fill the memory,
// before it is read. The list must end where its end begins, so that no more of
// it is read than its size says.
func smallDirectory(from io.ReaderAt, size int64) error {
	const fixed = 22
	tail := make([]byte, min(size, fixed+1<<16))
	if _, err := from.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < fixed {
		return refusedFile(law.Why("archive-unreadable"), "the file begins as an archive and has no end as one")
	}
	end := tail[at:]
	comment := int(binary.LittleEndian.Uint16(end[20:]))
	length, begins := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	where := size - int64(len(tail)) + int64(at)
	switch {
	case fixed+comment != len(end) || begins+length != where:
		return refusedFile(law.Why("archive-padded"), "the archive has something before or behind it; pack it anew")
	case length > mostDirectory:
		return refusedFile(law.Why("archive-list", law.Count("count", length), law.Count("most", mostDirectory)), "the archive has a list of entries of %d bytes; %d are allowed", length, mostDirectory)
	}
	return nil
}
