using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>What somebody needs to have actions done, for modules that have them done on somebody's behalf.</summary>
public static class ActionRights
{
    /// <summary>To have actions done at all.</summary>
    public static Permission Execute => ActionsPermissions.Execute;

    /// <summary>What an action takes beside; null when running actions is enough.</summary>
    public static Permission? Of(ActionRight right) => ActionsPermissions.Of(right);
}
