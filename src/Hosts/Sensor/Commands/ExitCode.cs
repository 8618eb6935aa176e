namespace Holdfast.Hosts.Sensor.Commands;

/// <summary>What the process answers, by kind of outcome.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something unforeseen.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the settings or the files are not usable as they are.</summary>
    public const int Usage = 2;

    public const int NotEnrolled = 3;

    /// <summary>The server knows what is asked and refuses it.</summary>
    public const int Refused = 4;

    public const int Unreachable = 5;
}
