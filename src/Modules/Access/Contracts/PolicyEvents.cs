using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>The tenant has a policy more.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Enabled">Whether it decides.</param>
public sealed record PolicyCreated(PolicyId Policy, string Name, bool Enabled) : IEvent
{
    static string IEvent.Name => "policy.created";
}

/// <summary>A policy has another name, meaning or text, or was turned on or off.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Name">For people, as it is now.</param>
/// <param name="Enabled">Whether it decides now.</param>
public sealed record PolicyUpdated(PolicyId Policy, string Name, bool Enabled) : IEvent
{
    static string IEvent.Name => "policy.updated";
}

/// <summary>A policy is gone, and decides nothing any more.</summary>
/// <param name="Policy">Which it was.</param>
/// <param name="Name">For people.</param>
public sealed record PolicyDeleted(PolicyId Policy, string Name) : IEvent
{
    static string IEvent.Name => "policy.deleted";
}
