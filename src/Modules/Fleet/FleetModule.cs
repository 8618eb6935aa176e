using Holdfast.Modules.Fleet.Analysis;
using Holdfast.Modules.Fleet.Broker;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Enrollment;
using Holdfast.Modules.Fleet.Features;
using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Fleet.Reactions;
using Holdfast.Modules.Fleet.Reconcilers;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Fleet;

/// <summary>Devices: how they enrol, what they report, what is wrong with them and how they score.</summary>
public sealed class FleetModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "fleet";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<FleetOptions>()
        .Schema()
        .Scoped<FleetDb>()
        .Scoped<TelemetryDb>()
        .Scoped<AssessmentDb>()
        .Scoped<HealthDb>()
        .Scoped<DeviceViews>()
        .Scoped<ScoredNodes>()
        .Scoped<DeviceAnalysis>()
        .Scoped<BrokerDb>()
        .Scoped<BrokerWriting>()
        .Scoped<BrokerClaims>()
        .Scoped<BrokerRotation>()
        .Singleton<BrokerWake>()
        .Singleton<ClosedLogIns>()
        .Singleton<BrokerKeys>()
        .Singleton<FleetMetrics>()
        .Singleton<DeviceKeys>()
        .Singleton<EnrollmentTurns>()
        .Singleton<ReplayGuard>()
        .Singleton<DeadLetters>()
        .Singleton<TelemetryStreams>()
        .Singleton<TelemetryIntake>()
        .Register(services => services.AddSingleton<IBrokerKeys>(s => s.GetRequiredService<BrokerKeys>()).AddHostedService<KeepClaims>())
        .Port<ISensorCredentials, SensorCredentials>()
        .Port<IAuthenticator, SensorAuthenticator>()
        .Contract<IFleet, FleetContract>()
        .Contract<IGroupContents, FleetContract>()
        .Contract<IScopeNodes, FleetContract>()
        .Contract<IDevicePostures, FleetContract>()
        .Contract<ITenantRemoval, FleetRemoval>()
        .Contract<ITenantFigures, FleetFigures>()
        .Handles<DeviceEnrolled, MarkFigures>()
        .Handles<DeviceRemoved, MarkFigures>()
        .Counts<FleetOptions>(FleetDb.Quota, o => o.DevicesPerTenant)
        .Permissions(FleetPermissions.All)
        .Feature<ListBrokerKeys>()
        .Feature<CreateEnrollmentToken>()
        .Feature<ListEnrollmentTokens>()
        .Feature<RevokeEnrollmentToken>()
        .Feature<EnrollSensor>()
        .Feature<RenewSensorCredentials>()
        .Feature<IngestTelemetry>()
        .Feature<ListDevices>()
        .Feature<GetDevice>()
        .Feature<UpdateDevice>()
        .Feature<RemoveDevice>()
        .Feature<GetInventory>()
        .Feature<GetMetrics>()
        .Feature<ListEvents>()
        .Feature<GetHealth>()
        .Feature<GetHealthHistory>()
        .Feature<GetFleetOverview>()
        .Feature<ListFindings>()
        .Feature<GetFinding>()
        .Runs<StreamPuller>(Roles.Ingest)
        .Works<KeepStreams>(Roles.Ingest)
        .Works<AnalyzeDevices>()
        .Works<PruneTelemetry>()
        .Works<KeepPartitions>()
        .Handles<GroupDeleted, ForgetHealthOnGroupDeleted>()
        .Handles<OrganizationDeleted, ForgetHealthOnOrganizationDeleted>()
        .Reconciles<RevokeLogIns>(TimeSpan.FromMinutes(10))
        .Reconciles<KeepBrokerKeys>(TimeSpan.FromMinutes(1))
        .Publishes<DeviceEnrolled>(FleetPermissions.Read)
        .Publishes<DeviceMoved>(FleetPermissions.Read)
        .Publishes<DeviceRemoved>(FleetPermissions.Read)
        .Publishes<FindingRaised>(FleetPermissions.Read)
        .Publishes<FindingResolved>(FleetPermissions.Read)
        .Publishes<HealthChanged>(FleetPermissions.Read);
}
