using Holdfast.Modules.Fleet.Ingest;

namespace Holdfast.Tests.Modules.Fleet.Ingest;

public class RowIdsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void They_are_version_7_and_hold_the_rows_time()
    {
        var id = RowIds.New().Of(At, 7);
        id.Version.ShouldBe(7);
        (id.Variant & 0xc).ShouldBe(8);
        RowIds.TimeOf(id).ShouldBe(At);
    }

    [Fact]
    public void They_order_by_time_and_then_by_place()
    {
        var ids = RowIds.New();
        Guid[] made = [ids.Of(At, 0), ids.Of(At, 1), ids.Of(At, 499), ids.Of(At.AddMilliseconds(1), 0)];
        made.Select(i => i.ToString()).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }

    [Fact]
    public void Two_documents_never_share_one() => RowIds.New().Of(At, 0).ShouldNotBe(RowIds.New().Of(At, 0));

    [Fact]
    public void A_time_before_1970_is_1970_and_fractions_go()
    {
        RowIds.Time(DateTimeOffset.MinValue).ShouldBe(DateTimeOffset.UnixEpoch);
        RowIds.Time(At.AddTicks(9)).ShouldBe(At);
    }
}
