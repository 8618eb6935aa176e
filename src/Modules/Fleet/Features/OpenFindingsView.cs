using Holdfast.Modules.Fleet.Domain;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>How many findings are open.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Critical">Look at them now.</param>
/// <param name="High">Look at them today.</param>
/// <param name="Medium">Look at them this week.</param>
/// <param name="Low">Good to know.</param>
internal sealed record OpenFindingsView(int Total, int Critical, int High, int Medium, int Low)
{
    public static OpenFindingsView From(OpenFindings open) => new(open.Total, open.Critical, open.High, open.Medium, open.Low);
}
