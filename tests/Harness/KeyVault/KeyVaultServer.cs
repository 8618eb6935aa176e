using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Harness.KeyVault;

/// <summary>
/// A server on loopback that answers as an Azure Key Vault and as Microsoft Entra ID do: sign-in with a client's secret, the challenge, and
/// secrets with soft delete. It is reached by Azure's own names, over TLS with a certificate made here, through <see cref="Transport"/>:
/// what checks names, challenges and certificates in the product stays as it is in production. Shapes from Azure's REST reference, version 7.x.
/// </summary>
public sealed partial class KeyVaultServer : IAsyncDisposable
{
    private const string LoginHost = "login.microsoftonline.com";
    private const int MaxValueBytes = 25_600;
    private const int RecoverableDays = 90;
    private readonly WebApplication app;
    private readonly X509Certificate2 certificate;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<KeyVaultRequest> requests = new();
    private readonly ConcurrentDictionary<string, KeptSecret> secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly string accessToken = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
    private readonly string host = $"hf-{Guid.CreateVersion7():N}"[..15] + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + ".vault.azure.net";

    private KeyVaultServer()
    {
        certificate = NewCertificate(host, LoginHost);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        app = builder.Build();
        app.Run(Treat);
        Transport = new HttpClientTransport(new HttpClient(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>The vault's address, as an operator writes it.</summary>
    public string Url => $"https://{host}";

    /// <summary>The directory in which the application is.</summary>
    public string TenantId { get; } = Guid.CreateVersion7().ToString();

    /// <summary>The application.</summary>
    public string ClientId { get; } = Guid.CreateVersion7().ToString();

    /// <summary>The application's secret.</summary>
    public string ClientSecret { get; } = "hf8Q~TestApplicationSecretOfTheKeyVaultDouble";

    /// <summary>Leads Azure's names to this server and trusts its certificate only.</summary>
    public HttpPipelineTransport Transport { get; }

    /// <summary>What goes wrong from now on.</summary>
    public KeyVaultFault Fault { get; set; }

    /// <summary>What came in for the vault with a valid token, oldest first.</summary>
    public IReadOnlyList<KeyVaultRequest> Requests => [.. requests];

    /// <summary>Every secret, the deleted ones too, by name.</summary>
    public IReadOnlyList<KeptSecret> Secrets => [.. secrets.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Secrets that can be read.</summary>
    public IReadOnlyList<KeptSecret> Present => [.. Secrets.Where(s => !s.Deleted)];

    /// <summary>Settings with which a server under test uses this vault.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Holdfast:Vault:Azure:VaultUrl"] = Url,
        ["Holdfast:Vault:Azure:TenantId"] = TenantId,
        ["Holdfast:Vault:Azure:ClientId"] = ClientId,
        ["Holdfast:Vault:Azure:ClientSecret"] = ClientSecret,
    };

    /// <summary>Starts one on a free port.</summary>
    public static async Task<KeyVaultServer> Start()
    {
        var server = new KeyVaultServer();
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Gives a server under test the way to this vault.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton(Transport);

    /// <summary>Deletes a secret as an operator does in the portal.</summary>
    public void Delete(string name) => secrets[name] = secrets[name] with { Deleted = true };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        (Transport as IDisposable)?.Dispose();
        certificate.Dispose();
        stopping.Dispose();
    }

    private Task Treat(HttpContext http) => http.Request.Host.Host == LoginHost ? SignIn(http) : Vault(http);

    private async Task Vault(HttpContext http)
    {
        if (http.Request.Headers.Authorization != $"Bearer {accessToken}")
        {
            http.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"https://{LoginHost}/{TenantId}\", resource=\"https://vault.azure.net\"";
            await Refuse(http, 401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
            return;
        }

        requests.Enqueue(new KeyVaultRequest(http.Request.Method, http.Request.Path));
        if (http.Request.Query["api-version"].Count == 0)
        {
            await Refuse(http, 400, "BadParameter", "api-version must be specified");
        }
        else if (SecretPath().Match(http.Request.Path) is not { Success: true } path)
        {
            await Refuse(http, 404, "NotFound", "The requested resource does not exist.");
        }
        else if (!SecretName().IsMatch(path.Groups["name"].Value))
        {
            await Refuse(http, 400, "BadParameter", $"The request URI contains an invalid name: {path.Groups["name"].Value}");
        }
        else if (!await Fails(http))
        {
            await Route(http, path.Groups["name"].Value, path.Groups["version"].Value);
        }
    }

    private Task Route(HttpContext http, string name, string version)
    {
        secrets.TryGetValue(name, out var secret);
        return http.Request.Method switch
        {
            "PUT" => Set(http, name, secret),
            _ when secret is null or { Deleted: true } || (version.Length > 0 && version != secret.Version) => Refuse(http, 404, "SecretNotFound",
                $"A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command."),
            "GET" => Answer(http, 200, Shown(secret)),
            "DELETE" => Remove(http, secret),
            _ => Refuse(http, 405, "MethodNotAllowed", "The method is not allowed."),
        };
    }

    private async Task Set(HttpContext http, string name, KeptSecret? present)
    {
        if (present is { Deleted: true })
        {
            await Refuse(http, 409, "Conflict", $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.");
            return;
        }

        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var value = (string?)body?["value"];
        if (value is null || Encoding.UTF8.GetByteCount(value) > MaxValueBytes)
        {
            await Refuse(http, 400, "BadParameter", "Property value has invalid value");
            return;
        }

        var tags = body!["tags"]?.AsObject().ToDictionary(t => t.Key, t => (string)t.Value!) ?? [];
        var kept = new KeptSecret(name, Guid.CreateVersion7().ToString("N"), value, (string?)body["contentType"], tags, TimeProvider.System.GetUtcNow(), Deleted: false);
        secrets[name] = kept;
        if (Fault == KeyVaultFault.DropAfterwards)
        {
            http.Abort();
            return;
        }

        await Answer(http, 200, Shown(kept));
    }

    private Task Remove(HttpContext http, KeptSecret secret)
    {
        Delete(secret.Name);
        var shown = Shown(secret);
        shown.Remove("value");
        var now = TimeProvider.System.GetUtcNow();
        shown["recoveryId"] = $"{Url}/deletedsecrets/{secret.Name}";
        shown["deletedDate"] = now.ToUnixTimeSeconds();
        shown["scheduledPurgeDate"] = now.AddDays(RecoverableDays).ToUnixTimeSeconds();
        return Answer(http, 200, shown);
    }

    private JsonObject Shown(KeptSecret secret) => new()
    {
        ["value"] = secret.Value,
        ["contentType"] = secret.ContentType,
        ["id"] = $"{Url}/secrets/{secret.Name}/{secret.Version}",
        ["attributes"] = new JsonObject
        {
            ["enabled"] = true,
            ["created"] = secret.CreatedAt.ToUnixTimeSeconds(),
            ["updated"] = secret.CreatedAt.ToUnixTimeSeconds(),
            ["recoveryLevel"] = "Recoverable+Purgeable",
            ["recoverableDays"] = RecoverableDays,
        },
        ["tags"] = new JsonObject(secret.Tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
    };

    private async Task<bool> Fails(HttpContext http)
    {
        switch (Fault)
        {
            case KeyVaultFault.Forbidden:
                await Refuse(http, 403, "Forbidden", $"Caller is not authorized to perform action on resource. Caller: appid={ClientId}", "ForbiddenByRbac");
                return true;
            case KeyVaultFault.TooMany:
                http.Response.Headers.RetryAfter = "7";
                await Refuse(http, 429, "Throttled", "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached");
                return true;
            case KeyVaultFault.ServerError:
                await Refuse(http, 500, "InternalServerError", "An internal error occurred.");
                return true;
            case KeyVaultFault.ServerErrorOnce:
                Fault = KeyVaultFault.None;
                await Refuse(http, 500, "InternalServerError", "An internal error occurred.");
                return true;
            case KeyVaultFault.Slow:
                using (var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping.Token))
                {
                    await Task.Delay(Timeout.Infinite, until.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                return true;
            case KeyVaultFault.None or KeyVaultFault.Away or KeyVaultFault.DropAfterwards:
                return false;
            default:
                throw new InvalidOperationException($"{Fault} is no fault.");
        }
    }

    private static Task Refuse(HttpContext http, int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = inner };
        }

        return Answer(http, status, new JsonObject { ["error"] = error });
    }

    private static Task Answer(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, "application/json; charset=utf-8");
    }

    private SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            if (Fault == KeyVaultFault.Away)
            {
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.First()).Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
        // Without this a connection that is open already would go on while the server is "away".
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
    };

    private static X509Certificate2 NewCertificate(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    [GeneratedRegex("^/secrets/(?<name>[^/]+)(/(?<version>[^/]*))?$")]
    private static partial Regex SecretPath();

    [GeneratedRegex("^[0-9a-zA-Z-]{1,127}$")]
    private static partial Regex SecretName();
}
