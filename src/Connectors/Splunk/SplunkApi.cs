using System.Net.Http.Headers;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// The management API (splunk/splunk-sdk-python <c>splunklib/binding.py</c>): with a token, or with a session key for user and password that is renewed once when it is
/// not taken any more. Everything is asked for in JSON; without that it is Atom.
/// </summary>
internal sealed class SplunkApi(ProductHttp http, TimeProvider time)
{
    private const string SessionName = "session";
    private const int MaxAnswerBytes = 1024 * 1024;
    private const int MaxListBytes = 32 * 1024 * 1024;

    // The server ends sessions that are not used for an hour, unless it is set up otherwise.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(50);

    /// <summary>Asks for something and judges the answer.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Below the address, with its query.</param>
    /// <param name="form">What is posted.</param>
    /// <param name="changes">Whether it changes something.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<SplunkAnswer> Send(Connection connection, HttpMethod method, string path, IReadOnlyList<(string Name, string? Value)> form, bool changes, CancellationToken ct)
    {
        var (sent, outcome, problem) = await Raw(connection, method, path, form, changes ? MaxAnswerBytes : MaxListBytes, ct);
        return problem is not null ? new(ProductOutcomes.FailedOf(problem), default, null) : SplunkAnswer.Of(http, outcome!, changes, sent);
    }

    /// <summary>Asks for something without changing it.</summary>
    public Task<SplunkAnswer> Get(Connection connection, string path, CancellationToken ct) => Send(connection, HttpMethod.Get, path, [], changes: false, ct);

    /// <summary>The same, for answers that are no JSON document.</summary>
    public async Task<(string Sent, OutboundOutcome? Outcome, Problem? Problem)> Raw(
        Connection connection, HttpMethod method, string path, IReadOnlyList<(string Name, string? Value)> form, int maxBytes, CancellationToken ct)
    {
        if (connection.Secrets["token"] is { } bearer)
        {
            return (bearer, await Once(connection, method, path, form, $"Bearer {bearer}", maxBytes, ct), null);
        }

        if (connection.Secrets["password"] is null || connection.Settings.TextOrNull("username") is null)
        {
            return ("", null, SplunkProblems.NoCredentials);
        }

        for (var again = false; ; again = true)
        {
            if ((await connection.Tokens.Take(SessionName, stop => SignIn(connection, stop), ct)).Fails(out var session, out var problem))
            {
                return ("", null, problem);
            }

            var outcome = await Once(connection, method, path, form, $"Splunk {session.Text}", maxBytes, ct);
            if (outcome.Status != 401)
            {
                return (session.Text, outcome, null);
            }

            await connection.Tokens.Forget(SessionName, session, ct);
            if (again)
            {
                return (session.Text, outcome, null);
            }
        }
    }

    private async Task<Result<SessionToken>> SignIn(Connection connection, CancellationToken ct)
    {
        var password = connection.Secrets["password"]!;
        var outcome = await Once(
            connection, HttpMethod.Post, "services/auth/login", [("username", connection.Settings.Text("username")), ("password", password)], null, MaxAnswerBytes, ct);
        var answer = SplunkAnswer.Of(http, outcome, changes: false, password);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "sessionKey") is { } key && !key.AsSpan().ContainsAny(" \r\n\t") ? new SessionToken(key, time.GetUtcNow() + Lifetime)
            : http.NotTheProduct(changes: false).AsProblem();
    }

    private async Task<OutboundOutcome> Once(
        Connection connection, HttpMethod method, string path, IReadOnlyList<(string Name, string? Value)> form, string? authorization, int maxBytes, CancellationToken ct)
    {
        var posted = method == HttpMethod.Post;
        var address = $"{connection.Settings.Text("url").TrimEnd('/')}/{path}";
        using var request = new HttpRequestMessage(method, posted ? address : address + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "output_mode=json");
        if (posted)
        {
            request.Content = new FormUrlEncodedContent([.. form.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)), KeyValuePair.Create("output_mode", "json")]);
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await http.Send(connection, request, maxBytes, ct);
    }
}
