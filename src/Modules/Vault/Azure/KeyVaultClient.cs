using System.Diagnostics;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>
/// The configured Key Vault, bounded in time, with problems in place of exceptions. Nothing is asked before the first secret: a vault that is
/// away stops what needs a secret and no start. A transport that the host has registered is used; tests hand theirs in that way.
/// </summary>
internal sealed class KeyVaultClient(
    IOptions<VaultOptions> options, KeyVaultMeter meter, TimeProvider time, ILogger<KeyVaultClient> logger, HttpPipelineTransport? transport = null)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(4);
    private const int MaxReason = 300;

    private readonly AzureOptions azure = options.Value.Azure;
    private readonly Lazy<SecretClient> client = new(() => Make(options.Value.Azure, transport));

    public bool IsConfigured => azure.IsConfigured;

    /// <summary>The vault's host, which names it.</summary>
    public string Host => new Uri(azure.VaultUrl).Host;

    public async Task<Problem?> Set(string name, string value, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        var secret = new KeyVaultSecret(name, value) { Properties = { ContentType = "text/plain" } };
        foreach (var (tag, text) in tags)
        {
            secret.Properties.Tags[tag] = text;
        }

        return (await Call("set", name, stop => client.Value.SetSecretAsync(secret, stop), ct)).Problem;
    }

    public async Task<Result<string>> Get(string name, CancellationToken ct) =>
        (await Call("get", name, stop => client.Value.GetSecretAsync(name, cancellationToken: stop), ct)).Map(answer => answer.Value.Value);

    /// <summary>Deletes it: gone for every reader, and kept by Azure for as long as the vault's soft delete says.</summary>
    public async Task<Problem?> Delete(string name, CancellationToken ct) =>
        (await Call("delete", name, stop => client.Value.StartDeleteSecretAsync(name, stop), ct)).Problem is { } problem && problem != VaultProblems.Missing ? problem : null;

    private async Task<Result<T>> Call<T>(string operation, string name, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var activity = KeyVaultMeter.Activities.StartActivity($"keyvault {operation}", ActivityKind.Client);
        using var deadline = new CancellationTokenSource(CallTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var began = time.GetTimestamp();
        try
        {
            var answer = await call(stop.Token);
            meter.Called(operation, "done", time.GetElapsedTime(began));
            return answer;
        }
        // What the client throws when it gets no good answer: of Key Vault, of Entra ID, of several tries, of a challenge from elsewhere, of no answer in time.
        catch (Exception e) when (e is RequestFailedException or AuthenticationFailedException or AggregateException or InvalidOperationException or OperationCanceledException
            && !ct.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            var problem = Judge(e);
            meter.Called(operation, problem.Code[(problem.Code.IndexOf('.', StringComparison.Ordinal) + 1)..], time.GetElapsedTime(began));
            Log(operation, name, problem, e);
            return problem;
        }
    }

    private static Problem Judge(Exception error) => error switch
    {
        RequestFailedException { Status: 404 } => VaultProblems.Missing,
        RequestFailedException { Status: 400 or 401 or 403 or 409 } => VaultProblems.Refused,
        RequestFailedException failed => VaultProblems.Unavailable(FewRetries.Pause(failed.GetRawResponse())),
        AuthenticationFailedException when !IsOfTheNetwork(error) => VaultProblems.Refused,
        InvalidOperationException => VaultProblems.Refused,
        _ => VaultProblems.Unavailable(null),
    };

    private static bool IsOfTheNetwork(Exception? error) => error switch
    {
        null => false,
        HttpRequestException or IOException or OperationCanceledException or RequestFailedException => true,
        AggregateException many => many.InnerExceptions.Any(IsOfTheNetwork),
        _ => IsOfTheNetwork(error.InnerException),
    };

    private void Log(string operation, string name, Problem problem, Exception error)
    {
        if (problem == VaultProblems.Refused)
        {
            VaultLog.Refused(logger, Host, operation, name, Reason(error));
        }
        else if (problem != VaultProblems.Missing)
        {
            VaultLog.Unavailable(logger, Host, operation, name, Reason(error));
        }
        else if (operation != "delete")
        {
            VaultLog.Missing(logger, name, Host);
        }
    }

    // Of Key Vault the first line: the rest is headers and body of the answer. Of Entra ID what it said itself, without the library's advice.
    private string Reason(Exception error)
    {
        var words = error is OperationCanceledException ? $"no answer within {CallTimeout.TotalSeconds:0} seconds" : error.GetBaseException().Message;
        var line = words[Math.Max(words.IndexOf("AADSTS", StringComparison.Ordinal), 0)..].Split('\n', 2)[0].Trim().Replace(azure.ClientSecret, "***", StringComparison.Ordinal);
        return line.Length <= MaxReason ? line : line[..MaxReason];
    }

    private static SecretClient Make(AzureOptions azure, HttpPipelineTransport? transport)
    {
        var signIn = Bounded(new ClientSecretCredentialOptions(), transport);
        if (azure.AuthorityHost.Length > 0)
        {
            signIn.AuthorityHost = new Uri(azure.AuthorityHost);
        }

        var credential = new ClientSecretCredential(azure.TenantId, azure.ClientId, azure.ClientSecret, signIn);
        return new SecretClient(new Uri(azure.VaultUrl), credential, Bounded(new SecretClientOptions(), transport));
    }

    private static T Bounded<T>(T options, HttpPipelineTransport? transport) where T : ClientOptions
    {
        options.RetryPolicy = new FewRetries();
        options.Retry.NetworkTimeout = TryTimeout;
        options.Transport = transport ?? options.Transport;
        return options;
    }
}
