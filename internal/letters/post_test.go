package letters_test

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
)

func TestWhatAPostCannotMeanIsRefused(t *testing.T) {
	t.Parallel()
	for why, p := range map[string]letters.Post{
		"is not host:port":                     {Addr: "mail.example.com", From: from},
		"the sender \"\"":                      {Addr: "127.0.0.1:25"},
		"allowed are none, opportunistic":      {Addr: "127.0.0.1:25", From: from, TLS: "sometimes"},
		"a user name without a password file":  {Addr: "127.0.0.1:25", From: from, Username: "u"},
		"connect to the mail server: dial tcp": {Addr: "127.0.0.1:1", From: from},
	} {
		_, err := p.Connect(t.Context())
		require.ErrorContains(t, err, why)
	}
}

func TestAServerWithoutTLSIsNotUsedWhereTLSIsMandatory(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil, answers{})
	p := post(s.addr)
	p.TLS = ""
	_, err := p.Connect(t.Context())
	require.ErrorContains(t, err, "it does not offer TLS, which is mandatory here")
	p.TLS = letters.TLSOpportunistic
	fate, err := connect(t, p).Send(t.Context(), written(t, "reminder"))
	require.NoError(t, err)
	require.Equal(t, letters.Sent, fate)
}

func TestALetterGoesOverTLSWhereTheServerOffersIt(t *testing.T) {
	t.Parallel()
	secure, roots := certificate(t)
	s := newScript(t, secure, answers{"EHLO": "250-script\r\n250 STARTTLS"})
	for _, policy := range []string{letters.TLSOpportunistic, letters.TLSMandatory} {
		p := post(s.addr)
		p.TLS = policy
		fate, err := connect(t, p.Trusting(roots)).Send(t.Context(), written(t, "reminder"))
		require.NoError(t, err)
		require.Equal(t, letters.Sent, fate)

		_, err = p.Connect(t.Context())
		require.ErrorContains(t, err, "certificate", "a stranger is not trusted, whatever the policy")
	}
	require.Equal(t, 4, s.count("STARTTLS"))
	require.Equal(t, 2, s.count("MAIL"))
}

func TestOnPort465TLSIsSpokenFromTheFirstByte(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:465")
	if err != nil {
		t.Skip("port 465 of this machine is not ours to listen on: ", err)
	}
	secure, roots := certificate(t)
	s := newScriptAt(t, tls.NewListener(l, secure), nil, answers{})
	p := post(s.addr)
	p.TLS = letters.TLSMandatory
	fate, err := connect(t, p.Trusting(roots)).Send(t.Context(), written(t, "reminder"))
	require.NoError(t, err)
	require.Equal(t, letters.Sent, fate)
	require.Zero(t, s.count("STARTTLS"))
	_, err = p.Connect(t.Context())
	require.ErrorContains(t, err, "certificate")
}

func TestTheBestWayToSignInThatTheServerOffersIsTaken(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("s3cret\n"), 0o600))
	secure, roots := certificate(t)
	for offered, command := range map[string]string{
		"PLAIN LOGIN":                "AUTH PLAIN AHUAczNjcmV0",
		"LOGIN CRAM-MD5":             "AUTH LOGIN",
		"PLAIN SCRAM-SHA-256 XOAUTH": "AUTH SCRAM-SHA-256",
	} {
		s := newScript(t, secure, answers{"EHLO": "250-script\r\n250-STARTTLS\r\n250 AUTH " + offered})
		p := letters.Post{Addr: s.addr, From: from, Username: "u", PasswordFile: file, Timeout: 5 * time.Second}.Trusting(roots)
		if session, err := p.Connect(t.Context()); err == nil { // the script cannot play SCRAM to its end
			require.NoError(t, session.Close())
		}
		require.Equal(t, 1, s.count(command), offered)
	}
	s := newScript(t, secure, answers{"EHLO": "250-script\r\n250-STARTTLS\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 who are you"})
	p := letters.Post{Addr: s.addr, From: from, Username: "u", PasswordFile: file, Timeout: 5 * time.Second}.Trusting(roots)
	_, err := p.Connect(t.Context())
	require.ErrorContains(t, err, "535")
	require.NotContains(t, err.Error(), "s3cret")

	s = newScript(t, nil, answers{"EHLO": "250-script\r\n250 AUTH CRAM-MD5"})
	p = letters.Post{Addr: s.addr, From: from, Username: "u", PasswordFile: file, TLS: letters.TLSNone}
	_, err = p.Connect(t.Context())
	require.ErrorContains(t, err, "it offers none of SCRAM-SHA-256, PLAIN and LOGIN")
	p.PasswordFile += "-gone"
	_, err = p.Connect(t.Context())
	require.ErrorContains(t, err, "read the password")
}

