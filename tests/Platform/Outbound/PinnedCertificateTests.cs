using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Platform.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Platform.Outbound;

/// <summary>A product that made its own certificate: for another name, by itself, and over since yesterday.</summary>
public sealed class PinnedCertificateTests : IAsyncLifetime
{
    private readonly OutboundClient client = Clients.Of(new OutboundOptions { AllowedNetworks = ["127.0.0.0/8"] }, new ScriptedResolver().Says("fw.example.com", "127.0.0.1"));
    private readonly X509Certificate2 certificate = SelfSigned("localhost.localdomain");
    private WebApplication server = null!;
    private int reached;

    private string Pin => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    private string Url => $"https://fw.example.com:{new Uri(server.Urls.First()).Port}/";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        server = builder.Build();
        server.MapGet("/", () => Interlocked.Increment(ref reached));
        await server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        certificate.Dispose();
    }

    [Fact]
    public async Task The_pinned_certificate_is_trusted_although_nobody_vouches_for_it_and_its_name_and_date_are_others()
    {
        (await Get(new OutboundTrust(null, Pin))).Succeeded.ShouldBeTrue();
        (await Get(new OutboundTrust(null, string.Join(':', Pin.ToLowerInvariant().Chunk(2).Select(two => new string(two)))))).Succeeded.ShouldBeTrue();
        reached.ShouldBe(2);
    }

    [Fact]
    public async Task Another_pin_trusts_it_not_and_nothing_is_sent()
    {
        using var other = SelfSigned("localhost.localdomain");
        (await Get(new OutboundTrust(null, Convert.ToHexString(SHA256.HashData(other.RawData))))).Failure.ShouldBe(OutboundFailure.TlsFailed);
        (await Get(new OutboundTrust(certificate.ExportCertificatePem(), Convert.ToHexString(SHA256.HashData(other.RawData))))).Failure.ShouldBe(OutboundFailure.TlsFailed, "the pin is the stronger");
        reached.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_pin_it_is_not_trusted()
    {
        (await Get(OutboundTrust.System)).Failure.ShouldBe(OutboundFailure.TlsFailed);
        (await Get(new OutboundTrust(certificate.ExportCertificatePem(), null))).Failure.ShouldBe(OutboundFailure.TlsFailed, "an authority is trusted for the host's name and within its dates");
        reached.ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    public async Task A_pin_that_is_none_trusts_nobody(string pin)
    {
        OutboundTrust.IsFingerprint(pin).ShouldBeFalse();
        (await Get(new OutboundTrust(null, pin))).Failure.ShouldBe(OutboundFailure.TlsFailed);
        reached.ShouldBe(0);
    }

    private async Task<OutboundOutcome> Get(OutboundTrust trust)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        return await client.Send(request, Clients.Usual, trust, TestContext.Current.CancellationToken);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(-1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
