using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>Who waits for a refresh token, by its digest.</summary>
internal sealed class RefreshTurns
{
    public OneByOne<string> OfToken { get; } = new();
}
