using static Holdfast.Tests.Modules.Access.Policies.Asked;

namespace Holdfast.Tests.Modules.Access.Policies;

public class ExtensionTests
{
    [Theory]
    [InlineData("ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\"))", "true")]
    [InlineData("ip(\"10.0.0.0/7\").isInRange(ip(\"10.0.0.0/8\"))", "false")]
    [InlineData("ip(\"fe80::1\").isInRange(ip(\"fe80::/10\")) && ip(\"fe80::1\").isIpv6()", "true")]
    [InlineData("ip(\"::1\").isInRange(ip(\"0.0.0.0/0\"))", "false")]
    [InlineData("ip(\"127.0.0.1\").isLoopback() && ip(\"::1\").isLoopback() && ip(\"224.0.0.1\").isMulticast() && ip(\"ff02::1\").isMulticast()", "true")]
    [InlineData("ip(\"10.0.0.1\") == ip(\"10.0.0.1/32\") && ip(\"1::\") == ip(\"1:0:0:0:0:0:0:0\")", "true")]
    [InlineData("ip(\"0.0.0.0/0\").isInRange(ip(\"0.0.0.0/0\")) && ip(\"::/0\").isInRange(ip(\"::/0\"))", "true")]
    public void Addresses(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/08")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("1::2::3")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData(":::")]
    [InlineData("")]
    public void What_is_no_address_fails(string text) => Condition($"ip(\"{text}\").isIpv4()").ShouldBe($"\"{text}\" is no ipaddr that can be read.");

    [Theory]
    [InlineData("decimal(\"1.0\") == decimal(\"1.0000\") && decimal(\"-0.0\") == decimal(\"0.0\")", "true")]
    [InlineData("decimal(\"-1.5\").lessThan(decimal(\"-1.4999\")) && decimal(\"2.0\").greaterThanOrEqual(decimal(\"2.0\"))", "true")]
    [InlineData("decimal(\"922337203685477.5807\").greaterThan(decimal(\"-922337203685477.5808\"))", "true")]
    [InlineData("decimal(\"922337203685477.5808\") == decimal(\"0.0\")", "\"922337203685477.5808\" is no decimal that can be read.")]
    [InlineData("decimal(\"1\") == decimal(\"1.0\")", "\"1\" is no decimal that can be read.")]
    [InlineData("decimal(\"1.23456\") == decimal(\"1.0\")", "\"1.23456\" is no decimal that can be read.")]
    [InlineData("decimal(\"1.0\").lessThan(1)", "'lessThan' takes a value of type decimal here, and there is one of type long.")]
    [InlineData("decimal(\"1.0\", 2) == 1", "'decimal' takes 1 argument, a method's target counted, and here are 2.")]
    public void Decimals(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("datetime(\"2024-02-29T12:30:45.123+0130\") == datetime(\"2024-02-29T11:00:45.123Z\")", "true")]
    [InlineData("datetime(\"1969-12-31T23:59:59.999Z\").toTime() == duration(\"23h59m59s999ms\")", "true")]
    [InlineData("datetime(\"1969-12-31T23:59:59.999Z\").toDate() == datetime(\"1969-12-31\")", "true")]
    [InlineData("datetime(\"2024-03-01\").durationSince(datetime(\"2024-02-28\")) == duration(\"2d\")", "true")]
    [InlineData("datetime(\"0000-02-29\") < datetime(\"0000-03-01\") && datetime(\"0000-02-29\").offset(duration(\"1d\")) == datetime(\"0000-03-01\")", "true")]
    [InlineData("datetime(\"1970-01-01\").offset(duration(\"-1ms\")) < datetime(\"1970-01-01\")", "true")]
    [InlineData("duration(\"-1d2h3m4s5ms\").toMilliseconds() == -93784005 && duration(\"-90s\").toMinutes() == -1", "true")]
    [InlineData("duration(\"-9223372036854775808ms\").toDays() == -106751991167", "true")]
    [InlineData("datetime(\"9999-12-31\").offset(duration(\"9223372036854775807ms\")) == datetime(\"1970-01-01\")", "The result of 'offset' is beyond what the type datetime holds.")]
    public void Moments_and_spans(string condition, string outcome) => Condition(condition).ShouldBe(outcome);

    [Theory]
    [InlineData("datetime", "2023-02-29")]
    [InlineData("datetime", "2024-02-29T12:30:45")]
    [InlineData("datetime", "2024-02-29T12:30:60Z")]
    [InlineData("datetime", "2024-02-29T12:30:45.1Z")]
    [InlineData("datetime", "2024-02-29T12:30:45+2400")]
    [InlineData("duration", "")]
    [InlineData("duration", "-")]
    [InlineData("duration", "1m1h")]
    [InlineData("duration", "1h1h")]
    [InlineData("duration", "9223372036854775808ms")]
    [InlineData("duration", "106751991168d")]
    public void What_is_no_moment_or_span_fails(string function, string text) =>
        Condition($"{function}(\"{text}\") == 1").ShouldBe($"\"{text}\" is no {function} that can be read.");
}
