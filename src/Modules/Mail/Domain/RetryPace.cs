namespace Holdfast.Modules.Mail.Domain;

/// <summary>How long a mail rests that a server did not take: a minute, then twice as long each time, six hours at most (RFC 5321, 4.5.4.1 asks for half an hour and more between attempts once a server has been away for a while).</summary>
internal static class RetryPace
{
    private static readonly TimeSpan Most = TimeSpan.FromHours(6);

    /// <param name="attempts">How often it was tried: at least 1.</param>
    public static TimeSpan After(int attempts) => TimeSpan.FromMinutes(Math.Min(Most.TotalMinutes, Math.Pow(2, Math.Min(attempts, 30) - 1)));
}
