using System.Net;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>What policies may ask about beside who, what and where.</summary>
/// <param name="Now">The time.</param>
/// <param name="Address">From where; null when it is not known.</param>
/// <param name="Methods">How the principal proved who it is, by the names of RFC 8176.</param>
/// <param name="SignedInAt">When it did; null when it is not known.</param>
/// <param name="Operation">Which operation is asked for; null where none is under way.</param>
internal sealed record Circumstances(DateTimeOffset Now, IPAddress? Address, IReadOnlyList<string> Methods, DateTimeOffset? SignedInAt, string? Operation)
{
    /// <summary>Those of an operation under way.</summary>
    public static Circumstances Of(OpContext op, DateTimeOffset now) => new(now, op.Origin.Address, op.Principal.Methods, op.Principal.AuthenticatedAt, op.Operation);

    /// <summary>Those of a question about somebody who is not here: from an unknown address, signed in with a password, or with a second factor too.</summary>
    public static Circumstances Asked(DateTimeOffset now, IPAddress? address = null, bool secondFactor = false) =>
        new(now, address, secondFactor ? [ProofMethod.Password, ProofMethod.Code, ProofMethod.SeveralFactors] : ProofMethod.OnlyPassword, now, null);
}
