using Holdfast.Hosts.Sensor.Identity;

namespace Holdfast.Tests.Hosts.Sensor.Identity;

public sealed class FolderAccessTests
{
    private const string Me = "S-1-5-21-1004336348-1177238915-682003330-1001";
    private const string Users = "S-1-5-32-545";
    private readonly FolderAccess access = new(Me);

    [Fact]
    public void The_account_the_system_and_the_administrators_have_everything_and_nobody_else_anything()
    {
        access.Wanted.ShouldBe(["S-1-5-18", "S-1-5-32-544", Me]);
        new FolderAccess("S-1-5-18").Wanted.ShouldBe(["S-1-5-18", "S-1-5-32-544"]);
        access.IsOpen(access.Wanted.Select(sid => new FolderRight(sid, true))).ShouldBeFalse();
    }

    [Fact]
    public void What_an_administrator_enrols_the_system_finds_closed_and_its_own()
    {
        var enrolled = new FolderAccess(null).Wanted;
        enrolled.ShouldBe(["S-1-5-18", "S-1-5-32-544"]);
        var run = new FolderAccess(null);
        run.IsOpen(enrolled.Select(sid => new FolderRight(sid, true))).ShouldBeFalse();
        run.Fault("key.pem", FolderAccess.Administrators).ShouldBeNull();
    }

    [Fact]
    public void What_a_folder_takes_from_ProgramData_is_open() =>
        access.IsOpen([new("S-1-5-18", true), new("S-1-5-32-544", true), new("S-1-3-0", true), new(Users, true)]).ShouldBeTrue();

    [Theory]
    [InlineData(Users, true, true)]
    [InlineData("S-1-1-0", true, true)]
    [InlineData("S-1-5-11", true, true)]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-1002", true, true)]
    [InlineData(Users, false, false)]
    [InlineData("S-1-3-0", true, false)]
    [InlineData("S-1-3-4", true, false)]
    public void An_entry_for_somebody_else_opens_it_unless_it_denies(string sid, bool allows, bool isOpen) =>
        access.IsOpen([new(Me, true), new(sid, allows)]).ShouldBe(isOpen);

    [Theory]
    [InlineData(Me, true)]
    [InlineData("S-1-5-18", true)]
    [InlineData("S-1-5-32-544", true)]
    [InlineData("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", true)]
    [InlineData("S-1-5-21-1004336348-1177238915-682003330-1002", false)]
    [InlineData("S-1-3-0", false)]
    [InlineData(Users, false)]
    public void What_somebody_else_owns_is_refused(string owner, bool isFine)
    {
        var fault = access.Fault(@"C:\ProgramData\Holdfast\Sensor\sensor.json", owner);
        (fault is null).ShouldBe(isFine);
        fault?.ShouldStartWith($@"C:\ProgramData\Holdfast\Sensor\sensor.json belongs to {owner}");
    }

    [Fact]
    public void On_Unix_the_folder_is_made_for_the_account_alone()
    {
        using var folder = new TemporaryFolder();
        var data = new DataFolder(Path.Join(folder.Path, "a", "data"));
        data.Secure().ShouldBeFalse();
        new DirectoryInfo(data.Path).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
