using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>A managed machine.</summary>
public readonly record struct DeviceId(Guid Value) : IId<DeviceId>
{
    /// <inheritdoc/>
    public static DeviceId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DeviceId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>One thing that an analyzer says is wrong with a device.</summary>
public readonly record struct FindingId(Guid Value) : IId<FindingId>
{
    /// <inheritdoc/>
    public static FindingId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FindingId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>What lets machines enrol into a group.</summary>
public readonly record struct EnrollmentTokenId(Guid Value) : IId<EnrollmentTokenId>
{
    /// <inheritdoc/>
    public static EnrollmentTokenId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnrollmentTokenId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