func TestEachAnswerHasItsFate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said answers
		fate letters.Fate
		why  string
	}{
		{answers{".": "251 2.0.0 taken in another way"}, letters.Sent, ""},
		{answers{".": "250-taken\r\n250 as 4XyZ"}, letters.Sent, ""},
		{answers{".": "421 4.3.2 closing"}, letters.Deferred, "421 4.3.2 closing"},
		{answers{".": "354 what"}, letters.InDoubt, "354 what"},
		{answers{".": "what"}, letters.InDoubt, "what"},
		{answers{".": "-"}, letters.InDoubt, "EOF"},
		{answers{"DATA": "-"}, letters.Deferred, "EOF"},
		{answers{"DATA": "554 no"}, letters.Refused, "554 no"},
		{answers{"DATA": "451 not now"}, letters.Deferred, "451 not now"},
		{answers{"RCPT": "550 no"}, letters.Refused, "550 no"},
		{answers{"RCPT": "501 bad address"}, letters.Refused, "501 bad address"},
		{answers{"RCPT": "251 will forward"}, letters.Sent, ""},
		{answers{"RCPT": "450 busy"}, letters.Deferred, "450 busy"},
		{answers{"RCPT": "421 closing"}, letters.Deferred, "421 closing"},
		{answers{"RCPT": "503 not yet"}, letters.Deferred, "503 not yet"},
		{answers{"RCPT": "530 5.7.0 sign in first"}, letters.Deferred, "530 5.7.0 sign in first"},
		{answers{"RCPT": "550 no", "RSET": "-"}, letters.Refused, "550 no"},
		{answers{"MAIL": "550 5.7.1 not from you"}, letters.Deferred, "server-closed: 550 5.7.1 not from you"},
		{answers{"MAIL": "-"}, letters.Deferred, "EOF"},
	} {
		s := newScript(t, nil, c.said)
		fate, err := connect(t, post(s.addr)).Send(t.Context(), written(t, "reminder"))
		require.Equal(t, c.fate, fate, "%v", c.said)
		if c.why == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, c.why)
		require.Equal(t, 1, s.count("MAIL"), "%v: nothing is tried twice", c.said)
	}
}

func TestASilentServerIsWaitedForAndLeft(t *testing.T) {
	t.Parallel()
	for silent, want := range map[string]letters.Fate{"MAIL": letters.Deferred, "RCPT": letters.Deferred, "DATA": letters.Deferred, ".": letters.InDoubt} {
		s := newScript(t, nil, answers{silent: "..."})
		session := connect(t, post(s.addr)) // with patience: how soon a busy machine connects is not what is tested
		session.Hurry(time.Second)
		began := time.Now()
		fate, err := session.Send(t.Context(), written(t, "reminder"))
		require.Equal(t, want, fate, silent)
		require.ErrorContains(t, err, "timeout")
		if silent == "." {
			require.GreaterOrEqual(t, time.Since(began), 10*time.Second, "the last answer is waited for longest")
		}
	}
	s := newScript(t, nil, answers{"hello": "..."})
	p := post(s.addr)
	p.Timeout = 500 * time.Millisecond
	_, err := p.Connect(t.Context())
	require.ErrorContains(t, err, "timeout")
}

func TestAnAttemptThatIsCalledOffAfterTheFinalDotIsInDoubt(t *testing.T) {
	t.Parallel()
	s := newScript(t, nil, answers{".": "..."})
	session := connect(t, post(s.addr))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	fate, err := session.Send(ctx, written(t, "reminder"))
	require.Error(t, err)
	require.Equal(t, letters.InDoubt, fate)
}

func TestAConnectionThatTheServerEndedMeanwhileIsOpenedAgain(t *testing.T) {
	t.Parallel()
	// It takes one letter and then says, unasked, that this was enough.
	s := newScript(t, nil, answers{".": "250 taken\r\n421 4.7.0 enough for one connection"}, answers{})
	session := connect(t, post(s.addr))
	for range 3 {
		fate, err := session.Send(t.Context(), written(t, "reminder"))
		require.NoError(t, err)
		require.Equal(t, letters.Sent, fate)
	}
	require.Equal(t, 2, s.count("EHLO"))
}
