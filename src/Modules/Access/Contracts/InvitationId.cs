using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>An invitation into a tenant.</summary>
public readonly partial record struct InvitationId(Guid Value) : IId<InvitationId>;
