using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Holdfast.Tests.Modules.Mail;

/// <summary>A mail server that nobody here wrote, on a free port; it keeps what it takes.</summary>
internal sealed class MailReceiver : MessageStore, IMailboxFilter, IAsyncDisposable
{
    /// <summary>The one account that it knows, where it asks for one.</summary>
    public const string Username = "holdfast";

    /// <summary>That account's password.</summary>
    public const string Password = "horses run";

    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    private MailReceiver(int port, X509Certificate2? certificate, bool asksWho)
    {
        Port = port;
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port));
            if (certificate is not null)
            {
                endpoint.Certificate(certificate);
            }

            if (asksWho)
            {
                endpoint.AuthenticationRequired().AllowUnsecureAuthentication(false);
            }
        }).Build();
        var parts = new SmtpServer.ComponentModel.ServiceProvider();
        parts.Add((IMessageStore)this);
        parts.Add((IMailboxFilter)this);
        parts.Add(new OnlyAccount());
        serving = new SmtpServer.SmtpServer(options, parts).StartAsync(stopping.Token);
    }

    public int Port { get; }

    /// <summary>What it took.</summary>
    public ConcurrentQueue<MimeMessage> Taken { get; } = new();

    /// <summary>What it answers to a recipient; null to take them.</summary>
    public SmtpResponse? Answer { get; set; }

    /// <summary>Begins to listen.</summary>
    /// <param name="certificate">For STARTTLS; null where it cannot.</param>
    /// <param name="asksWho">Whether it wants an account.</param>
    public static MailReceiver Start(X509Certificate2? certificate = null, bool asksWho = false)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        return new MailReceiver(port, certificate, asksWho);
    }

    /// <summary>A certificate of its own for localhost.</summary>
    public static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(buffer.ToArray());
        Taken.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
        return SmtpResponse.Ok;
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Answer is { } refused ? throw new SmtpResponseException(refused) : Task.FromResult(true);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await serving;
        }
        catch (OperationCanceledException)
        {
            // That is how it stops.
        }

        stopping.Dispose();
    }

    private sealed class OnlyAccount : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
            Task.FromResult(user == Username && password == Password);
    }
}
