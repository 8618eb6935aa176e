using Holdfast.Platform.Data;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A tenant uses an outside product.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key, such as <c>grafana</c>.</param>
/// <param name="Name">What people call it.</param>
public sealed record IntegrationCreated(IntegrationId Integration, string Connector, string Name) : IEvent
{
    static string IEvent.Name => "integration.created";
}

/// <summary>An integration's name, settings or secret are others.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key, such as <c>grafana</c>.</param>
/// <param name="Name">What people call it.</param>
public sealed record IntegrationUpdated(IntegrationId Integration, string Connector, string Name) : IEvent
{
    static string IEvent.Name => "integration.updated";
}

/// <summary>An integration was tried out.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key, such as <c>grafana</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Ok">Whether settings and secret work.</param>
public sealed record IntegrationTested(IntegrationId Integration, string Connector, string Name, bool Ok) : IEvent
{
    static string IEvent.Name => "integration.tested";
}

/// <summary>An integration is gone, and its secret with it.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key, such as <c>grafana</c>.</param>
/// <param name="Name">What people call it.</param>
public sealed record IntegrationDeleted(IntegrationId Integration, string Connector, string Name) : IEvent
{
    static string IEvent.Name => "integration.deleted";
}

/// <summary>What is read through an integration has failed several times in a row.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Read">What could not be read.</param>
/// <param name="Code">Why, stable.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record IntegrationFailing(IntegrationId Integration, string Connector, string Name, string Read, string Code, string Detail) : IEvent
{
    static string IEvent.Name => "integration.failing";
}

/// <summary>What had failed works again.</summary>
/// <param name="Integration">Which.</param>
/// <param name="Connector">The connector's key.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Read">What is read again.</param>
public sealed record IntegrationRecovered(IntegrationId Integration, string Connector, string Name, string Read) : IEvent
{
    static string IEvent.Name => "integration.recovered";
}
