package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/state"
)

// Stack is everything, up.
type Stack struct {
	Settings
	options     Options
	folder      *folder
	ports       ports
	launcher    *launcher
	cluster     *cluster
	parts       []*part // in the order they came up
	mail        *mail
	signIn      *signIn
	heartbeater *heartbeater

	talk    sync.Mutex
	ctx     context.Context // the caller's
	keeping *errgroup.Group
	kept    context.Context // ends when a part is given up, or with rest
	rest    context.CancelFunc
	close   sync.Once
	closed  error
}

// Up brings the stack up and returns when it is ready. What cannot be is said before anything is started.
func Up(ctx context.Context, o Options) (_ *Stack, err error) {
	began := time.Now()
	if o, err = o.complete(); err != nil {
		return nil, err
	}
	s := &Stack{options: o, ctx: ctx, launcher: newLauncher()}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close(context.WithoutCancel(ctx)))
		}
	}()
	if err := s.prepare(); err != nil {
		return nil, err
	}
	if err := s.bringUp(ctx); err != nil {
		return nil, err
	}
	s.keep()
	if err := s.publish(); err != nil {
		return nil, err
	}
	s.say("ready in %s; Temporal's page is %s, letters are in %s", took(began), s.PageURL, s.MailDir)
	return s, nil
}

// prepare claims the folder and makes all that is decided once.
func (s *Stack) prepare() (err error) {
	if s.folder, err = claim(s.options.Data); err != nil {
		return err
	}
	f := s.folder
	if s.options.Programme, err = f.keepClock(s.options.Programme); err != nil {
		return err
	}
	if err := f.remove(settingsFile); err != nil {
		return err
	}
	passwords, err := f.passwords()
	if err != nil {
		return err
	}
	if s.ports, err = f.ports(); err != nil {
		return err
	}
	verifier, err := f.makeKeys()
	if err != nil {
		return err
	}
	if s.cluster, err = f.cluster(s.launcher, s.ports, passwords); err != nil {
		return err
	}
	s.Settings = Settings{
		Data:            f.path,
		DatabaseURL:     s.cluster.dsn(ledger.RoleApp, "twinning"),
		OwnerURL:        s.cluster.dsn(ledger.RoleOwner, "twinning"),
		EraseURL:        s.cluster.dsn(ledger.RoleErase, "twinning"),
		DoorURL:         s.cluster.dsn(ledger.RoleDoor, "twinning"),
		TemporalAddress: s.ports.at("frontend"),
		Namespace:       "default",
		PageURL:         "http://" + s.ports.at("page"),
		MailDir:         f.file("mail"),
		SMTPAddr:        s.ports.at("smtp"),
		WorkerAdmin:     s.ports.at("worker"),
		KeyFile:         f.file("keys"),
		Evidence:        f.file("evidence"),
		Clamd:           os.Getenv("TWINNING_CLAMD"),
		NoteKey:         f.file("note-key"),
		SignKey:         f.file("door"),
		OperatorKey:     f.file("operator"),
		WorkerKey:       f.file("worker"),
		Trust:           f.file("operator.pub"),
		VerifierKey:     verifier,
		Origin:          originOf(verifier),
		Clock:           s.options.Programme.String(),
	}
	if s.options.DeskBinary != "" {
		s.DeskURL, s.DeskAdmin, s.SignIns = "http://"+s.ports.at("desk"), s.ports.at("desk-admin"), f.file("sign-ins")
	}
	return nil
}

