using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Platform.Kernel;

/// <summary>
/// What stands at the end of an address to which others post: a prefix that says of what kind it is, and 32 random Base62 characters. Only the SHA-256 is kept:
/// who reads the rows cannot post.
/// </summary>
/// <param name="prefix">Such as <c>hfn_</c>.</param>
public sealed class AddressToken(string prefix)
{
    private const int RandomCharacters = 32;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Base62);

    /// <summary>A new one.</summary>
    public string New() => prefix + RandomNumberGenerator.GetString(Base62, RandomCharacters);

    /// <summary>Whether a text can be one, so that nothing else costs a look-up.</summary>
    public bool HasShape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == prefix.Length + RandomCharacters && text.StartsWith(prefix, StringComparison.Ordinal) && !text.AsSpan(prefix.Length).ContainsAnyExcept(Allowed);
    }

    /// <summary>What is kept of one.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
