using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>A content that somebody attached to a ticket. Its bytes are elsewhere, sealed.</summary>
internal sealed record Attachment(AttachmentId Id, TicketId Ticket, string Name, string MediaType, TicketActor AddedBy, DateTimeOffset AddedAt, Guid Reservation)
{
    public const int MaxPerTicket = 50;
    public const int MaxBytes = 10 * 1024 * 1024;
    public const int PieceBytes = 256 * 1024;

    /// <summary>How many bytes it has, or had.</summary>
    public long Size { get; init; }

    /// <summary>Of its content; empty while that is not whole.</summary>
    public byte[] Sha256 { get; init; } = [];

    /// <summary>What the scanner said of it.</summary>
    public AttachmentState State { get; init; } = AttachmentState.Pending;

    /// <summary>What was found, or why nothing is known.</summary>
    public string? Detail { get; init; }

    /// <summary>How often it was shown to the scanner.</summary>
    public int Attempts { get; init; }

    /// <summary>When the scanner had the last word.</summary>
    public DateTimeOffset? ScannedAt { get; init; }

    /// <summary>Whether all of its content has come in.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether its content takes room of the tenant's.</summary>
    public bool HasContent => IsWhole && State != AttachmentState.Infected;

    /// <summary>What its pieces are bound to: none opens as another's, or at another place.</summary>
    public static string Purpose(TenantId tenant, AttachmentId id, int piece) => $"ticket-attachment:{tenant.Value}:{id.Value}:{piece}";
}
