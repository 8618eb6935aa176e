using System.Net;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Platform.Http;

namespace Holdfast.Modules.Access.Domain;

/// <summary>Somebody's try at an account's password, before it is known whether it is right.</summary>
/// <param name="Email">The address that is tried, in lower case; it may belong to nobody.</param>
/// <param name="Network">Where it comes from: an IPv4 address, or the /64 of an IPv6 address.</param>
/// <param name="OfSecondFactor">Whether it is at the codes that are asked for after the password; they are counted apart, so that a right password forgives none.</param>
internal sealed record Guess(string Email, string Network, bool OfSecondFactor = false)
{
    /// <summary>What is kept instead of the address.</summary>
    public byte[] Account { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(OfSecondFactor ? $"code:{Email}" : Email));

    public static Guess OfCode(string email, IPAddress? from) => new(email.ToLowerInvariant(), NetworkOf(from), OfSecondFactor: true);

    public static Guess Of(string email, IPAddress? from) => new(email.ToLowerInvariant(), NetworkOf(from));

    /// <summary>Where an address belongs: itself, or the /64 of an IPv6 address.</summary>
    public static string NetworkOf(IPAddress? from) => from is null ? "none" : ClientNetwork.Of(from).ToString();
}

/// <summary>A guess that was counted.</summary>
/// <param name="Guess">Which.</param>
/// <param name="FromKnownNetwork">The account has signed in from there before, so that it counts there and not for the account as a whole.</param>
internal sealed record CountedGuess(Guess Guess, bool FromKnownNetwork)
{
    /// <summary>The networks of the rows that count it.</summary>
    public string[] CountedFor => FromKnownNetwork ? [Guess.Network] : [Guess.Network, ""];
}
