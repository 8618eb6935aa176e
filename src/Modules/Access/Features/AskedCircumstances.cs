using System.Net;
using Holdfast.Modules.Access.Authorization;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>Under which circumstances somebody would try, for policies that ask for them.</summary>
/// <param name="At">When; absent, now.</param>
/// <param name="Address">From which address; absent, it is not known.</param>
/// <param name="SecondFactor">Whether they have signed in with a second factor.</param>
internal sealed record AskedCircumstances(DateTimeOffset? At = null, string? Address = null, bool SecondFactor = false)
{
    public Problem? Check() => Address is null || IPAddress.TryParse(Address, out _) ? null : AccessProblems.BadAskedAddress;

    /// <summary>Those that were said, or those of a question that says none.</summary>
    public static Circumstances Of(AskedCircumstances? asked, DateTimeOffset now) => asked is null
        ? Circumstances.Asked(now)
        : Circumstances.Asked(asked.At ?? now, IPAddress.TryParse(asked.Address, out var address) ? address : null, asked.SecondFactor);
}
