using Holdfast.Modules.Fleet.Contracts;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>A degree in which a rule can hold.</summary>
internal readonly record struct Grade(FindingSeverity Severity, double Points);

/// <summary>A rule's public name and its degrees, mildest first.</summary>
/// <param name="Id">Never renamed.</param>
/// <param name="Analyzer">Whose it is.</param>
/// <param name="Grades">What it costs.</param>
internal sealed record Rule(string Id, Analyzer Analyzer, params Grade[] Grades)
{
    public Grade Mild => Grades[0];

    public Grade Severe => Grades[^1];
}

/// <summary>Every rule and what it costs of its analyzer's 100 points. Whoever changes a figure or what is counted raises <see cref="Version"/>.</summary>
internal static class Rules
{
    public const int Version = 2;

    /// <summary>
    /// 5 failed ssh log-ins from one source within 10 minutes, or as many users that are not there, or connections that came to nothing (a machine that
    /// takes keys only logs no failures); severe from 20 on, or when a log-in from there succeeds after them.
    /// </summary>
    public static readonly Rule SshBruteForce = new("ssh.brute_force", Analyzer.SecurityEvents, new(FindingSeverity.High, 25), new(FindingSeverity.Critical, 45));

    /// <summary>root logged in by ssh.</summary>
    public static readonly Rule SshRootLogin = new("ssh.root_login", Analyzer.SecurityEvents, new Grade(FindingSeverity.Low, 3));

    /// <summary>sudo refused one account 3 times within 10 minutes.</summary>
    public static readonly Rule SudoDenied = new("sudo.denied", Analyzer.SecurityEvents, new Grade(FindingSeverity.Medium, 10));

    /// <summary>An account was made.</summary>
    public static readonly Rule UserAdded = new("user.added", Analyzer.SecurityEvents, new Grade(FindingSeverity.Medium, 10));

    /// <summary>An account was deleted.</summary>
    public static readonly Rule UserRemoved = new("user.removed", Analyzer.SecurityEvents, new Grade(FindingSeverity.Low, 3));

    /// <summary>A file system is over 85 percent; severe over 95.</summary>
    public static readonly Rule DiskFull = new("disk.full", Analyzer.Performance, new(FindingSeverity.Medium, 10), new(FindingSeverity.High, 30));

    /// <summary>The system or a disk reports read or write errors.</summary>
    public static readonly Rule DiskErrors = new("disk.errors", Analyzer.Performance, new Grade(FindingSeverity.High, 30));

    /// <summary>Memory is over 90 percent for 5 minutes; severe over 97.</summary>
    public static readonly Rule MemoryPressure = new("memory.pressure", Analyzer.Performance, new(FindingSeverity.Medium, 10), new(FindingSeverity.High, 25));

    /// <summary>The kernel killed a process for want of memory.</summary>
    public static readonly Rule OutOfMemory = new("memory.out_of_memory", Analyzer.Performance, new Grade(FindingSeverity.Medium, 15));

    /// <summary>Swap is over 80 percent for 5 minutes.</summary>
    public static readonly Rule SwapPressure = new("swap.pressure", Analyzer.Performance, new Grade(FindingSeverity.Low, 5));

    /// <summary>All processors together are over 90 percent for 10 minutes.</summary>
    public static readonly Rule CpuSustained = new("cpu.sustained", Analyzer.Performance, new Grade(FindingSeverity.Medium, 10));

    /// <summary>The load over five minutes is more than 2 for each processor.</summary>
    public static readonly Rule LoadHigh = new("load.high", Analyzer.Performance, new Grade(FindingSeverity.Low, 5));

    public static IReadOnlyList<Rule> All { get; } =
    [
        SshBruteForce, SshRootLogin, SudoDenied, UserAdded, UserRemoved,
        DiskFull, DiskErrors, MemoryPressure, OutOfMemory, SwapPressure, CpuSustained, LoadHigh,
    ];
}
