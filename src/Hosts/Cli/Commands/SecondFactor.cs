using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary>What a sign-in still owes after the password.</summary>
internal static class SecondFactor
{
    private const int Digits = 6;

    /// <summary>The session's answer: as it is, or once the second factor was given.</summary>
    /// <param name="call">Of the sign-in.</param>
    /// <param name="answer">What the server said to the password.</param>
    /// <param name="code">What was passed; null to ask for it.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string> Add(Call call, string answer, string? code, CancellationToken ct)
    {
        if (JsonNode.Parse(answer) is not JsonObject owed || (string?)owed["challenge"] is not { } challenge)
        {
            return answer;
        }

        if (owed["factors"] is JsonArray { Count: 0 })
        {
            return await SetUp(call, challenge, ct);
        }

        var given = code ?? (call.Shell.InIsTerminal ? call.Shell.AskSecret("Code of your app, or a recovery code: ") : throw CliProblems.CodeNeeded);
        return await Send(call, challenge, given, ct);
    }

    // The tenant asks everybody for one, and this person has none: the first code of a new app signs them in.
    private static async Task<string> SetUp(Call call, string challenge, CancellationToken ct)
    {
        if (!call.Shell.InIsTerminal)
        {
            throw CliProblems.SetUpNeeded;
        }

        var begun = JsonNode.Parse(await call.Transport.Send(HttpMethod.Post, "api/auth/login/enrolment", new JsonObject { ["challenge"] = challenge }, null, ct))!;
        await call.Shell.Error.WriteLineAsync($"""
            Your tenant asks everybody for a second factor. Add this secret to an app that makes codes:
              {begun["secret"]}
              {begun["uri"]}
            """);
        var answer = await Send(call, challenge, call.Shell.AskSecret("The code that it shows: "), ct);
        var codes = JsonNode.Parse(answer)!["recoveryCodes"]?.AsArray() ?? [];
        await call.Shell.Error.WriteLineAsync("Keep these recovery codes: each is good once, and they are not shown again.");
        foreach (var one in codes)
        {
            await call.Shell.Error.WriteLineAsync($"  {one}");
        }

        return answer;
    }

    private static Task<string> Send(Call call, string challenge, string given, CancellationToken ct)
    {
        var text = given.Trim();
        var kind = text.Count(char.IsAsciiDigit) == Digits && text.All(c => char.IsAsciiDigit(c) || c == ' ') ? "code" : "recoveryCode";
        return call.Transport.Send(HttpMethod.Post, "api/auth/login/second-factor", new JsonObject { ["challenge"] = challenge, [kind] = text }, null, ct);
    }
}
