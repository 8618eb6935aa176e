using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>A unit of work.</summary>
public readonly record struct TicketId(Guid Value) : IId<TicketId>
{
    /// <inheritdoc/>
    public static TicketId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TicketId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>What somebody said about a ticket.</summary>
public readonly record struct CommentId(Guid Value) : IId<CommentId>
{
    /// <inheritdoc/>
    public static CommentId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommentId result) => Id.TryParse(s, out result);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
