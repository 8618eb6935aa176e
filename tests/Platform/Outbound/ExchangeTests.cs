using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Platform.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Platform.Outbound;

public sealed class ExchangeTests : IAsyncLifetime
{
    private readonly OutboundClient client = Clients.Of(
        new OutboundOptions { AllowHttp = true, AllowedNetworks = ["127.0.0.0/8"], MaxHeaderKilobytes = 4 },
        new ScriptedResolver().Says("hook.example.com", "127.0.0.1").Says("other.example.com", "127.0.0.1"));

    private readonly X509Certificate2 root = MakeRoot();
    private WebApplication server = null!;
    private int redirected;
    private string http = "";
    private string https = "";

    public async ValueTask InitializeAsync()
    {
        using var leaf = MakeLeaf(root, "hook.example.com");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null)));
        });
        server = builder.Build();
        server.MapGet("/ok", (HttpContext c) => $"{c.Request.Protocol} {c.Request.Host.Host} {c.Request.Headers.Cookie}");
        server.MapPost("/echo", async (HttpContext c) =>
        {
            using var reader = new StreamReader(c.Request.Body);
            return await reader.ReadToEndAsync();
        });
        server.MapGet("/redirect", (HttpContext c) =>
        {
            c.Response.Headers.SetCookie = "a=b";
            return Results.Redirect("/target");
        });
        server.MapGet("/target", () => Interlocked.Increment(ref redirected));
        server.MapGet("/huge", () => new string('x', 1024 * 1024));
        server.MapGet("/endless", async (HttpContext c) =>
        {
            while (!c.RequestAborted.IsCancellationRequested)
            {
                await c.Response.WriteAsync(new string('x', 1024), c.RequestAborted);
                await c.Response.Body.FlushAsync(c.RequestAborted);
            }
        });
        server.MapGet("/stall", (HttpContext c) => Task.Delay(Timeout.Infinite, c.RequestAborted));
        server.MapGet("/drip", async (HttpContext c) =>
        {
            while (true)
            {
                await c.Response.WriteAsync("x", c.RequestAborted);
                await c.Response.Body.FlushAsync(c.RequestAborted);
                await Task.Delay(20, c.RequestAborted);
            }
        });
        server.MapGet("/headers", (HttpContext c) => c.Response.Headers["X-Long"] = new string('x', 8000));
        server.MapGet("/abort", (HttpContext c) => c.Abort());
        await server.StartAsync();
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        http = $"http://hook.example.com:{new Uri(addresses[0]).Port}";
        https = $"https://hook.example.com:{new Uri(addresses[1]).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_comes_with_status_headers_and_body()
    {
        var outcome = await client.Get(http + "/ok");
        outcome.Succeeded.ShouldBeTrue(outcome.Detail);
        outcome.Status.ShouldBe(200);
        outcome.Header("content-type").ShouldBe("text/plain; charset=utf-8");
        Text(outcome).ShouldBe("HTTP/1.1 hook.example.com ");
    }

    [Fact]
    public async Task A_body_is_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, http + "/echo") { Content = new StringContent("hello") };
        Text(await client.Send(request, Clients.Usual, TestContext.Current.CancellationToken)).ShouldBe("hello");
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_cookies_are_not_kept()
    {
        var outcome = await client.Get(http + "/redirect");
        outcome.Failure.ShouldBeNull();
        outcome.Status.ShouldBe(302);
        outcome.Succeeded.ShouldBeFalse();
        outcome.Header("Location").ShouldBe("/target");
        redirected.ShouldBe(0);
        Text(await client.Get(http + "/ok")).ShouldBe("HTTP/1.1 hook.example.com ");
    }

    [Theory]
    [InlineData("/huge", 1000)]
    [InlineData("/endless", 100_000)]
    [InlineData("/huge", 0)]
    public async Task A_body_over_the_limit_is_too_large(string path, int maxBytes)
    {
        var outcome = await client.Get(http + path, new OutboundLimits(TimeSpan.FromSeconds(10), maxBytes));
        outcome.Failure.ShouldBe(OutboundFailure.TooLarge);
        outcome.Status.ShouldBe(200);
        outcome.Body.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_whole() =>
        (await client.Get(http + "/huge", new OutboundLimits(TimeSpan.FromSeconds(10), 1024 * 1024))).Body.Length.ShouldBe(1024 * 1024);

    [Fact]
    public async Task Headers_over_the_limit_are_too_large() => (await client.Get(http + "/headers")).Failure.ShouldBe(OutboundFailure.TooLarge);

    [Theory]
    [InlineData("/stall", null)]
    [InlineData("/drip", 200)]
    public async Task Time_runs_out_for_headers_and_body_together(string path, int? status)
    {
        var outcome = await client.Get(http + path, new OutboundLimits(TimeSpan.FromMilliseconds(300), 64 * 1024));
        outcome.Failure.ShouldBe(OutboundFailure.TimedOut);
        outcome.Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_broken_connection_is_broken() => (await client.Get(http + "/abort")).Failure.ShouldBe(OutboundFailure.Broken);

    [Fact]
    public async Task A_port_of_another_protocol_is_forbidden() => (await client.Get("http://hook.example.com:9/")).Failure.ShouldBe(OutboundFailure.Forbidden);

    [Fact]
    public async Task Nobody_listening_is_refused()
    {
        await server.StopAsync(TestContext.Current.CancellationToken);
        (await client.Get(http + "/ok")).Failure.ShouldBe(OutboundFailure.Refused);
    }

    [Fact]
    public async Task A_host_without_an_address_is_unresolvable() => (await client.Get("http://nowhere.example.com/")).Failure.ShouldBe(OutboundFailure.Unresolvable);

    [Fact]
    public async Task The_callers_cancellation_is_an_exception()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        using var request = new HttpRequestMessage(HttpMethod.Get, http + "/stall");
        await Should.ThrowAsync<OperationCanceledException>(() => client.Send(request, Clients.Usual, cancel.Token));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_tls_failure() => (await client.Get(https + "/ok")).Failure.ShouldBe(OutboundFailure.TlsFailed);

    [Fact]
    public async Task Plain_text_where_tls_is_expected_is_a_tls_failure() =>
        (await client.Get(http.Replace("http:", "https:", StringComparison.Ordinal) + "/ok")).Failure.ShouldBe(OutboundFailure.TlsFailed);

    [Fact]
    public async Task A_callers_own_root_is_trusted_for_the_hosts_name_only()
    {
        var pem = root.ExportCertificatePem();
        OutboundClient.CheckCertificate(pem, "integration", "caCertificatePem").ShouldBeNull();
        (await Secure(https + "/ok", pem)).Status.ShouldBe(200);
        (await Secure(https.Replace("hook.", "other.", StringComparison.Ordinal) + "/ok", pem)).Failure.ShouldBe(OutboundFailure.TlsFailed);
    }

    [Fact]
    public async Task Roots_that_cannot_be_read_are_a_problem_and_a_tls_failure()
    {
        OutboundClient.CheckCertificate("nonsense", "integration", "caCertificatePem")!.Code.ShouldBe("integration.bad_certificate");
        OutboundClient.CheckCertificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "integration", "caCertificatePem").ShouldNotBeNull();
        (await Secure(https + "/ok", "nonsense")).Failure.ShouldBe(OutboundFailure.TlsFailed);
    }

    private async Task<OutboundOutcome> Secure(string url, string pem)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.Send(request, Clients.Usual, new OutboundTrust(pem, null), TestContext.Current.CancellationToken);
    }

    private static string Text(OutboundOutcome outcome) => Encoding.UTF8.GetString(outcome.Body.Span);

    private static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private static X509Certificate2 MakeLeaf(X509Certificate2 root, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(root, now.AddHours(-1), now.AddDays(1), [1, 2, 3, 4]);
        return signed.CopyWithPrivateKey(key);
    }
}
