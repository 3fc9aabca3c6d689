package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheTextOfEveryLicenceOfWhatIsShippedIsWritten(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := texts(root, &b); err != nil {
		t.Fatal(err)
	}
	modules, err := modulesOf(root, uses[0].queries)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range modules {
		if !strings.Contains(b.String(), "==== "+m.path+" "+m.version) {
			t.Errorf("nothing is written of %s", m.path)
		}
	}
	for _, part := range []string{"==== twinning (this program)", "Apache License", "==== the Go standard library", "==== Swagger UI", "Permission is hereby granted, free of charge"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is missing", part)
		}
	}
}

func TestTheImageCarriesTheTextsOfItsLicences(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"go run -C tools/licences . -texts /out/LICENCES.txt", "COPY --from=build /out/LICENCES.txt", "COPY LICENSE "} {
		if !strings.Contains(string(text), line) {
			t.Errorf("the Dockerfile has no %q", line)
		}
	}
}
