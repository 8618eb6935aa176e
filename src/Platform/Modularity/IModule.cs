using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Platform.Modularity;

/// <summary>A module's table of contents. Describing it has no side effects.</summary>
public interface IModule
{
    /// <summary>Lower case: event prefix, configuration section and meter.</summary>
    static abstract string Name { get; }

    /// <summary>Names everything that the module adds.</summary>
    static abstract void Describe(ModuleBuilder module);
}

/// <summary>One use case. The instance is scoped; <see cref="Admission"/> says what it requires, however it is reached, and <see cref="Map"/> where it is reached over HTTP.</summary>
public interface IFeature
{
    /// <summary>What the operation requires of who asks for it.</summary>
    static abstract Admission Admission { get; }

    /// <summary>Maps the endpoint below <c>/api</c>.</summary>
    static abstract void Map(IEndpointRouteBuilder routes);
}

/// <summary>A request body that can tell what is wrong with it before anything is loaded.</summary>
public interface IRequest
{
    /// <summary>Null when the shape is right.</summary>
    Problem? Check();
}

/// <summary>
/// A reaction to an event. Its effect goes into the change that has claimed the event, which the runner commits when all is well, with the mark that
/// the event is done: so it happens once. It commits nothing itself, and opens no change of its own.
/// </summary>
/// <typeparam name="TEvent">The event, or what several events have in common.</typeparam>
public interface IHandle<in TEvent>
{
    /// <summary>Reacts. A problem or an exception means: nothing of it happens now, and again later.</summary>
    Task<Problem?> Handle(Change change, TEvent what, StoredEvent stored, CancellationToken ct);
}

/// <summary>A reaction to every event for which somebody of the tenant has an <see cref="EventInterest"/> in it.</summary>
public interface IHandleAll
{
    /// <summary>Reacts. A problem or an exception means: nothing of it happens now, and again later.</summary>
    Task<Problem?> Handle(Change change, StoredEvent stored, CancellationToken ct);
}

/// <summary>Periodic, idempotent work on the control store, or outside, for the whole platform; one process at a time does it. What is done tenant by tenant is <see cref="Work.IWork"/>.</summary>
public interface IReconciler
{
    /// <summary>Looks at what is and mends it.</summary>
    Task Reconcile(CancellationToken ct);
}
