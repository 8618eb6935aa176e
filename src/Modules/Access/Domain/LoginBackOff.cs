namespace Holdfast.Modules.Access.Domain;

/// <summary>How long guessing is locked after failures: nothing for the free ones, then 30 seconds doubling up to an hour; forgotten after a quiet day.</summary>
internal static class LoginBackOff
{
    public static readonly TimeSpan Forget = TimeSpan.FromDays(1);

    private const int FirstSeconds = 30;
    private const int MostSeconds = 3600;

    /// <summary>Seconds of lock by the number of failures, from one on; 0 for none. Any further failure locks as long as the last.</summary>
    /// <param name="free">The guess that sets the first lock.</param>
    public static int[] Locks(int free)
    {
        var locks = new List<int>(Enumerable.Repeat(0, free - 1));
        for (var seconds = FirstSeconds; seconds < MostSeconds; seconds *= 2)
        {
            locks.Add(seconds);
        }

        return [.. locks, MostSeconds];
    }
}
