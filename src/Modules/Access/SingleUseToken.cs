using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Modules.Access;

/// <summary>Texts of 256 random bits that are shown once and kept as their SHA-256.</summary>
internal static class SingleUseToken
{
    private const int Bytes = 32;

    /// <param name="prefix">Tells people and scanners of secrets what it is.</param>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
