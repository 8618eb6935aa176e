using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Outbound;

/// <summary>
/// The one HTTP client for addresses that somebody else chose. A host is resolved once per connection, every address is judged
/// (<see cref="AddressRules"/>), and the connection goes to a judged address, so a name that changes its mind has no effect. No proxy, no
/// cookies, no redirects, no decompression, HTTP/1.1 only, and everything is bounded. What can be expected to fail is an outcome, not an exception.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private readonly OutboundOptions options;
    private readonly TimeProvider time;
    private readonly Connector connector;
    private readonly HttpMessageInvoker usual;

    /// <summary>With the operator's bounds.</summary>
    public OutboundClient(IOptions<OutboundOptions> options, IHostResolver resolver, TimeProvider time, ILogger<OutboundClient> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        this.time = time;
        connector = new Connector(new AddressRules(this.options), resolver, this.options, time, logger);
        usual = Invoker(null);
    }

    /// <summary>What is wrong with a URL at the time when it is configured; null when it will do. A host that has no address yet will do.</summary>
    /// <param name="url">As it was given.</param>
    /// <param name="area">The caller's area of problem codes: <c>webhook</c> makes <c>webhook.bad_url</c> and <c>webhook.forbidden_address</c>.</param>
    /// <param name="field">The member of the request that holds it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Problem?> Check(string url, string area, string field, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (Destination.WhatIsWrong(url, options.AllowHttp, out var uri) is { } why)
        {
            return OutboundProblems.BadUrl(area, field, why);
        }

        using var deadline = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            await connector.Judge(Destination.Host(uri), either.Token);
            return null;
        }
        catch (NoConnectionException e)
        {
            return e.Failure == OutboundFailure.Forbidden ? OutboundProblems.ForbiddenAddress(area, field) : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What is wrong with certificates that a caller wants to trust; null when they will do.</summary>
    public static Problem? CheckCertificate(string pem, string area, string field) =>
        ReadCertificates(pem) is { } roots && Release(roots) ? null : OutboundProblems.BadCertificate(area, field);

    /// <summary>Sends a request and reads the whole answer within the limits.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled; running out of time is an outcome.</exception>
    public Task<OutboundOutcome> Send(HttpRequestMessage request, OutboundLimits limits, CancellationToken ct) => Send(usual, request, limits, ct);

    /// <summary>The same, trusting whom the caller says, over a connection of its own.</summary>
    public async Task<OutboundOutcome> Send(HttpRequestMessage request, OutboundLimits limits, OutboundTrust trust, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(trust);
        if (trust.IsSystem)
        {
            return await Send(request, limits, ct);
        }

        if (trust.CertificateSha256 is { } fingerprint)
        {
            if (!OutboundTrust.IsFingerprint(fingerprint))
            {
                return OutboundOutcome.Failed(OutboundFailure.TlsFailed, "The fingerprint of the certificate to trust cannot be read.");
            }

            using var pinned = Invoker(null, trust);
            return await Send(pinned, request, limits, ct);
        }

        if (ReadCertificates(trust.CaCertificatePem!) is not { } roots)
        {
            return OutboundOutcome.Failed(OutboundFailure.TlsFailed, "The certificates to trust cannot be read.");
        }

        try
        {
            using var invoker = Invoker(roots);
            return await Send(invoker, request, limits, ct);
        }
        finally
        {
            Release(roots);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => usual.Dispose();

    private async Task<OutboundOutcome> Send(HttpMessageInvoker invoker, HttpRequestMessage request, OutboundLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(request.RequestUri);
        if (request.Headers.Host is not null)
        {
            throw new ArgumentException("The host is the URL's.", nameof(request));
        }

        if (Destination.WhatIsWrong(request.RequestUri.OriginalString, options.AllowHttp, out var uri) is { } why)
        {
            return OutboundOutcome.Failed(OutboundFailure.Forbidden, why);
        }

        request.RequestUri = uri;
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var deadline = new CancellationTokenSource(limits.Timeout < options.MaxTimeout ? limits.Timeout : options.MaxTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        HttpResponseMessage? response = null;
        try
        {
            response = await invoker.SendAsync(request, either.Token);
            var body = await ReadBody(response, Math.Min(limits.MaxBytes, options.MaxResponseBytes), either.Token);
            return body is { } whole ? Answer(response, null, "", whole) : Answer(response, OutboundFailure.TooLarge, "The answer is too large.", default);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Answer(response, OutboundFailure.TimedOut, "The time ran out.", default);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            ct.ThrowIfCancellationRequested();
            var (failure, detail) = deadline.IsCancellationRequested ? (OutboundFailure.TimedOut, "The time ran out.") : Explain(e);
            return Answer(response, failure, detail, default);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBody(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        await using var wire = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[Math.Min(maxBytes, (int)(response.Content.Headers.ContentLength ?? 4096)) + 1];
        var filled = 0;
        int read;
        while ((read = await wire.ReadAsync(buffer.AsMemory(filled), ct)) > 0)
        {
            filled += read;
            if (filled > maxBytes)
            {
                return null;
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(maxBytes + 1L, buffer.Length * 2L));
            }
        }

        return buffer.AsMemory(0, filled);
    }

    private static OutboundOutcome Answer(HttpResponseMessage? response, OutboundFailure? failure, string detail, ReadOnlyMemory<byte> body)
    {
        if (response is null)
        {
            return OutboundOutcome.Failed(failure!.Value, detail);
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return new OutboundOutcome(failure, detail, (int)response.StatusCode, headers, body);
    }

    private static (OutboundFailure Failure, string Detail) Explain(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case NoConnectionException none:
                    return (none.Failure, none.Message);
                case TimeoutException:
                    return (OutboundFailure.TimedOut, "The time ran out.");
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return (OutboundFailure.TlsFailed, "No secure connection: the certificate is not trusted or not for this host, or the other side does not speak TLS.");
                case HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }:
                    return (OutboundFailure.TooLarge, "The answer's headers are too large.");
            }
        }

        return (OutboundFailure.Broken, "The connection broke, or the answer was not HTTP.");
    }

    private HttpMessageInvoker Invoker(X509Certificate2Collection? roots, OutboundTrust? pin = null)
    {
        // A chain that is built must fetch nothing: addresses inside a certificate are also addresses that somebody else chose.
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (roots is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(roots);
        }

        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            Credentials = null,
            PreAuthenticate = false,

            // Callers say themselves which trace they continue.
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = connector.Connect,
            MaxConnectionsPerServer = options.MaxConnectionsPerHost,
            MaxResponseHeadersLength = options.MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = chain,
                RemoteCertificateValidationCallback = pin is null ? null : (_, certificate, _, _) => pin.Pins(certificate),
            },
        });
    }

    private static X509Certificate2Collection? ReadCertificates(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            Release(certificates);
            return null;
        }

        return certificates.Count is > 0 and <= 16 ? certificates : null;
    }

    private static bool Release(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
        {
            certificate.Dispose();
        }

        return true;
    }
}
