using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// The server API (api/api/spec/spec.yaml of wazuh/wazuh, tag v4.14.7). Signs in by user and password for a token, and once more when the token is not taken
/// any more: a change of rights withdraws all tokens, and 50 failed attempts lock out the address for everybody behind it.
/// </summary>
internal sealed class WazuhApi(ProductHttp http, TimeProvider time)
{
    private const string TokenName = "server";
    private const int MaxAnswerBytes = 1024 * 1024;
    private const int MaxListBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromSeconds(900);

    /// <summary>Asks for something, once; a token that is refused is renewed once, which repeats nothing that was done.</summary>
    public async Task<WazuhAnswer> Send(Connection connection, HttpMethod method, string path, object? body, bool changes, CancellationToken ct)
    {
        for (var again = false; ; again = true)
        {
            if ((await connection.Tokens.Take(TokenName, stop => SignIn(connection, stop), ct)).Fails(out var token, out var problem))
            {
                return new(ProductOutcomes.FailedOf(problem), default, null);
            }

            using var request = new HttpRequestMessage(method, Address(connection, path)) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var answer = WazuhAnswer.Of(http, await http.Send(connection, request, changes ? MaxAnswerBytes : MaxListBytes, ct), changes, token.Text);
            if (answer.Status != 401)
            {
                return answer;
            }

            await connection.Tokens.Forget(TokenName, token, ct);
            if (again)
            {
                return answer;
            }
        }
    }

    /// <summary>Asks for something without changing it.</summary>
    public Task<WazuhAnswer> Get(Connection connection, string path, CancellationToken ct) => Send(connection, HttpMethod.Get, path, null, changes: false, ct);

    /// <summary>The version: 4.14.7.</summary>
    public async Task<Result<string>> Version(Connection connection, CancellationToken ct)
    {
        var answer = await Get(connection, "", ct);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "data.api_version", 40) is { } version && char.IsAsciiDigit(version[0]) ? LooseJson.Line(version, 40)
            : http.NotTheProduct(changes: false).AsProblem();
    }

    private async Task<Result<SessionToken>> SignIn(Connection connection, CancellationToken ct)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{connection.Settings.TextOrNull("apiUser")}:{connection.Secrets["apiPassword"]}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(connection, "security/user/authenticate"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        var answer = WazuhAnswer.Of(http, await http.Send(connection, request, MaxAnswerBytes, ct), changes: false, basic);
        return answer.Failure is { } failure ? failure.AsProblem()
            : LooseJson.Text(answer.Json, "data.token") is { } token && !token.AsSpan().ContainsAny(" \r\n\t") ? new SessionToken(token, time.GetUtcNow() + Lifetime(token))
            : http.NotTheProduct(changes: false).AsProblem();
    }

    // How long the token itself says that it holds: the server's clock need not be ours.
    private static TimeSpan Lifetime(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]) || LooseJson.Parse(Base64Url.DecodeFromChars(parts[1])) is not { ValueKind: JsonValueKind.Object } claims)
        {
            return UsualLifetime;
        }

        return LooseJson.Number(claims, "exp") - LooseJson.Number(claims, "nbf") is { } seconds and > 0 and <= 86_400 ? TimeSpan.FromSeconds((double)seconds) : UsualLifetime;
    }

    private static string Address(Connection connection, string path) => $"{connection.Settings.Text("apiUrl").TrimEnd('/')}/{path}";
}
