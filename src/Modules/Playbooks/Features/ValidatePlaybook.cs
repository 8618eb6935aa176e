using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Text">What would be a definition.</param>
internal sealed record ValidatePlaybookRequest(string Text);

/// <summary>What is to be said of a text.</summary>
/// <param name="Valid">Whether it can be saved.</param>
/// <param name="Name">The playbook's name; null when there are mistakes.</param>
/// <param name="Mistakes">All that is wrong, at most 50, in the order of the text.</param>
internal sealed record PlaybookCheckView(bool Valid, string? Name, IReadOnlyList<PlaybookMistakeView> Mistakes);

/// <summary>Says all that is wrong with a definition, and where. Nothing is saved.</summary>
internal sealed class ValidatePlaybook(Vocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbooks/validate", (ValidatePlaybookRequest request, ValidatePlaybook feature) => Task.FromResult(feature.Handle(request)).ToHttp());

    public Result<PlaybookCheckView> Handle(ValidatePlaybookRequest request)
    {
        var parsed = PlaybookText.Parse(request.Text, vocabulary);
        return new PlaybookCheckView(parsed.Definition is not null, parsed.Definition?.Name, [.. parsed.Mistakes.Select(PlaybookMistakeView.From)]);
    }
}