// bringUp starts one part after the other, the ledger's tables being made while Temporal makes its own. The programme clock goes on last.
func (s *Stack) bringUp(ctx context.Context) error {
	began := time.Now()
	made, err := s.cluster.make(ctx)
	if err != nil {
		return err
	}
	if made {
		why := ""
		if strings.HasPrefix(s.cluster.home, elsewhere) {
			why = fmt.Sprintf(", because user %s cannot enter %s", s.cluster.user.Name, barred(s.folder.path, s.cluster.user))
		}
		s.say("PostgreSQL: made a cluster in %s%s (%s)", s.cluster.data(), why, took(began))
	}
	postgres := s.postgres()
	if err := s.bring(ctx, postgres, s.ports.at("postgres")); err != nil {
		return err
	}
	if err := s.cluster.bootstrap(ctx); err != nil {
		return err
	}
	temporal := s.temporal(postgres)
	both, starting := errgroup.WithContext(ctx)
	both.Go(func() error { return s.migrate(starting) })
	both.Go(func() error { return s.bring(starting, temporal, s.TemporalAddress+", its page "+s.PageURL) })
	if err := both.Wait(); err != nil {
		return err
	}
	if err := s.ports.await(ctx, s.folder, "smtp"); err != nil {
		return err
	}
	if s.mail, err = startMail(s.SMTPAddr, s.MailDir); err != nil {
		return err
	}
	s.say("mail sink: %s, letters in %s", s.SMTPAddr, s.MailDir)
	if err := s.bring(ctx, s.worker(postgres, temporal), "http://"+s.WorkerAdmin+"/readyz"); err != nil {
		return err
	}
	beats, stands, err := startHeartbeat(ctx, s.DatabaseURL, s.options.Programme)
	if err != nil {
		return err
	}
	s.heartbeater = beats
	s.say("clock: %s", stands)
	if s.DeskURL == "" {
		return nil
	}
	if err := s.ports.await(ctx, s.folder, "sign-in"); err != nil {
		return err
	}
	if s.signIn, err = startSignIn(ctx, s.Settings, s.folder, s.ports.at("sign-in")); err != nil {
		return err
	}
	return s.bring(ctx, s.desk(postgres), s.DeskURL)
}

func (s *Stack) bring(ctx context.Context, p *part, where string) error {
	began := time.Now()
	if err := p.bring(ctx); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	s.parts = append(s.parts, p)
	s.say("%s: %s (%s)", p.name, where, took(began))
	return nil
}

func (s *Stack) migrate(ctx context.Context) error {
	began := time.Now()
	o := s.options.Programme.migration()
	o.SealedKinds = state.SealedKinds()
	o.SignKey, o.Register = s.OperatorKey, []string{s.WorkerKey + ".pub", s.SignKey + ".pub"}
	if err := ledger.Migrate(ctx, s.OwnerURL, o); err != nil {
		return err
	}
	s.say("ledger: tables are those of today (%s)", took(began))
	return nil
}

// keep begins to keep every part up.
func (s *Stack) keep() {
	resting, rest := context.WithCancel(context.WithoutCancel(s.ctx))
	s.rest = rest
	s.keeping, s.kept = errgroup.WithContext(resting)
	for _, p := range s.parts {
		s.keeping.Go(func() error { return p.keep(s.kept, s.say) })
	}
	s.keeping.Go(func() error { return s.mail.keep(s.kept) })
	if s.signIn != nil {
		s.keeping.Go(func() error { return s.signIn.keep(s.kept) })
	}
}

// publish lets other processes attach.
func (s *Stack) publish() error {
	text, err := json.MarshalIndent(s.Settings, "", "  ")
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return s.folder.write(settingsFile, append(text, '\n'))
}

// Wait returns when the context given to Up ends, with no error, or when a part cannot be kept up: the error says which and why.
// The stack has still to be closed.
func (s *Stack) Wait() error {
	select {
	case <-s.ctx.Done():
		return nil
	case <-s.kept.Done():
		return s.keeping.Wait()
	}
}

// Close stops the clock and then every part in order, what depends on others first. It may be called again, and says the same.
func (s *Stack) Close(ctx context.Context) error {
	s.close.Do(func() { s.closed = s.shut(ctx) })
	return s.closed
}

func (s *Stack) shut(ctx context.Context) error {
	began := time.Now()
	var all []error
	if s.keeping != nil {
		s.rest()
		s.keeping.Wait() // what went wrong is Wait's to say
		all = append(all, s.folder.remove(settingsFile))
	}
	all = append(all, s.heartbeater.end(ctx))
	for i := len(s.parts) - 1; i >= 0; i-- {
		if i == 0 { // only PostgreSQL is left
			all = append(all, s.signIn.end(), s.mail.end())
		}
		all = append(all, s.parts[i].end(ctx))
	}
	s.launcher.close()
	if s.folder != nil {
		all = append(all, s.folder.release())
	}
	if len(s.parts) > 0 {
		s.say("stopped in %s; everything is kept in %s", took(began), s.options.Data)
	}
	return errors.Join(all...)
}

// PIDs are the processes at work now, by the names of their parts.
func (s *Stack) PIDs() map[string]int {
	m := map[string]int{}
	for _, p := range s.parts {
		if process := p.running(); process != nil {
			m[p.name] = process.pid
		}
	}
	return m
}

// say says one line.
func (s *Stack) say(format string, a ...any) {
	s.talk.Lock()
	defer s.talk.Unlock()
	fmt.Fprintf(s.options.Out, format+"\n", a...)
}
