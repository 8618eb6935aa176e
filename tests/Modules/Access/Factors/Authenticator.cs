using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Modules.Access.Factors;

/// <summary>A person's authenticator and browser in one (Web Authentication, level 3): makes ES256 keys and signs with them. What it does wrong can be said.</summary>
internal sealed class Authenticator : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] credential = RandomNumberGenerator.GetBytes(32);
    private string handle = "";

    /// <summary>The page that it thinks it is on.</summary>
    public string Origin { get; set; } = "http://localhost:5000";

    /// <summary>The domain that it signs for; what the server said when null.</summary>
    public string? Domain { get; set; }

    /// <summary>How often it has signed; 0 for one that does not count.</summary>
    public uint Count { get; set; }

    /// <summary>Whether it makes sure who uses it.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Whether it is kept in several devices.</summary>
    public bool IsSynced { get; set; }

    /// <summary>Whether the page stands in a frame of another's.</summary>
    public bool CrossOrigin { get; set; }

    /// <summary>What navigator.credentials.create would answer.</summary>
    public JsonObject Create(JsonNode options)
    {
        handle = (string)options["user"]!["id"]!;
        var point = key.ExportParameters(includePrivateParameters: false).Q;

        // COSE_Key (RFC 9053): kty EC2, alg ES256, crv P-256, x, y.
        byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] attested = [.. new byte[16], 0, (byte)credential.Length, .. credential, .. cose];
        var data = Data((string)options["rp"]!["id"]!, 0x40, attested);

        // {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR (RFC 8949).
        byte[] attestation = [0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(Client("webauthn.create", options)),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What navigator.credentials.get would answer.</summary>
    public JsonObject Get(JsonNode options)
    {
        var client = Client("webauthn.get", options);
        var data = Data((string)options["rpId"]!, 0, []);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = handle,
        });
    }

    public void Dispose() => key.Dispose();

    private JsonObject Answer(JsonObject response) => new()
    {
        ["id"] = Base64Url.EncodeToString(credential),
        ["rawId"] = Base64Url.EncodeToString(credential),
        ["type"] = "public-key",
        ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(),
    };

    private byte[] Client(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = (string)options["challenge"]!, ["origin"] = Origin, ["crossOrigin"] = CrossOrigin,
    }.ToJsonString());

    // Authenticator data: the domain's digest, flags (user present, verified, may be backed up, is backed up), the count.
    private byte[] Data(string domain, int flags, byte[] rest)
    {
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(Domain ?? domain)).CopyTo(data, 0);
        data[32] = (byte)(flags | 0x01 | (Verifies ? 0x04 : 0) | (IsSynced ? 0x18 : 0));
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), Count);
        return [.. data, .. rest];
    }
}
