using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Features;
using Holdfast.Modules.Playbooks.Features.Receivers;
using Holdfast.Modules.Playbooks.Reactions;
using Holdfast.Modules.Playbooks.Rehearsing;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks;

/// <summary>What is to be done when something happens: written in versions, run durably, on behalf of who published it.</summary>
public sealed class PlaybooksModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "playbooks";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<PlaybooksOptions>()
        .Schema()
        .Scoped<PlaybooksDb>()
        .Scoped<RunsDb>()
        .Singleton<Vocabulary>()
        .Singleton<DefinitionCache>()
        .Scoped<ReceiversDb>()
        .Scoped<PostedRuns>()
        .Scoped<RunStarter>()
        .Scoped<PlaybookPlaces>()
        .Scoped<PlaybookHistory>()
        .Scoped<StepForecasts>()
        .Scoped<RunRehearsal>()
        .Scoped<Rehearser>()
        .Scoped<Rehearsals>()
        .Scoped<StepEffects>()
        .Scoped<ActionSteps>()
        .Scoped<TicketSteps>()
        .Scoped<NotifySteps>()
        .Scoped<StepHold>()
        .Scoped<RunWishes>()
        .Scoped<StepRights>()
        .Scoped<StepDecisions>()
        .Counts<PlaybooksOptions>(PlaybooksDb.Quota, o => o.MaxPlaybooks)
        .Permissions(PlaybooksPermissions.All)
        .Feature<ListPlaybooks>()
        .Feature<CreatePlaybook>()
        .Feature<ValidatePlaybook>()
        .Feature<RehearseText>()
        .Feature<RehearsePlaybook>()
        .Feature<GetPlaybookSchema>()
        .Feature<ListLibrary>()
        .Feature<GetPlaybook>()
        .Feature<UpdatePlaybook>()
        .Feature<DeletePlaybook>()
        .Feature<ListVersions>()
        .Feature<PublishPlaybook>()
        .Feature<DisablePlaybook>()
        .Feature<StartPlaybook>()
        .Feature<RenewPlaybookReceiver>()
        .Feature<GetPlaybookReceiver>()
        .Feature<DeletePlaybookReceiver>()
        .Feature<ReceivePost>()
        .Feature<ListPlaybookRuns>()
        .Feature<GetPlaybookRun>()
        .Feature<PausePlaybookRun>()
        .Feature<ResumePlaybookRun>()
        .Feature<CancelPlaybookRun>()
        .Feature<ReplayPlaybookRun>()
        .Feature<ListApprovals>()
        .Feature<ApproveStep>()
        .Feature<RejectStep>()
        .HandlesAll<StartRunsOnEvents>()
        .Handles<DeviceMoved, MoveRunsOnDeviceMoved>()
        .Handles<ActionApproved, FollowAction>()
        .Handles<ActionRejected, FollowAction>()
        .Handles<ActionExpired, FollowAction>()
        .Handles<ActionDone, FollowAction>()
        .Handles<ActionFailed, FollowAction>()
        .Handles<ActionUnknown, FollowAction>()
        .Works<AdvanceRuns>()
        .Works<StartOnSchedule>()
        .Works<PruneRuns>()
        .Publishes<PlaybookPublished>(PlaybooksPermissions.Read)
        .Publishes<PlaybookDisabled>(PlaybooksPermissions.Read)
        .Publishes<PlaybookRunStarted>(PlaybooksPermissions.Read)
        .Publishes<PlaybookRunWaiting>(PlaybooksPermissions.Read)
        .Publishes<PlaybookRunDone>(PlaybooksPermissions.Read)
        .Publishes<PlaybookRunFailed>(PlaybooksPermissions.Read)
        .Publishes<PlaybookRunCancelled>(PlaybooksPermissions.Read)
        .Publishes<PlaybookNotified>(PlaybooksPermissions.Read);
}
