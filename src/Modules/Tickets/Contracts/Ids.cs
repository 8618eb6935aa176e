using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>A unit of work.</summary>
public readonly partial record struct TicketId(Guid Value) : IId<TicketId>;

/// <summary>What somebody said about a ticket.</summary>
public readonly partial record struct CommentId(Guid Value) : IId<CommentId>;

/// <summary>Something seen that a ticket is about.</summary>
public readonly partial record struct ObservableId(Guid Value) : IId<ObservableId>;

/// <summary>Another thing that a ticket has to do with.</summary>
public readonly partial record struct TicketLinkId(Guid Value) : IId<TicketLinkId>;

/// <summary>One line of a ticket's timeline.</summary>
public readonly partial record struct TicketEntryId(Guid Value) : IId<TicketEntryId>;

/// <summary>One handing on of a ticket.</summary>
public readonly partial record struct HandOverId(Guid Value) : IId<HandOverId>;

/// <summary>One ticket put into another.</summary>
public readonly partial record struct TicketMergeId(Guid Value) : IId<TicketMergeId>;

/// <summary>A filter of tickets that somebody keeps.</summary>
public readonly partial record struct TicketViewId(Guid Value) : IId<TicketViewId>;

/// <summary>A rule by which alerts and findings become tickets.</summary>
public readonly partial record struct TicketRuleId(Guid Value) : IId<TicketRuleId>;

/// <summary>A content that somebody attached to a ticket.</summary>
public readonly partial record struct AttachmentId(Guid Value) : IId<AttachmentId>;
