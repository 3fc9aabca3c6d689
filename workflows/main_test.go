package workflows_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// TestMain has histories recorded first, where RECORD=1 asks for it, by the
// tests of worker that drive lives on a real server. What is there stays.
func TestMain(m *testing.M) {
	if os.Getenv("RECORD") == "1" {
		record := exec.Command("go", "test", "-count=1", "-run", "Path|Year|Renew|Falls", "../worker")
		record.Stdout, record.Stderr = os.Stdout, os.Stderr
		if err := record.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "record histories:", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}
