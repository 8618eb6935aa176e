using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

/// <summary>Texts for properties: any at all, and any of characters that come near to what is meant.</summary>
internal static class Texts
{
    public static Arbitrary<string> Any(string near) => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Elements(near.ToCharArray()).ArrayOf().Select(characters => new string(characters))).ToArbitrary();
}
