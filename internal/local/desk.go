package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/local/provider"
	"twinning.example/engine/internal/people"
)

// deskClient is what the provider of sign-in calls the desk.
const deskClient = "desk"

// desk is what faces people.
func (s *Stack) desk(needs ...*part) *part {
	return &part{name: "the desk", start: s.startDesk, needs: needs, ask: syscall.SIGTERM, patience: 25 * time.Second}
}

func (s *Stack) startDesk(ctx context.Context) (*process, error) {
	if err := s.ports.await(ctx, s.folder, "desk", "desk-admin"); err != nil {
		return nil, err
	}
	cmd := exec.Command(s.options.DeskBinary, "serve")
	cmd.Dir = s.folder.path
	cmd.Env = append(clean(os.Environ()),
		"DATABASE_URL="+s.DoorURL,
		"TWINNING_KEY_FILE="+s.KeyFile,
		"TWINNING_SIGN_KEY="+s.SignKey,
		"TWINNING_TRUST="+s.Trust,
		"TWINNING_DESK_ADDR="+s.ports.at("desk"),
		"TWINNING_DESK_URL="+s.DeskURL,
		"TWINNING_ADMIN_ADDR="+s.DeskAdmin,
		"TWINNING_EVIDENCE="+s.Evidence,
		"TWINNING_CLAMD="+s.Clamd,
		"TWINNING_CHECKPOINT="+s.folder.file("checkpoint.txt"),
		"TWINNING_OIDC_ISSUER=http://"+s.ports.at("sign-in"),
		"TWINNING_OIDC_CLIENT_ID="+deskClient,
		"TWINNING_API_RATE=1000", "TWINNING_SIGN_IN_RATE=1000", // everybody comes from this machine's address
	)
	return s.launch(ctx, "desk", cmd, startPatience, func(ctx context.Context) bool { return s.isReady(ctx, s.DeskAdmin) })
}

// signIn is the stack's own provider of sign-in, within this process: no other can be it.
type signIn struct {
	ledger *ledger.Ledger
	server *http.Server
	done   chan struct{}
	err    error // once it is done
}

func startSignIn(ctx context.Context, s Settings, f *folder, addr string) (*signIn, error) {
	secret, err := f.secret("sign-in")
	if err != nil {
		return nil, err
	}
	l, err := ledger.Open(ctx, ledger.Options{DSN: s.DoorURL, KeyFile: s.KeyFile, SignKey: s.SignKey, Trust: s.Trust, Conns: 2})
	if err != nil {
		return nil, fmt.Errorf("open the ledger for sign-in: %w", err)
	}
	directory := people.NewDirectory(l)
	p, err := provider.New(provider.Options{Issuer: "http://" + addr, Client: deskClient, Home: s.DeskURL, Secret: secret, Find: accounts(directory)})
	if err != nil {
		l.Close()
		return nil, err
	}
	socket, err := net.Listen("tcp", addr)
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("start the provider of sign-in: %w", err)
	}
	in := &signIn{ledger: l, done: make(chan struct{}), server: &http.Server{Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}}
	go func() {
		defer close(in.done)
		if err := in.server.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
			in.err = err
		}
	}()
	return in, nil
}

// accounts finds who can sign in: everybody whom the ledger knows.
func accounts(d *people.Directory) func(context.Context, string) (provider.Account, error) {
	return func(ctx context.Context, who string) (provider.Account, error) {
		p, err := d.Find(ctx, who)
		if errors.Is(err, people.ErrUnknown) || err == nil && p.Erased {
			return provider.Account{}, provider.ErrNobody
		}
		return provider.Account{ID: p.ID, Alias: p.Alias, Name: p.Name, Email: p.Email}, err
	}
}

func (in *signIn) keep(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-in.done:
		return fmt.Errorf("the provider of sign-in ended: %w", in.err)
	}
}

func (in *signIn) end() error {
	if in == nil {
		return nil
	}
	err := in.server.Close()
	<-in.done
	in.ledger.Close()
	return errors.Join(err, in.err)
}

// secret is drawn once.
func (f *folder) secret(name string) ([]byte, error) {
	text, err := os.ReadFile(f.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		text = []byte(rand.Text() + rand.Text() + "\n")
		err = f.write(name, text)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret of %s: %w", name, err)
	}
	return []byte(strings.TrimSpace(string(text))), nil
}

// A SignIn is how somebody signs in to the desk of this machine.
type SignIn struct {
	ID       string `json:"id"` // of the person
	Alias    string `json:"alias"`
	Password string `json:"password"`
}

// WriteSignIns writes who can sign in to the stack in a folder, and how, to its file
// sign-ins, which only its user can read, and returns the list by alias.
func WriteSignIns(ctx context.Context, s Settings, d *people.Directory) ([]SignIn, error) {
	f := &folder{path: s.Data}
	secret, err := f.secret("sign-in")
	if err != nil {
		return nil, err
	}
	all, err := d.All(ctx)
	if err != nil {
		return nil, err
	}
	var list []SignIn
	for _, p := range all {
		if !p.Erased && p.Alias != "" {
			list = append(list, SignIn{ID: p.ID, Alias: p.Alias, Password: provider.Password(secret, p.ID)})
		}
	}
	slices.SortFunc(list, func(a, b SignIn) int { return strings.Compare(a.Alias, b.Alias) })
	var text strings.Builder
	for _, a := range list {
		fmt.Fprintf(&text, "%-24s %s\n", a.Alias, a.Password)
	}
	return list, f.write("sign-ins", []byte(text.String()))
}
