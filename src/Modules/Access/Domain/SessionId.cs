using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A log-in session.</summary>
internal readonly partial record struct SessionId(Guid Value) : IId<SessionId>;
