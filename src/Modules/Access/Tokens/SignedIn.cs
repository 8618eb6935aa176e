using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Tokens;

/// <summary>A verified token with what the database says of its user: kept for seconds, so that a disabled user or an ended session is out at once elsewhere and within seconds here.</summary>
/// <param name="Principal">Who, with what they may do.</param>
/// <param name="ValidUntil">When the token, or the first of the user's assignments, ends.</param>
internal sealed record SignedIn(Principal Principal, DateTimeOffset ValidUntil);
