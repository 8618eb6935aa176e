using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A playbook to begin with.</summary>
/// <param name="Key">Its name in the library.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Text">As YAML.</param>
internal sealed record LibraryPlaybookView(string Key, string Name, string Description, string Text);

/// <summary>Playbooks to begin with: they come with the product.</summary>
internal sealed class ListLibrary(Vocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/playbooks/library", (ListLibrary feature) => Task.FromResult(feature.Handle()).ToHttp());

    public Result<IReadOnlyList<LibraryPlaybookView>> Handle() => (LibraryPlaybookView[])
    [
        .. PlaybookLibrary.All.Select(p => (p.Key, p.Text, PlaybookText.Parse(p.Text, vocabulary).Definition)).Where(p => p.Definition is not null)
            .Select(p => new LibraryPlaybookView(p.Key, p.Definition!.Name, p.Definition.Description, p.Text)),
    ];
}
