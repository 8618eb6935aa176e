using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Features;
using Holdfast.Modules.Actions.Providers;
using Holdfast.Modules.Actions.Reactions;
using Holdfast.Modules.Actions.Reconcilers;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Actions;

/// <summary>Runs of actions: planned, approved, done once, checked and undone.</summary>
public sealed class ActionsModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "actions";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<ActionsOptions>()
        .Schema()
        .Scoped<ActionsDb>()
        .Scoped<ActionsContract>()
        .Register(services => services.AddScoped<IActions>(scope => scope.GetRequiredService<ActionsContract>()))
        .Contract<IActionProvider, IntegrationActions>()
        .Permissions(ActionsPermissions.All)
        .Feature<ListActions>()
        .Feature<PlanRun>()
        .Feature<GetRun>()
        .Feature<ListRuns>()
        .Feature<ApproveRun>()
        .Feature<RejectRun>()
        .Feature<StartRun>()
        .Feature<UndoRun>()
        .Feature<CheckRun>()
        .Feature<ExecuteAction>()
        .Handles<DeviceMoved, MoveRunsOnDeviceMoved>()
        .Works<SettleRuns>()
        .Publishes<ActionPlanned>(ActionsPermissions.Read)
        .Publishes<ActionApproved>(ActionsPermissions.Read)
        .Publishes<ActionRejected>(ActionsPermissions.Read)
        .Publishes<ActionExpired>(ActionsPermissions.Read)
        .Publishes<ActionStarted>(ActionsPermissions.Read)
        .Publishes<ActionDone>(ActionsPermissions.Read)
        .Publishes<ActionFailed>(ActionsPermissions.Read)
        .Publishes<ActionUnknown>(ActionsPermissions.Read)
        .Publishes<ActionUndone>(ActionsPermissions.Read)
        .Publishes<ActionVerified>(ActionsPermissions.Read)
        .Publishes<ActionContradicted>(ActionsPermissions.Read);
}
