using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// The XML API: one address, <c>POST /api/</c>, and everything else in a form. POST alone, because addresses end up in logs; the key goes in the header
/// <c>X-PAN-KEY</c>. The key is the secret, or comes of a user and a password (<c>type=keygen</c>) and is kept in memory.
/// </summary>
internal sealed class PaloAltoApi(ProductHttp http, TimeProvider time)
{
    public const int MaxAnswerBytes = 1024 * 1024;
    public const int MaxListBytes = 16 * 1024 * 1024;
    private const string KeyName = "key";

    // The device does not say how long a key holds; one that dies sooner is noticed by the answer.
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(1);

    public ProductHttp Http => http;

    /// <summary>An operational command.</summary>
    public Task<PaloAltoAnswer> Op(Connection connection, XElement command, CancellationToken ct, int maxBytes = MaxAnswerBytes) =>
        Ask(connection, "op", [("cmd", PaloAltoXml.Write(command))], changes: false, ct, maxBytes);

    /// <summary>A request of a type. One whose key is not taken any more is asked again with a new one, once: it was refused before anything was done.</summary>
    public async Task<PaloAltoAnswer> Ask(
        Connection connection, string type, IReadOnlyList<(string Name, string Value)> fields, bool changes, CancellationToken ct, int maxBytes = MaxAnswerBytes)
    {
        if (connection.Secrets["apiKey"] is { } apiKey)
        {
            return await Send(connection, type, fields, apiKey, changes, maxBytes, ct);
        }

        var isNew = false;
        var key = await Key(connection, () => isNew = true, ct);
        if (key.Failure is not null)
        {
            return new(key.Failure, null);
        }

        var answer = await Send(connection, type, fields, key.Token!.Text, changes, maxBytes, ct);
        if (!answer.IsKeyDead || isNew)
        {
            return answer;
        }

        await connection.Tokens.Forget(KeyName, key.Token, ct);
        key = await Key(connection, () => { }, ct);
        return key.Failure is not null ? new(key.Failure, null) : await Send(connection, type, fields, key.Token!.Text, changes, maxBytes, ct);
    }

    private async Task<(SessionToken? Token, ActionOutcome.Failed? Failure)> Key(Connection connection, Action made, CancellationToken ct)
    {
        if (connection.Settings.TextOrNull("user") is not { } user || connection.Secrets["password"] is not { } password)
        {
            return (null, http.Fail("no_credentials", "The integration has neither an apiKey nor a user with a password."));
        }

        ActionOutcome.Failed? failure = null;
        var token = await connection.Tokens.Take(KeyName, async stop =>
        {
            var answer = await Send(connection, "keygen", [("user", user), ("password", password)], null, changes: false, MaxAnswerBytes, stop);
            failure = answer.Failure ?? (PaloAltoXml.Text(answer.Response, "result/key", 2000) is null ? http.NotTheProduct(changes: false) : null);
            made();
            return failure is not null ? failure.AsProblem() : (Result<SessionToken>)new SessionToken(PaloAltoXml.Text(answer.Response, "result/key", 2000)!, time.GetUtcNow() + KeyLife);
        }, ct);
        return token.Succeeded ? (token.Value, null) : (null, failure ?? http.Fail("unauthorized", "The device gave no key."));
    }

    private async Task<PaloAltoAnswer> Send(
        Connection connection, string type, IReadOnlyList<(string Name, string Value)> fields, string? key, bool changes, int maxBytes, CancellationToken ct)
    {
        var form = new List<KeyValuePair<string, string>> { new("type", type) };
        form.AddRange(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        if (type != "keygen")
        {
            Add("target", connection.Settings.TextOrNull("target"));
            Add("vsys", type is "op" or "user-id" && connection.Settings.TextOrNull("vsys") is { } vsys and not PaloAltoPaths.Shared ? vsys : null);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{connection.Settings.Text("url").TrimEnd('/')}/api/") { Content = new FormUrlEncodedContent(form) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-PAN-KEY", key);
        }

        // A key that came of a password is no secret of the integration's, and would not be blotted out of words that repeat it.
        var answer = PaloAltoAnswer.Of(http, await http.Send(connection, request, maxBytes, ct), changes);
        return key is not null && answer.Failure is { } failure ? answer with { Failure = failure with { Detail = failure.Detail.Replace(key, "***", StringComparison.Ordinal) } } : answer;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                form.Add(KeyValuePair.Create(name, value));
            }
        }
    }
}
