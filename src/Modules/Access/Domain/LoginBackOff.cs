namespace Holdfast.Modules.Access.Domain;

/// <summary>How long an address is locked after failed log-ins: nothing for four, then 30 seconds doubling up to an hour; forgotten after a quiet day.</summary>
internal static class LoginBackOff
{
    public static readonly TimeSpan Forget = TimeSpan.FromDays(1);

    private const int Free = 5;

    public static TimeSpan? LockFor(int failures) =>
        failures < Free ? null : TimeSpan.FromSeconds(Math.Min(3600, 30 * Math.Pow(2, Math.Min(20, failures - Free))));
}
