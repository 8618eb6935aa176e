using System.Text.Json.Nodes;
using Holdfast.Modules.Access.Domain;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access.Factors;

/// <summary>A person's app: makes codes from a secret that it was shown.</summary>
internal sealed class CodeApp(string secret)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly byte[] secret = FromBase32(secret);

    /// <summary>What was shown once when it was set up, with the session's token from before.</summary>
    public string[] RecoveryCodes { get; private init; } = [];

    /// <summary>The code of now, or of some steps before or after.</summary>
    public string Code(int steps = 0) => Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow()) + steps);

    /// <summary>Sets one up for whoever is signed in.</summary>
    public static async Task<CodeApp> SetUp(ApiClient person)
    {
        var begun = (await person.Post("/api/auth/totp")).Expect(200);
        var app = new CodeApp(begun.Text("secret"));
        var confirmed = (await person.Post("/api/auth/totp/confirm", new { code = app.Code() })).Expect(200);
        return new CodeApp(begun.Text("secret")) { RecoveryCodes = [.. confirmed.Json["recoveryCodes"]!.AsArray().Select(c => (string)c!)] };
    }

    /// <summary>Makes the codes of the tenant's people good again that were used up.</summary>
    public static Task Forget(TestServer server, TestTenant tenant) =>
        server.Sql(tenant, "update control.totp set last_step = 0 where tenant_id = $1", Guid.Parse(tenant.Id));

    /// <summary>What an access token says.</summary>
    public static JsonNode Claims(string token) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    /// <summary>How the person of a token proved who they are.</summary>
    public static string[] Methods(string token) => [.. Claims(token)["amr"]!.AsArray().Select(m => (string)m!)];

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
