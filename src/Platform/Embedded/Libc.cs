using System.Runtime.InteropServices;

namespace Holdfast.Platform.Embedded;

/// <summary>Signals, which System.Diagnostics.Process can't send.</summary>
internal static partial class Libc
{
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>0 when the signal was sent; a process that is gone meanwhile is no error to anyone here.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int processId, int signal);
}
