using Holdfast.Tests.System.Journeys;

[assembly: AssemblyFixture(typeof(SensorIsMadeFirst))]

namespace Holdfast.Tests.System.Journeys;

/// <summary>Makes the sensor's file before any journey begins: beside a browser it would take the processor from the pages.</summary>
public sealed class SensorIsMadeFirst : IAsyncLifetime
{
    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await PublishedSensor.Folder;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
