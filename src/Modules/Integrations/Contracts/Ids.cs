using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A tenant's configured use of a connector.</summary>
public readonly record struct IntegrationId(Guid Value) : IId<IntegrationId>
{
    /// <inheritdoc/>
    public static IntegrationId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out IntegrationId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
