using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Access.Policies;
using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Tests.Modules.Access.Policies;

public class PropertyTests
{
    [Fact]
    public void Any_text_is_read_or_refused_and_never_fails() => Prop.ForAll<string>(text =>
    {
        var parsed = PolicySet.Parse(text ?? "");
        return parsed.Value is not null != parsed.Problems.Count > 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_string_can_be_written_and_is_read_back() => Prop.ForAll<NonNull<string>>(text =>
    {
        var runes = string.Concat(text.Get.EnumerateRunes().Select(rune => $"\\u{{{rune.Value:x}}}"));
        var whole = string.Concat(text.Get.EnumerateRunes());
        var policy = PolicySet.Parse($"@text(\"{runes}\") permit(principal, action, resource);").Value!.Policies.Single();
        return policy.Annotations["text"] == whole;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sets_know_no_order_and_no_repetition() => Prop.ForAll<int[]>(numbers =>
    {
        var values = numbers.Select(number => (CedarValue)new LongValue(number % 10)).ToArray();
        var (set, other) = (new SetValue(values), new SetValue([.. values.Reverse(), .. values]));
        return set.Equals(other) && set.GetHashCode() == other.GetHashCode() && set.Count == values.Distinct().Count() && set.ContainsAll(other) && values.All(set.Contains);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decimals_are_read_back_from_their_own_text() => Prop.ForAll<long>(number =>
        DecimalValue.TryParse(new DecimalValue(number).ToString().Split('"')[1], out var read) && read.TenThousandths == number).QuickCheckThrowOnFailure();

    [Fact]
    public void Spans_are_read_back_and_moments_split_into_date_and_time() => Prop.ForAll<long>(number =>
    {
        var moment = new DateTimeValue(number);
        return DurationValue.TryParse(new DurationValue(number).ToString().Split('"')[1], out var read) && read.Milliseconds == number
            && (moment.Date is not { } date || date.Offset(moment.Time)!.Equals(moment)) && moment.Time.Milliseconds is >= 0 and < 86_400_000;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_address_is_in_each_of_its_networks() => Prop.ForAll<uint, byte>((bits, length) =>
    {
        var (text, prefix) = ($"{bits >> 24}.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}", length % 33);
        return IpValue.TryParse(text, out var address) && IpValue.TryParse($"{text}/{prefix}", out var network) && address.IsInRange(network)
            && (prefix == 32 || !network.IsInRange(address)) && address.ToString() == $"ip(\"{text}/32\")";
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_forbids_never_allow_more() => Prop.ForAll<bool[], bool[]>((permits, forbids) =>
    {
        var text = string.Concat(permits.Select(holds => $"permit(principal, action, resource) when {{ {Word(holds)} }};"))
            + string.Concat(forbids.Select(holds => $"forbid(principal, action, resource) when {{ {Word(holds)} }};"));
        return (Asked.Decide(text).Decision == Decision.Allow) == (permits.Contains(true) && !forbids.Contains(true));
    }).QuickCheckThrowOnFailure();

    private static string Word(bool value) => value ? "true" : "false";
}
