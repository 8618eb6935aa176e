using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class TlsTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trusted_authority_lets_the_connection_be_made_and_no_other_does()
    {
        await using var server = await StartAsync();
        var ca = Path.Combine(server.Directory, "cert.pem");
        foreach (var scheme in new[] { "tls", "nats" })
        {
            await using var nats = new NatsConnection(new NatsOpts { Url = $"{scheme}://localhost:{server.Port}", Tls = new() { CaFile = ca } });
            await using var sub = await nats.SubscribeCoreAsync("tls", cancellationToken: Ct);
            await nats.PublishAsync("tls", new byte[200_000], cancellationToken: Ct);
            (await sub.ReadAsync(Ct)).Data.Length.ShouldBe(200_000);
        }

        await using var distrustful = new NatsConnection(new NatsOpts { Url = $"tls://localhost:{server.Port}" });
        await Should.ThrowAsync<NatsConnectionException>(async () => await distrustful.ConnectAsync(Ct));

        // The certificate names localhost only.
        await using var elsewhere = new NatsConnection(new NatsOpts { Url = $"tls://127.0.0.1:{server.Port}", Tls = new() { CaFile = ca } });
        await Should.ThrowAsync<NatsConnectionException>(async () => await elsewhere.ConnectAsync(Ct));
    }

    [Theory]
    [InlineData("tls", NatsTlsMode.Auto)]
    [InlineData("nats", NatsTlsMode.Require)]
    public async Task A_broker_without_tls_is_refused_when_tls_is_demanded(string scheme, NatsTlsMode mode)
    {
        await using var server = await NatsServer.StartAsync();
        await using var nats = new NatsConnection(new NatsOpts { Url = $"{scheme}://127.0.0.1:{server.Port}", Tls = new() { Mode = mode } });
        (await Should.ThrowAsync<NatsConnectionException>(async () => await nats.ConnectAsync(Ct))).Message.ShouldContain("no TLS");
    }

    [Fact]
    public async Task Tokens_and_passwords_let_in_and_wrong_ones_are_refused_as_such()
    {
        await using var byToken = await NatsServer.StartAsync("authorization: { token: secret }");
        await using var byUser = await NatsServer.StartAsync("authorization: { user: me, password: secret }");
        await ConnectAsync(byToken, new() { Token = "secret" });
        await ConnectAsync(byUser, new() { Username = "me", Password = "secret" });
        await Should.ThrowAsync<NatsAuthorizationException>(() => ConnectAsync(byToken, new() { Token = "wrong" }));
        await Should.ThrowAsync<NatsAuthorizationException>(() => ConnectAsync(byUser, new() { Username = "me", Password = "wrong" }));
        await Should.ThrowAsync<NatsAuthorizationException>(() => ConnectAsync(byUser, new()));
        new NatsOpts { Auth = new() { Username = "me", Password = "secret" } }.ToString().ShouldNotContain("secret");

        static async Task ConnectAsync(NatsServer server, NatsAuthOpts auth)
        {
            await using var nats = new NatsConnection(new NatsOpts { Url = server.Url, Auth = auth });
            await nats.ConnectAsync(Ct);
        }
    }

    private static Task<NatsServer> StartAsync() => NatsServer.StartAsync((port, directory) =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=holdfast test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(directory, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return $"listen: {IPAddress.Loopback}:{port}\ntls: {{ cert_file: \"{directory}/cert.pem\", key_file: \"{directory}/key.pem\" }}";
    });
}
