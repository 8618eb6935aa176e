using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Integrations.Domain;

/// <summary>What stands at the end of a receiver's address: 32 random Base62 characters, of which only the SHA-256 is kept.</summary>
internal static class ReceiverToken
{
    private const string Prefix = "hfn_";
    private const int RandomCharacters = 32;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Base62);

    public static string New() => Prefix + RandomNumberGenerator.GetString(Base62, RandomCharacters);

    /// <summary>Whether a text can be one, so that nothing else costs a look-up.</summary>
    public static bool HasShape(string text) =>
        text.Length == Prefix.Length + RandomCharacters && text.StartsWith(Prefix, StringComparison.Ordinal) && !text.AsSpan(Prefix.Length).ContainsAnyExcept(Allowed);

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
