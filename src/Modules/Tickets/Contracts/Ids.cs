using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>A unit of work.</summary>
public readonly partial record struct TicketId(Guid Value) : IId<TicketId>;

/// <summary>What somebody said about a ticket.</summary>
public readonly partial record struct CommentId(Guid Value) : IId<CommentId>;
