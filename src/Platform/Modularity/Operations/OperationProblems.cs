using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Operations;

/// <summary>What can stand in the way of an operation before its feature sees it.</summary>
public static class OperationProblems
{
    /// <summary>A principal of another kind.</summary>
    public static Problem WrongPrincipal { get; } = new(ProblemKind.Forbidden, "auth.wrong_principal", "This is not for this kind of principal.");

    /// <summary>It takes the platform's own role.</summary>
    public static Problem NotPlatform { get; } =
        new(ProblemKind.Forbidden, "auth.platform_only", "This is for people with the role SUPER_ADMIN of the platform, in their own tenant and signed in with a second factor.");

    /// <summary>The principal is for tests, and this would act on something outside.</summary>
    public static Problem TestKey { get; } = new(ProblemKind.Forbidden, "access.test_key", "A test key acts on nothing outside the platform; nothing was sent.");

    /// <summary>The principal lacks the permission, or holds it on a part of the tenant where the whole is needed.</summary>
    public static Problem Forbidden(string permission) => new(ProblemKind.Forbidden, "auth.forbidden", $"This needs the permission {permission}.");

    /// <summary>The principal holds the permission elsewhere in the tenant than where it wants to use it.</summary>
    public static Problem OutOfReach(string permission) =>
        new(ProblemKind.Forbidden, "auth.out_of_reach", $"The permission {permission} is not held at the place that this is for.");

    /// <summary>Too many operations.</summary>
    public static Problem TooMany(TimeSpan retryAfter) => new(ProblemKind.TooMany, "request.too_many", "Too many requests; slow down.", RetryAfter: retryAfter);
}
