using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
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

/// <summary>One use case behind one endpoint. The instance is scoped; <see cref="Map"/> says where it is reached and what it requires.</summary>
public interface IFeature
{
    /// <summary>Maps the endpoint below <c>/api</c>.</summary>
    static abstract void Map(IEndpointRouteBuilder routes);
}

/// <summary>A request body that can tell what is wrong with it before anything is loaded.</summary>
public interface IRequest
{
    /// <summary>Null when the shape is right.</summary>
    Problem? Check();
}

/// <summary>A reaction to an event. Its effect commits with the mark that the event is done, so it happens once; one commit per call.</summary>
public interface IHandle<in TEvent> where TEvent : IEvent
{
    /// <summary>Reacts. An exception means: again later.</summary>
    Task Handle(OpContext op, TEvent what, StoredEvent stored, CancellationToken ct);
}

/// <summary>A reaction to every event that any module publishes.</summary>
public interface IHandleAll
{
    /// <summary>Reacts. An exception means: again later.</summary>
    Task Handle(OpContext op, StoredEvent stored, CancellationToken ct);
}

/// <summary>Periodic, idempotent work for the whole platform; one process at a time does it.</summary>
public interface IReconciler
{
    /// <summary>Looks at what is and mends it.</summary>
    Task Reconcile(CancellationToken ct);
}
