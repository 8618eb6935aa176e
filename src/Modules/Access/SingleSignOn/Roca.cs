using System.Numerics;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>RSA keys that a broken library made (CVE-2017-15361): their private half can be found. Such a modulus is, for many small primes at once, a power of 65537.</summary>
internal static class Roca
{
    private static readonly int[] Primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
    private static readonly (int Prime, HashSet<int> Powers)[] Signs = [.. Primes.Select(p => (p, PowersOf(p)))];

    /// <summary>Whether a modulus is one of those.</summary>
    /// <param name="modulus">Its bytes, the highest first.</param>
    public static bool Is(ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        return Array.TrueForAll(Signs, s => s.Powers.Contains((int)(n % s.Prime)));
    }

    private static HashSet<int> PowersOf(int prime)
    {
        var powers = new HashSet<int>();
        for (var power = 1; powers.Add(power);)
        {
            power = (int)((long)power * 65537 % prime);
        }

        return powers;
    }
}
